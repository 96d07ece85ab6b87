"""``require.attest``, ``require.phrase``: boxes that everybody ticks, a sentence that everybody writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors import markdown
from detectors.markdown import Line, Spoken
from detectors.model import Kind, Tier
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import quote
from policies.rules import asks

KIND: Final = "not_attested"

#: Nobody ticks boxes in a comment, and a push has no text.
_ATTESTED: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE, Kind.SECURITY_REPORT})
_QUOTES: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\N{NO-BREAK SPACE}": " "})


def check(case: Case) -> Iterator[Step | Violation]:
    """Look for the ticked boxes, and for the sentence in what the author says himself."""
    asked, contribution = case.policy.require, case.facts.contribution
    if contribution.kind not in _ATTESTED or not (asked.attest or asked.phrase):
        return
    spoken = markdown.read(contribution.body)
    if asked.attest:
        yield _boxes(asked.attest, spoken)
    if asked.phrase:
        yield _phrase(asked.phrase, spoken)


def _boxes(labels: tuple[str, ...], spoken: Spoken) -> Step | Violation:
    clause = f"require.attest: [{', '.join(labels)}]"
    ticked = [_folded(text) for text in _ticked(spoken)]
    wanted = {label: _folded(_plain(label)) for label in labels}
    absent = [label for label, words in wanted.items() if not any(words in text for text in ticked)]
    if not absent:
        return Step(clause, Result.SATISFIED, "The boxes are ticked.")
    names = asks.joined(quote(label) for label in absent)
    one = len(absent) == 1
    return _violation(
        clause,
        f"This project asks everyone to tick {names}, and {'that box is' if one else 'those boxes are'} not "
        "ticked here.",
        "If it is true, tick what is missing, or write it into the text: - [x] with the words of the label.",
    )


def _phrase(phrase: str, spoken: Spoken) -> Step | Violation:
    clause = f"require.phrase: {phrase}"
    wanted = _folded(_plain(phrase))
    if any(wanted in _folded(text) for text in _paragraphs(spoken)):
        return Step(clause, Result.SATISFIED, "The sentence is there.")
    return _violation(
        clause,
        f"This project asks everyone to write {quote(phrase)}, and the text does not say so.",
        "If it is true, add that sentence to the text, outside of quotes, code and comments.",
    )


def _violation(clause: str, message: str, remedy: str) -> Violation:
    return Violation(
        kind=KIND,
        tier=Tier.EXACT,
        clause=clause,
        message=f"{message} This says nothing about how the work was made.",
        evidence=(),
        remedy=f"{remedy} {asks.WRONG}",
        responses=(),
    )


def _ticked(spoken: Spoken) -> Iterator[str]:
    """Yield the label of each ticked box; one that goes over several lines is one label."""
    for block in _blocks(spoken):
        if block[0].ticked:
            yield _text(block)


def _paragraphs(spoken: Spoken) -> Iterator[str]:
    for block in _blocks(spoken):
        if block[0].ticked is not False:  # an empty box is the template's offer
            yield _text(block)


def _blocks(spoken: Spoken) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in spoken.lines:
        if block and (line.block != block[-1].block or line.ticked is not None):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _text(lines: list[Line]) -> str:
    return " ".join(line.text for line in lines)


def _plain(label: str) -> str:
    """Return the words of a label that may be written in Markdown, as the texts are read."""
    return _text(list(markdown.read(label).lines)) or label


def _folded(text: str) -> str:
    return " ".join(text.translate(_QUOTES).casefold().split()).rstrip(".")
