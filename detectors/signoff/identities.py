"""``signoff/identities``: a commit whose author GitHub knows as somebody else than who opened the request.

Most of it is ordinary, and not told: picking and applying other people's commits (the committer says who
did it), working as co-authors, several addresses of one person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from detectors.model import Account, Commit, Contribution, Evidence, Finding, Identity, Kind
from detectors.signoff import made, people
from detectors.signoff.mailmap import Mailmap
from detectors.traces import messages
from detectors.traces.attribution import split_identity
from detectors.traces.messages import MAX_TOTAL
from detectors.traces.observed import quote
from detectors.traces.trailers import own_line

#: Trailers by which whoever sends a commit says that he had a part in it, or passes it on.
_PART: Final = frozenset({"co-authored-by", "co-developed-by", "signed-off-by"})
#: Whose account is gone, GitHub calls a ghost.
_NOBODY: Final = frozenset({"", "ghost"})


def found(it: Contribution, commits: Sequence[Commit], aliases: Mailmap) -> Iterator[Finding]:
    """Yield the finding about a pull request; what a program opens may carry anybody's commits."""
    if it.kind is not Kind.PULL_REQUEST or it.author.is_bot or it.author.login in _NOBODY:
        return
    if sum(len(commit.message) for commit in commits) > MAX_TOTAL:
        return
    own = _own(it.author, commits, aliases)
    others = [commit for commit in commits if _is_foreign(commit, it.author.login, own, aliases)]
    if others:
        yield _finding(others, it.author.login)


def _own(account: Account, commits: Sequence[Commit], aliases: Mailmap) -> frozenset[str]:
    """Return what the account's owner is known by: its login, and its names and mails on these commits."""
    login = account.login.casefold()
    known = people.keys(Identity(login, ""), login)
    for commit in commits:
        for who, name in ((commit.author, commit.author_login), (commit.committer, commit.committer_login)):
            if (name or people.login_of(who.email)).casefold() == login:
                known |= aliases.keys(who)
    return known


def _is_foreign(commit: Commit, account: str, own: frozenset[str], aliases: Mailmap) -> bool:
    login = commit.author_login
    if commit.parents > 1 or not login or login.casefold() == account.casefold():
        return False
    if people.is_program(commit.author, login) or aliases.keys(commit.author, login) & own:
        return False
    return not _is_passed_on(commit, own, aliases)


def _is_passed_on(commit: Commit, own: frozenset[str], aliases: Mailmap) -> bool:
    """Whether the commit itself says that the account's owner had a part in it, or nobody can tell."""
    if people.is_program(commit.committer, commit.committer_login):
        return True  # made on GitHub's pages, or by a program on somebody's behalf
    committer = aliases.keys(commit.committer, commit.committer_login)
    if committer & own:
        return True
    author = aliases.keys(commit.author, commit.author_login)
    if not commit.committer_login and not committer & author:
        return True
    return any(own & aliases.keys(who) for who in _named(commit.message))


def _named(message: str) -> Iterator[Identity]:
    for line in messages.spoken(message):
        trailer = own_line(line.raw, line.number)
        if trailer and trailer.key.casefold() in _PART:
            yield Identity(*split_identity(trailer.value))


def _finding(others: list[Commit], account: str) -> Finding:
    account = quote(account)
    if len(others) == 1:
        claim = (
            f"GitHub knows the author of {made.place(others[0])} as {quote(others[0].author_login or '')}, "
            f"and {account} opened the pull request."
        )
    else:
        claim = f"{len(others)} commits have authors whom GitHub knows by other accounts than {account}'s, "
        claim += "which opened the pull request."
    return made.finding(
        "identities",
        claim,
        [
            Evidence(
                made.place(commit, "author"),
                quote(f"{commit.author.name} <{commit.author.email}> ({commit.author_login})"),
            )
            for commit in others
        ],
        "If you pass on somebody's work, say so in the description. If the work is yours, set user.name and "
        "user.email in git, then git rebase --exec 'git commit --amend --no-edit --reset-author' onto the "
        "branch that this goes to, and git push --force-with-lease.",
    )
