"""Whether one author sent the same text to several repositories.

Only twins in public repositories come this far, so naming them tells nobody anything new.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.model import Audience, Evidence, Facts, Finding, Kind, Severity, Tier, known
from detectors.repetition import overlap
from detectors.repetition.links import names
from detectors.repetition.repeat import DETECTOR, Repeat, is_by_author
from detectors.repetition.words import Words

#: One other place is a question that was moved to where it belongs.
MIN_OTHERS: Final = 2
_MAX_SHOWN: Final = 5


def found(facts: Facts, own: Words) -> Iterator[Finding]:
    """Yield at most one finding, with every repository in which the same text stands.

    The same change in several repositories needs a pull request in each: that is for maintainers to know.
    """
    it, mine = facts.contribution, frozenset(own.pairs)
    others: dict[str, Repeat] = {}
    for twin in known(it.twins, ()):
        shared = mine.intersection(twin.shared)
        part = overlap.share(len(shared), len(mine), twin.pairs)
        elsewhere = twin.repository.casefold() != it.repository.casefold() and twin.kind is it.kind
        said = twin.names_it or names(it, twin.repository, twin.number)
        if elsewhere and part >= overlap.SAME and is_by_author(it, twin) and not said:
            others.setdefault(twin.repository.casefold(), Repeat(twin, shared, part))
    if len(others) >= MIN_OTHERS:
        yield _made(it.kind, own, list(others.values()))


def _made(kind: Kind, own: Words, repeats: list[Repeat]) -> Finding:
    issue = kind is Kind.ISSUE
    return Finding(
        id=f"{DETECTOR}/crosspost",
        detector=DETECTOR,
        tier=Tier.CHECKABLE,
        severity=Severity.WARNING if issue else Severity.INFO,
        audience=Audience.PUBLIC if issue else Audience.MAINTAINER,
        claim=f"The same author sent this text to {len(repeats)} other repositories of the same owner.",
        evidence=(
            Evidence("text, and all of them", repeats[0].quote(own)),
            *(Evidence(f"title of {one.twin.url}", one.twin.title) for one in repeats[:_MAX_SHOWN]),
        ),
        remedy="Say what it has to do with this repository, or go on in the one that it belongs to.",
    )
