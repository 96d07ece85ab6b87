"""``exempt`` and ``meta.effective``: which contributions the policy does not judge, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from detectors.model import Facts, Kind, Unknown
from detectors.traces import agents
from policies import trust
from policies.decision import Result, Step
from policies.problems import quote
from policies.schema import Policy
from policies.words import PERMISSION_RANK


def check(policy: Policy, facts: Facts) -> Iterator[Step]:
    """Yield a step for each exemption of the policy: ``exempt``, ``silent`` (not this one) or ``unknown``."""
    rules, author = policy.exempt, facts.contribution.author
    if policy.meta.effective is not None:
        yield _effective(policy.meta.effective, facts)
    if rules.permission is not None:
        yield _permission(rules.permission, facts)
    if rules.users:
        exempt = author.login.casefold() in {login.casefold() for login in rules.users}
        yield _step("exempt.users", exempt, f"The author is {author.login}.")
    if rules.teams:
        yield _teams(rules.teams, facts)
    if rules.trust_file is not None:
        yield _trust(rules.trust_file, facts)
    if rules.bots:
        said = "GitHub marks the author's account as a bot."
        yield _step(
            "exempt.bots", author.is_bot, said if author.is_bot else "The author's account is no bot's."
        )
    if rules.labels:
        yield _labels(rules.labels, facts)
    if rules.drafts and facts.contribution.kind is Kind.PULL_REQUEST:
        draft = facts.contribution.draft
        yield _step("exempt.drafts", draft, f"The pull request is {'a' if draft else 'no'} draft.")


def _step(clause: str, exempt: bool, looked_at: str) -> Step:
    return Step(clause, Result.EXEMPT if exempt else Result.SILENT, looked_at)


def _effective(first: date, facts: Facts) -> Step:
    clause, day = f"meta.effective: {first}", facts.contribution.created_at[:10]
    try:
        opened = date.fromisoformat(day)
    except ValueError:
        return Step(clause, Result.UNKNOWN, "It is not known when this was opened.")
    return _step(clause, opened < first, f"It was opened on {opened}; the policy holds from {first} on.")


def _permission(wanted: str, facts: Facts) -> Step:
    clause = f"exempt.permission: {wanted}"
    held, author = facts.contribution.author_permission, facts.contribution.author
    if author.is_bot and agents.by_login(author.login) is not None:
        # GitHub keeps no roles of programs: in doubt, no agent could ever be judged.
        return _step(clause, False, "The author is an AI agent's account, which has no role here.")
    if isinstance(held, Unknown):
        return Step(
            clause, Result.UNKNOWN, f"The author's role in the repository is not known ({held.reason})."
        )
    rank = PERMISSION_RANK.get(held)
    if rank is None:  # an organization can define roles of its own
        return Step(clause, Result.UNKNOWN, f"The author's role {quote(held)} is none of GitHub's own.")
    return _step(clause, rank >= PERMISSION_RANK[wanted], f"The author's role in the repository is {held}.")


def _teams(wanted: tuple[str, ...], facts: Facts) -> Step:
    clause, held = "exempt.teams", facts.contribution.author_teams
    if isinstance(held, Unknown):
        return Step(clause, Result.UNKNOWN, f"The author's teams are not known ({held.reason}).")
    names = {team.casefold() for team in held}
    found = [team for team in wanted if team.casefold() in names]
    return _step(
        clause, bool(found), f"The author is in {found[0]}." if found else "The author is in no such team."
    )


def _trust(path: str, facts: Facts) -> Step:
    clause, standing = f"exempt.trust_file: {path}", trust.standing_of(facts)
    if isinstance(standing, Unknown):
        return Step(clause, Result.UNKNOWN, f"The trust file could not be looked at ({standing.reason}).")
    vouched = standing == "vouched"
    return _step(
        clause, vouched, f"The trust file {'vouches' if vouched else 'does not vouch'} for the author."
    )


def _labels(wanted: tuple[str, ...], facts: Facts) -> Step:
    clause, held = "exempt.labels", facts.contribution.labels
    if isinstance(held, Unknown):
        return Step(clause, Result.UNKNOWN, f"The labels are not known ({held.reason}).")
    names = {label.casefold() for label in held}
    found = [label for label in wanted if label.casefold() in names]
    return _step(
        clause, bool(found), f"It has the label {quote(found[0])}." if found else "It has no such label."
    )
