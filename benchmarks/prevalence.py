"""The share of machine-written commits: its error rates, and how often its interval holds the truth.

    python -m benchmarks.prevalence score FILE.jsonl.gz... --out SCORED.jsonl
    python -m benchmarks.prevalence fit SCORED.jsonl --out detectors/prevalence/data/rates.json
    python -m benchmarks.prevalence mixtures SCORED.jsonl [--splits N] [--draws N]
    python -m benchmarks.prevalence old SCORED.jsonl HISTORIES.jsonl

`score` judges labelled commit messages (see detectors/train/corpora.py and benchmarks/history_texts.py) and
keeps numbers only. Give it texts that the classifier was not fitted on. Human texts are those of histories;
those of the classifier's own table, which were not fitted either, are added for all other projects, each
judged by the table without its project.

`mixtures` splits the projects in two halves by chance and keeps three agent families apart, many times: error
rates come from one half without those families, and texts from the rest. A draw takes one human project and
one of the three families (where that has a project of 25 texts, one project of it) and mixes their texts to a
known share; where more are wanted than there are, texts come again, so the project's rate is the one that was
counted. Printed is how often the interval holds that share.

`old` takes whole histories from before 2022, scored as above, and estimates each of them as a whole and by
quarter, with error rates that are made without the project.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detectors.authorship.calibration import THRESHOLD
from detectors.authorship.model import Model, load
from detectors.authorship.score import score
from detectors.prevalence import Result, Tally, estimate
from detectors.prevalence.rates import Rates
from detectors.train.corpora import read
from detectors.train.evaluate import project_key, tail_without
from detectors.train.rates import Cell, cells, fitted

SHARES = (0.0, 0.01, 0.05, 0.2, 0.5)
SIZES = (100, 300, 1000, 3000)
LARGE_HUMAN = 200
LARGE_MACHINE = 25
FAMILIES_KEPT = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One judged text. ``family`` is empty where a person wrote it."""

    family: str
    project: str
    repo: str
    date: str
    flagged: bool


def table_rows(model: Model) -> Iterator[dict[str, Any]]:
    """The human commits of the classifier's table, each judged without its own project."""
    for project, scores in model.projects["commit"].items():
        without = {key: own for key, own in model.projects["commit"].items() if key != project}
        ranked = type(model.tables["commit"].ranked).of(without)
        for value in scores:
            tail = ranked.tail(value, model.tables["commit"].factor)
            yield {"family": "", "project": project, "repo": "", "date": "", "tail": tail}


def scored(path: Path, model: Model) -> Iterator[dict[str, Any]]:
    for row in read(path):
        if row["kind"] != "commit" or row["label"] not in ("human", "ai"):
            continue
        human = row["label"] == "human"
        if human and not row["source"].startswith("history:"):
            continue  # the classifier's table has them
        answer = score(row["text"], "commit", model=model)
        if answer.human_tail is None or answer.score is None:
            continue
        yield {
            "family": "" if human else row["agent"],
            "project": project_key(row["repo"]),
            "repo": row["repo"],
            "date": row["date"][:10],
            "tail": tail_without(model, "commit", answer.score, row["repo"]) if human else answer.human_tail,
        }


def score_all(files: Sequence[Path], out: Path) -> None:
    model = load()
    projects: set[str] = set()
    with out.open("w", encoding="utf-8") as stream:
        for path in files:
            for row in scored(path, model):
                projects.add(row["project"] if not row["family"] else "")
                stream.write(json.dumps(row) + "\n")
        for row in table_rows(model):
            if row["project"] not in projects:
                stream.write(json.dumps(row) + "\n")


def rows_of(path: Path) -> list[Row]:
    return [
        Row(row["family"], row["project"], row["repo"], row["date"], row["tail"] <= THRESHOLD)
        for row in read(path)
    ]


def cells_of(rows: Iterable[Row]) -> list[Cell]:
    return cells((row.family, row.project, row.flagged) for row in rows)


def rates_of(rows: Iterable[Row]) -> Rates:
    return Rates.of(fitted(cells_of(rows), load().calibration))


@dataclass(frozen=True, slots=True)
class Pools:
    """Flags of held-out texts: by human project, and by family with one list for each of its projects."""

    human: list[list[bool]]
    machine: list[list[list[bool]]]


def split(rows: Sequence[Row], chance: random.Random) -> tuple[list[Row], Pools]:
    """Return the rows that error rates are made of, and pools of the other projects and families.

    Families with few texts cannot be drawn from, and always are among those that rates are made of.
    """
    projects = sorted({row.project for row in rows})
    sizes = Counter(row.family for row in rows if row.family)
    families = sorted(family for family, size in sizes.items() if size >= LARGE_MACHINE)
    used = set(chance.sample(projects, len(projects) // 2))
    kept = set(chance.sample(families, FAMILIES_KEPT))
    made = [row for row in rows if row.project in used and row.family not in kept]
    human: dict[str, list[bool]] = defaultdict(list)
    machine: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if row.project in used:
            continue
        if not row.family:
            human[row.project].append(row.flagged)
        elif row.family in kept:
            machine[row.family][row.project].append(row.flagged)
    return made, Pools(
        [own for own in human.values() if len(own) >= LARGE_HUMAN],
        [pools for own in machine.values() if (pools := machine_pools(list(own.values())))],
    )


def machine_pools(projects: list[list[bool]]) -> list[list[bool]]:
    large = [own for own in projects if len(own) >= LARGE_MACHINE]
    together = [flag for own in projects for flag in own]
    return large or ([together] if len(together) >= LARGE_MACHINE else [])


def draw(pools: Pools, share: float, size: int, chance: random.Random) -> Tally:
    """Mix texts of one human project and one family. The number of machine texts is exact."""
    human, machine = chance.choice(pools.human), chance.choice(chance.choice(pools.machine))
    made = round(share * size)
    return Tally(size, sum(taken(machine, made, chance)) + sum(taken(human, size - made, chance)))


def taken(flags: Sequence[bool], size: int, chance: random.Random) -> list[bool]:
    """Draw texts, each once where there are enough."""
    return chance.sample(flags, size) if size <= len(flags) else chance.choices(flags, k=size)


def mixtures(rows: Sequence[Row], splits: int, draws: int) -> None:
    chance = random.Random(0)
    halves = []
    while len(halves) < splits:
        made, pools = split(rows, chance)
        if pools.human and pools.machine:
            halves.append((rates_of(made), pools))
    print(f"{splits} splits, {draws} draws for each row; widths and bias in points of percent\n")
    print("| share | texts | covered | mean width | mean point - share | share | not distinguishable |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for share in SHARES:
        for size in SIZES:
            found = []
            for number in range(draws):
                rates, pools = halves[number % splits]
                found.append(estimate(draw(pools, share, size, chance), rates))
            print(told(share, size, found), flush=True)


def told(share: float, size: int, found: Sequence[Result]) -> str:
    known = [
        (r.low, r.point, r.high)
        for r in found
        if r.low is not None and r.point is not None and r.high is not None
    ]
    assert len(known) == len(found)
    n = len(known)
    verdicts = Counter(result.verdict for result in found)
    values = (
        f"{100 * share:g} %",
        f"{size:,}",
        f"{100 * sum(low <= share <= high for low, _, high in known) / n:.1f} %",
        f"{100 * sum(high - low for low, _, high in known) / n:.1f}",
        f"{100 * sum(point - share for _, point, _ in known) / n:+.1f}",
        f"{100 * verdicts['share'] / n:.0f} %",
        f"{100 * verdicts['not_distinguishable'] / n:.0f} %",
    )
    return f"| {' | '.join(values)} |"


def old(rows: Sequence[Row], histories: Sequence[Row]) -> None:
    """Print what each history before 2022 is said to be, by error rates made without it."""
    print("| history | judged | flagged | interval | verdict | quarters | of them with 0 inside | `share` |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for repo in sorted({row.repo for row in histories}, key=str.casefold):
        own = [row for row in histories if row.repo == repo and not row.family]
        rates = rates_of(row for row in rows if row.project != own[0].project)
        quarters: dict[str, list[bool]] = defaultdict(list)
        for row in own:
            quarters[f"{row.date[:4]}-Q{(int(row.date[5:7]) + 2) // 3}"].append(row.flagged)
        tallies = [Tally(len(flags), sum(flags)) for flags in quarters.values()]
        whole = estimate(sum(tallies, Tally()), rates)
        each = [found for tally in tallies if (found := estimate(tally, rates)).verdict != "no_estimate"]
        spread = "" if whole.low is None or whole.high is None else f"{whole.low:.1%} to {whole.high:.1%}"
        values = (repo, f"{whole.judged:,}", f"{whole.flagged:,}", spread, whole.verdict, len(each))
        holding, claiming = sum(found.low == 0 for found in each), sum(f.verdict == "share" for f in each)
        print(f"| {' | '.join(map(str, (*values, holding, claiming)))} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    scoring = commands.add_parser("score")
    scoring.add_argument("files", nargs="*", type=Path)
    scoring.add_argument("--out", required=True, type=Path)
    fitting = commands.add_parser("fit")
    fitting.add_argument("scored", type=Path)
    fitting.add_argument("--out", required=True, type=Path)
    mixing = commands.add_parser("mixtures")
    mixing.add_argument("scored", type=Path)
    mixing.add_argument("--splits", type=int, default=20)
    mixing.add_argument("--draws", type=int, default=300)
    judging = commands.add_parser("old")
    judging.add_argument("scored", type=Path)
    judging.add_argument("histories", type=Path)
    given = parser.parse_args()
    if given.command == "score":
        score_all(given.files, given.out)
    elif given.command == "fit":
        made = fitted(cells_of(rows_of(given.scored)), load().calibration)
        given.out.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")
    elif given.command == "mixtures":
        mixtures(rows_of(given.scored), given.splits, given.draws)
    else:
        old(rows_of(given.scored), rows_of(given.histories))


if __name__ == "__main__":
    main()
