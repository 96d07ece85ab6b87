"""Sign-offs as the Developer Certificate of Origin asks for them: https://developercertificate.org.

The reading is that of the DCO app (https://github.com/dcoapp/app): the author or the committer of a commit
signs it off, merges bring nothing of their own, and a later commit can sign off for an earlier one
(remediation), for oneself or on behalf of its author. Where the app asks for name and mail, either is enough
here: people have several addresses. Only people sign off, as
https://docs.kernel.org/process/coding-assistants.html has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from detectors.markdown import Line
from detectors.model import Commit, Identity
from detectors.signoff import people
from detectors.signoff.mailmap import NOBODY, Mailmap
from detectors.traces import messages
from detectors.traces.attribution import split_identity
from detectors.traces.messages import MAX_CHARS
from detectors.traces.quoted import is_shown
from detectors.traces.trailers import own_line

_KEY: Final = "signed-off-by"
_WHO: Final = r"([^<>]{1,300}?)\s?<([^<>]{1,300})>"
_ADDS: Final = r"hereby add my Signed-off-by to this commit:\s?([0-9a-f]{7,64})"
#: "I, NAME <MAIL>, hereby …: SHA" and "On behalf of NAME <MAIL>, I, NAME <MAIL>, hereby …: SHA".
_REMEDY: Final = re.compile(rf"(?:On behalf of {_WHO}, )?I, {_WHO}, {_ADDS}\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SignOff:
    """A ``Signed-off-by`` line: who signs, and where it stands among the spoken lines of the message."""

    who: Identity
    lines: tuple[Line, ...]
    at: int

    @property
    def line(self) -> Line:
        """The line itself."""
        return self.lines[self.at]

    @property
    def is_shown(self) -> bool:
        """Whether the words around it talk about the line."""
        return is_shown(self.lines, self.at, anywhere=True)


def sign_offs(message: str) -> Iterator[SignOff]:
    """Yield every sign-off, wherever it stands: a squash merge leaves such lines in the middle."""
    if _KEY not in message.casefold():
        return
    spoken = messages.spoken(message)
    yield from _signed(spoken)
    # Trailers are git's and not Markdown's: a code fence above them that nobody closed does not take them in.
    read = {line.number for line in spoken}
    yield from _signed(tuple(line for line in _trailers(message) if line.number not in read))


def _signed(lines: tuple[Line, ...]) -> Iterator[SignOff]:
    for at, line in enumerate(lines):
        trailer = own_line(line.raw, line.number)
        if trailer and trailer.key.casefold() == _KEY:
            yield SignOff(Identity(*split_identity(trailer.value)), lines, at)


def _trailers(message: str) -> Iterator[Line]:
    """Yield the lines of the last paragraph, where each one is a trailer or goes on with the one before."""
    lines = message[-MAX_CHARS:].rstrip().split("\n")
    start = next((at for at in range(len(lines) - 1, -1, -1) if not lines[at].strip()), -1) + 1
    last = lines[start:]
    if all(own_line(line, 0) or line[:1] in {" ", "\t"} for line in last):
        before = message.rstrip().count("\n") - len(lines) + 2
        yield from (Line(before + start + at, line.strip(), line) for at, line in enumerate(last))


def lacking(commits: Sequence[Commit], aliases: Mailmap = NOBODY) -> list[Commit]:
    """Return the commits, merges apart, that neither their author nor their committer signed off.

    Where the author is a program, any person may sign. ``aliases`` are other names of the same people.
    """
    made_good = frozenset(_made_good(commits, aliases))
    return [
        commit
        for commit in commits
        if commit.parents < 2 and commit.sha.casefold() not in made_good and not _is_signed(commit, aliases)
    ]


def command(commits: int, *, merges: bool) -> str:
    """Return the git commands that sign off the last ``commits`` commits.

    Past merges only the author knows where the work begins.
    """
    if merges:
        how = "git rebase --signoff, onto the branch that this goes to"
    elif commits == 1:
        how = "git commit --amend --signoff"
    else:
        how = f"git rebase --signoff HEAD~{commits}"
    return f"{how}, then git push --force-with-lease"


def _is_signed(commit: Commit, aliases: Mailmap) -> bool:
    signers = (one.who for one in sign_offs(commit.message))
    logins = (commit.author_login, commit.committer_login)
    return vouched(commit.author, commit.committer, signers, aliases, logins)


def vouched(
    author: Identity,
    committer: Identity,
    signers: Iterable[Identity],
    aliases: Mailmap,
    logins: tuple[str | None, str | None] = (None, None),
) -> bool:
    """Whether one of those who sign a commit may: its author, its committer; anybody for a program.

    ``logins`` are the accounts of author and committer, where they are known.
    """
    if people.is_program(author, logins[0]):
        return any(not people.is_program(who) for who in signers)
    may = aliases.keys(author, logins[0])
    if not people.is_program(committer, logins[1]):
        may |= aliases.keys(committer, logins[1])
    return any(may & aliases.keys(who) and not people.is_program(who) for who in signers)


def _made_good(commits: Sequence[Commit], aliases: Mailmap) -> Iterator[str]:
    """Yield the SHA of each commit that a later one signs off, by the DCO app's words for it.

    Whoever signs is the author of that later commit, which has a sign-off of its own.
    """
    known = {commit.sha.casefold(): commit for commit in commits}
    for commit in commits:
        if "hereby add my" not in commit.message.casefold() or not _vouches(commit, aliases):
            continue
        own = aliases.keys(commit.author, commit.author_login)
        for line in messages.spoken(commit.message):
            said = _REMEDY.fullmatch(line.raw)
            target = known.get(said[5].casefold()) if said else None
            if said is None or target is None:
                continue
            signer = aliases.keys(Identity(said[3], said[4]))
            author = aliases.keys(Identity(said[1], said[2])) if said[1] else signer
            if signer & own and author & aliases.keys(target.author, target.author_login):
                yield target.sha.casefold()


def _vouches(commit: Commit, aliases: Mailmap) -> bool:
    return not people.is_program(commit.author, commit.author_login) and _is_signed(commit, aliases)
