"""The plots of one repository: what was judged, what traces there are, and what people said about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from bot.dashboard.plots import Plot, Series, by_count, by_share
from bot.report import words
from bot.storage.periods import Periods
from bot.storage.volumes import Judged, Words

_KINDS: Final = (
    Series("pull_request", "pull requests", "s1"),
    Series("issue", "issues", "s2"),
    Series("comment", "comments", "s3"),
    Series("review", "reviews", "s4"),
    Series("commit", "commits", "s5"),
    Series("security_report", "security reports", "s6"),
    Series("", "others", "s0"),
)
_OUTCOMES: Final = (
    Series("pass", "pass", "good"),
    Series("note", "note", "noted"),
    Series("hold", "hold", "held"),
    Series("close", "close", "closed"),
    Series("unknown", "unknown: could not look", "unsure"),
    Series("", "no longer kept", "s0"),
)
_TRACES: Final = (
    Series("declared", "declared", "s1"),
    Series("exact", "exact trace", "s2"),
    Series("checkable", "checkable findings only", "s3"),
)
_WORDS: Final = (
    Series("human", "a maintainer says: human", "good"),
    Series("ai", "a maintainer says: AI", "s4"),
    Series("appeal", "an appeal", "s2"),
    Series("decline", "an appeal declined", "s6"),
)


def by_kind(judged: Sequence[Judged], over: Periods) -> Plot:
    """Draw how many contributions were judged, by kind."""
    counts = _counted(judged, _KINDS, over, lambda one: one.kind)
    about = f"{_span(over)} {_counted_words(judged)} judged: {_listed(counts, _KINDS, plural=True)}."
    return by_count("kinds", "Judged, by kind", about, _KINDS, counts, over)


def by_outcome(judged: Sequence[Judged], over: Periods) -> Plot:
    """Draw what came of them."""
    counts = _counted(judged, _OUTCOMES, over, lambda one: one.outcome)
    about = f"What the newest judgement of each came to: {_listed(counts, _OUTCOMES)}."
    return by_count("outcomes", "Judged, by outcome", about, _OUTCOMES, counts, over)


def traces(judged: Sequence[Judged], over: Periods) -> Plot:
    """Draw the shares with declared and exact traces, and with nothing but checkable findings."""
    kept = [one for one in judged if one.outcome]
    counts = _counted(kept, _TRACES, over, lambda one: _firmest(one.tiers))
    whole = _totals(kept, over)
    parts = "; ".join(
        f"{one.name}: {words.part(sum(held.get(one.key, 0) for held in counts), sum(whole))}"
        for one in _TRACES
    )
    return by_share("traces", "What can be looked up", f"{parts}.", _TRACES, counts, whole, over)


def opinions(said: Sequence[Words], over: Periods) -> Plot:
    """Draw what maintainers decided about who wrote something, and the appeals."""
    counts: list[dict[str, int]] = [{} for _ in over.starts]
    for one in said:
        counts[one.period][one.command] = counts[one.period].get(one.command, 0) + one.count
    human, ai, appeals, declined = (sum(held.get(one.key, 0) for held in counts) for one in _WORDS)
    about = (
        f"{_span(over)} maintainers said {words.counted(human, 'time')} that a person wrote something and "
        f"{words.counted(ai, 'time')} that AI was used. Appeals: {appeals:,}, {declined:,} declined."
    )
    return by_count("opinions", "Overrides and appeals", about, _WORDS, counts, over)


def _firmest(tiers: str) -> str:
    first = tiers.partition(" ")[0]
    return first if any(first == one.key for one in _TRACES) else "none"


def _counted(
    judged: Iterable[Judged], series: Sequence[Series], over: Periods, by: Callable[[Judged], str]
) -> list[dict[str, int]]:
    """Count by series; what belongs to none is counted with the last, if that is for the rest."""
    known = {one.key for one in series}
    counts: list[dict[str, int]] = [{} for _ in over.starts]
    for one in judged:
        key = by(one) if by(one) in known else ""
        if key in known:
            counts[one.period][key] = counts[one.period].get(key, 0) + one.count
    return counts


def _totals(judged: Iterable[Judged], over: Periods) -> list[int]:
    totals = [0] * len(over)
    for one in judged:
        totals[one.period] += one.count
    return totals


def _counted_words(judged: Iterable[Judged]) -> str:
    count = sum(one.count for one in judged)
    return f"{words.counted(count, 'contribution')} {'was' if count == 1 else 'were'}"


def _listed(counts: Sequence[dict[str, int]], series: Sequence[Series], *, plural: bool = False) -> str:
    """Return ``3 pass, 1 note``; with ``plural`` the names lose their s where it is one."""
    sums = [(sum(held.get(one.key, 0) for held in counts), one.name) for one in series]
    return ", ".join(
        f"{count:,} {name.removesuffix('s') if plural and count == 1 else name}"
        for count, name in sums
        if count
    )


def _span(over: Periods) -> str:
    return f"In {len(over)} {over.unit}s"
