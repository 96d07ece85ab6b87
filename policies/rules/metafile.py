"""``limits.metafiles``: the change adds no file of a kind that the project keeps out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import ChangedFile, Evidence, Tier, Unknown
from policies import evidence, globs
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import quote
from policies.rules import asks

KIND: Final = "metafile"

#: GitHub's words for a file whose path is new.
_NEW: Final = frozenset({"added", "copied", "renamed"})
_MAX_TOLD: Final = 5


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge the paths that are new; a file that was there before may be changed."""
    unwanted, files = case.policy.limits.metafiles, case.facts.contribution.files
    if not unwanted or not evidence.has_commits(case.facts):
        return
    clause = f"limits.metafiles: [{', '.join(unwanted)}]"
    if isinstance(files, Unknown):
        yield Step(clause, Result.UNKNOWN, f"The files could not be looked at ({files.reason}).")
        return
    found = [(file, glob) for file in files if (glob := _glob(file, unwanted))]
    if found:
        yield _violation(clause, found)
    else:
        yield Step(clause, Result.SATISFIED, "No such file is added.")


def _glob(file: ChangedFile, unwanted: tuple[str, ...]) -> str | None:
    """Return the glob that keeps a new path out. A file that only moves among such paths is not new."""
    glob = globs.first(unwanted, file.path) if file.status in _NEW else None
    moved = file.status == "renamed" and file.previous_path is not None
    if glob and moved and globs.first(unwanted, file.previous_path or ""):
        return None
    return glob


def _violation(clause: str, found: list[tuple[ChangedFile, str]]) -> Violation:
    told = [f"{quote(file.path)} (kept out by {quote(glob)})" for file, glob in found[:_MAX_TOLD]]
    more = f" There are {len(found) - _MAX_TOLD} more." if len(found) > _MAX_TOLD else ""
    return Violation(
        kind=KIND,
        tier=Tier.EXACT,
        clause=clause,
        message=f"This project keeps such files out of its tree. The change adds {asks.joined(told)}.{more}",
        evidence=tuple(Evidence("added file", file.path, path=file.path) for file, _ in found),
        remedy="If it was added by accident, take it out of the change. If it belongs there, say so in a "
        "reply.",
        responses=(),
    )
