"""An honest report on labelled texts: rates with exact intervals, by group and by project, and three plots.

Every text goes through the runtime's own ``score``. A human text of a project that the shipped table holds is
judged by the table
without that project (the table carries a hash of each project's name for this).
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from detectors.authorship.calibration import THRESHOLD, Ranked
from detectors.authorship.intervals import clopper_pearson
from detectors.authorship.measured import table_for
from detectors.authorship.model import Model, load
from detectors.authorship.score import Score, score
from detectors.train.corpora import Record

FINE: Final = 0.001
LARGE: Final = 100
_WORDS: Final = 40


@dataclass(frozen=True, slots=True)
class Outcome:
    """A labelled text with its answer; ``tail`` is judged without the text's own project, ``None`` on
    abstention.
    """

    record: Record
    answer: Score
    tail: float | None
    raw_words: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A share with its exact (Clopper-Pearson) 95 % interval."""

    hits: int
    n: int

    @property
    def share(self) -> float:
        """The share itself; 0 where there is nothing."""
        return self.hits / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Clopper-Pearson, 95 %."""
        return clopper_pearson(self.hits, self.n)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{100 * self.share:.2f} % [{100 * low:.2f}-{100 * high:.2f}], n={self.n}"

    def as_json(self) -> dict[str, Any]:
        """Return the rate for the JSON report."""
        return {
            "share": round(self.share, 5),
            "hits": self.hits,
            "n": self.n,
            "interval": [round(x, 5) for x in self.interval],
        }


def project_key(repo: str) -> str:
    """Return the name under which the shipped table holds a project."""
    return hashlib.sha256(repo.lower().encode()).hexdigest()[:8]


def outcomes(records: Iterable[Record], model: Model | None = None) -> list[Outcome]:
    """Score every record."""
    model = model or load()
    return [_outcome(record, model) for record in records]


def _outcome(record: Record, model: Model) -> Outcome:
    answer = score(record.raw, record.kind, record.id, lang=record.lang, model=model)
    found = answer.human_tail
    kind = table_for(record.kind)
    if found is not None and answer.score is not None and not record.ai:
        found = tail_without(model, kind, answer.score, record.repo)
    return Outcome(record, answer, found, len(record.raw.split()))


def tail_without(model: Model, kind: str, value: float, repo: str) -> float:
    """Return the tail by the table without one project."""
    own = project_key(repo)
    if own not in model.projects[kind]:
        return model.tables[kind].tail(value)
    return _without(model, kind, own).tail(value, model.tables[kind].factor)


@cache
def _without(model: Model, kind: str, own: str) -> Ranked:
    return Ranked.of({key: scores for key, scores in model.projects[kind].items() if key != own})


def flagged(found: Sequence[Outcome], at: float = THRESHOLD) -> Rate:
    """Return the share at or under a tail; an abstention is not flagged."""
    return Rate(sum(o.tail is not None and o.tail <= at for o in found), len(found))


def abstained(found: Sequence[Outcome]) -> Rate:
    """Return the share without an answer."""
    return Rate(sum(o.tail is None for o in found), len(found))


def by_project(found: Sequence[Outcome], at: float = THRESHOLD) -> dict[str, Rate]:
    """Return a rate for every project with at least ``LARGE`` texts; the others are pooled."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in found:
        groups[outcome.record.repo].append(outcome)
    out = {repo: flagged(items, at) for repo, items in groups.items() if len(items) >= LARGE}
    small = [o for items in groups.values() if len(items) < LARGE for o in items]
    if small:
        out["(projects under 100 texts)"] = flagged(small, at)
    return out


def _human(o: Outcome) -> bool:
    return not o.record.ai and o.record.kind != "code"


def _long(o: Outcome) -> bool:
    return o.raw_words >= _WORDS and o.record.kind != "code"


def _found(kinds: tuple[str, ...], low: int, high: int) -> Callable[[Outcome], bool]:
    return lambda o: (
        o.record.ai and not o.record.written and o.record.kind in kinds and low <= o.raw_words < high
    )


def _style(*bases: str) -> Callable[[Outcome], bool]:
    return lambda o: o.record.written and o.record.basis in bases and _long(o)


GROUPS: Final[dict[str, Callable[[Outcome], bool]]] = {
    "human, projects that ban AI, 2024-2025": lambda o: (
        _human(o) and "ban" in o.record.basis and o.record.recent
    ),
    "human, before 2022-12": lambda o: _human(o) and o.record.basis.startswith("pre-"),
    "human, recent issues": lambda o: (
        _human(o) and o.record.basis.startswith("recent:") and o.record.kind == "issue"
    ),
    "human, recent pull requests": lambda o: (
        _human(o) and o.record.basis.startswith("recent:") and o.record.kind != "issue"
    ),
    "human, all": _human,
    "human code (comments)": lambda o: not o.record.ai and o.record.kind == "code",
    "agent code (comments)": lambda o: o.record.ai and o.record.kind == "code",
    "agent pull requests and commits, 80 words and more": _found(("pull_request", "commit"), 80, 10**9),
    "agent pull requests and commits, 40-79 words": _found(("pull_request", "commit"), 40, 80),
    "agent commits, 40 words and more": _found(("commit",), 40, 10**9),
    "agent pull requests, 40 words and more": _found(("pull_request",), 40, 10**9),
    "agent tracker issues, 40 words and more": _found(("issue",), 40, 10**9),
    "written: plain": _style("llm-written", "paired:assistant-default"),
    "written: same template": _style("paired:template-filled"),
    "written: terse": _style("llm-written-terse", "paired:agent-terse"),
    "written: house style": _style("paired:house-style"),
    "written: humanized": _style("llm-written-humanized", "paired:humanized"),
    "written: non-native": _style("llm-written-nonnative"),
}


def summary(found: Sequence[Outcome]) -> dict[str, Any]:
    """Return all rates as JSON: groups, projects, kinds, length bands, time zones and agents."""
    groups: dict[str, Any] = {}
    for name, belongs in GROUPS.items():
        own = [o for o in found if belongs(o)]
        if not own:
            continue
        groups[name] = {
            "at 0.01": flagged(own).as_json(),
            "at 0.001": flagged(own, FINE).as_json(),
            "abstained": abstained(own).as_json(),
        }
        if name.startswith("human"):
            projects = by_project(own)
            groups[name]["projects"] = {
                k: r.as_json() for k, r in sorted(projects.items(), key=lambda i: -i[1].share)
            }
    return {
        "model": found[0].answer.model if found else None,
        "calibration": found[0].answer.calibration if found else None,
        "groups": groups,
        "slices": {
            "human by kind": _slices([o for o in found if _human(o)], lambda o: o.record.kind),
            "human by words of prose": _slices(
                [o for o in found if _human(o)], lambda o: band(o.answer.words)
            ),
            "human commits by time zone": _slices(
                [o for o in found if _human(o) and o.record.zone], lambda o: region(o.record.zone)
            ),
            "machine by agent (40 words and more)": _slices(
                [o for o in found if o.record.ai and not o.record.written and _long(o)],
                lambda o: o.record.agent,
            ),
            "machine by words of prose": _slices(
                [o for o in found if o.record.ai and o.record.kind != "code"], lambda o: band(o.answer.words)
            ),
        },
    }


def _slices(found: Sequence[Outcome], key: Callable[[Outcome], str]) -> dict[str, Any]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in found:
        groups[key(outcome)].append(outcome)
    return {
        name: {"flagged": flagged(items).as_json(), "abstained": abstained(items).as_json()}
        for name, items in sorted(groups.items())
    }


def band(words: int) -> str:
    """Return the length band of a number of words."""
    for low, high in ((0, 15), (15, 25), (25, 40), (40, 80), (80, 160), (160, 10**9)):
        if words < high:
            return f"{low:03d}-{high - 1:03d}" if high < 10**9 else f"{low:03d}+"
    return ""


def region(zone: str) -> str:
    """Return a coarse region for a UTC offset such as ``+0530``: a slice for fairness, never a feature."""
    try:
        hours = int(zone[:3]) + (int(zone[0] + zone[3:5]) / 60)
    except ValueError:
        return "unknown"
    for high, name in (
        (-2.9, "Americas"),
        (-0.1, "Atlantic"),
        (3.6, "Europe, Africa"),
        (4.9, "Gulf"),
        (6.6, "South Asia"),
    ):
        if hours <= high:
            return name
    return "East Asia, Pacific"
