"""Which commits of a history touched license files, and what these held before and after, by content id.

Git compares trees only: no file content is read. A history is walked once; the next time only from the commit
that was audited before. Paths are looked for here and not by git, whose own patterns take ten times as long.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from subprocess import Popen
from typing import Final

from bot.errors import CouldNotLook
from bot.git import GitDir
from bot.git.history import is_shallow
from bot.github.names import commit_id
from bot.github.records import clean
from bot.licensing.cache import Cache
from detectors.licensing import paths

#: Walking a history of a million commits takes minutes.
LOG_SECONDS: Final = 3_600
#: More touched license files than this are counted and not kept: 50,000 take 20 MB.
MAX_STEPS: Final = 50_000
_MAX_TIPS: Final = 8
_CHUNK: Final = 1 << 20
_MARK: Final = b"\x01"
_NAMED: Final = re.compile(rb"licen[sc]e|copying|copyright|notice|/?licenses/", re.IGNORECASE)
_PLAIN: Final = frozenset({b"100644", b"100755"})
_FORMAT: Final = "--format=tformat:%x01%H%x00%ct%x00%an"
_LOG: Final = (
    "log",
    "-z",
    "-c",
    "--raw",
    "--no-abbrev",
    "--no-renames",
    "--no-show-signature",
    "--no-color",
    "--no-ext-diff",
    "--encoding=UTF-8",
    _FORMAT,
)


@dataclass(frozen=True, slots=True)
class Step:
    """One license file in one commit: ``at`` is the committer's time (seconds since 1970).

    ``before`` and ``after`` are ids of contents, empty where there was no plain file.
    """

    commit: str
    at: int
    author: str
    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Log:
    """The steps of a history, the oldest first; ``beyond`` counts those that were too many to keep."""

    steps: tuple[Step, ...]
    beyond: int


def read(repository: GitDir, commit: str, cache: Cache) -> Log:
    """Return all steps up to ``commit``.

    Raises:
        CouldNotLook: git cannot walk the history.
    """
    shallow = is_shallow(repository)
    known = None if shallow else _known(cache, commit)
    if known is not None:
        return known
    before = None if shallow else _before(repository, commit, cache)
    start, kept = before or ("", Log((), 0))
    fresh = list(_walked(repository, commit, start))
    every = dict.fromkeys((*kept.steps, *fresh))
    ordered = sorted(every, key=lambda one: (one.at, one.commit, one.path))
    found = Log(tuple(ordered[-MAX_STEPS:]), kept.beyond + max(0, len(ordered) - MAX_STEPS))
    if not shallow:
        _keep(repository, commit, cache, found)
    return found


def _walked(repository: GitDir, commit: str, start: str) -> Iterator[Step]:
    wanted = [commit_id(commit), *([f"^{commit_id(start)}"] if start else []), "--"]
    with repository.started(*_LOG, *wanted, seconds=LOG_SECONDS) as process:
        yield from _parsed(_fields(process))
        if process.wait() != 0:
            raise CouldNotLook("git log stopped before the whole history was walked")


def _fields(process: Popen[bytes]) -> Iterator[bytes]:
    """Yield what stands between the zero bytes of what git prints; memory is a chunk of it."""
    pipe, rest = process.stdout, b""
    while pipe is not None and (chunk := pipe.read(_CHUNK)):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    if rest.strip():
        yield rest


def _parsed(fields: Iterator[bytes]) -> Iterator[Step]:
    """Yield the steps: fields count by their order, so no name or path can pass for something else."""
    commit, at, author = "", 0, ""
    for field in fields:
        entry = field.lstrip(b"\n")
        if entry.startswith(_MARK):
            commit, at = entry[1:].decode("ascii"), int(next(fields, b"0"))
            author = next(fields, b"").decode("utf-8", "replace")
        elif entry.startswith(b":"):
            path = next(fields, b"")
            if _NAMED.search(path) and paths.role(name := path.decode("utf-8", "replace")):
                yield Step(commit, at, clean(author), clean(name), *_sides(entry))


def _sides(entry: bytes) -> tuple[str, str]:
    """Return the contents before and after of ``:modes ids status``; a merge has a colon for each parent."""
    parents = len(entry) - len(entry.lstrip(b":"))
    parts = entry[parents:].split()
    modes, ids = parts[: parents + 1], parts[parents + 1 : 2 * parents + 2]
    before = ids[0] if modes[0] in _PLAIN else b""
    after = ids[-1] if modes[-1] in _PLAIN else b""
    return before.decode("ascii"), after.decode("ascii")


def _known(cache: Cache, commit: str) -> Log | None:
    value = cache.get([f"license-log:{commit}"]).get(f"license-log:{commit}")
    if value is None:
        return None
    held = json.loads(value)
    return Log(tuple(Step(*one) for one in held["steps"]), held["beyond"])


def _tips(repository: GitDir) -> str:
    return f"license-tips:{hashlib.sha256(str(repository.path.resolve()).encode()).hexdigest()}"


def _before(repository: GitDir, commit: str, cache: Cache) -> tuple[str, Log] | None:
    """Return the newest commit below ``commit`` whose steps are known, with them."""
    key = _tips(repository)
    for tip in json.loads(cache.get([key]).get(key, "[]")):
        try:
            repository.run("merge-base", "--is-ancestor", tip, commit_id(commit))
        except CouldNotLook:
            continue
        if (known := _known(cache, tip)) is not None:
            return tip, known
    return None


def _keep(repository: GitDir, commit: str, cache: Cache, found: Log) -> None:
    key = _tips(repository)
    tips = [tip for tip in json.loads(cache.get([key]).get(key, "[]")) if tip != commit]
    held = {"steps": [astuple(step) for step in found.steps], "beyond": found.beyond}
    kept = {f"license-log:{commit}": json.dumps(held), key: json.dumps([commit, *tips][:_MAX_TIPS])}
    cache.put(kept)
