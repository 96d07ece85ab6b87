"""Whether the text of an issue or pull request stands already in an earlier one of the same repository."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from detectors.model import Audience, Contribution, Evidence, Facts, Finding, Severity, Tier, Twin, known
from detectors.repetition import overlap, words
from detectors.repetition.links import names
from detectors.repetition.repeat import DETECTOR, NOUNS, Repeat, is_by_author
from detectors.repetition.words import Words

#: What so many others wrote alike is a form that they filled in, not a text that one took from another.
_AUTHORS_OF_A_FORM: Final = 3
#: Forms propose titles ("[Bug]: title"); one of so many words somebody thought of.
_MIN_TITLE: Final = 4


def found(facts: Facts, own: Words) -> Iterator[Finding]:
    """Yield at most one finding: about the twin that has most in common with the contribution."""
    it = facts.contribution
    twins = [twin for twin in known(it.twins, ()) if _is_near(it, twin)]
    form = _form(it, twins)
    repeats = [_repeat(own, twin, form) for twin in twins if not _is_said(it, twin)]
    told = [one for one in repeats if one is not None]
    if told:
        best = max(told, key=lambda one: (one.share, -one.twin.number))
        yield from _finding(it, own, best)


def _is_near(it: Contribution, twin: Twin) -> bool:
    """Whether the twin is of the same sort and place: a pull request does not repeat the issue it answers.

    What goes to another branch is the same change for another version.
    """
    same = twin.repository.casefold() == it.repository.casefold() and twin.kind is it.kind
    base = it.base.name if it.base else ""
    return same and twin.number != it.number and twin.base == base


def _is_said(it: Contribution, twin: Twin) -> bool:
    """Whether one of the two names the other: then its author knows, and so does every reader."""
    linked = {issue.number for issue in known(it.linked_issues, ())}
    return twin.names_it or twin.number in linked or names(it, twin.repository, twin.number)


def _form(it: Contribution, twins: Iterable[Twin]) -> frozenset[int]:
    """Return the pairs of lines that are nobody's own: of a form that has changed since, or of a footer."""
    authors: dict[int, set[str]] = {}
    for twin in twins:
        if not is_by_author(it, twin):
            for pair in twin.shared:
                authors.setdefault(pair, set()).add(twin.author.casefold())
    return frozenset(pair for pair, by in authors.items() if len(by) >= _AUTHORS_OF_A_FORM)


def _repeat(own: Words, twin: Twin, form: frozenset[int]) -> Repeat | None:
    """Return what is repeated of the twin beside the lines of a form; nothing where it is too little.

    Where title and text are the same as a whole, there is no form to be told from them.
    """
    mine = frozenset(own.pairs)
    shared, theirs = mine.intersection(twin.shared), twin.pairs
    whole = overlap.share(len(shared), len(mine), theirs) >= overlap.SAME and len(own.title) >= _MIN_TITLE
    if not (whole and _same_title(own, twin)):
        theirs -= len(shared & form)
        shared, mine = shared - form, mine - form
    enough = len(mine) >= words.MIN_WORDS and overlap.repeats(len(shared), len(mine), theirs)
    if not enough or overlap.longest(own, shared)[1] < overlap.MIN_RUN:
        return None
    return Repeat(twin, shared, overlap.share(len(shared), len(mine), theirs))


def _same_title(own: Words, twin: Twin) -> bool:
    return own.title == words.plain(twin.title)


def _finding(it: Contribution, own: Words, repeat: Repeat) -> Iterator[Finding]:
    """Yield what there is to say: nothing of an open twin by the same author that has another title.

    People write series, one text for each part of the work.
    """
    twin = repeat.twin
    if not is_by_author(it, twin):
        yield _made("duplicate", Severity.WARNING, f"by {twin.author}", own, repeat)
    elif not twin.open:
        yield _made("resubmission", Severity.INFO, "by the same author, which is closed", own, repeat)
    elif _same_title(own, twin):
        yield _made("duplicate", Severity.WARNING, "by the same author, which is open", own, repeat)


def _made(name: str, severity: Severity, whose: str, own: Words, repeat: Repeat) -> Finding:
    twin = repeat.twin
    where = f"{NOUNS[twin.kind]} #{twin.number}"
    return Finding(
        id=f"{DETECTOR}/{name}",
        detector=DETECTOR,
        tier=Tier.CHECKABLE,
        severity=severity,
        audience=Audience.PUBLIC,
        claim=f"{repeat.told} also stand in {where} {whose}.",
        evidence=(
            Evidence(f"text, and {where}", repeat.quote(own)),
            Evidence(f"title of {twin.url}", twin.title),
        ),
        remedy=f"Say what is new in it, or go on in #{twin.number} and close this one.",
    )
