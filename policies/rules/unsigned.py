"""``require.signoff``: a person signs off every commit, as the Developer Certificate of Origin asks.

https://developercertificate.org: whoever signs off vouches for the right to pass the work on, which no
program can. The author of a commit signs it, told by name or mail; where that is a program, any person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from detectors.model import Commit, Evidence, Identity, Tier, Unknown
from detectors.traces import agents, messages
from detectors.traces.attribution import split_identity
from detectors.traces.trailers import own_line
from policies import evidence
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import quote
from policies.rules import asks

KIND: Final = "unsigned"

_KEY: Final = "signed-off-by"
_MAX_EVIDENCE: Final = 20
_MAX_NAMED: Final = 5
_BOT: Final = "[bot]"


def check(case: Case) -> Iterator[Step | Violation]:
    """Judge every commit but merges, which bring nothing of their own."""
    if case.policy.require.signoff is None or not evidence.has_commits(case.facts):
        return
    clause = f"require.signoff: {case.policy.require.signoff}"
    held = case.facts.contribution.commits
    if isinstance(held, Unknown):
        yield Step(clause, Result.UNKNOWN, f"The commits could not be looked at ({held.reason}).")
        return
    commits = [commit for commit in held if commit.parents < 2]
    lacking = [commit for commit in commits if not _is_signed(commit)]
    if lacking:
        yield _unsigned(clause, lacking, commits, merges=len(held) > len(commits))
    elif commits:
        yield Step(clause, Result.SATISFIED, "A person signed off every commit.")
    else:
        yield Step(clause, Result.SILENT, "There is no commit to sign off.")


def _is_signed(commit: Commit) -> bool:
    people = [who for who in _signers(commit.message) if not _is_program(who)]
    if _is_program(commit.author, commit.author_login):
        return bool(people)
    name, mail = _folded(commit.author)
    return any((name and name == by) or (mail and mail == at) for by, at in map(_folded, people))


def _signers(message: str) -> Iterator[Identity]:
    """Yield who signed off, wherever that stands: a squash merge leaves such lines in the middle."""
    for line in messages.spoken(message):
        trailer = own_line(line.raw, line.number)
        if trailer and trailer.key.casefold() == _KEY:
            yield Identity(*split_identity(trailer.value))


def _folded(who: Identity) -> tuple[str, str]:
    return " ".join(who.name.casefold().split()), who.email.strip().casefold()


def _is_program(who: Identity, login: str | None = None) -> bool:
    """Whether this is an agent or a bot, told by mail or login; by its name only where no person bears it."""
    name, mail = _folded(who)
    if name.endswith(_BOT) or _BOT in mail or (login or "").casefold().endswith(_BOT):
        return True
    known = agents.by_mail(mail) or agents.by_login(login)
    named = agents.by_full_name(name) if not mail or agents.by_domain(mail) else None
    return known is not None or named is not None


def _unsigned(clause: str, lacking: list[Commit], commits: list[Commit], *, merges: bool) -> Violation:
    names = [f"{commit.sha[:7]} by {quote(commit.author.name)}" for commit in lacking[:_MAX_NAMED]]
    more = f" and {len(lacking) - _MAX_NAMED} more" if len(lacking) > _MAX_NAMED else ""
    one = len(lacking) == 1
    return Violation(
        kind=KIND,
        tier=Tier.EXACT,
        clause=clause,
        message=f"This project asks that a person signs off every commit. {len(lacking)} of {len(commits)} "
        f"{'has' if one else 'have'} no sign-off of {'its' if one else 'their'} author: "
        f"{', '.join(names)}{more}.",
        evidence=tuple(_quoted(lacking[:_MAX_EVIDENCE])),
        remedy=f"If you may contribute this work, sign it off: {_command(commits, merges=merges)}. "
        f"The name or the mail has to be that of the commit's author. {asks.WRONG}",
        responses=(),
    )


def _quoted(commits: Iterable[Commit]) -> Iterator[Evidence]:
    for commit in commits:
        yield Evidence(f"commit {commit.sha[:7]}", commit.message.split("\n", 1)[0][:200])


def _command(commits: list[Commit], *, merges: bool) -> str:
    """Return the git command for it; past merges only the author knows where the work begins."""
    if merges:
        return "git rebase --signoff, onto the branch that this goes to, then git push --force-with-lease"
    return f"git rebase --signoff HEAD~{len(commits)}, then git push --force-with-lease"
