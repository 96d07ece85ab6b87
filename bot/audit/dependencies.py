"""The dependencies that lock files of a tree pin, with their licenses where the lock files tell."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from functools import lru_cache
from typing import Final

from bot.audit import lock_files
from bot.audit.lock_files import Locked
from bot.audit.model import Dependency, Exclusion
from bot.licensing.cache import Cache
from bot.licensing.trees import Content, Tree
from bot.messages.neutral import clip
from detectors.licensing import expressions, paths, vendored
from detectors.model import Unknown

MAX_FILES: Final = 300
#: The report has at most so many.
MAX_DEPENDENCIES: Final = 50_000
_TESTS: Final = ("test/", "tests/", "spec/", "__tests__/")
_NO_LICENSE: Final = Unknown("the lock file gives no license for it")


def of(tree: Tree, cache: Cache) -> tuple[tuple[Dependency, ...], tuple[Exclusion, ...]]:
    """Return the dependencies by lock file, name and version, and what was left out.

    Raises:
        CouldNotLook: git stopped before all was read.
    """
    every = [path for path in tree.paths if lock_files.form(path)]
    wanted, left_out = _wanted(every)
    found: list[Dependency] = []
    unread = Counter[str]()
    for path, locked in _locked(tree, wanted, cache):
        if locked is None:
            unread["no such file, or too long to read"] += 1
            continue
        room = MAX_DEPENDENCIES - len(found)
        if len(locked) > room:
            left_out["dependencies", f"more than {MAX_DEPENDENCIES:,}"] += len(locked) - room
        found += [_dependency(path, one) for one in locked[:room]]
    left_out.update({("lock files", reason): number for reason, number in unread.items()})
    rows = (Exclusion(what, number, reason) for (what, reason), number in sorted(left_out.items()))
    return tuple(found), tuple(rows)


def _wanted(every: Sequence[str]) -> tuple[list[str], Counter[tuple[str, str]]]:
    kept: list[str] = []
    left_out = Counter[tuple[str, str]]()
    for path in every:
        if vendored.component_of(path) is not None:
            left_out["lock files", "in folders of others' code"] += 1
        elif paths.is_sample(path) or any(f"/{part}" in f"/{path.lower()}" for part in _TESTS):
            left_out["lock files", "in folders of tests and examples"] += 1
        else:
            kept.append(path)
    kept.sort(key=lambda path: (path.count("/"), path))
    if len(kept) > MAX_FILES:
        left_out["lock files", f"more than {MAX_FILES}"] += len(kept) - MAX_FILES
    return sorted(kept[:MAX_FILES]), left_out


def _locked(tree: Tree, wanted: Sequence[str], cache: Cache) -> Iterator[tuple[str, Sequence[Locked] | None]]:
    """Yield (path, entries) of each lock file, read once for each content."""
    ids = tree.ids(wanted, lock_files.MAX_BYTES)
    for path in wanted:
        key = f"lock:{path.rpartition('/')[2].lower()}:{ids.get(path, '')}"
        held = cache.get([key]).get(key) if path in ids else None
        if held is not None:
            rows = json.loads(held)
            yield path, None if rows is None else [Locked(*row) for row in rows]
            continue
        locked = None
        for content in tree.read([path], lock_files.MAX_BYTES):
            locked = _read(content)
        if path in ids:
            cache.put({key: json.dumps(None if locked is None else [astuple(one) for one in locked])})
        yield path, locked


def _read(content: Content) -> Sequence[Locked] | None:
    if not content.whole or b"\0" in content.data:
        return None
    return lock_files.read(content.path, content.data.decode("utf-8-sig", "replace"))


def _dependency(path: str, one: Locked) -> Dependency:
    kind = lock_files.form(path)
    ecosystem = kind.ecosystem if kind else ""
    tells = kind is not None and kind.tells and one.license is not None
    expression = _expression(one.license or "") if tells else _untold(path.rpartition("/")[2])
    return Dependency(ecosystem, one.name, one.version, expression, path)


@lru_cache(maxsize=64)
def _untold(name: str) -> Unknown:
    return Unknown(f"{name} does not record licenses")


@lru_cache(maxsize=4_096)
def _expression(written: str) -> str | Unknown:
    """Return the SPDX expression that a lock file writes, or why there is none."""
    if not written.strip():
        return _NO_LICENSE
    found = expressions.from_name(written)
    if found is None:
        return Unknown(f"the lock file says {clip(written, 60)!a}, which is no SPDX expression")
    return found
