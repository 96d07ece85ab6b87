"""Notices (``NOTICE`` and the like) that a change removes, or that lose lines by it.

A line that is worded anew is still there, as long as the names and licenses in it stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from detectors.licensing import paths
from detectors.licensing import words as w
from detectors.licensing.change import Changed
from detectors.licensing.comments import Line
from detectors.licensing.made import finding, gone, of_file, shown
from detectors.licensing.patches import Patch
from detectors.licensing.taken_out import NAME, name
from detectors.model import Finding, Severity

#: A line whose words an added line has to this share, names and licenses among them, is that line reworded.
REWORDED: Final = 0.7
#: So many added lines are looked at for it, beside each of so many that are gone.
MAX_LINES: Final = 200
#: Words that name a license. Beside them numbers are its version; elsewhere they are that of a release.
_LICENSE: Final = re.compile(
    r"^(?:apache|mit|bsd|isc|[al]?gpl|mpl|epl|cddl|cc|public|domain|creative|commons|zlib|boost|unlicense"
    r"|artistic|licen[sc]ed?)$"
)
_NUMBER: Final = re.compile(r"^v?\d+\w{0,3}$")
_URL: Final = re.compile(r"^[\W_]*https?://\S+\W*$", re.IGNORECASE)


def found(change: Changed, patch: Patch) -> Iterator[Finding]:
    """Yield the finding about a notice that is removed, or loses lines."""
    if patch.file.status == "removed":
        if not _is_moved(change, patch):
            claim = f"The notice {shown(patch.path)} is removed."
            remedy = "Notices are passed on with the code. Put the file back, or say what it was for."
            yield finding(NAME, Severity.FAILURE, claim, [of_file(patch.path, "removed")], remedy)
        return
    lost = _lost(patch)
    if lost:
        yield finding(
            NAME,
            Severity.WARNING,
            f"{shown(patch.path)} loses {'a line' if len(lost) == 1 else f'{len(lost)} lines'}.",
            [gone(patch.path, line) for line in lost],
            "Notices are passed on with the code. Put the lines back, or say what they were for.",
        )


def _lost(patch: Patch) -> list[Line]:
    """Return the lines whose words are nowhere in what the notice says now."""
    kept = {_plain(line.text) for line in (*patch.added, *patch.kept)}
    words = {key for line in patch.added for key in _keys(line.text)}
    lost = [
        line
        for line in patch.removed
        if _plain(line.text) not in kept
        and not name(line.text)
        and (keys := _keys(line.text))
        and not set(keys) <= words
    ]
    added = [_compared(line.text) for line in patch.added[:MAX_LINES]]
    if any(_URL.match(line.text) for line in patch.added[:MAX_LINES]):
        lost = [line for line in lost if not _URL.match(line.text)]
    return [line for at, line in enumerate(lost) if at >= MAX_LINES or not _is_reworded(line, added)]


def _is_reworded(line: Line, added: Sequence[frozenset[str]]) -> bool:
    keys = _compared(line.text)
    for other in added:
        gone_words = keys - other
        if len(gone_words) <= (1 - REWORDED) * len(keys) and not any(map(_LICENSE.match, gone_words)):
            return True
    return False


def _compared(text: str) -> frozenset[str]:
    keys = _keys(text)
    is_license = any(map(_LICENSE.match, keys))
    return frozenset(key for key in keys if is_license or not _NUMBER.match(key))


def _is_moved(change: Changed, patch: Patch) -> bool:
    keys = _keys(patch.before())
    return any(
        paths.role(other.path) and other.file.status == "added" and _keys(other.text) == keys
        for other in change.patches
    )


def _keys(text: str) -> list[str]:
    """Return the words of a text without its copyright lines."""
    lines = (line for line in text.split("\n") if not name(line))
    return [word.key for line in lines for word in w.words(line)]


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
