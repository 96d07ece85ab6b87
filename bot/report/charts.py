"""The geometry of the plots: where bars, bands and marks of the axes stand, in thousandths of the plot.

Words stand beside the drawing as HTML, so they keep their size on a phone. No library draws these: pygal has
no interval bands, one set of colors for light and dark, and a random id in each drawing; matplotlib weighs
more than all the rest of Byline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.audit.model import Headers, Month, Quarter
from bot.report import words

SIZE: Final = 1000
#: The longest span that a time axis shows; what is older stands in the table alone. Dates are free text.
MAX_YEARS: Final = 40
_QUARTER: Final = re.compile(r"([0-9]{4})-Q([1-4])")
_MONTH: Final = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
_TOPS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
_LABELS: Final = 8


@dataclass(frozen=True)
class Mark:
    """A rectangle of a plot; ``y`` is counted from the top, as SVG does, and ``of`` is its class of style."""

    x: float
    y: float
    width: float
    height: float
    of: str
    title: str


@dataclass(frozen=True)
class Tick:
    """A label of an axis at ``at`` percent of its length; narrow pages leave out those that are ``minor``."""

    at: float
    text: str
    minor: bool = False


@dataclass(frozen=True)
class Plot:
    """One drawing with its axes; ``outside`` counts the periods that are not on the time axis.

    ``path`` is a line over the marks, in SVG's words for it.
    """

    marks: tuple[Mark, ...]
    x: tuple[Tick, ...]
    y: tuple[Tick, ...]
    outside: int = 0
    path: str = ""


@dataclass(frozen=True)
class Axis:
    """A time axis of equal periods, ``per_year`` of them a year, from ``first`` on."""

    first: int
    count: int
    per_year: int

    @property
    def step(self) -> float:
        """The width of one period."""
        return SIZE / self.count

    def x(self, period: int) -> float:
        """Where a period begins."""
        return round((period - self.first) * self.step, 2)

    def holds(self, period: int | None) -> bool:
        """Whether a period is on the axis."""
        return period is not None and self.first <= period < self.first + self.count

    def ticks(self) -> tuple[Tick, ...]:
        """Return the years, no more than fit side by side; every other one is minor."""
        years = range(-(-self.first // self.per_year), (self.first + self.count - 1) // self.per_year + 1)
        every = max(1, -(-len(years) // _LABELS))
        shown = [year for year in years if year % every == 0]
        return tuple(
            Tick(round(self.x(year * self.per_year) / 10, 2), f"{year:04}", minor=at % 2 == 1)
            for at, year in enumerate(shown)
        )


def period_of(text: str) -> int | None:
    """Return the number of a quarter or month since the year 0; ``None`` for anything else."""
    if match := _QUARTER.fullmatch(text):
        return int(match[1]) * 4 + int(match[2]) - 1
    if match := _MONTH.fullmatch(text):
        return int(match[1]) * 12 + int(match[2]) - 1
    return None


def axis(periods: Iterable[int | None], per_year: int, last: int | None = None) -> Axis | None:
    """Return an axis over the periods up to ``last``, ``MAX_YEARS`` at most; ``None`` for no periods."""
    known = [one for one in periods if one is not None and (last is None or one <= last)]
    if not known:
        return None
    end = max(known)
    begin = max(min(known), end - MAX_YEARS * per_year + 1)
    return Axis(begin, end - begin + 1, per_year)


def top_of(values: Iterable[float]) -> float:
    """Return the round share at which a vertical axis ends."""
    highest = max(values, default=0.0)
    return next((top for top in _TOPS if highest <= top), 1.0)


def y_ticks(top: float) -> tuple[Tick, ...]:
    """Return the labels of a vertical axis, in percent from its top."""
    return tuple(Tick(100 * (1 - part), words.percent(top * part)) for part in (0, 0.5, 1))


def _time(quarters: Sequence[Quarter], as_of: str) -> Axis | None:
    return axis((period_of(one.quarter) for one in quarters), 4, _quarter_of(as_of))


def _quarter_of(day: str) -> int | None:
    month = period_of(day[:7])
    return month // 3 if month is not None else None


def traces(quarters: Sequence[Quarter], as_of: str, time: Axis | None = None, top: float = 0) -> Plot | None:
    """Draw the shares of declared and exact commits by quarter, one upon the other: no commit is in both."""
    time = time or _time(quarters, as_of)
    if time is None:
        return None
    top = top or top_of((one.declared + one.exact) / one.commits for one in quarters if one.commits)
    marks = [mark for one in quarters for mark in _trace_marks(one, time, top)]
    return Plot(tuple(marks), time.ticks(), y_ticks(top), _outside(quarters, time))


def _trace_marks(one: Quarter, time: Axis, top: float) -> Iterator[Mark]:
    period = period_of(one.quarter)
    if period is None or not time.holds(period) or not one.commits:
        return
    base = 0.0
    for name, number in (("declared", one.declared), ("exact", one.exact)):
        share = number / one.commits
        title = f"{one.quarter}: {words.part(number, one.commits)} {name}"
        if number:
            yield _bar(time, period, base, base + share, top, name, title)
        base += share


def _bar(time: Axis, period: int, low: float, high: float, top: float, of: str, title: str) -> Mark:
    low, high = min(low / top, 1), min(high / top, 1)
    gap = time.step * 0.08
    height = max((high - low) * SIZE, 6)  # a share that is not nothing can be seen
    return Mark(
        round(time.x(period) + gap, 2),
        round(max(0, SIZE - low * SIZE - height), 2),
        round(time.step - 2 * gap, 2),
        round(min(height, SIZE), 2),
        of,
        title,
    )


def estimates(quarters: Sequence[Quarter], as_of: str) -> Plot | None:
    """Draw the intervals of the estimated share by quarter, and where there is none."""
    time = _time(quarters, as_of)
    if time is None:
        return None
    top = top_of(one.estimate.high for one in quarters if one.estimate.high is not None)
    marks = [mark for one in quarters for mark in _estimate_marks(one, time, top)]
    return Plot(tuple(marks), time.ticks(), y_ticks(top), _outside(quarters, time))


def _estimate_marks(one: Quarter, time: Axis, top: float) -> Iterator[Mark]:
    period, held = period_of(one.quarter), one.estimate
    if period is None or not time.holds(period):
        return
    title = f"{one.quarter}: {words.estimate(held)}"
    if held.low is None or held.high is None:
        yield Mark(time.x(period), 0, round(time.step, 2), SIZE, "none", title)
        return
    of = "band" if held.verdict == "share" else "faint"
    yield _bar(time, period, held.low, held.high, top, of, title)
    if held.verdict == "share" and held.point is not None:
        y = SIZE - min(held.point / top, 1) * SIZE
        yield Mark(time.x(period), round(max(0, y - 7), 2), round(time.step, 2), 14, "point", title)


def coverage(months: Sequence[Month], as_of: str) -> Plot | None:
    """Draw the shares of signed-off and of signed commits by month; a month without commits is a gap."""
    time = axis((period_of(one.month) for one in months), 12, period_of(as_of[:7]))
    if time is None:
        return None
    marks: list[Mark] = []
    steps: list[tuple[int, float]] = []
    for one in months:
        period = period_of(one.month)
        if period is None or not time.holds(period) or not one.commits:
            continue
        share = min(one.signed_off / one.commits, 1)
        title = (
            f"{one.month}: {words.part(one.signed_off, one.commits)} signed off, "
            f"{words.part(one.signed, one.commits)} with a signature"
        )
        top, width = round(SIZE * (1 - share), 2), round(time.step + 0.3, 2)
        marks.append(Mark(time.x(period), top, width, round(SIZE * share, 2), "signedoff", title))
        steps.append((period, SIZE * (1 - min(one.signed / one.commits, 1))))
    return Plot(tuple(marks), time.ticks(), y_ticks(1.0), _outside(months, time), _steps(steps, time))


def _steps(steps: Sequence[tuple[int, float]], time: Axis) -> str:
    """Return a line of steps through the heights of periods; it breaks off where a period is missing."""
    parts: list[str] = []
    before: int | None = None
    for period, height in steps:
        y = round(min(max(height, 8), SIZE - 8), 2)  # a line on the edge would be half as thick
        parts.append(f"V{y}" if before is not None and period == before + 1 else f"M{time.x(period)} {y}")
        parts.append(f"H{time.x(period + 1)}")
        before = period
    return "".join(parts)


def _outside(periods: Sequence[Quarter] | Sequence[Month], time: Axis) -> int:
    names = (one.quarter if isinstance(one, Quarter) else one.month for one in periods)
    return sum(not time.holds(period_of(name)) for name in names)


@dataclass(frozen=True)
class Segment:
    """A piece of a bar: its share of the width in percent, and which color."""

    name: str
    count: int
    percent: float
    color: int


@dataclass(frozen=True)
class Row:
    """One bar of a bar chart with its name and how many files it stands for."""

    name: str
    total: int
    segments: tuple[Segment, ...]


#: How many licenses have a color of their own; the others share the last one.
COLORS: Final = 7
OTHER: Final = COLORS
NOT_STATED: Final = COLORS + 1


def license_rows(directories: Sequence[tuple[str, str, int]]) -> tuple[tuple[Row, ...], tuple[Segment, ...]]:
    """Return a bar for each directory, by license, and the legend: every license with the files under it."""
    totals: dict[str, int] = {}
    folders: dict[str, dict[str, int]] = {}
    for path, expression, files in directories:
        totals[expression] = totals.get(expression, 0) + files
        held = folders.setdefault(path, {})
        held[expression] = held.get(expression, 0) + files
    ranked = sorted((name for name in totals if name), key=lambda name: (-totals[name], name))
    color = {name: min(at, OTHER) for at, name in enumerate(ranked)} | {"": NOT_STATED}
    everything = sum(totals.values())
    legend = _segments({name: totals[name] for name in (*ranked, "") if name in totals}, everything, color)
    rows = [
        Row(path, sum(held.values()), _segments(held, sum(held.values()), color))
        for path, held in folders.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.total, row.name))), legend


def _segments(held: dict[str, int], total: int, color: dict[str, int]) -> tuple[Segment, ...]:
    ordered = sorted(held, key=lambda name: (color[name], -held[name], name))
    return tuple(
        Segment(name, held[name], round(100 * held[name] / total, 3) if total else 0.0, color[name])
        for name in ordered
    )


def header_rows(headers: Sequence[Headers]) -> tuple[Row, ...]:
    """Return a bar for each language: files with a license header, of all of it; the largest first."""
    ordered = sorted(headers, key=lambda one: (-one.files, one.language))
    return tuple(
        Row(
            one.language,
            one.files,
            (Segment("with header", one.with_header, round(100 * one.with_header / one.files, 3), 0),)
            if one.files
            else (),
        )
        for one in ordered
    )
