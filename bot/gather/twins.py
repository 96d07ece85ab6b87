"""Earlier issues and pull requests that say the same: found in Byline's records, read again on GitHub.

The records hold no text, and what they say may be out of date: somebody rewrote it, deleted it, or made the
repository private. So a twin counts only as GitHub shows it at this moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, Protocol

from bot.errors import CouldNotLook
from bot.gather import contributions as c
from bot.gather.attempt import attempt
from bot.gather.changes import NOT_ASKED
from bot.github.client import Client
from bot.storage.texts import Seen
from detectors.model import Contribution, Facts, Kind, TextFile, Twin, Unknown
from detectors.repetition import Sketch, overlap, queries, words
from detectors.repetition.crossposts import MIN_OTHERS
from detectors.repetition.links import names
from detectors.repetition.sketch import KINDS

NO_TEXTS: Final = Unknown("Byline has no records of earlier texts here")
#: GitHub is asked for so many twins, the nearest first, and for as many of other repositories.
MAX_TWINS: Final = 5


class Texts(Protocol):
    """The texts that one Byline has seen; ``bot.storage.Texts`` is what lasts."""

    def keep(self, it: Contribution, sketch: Sketch | None, as_of: str) -> bool:
        """Keep the text of ``it`` as it was read, or nothing of it; return whether that is new."""

    def alike(self, it: Contribution, sketch: Sketch) -> tuple[Seen, ...]:
        """Return earlier texts of the same repository that may be alike."""

    def elsewhere(self, it: Contribution) -> tuple[Seen, ...]:
        """Return texts by the same author in other repositories of the same owner."""


def add(facts: Facts, client: Client, texts: Texts | None) -> Facts:
    """Return ``facts`` with the twins of the contribution; unknown where it cannot be told what is its own.

    Raises:
        RetryLater: a passing fault.
    """
    return replace(facts, contribution=replace(facts.contribution, twins=_twins(facts, client, texts)))


def remember(facts: Facts, texts: Texts) -> None:
    """Keep what later contributions are compared with."""
    it = facts.contribution
    if it.kind in KINDS:
        texts.keep(it, queries(it, facts.repository.templates), facts.as_of)


def _twins(facts: Facts, client: Client, texts: Texts | None) -> tuple[Twin, ...] | Unknown:
    it, templates = facts.contribution, facts.repository.templates
    if isinstance(templates, Unknown):
        return Unknown(f"the templates could not be looked at: {templates.reason}")
    if (sketch := queries(it, templates)) is None:
        return ()
    if texts is None:
        return NO_TEXTS
    mine = frozenset(sketch.pairs)
    near = (*_here(it, mine, texts.alike(it, sketch)), *_elsewhere(client, it, mine, texts))
    live = (_live(client, it, seen, mine, templates) for seen in near)
    return tuple(twin for twin in live if twin is not None)


def _here(it: Contribution, mine: frozenset[int], found: Iterable[Seen]) -> list[Seen]:
    near = [
        seen
        for seen in found
        if seen.kind is it.kind and overlap.repeats(len(seen.pairs & mine), len(mine), len(seen.pairs))
    ]
    return sorted(near, key=lambda seen: (-_share(seen, mine), seen.number))[:MAX_TWINS]


def _elsewhere(client: Client, it: Contribution, mine: frozenset[int], texts: Texts) -> Iterator[Seen]:
    """Yield the same text in each public repository; of private ones nobody is told."""
    same = [
        seen
        for seen in texts.elsewhere(it)
        if seen.kind is it.kind and _share(seen, mine) >= overlap.SAME and it.author.login != c.GHOST
    ]
    places = {seen.repository: seen for seen in same}
    if len(places) < MIN_OTHERS:
        return
    for name in sorted(places)[:MAX_TWINS]:
        if _is_public(client, name):
            yield places[name]


def _is_public(client: Client, name: str) -> bool:
    found = attempt(lambda: client.repository(name))
    return not isinstance(found, Unknown) and not found.private and found.full_name.casefold() == name


def _share(seen: Seen, mine: frozenset[int]) -> float:
    return overlap.share(len(seen.pairs & mine), len(mine), len(seen.pairs))


def _live(
    client: Client, it: Contribution, seen: Seen, mine: frozenset[int], templates: tuple[TextFile, ...]
) -> Twin | None:
    """Return a twin as GitHub has it now; nothing where it is gone, has moved, or may not be seen.

    Only what was there before the contribution, and still is, counts as shared.
    """
    other = attempt(lambda: _read(client, seen))
    if isinstance(other, Unknown) or other.number is None:
        return None
    pairs = frozenset(words.of(other, templates).pairs)
    return Twin(
        kind=other.kind,
        repository=other.repository,
        number=other.number,
        title=other.title,
        author=other.author.login,
        url=other.url,
        created_at=other.created_at,
        open=other.open,
        pairs=len(pairs),
        shared=tuple(sorted(pairs & seen.pairs & mine)),
        base=other.base.name if other.base else "",
        names_it=it.number is not None and names(other, it.repository, it.number),
    )


def _read(client: Client, seen: Seen) -> Contribution:
    if seen.kind is Kind.PULL_REQUEST:
        found = c.of_pull(seen.repository, client.pull(seen.repository, seen.number), NOT_ASKED, NOT_ASKED)
    else:
        found = c.of_issue(seen.repository, client.issue(seen.repository, seen.number))
    if f"/{seen.repository}/" not in found.url.casefold() or found.number != seen.number:
        raise CouldNotLook(f"{seen.repository}#{seen.number} has moved")
    return found
