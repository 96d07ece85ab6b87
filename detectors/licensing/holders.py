"""The copyright lines of a license file: the years and the holder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors.licensing.model import Copyright

#: Longer lines are prose.
MAX_LINE: Final = 300
MAX_LINES: Final = 200

#: "Copyright notice", "copyright holder" and the like begin sentences of licenses.
_PROSE: Final = r"\s+(?:notice|holder|owner|law|license|interest|statement|and)s?\b"
_MARK: Final = rf"(?:copyrights?\b(?!{_PROSE})|©|\(c\)(?=\s*(?:\d{{4}}|copyright)))"
_LINE: Final = re.compile(
    rf"^[\W_]{{0,12}}(?:the\s+)?(?:portions?\s+)?{_MARK}[\s:]*(?:\(c\)|©|&copy;)?[\s,:]*(?P<rest>.*)$",
    re.IGNORECASE,
)
#: What every such line has; nearly all other lines do not.
_MAY: Final = re.compile(r"[cC][oO][pP][yY]|©|\([cC]\)")
_YEARS: Final = re.compile(
    r"^(?:19|20)\d\d(?:[\s,]*(?:-|–|—|to|and)?[\s,]*(?:(?:19|20)\d\d|\d\d\b|present|now|today))*",
    re.IGNORECASE,
)
_TRAIL: Final = re.compile(r"[.,;\s]*(?:all rights reserved)?[.,;\s]*$", re.IGNORECASE)
_SIGN: Final = re.compile(r"©|\(c\)|\b(?:19|20)\d\d\b", re.IGNORECASE)
_BLANK: Final = re.compile(
    r"[\[{<](?:yyyy|year|name|fullname|owner|copyright)|<name of author>|\[yyyy\]", re.IGNORECASE
)
#: Who holds the rights of license texts themselves.
_AUTHORS_OF_TEXTS: Final = re.compile(
    r"free software foundation|mongodb.*server side public|creative commons", re.IGNORECASE
)


def lines(text: str) -> Iterator[Copyright]:
    """Yield the copyright lines of ``text`` that name somebody: templates to fill in are none.

    The lines of the license texts' own authors (the Free Software Foundation) are left out. Linear in
    ``text``; ends after ``MAX_LINES``.
    """
    found = 0
    for number, raw in enumerate(text.splitlines(), 1):
        one = _read(number, raw) if len(raw) <= MAX_LINE else None
        if one:
            yield one
            found += 1
            if found == MAX_LINES:
                return


def is_line(raw: str) -> bool:
    """Whether ``raw`` is a copyright line, or the words that usually follow one."""
    bare = raw.strip().casefold().rstrip(".")
    return bare == "all rights reserved" or (len(raw) <= MAX_LINE and _read(1, raw) is not None)


def _read(number: int, raw: str) -> Copyright | None:
    if _MAY.search(raw) is None:
        return None
    match = _LINE.match(raw.rstrip())
    if match is None or not _SIGN.search(raw) or _BLANK.search(raw) or _AUTHORS_OF_TEXTS.search(raw):
        return None
    rest = match["rest"].strip()
    years = _YEARS.match(rest)
    holder = rest[years.end() :] if years else rest
    return Copyright(
        line=number,
        text=raw.strip(),
        years=" ".join(years.group().split()).rstrip(" ,") if years else "",
        holder=_TRAIL.sub("", holder.strip(" ,;:-–\t*_"), count=1).strip(" ,*_"),
    )
