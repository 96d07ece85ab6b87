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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parent.parent))

from bot.openness import folder
from detectors.authorship.intervals import clopper_pearson
from detectors.model import Severity, TextFile
from detectors.openness import audit, claims, matching, owned, release
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
#: The reading that comes with the program.
TRUTH: Final = Path(__file__).parent / "openness_truth.tsv"
#: The name of the share of those rows that the rules look at.
JUDGED: Final = "on registered and own models, their code and data"
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

    def is_said_by(self, claim: Claim, title: str, published: Sequence[str] = ()) -> bool:
        """Whether ``claim`` is this one, its line aside; ``title`` is ``owner/name`` of its repository."""
        subject, _, spdx = self.subject.partition("=")
        if claim.strength not in STRENGTHS.get(self.kind, ()) or (spdx and claim.license not in {spdx, ""}):
            return False
        if (self.kind == "badge") != (claim.origin is Origin.BADGE):
            return False
        # A sentence of a description in metadata is a sentence.
        stated = claim.origin is Origin.METADATA and claim.strength is Strength.LICENSE
        if (self.kind == "meta") != stated:
            return False
        if subject not in {*ABOUTS, "model", "weights"} and claim.about not in WEIGHTS:
            # Somebody else's program, by its name.
            return not claim.subject.own and (subject == "other" or alike(subject, claim.subject.name or " "))
        if claim.about not in ABOUTS.get(subject, WEIGHTS):
            return False
        named = not claim.subject.own and claim.about in WEIGHTS and claim.subject.name
        if not named or subject not in {"model", "weights"}:
            return not named or alike(subject, named)
        # "The model" of a page is one that its owner publishes, whatever the repository is called.
        owner, _, name = title.rpartition("/")
        row = claim.subject.row
        ours = any(alike(one, named) for one in (name, *published))
        return ours or (row is not None and alike(owner, row.publisher))


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


def truth(file: Path = TRUTH) -> dict[Text, list[Row]]:
    table: dict[Text, list[Row]] = defaultdict(list)
    for line in file.read_text().splitlines():
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
        return found_own(mirrors, text.repository, text.commit)
    told = any(row.kind == PUBLISHES for row in rows)
    return release.own_subject(text.repository, is_model=True) if told else None


@cache
def found_own(mirrors: Path, repository: str, commit: str) -> Subject | None:
    """Return the model that the product finds a repository to publish at ``commit``."""
    listed = git(mirrors, repository, "ls-tree", "-r", "--name-only", commit).splitlines()
    pages = [
        TextFile(path, git(mirrors, repository, "show", f"{commit}:{path}"), commit)
        for path in listed
        if owned.is_page(path)
    ]
    return release.of(pages, repository, listed).own


def print_own(mirrors: Path, table: dict[Text, list[Row]]) -> None:
    """Print for how many repositories of the table it is known whether they publish a model of their own."""
    told = {text.repository for text, rows in table.items() if any(row.kind == PUBLISHES for row in rows)}
    commits = {text.repository: text.commit for text in table}
    found = {name for name, commit in commits.items() if found_own(mirrors, name, commit) is not None}
    print(share("own model, precision", len(found & told), len(found)))
    print(share("own model, recall", len(found & told), len(told)))
    for word, names in (("WRONG", found - told), ("MISS", told - found)):
        for name in sorted(names):
            print(f"    {word} {name} publishes")


def direct(found: Iterable[Claim]) -> list[Claim]:
    return [claim for claim in found if claim.modality is Modality.DIRECT and not claim.negated]


def pairs(text: Text, rows: list[Row], answers: list[Claim], published: Sequence[str] = ()) -> list[set[int]]:
    """Return for each row the claims that say it: on its line, or else on one beside it.

    ``published`` are the models that the table says the repository publishes.
    """
    title = text.repository
    found = []
    for row in rows:
        said = {number for number, claim in enumerate(answers) if row.is_said_by(claim, title, published)}
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


def is_judged(row: Row) -> bool:
    """Whether the rules look at what a row is about: the repository's own things, and registered models.

    Other rows are about programs and data of others, which are nobody's model.
    """
    subject = row.subject.partition("=")[0]
    return subject in {*ABOUTS, "model", "weights"} or matching.resolve(subject) is not None


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

    def score(
        self, text: Text, rows: list[Row], found: list[Claim], reviewed: bool, published: Sequence[str]
    ) -> None:
        place = f"{text.repository} {text.path}"
        answers = direct(found)
        claims_of = pairs(text, rows, answers, published)
        for number, claim in enumerate(answers):
            kinds = [kind_of(claim), *([JUDGED] if claim.subject.own or claim.subject.row else [])]
            self.said.update(kinds)
            if any(number in held for held in claims_of):
                self.right.update(kinds)
            else:
                words = f"{claim.strength}/{claim.about}/{claim.origin}"
                self.differs.append(
                    f"WRONG {place}:{claim.line} {words} {claim.subject.name!r} {claim.words!r}"
                )
        for row, held in zip(rows, claims_of, strict=True):
            if row.kind in NOT_DIRECT or not row.line or not (row.before or reviewed):
                continue
            names = [f"by kind, {row.kind}", f"by subject, {group_of(row)}"]
            names += [JUDGED] if is_judged(row) else []
            self.there.update(names)
            if held:
                self.found.update(names)
            else:
                other = {str(claim.modality) for claim in found if claim.line == row.line} - {"direct"}
                read = f" (read as {', '.join(sorted(other))})" if other else ""
                self.differs.append(f"MISS {place}:{row.line} {row.kind} of {row.subject}{read}")

    def print(self) -> None:
        said = [kind for kind in self.said if kind != JUDGED]
        print(share("precision", sum(self.right[one] for one in said), sum(self.said[one] for one in said)))
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
    parser.add_argument(
        "--truth", type=Path, default=TRUTH, metavar="FILE", help="another table of that form"
    )
    parser.add_argument("--findings", action="store_true", help="print what the rules raise, too")
    parser.add_argument("--reviewed", action="store_true", help="count the rows added afterwards as well")
    parser.add_argument(
        "--as-found",
        action="store_true",
        help="take the repository's own model from the product, not from the table",
    )
    arguments = parser.parse_args()
    table = truth(arguments.truth)
    published: dict[str, list[str]] = defaultdict(list)
    for text, rows in table.items():
        published[text.repository] += [row.subject for row in rows if row.kind == PUBLISHES]
    tally = Tally(Counter(), Counter(), Counter(), Counter(), [])
    for text, rows in table.items():
        read = git(arguments.mirrors, text.repository, "show", f"{text.commit}:{text.path}")
        subject = own(arguments.mirrors, text, rows, arguments.as_found)
        answers = list(claims.read(read, text.path, subject, name=text.repository))
        tally.score(text, rows, answers, arguments.reviewed, published[text.repository])
    print(f"{len(table)} texts of {len({text.repository for text in table})} repositories")
    print_own(arguments.mirrors, table)
    tally.print()
    if arguments.findings:
        print("\n".join(findings(arguments.mirrors, table)))


if __name__ == "__main__":
    main()
