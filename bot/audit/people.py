"""Who wrote, signed off and signed the commits of a history.

An identity is a name and a mail address as git has them. Identities are one person where the ``.mailmap``
says so, where the address is the same, and where the name is the same and has at least two words: in doubt
two identities are one person.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from bot.audit import dates, history
from bot.audit.mails import Mails
from bot.audit.model import Month, Person, Quote
from bot.audit.note import Note, Signer
from bot.errors import CouldNotLook
from bot.git import GitDir
from detectors.model import Commit, Identity, Unknown
from detectors.signoff import dco
from detectors.signoff import people as programs
from detectors.signoff.mailmap import Mailmap
from detectors.traces import agents
from detectors.traces.attribution import person as agent_named

_QUOTES: Final = 50
#: So many commits that sign off earlier ones are looked at.
_REMEDIES: Final = 500
#: What stands for an address where there was none.
_NO_MAIL: Final = frozenset({"unknown", "none", "(none)", "no email", "localhost", "invalid", "nobody"})
#: Later than any commit.
_NEVER: Final = 1 << 62
_SHA: Final = re.compile(r"\b[0-9a-f]{40}(?:[0-9a-f]{24})?\b")
#: The note on a commit by its id, if there is one.
NoteOf = Callable[[str], Note | None]
_NOT_CHECKED: Final = Unknown("not checked")


@lru_cache(maxsize=65_536)
def kind_of(who: Identity) -> str:
    """Return person, bot or agent, told by the mail; by the name only where no person bears it."""
    if agents.by_mail(who.email) or agent_named(f"{who.name} <{who.email}>"):
        return "agent"
    return "bot" if programs.is_program(who) else "person"


def is_unknown(mail: str) -> bool:
    """Whether an address cannot be one: none was set, or a program made it up from a machine's name."""
    local, at, domain = mail.strip().casefold().rpartition("@")
    return (
        not at
        or not local
        or "." not in domain.strip(".")
        or domain in _NO_MAIL
        or domain.endswith(".(none)")
    )


@dataclass
class _Count:
    commits: int = 0
    co_authored: int = 0
    signed_off: int = 0
    imported: int = 0
    first: int = _NEVER
    last: int = 0

    def seen(self, at: int) -> None:
        self.first = min(self.first, at)
        self.last = max(self.last, at)

    def add(self, other: _Count) -> None:
        self.commits += other.commits
        self.co_authored += other.co_authored
        self.signed_off += other.signed_off
        self.imported += other.imported
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)


@dataclass
class _Month:
    commits: int = 0
    signed_off: int = 0
    by_author: int = 0
    by_agent: int = 0
    signed: int = 0


@dataclass(frozen=True)
class Table:
    """The identities, and how many of each sort there are."""

    persons: tuple[Person, ...]
    unknown_mail: int
    changed_mail: int


class People:
    """Counts commit by commit, in the order of the history. Memory grows with the number of identities."""

    def __init__(self, aliases: Mailmap, mails: Mails) -> None:
        self._aliases = aliases
        self._mails = mails
        self._counts: dict[Identity, _Count] = {}
        self._months: dict[str, _Month] = {}
        self._quotes: deque[Quote] = deque(maxlen=_QUOTES)
        self._remedies: deque[str] = deque(maxlen=_REMEDIES)
        self.imported = 0

    def add(self, note: Note) -> None:
        """Count a commit."""
        author = self._count(note.author, note.at)
        author.commits += 1
        if note.imported:
            author.imported += 1
            self.imported += 1
        for who in dict.fromkeys(note.co_authors):
            self._count(who, note.at).co_authored += 1
        for who in dict.fromkeys(signer.who for signer in note.signers if not signer.shown):
            self._count(who, note.at).signed_off += 1
        by_agents = [one for one in note.signers if _is_agents(one)]
        self._quotes.extend(
            Quote(note.sha, "", one.line, self._mails.in_text(one.quote))
            for one in by_agents
            if kind_of(note.author) != "bot"
        )
        if note.parents < 2 and kind_of(note.author) != "bot":
            self._count_month(note, by_agent=bool(by_agents))
        if note.remedies:
            self._remedies.append(note.sha)

    def _count(self, who: Identity, at: int) -> _Count:
        count = self._counts.get(who)
        if count is None:
            count = self._counts[who] = _Count()
        count.seen(at)
        return count

    def _count_month(self, note: Note, *, by_agent: bool) -> None:
        month = self._months.setdefault(dates.month(note.at), _Month())
        month.commits += 1
        month.signed += bool(note.signature)
        month.by_agent += by_agent
        if note.signers:
            month.signed_off += is_signed_off(note)
            month.by_author += self.is_vouched(note)

    def is_vouched(self, note: Note) -> bool:
        """Whether the author or the committer signed a commit off, by any of their names."""
        signers = (signer.who for signer in note.signers)
        return dco.vouched(note.author, note.committer, signers, self._aliases)

    def make_good(self, repository: GitDir, note_of: NoteOf) -> None:
        """Count commits as signed off that a later commit signs off, by the DCO app's words for it."""
        for sha in _made_good(repository, tuple(self._remedies), self._aliases):
            note = note_of(sha)
            if note is None or note.parents > 1 or kind_of(note.author) == "bot" or self.is_vouched(note):
                continue
            month = self._months[dates.month(note.at)]
            month.by_author += 1
            month.signed_off += not is_signed_off(note)

    def months(self) -> tuple[Month, ...]:
        """Return the months that have commits, in order."""
        return tuple(
            Month(name, it.commits, it.signed_off, it.by_author, it.by_agent, it.signed)
            for name, it in sorted(self._months.items())
        )

    def agent_sign_offs(self) -> tuple[Quote, ...]:
        """Return the latest sign-offs in an agent's or a bot's name on commits that no bot made."""
        return tuple(self._quotes)

    def table(self) -> Table:
        """Return the identities, those with the most commits first."""
        groups = _groups(self._counts, self._aliases)
        persons = [self._person(names) for names in groups]
        persons.sort(
            key=lambda it: (-it.commits, -it.co_authored, -it.signed_off, it.name.casefold(), it.mail)
        )
        human = [names for names in groups if kind_of(names[0]) == "person"]
        return Table(
            tuple(persons),
            unknown_mail=sum(all(is_unknown(who.email) for who in names) for names in human),
            changed_mail=sum(
                len({who.email.casefold() for who in names if who.email}) > 1 for names in human
            ),
        )

    def _rank(self, who: Identity) -> tuple[bool, int, bool, str, str]:
        """Order a person's identities: the one to show is named by the mailmap, else has most commits."""
        mapped = self._aliases.canonical(who) != who
        return mapped, self._counts[who].commits, not is_unknown(who.email), who.name, who.email

    def _person(self, names: list[Identity]) -> Person:
        count = _Count()
        for who in names:
            count.add(self._counts[who])
        main = max(names, key=self._rank)
        shown = self._aliases.canonical(main)
        kind = kind_of(main)
        if kind == "person" and count.imported and count.imported == count.commits:
            kind = "imported"
        return Person(
            name=shown.name,
            mail=self._mails.of(shown.email),
            kind=kind,
            commits=count.commits,
            co_authored=count.co_authored,
            signed_off=count.signed_off,
            first=dates.day(count.first),
            last=dates.day(count.last),
            aliases=len(names) - 1,
        )


def is_signed_off(note: Note) -> bool:
    """Whether any person signed a commit off."""
    return any(kind_of(signer.who) == "person" or programs.is_web(signer.who) for signer in note.signers)


def _is_agents(signer: Signer) -> bool:
    """Whether a program signs. GitHub's own name comes there when a person signs off in a codespace."""
    return not signer.shown and kind_of(signer.who) != "person" and not programs.is_web(signer.who)


def _groups(counts: Iterable[Identity], aliases: Mailmap) -> list[list[Identity]]:
    """Return the identities of each person, in the order in which the first of them was seen."""
    all_of = list(counts)
    leader = list(range(len(all_of)))
    holder: dict[str, int] = {}

    def find(at: int) -> int:
        while leader[at] != at:
            leader[at] = at = leader[leader[at]]
        return at

    for at, who in enumerate(all_of):
        for key in _keys(aliases.canonical(who)):
            one, other = sorted((find(at), find(holder.setdefault(key, at))))
            leader[other] = one
    groups: dict[int, list[Identity]] = {}
    for at, who in enumerate(all_of):
        groups.setdefault(find(at), []).append(who)
    return list(groups.values())


def _keys(who: Identity) -> list[str]:
    mail, name = who.email.strip().casefold(), programs.folded(who.name)
    kind = kind_of(who)
    keys = [f"{kind} mail {mail}"] if mail and not is_unknown(mail) else [f"{kind} as {name} {mail}"]
    return [*keys, f"{kind} name {name}"] if " " in name or kind != "person" else keys


def _made_good(repository: GitDir, remedies: tuple[str, ...], aliases: Mailmap) -> tuple[str, ...]:
    """Return the commits that others sign off. What those say is read again: hardly any project has them."""
    if not remedies:
        return ()
    try:
        signing = _commits(repository, remedies)
        named = dict.fromkeys(sha for one in signing for sha in _SHA.findall(one.message))
        targets = _commits(repository, tuple(islice(named, _REMEDIES)))
    except CouldNotLook:
        return ()
    lacking = {commit.sha for commit in dco.lacking([*targets, *signing], aliases)}
    return tuple(commit.sha for commit in targets if commit.sha not in lacking)


def _commits(repository: GitDir, shas: tuple[str, ...]) -> list[Commit]:
    return [
        Commit(sha, raw.message, raw.author, raw.committer, "", None, None, _NOT_CHECKED, raw.parents)
        for sha, raw in history.read(repository, shas)
        if raw is not None
    ]
