"""What a report may show, and how: text from outside made harmless, estimates only of groups."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final
from urllib.parse import quote

from bot.audit.model import Licenses, Openness, Report
from bot.messages.neutral import clip, visible
from detectors.model import Finding, Tier, Unknown

#: Characters that make a spreadsheet read a cell as a formula, and their full-width forms (OWASP, "CSV
#: Injection").
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_FORGES: Final = {
    "github.com": "https://github.com/{path}/commit/{sha}",
    "gitlab.com": "https://gitlab.com/{path}/-/commit/{sha}",
    "codeberg.org": "https://codeberg.org/{path}/commit/{sha}",
}
_ADDRESS: Final = re.compile(
    r"https://([a-z.]{1,40})/([A-Za-z0-9._-]{1,100}(?:/[A-Za-z0-9._-]{1,100}){1,5}?)(?:\.git)?/?"
)
_SHA: Final = re.compile(r"[0-9a-f]{7,64}")


def for_files(report: Report) -> Report:
    """Return the report without findings that rest on writing style.

    A score says something about a text and so about its author. Files show scores only as the share of a
    group, with its interval.
    """
    openness, licenses = report.openness, report.licenses
    if isinstance(openness, Openness):
        openness = replace(openness, findings=_firm(openness.findings))
    if isinstance(licenses, Licenses):
        licenses = replace(licenses, findings=_firm(licenses.findings))
    return replace(report, findings=_firm(report.findings), openness=openness, licenses=licenses)


def _firm(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.tier is not Tier.STATISTICAL and one.human_tail is None)


def findings_of(report: Report) -> tuple[Finding, ...]:
    """Return all findings of a report once each, those of its sections last; none rests on writing style."""
    sections = (report.licenses, report.openness)
    more = (one for part in sections if not isinstance(part, Unknown) for one in part.findings)
    return tuple(dict.fromkeys(_firm((*report.findings, *more))))


def line(text: str, limit: int = 300) -> str:
    """Return one line of visible characters, for a terminal, a log or a message."""
    return visible(clip(text, limit)).strip()


def day(date: str) -> str:
    """Return the day of a date or time."""
    return visible(date[:10])


def cell(value: object) -> str:
    """Return a spreadsheet cell that is read as text, on one line; numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value)
    escaped = visible(text)
    return f"'{escaped}" if text.lstrip().startswith(_FORMULA) else escaped


def uri(path: str) -> str:
    """Return a path of the repository as a relative reference (RFC 3986), everything unusual encoded.

    A path that looks absolute, or that climbs out, stays inside: its first segment is never empty, nor is any
    of them ``..``.
    """
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "replace")
    parts = [part for part in raw.split(b"/") if part not in {b"", b".", b".."}]
    return "/".join(quote(part, safe="") for part in parts) or "."


def commit_address(repository: str, sha: str) -> str:
    """Return where a well-known forge shows a commit; empty where that is not known."""
    match = _ADDRESS.fullmatch(repository)
    if match is None or match[1] not in _FORGES or not _SHA.fullmatch(sha):
        return ""
    return _FORGES[match[1]].format(path=match[2], sha=sha)
