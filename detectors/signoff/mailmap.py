"""A project's ``.mailmap``: which names and addresses are one person (https://git-scm.com/docs/gitmailmap)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from detectors.model import Facts, Identity, Unknown
from detectors.signoff import people

#: The mailmap of the Linux kernel, one of the largest, has 60,000 characters.
MAX_CHARS: Final = 1_000_000
_MAX_LINE: Final = 1_000
#: "Name <mail>", "<mail> <mail>", "Name <mail> <mail>", "Name <mail> Name <mail>". As for git, words after
#: the last mail say nothing: "New Name <mail> Old Name" is "New Name <mail>".
_LINE: Final = re.compile(r"([^<>#]*)<([^<>]*)>(?:([^<>#]*)<([^<>]*)>)?[^<>#]*(?:#.*)?")


@dataclass(frozen=True)
class Mailmap:
    """Aliases, by the name (folded; empty for any name) and the mail that commits have."""

    people: dict[tuple[str, str], Identity] = field(default_factory=dict)

    def keys(self, who: Identity, login: str | None = None) -> frozenset[str]:
        """Return what ``who`` is known by, as ``people.keys``, and also as the project's list has them."""
        held, real = people.keys(who, login), self._real(who)
        return held | people.keys(real) if real else held

    def canonical(self, who: Identity) -> Identity:
        """Return the name and mail by which the project wants ``who`` to be known."""
        real = self._real(who)
        return Identity(real.name or who.name, real.email or who.email) if real else who

    def _real(self, who: Identity) -> Identity | None:
        mail = who.email.strip().casefold()
        return self.people.get((people.folded(who.name), mail)) or self.people.get(("", mail))


NOBODY: Final = Mailmap()


def of(facts: Facts) -> Mailmap:
    """Return the project's list; an empty one where it has none, or where it could not be had."""
    file = facts.repository.mailmap
    return NOBODY if file is None or isinstance(file, Unknown) else read(file.text)


@lru_cache(maxsize=4)
def read(text: str) -> Mailmap:
    """Read a mailmap. Lines that are none are left out, as git leaves them out."""
    return Mailmap(dict(_entries(text[:MAX_CHARS])))


def _entries(text: str) -> Iterator[tuple[tuple[str, str], Identity]]:
    for line in text.splitlines():
        said = _LINE.fullmatch(line.strip()) if len(line) <= _MAX_LINE else None
        if said is None:
            continue
        name, mail, old_name, old_mail = (part.strip() if part else "" for part in said.groups())
        if old_mail:
            yield (people.folded(old_name), old_mail.casefold()), Identity(name, mail)
        elif name:
            yield ("", mail.casefold()), Identity(name, mail)
