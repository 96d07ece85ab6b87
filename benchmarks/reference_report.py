"""What benchmarks.references prints, and what it writes to be read by hand."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detectors.authorship.intervals import clopper_pearson
from detectors.references.model import Item, Status

Record = dict[str, Any]

HUMAN, HONEST, INVENTED = "human", "honest", "invented"
CHECKABLE = (Status.FOUND, Status.MOVED, Status.NOT_FOUND)
OUTCOMES = "found | moved | not found | not checkable | not found of checkable"


@dataclass(frozen=True)
class Outcome:
    """What became of one text. ``seconds`` is the time of the look-ups, with the index at hand."""

    record: Record
    items: tuple[Item, ...] = ()
    claim: str = ""
    seconds: float = 0.0
    problem: str = ""

    @property
    def flagged(self) -> bool:
        return bool(self.claim)


def show(outcomes: Sequence[Outcome]) -> None:
    """Print the tables of the human texts, of the other sets, and the speed."""
    _print_human([outcome for outcome in outcomes if outcome.record["role"] == HUMAN])
    _print_sets([outcome for outcome in outcomes if outcome.record["role"] != HUMAN])
    _print_speed(outcomes)


def _print_human(outcomes: Sequence[Outcome]) -> None:
    if not outcomes:
        return
    print("\n## Human texts\n")
    _print_table("repository", outcomes, lambda one: f"{one.record['repo']} ({one.record['language']})")
    _print_table("set", outcomes, lambda one: str(one.record["set"]))
    _print_table("language", outcomes, lambda one: str(one.record["language"]))
    _print_kinds(outcomes)


def _print_table(title: str, outcomes: Sequence[Outcome], key: Callable[[Outcome], str]) -> None:
    print(f"\n| {title} | texts | {OUTCOMES} | flagged |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    groups: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    for name in sorted(groups):
        _print_row(name, groups[name])
    _print_row("all", outcomes)


def _print_row(name: str, outcomes: Sequence[Outcome]) -> None:
    count = Counter(item.status for outcome in outcomes for item in outcome.items)
    checkable = sum(count[status] for status in CHECKABLE)
    looked = [outcome for outcome in outcomes if not outcome.problem]
    cells = [f"{len(looked):,}", *(f"{count[status]:,}" for status in Status)]
    missing = _share(count[Status.NOT_FOUND], checkable)
    flagged = _share(sum(outcome.flagged for outcome in looked), len(looked))
    print(f"| {name} | {' | '.join(cells)} | {missing} | {flagged} |")


def _share(hits: int, n: int) -> str:
    low, high = clopper_pearson(hits, n)
    return f"{hits} of {n:,} = {hits / n:.2%} ({low:.2%} to {high:.2%})" if n else "none"


def _print_kinds(outcomes: Sequence[Outcome]) -> None:
    count = Counter(
        (item.citation.cited.value, item.citation.claim.name.lower(), item.status)
        for outcome in outcomes
        for item in outcome.items
    )
    print(f"\n| cited | claim | {OUTCOMES} |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for cited, claim in sorted({key[:2] for key in count}):
        cells = [f"{count[cited, claim, status]:,}" for status in Status]
        checkable = sum(count[cited, claim, status] for status in CHECKABLE)
        missing = _share(count[cited, claim, Status.NOT_FOUND], checkable)
        print(f"| {cited} | {claim} | {' | '.join(cells)} | {missing} |")


def _print_sets(outcomes: Sequence[Outcome]) -> None:
    if not outcomes:
        return
    print("\n## Honest and invented sets\n")
    print("| set | texts | flagged | of those with two invented names or more | invented names |")
    print("| --- | --- | --- | --- | --- |")
    groups: defaultdict[tuple[str, str], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        name = outcome.record["set"]
        groups[outcome.record["role"], name].append(outcome)
        if sort := outcome.record.get("sort"):
            groups[outcome.record["role"], f"{name}, {sort}"].append(outcome)
        groups[outcome.record["role"], "all"].append(outcome)
    for (role, name), held in sorted(groups.items()):
        looked = [outcome for outcome in held if not outcome.problem]
        two = [outcome for outcome in looked if len(outcome.record.get("invented", ())) > 1]
        names = Counter(_fate(name, one) for one in looked for name in one.record.get("invented", ()))
        fates = ", ".join(f"{n} {fate}" for fate, n in names.most_common())
        flagged = [_share(sum(one.flagged for one in some), len(some)) for some in (looked, two)]
        print(f"| {role}: {name} | {len(looked)} | {' | '.join(flagged)} | {fates} |")


def _fate(name: str, outcome: Outcome) -> str:
    """What became of an invented name: the worst outcome of the items that speak of it."""
    fates = {
        str(item.status).replace("_", " ")
        for item in outcome.items
        if name in item.citation.quote or name in item.citation.name or item.citation.name in name
    }
    order = ("not found", "moved", "found", "not checkable")
    return next((fate for fate in order if fate in fates), "not cited")


def _print_speed(outcomes: Sequence[Outcome]) -> None:
    problems = Counter(outcome.problem for outcome in outcomes if outcome.problem)
    times = sorted(outcome.seconds for outcome in outcomes if not outcome.problem)
    if times:
        middle, late = statistics.median(times) * 1e3, times[int(len(times) * 0.95)] * 1e3
        print(f"\nlooked up: median {middle:.0f} ms, 95 % in {late:.0f} ms, most {times[-1]:.2f} s")
    for problem, n in problems.most_common():
        print(f"could not look ({n}): {problem}")


def write(outcomes: Sequence[Outcome], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    by_role: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_role[outcome.record["role"]].append(outcome)
    for role, held in by_role.items():
        flagged = [outcome for outcome in held if outcome.flagged]
        missing = [one for one in held if any(item.status is Status.NOT_FOUND for item in one.items)]
        silent = [outcome for outcome in held if not outcome.flagged]
        (out / f"{role}-flagged.txt").write_text("\n".join(map(_in_full, flagged)), encoding="utf-8")
        (out / f"{role}-missing.txt").write_text("\n".join(map(_in_short, missing)), encoding="utf-8")
        if role == INVENTED:
            (out / f"{role}-silent.txt").write_text("\n".join(map(_in_full, silent)), encoding="utf-8")


def _in_full(outcome: Outcome) -> str:
    record = outcome.record
    invented = f"\nINVENTED {', '.join(record['invented'])}" if record.get("invented") else ""
    listed = "\n".join(map(_line, outcome.items))
    text = f"{'-' * 40}\n{record['title']}\n\n{record['text']}\n"
    return f"{'=' * 100}\n{_head(outcome)}{invented}\n{outcome.claim}\n{listed}\n{text}"


def _in_short(outcome: Outcome) -> str:
    body = [outcome.record["title"], *outcome.record["text"].split("\n")]
    lines = [_head(outcome)]
    for item in outcome.items:
        if item.status is Status.NOT_FOUND:
            at = item.citation.at
            around = " / ".join(body[max(0, at - 1) : at + 2] if at else body[:1])
            lines += [_line(item), f"      | {around[:400]}"]
    return "\n".join(lines) + "\n"


def _head(outcome: Outcome) -> str:
    record = outcome.record
    mark = "FLAGGED " if outcome.flagged else ""
    return f"{mark}{record['repo']} {record['commit'][:12]} {record.get('head', '')[:12]} [{record['set']}]"


def _line(item: Item) -> str:
    cited = item.citation
    parts = [f"path={cited.path}"] if cited.path else []
    parts += [f"owner={cited.owner}"] if cited.owner else []
    parts += [f"nearest={item.nearest}"] if item.nearest else []
    what = f"{cited.cited}/{cited.claim.name.lower()} {cited.name!r}"
    where = f"(quote {cited.quote[:80]!r}, line {cited.at}) weight {item.weight}"
    return f"  {item.status:13} {what} {where}: {item.told} {' '.join(parts)}".rstrip()
