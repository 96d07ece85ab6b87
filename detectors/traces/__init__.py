"""Exact traces of coding agents: trailers, accounts, branches, footers, disclosure and instruction files.

What is found is a fact about the text or the account, with its place; what it means for the project is the
policy's question. The list of agents is data: ``data/agents.yaml``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors import markdown
from detectors.model import (
    Artifact,
    Commit,
    Facts,
    Finding,
    Kind,
    Need,
    known,
)
from detectors.traces import (
    accounts,
    attribution,
    branches,
    declared,
    footers,
    kinds,
    messages,
    metafiles,
)
from detectors.traces.observed import Place, Seen, gathered

#: Templates, because what a template says under its heading about AI is not the author's answer.
NEEDS: Final = frozenset({Need.COMMITS, Need.FILES, Need.TEMPLATES})

_BODIES: Final = {
    Kind.PULL_REQUEST: ("description", (Artifact.PR_BODY,)),
    Kind.ISSUE: ("description", (Artifact.ISSUE,)),
    Kind.COMMENT: ("comment", (Artifact.COMMENT,)),
    Kind.REVIEW: ("review", (Artifact.REVIEW,)),
    Kind.SECURITY_REPORT: ("report", (Artifact.SECURITY,)),
}


def detect(facts: Facts) -> tuple[Finding, ...]:
    """Return every agent trace in the contribution. Pure, never raises, linear in the size of the texts."""
    return gathered(list(_seen(facts)))


def _seen(facts: Facts) -> Iterator[Seen]:
    it = facts.contribution
    changed = kinds.changed(known(it.files, ()))
    if it.kind in _BODIES:
        yield from _body(facts, changed)
    if it.kind is Kind.PULL_REQUEST and it.head:
        yield from branches.head(it.head, Place("branch", "head branch", changed))
    left = messages.MAX_TOTAL
    for made in known(it.commits, ()):
        # Accounts are looked at in every commit, words until there have been too many.
        yield from _commit(made, changed, worded=left > 0)
        left -= min(len(made.message), messages.MAX_CHARS)
    if it.kind is Kind.COMMIT and not known(it.commits, ()):
        yield from _message(f"{it.title}\n\n{it.body}", Place("commit", "message", changed))
    yield from metafiles.added(known(it.files, ()))


def _body(facts: Facts, changed: tuple[Artifact, ...]) -> Iterator[Seen]:
    it = facts.contribution
    name, own = _BODIES[it.kind]
    is_pull = it.kind is Kind.PULL_REQUEST
    # The agent that writes its footer into a pull request's description is the one that opened it.
    text = Place(name, name, own + changed if is_pull else own)
    yield from accounts.author(it.author, text)
    spoken = markdown.read(it.body)
    yield from attribution.in_body(spoken.lines, Place(name, name, changed if is_pull else own))
    yield from footers.in_body(spoken, text, bare_links=is_pull)
    yield from declared.in_body(spoken, facts, text)


def _commit(made: Commit, changed: tuple[Artifact, ...], *, worded: bool) -> Iterator[Seen]:
    place = Place("commit", f"commit {made.sha[:7]}", changed)
    yield from accounts.commit(made, place)
    if worded:
        yield from _message(made.message, place)


def _message(message: str, place: Place) -> Iterator[Seen]:
    lines = messages.spoken(message)
    yield from attribution.in_message(message, lines, place)
    yield from footers.in_message(lines, place)
    yield from declared.in_message(lines, place)
