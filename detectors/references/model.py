"""What a text cites, and what became of looking it up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from detectors.model import Answer, Query


class Cited(StrEnum):
    """What sort of thing is cited."""

    PATH = "path"
    SYMBOL = "symbol"
    OPTION = "option"
    SETTING = "setting"
    VARIABLE = "environment variable"
    VERSION = "version"
    COMMIT = "commit"
    NUMBER = "issue or pull request"
    ADVISORY = "advisory"
    CODE = "code"
    MESSAGE = "message"
    FRAME = "stack frame"


class Claim(IntEnum):
    """How surely the text says that the thing is part of this project, and is there now.

    ``NONE``: it says nothing of that kind, or something else: a proposal, a denial, a doubt, the reporter's
    own code, another project, a placeholder, a generated or installed file. ``WEAK``: it is named as code
    names things. ``STATED``: the words around it say where it is ("the function X in Y", a permalink, a
    frame in a file of the project).
    """

    NONE = 0
    WEAK = 1
    STATED = 2


@dataclass(frozen=True, slots=True)
class Citation:
    """One thing that a text cites.

    ``name`` is what is looked up and ``quote`` the words as they stand; ``at`` is the line of the body
    (from 1; 0 for the title). ``path``, ``owner`` and ``line`` to ``end`` (from 1) say where it is said to
    be. ``hedge`` is why it is ``Claim.NONE``, in words that complete "not checkable: …".
    """

    cited: Cited
    name: str
    quote: str
    at: int
    claim: Claim = Claim.WEAK
    path: str = ""
    owner: str = ""
    line: int | None = None
    end: int | None = None
    commit: str = ""
    hedge: str = ""


class Status(StrEnum):
    """How looking a citation up ended."""

    FOUND = "found"
    MOVED = "moved"
    NOT_FOUND = "not_found"
    NOT_CHECKABLE = "not_checkable"


@dataclass(frozen=True, slots=True)
class Item:
    """A citation with its outcome.

    ``told`` says in a few words what the tree has ("no such file", "the file has 812 lines"), ``nearest`` is
    the real thing that resembles it most. ``weight`` is how much a missing one counts toward a finding;
    one that is not ``sure`` tells something only in the company of others.
    """

    citation: Citation
    status: Status
    told: str
    nearest: str = ""
    weight: int = 0
    sure: bool = True
    query: Query | None = None
    answer: Answer | None = None
