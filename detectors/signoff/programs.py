"""``signoff/agent``: a program signs off a person's commit, though only a person can vouch for it.

A sign-off in which ``detectors.traces`` sees an agent is its finding ``traces/trailer``, and none here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from detectors.model import Commit, Evidence, Finding
from detectors.signoff import dco, made, people
from detectors.traces import attribution
from detectors.traces.messages import MAX_TOTAL
from detectors.traces.observed import quote

#: How many sign-offs of one commit are looked at: no patch passes through more hands.
_MAX_READ: Final = 100


def found(commits: Sequence[Commit]) -> Iterator[Finding]:
    """Yield the finding. A bot's own commits are left alone: it signs them because it was set up to."""
    if sum(len(commit.message) for commit in commits) > MAX_TOTAL:
        return
    seen = [
        (commit, one)
        for commit in commits
        if not people.is_program(commit.author, commit.author_login)
        for one in islice(dco.sign_offs(commit.message), _MAX_READ)
        if _is_bot(one) and not one.is_shown
    ]
    if not seen:
        return
    texts = {commit.sha for commit, _ in seen}
    one_text = f"{made.place(seen[0][0]).capitalize()} is signed off by a program."
    yield made.finding(
        "agent",
        one_text if len(texts) == 1 else f"{len(texts)} commits are signed off by a program.",
        [
            Evidence(made.place(commit, f"line {one.line.number}"), quote(one.line.raw.strip()))
            for commit, one in seen
        ],
        "Only a person can vouch for the right to contribute: take the program's sign-off out, and add your "
        "own where the project asks for one (git commit --amend --signoff).",
    )


def _is_bot(one: dco.SignOff) -> bool:
    """Whether it is a program that nobody else speaks of.

    GitHub's own name comes there when a person signs off in a codespace, where git bears it.
    """
    if not people.is_program(one.who) or people.is_web(one.who):
        return False
    return attribution.person(one.line.raw.partition(":")[2]) is None
