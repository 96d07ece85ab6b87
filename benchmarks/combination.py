"""How often whole human contributions look machine-like, by four ways of joining the tails of their parts.

    python -m benchmarks.combination --repo GITDIR [--repo GITDIR ...] [--agents] [--most N]

Each GITDIR is a full history. A contribution is two to twenty commits of one author: the side branch of a
merge on the main line, or (where a project rebases) a run of neighbors on the main line made within a day of
each other. Both dates of every commit are before 2022, so people wrote them; with ``--agents`` only
contributions are read whose every message carries Claude Code's own trailer, at any date: what joining costs.
A part is a message without its title, as ``detectors.authorship.parts`` reads it.

Ways of joining k tails: Bonferroni (k times the smallest); Simes (Biometrika 73, 1986: the smallest of k/i
times the i-th smallest); the harmonic mean (Wilson, PNAS 116, 2019), also times e ln k, which makes it valid
whatever the dependence (Vovk and Wang, Biometrika 107, 2020); Fisher's sum of logarithms, which holds for
independent tails only. Printed as well: the smallest tail as it is, joined with nothing.
"""

from __future__ import annotations

import argparse
import math
import random
import subprocess
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from detectors.authorship.combine import combined
from detectors.authorship.parts import MAX_COMMITS
from detectors.authorship.score import score
from detectors.model import Kind

OLD = 1_640_995_200  # 2022-01-01 UTC
DAY = 86_400
LINES = (0.01, 0.001)
TRAILER = "co-authored-by: claude"
FORMAT = "%H%x00%P%x00%ae%x00%at%x00%ct%x00%B%x00%x01"


@dataclass(frozen=True, slots=True)
class Made:
    """One commit of a history; ``at`` is its author date, ``latest`` the later of its two dates."""

    sha: str
    parents: tuple[str, ...]
    author: str
    at: int
    latest: int
    message: str


def harmonic(tails: Sequence[float]) -> float:
    return min(1.0, len(tails) / sum(1 / tail for tail in tails))


def harmonic_valid(tails: Sequence[float]) -> float:
    return min(1.0, harmonic(tails) * (math.e * math.log(len(tails)) if len(tails) > 1 else 1.0))


def simes(tails: Sequence[float]) -> float:
    return min(len(tails) * tail / rank for rank, tail in enumerate(sorted(tails), 1))


def fisher(tails: Sequence[float]) -> float:
    """Return the upper tail of chi-squared with 2k degrees of freedom, which has a closed form."""
    half = -sum(math.log(tail) for tail in tails)
    term = total = 1.0
    for number in range(1, len(tails)):
        term *= half / number
        total += term
    return math.exp(-half) * total


def bonferroni(tails: Sequence[float]) -> float:
    found = combined(tails)
    assert found is not None
    return found


WAYS: dict[str, Callable[[Sequence[float]], float]] = {
    "smallest tail alone": min,
    "Bonferroni": bonferroni,
    "Simes": simes,
    "harmonic mean": harmonic,
    "harmonic mean, any dependence": harmonic_valid,
    "Fisher": fisher,
}


def git(folder: Path, *args: str) -> str:
    command = ["git", "-C", str(folder), *args]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8", "replace")


def log(folder: Path, *args: str) -> Iterator[Made]:
    for record in git(folder, "log", f"--format={FORMAT}", *args).split("\x01"):
        fields = record.strip("\n").split("\0")
        if len(fields) >= 6:
            sha, parents, mail, made, stored, message = fields[:6]
            at = int(made)
            yield Made(sha, tuple(parents.split()), mail.casefold(), at, max(at, int(stored)), message)


def contributions(folder: Path, most: int) -> Iterator[tuple[Made, ...]]:
    """Give side branches of merges in an order of chance, then runs on the main line."""
    line = list(log(folder, "--first-parent", "HEAD"))
    merges = [made for made in line if len(made.parents) == 2]
    random.Random(0).shuffle(merges)
    for merge in merges[: 4 * most]:
        side = log(
            folder, "--no-merges", f"--max-count={MAX_COMMITS + 1}", f"{merge.parents[0]}..{merge.parents[1]}"
        )
        yield from by_author(tuple(side))
    run: list[Made] = []
    for made in line:
        if len(made.parents) != 1:
            continue
        if run and (made.author != run[-1].author or abs(made.at - run[-1].at) > DAY):
            yield tuple(run)
            run = []
        run.append(made)
    yield tuple(run)


def by_author(side: Sequence[Made]) -> Iterator[tuple[Made, ...]]:
    for author in dict.fromkeys(made.author for made in side):
        yield tuple(made for made in side if made.author == author)


def wanted(found: Sequence[Made], *, agents: bool) -> bool:
    if not 2 <= len(found) <= MAX_COMMITS:
        return False
    if agents:
        return all(TRAILER in made.message.casefold() for made in found)
    human = not any(word in found[0].author for word in ("[bot]", "dependabot", "bot@"))
    return human and all(made.latest < OLD for made in found)


@cache
def tail(body: str) -> float | None:
    return score(body, Kind.COMMIT).human_tail


def measured(folder: Path, most: int, *, agents: bool) -> list[tuple[float, ...]]:
    """Return the tails of each contribution that has two judged parts at least."""
    seen: set[str] = set()
    rows: list[tuple[float, ...]] = []
    for found in contributions(folder, most):
        if not wanted(found, agents=agents) or found[0].sha in seen:
            continue
        seen.update(made.sha for made in found)
        bodies = dict.fromkeys(made.message.partition("\n")[2].strip() for made in found)
        tails = tuple(value for body in bodies if body and (value := tail(body)) is not None)
        if len(tails) >= 2:
            rows.append(tails)
        if len(rows) == most:
            break
    return rows


def show(name: str, rows: Iterable[tuple[float, ...]]) -> None:
    found = list(rows)
    if not found:
        print(f"{name}: no contribution with two judged parts\n")
        return
    sizes = Counter(min(len(tails), 10) for tails in found)
    mean = sum(map(len, found)) / len(found)
    print(f"{name}: {len(found)} contributions, {mean:.1f} judged parts each {dict(sorted(sizes.items()))}")
    for way, join in WAYS.items():
        shares = [sum(join(tails) <= line for tails in found) for line in LINES]
        told = "  ".join(
            f"<= {line}: {n:5} = {100 * n / len(found):6.2f} %" for line, n in zip(LINES, shares, strict=True)
        )
        print(f"  {way:30} {told}")
    print(flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repo", action="append", type=Path, required=True)
    parser.add_argument("--most", type=int, default=1500)
    parser.add_argument("--agents", action="store_true")
    given = parser.parse_args()
    everything: list[tuple[float, ...]] = []
    for folder in given.repo:
        rows = measured(folder, given.most, agents=given.agents)
        everything += rows
        show(folder.parent.name if folder.name == "repo" else folder.name, rows)
    show("all", everything)
    for low, high in ((2, 2), (3, 5), (6, MAX_COMMITS)):
        show(f"all, {low}-{high} judged parts", [tails for tails in everything if low <= len(tails) <= high])


if __name__ == "__main__":
    main()
