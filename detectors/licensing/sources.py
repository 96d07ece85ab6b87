"""``licensing/source``: comments in new code that say it comes from a page whose license nobody states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors.licensing import comments
from detectors.licensing.change import Changed
from detectors.licensing.comments import Line
from detectors.licensing.made import at, finding
from detectors.licensing.patches import Patch
from detectors.model import Evidence, Finding, Severity

NAME: Final = "source"
MAX_LINE: Final = 500
MAX_LINES: Final = 50_000
#: Lines around it that may state the license of what was taken over.
NEAR: Final = 5
_LINK: Final = (
    r"https?://(?:www\.)?(?:"
    r"github\.com/(?P<repo>[\w.-]{1,100}/[\w.-]{1,100})/(?:blob|raw|tree)/"
    r"|gist\.github\.com/|gitlab\.com/\S{1,100}/-/blob/|raw\.githubusercontent\.com/(?P<raw>[\w.-]{1,100}/[\w.-]{1,100})/"
    r"|stackoverflow\.com/(?:a|q|questions|answers)/|[a-z]{1,20}\.stackexchange\.com/(?:a|q|questions)/"
    r"|codereview\.stackexchange\.com/|superuser\.com/(?:a|q|questions)/|codepen\.io/|jsfiddle\.net/)"
)
_TAKEN: Final = (
    r"\b(?:sources?|origin|credits?(?: to)?|adapted|copied|taken|borrowed|stolen|ported|derived|lifted|pasted"
    r"|courtesy|based (?:up)?on|copy of)\b"
)
_SAID: Final = re.compile(rf"{_TAKEN}[^\n]{{0,80}}?(?P<link>{_LINK})", re.IGNORECASE)
_LICENSE: Final = re.compile(r"licen[sc]e|SPDX-|public domain|\bCC[- ]BY|copyright", re.IGNORECASE)
_COMMENT: Final = re.compile(
    r"(?:^|\s)(?://|/\*|#|--|;|%|<!--|\*|\"\"\"|'''|\(\*|\{-|REM\b|!)", re.IGNORECASE
)


def found(change: Changed) -> Iterator[Finding]:
    """Yield the finding about all such comments in the change."""
    evidence = list(_places(change))
    if evidence:
        many = "A comment says" if len(evidence) == 1 else f"{len(evidence)} comments say"
        yield finding(
            NAME,
            Severity.INFO,
            f"{many} that code comes from elsewhere; under which license nobody has said.",
            evidence,
            "Look up the license of the source, and name it in the comment. Answers on Stack Overflow are "
            "under CC BY-SA, which asks for a link to the answer and to its author.",
        )


def _places(change: Changed) -> Iterator[Evidence]:
    own, left = change.facts.contribution.repository.casefold(), MAX_LINES
    for patch in change.patches:
        left -= len(patch.added)
        if left < 0:
            return
        if comments.language_of(patch.path) and change.is_own(patch.path):
            for index, line in enumerate(patch.added):
                if _is_taken(line, own) and not _states_license(patch, index):
                    yield at(patch.path, line.number, line.text)


def _is_taken(line: Line, own: str) -> bool:
    text = line.text[:MAX_LINE]
    if "://" not in text or not _COMMENT.search(text):
        return False
    match = _SAID.search(text)
    return match is not None and (match["repo"] or match["raw"] or "").casefold() != own


def _states_license(patch: Patch, index: int) -> bool:
    """Whether a license is named near a line."""
    near = patch.added[max(index - NEAR, 0) : index + NEAR + 1]
    return any(_LICENSE.search(line.text[:MAX_LINE]) for line in near)
