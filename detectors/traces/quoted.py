"""Lines that somebody shows rather than leaves: "The last commit said", the line, "which was wrong".

A footer or trailer stands among the last lines of a text, or in a paragraph of its own. One that a sentence
leads up to, or that prose goes on from, is being talked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from detectors.markdown import Line

#: How many of the last paragraphs are the end of a text.
TAIL: Final = 3
_LEADS_UP: Final = re.compile(
    r"(?::|\b(?:says?|said|saying|shows?|showed|reads?|wrote|writes?|prints?|printed|like"
    r"|such as|namely))\s{0,9}$",
    re.IGNORECASE,
)
_LABELLED: Final = re.compile(r"[^\W_][\w /()-]{0,60}:(?:\s|$)")
_FOOTER: Final = re.compile(
    r"(?:co-?)?(?:generated|created|made|built|written) (?:with|by|using)\b", re.IGNORECASE
)
#: A line above that is this near has nothing between it and the next one: no code and no quote.
_NEAR: Final = 2
_READ: Final = 40


def is_shown(lines: Sequence[Line], at: int, *, anywhere: bool) -> bool:
    """Whether the line at index ``at`` is shown as something that is talked about.

    ``anywhere``: a line of the text may stand below prose also before its end, as in commit messages.
    """
    line = lines[at]
    before = lines[at - 1] if at else None
    after = lines[at + 1] if at + 1 < len(lines) else None
    if after and after.block == line.block and after.number > line.number and _is_prose(after):
        return True
    if before is None or before.number >= line.number or before.heading or before.strong:
        return False
    if line.number - before.number <= _NEAR and _LEADS_UP.search(before.text[-_READ:]):
        return True
    if before.block == line.block and line.text[:1].islower() and _FOOTER.match(line.text):
        return True  # the end of a wrapped sentence: "None of this was", "generated with Claude Code"
    in_tail = line.block > lines[-1].block - TAIL
    return not anywhere and not in_tail and before.block == line.block and _is_prose(before)


def _is_prose(line: Line) -> bool:
    """Words of a sentence; one word alone is the rest of a shell command ("EOF")."""
    text = line.text
    if not text[:1].isalnum() or line.heading or len(text.split(None, 1)) < 2:
        return False
    return not (_LABELLED.match(text) or _FOOTER.match(text) or text.startswith(("http://", "https://")))
