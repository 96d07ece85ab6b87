"""A judgement's scores in words: both rates, and what they are not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from detectors.authorship.measured import measured
from detectors.authorship.wording import noun, per_thousand, rates

NOT_A_PROBABILITY: Final = "It is an estimate from writing style, and no probability of authorship."


@dataclass(frozen=True, slots=True)
class Told:
    """What a page says of one text: where it stands, and in words how such texts score."""

    place: str
    words: str


def told(scores: Iterable[Any]) -> list[Told]:
    """Return what there is to say of the texts of a contribution."""
    return list(_told(scores))


def _told(scores: Iterable[Any]) -> Iterator[Told]:
    for part in scores:
        if not isinstance(part, dict):
            continue
        kind, tail = str(part.get("kind", "")), part.get("human_tail")
        if not isinstance(tail, int | float):
            words = (
                "No opinion: the text is too short, not English prose, or unlike what the classifier was "
                "measured on."
            )
        elif known := measured(kind, str(part.get("calibration", ""))):
            words = rates(kind, tail, known.n, known.worst_project)
        else:
            words = (
                f"About {per_thousand(tail)} in 1,000 human-written {noun(kind)} look at least this "
                "machine-like. It was measured by an earlier classifier, whose least favorable project is "
                "not known any more."
            )
        yield Told(str(part.get("part", "")), words)
