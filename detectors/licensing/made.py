"""What the findings of this family have in common: facts that anybody can check, with their places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from detectors.licensing.comments import Line
from detectors.licensing.model import Change, Edit
from detectors.model import Audience, Evidence, Finding, Severity, Tier
from detectors.traces.observed import MAX_EVIDENCE, quote

_DETECTOR: Final = "licensing"
#: How many names a claim gives before it only counts.
MAX_NAMES: Final = 3
MAX_NAME: Final = 120


def finding(name: str, severity: Severity, claim: str, evidence: Iterable[Evidence], remedy: str) -> Finding:
    """Return the finding ``licensing/<name>`` with as much of ``evidence`` as is shown."""
    return Finding(
        id=f"{_DETECTOR}/{name}",
        detector=_DETECTOR,
        tier=Tier.CHECKABLE,
        severity=severity,
        audience=Audience.PUBLIC,
        claim=claim,
        evidence=tuple(dict.fromkeys(evidence))[:MAX_EVIDENCE],
        remedy=remedy,
    )


def at(path: str, line: int, text: str) -> Evidence:
    """Return a line of a file as the change leaves it, as evidence."""
    return Evidence(f"{path}, line {line}", quote(text.strip()), path, line)


def gone(path: str, line: Line) -> Evidence:
    """Return a line that the change takes away, as evidence."""
    return Evidence(f"{path}, line {line.number} before the change", quote(line.text.strip()), path)


def of_file(path: str, text: str) -> Evidence:
    """Return something about a whole file, as evidence."""
    return Evidence(path, quote(text), path)


def word_diff(path: str, change: Change) -> Evidence:
    """Return changed words in the form of ``git diff --word-diff``."""
    was = f"[-{change.canonical}-]" if change.kind is not Edit.ADDED else ""
    now = f"{{+{change.text}+}}" if change.kind is not Edit.REMOVED else ""
    return Evidence(f"{path}, line {change.line}", quote(f"{was}{now}"), path, change.line)


def named(items: Iterable[str]) -> str:
    """Return a few names for a claim, and how many more there are."""
    every = list(dict.fromkeys(shown(item) for item in items))
    more = f" and {len(every) - MAX_NAMES} more" if len(every) > MAX_NAMES else ""
    return ", ".join(every[:MAX_NAMES]) + more


def shown(text: str) -> str:
    """Return a name from outside for a claim: on one line, and not long."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_NAME else line[: MAX_NAME - 1] + "…"
