"""An inventory of licenses, or the findings about a diff, as text and as JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from bot.messages.neutral import clip, visible
from detectors.licensing.inventory import Inventory
from detectors.model import Finding

SCHEMA: Final = "byline/license/1"
#: How much of each list the text form shows; the JSON form has all.
MAX_ROWS: Final = 40
MAX_EVIDENCE: Final = 5
_WIDTH: Final = 100
_ADVICE: Final = "Byline compares texts; it gives no legal advice."


def as_json(subject: str, commit: str, inventory: Inventory | None, findings: Sequence[Finding]) -> str:
    """Return the whole answer as JSON, ending in a line feed."""
    whole: dict[str, Any] = {"schema": SCHEMA, "subject": subject, "commit": commit or None}
    if inventory is not None:
        whole |= {
            "files": inventory.files,
            "sources": inventory.sources,
            "folders": [
                {
                    **dataclasses.asdict(row),
                    "concluded": [{"license": n, "files": c} for n, c in row.concluded],
                }
                for row in inventory.folders
            ],
            "headers": [dataclasses.asdict(share) for share in inventory.headers],
            "vendored": [dataclasses.asdict(one) for one in inventory.vendored],
            "unread": list(inventory.unread),
        }
    whole["findings"] = [_finding(one) for one in findings]
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


def as_text(subject: str, commit: str, inventory: Inventory | None, findings: Sequence[Finding]) -> str:
    """Return the answer for people to read, ending in a line feed; nothing in it can act on a terminal."""
    where = f"{subject} at {commit[:12]}" if commit else subject
    lines = [f"Licenses of {where}"]
    if inventory is not None:
        lines += _folders(inventory)
        lines += _headers(inventory)
        lines += _vendored(inventory)
        if inventory.unread:
            lines += ["", f"Not read: {', '.join(inventory.unread[:10])}{_more(len(inventory.unread), 10)}"]
    lines += ["", *_findings(findings), "", _ADVICE]
    return "\n".join(visible(line) for line in lines) + "\n"


def _folders(inventory: Inventory) -> Iterator[str]:
    yield f"{inventory.files:,} files, {inventory.sources:,} of them source files whose first lines were read"
    yield ""
    yield "Folders (declared, by which file; what the source files in it come to)"
    for row in inventory.folders[:MAX_ROWS]:
        by = f" ({row.by})" if row.by else ""
        yield clip(f"  {row.path or '.'}: {row.declared}{by}", _WIDTH)
        for name, number in row.concluded[:6]:
            yield clip(f"    {number:>6,}  {name}", _WIDTH)
    yield from _rest(len(inventory.folders))


def _headers(inventory: Inventory) -> Iterator[str]:
    if not inventory.headers:
        return
    yield ""
    yield "Headers by language (files that say their license, of those looked at)"
    for share in sorted(inventory.headers, key=lambda one: -one.files)[:MAX_ROWS]:
        part = round(100 * share.with_header / share.files)
        common = f", {share.with_common:,} {share.common}" if share.common else ""
        yield clip(
            f"  {share.language:<18}{share.with_header:>6,} of {share.files:>6,}  {part:>3} %{common}", _WIDTH
        )


def _vendored(inventory: Inventory) -> Iterator[str]:
    if not inventory.vendored:
        return
    yield ""
    yield "Vendored (license, where that stands)"
    for one in inventory.vendored[:MAX_ROWS]:
        by = f" ({', '.join(one.said_by[:3])})" if one.said_by else ""
        yield clip(f"  {one.folder}: {', '.join(one.licenses) or 'not stated'}{by}", _WIDTH)
    yield from _rest(len(inventory.vendored))


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        yield "Nothing disagrees."
        return
    yield f"Findings ({len(findings)})"
    for one in findings[:MAX_ROWS]:
        yield f"  {one.severity}  {one.claim}  [{one.id}]"
        for item in one.evidence[:MAX_EVIDENCE]:
            yield clip(f"      {item.place}: {item.quote}", 2 * _WIDTH)
        more = len(one.evidence) - MAX_EVIDENCE
        if more > 0:
            yield f"      and {more} more"
        yield f"      {one.remedy}"
    yield from _rest(len(findings))


def _rest(number: int) -> Iterator[str]:
    if number > MAX_ROWS:
        yield f"  and {number - MAX_ROWS:,} more (--format json lists all)"


def _more(number: int, shown: int) -> str:
    return f" and {number - shown:,} more" if number > shown else ""


def _finding(one: Finding) -> dict[str, Any]:
    evidence = [
        {"place": item.place, "quote": item.quote, "path": item.path, "line": item.line}
        for item in one.evidence
    ]
    return {
        "id": one.id,
        "severity": str(one.severity),
        "tier": str(one.tier),
        "claim": one.claim,
        "evidence": evidence,
        "remedy": one.remedy,
    }
