"""One frame of a stack trace, and the project that a trace is looked at for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

#: A name as short as this is a word of every second path.
_SHORTEST_NAME: Final = 3
_JOINTS = re.compile(r"[-_. ]+")
#: What stands after the name in the folder of an unpacked archive, a checkout, a build or an installed copy.
_VERSIONED = re.compile(
    r"[-_@.]?(?:v?\d[\w.+~-]*|master|main|trunk|head|git|src|source|dev|build|x86|i[36]86|aarch|arm).{0,60}"
)
#: What the name of a repository has more or less than the name of the package in it.
_AFFIXES: Final = (
    "python",
    "py",
    "node",
    "js",
    "rs",
    "rust",
    "go",
    "lib",
    "java",
    "net",
    "php",
    "ruby",
    "ex",
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What one frame says.

    Without a ``name`` it is a line of a trace and nothing more. ``own`` is true where the frame itself names
    the project (a module path, a crate, a checkout's folder), ``hedge`` says why nothing can be looked up.
    A frame that is not ``sure`` could be a sentence too, and needs others beside it. ``lines`` is how many
    lines it takes.
    """

    name: str = ""
    owner: str = ""
    path: str = ""
    line: int | None = None
    hedge: str = ""
    own: bool = False
    sure: bool = True
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Project:
    """The repository that the text was sent to."""

    owner: str
    name: str
    words: frozenset[str]

    def is_named_by(self, part: str) -> bool:
        """Whether a folder, package or crate carries the project's name, with a version after it or not."""
        low = part.lower()
        if _normal(low) in self.words:
            return True
        rest = low[len(self.name) :] if low.startswith(self.name) else ""
        return len(self.name) >= _SHORTEST_NAME and bool(rest and _VERSIONED.fullmatch(rest[:80]))


#: Reads a line, given the line that follows; an empty answer says that it is no frame of this family.
Reader = Callable[[str, str, Project], Iterable[Frame]]
#: A line of a trace that says nothing about a function.
PLAIN: Final = (Frame(),)


@lru_cache(maxsize=16)
def project(repository: str) -> Project:
    """Return the project of a repository's full name (``owner/name``)."""
    owner, _, name = repository.lower().partition("/")
    name = name or owner
    stems = {name}
    for affix in _AFFIXES:
        stems |= {
            name.removeprefix(f"{affix}-"),
            name.removesuffix(f"-{affix}"),
            name.removesuffix(f".{affix}"),
        }
    words = frozenset(word for stem in stems if len(word := _normal(stem)) >= _SHORTEST_NAME)
    return Project(owner, name, words)


def number(digits: str | None) -> int | None:
    """Return a line number; ``None`` for none, and for one that no file has."""
    return int(digits) if digits and len(digits) <= 7 and int(digits) > 0 else None


def _normal(word: str) -> str:
    return _JOINTS.sub("", word)
