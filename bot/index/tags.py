"""Versions as people write them, and the tags and commits that they mean."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from bot.errors import CouldNotLook
from bot.git.run import GitDir

MAX_NAME: Final = 200
_TAGS_LIMIT: Final = 32_000_000
_HEX: Final = re.compile(r"[0-9a-f]{7,40}|[0-9a-f]{64}")
_NUMBERS: Final = re.compile(r"\d+(?:[._-]\d+)*")
#: Words that many projects put before any version, and after a final one.
_BEFORE: Final = frozenset({"v", "ver", "version", "r", "rel", "release", "releases", "tag", "tags"})
_AFTER: Final = frozenset({"", "final", "ga", "release", "stable"})


@dataclass(frozen=True, slots=True)
class _Version:
    """A version taken apart: the words before it, its numbers, and what follows (``rc1``)."""

    words: tuple[str, ...]
    numbers: tuple[int, ...]
    after: str


class Tags:
    """The tags of a clone, read once.

    Raises:
        CouldNotLook: git could not list them.
    """

    def __init__(self, clone: GitDir) -> None:
        self._clone = clone
        self.commits = _tags(clone)
        self._versions = {tag: version for tag in self.commits if (version := _version(tag))}
        usual = Counter(version.words for version in self._versions.values()).most_common(1)
        self._usual = {(), *(words for words, _ in usual)}

    def resolve(self, name: str) -> tuple[str, str] | None:
        """Return what ``resolve`` returns."""
        name = name.strip()
        if not name or len(name) > MAX_NAME:
            return None
        if name in self.commits:
            return name, self.commits[name]
        commit = commit_of(self._clone, name.lower())
        if commit:
            return name.lower(), commit
        meant = self._meant(name)
        return (meant, self.commits[meant]) if meant else None

    def of_line(self, name: str) -> str | None:
        """Return a tag of the line of versions that ``name`` stands for: ``1.46.2`` for "1.46" and "1"."""
        asked = _version(name)
        if asked is None or asked.after:
            return None
        line = asked.numbers
        while len(line) > 1 and line[-1] == 0:
            line = line[:-1]
        inside = (tag for tag, version in self._versions.items() if version.numbers[: len(line)] == line)
        return min(inside, default=None)

    def _meant(self, name: str) -> str | None:
        asked = _version(name)
        if asked is None:
            return None
        same = {
            tag: version.words
            for tag, version in self._versions.items()
            if version.numbers == asked.numbers and version.after == asked.after
        }
        wanted = [tag for tag, words in same.items() if asked.words and words == asked.words]
        wanted = wanted or [tag for tag, words in same.items() if words in self._usual]
        commits = {self.commits[tag] for tag in wanted}
        return min(wanted) if len(commits) == 1 else None


def resolve(clone: GitDir, name: str) -> tuple[str, str] | None:
    """Return the (tag, commit) that a version means, or (id, commit) for a commit's id; else ``None``.

    A version means the tag with the same numbers (``8.4.0``: ``curl-8_4_0``, ``v8.4.0``) and the same ending
    (``rc1``). ``None`` also where several tags could be meant.

    Raises:
        CouldNotLook: git could not list the tags.
    """
    return Tags(clone).resolve(name)


def _tags(clone: GitDir) -> dict[str, str]:
    """Return every tag with its commit."""
    out = clone.run(
        "for-each-ref",
        "--format=%(refname:lstrip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)",
        "refs/tags/",
        limit=_TAGS_LIMIT,
    )
    found = {}
    for line in out.decode("utf-8", "replace").rstrip("\n").split("\n") if out else ():
        tag, sort, sha, inner_sort, inner = line.split("\0")
        if sort == "commit":
            found[tag] = sha
        elif inner_sort == "commit":
            found[tag] = inner
    return found


def commit_of(clone: GitDir, text: str) -> str | None:
    """Return the commit whose id begins with ``text``; ``None`` where there is none, or are several."""
    if not _HEX.fullmatch(text):
        return None
    here = replace(clone, url="", token="")  # an object that is not there must not be fetched
    try:
        ids = here.run("rev-parse", f"--disambiguate={text}").decode("ascii").split()
        commits = [sha for sha in ids[:100] if here.run("cat-file", "-t", sha).strip() == b"commit"]
    except CouldNotLook:
        return None
    return commits[0] if len(commits) == 1 else None


def _version(text: str) -> _Version | None:
    folded = text.casefold()
    found = _NUMBERS.search(folded)
    if not found:
        return None
    before = re.findall(r"[^\W\d_]+", folded[: found.start()])
    after = "".join(re.findall(r"[^\W_]+", folded[found.end() :]))
    words = tuple(word for word in before if word not in _BEFORE)
    numbers = tuple(int(part[:18]) for part in re.split(r"[._-]", found[0]))
    return _Version(words, numbers, "" if after in _AFTER else after)
