"""Measure `detectors.openness.claims` on READMEs, model cards and metadata that a person read line by line.

    python -m benchmarks.openness MIRRORS [--findings] [--reviewed]

`MIRRORS` is a folder of git histories, one per repository: `OWNER+NAME/repo` or `OWNER+NAME`. The texts are those of
`openness_truth.tsv`, at the commits named there. `--findings` prints what the rules raise on the repositories as well;
`--reviewed` takes the rows that were added after a look at the reader's answers into the recall too.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from detectors.authorship.intervals import clopper_pearson
from detectors.model import Severity, TextFile
from detectors.openness import audit, claims, release
from detectors.openness.model import About, Claim, Modality, Origin, Strength, Subject

#: The kinds of the table, and what the reader calls them.
STRENGTHS: Final = {
    "open": {Strength.FULL, Strength.STRONG},
    "weak": {Strength.WEAK, Strength.FULL},
    "permission": {Strength.PERMISSION},
    "restriction": {Strength.RESTRICTION, Strength.LICENSE},
    "license": {Strength.LICENSE},
    "badge": {Strength.LICENSE},
    "meta": {Strength.LICENSE},
}
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
WEIGHTS: Final = frozenset({About.MODEL, About.WEIGHTS, About.PROJECT})
#: Lines between a claim's words and the line that the reader names: a sentence may wrap.
NEAR: Final = 1


@dataclass(frozen=True)
class Row:
    """One claim that a person found: ``line`` counts from 1, 0 stands for a text without any."""

    line: int
    subject: str
    kind: str
    before: bool

    def is_said_by(self, claim: Claim) -> bool:
        """Whether ``claim`` is this one: its place, its kind, its origin and what it is about."""
        if abs(self.line - claim.line) > NEAR or claim.strength not in STRENGTHS.get(self.kind, ()):
            return False
        if (self.kind == "badge") != (claim.origin is Origin.BADGE):
            return False
        if (self.kind == "meta") != (claim.origin is Origin.METADATA):
            return False
        return claim.about in ABOUTS.get(self.subject, WEIGHTS)


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


def git(mirrors: Path, repository: str, *arguments: str) -> str:
    base = mirrors / repository.replace("/", "+", 1)
    folder = base / "repo" if (base / "repo").is_dir() else base
    run = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True)
    return run.stdout.decode("utf-8", "replace")


def own(mirrors: Path, text: Text) -> Subject | None:
    """Return the repository's own model, as the product finds it."""
    listed = git(mirrors, text.repository, "ls-tree", "-r", "--name-only", text.commit).splitlines()
    return release.own_subject(
        text.repository, is_model=any(release.WEIGHTS.search(path) for path in listed)
    )


def direct(found: Iterable[Claim]) -> list[Claim]:
    return [claim for claim in found if claim.modality is Modality.DIRECT and not claim.negated]


def share(name: str, hits: int, count: int) -> str:
    low, high = clopper_pearson(hits, count)
    percent = f"{100 * hits / count:.1f} %" if count else "-"
    return f"{name}: {hits} of {count} ({percent}, 95 % interval {100 * low:.1f} to {100 * high:.1f} %)"


def kind_of(claim: Claim) -> str:
    if claim.origin in {Origin.BADGE, Origin.METADATA}:
        return {Origin.BADGE: "badge", Origin.METADATA: "meta"}[claim.origin]
    return "open" if claim.strength in {Strength.FULL, Strength.STRONG} else str(claim.strength)


@dataclass
class Tally:
    """Counts per kind, and the lines that differ."""

    right: Counter[str]
    said: Counter[str]
    found: Counter[str]
    there: Counter[str]
    differs: list[str]

    def score(self, text: Text, rows: list[Row], answers: list[Claim], reviewed: bool) -> None:
        place = f"{text.repository} {text.path}"
        for claim in answers:
            kind = kind_of(claim)
            self.said[kind] += 1
            if any(row.is_said_by(claim) for row in rows):
                self.right[kind] += 1
            else:
                words = f"{claim.strength}/{claim.about}/{claim.origin}"
                self.differs.append(f"WRONG {place}:{claim.line} {words} {claim.subject.name!r} {claim.words!r}")
        for row in rows:
            if row.kind in NOT_DIRECT or not row.line or not (row.before or reviewed):
                continue
            self.there[row.kind] += 1
            if any(row.is_said_by(claim) for claim in answers):
                self.found[row.kind] += 1
            else:
                self.differs.append(f"MISS {place}:{row.line} {row.kind} of {row.subject}")

    def print(self) -> None:
        for name, hits, counts in (
            ("precision", self.right, self.said),
            ("recall", self.found, self.there),
        ):
            print(share(name, hits.total(), counts.total()))
            for kind in sorted(counts):
                print("    " + share(kind, hits[kind], counts[kind]))
        print("\n".join(self.differs))


def findings(mirrors: Path, texts: Iterable[Text]) -> Iterator[str]:
    """Yield what the rules raise on each repository, with its license files and every page read as the program does."""
    for repository, commit in dict.fromkeys((text.repository, text.commit) for text in texts):
        listed = git(mirrors, repository, "ls-tree", "-r", "--name-only", commit).splitlines()
        wanted = [path for path in listed if path.count("/") < 1 or release.is_document(path)]
        pages = [path for path in wanted if _is_read(path)][:80]
        files = [TextFile(path, git(mirrors, repository, "show", f"{commit}:{path}"), commit) for path in pages]
        answer = audit.of_release(release.of(files, repository, listed), repository)
        for one in answer.raised:
            if one.severity > Severity.INFO:
                at = f"{one.place[0]}:{one.place[1]}"
                yield f"{one.severity} {one.rule} {repository} {at} {one.claim}"


def _is_read(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return name.endswith((".md", ".rst", ".toml", ".cfg", ".json", ".cff", ".txt", ".org")) or "licen" in name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("mirrors", type=Path, metavar="MIRRORS")
    parser.add_argument("--findings", action="store_true", help="print what the rules raise, too")
    parser.add_argument("--reviewed", action="store_true", help="count the rows added afterwards as well")
    arguments = parser.parse_args()
    table = truth()
    tally = Tally(Counter(), Counter(), Counter(), Counter(), [])
    for text, rows in table.items():
        read = git(arguments.mirrors, text.repository, "show", f"{text.commit}:{text.path}")
        answers = direct(claims.read(read, text.path, own(arguments.mirrors, text)))
        tally.score(text, rows, answers, arguments.reviewed)
    print(f"{len(table)} texts of {len({text.repository for text in table})} repositories")
    tally.print()
    if arguments.findings:
        print("\n".join(findings(arguments.mirrors, table)))


if __name__ == "__main__":
    main()
