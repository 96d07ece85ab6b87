"""Measure `detectors.openness.claims` on READMEs, model cards and metadata, beside an independent reading.

    python -m benchmarks.openness MIRRORS [--as-found] [--reviewed] [--findings]

`MIRRORS` is a folder of git histories, one per repository: `OWNER+NAME/repo` or `OWNER+NAME`. The texts are
those of `openness_truth.tsv`, at the commits named there. The repository's own model is the one of the table;
with `--as-found` the product has to find it. `--reviewed` takes the rows that were added after a look at the
reader's answers into the recall too; `--findings` prints what the rules raise, at HEAD.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.openness import folder
from detectors.authorship.intervals import clopper_pearson
from detectors.model import Severity
from detectors.openness import audit, claims, release
from detectors.openness.model import About, Claim, Modality, Origin, Strength, Subject

#: The kinds of the table, and what the reader calls them.
STRENGTHS: Final[dict[str, set[Strength]]] = {
    "open": {Strength.FULL, Strength.STRONG},
    "weak": {Strength.WEAK, Strength.FULL},
    "permission": {Strength.PERMISSION},
    "restriction": {Strength.RESTRICTION, Strength.LICENSE},
    "license": {Strength.LICENSE},
    "badge": {Strength.LICENSE},
    "meta": {Strength.LICENSE},
}
#: The row that names the repository's own model.
PUBLISHES: Final = "publishes"
#: Kinds that are no claim of their author: a direct claim of the reader there is wrong.
NOT_DIRECT: Final = frozenset({"implied", "planned", "quoted", "negated"})
#: What a subject of the table may be to the reader; a name is a model's.
CODE: Final = frozenset({About.CODE, About.PROJECT})
ABOUTS: Final = {
    "code": CODE,
    "project": CODE,
    "service": CODE,
    "data": frozenset({About.DATA, About.PROJECT}),
    "benchmark": frozenset({About.BENCHMARK, About.DATA, About.PROJECT}),
}
WEIGHTS: Final = frozenset({About.MODEL, About.WEIGHTS})
#: Lines between a claim's words and the line that the reader names: a sentence may wrap.
NEAR: Final = 1
#: Letters in which the names of one family agree.
STEM: Final = 4


@dataclass(frozen=True)
class Row:
    """One claim of the independent reading: ``line`` counts from 1, 0 stands for a text without any."""

    line: int
    subject: str
    kind: str
    before: bool

    def is_said_by(self, claim: Claim, title: str) -> bool:
        """Whether ``claim`` is this one but for its line; ``title`` is the repository's own name."""
        subject, _, spdx = self.subject.partition("=")
        if claim.strength not in STRENGTHS.get(self.kind, ()) or (spdx and claim.license not in {spdx, ""}):
            return False
        if (self.kind == "badge") != (claim.origin is Origin.BADGE):
            return False
        if (self.kind == "meta") != (claim.origin is Origin.METADATA):
            return False
        if claim.about not in ABOUTS.get(subject, WEIGHTS):
            return False
        named = not claim.subject.own and claim.about in WEIGHTS and claim.subject.name
        return not named or alike(title if subject in {"model", "weights"} else subject, named)


def alike(one: str, other: str) -> bool:
    """Whether two names begin alike, their punctuation aside: "Skywork" and "Skywork-13B-Base"."""
    first, second = (re.sub(r"[^a-z0-9]+", "", name.lower()) for name in (one, other))
    return first[:STEM] in second or second[:STEM] in first


@dataclass(frozen=True)
class Text:
    """A text of the table: ``repository`` is ``owner/name``."""

    repository: str
    commit: str
    path: str


def truth() -> dict[Text, list[Row]]:
    table: dict[Text, list[Row]] = defaultdict(list)
    for line in (Path(__file__).parent / "openness_truth.tsv").read_text().splitlines():
        if not line.startswith("#"):
            repository, commit, path, number, subject, kind, when = line.split("\t")
            table[Text(repository, commit, path)].append(Row(int(number), subject, kind, when == "before"))
    return table


def history(mirrors: Path, repository: str) -> Path:
    base = mirrors / repository.replace("/", "+", 1)
    return base / "repo" if (base / "repo").is_dir() else base


def git(mirrors: Path, repository: str, *arguments: str) -> str:
    command = ["git", "-C", str(history(mirrors, repository)), *arguments]
    run = subprocess.run(command, capture_output=True, check=True)
    return run.stdout.decode("utf-8", "replace")


def own(mirrors: Path, text: Text, rows: Iterable[Row], as_found: bool) -> Subject | None:
    """Return the repository's own model: what the table says, or ``as_found`` by the product alone."""
    if as_found:
        listed = git(mirrors, text.repository, "ls-tree", "-r", "--name-only", text.commit).splitlines()
        holds = any(release.WEIGHTS.search(path) for path in listed)
        return release.own_subject(text.repository, is_model=holds)
    told = any(row.kind == PUBLISHES for row in rows)
    return release.own_subject(text.repository, is_model=True) if told else None


def direct(found: Iterable[Claim]) -> list[Claim]:
    return [claim for claim in found if claim.modality is Modality.DIRECT and not claim.negated]


def pairs(text: Text, rows: list[Row], answers: list[Claim]) -> list[set[int]]:
    """Return for each row the claims that say it: on its line, or else on one beside it."""
    title = text.repository.rpartition("/")[2]
    found = []
    for row in rows:
        said = {number for number, claim in enumerate(answers) if row.is_said_by(claim, title)}
        exact = {number for number in said if answers[number].line == row.line}
        near = {number for number in said if abs(answers[number].line - row.line) <= NEAR}
        found.append(exact or near)
    return found


def share(name: str, hits: int, count: int) -> str:
    low, high = clopper_pearson(hits, count)
    percent = f"{100 * hits / count:.1f} %" if count else "-"
    return f"{name}: {hits} of {count} ({percent}, 95 % interval {100 * low:.1f} to {100 * high:.1f} %)"


def kind_of(claim: Claim) -> str:
    if claim.origin in {Origin.BADGE, Origin.METADATA}:
        return {Origin.BADGE: "badge", Origin.METADATA: "meta"}[claim.origin]
    return "open" if claim.strength in {Strength.FULL, Strength.STRONG} else str(claim.strength)


def group_of(row: Row) -> str:
    """Return what a row is about, roughly: the recall differs most by this."""
    subject = row.subject.partition("=")[0]
    if row.kind in {"badge", "meta"}:
        return "badges and metadata"
    if subject in {"data", "benchmark"}:
        return "data sets"
    return "code, programs and services" if subject in {*ABOUTS, "other"} else "models and weights"


@dataclass
class Tally:
    """Counts per kind and per group, and the lines that differ."""

    right: Counter[str]
    said: Counter[str]
    found: Counter[str]
    there: Counter[str]
    differs: list[str]

    def score(self, text: Text, rows: list[Row], found: list[Claim], reviewed: bool) -> None:
        place = f"{text.repository} {text.path}"
        answers = direct(found)
        claims_of = pairs(text, rows, answers)
        for number, claim in enumerate(answers):
            kind = kind_of(claim)
            self.said[kind] += 1
            if any(number in held for held in claims_of):
                self.right[kind] += 1
            else:
                words = f"{claim.strength}/{claim.about}/{claim.origin}"
                self.differs.append(
                    f"WRONG {place}:{claim.line} {words} {claim.subject.name!r} {claim.words!r}"
                )
        for row, held in zip(rows, claims_of, strict=True):
            if row.kind in NOT_DIRECT or not row.line or not (row.before or reviewed):
                continue
            names = (f"by kind, {row.kind}", f"by subject, {group_of(row)}")
            self.there.update(names)
            if held:
                self.found.update(names)
            else:
                other = {str(claim.modality) for claim in found if claim.line == row.line} - {"direct"}
                read = f" (read as {', '.join(sorted(other))})" if other else ""
                self.differs.append(f"MISS {place}:{row.line} {row.kind} of {row.subject}{read}")

    def print(self) -> None:
        print(share("precision", self.right.total(), self.said.total()))
        for kind in sorted(self.said):
            print("    " + share(kind, self.right[kind], self.said[kind]))
        kinds = [name for name in self.there if name.startswith("by kind")]
        print(share("recall", sum(self.found[one] for one in kinds), sum(self.there[one] for one in kinds)))
        for name in sorted(self.there):
            print("    " + share(name, self.found[name], self.there[name]))
        print("\n".join(self.differs))


def findings(mirrors: Path, texts: Iterable[Text]) -> Iterator[str]:
    """Yield what the rules raise on each repository at HEAD, read as the program reads it."""
    for repository in dict.fromkeys(text.repository for text in texts):
        made, _ = folder.read(history(mirrors, repository), repository)
        for one in audit.of_release(made, repository).raised:
            if one.severity > Severity.INFO:
                yield f"{one.severity.name} {one.rule} {repository}: {one.claim}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("mirrors", type=Path, metavar="MIRRORS")
    parser.add_argument("--findings", action="store_true", help="print what the rules raise, too")
    parser.add_argument("--reviewed", action="store_true", help="count the rows added afterwards as well")
    parser.add_argument(
        "--as-found",
        action="store_true",
        help="take the repository's own model from the product, not from the table",
    )
    arguments = parser.parse_args()
    table = truth()
    tally = Tally(Counter(), Counter(), Counter(), Counter(), [])
    for text, rows in table.items():
        read = git(arguments.mirrors, text.repository, "show", f"{text.commit}:{text.path}")
        subject = own(arguments.mirrors, text, rows, arguments.as_found)
        answers = list(claims.read(read, text.path, subject))
        tally.score(text, rows, answers, arguments.reviewed)
    print(f"{len(table)} texts of {len({text.repository for text in table})} repositories")
    tally.print()
    if arguments.findings:
        print("\n".join(findings(arguments.mirrors, table)))


if __name__ == "__main__":
    main()
