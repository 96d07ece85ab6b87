"""How many contributions of a repository look machine-like, beside how many human-written ones do.

It is never told as a share of machine-written contributions. The estimate of ``byline audit``
(``detectors.prevalence``) rests on rates that were measured on commit messages, from project to project and
from agent to agent. For descriptions, issues and comments nobody has measured those, and the scores here are
joined over the parts of a contribution: an interval made from the rates of commits would be a claim without
ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.dashboard.plots import HEIGHT, Plot, Series, column, labels
from bot.report import words
from bot.report.charts import Mark, top_of
from bot.storage.periods import Periods
from bot.storage.volumes import Judged
from detectors.authorship.calibration import THRESHOLD
from detectors.authorship.intervals import clopper_pearson
from detectors.authorship.measured import worst_project

_SERIES = (Series("range", "interval of 95 %", "faint"), Series("share", "share flagged", "point"))


@dataclass(frozen=True, slots=True)
class Flagged:
    """How many of the scored contributions look machine-like, with the exact interval of 95 %."""

    scored: int
    flagged: int
    low: float
    high: float

    @property
    def is_more_than_human(self) -> bool:
        """Whether human writing of the least favorable project measured does not explain it by itself."""
        return self.low > worst_project()

    @property
    def told(self) -> str:
        """The share and its interval in words; empty where nothing was scored."""
        if not self.scored:
            return ""
        share = words.part(self.flagged, self.scored)
        return f"{share}, 95 % interval {words.percent(self.low)} to {words.percent(self.high)}"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What the page says: all together, the rates of human writing, and a plot where anything was scored."""

    all: Flagged
    threshold: str
    worst: str
    plot: Plot | None


def likeness(judged: Sequence[Judged], over: Periods) -> Likeness:
    """Return what there is to say. Weeks are put together by the month in which they begin."""
    months, place = _by_month(over)
    counts = [[0, 0] for _ in months.starts]
    for one in judged:
        held = counts[place[one.period]]
        held[0] += one.scored
        held[1] += one.flagged
    spans = [_flagged(scored, flagged) for scored, flagged in counts]
    total = _flagged(sum(one.scored for one in spans), sum(one.flagged for one in spans))
    plot = _plot(spans, months) if total.scored else None
    return Likeness(total, words.percent(THRESHOLD), words.percent(worst_project()), plot)


def _flagged(scored: int, flagged: int) -> Flagged:
    return Flagged(scored, flagged, *clopper_pearson(flagged, scored))


def _by_month(over: Periods) -> tuple[Periods, list[int]]:
    """Return the months of a span, and to which of them each period belongs."""
    names = [f"{start:%Y-%m}" for start in over.starts]
    months = tuple(dict.fromkeys(names))
    starts = tuple(over.starts[names.index(name)] for name in months)
    return Periods(starts, over.end, months, "month"), [months.index(name) for name in names]


def _plot(spans: Sequence[Flagged], months: Periods) -> Plot:
    top = top_of([one.high for one in spans if one.scored] + [worst_project()])
    marks = tuple(mark for at, one in enumerate(spans) if one.scored for mark in _marks(at, one, months, top))
    rows = tuple(
        (
            name,
            words.part(one.flagged, one.scored) if one.scored else "none scored",
            f"{words.percent(one.low)} to {words.percent(one.high)}" if one.scored else "–",
        )
        for name, one in zip(months.names, spans, strict=True)
    )
    return Plot(
        key="likeness",
        title="Share flagged, of the scored",
        about=(
            f"Dashed: the {words.percent(worst_project())} that were flagged in the least favorable "
            "human-written project measured."
        ),
        series=_SERIES,
        marks=marks,
        y=(words.percent(top), words.percent(top / 2), words.percent(0)),
        x=labels(months),
        head=("Month", "Flagged", "Interval of 95 %"),
        rows=tuple(reversed(rows)),
        lines=(round(HEIGHT * (1 - worst_project() / top), 2),),
    )


def _marks(at: int, one: Flagged, months: Periods, top: float) -> tuple[Mark, Mark]:
    high, low, share = (HEIGHT * (1 - part / top) for part in (one.high, one.low, one.flagged / one.scored))
    title = f"{months.names[at]}: {one.told}"
    return (
        column(at, len(months), high, max(low - high, 2), "faint", title),
        column(at, len(months), min(max(share - 1.5, 0), HEIGHT - 3), 3, "point", title),
    )
