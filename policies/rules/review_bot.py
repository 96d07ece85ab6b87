"""``limits.review_bots``: the author called no review program but those that the project accepts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Evidence, Kind, Tier, Unknown
from detectors.traces import agents
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import quote
from policies.rules import asks

KIND: Final = "review_bot"

#: Stands in the list for the accounts of ``exempt.users``.
APPROVED: Final = "approved"
#: The kinds of contribution in which a review can be called for.
_CALLS: Final = frozenset({Kind.PULL_REQUEST, Kind.COMMENT, Kind.REVIEW})
_BOT: Final = "[bot]"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge the review programs that the author called; what a maintainer calls is never in this fact."""
    allowed = case.policy.limits.review_bots
    called = case.facts.contribution.review_bots
    if allowed is None or called == () or case.facts.contribution.kind not in _CALLS:
        return
    clause = f"limits.review_bots: [{', '.join(allowed)}]"
    if isinstance(called, Unknown):
        yield Step(clause, Result.UNKNOWN, f"Who called review programs is not known ({called.reason}).")
        return
    accepted = tuple(_accepted(case, allowed))
    refused = [login for login in called if not any(_is_named(login, name) for name in accepted)]
    if refused:
        yield _violation(clause, accepted, refused)
    else:
        yield Step(clause, Result.SATISFIED, f"The author called {_told(called)}, which the project accepts.")


def _accepted(case: Case, allowed: tuple[str, ...]) -> Iterator[str]:
    for name in allowed:
        if name.casefold() == APPROVED:
            yield from case.policy.exempt.users
        else:
            yield name


def _is_named(login: str, name: str) -> bool:
    """Whether a name in the policy means this account: its login (with or without ``[bot]``) or its agent."""
    one, other = (text.casefold().removeprefix("@").removesuffix(_BOT) for text in (login, name))
    agent = agents.by_login(login)
    return one == other or (agent is not None and (agent.key == other or agents.by_name(name) == agent))


def _told(logins: tuple[str, ...] | list[str]) -> str:
    return asks.joined(quote(login) for login in logins)


def _violation(clause: str, accepted: tuple[str, ...], refused: list[str]) -> Violation:
    others = f" but {_told(accepted)}" if accepted else ""
    return Violation(
        kind=KIND,
        tier=Tier.EXACT,
        clause=clause,
        message=f"This project asks to call no review program{others}. The author called {_told(refused)}.",
        evidence=tuple(Evidence("the thread", login) for login in refused),
        remedy="Please wait for people to review it, and do not call it again. If somebody of the project "
        "asked for it, say so in a reply.",
        responses=(),
    )
