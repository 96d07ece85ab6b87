"""How often the references detector says of something real that it is not there, and what it finds invented.

    python -m benchmarks.references --histories DIR --root DIR [--human FILE...] [--honest FILE...]
        [--invented FILE...] [--sample N] [--only OWNER/NAME...] [--out DIR]

The files hold JSON lines (gzipped where the name ends in .gz): ``repo``, ``commit`` (the tree that the text
speaks of), ``kind``, ``title``, ``text`` and ``set``; ``head`` where the text is a pull request whose change
is read from the history, or ``files`` with the fields of ``ChangedFile``; ``invented``, the names in it that
do not exist. ``benchmarks.reference_texts`` chooses the human ones. DIR of ``--histories`` holds bare
repositories as OWNER+NAME/repo, ``--root`` the indexes, which a second run uses again.

Printed are, for each repository and set, the items by outcome and the share of checkable ones that are not
found; the texts with a finding; and for invented names what became of each. All intervals are exact, 95 %.
``--out`` gets every missing item and every finding in a form to be read.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from benchmarks.reference_report import HONEST, HUMAN, INVENTED, Outcome, Record, show, write
from bot.errors import CouldNotLook
from bot.gather.changes import NOT_ASKED
from bot.gather.references import looked_up
from bot.git import GitDir, open_local
from bot.git.diff import changed_files
from bot.index import Indexes
from detectors.model import (
    Account,
    Branch,
    ChangedFile,
    Contribution,
    Facts,
    Kind,
    Repository,
    Unknown,
)
from detectors.references import detect, items

PROCESSES = 2
#: Indexes of many trees of many histories: none is to be deleted in a run.
LIMIT_MB = 100_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--histories", type=Path, required=True, metavar="DIR")
    parser.add_argument("--root", type=Path, required=True, metavar="DIR")
    for role in (HUMAN, HONEST, INVENTED):
        parser.add_argument(f"--{role}", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument(
        "--sample", type=int, metavar="N", help="only the last N human texts of each repository and set"
    )
    parser.add_argument("--only", nargs="*", default=[], metavar="OWNER/NAME")
    parser.add_argument("--out", type=Path, metavar="DIR")
    arguments = parser.parse_args()
    records = [
        record | {"role": role}
        for role in (HUMAN, HONEST, INVENTED)
        for file in getattr(arguments, role)
        for record in _read(file)
        if not arguments.only or record["repo"] in arguments.only
    ]
    outcomes = _checked(_sampled(records, arguments.sample), arguments.histories, arguments.root)
    show(outcomes)
    if arguments.out:
        write(outcomes, arguments.out)


def _read(file: Path) -> Iterator[Record]:
    with (
        gzip.open(file, "rt", encoding="utf-8")
        if file.suffix == ".gz"
        else file.open(encoding="utf-8") as lines
    ):
        yield from map(json.loads, lines)


def _sampled(records: list[Record], wanted: int | None) -> list[Record]:
    """The last so many human texts of each repository and set; the other texts stay as they are."""
    if wanted is None:
        return records
    count: Counter[tuple[str, str]] = Counter()
    kept = []
    for record in reversed(records):
        count[record["repo"], record["set"]] += 1
        if record["role"] != HUMAN or count[record["repo"], record["set"]] <= wanted:
            kept.append(record)
    return kept


def _checked(records: Iterable[Record], histories: Path, root: Path) -> list[Outcome]:
    """Check all texts, a repository at a time, those with the most texts first."""
    groups: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        groups[record["repo"]].append(record)
    work = sorted(groups.values(), key=len, reverse=True)
    check = partial(_check_repository, histories=histories, root=root)
    with ProcessPoolExecutor(PROCESSES) as pool:
        return [outcome for outcomes in pool.map(check, work) for outcome in outcomes]


def _check_repository(records: list[Record], histories: Path, root: Path) -> list[Outcome]:
    repo = records[0]["repo"]
    indexes = Indexes(root, LIMIT_MB)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        past = Past(open_local(histories / repo.replace("/", "+") / "repo"), Path(folder))
        ordered = sorted(records, key=lambda record: record.get("date", ""))
        outcomes = [_check(record, past, indexes) for record in ordered]
    print(f"# {repo}: {len(records)} texts in {time.monotonic() - started:.0f} s", flush=True)
    return outcomes


class Past:
    """A repository as it was at a commit, whose later tags nobody could look at."""

    def __init__(self, clone: GitDir, folder: Path) -> None:
        self._view = GitDir(folder, clone.objects)
        (folder / "refs").mkdir()
        (folder / "objects").mkdir()
        fields = "%(creatordate:unix) %(objectname) %(refname)"
        listed = clone.run("for-each-ref", f"--format={fields}", "refs/tags").decode().splitlines()
        self._tags = [line.split(" ", 2) for line in listed]

    def at(self, commit: str) -> GitDir:
        """Return the repository with the tags that are no later than ``commit``."""
        head = self._view.path / "HEAD"
        head.write_text(f"{commit}\n", encoding="ascii")
        then = int(self._view.run("show", "--no-patch", "--format=%ct", commit))
        tags = [f"{sha} {name}\n" for date, sha, name in self._tags if date and int(date) <= then]
        (self._view.path / "packed-refs").write_text("".join(tags), encoding="utf-8")
        return self._view


def _check(record: Record, past: Past, indexes: Indexes) -> Outcome:
    repo, commit = record["repo"], record["commit"]
    try:
        clone = past.at(commit)
        contribution = _contribution(record, clone)
        looked_up(clone, repo, contribution, ("main", commit), indexes)  # the index is made where it is not
        started = time.perf_counter()
        looked = looked_up(clone, repo, contribution, ("main", commit), indexes)
    except CouldNotLook as error:
        return Outcome(record, problem=str(error))
    if isinstance(looked, Unknown) and looked != NOT_ASKED:
        return Outcome(record, problem=looked.reason)
    repository = Repository(repo, "main", False, looked_up=looked)
    facts = Facts(contribution, repository, contribution.created_at)
    judged, findings = items(facts), detect(facts)
    seconds = time.perf_counter() - started
    return Outcome(record, judged, findings[0].claim if findings else "", seconds)


def _contribution(record: Record, clone: GitDir) -> Contribution:
    kind, repo = Kind(record["kind"]), record["repo"]
    head, files = record.get("head"), _files(record, clone)
    return Contribution(
        kind=kind,
        repository=repo,
        number=1,
        id=record.get("id", ""),
        title=record["title"],
        body=record["text"],
        author=Account("somebody"),
        url=f"https://github.com/{repo}/{'pull' if kind is Kind.PULL_REQUEST else 'issues'}/1",
        created_at=record.get("date", ""),
        base=Branch("main", record["commit"], repo) if head else None,
        head=Branch("topic", head, repo) if head else None,
        files=files,
    )


def _files(record: Record, clone: GitDir) -> tuple[ChangedFile, ...]:
    if not record.get("head"):
        return tuple(ChangedFile(**file) for file in record.get("files", ()))
    return changed_files(clone, record["commit"], record["head"])


if __name__ == "__main__":
    main()
