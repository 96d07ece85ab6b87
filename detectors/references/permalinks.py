"""Links into a repository's files on GitHub: whose repository, at which commit or branch, which lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

#: The address ends where a sentence or a Markdown link ends.
URL: Final = re.compile(r"""\b(?:https?|ftp|file|git|ssh)://[^\s<>"'`|]{1,2000}""", re.IGNORECASE)
_LINK = re.compile(
    r"(?:https?://|(?<![\w./-]))(?:www\.)?(?P<host>[\w.-]{3,100}\.[a-z]{2,10})/(?P<owner>[\w.-]{1,100})/(?P<name>[\w.-]{1,100})/"
    r"(?:-/)?(?:blob|tree|raw|blame|edit)/(?P<ref>[^/\s#?]{1,200})/(?P<path>[^\s#?<>\"'`|]{1,500})"
    r"(?:\?[^\s#]{0,200})?(?:\#(?P<anchor>[\w-]{0,60}))?",
    re.IGNORECASE,
)
_RAW = re.compile(
    r"https?://raw\.githubusercontent\.com/(?P<owner>[\w.-]{1,100})/(?P<name>[\w.-]{1,100})/"
    r"(?P<ref>[^/\s#?]{1,200})/(?P<path>[^\s#?<>\"'`|]{1,500})(?P<anchor>\Z)?"
)
_ANCHOR = re.compile(r"L(\d{1,7})(?:C\d{1,5})?(?:-L?(\d{1,7}))?")
_SHA = re.compile(r"[0-9a-f]{7,40}")
_TAG = re.compile(
    r"v?\d+(?:[._]\d+)+[\w.+-]{0,20}|[a-z]{1,30}[-_]v?\d+(?:[._]\d+)+[\w.+-]{0,20}", re.IGNORECASE
)
_TRUNKS: Final = frozenset({"main", "master", "develop", "dev", "trunk", "head", "devel", "next", "default"})
_TRAILING: Final = ".,:;!?*_"


@dataclass(frozen=True, slots=True)
class Permalink:
    """A link to a file or folder; ``start`` and ``end`` are its place in the text that was searched.

    ``commit`` is empty unless the link names one, ``tag`` unless it names what looks like a version. Where
    ``is_sure`` is false, nobody can tell from the link where the branch's name ends and the path begins.
    """

    start: int
    end: int
    repository: str
    path: str
    commit: str = ""
    tag: str = ""
    is_sure: bool = True
    line: int | None = None
    last: int | None = None


def find(text: str) -> Iterator[Permalink]:
    """Yield the links in the order of the text."""
    matches = [*_LINK.finditer(text), *_RAW.finditer(text)]
    end = 0
    for match in sorted(matches, key=lambda match: match.start()):
        if match.start() >= end and (link := _made(match)):
            yield link
            end = link.end


def _made(match: re.Match[str]) -> Permalink | None:
    anchor = match["anchor"] or ""
    path = match["path"] if anchor else _closed(match["path"])
    if not path.strip("/"):
        return None
    ref = match["ref"]
    is_commit = _SHA.fullmatch(ref) is not None and re.search(r"\d", ref) is not None
    is_tag = not is_commit and _TAG.fullmatch(ref) is not None
    lines = _ANCHOR.match(anchor)
    return Permalink(
        match.start(),
        match.end() if anchor else match.start("path") + len(path),
        f"{match['owner']}/{match['name'].removesuffix('.git')}",
        unquote(path),
        ref if is_commit else "",
        ref if is_tag else "",
        is_commit or is_tag or ref.lower() in _TRUNKS,
        int(lines[1]) if lines else None,
        int(lines[2]) if lines and lines[2] else None,
    )


def _closed(path: str) -> str:
    """Cut what belongs to the sentence or the Markdown link around an address."""
    for opening, closing in ("()", "[]"):
        cut = path.find(closing)
        while cut >= 0 and path.count(opening, 0, cut + 1) < path.count(closing, 0, cut + 1):
            path = path[:cut]
            cut = path.find(closing)
    return path.rstrip(_TRAILING)


def same(one: str, other: str) -> bool:
    """Whether two full names mean one repository: GitHub does not mind the case."""
    return one.casefold() == other.casefold()
