"""The sentences that a page speaks, each with the line on which it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from detectors.markdown import CODE, Line

MAX_SENTENCE: Final = 600
_END: Final = re.compile(r"(?<=[.!?;])[)\"'”*_]{0,3}\s+(?=[^a-z\s])|(?<=[.!?])\s+(?=[A-Z(])")
_QUOTED: Final = re.compile(r"[\"“”«»]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """``alone``: it is a heading, an item or a line of its own and not one of several sentences."""

    text: str
    line: int
    alone: bool


def sentences(lines: Sequence[Line]) -> Iterator[Sentence]:
    """Yield the sentences of ``lines``; those with quotation marks or a question are left out. Linear."""
    spoken = (line for line in lines if line.ticked is None and line.text.strip())
    for _, group in groupby(spoken, key=lambda line: line.block):
        yield from _of_block(list(group))


def _of_block(lines: list[Line]) -> Iterator[Sentence]:
    text, starts = "", []
    for line in lines:
        starts.append((len(text), line.number))
        text += line.text.strip().replace(CODE, "`…`") + " "
    cuts = [0, *(match.end() for match in _END.finditer(text)), len(text)]
    parts = [(a, text[a:b].strip()) for a, b in pairwise(cuts) if text[a:b].strip()]
    for at, part in parts:
        if len(part) > MAX_SENTENCE or _QUOTED.search(part) or part.rstrip("*_) ").endswith("?"):
            continue
        if part.count("(") != part.count(")"):  # the cut was none
            continue
        number = next(number for start, number in reversed(starts) if start <= at)
        yield Sentence(" ".join(part.split()), number, len(parts) == 1)
