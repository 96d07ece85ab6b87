"""The plots of the pages: bars over weeks or months, drawn on the server.

A plot is a picture with a legend, a sentence that says the same, and a table with the numbers. The words
stand beside the drawing as HTML, so they keep their size on a phone. Colors are classes, and each has a
pattern of its own. ``bot.report.charts`` draws those of an audit's report in the same way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.report import words
from bot.report.charts import Mark, top_of
from bot.storage.periods import Periods

#: The size of a drawing; it is shown as large as there is room.
WIDTH: Final = 600
HEIGHT: Final = 190
SPARK_WIDTH: Final = 130
SPARK_HEIGHT: Final = 28
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HEADS: Final = {"week": "Week from", "month": "Month"}
#: What is not nothing can be seen.
_LEAST: Final = 2.0
_ROUND: Final = (2, 4, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Series:
    """What one color and pattern stands for: ``of`` is their class."""

    key: str
    name: str
    of: str


@dataclass(frozen=True, slots=True)
class Label:
    """What stands below a period, if anything; narrow pages leave out those that are ``minor``."""

    text: str = ""
    minor: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """One drawing and everything that says the same in words.

    ``about`` is the sentence, ``y`` are the three labels of the vertical axis from its top, ``lines`` the
    heights of dashed lines; ``head`` and ``rows`` are the table, the newest period first.
    """

    key: str
    title: str
    about: str
    series: tuple[Series, ...]
    marks: tuple[Mark, ...]
    y: tuple[str, str, str]
    x: tuple[Label, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Spark:
    """A small drawing of how many there were in each period."""

    marks: tuple[Mark, ...]
    about: str


#: How many there were of each series, by period.
Counts = Sequence[Mapping[str, int]]


def by_count(
    key: str, title: str, about: str, series: Sequence[Series], counts: Counts, over: Periods
) -> Plot:
    """Draw numbers as bars upon each other."""
    top = ceiling(max((sum(one.values()) for one in counts), default=0))
    marks = tuple(
        mark
        for at, held in enumerate(counts)
        for mark in _stack(
            at, len(over), series, {name: one / top for name, one in held.items()}, over.names[at], held
        )
    )
    used = tuple(one for one in series if any(held.get(one.key) for held in counts))
    rows = [
        (name, *(f"{held.get(one.key, 0):,}" for one in used), f"{sum(held.values()):,}")
        for name, held in zip(over.names, counts, strict=True)
    ]
    head = (_HEADS[over.unit], *(one.name for one in used), "All")
    y = (f"{top:,}", f"{top // 2:,}", "0")
    return Plot(key, title, about, used, marks, y, labels(over), head, tuple(reversed(rows)))


def by_share(
    key: str,
    title: str,
    about: str,
    series: Sequence[Series],
    counts: Counts,
    of: Sequence[int],
    over: Periods,
) -> Plot:
    """Draw the shares that the series have of ``of`` as bars upon each other; no one thing is in two."""
    top = top_of(sum(held.values()) / whole for held, whole in zip(counts, of, strict=True) if whole)
    marks = tuple(
        mark
        for at, (held, whole) in enumerate(zip(counts, of, strict=True))
        if whole
        for mark in _stack(
            at,
            len(over),
            series,
            {name: one / whole / top for name, one in held.items()},
            f"{over.names[at]}, of {whole:,}",
            held,
        )
    )
    rows = [
        (name, *(words.part(held.get(one.key, 0), whole) if whole else "–" for one in series), f"{whole:,}")
        for name, held, whole in zip(over.names, counts, of, strict=True)
    ]
    head = (_HEADS[over.unit], *(one.name for one in series), "Of")
    y = (words.percent(top), words.percent(top / 2), words.percent(0))
    return Plot(key, title, about, tuple(series), marks, y, labels(over), head, tuple(reversed(rows)))


def _stack(
    at: int,
    of: int,
    series: Sequence[Series],
    heights: Mapping[str, float],
    name: str,
    counts: Mapping[str, int],
) -> list[Mark]:
    """Return the pieces of one bar from the bottom up; ``heights`` are parts of the whole height."""
    base, marks = float(HEIGHT), []
    for one in series:
        if not counts.get(one.key):
            continue
        height = max(heights[one.key] * HEIGHT, _LEAST)
        base = max(base - height, 0.0)
        title = f"{name}: {counts[one.key]:,} {one.name}"
        marks.append(column(at, of, base, height, one.of, title))
    return marks


def column(at: int, of: int, y: float, height: float, style: str, title: str) -> Mark:
    """Return a piece of the bar of period ``at`` of ``of``, in units of the drawing from its top."""
    step = WIDTH / of
    gap = step * 0.1
    return Mark(
        round(at * step + gap, 2), round(y, 2), round(step - 2 * gap, 2), round(height, 2), style, title
    )


def spark(counts: Sequence[int], what: str) -> Spark:
    """Draw how many there were in each period, small and without axes."""
    top, step = max(counts, default=0) or 1, SPARK_WIDTH / max(len(counts), 1)
    marks = tuple(
        Mark(
            round(at * step, 2),
            round(SPARK_HEIGHT - max(count / top * SPARK_HEIGHT, 1.5), 2),
            round(step * 0.75, 2),
            round(max(count / top * SPARK_HEIGHT, 1.5), 2),
            "some" if count else "no",
            "",
        )
        for at, count in enumerate(counts)
    )
    return Spark(
        marks, f"{what}: up to {max(counts, default=0):,}, and {counts[-1] if counts else 0:,} in the last"
    )


def ceiling(most: int) -> int:
    """Return the round even number at which an axis of counts ends."""
    scale = 1
    while True:
        for number in _ROUND:
            if number * scale >= most:
                return number * scale
        scale *= 10


def labels(over: Periods) -> tuple[Label, ...]:
    """Return the months below a time axis: where each begins, or each of them."""
    if over.unit == "month":
        return tuple(Label(_month(start), minor=at % 2 == 1) for at, start in enumerate(over.starts))
    found, before, number = [], None, 0
    for start in over.starts:
        is_new = before is not None and start.month != before
        found.append(Label(_month(start), minor=number % 2 == 1) if is_new else Label())
        number += is_new
        before = start.month
    return tuple(found)


def _month(start: datetime) -> str:
    return str(start.year) if start.month == 1 else _MONTHS[start.month - 1]
