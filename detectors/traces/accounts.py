"""Agents that act through an account of their own: by login or mail, never by a person's name."""

from __future__ import annotations

from collections.abc import Iterator

from detectors.model import Account, Artifact, Commit, Evidence, Identity, Involvement
from detectors.traces import agents
from detectors.traces.agents import AGENTS, Agent
from detectors.traces.observed import Place, Seen, quote

_REMEDY = "A project that wants people as authors can be given the same change from a person's own account."
_REMEDY_AUTHOR = (
    "If a person made this commit, reset its author (`git commit --amend --reset-author`); otherwise say in "
    "the description what the agent did."
)


def author(account: Account, place: Place) -> Iterator[Seen]:
    """The account that opened the contribution."""
    if agent := agents.by_login(account.login):
        yield Seen(
            name="account",
            agent=agent.key,
            place_kind="author",
            evidence=Evidence("author", quote(account.login)),
            one=f"The author's account {quote(account.login)} is {agent.name}'s.",
            many="",
            remedy=_REMEDY,
            artifacts=place.artifacts,
            involvement=Involvement.AGENT,
        )


def commit(made: Commit, place: Place) -> Iterator[Seen]:
    """The author of a commit and, where that is somebody else, its committer."""
    agent = agents.by_mail(made.author.email) or agents.by_login(made.author_login)
    if agent:
        yield _seen(agent, "author", made.author, Involvement.AGENT, place)
        return
    if suffixed := _suffixed(made.author.name):
        yield _seen(suffixed, "author", made.author, Involvement.GENERATED, place)
    agent = agents.by_mail(made.committer.email) or agents.by_login(made.committer_login)
    if agent:
        yield _seen(agent, "committer", made.committer, Involvement.TRIVIAL, place)


def _suffixed(name: str) -> Agent | None:
    """The agent that marks a person's name: aider appends " (aider)" to the author of a commit it wrote."""
    folded = name.casefold()
    return next((a for a in AGENTS if a.author_suffix and folded.endswith(a.author_suffix)), None)


def _seen(agent: Agent, role: str, who: Identity, involvement: Involvement, place: Place) -> Seen:
    message = (Artifact.COMMIT_MESSAGE,) if involvement >= Involvement.GENERATED else ()
    return Seen(
        name="account",
        agent=agent.key,
        place_kind=f"commit {role}",
        evidence=Evidence(f"{place.name}, {role}", quote(f"{who.name} <{who.email}>")),
        one=f"{agent.name} is the {role} of {place.name}.",
        many=f"{agent.name} is the {role} of {{n}} commits.",
        remedy=_REMEDY_AUTHOR,
        artifacts=place.artifacts + message,
        involvement=involvement,
    )
