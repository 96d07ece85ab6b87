"""A report's findings as SARIF 2.1.0, for code scanning pages and other readers of static analysis results.

Results are facts that can be looked up: findings, and claims that differ from the history. No result rests on
writing style, and the estimated share is not in this file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from bot.audit.model import Dismissal, Licenses, Report
from bot.messages.neutral import clip, unpinged
from bot.report import words
from bot.report.figures import unknowns
from bot.report.seen import findings_of, for_files, uri

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {"failure": "error", "warning": "warning", "info": "note"}
_MAX_MESSAGE: Final = 1000
_MAX_PLACES: Final = 20
#: What has a meaning in plain text: placeholders are doubled (3.11.5), brackets of links escaped (3.11.6).
_SPECIAL: Final = str.maketrans({"{": "{{", "}": "}}", "[": "\\[", "]": "\\]", "\\": "\\\\"})
_RULES: Final = {
    "audit/claim": "What the project says of its own use of AI differs from its history.",
    "audit/license-disagreement": "Two places of the tree name different licenses.",
}
_ROOT: Final = "ROOT"
_ADDRESS: Final = re.compile(r"https://[A-Za-z0-9.-]{1,100}(?:/[A-Za-z0-9._~-]{1,100}){0,8}/?")


@dataclass(frozen=True)
class _Result:
    rule: str
    level: str
    text: str
    places: tuple[tuple[str, int | None], ...]


def render(report: Report) -> bytes:
    """Return the SARIF log in UTF-8."""
    report = for_files(report)
    results = tuple(_results(report))
    rules = sorted({one.rule for one in results})
    scope = report.scope
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "Byline",
                "version": message(report.method.byline),
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The top folder of the repository."}}},
        "invocations": [
            {
                "executionSuccessful": True,
                "toolExecutionNotifications": [_not_looked(*one) for one in unknowns(report)],
            }
        ],
        "results": [_result(one, rules.index(one.rule), report) for one in results],
        "properties": {"commit": message(scope.commit), "asOf": message(scope.as_of), "note": words.ADVICE},
    }
    if _ADDRESS.fullmatch(scope.repository):
        run["versionControlProvenance"] = [
            {"repositoryUri": scope.repository, "revisionId": message(scope.commit)}
        ]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def message(text: str) -> str:
    """Return text for a plain text message: visible, nobody mentioned, and no link or placeholder in it."""
    return unpinged(clip(text, _MAX_MESSAGE)).translate(_SPECIAL)


def _rule(rule: str) -> dict[str, Any]:
    held: dict[str, Any] = {"id": message(rule)}
    if rule in _RULES:
        held["shortDescription"] = {"text": _RULES[rule]}
    return held


def _results(report: Report) -> Iterator[_Result]:
    for one in findings_of(report):
        places = tuple((held.path, held.line) for held in one.evidence if held.path)
        quotes = "; ".join(f"{held.place}: {clip(held.quote, 200)}" for held in one.evidence[:5])
        yield _Result(one.id, _LEVELS[str(one.severity)], f"{one.claim} {one.remedy} ({quotes})", places)
    for claim in report.claims:
        if claim.differs:
            commits = ", ".join(quote.commit[:10] for quote in claim.commits[:10])
            listed = f" ({commits})" if commits else ""
            text = f'"{clip(claim.text.text, 300)}" {words.difference(claim)}{listed}'
            places = ((claim.text.path, claim.text.line),) if claim.text.path else ()
            yield _Result("audit/claim", "note", text, places)
    if isinstance(report.licenses, Licenses):
        for text in report.licenses.disagreements:
            yield _Result("audit/license-disagreement", "note", text, ())


def _result(one: _Result, index: int, report: Report) -> dict[str, Any]:
    print_ = hashlib.sha256(json.dumps([one.rule, one.text, one.places]).encode()).hexdigest()
    held: dict[str, Any] = {
        "ruleId": message(one.rule),
        "ruleIndex": index,
        "level": one.level,
        "message": {"text": message(one.text) or "(no text)"},
        "locations": [_location(path, line) for path, line in one.places[:_MAX_PLACES]],
        "partialFingerprints": {"byline/v1": print_},
    }
    aside = dict.fromkeys(
        _justified(dismissed) for dismissed in report.dismissed if dismissed.finding == one.rule
    )
    if aside:  # the format wants no two of them alike
        held["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": text} for text in aside
        ]
    return held


def _location(path: str, line: int | None) -> dict[str, Any]:
    where: dict[str, Any] = {"artifactLocation": {"uri": uri(path), "uriBaseId": _ROOT}}
    if line is not None and line > 0:
        where["region"] = {"startLine": line}
    return {"physicalLocation": where}


def _justified(dismissed: Dismissal) -> str:
    until = f", until {dismissed.expires}" if dismissed.expires else ""
    return message(f"{dismissed.reason} ({dismissed.owner}{until})")


def _not_looked(section: str, reason: str) -> dict[str, Any]:
    return {"level": "warning", "message": {"text": message(f"{section}: unknown: {reason}")}}
