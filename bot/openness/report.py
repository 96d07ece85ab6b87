"""The answer about a model, a repository or a text, and the check of the registry, as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from textwrap import wrap
from typing import Any, Final

from bot.messages.neutral import visible
from detectors.model import Evidence
from detectors.openness import components, verdict
from detectors.openness.audit import Answer
from detectors.openness.lineage import Node
from detectors.openness.model import CodeLicense, Row
from detectors.openness.raised import WORDS, Raised, named
from detectors.openness.registry import registry

SCHEMA: Final = "byline/openness/1"
#: How much of each list the text form shows; the JSON form has all.
MAX_RAISED: Final = 40
MAX_EVIDENCE: Final = 6
_MAX_NODES: Final = 40
#: How many characters of a list stand in one line.
_WIDTH: Final = 90
_GATED: Final = {
    "auto": "given at once to whoever agrees to terms on the hub",
    "manual": "on request: its publisher decides one by one",
}
_ADVICE: Final = (
    "Byline compares texts that you can open; it gives no legal advice. A row of the registry may be "
    "wrong or out of "
    "date: docs/openness-registry.md says how to correct it."
)


def as_json(answer: Answer, commit: str = "") -> str:
    """Return the whole answer as JSON, ending in a line feed."""
    held = answer.terms
    whole: dict[str, Any] = {
        "schema": SCHEMA,
        "subject": answer.subject,
        "commit": commit or None,
        "verdict": str(answer.verdict) if answer.verdict else None,
        "license": {
            "name": held.own.name,
            "spdx": held.own.spdx,
            "osi_approved": held.osi_approved,
            "inherited": [one.spdx for one in held.licenses[1:]],
            "read": held.text.path if held.text else held.declared.path if held.declared else None,
        }
        if held
        else None,
        "restrictions": [str(one) for one in answer.restrictions],
        "registry": _row_json(answer.row) if answer.row else None,
        "components": {str(part): str(presence) for part, presence in answer.parts.items()},
        "osaid": {name: str(one) for name, one in components.osaid(answer.parts).items()}
        if answer.parts
        else {},
        "mof_class": components.mof_class(answer.parts) if answer.parts else None,
        "gated": answer.gated or None,
        "lineage": _node_json(answer.lineage) if answer.lineage else None,
        "incomplete": list(answer.lineage.incomplete) if answer.lineage else [],
        "versions": list(answer.versions),
        "unread": list(answer.unread),
        "advice": answer.advice or None,
        "claims": answer.claims,
        "findings": [_raised_json(one) for one in answer.raised],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "family": row.family,
        "publisher": row.publisher,
        "code_license": row.code_license,
        "mof_class": row.mof_class,
        "source": row.source,
        "as_of": row.as_of.isoformat(),
        "confidence": str(row.confidence),
        "note": row.note,
    }


def _node_json(node: Node) -> dict[str, Any]:
    return {
        "name": node.name,
        "license": [one.spdx for one in node.terms.licenses] if node.terms else None,
        "relation": str(node.relation) or None,
        "missing": node.missing or None,
        "parents": [_node_json(one) for one in node.parents],
    }


def _raised_json(one: Raised) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "severity": str(one.severity),
        "claim": one.claim,
        "evidence": [{"place": held.place, "quote": held.quote} for held in one.evidence],
        "resolve": one.resolve,
        "wording": one.wording or None,
    }


def as_text(answer: Answer, commit: str = "") -> str:
    """Return the answer for people to read, ending in a line feed; nothing in it can act on a terminal."""
    where = f"{answer.subject} at {commit[:12]}" if commit else answer.subject
    lines = [
        where,
        *_model(answer),
        "",
        *([*_findings(answer), ""] if answer.claims is not None else []),
        _ADVICE,
    ]
    return "\n".join(visible(line) for line in lines) + "\n"


def _model(answer: Answer) -> Iterator[str]:
    if answer.verdict is None:
        yield "  verdict       none: no model is published here"
        return
    yield f"  verdict       {verdict.WORDS[answer.verdict]}"
    row = answer.row
    if row is not None:
        yield (
            f"  registry      {row.family} by {row.publisher}, as of {row.as_of.isoformat()}, "
            f"confidence {row.confidence}"
        )
        yield f"                source: {row.source}"
    held = answer.terms
    if held is not None:
        osi = {True: "approved by OSI", False: "not approved by OSI", None: "OSI approval not known"}[
            held.osi_approved
        ]
        read = (
            held.text.path
            if held.text
            else f"{held.declared.path} line {held.declared.line}"
            if held.declared
            else ""
        )
        ids = " and ".join(dict.fromkeys(one.spdx for one in held.licenses))
        yield f"  license       {named(held)} ({ids}), {osi}{f', read in {read}' if read else ''}"
    elif answer.row is None:
        yield f"  license       unknown{f': {answer.advice}' if answer.advice else ''}"
    elif answer.lineage is not None:
        yield "  license       unknown"
    if answer.gated:
        yield f"  access        {_GATED[answer.gated]}"
    if row is not None and row.code_license not in set(CodeLicense):
        yield f"  code          {registry().licenses[row.code_license].name}"
    for number, one in enumerate(answer.restrictions):
        yield f"  {'restrictions' if not number else '':<12}  {WORDS[one]} ({one})"
    yield from _versions(answer)
    yield from _lineage(answer.lineage)
    yield from _components(answer)
    for number, unread in enumerate(answer.unread):
        yield f"  {'not read' if not number else '':<12}  {unread}"
    if row is not None and row.note:
        yield f"  note          {row.note}"
    if row is not None and answer.advice:
        yield f"  beware        {answer.advice}"


def _versions(answer: Answer) -> Iterator[str]:
    for number, family in enumerate(answer.versions):
        yield f"  {'which one?' if not number else '':<12}  {family}"


def _lineage(tree: Node | None) -> Iterator[str]:
    if tree is None or not tree.parents:
        return
    yield "  lineage"
    for depth, node in list(_walk(tree, 0))[:_MAX_NODES]:
        license_ = named(node.terms) if node.terms else "license unknown"
        made = f" [{node.relation}]" if node.relation else ""
        missing = f"; incomplete: {node.missing}" if node.missing else ""
        yield f"    {'  ' * depth}{node.name}{made}: {license_}{missing}"


def _walk(node: Node, depth: int) -> Iterator[tuple[int, Node]]:
    yield depth, node
    for parent in node.parents:
        yield from _walk(parent, depth + 1)


def _components(answer: Answer) -> Iterator[str]:
    if not answer.parts or answer.versions:  # of a name that leaves the version open they say nothing
        return
    asked = ", ".join(f"{name} {presence}" for name, presence in components.osaid(answer.parts).items())
    yield f"  components    (beside the license) {asked}"
    for presence in ("yes", "partial", "no", "unknown"):
        parts = [str(part) for part, held in answer.parts.items() if held == presence]
        if parts:
            held = wrap(", ".join(parts), _WIDTH)
            yield f"    {presence:<9}   {held[0]}"
            yield from (f"{'':<16}{line}" for line in held[1:])
    reached = components.mof_class(answer.parts)
    words = {None: "not known", 0: "none: a part that class 3 asks for is not released"}
    known = f"{reached}, if each part is under an open license of its kind"
    yield f"  MOF class     {words.get(reached, known)}"


def _findings(answer: Answer) -> Iterator[str]:
    if not answer.raised:
        yield f"Nothing differs ({answer.claims} {'claim' if answer.claims == 1 else 'claims'} read)."
        return
    yield (
        f"What differs, or is worth knowing ({answer.claims} {'claim' if answer.claims == 1 else 'claims'}"
        " read)"
    )
    for one in answer.raised[:MAX_RAISED]:
        yield f"  {one.severity} ({one.rule}) {one.claim}"
        yield from (f"    {line}" for line in _evidence(one.evidence))
        yield f"    to resolve: {one.remedy}"
    if len(answer.raised) > MAX_RAISED:
        yield f"  and {len(answer.raised) - MAX_RAISED:,} more: --format json has all"


def _evidence(evidence: tuple[Evidence, ...]) -> Iterator[str]:
    for one in evidence[:MAX_EVIDENCE]:
        yield f"{one.place}: {one.quote}"


def registry_text(stale: tuple[Row, ...], unsure: tuple[Row, ...], rows: int) -> str:
    """Return which rows of the registry somebody should look at again, for people to read."""
    lines = [f"{rows} rows; {len(stale)} older than 180 days, {len(unsure)} of low confidence"]
    lines += ["", "Older than 180 days, the oldest first", *(f"  {_line(row)}" for row in stale)]
    lines += ["", "Low confidence", *(f"  {_line(row)}" for row in unsure)]
    return "\n".join(visible(line) for line in lines) + "\n"


def _line(row: Row) -> str:
    return f"{row.as_of.isoformat()}  {row.confidence:<6}  {row.family}: {row.weights.name}; {row.source}"


def registry_json(stale: tuple[Row, ...], unsure: tuple[Row, ...], rows: int) -> str:
    """Return the same as JSON, ending in a line feed."""
    whole = {
        "schema": "byline/openness-registry/1",
        "rows": rows,
        "stale": [_row_json(row) for row in stale],
        "low_confidence": [_row_json(row) for row in unsure],
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
