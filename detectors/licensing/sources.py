"""``licensing/source``: comments in new code that say it comes from a page whose license nobody states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors.licensing import comments
from detectors.licensing.change import Changed
from detectors.licensing.made import at, finding
from detectors.licensing.patches import Patch
from detectors.model import Evidence, Finding, Severity, Unknown

NAME: Final = "source"
MAX_LINE: Final = 500
MAX_LINES: Final = 50_000
#: Lines around it that may state the license of what was taken over.
NEAR: Final = 5
#: In a docstring no mark stands on the line; "taken from" right before the link says enough.
CLOSE: Final = 16
#: Pages that hold other people's code.
_LINK: Final = (
    r"https?://(?:www\.)?(?:"
    r"github\.com/(?P<repo>[\w.-]{1,100}/[\w.-]{1,100})/(?:blob|raw|tree)/"
    r"|gist\.github\.com/|gitlab\.com/\S{1,100}/-/blob/|raw\.githubusercontent\.com/(?P<raw>[\w.-]{1,100}/[\w.-]{1,100})/"
    r"|stackoverflow\.com/(?:a|q|questions|answers)/|[a-z]{1,20}\.stackexchange\.com/(?:a|q|questions)/"
    r"|codereview\.stackexchange\.com/|superuser\.com/(?:a|q|questions)/|codepen\.io/|jsfiddle\.net/"
    r"|docs\.rs/|crates\.io/crates/|www\.npmjs\.com/package/|npmjs\.com/package/|pypi\.org/project/)"
)
_TAKEN: Final = (
    r"\b(?:adapted|copied|taken|borrowed|stolen|ported|derived|lifted|pasted|courtesy|based (?:up)?on"
    r"|copy of)\b"
)
#: Words that are no verbs say it only where the comment begins with them: "Source: …", "from: …".
_NOUN: Final = (
    r"(?:^|[#*/;%!(\"'-])\s{0,4}(?:original |code )?(?:sources?|origin|credits?(?: to)?|from|via)\b ?:"
)
_SAID: Final = re.compile(
    rf"(?:{_TAKEN}[^\n]{{0,80}}?|{_NOUN}[^\n\]]{{0,30}}?)(?P<link>{_LINK})", re.IGNORECASE
)
#: The words end the line, and the next one may begin with the link.
_AT_END: Final = re.compile(rf"{_TAKEN}(?: from| on| of)?\s{{0,2}}:?\s*$|{_NOUN}\s*$", re.IGNORECASE)
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
    moved = frozenset(
        _plain(line.text) for patch in change.patches for line in patch.removed if "://" in line.text
    )
    if any(_is_unseen(patch) for patch in change.patches):
        return
    for patch in change.patches:
        left -= len(patch.added)
        if left < 0:
            return
        if comments.language_of(patch.path) and change.is_own(patch.path):
            for index, line in enumerate(patch.added):
                if (
                    _is_taken(_with_words(patch, index), own)
                    and _plain(line.text) not in moved
                    and not _states_license(patch, index)
                ):
                    yield at(patch.path, line.number, line.text)


def _is_unseen(patch: Patch) -> bool:
    """Whether code goes that nobody could look at: what comes may be that code at another place."""
    is_source = comments.language_of(patch.file.previous_path or patch.path)
    return isinstance(patch.file.patch, Unknown) and patch.file.deletions > 0 and bool(is_source)


def _with_words(patch: Patch, index: int) -> str:
    """Return a line that holds a link, with the line above it where that ends in "taken from"."""
    line = patch.added[index]
    text = line.text[:MAX_LINE]
    if "://" not in text or not index:
        return text
    above = patch.added[index - 1]
    is_led = above.number == line.number - 1 and len(above.text) <= MAX_LINE and _AT_END.search(above.text)
    return f"{above.text.rstrip()} {comments.bare(text)}" if is_led else text


def _is_taken(text: str, own: str) -> bool:
    if "://" not in text:
        return False
    match = _SAID.search(text)
    if match is None or not (_COMMENT.search(text) or match.start("link") - match.start() <= CLOSE):
        return False
    return (match["repo"] or match["raw"] or "").casefold() != own


def _plain(text: str) -> str:
    return " ".join(comments.bare(text[:MAX_LINE]).split())


def _states_license(patch: Patch, index: int) -> bool:
    """Whether a license is named near a line."""
    near = patch.added[max(index - NEAR, 0) : index + NEAR + 1]
    return any(_LICENSE.search(line.text[:MAX_LINE]) for line in near)
