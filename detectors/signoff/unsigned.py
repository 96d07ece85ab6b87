"""``signoff/missing``: some commits of a contribution are signed off, and others are not.

Where no commit is signed off, the project may well not ask for it: then there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from detectors.model import Commit, Evidence, Finding
from detectors.signoff import dco, made, people
from detectors.signoff.mailmap import Mailmap
from detectors.traces.messages import MAX_CHARS, MAX_TOTAL

_PICKED: Final = "(cherry picked from commit "


def found(commits: Sequence[Commit], aliases: Mailmap) -> Iterator[Finding]:
    """Yield the finding. Merges and the commits of programs are exempt, and need no sign-off here."""
    if sum(len(commit.message) for commit in commits) > MAX_TOTAL:
        return
    counted = [
        commit
        for commit in commits
        if commit.parents < 2 and not people.is_program(commit.author, commit.author_login)
    ]
    without = {commit.sha for commit in dco.lacking(commits, aliases)}
    # What is picked from elsewhere has the sign-offs of where it was made.
    if not any(commit.sha not in without and _PICKED not in commit.message for commit in counted):
        return
    # Of an oversized message only the ends are read, so a sign-off may stand in the rest.
    unsigned = [one for one in counted if one.sha in without and len(one.message) <= MAX_CHARS]
    if unsigned:
        merges = any(commit.parents > 1 for commit in commits)
        yield _finding(unsigned, len(counted), dco.command(len(commits), merges=merges))


def _finding(unsigned: list[Commit], of: int, command: str) -> Finding:
    if len(unsigned) == 1:
        claim = (
            f"{made.place(unsigned[0]).capitalize()} has no sign-off of its author; other commits have one."
        )
    else:
        claim = f"{len(unsigned)} of {of} commits have no sign-off of their author; the others have one."
    return made.finding(
        "missing",
        claim,
        [Evidence(made.place(commit), made.subject(commit)) for commit in unsigned],
        f"If the project asks for sign-offs and you may contribute this work: {command}.",
    )
