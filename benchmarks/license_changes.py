"""What the licensing detector says about the changes that real histories are made of.

    python -m benchmarks.license_changes GITDIR... [--per-history 250] [--findings] [--sample 150 --seed 6]
    python -m benchmarks.license_changes --commits FILE [--findings]

Each GITDIR is a full history. Commits with one parent, drawn evenly over each history, are judged as the
product judges a contribution: as a change against their parent, with what the parent's tree says of its
licenses. FILE names commits to judge instead, one a line, as GITDIR and commit id.

Printed are the findings by id and severity for 1,000 commits, the commits that have one, and what a commit
costs: reading the change and looking at the tree in seconds of wall clock, judging in those of processor
time. `--findings` prints every finding with its evidence, `--sample` as many as that, drawn by `--seed` so
that each id and severity has its share.
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.errors import CouldNotLook
from bot.gather.licenses import of_clone
from bot.git.diff import changed_files
from bot.git.run import GitDir, open_local
from detectors import licensing
from detectors.model import Account, Commit, Contribution, Facts, Finding, Identity, Kind, Repository, Unknown

NOW = "2026-01-01T00:00:00Z"
_FORMAT = "%H%x00%P%x00%an%x00%ae%x00%cn%x00%ce%x00%aI%x00%B"


@dataclass(frozen=True)
class Judged:
    """One commit: what was found, and the seconds that the change, the view and the judgement took."""

    history: str
    sha: str
    title: str
    findings: tuple[Finding, ...]
    seconds: tuple[float, float, float]
    files: int


def drawn(gitdir: Path, number: int, start: int) -> list[str]:
    """Commits with one parent, at even distances over the whole history."""
    listed = _git(gitdir, "rev-list", "--min-parents=1", "--max-parents=1", "HEAD").split()
    step = max(1, len(listed) // number)
    return listed[min(start, step - 1) :: step][:number]


def judged(gitdir: Path, shas: Sequence[str]) -> Iterator[Judged]:
    """Judge commits against their parents; those that cannot be read are named and left out."""
    clone, name = open_local(gitdir), gitdir.parent.name.replace("+", "/")
    for sha in shas:
        try:
            yield _judge(clone, gitdir, name, sha)
        except CouldNotLook as error:
            print(f"{name} {sha[:10]}: {error}", file=sys.stderr)


def _judge(clone: GitDir, gitdir: Path, name: str, sha: str) -> Judged:
    whole, parents, *who, at, message = _git(gitdir, "show", "-s", f"--format={_FORMAT}", sha).split("\0")
    if not parents:
        raise CouldNotLook("the first commit of a history changes nothing")
    author, committer = Identity(who[0], who[1]), Identity(who[2], who[3])
    commit = Commit(whole, message, author, committer, at, None, None, Unknown("not asked for"))
    parent = parents.split()[0]
    times = [time.perf_counter()]
    files = changed_files(clone, parent, whole)
    times.append(time.perf_counter())
    view = of_clone(clone, parent, files)
    times.append(time.perf_counter())
    it = Contribution(
        Kind.COMMIT, name, None, whole, "", "", Account("x"), "", at, commits=(commit,), files=files
    )
    start = time.process_time()
    findings = licensing.detect(Facts(it, Repository(name, "main", False, license_view=view), NOW))
    spent = (times[1] - times[0], times[2] - times[1], time.process_time() - start)
    return Judged(name, whole, message.partition("\n")[0], findings, spent, len(files))


def _git(gitdir: Path, *arguments: str) -> str:
    run = subprocess.run(["git", "-C", str(gitdir), *arguments], capture_output=True, check=True)
    return run.stdout.decode("utf-8", "replace")


def report(read: Sequence[Judged]) -> None:
    """Print how often each finding comes, and what a commit costs."""
    total = len(read)
    told = Counter((one.id, str(one.severity)) for commit in read for one in commit.findings)
    having = sum(bool(commit.findings) for commit in read)
    print(f"{total} commits of {len({one.history for one in read})} histories; {having} with a finding")
    for (name, severity), number in sorted(told.items()):
        print(f"    {name:<26}{severity:<9}{number:>6}  {1000 * number / total:>7.2f} in 1,000")
    for label, at in (("change", 0), ("view", 1), ("judgement", 2)):
        times = sorted(commit.seconds[at] for commit in read)
        last = max(read, key=lambda commit: commit.seconds[at])
        spread = f"mean {1000 * statistics.mean(times):.1f} ms, p99 {1000 * times[total * 99 // 100]:.0f} ms"
        where = f"{last.history} {last.sha[:10]}, {last.files} files"
        print(f"{label}: {spread}, max {times[-1]:.2f} s ({where})")


def chosen(read: Sequence[Judged], number: int, seed: int) -> list[tuple[Judged, Finding]]:
    """Draw findings: each kind gets the same share, and what a small kind leaves goes to the others."""
    groups: dict[tuple[str, str], list[tuple[Judged, Finding]]] = defaultdict(list)
    for commit in read:
        for one in commit.findings:
            groups[one.id, str(one.severity)].append((commit, one))
    picked: list[tuple[Judged, Finding]] = []
    dice = random.Random(seed)
    for at, (_, group) in enumerate(sorted(groups.items(), key=lambda item: len(item[1]))):
        share = (number - len(picked)) // (len(groups) - at)
        picked += dice.sample(group, min(share, len(group)))
    return sorted(picked, key=lambda pair: (pair[1].id, str(pair[1].severity), pair[0].history))


def show(commit: Judged, one: Finding) -> None:
    """Print a finding, to be read beside its commit."""
    print(f"\n{one.id} {one.severity} {commit.history} {commit.sha[:12]} {commit.title[:100]}")
    print(f"    {one.claim}")
    for item in one.evidence[:8]:
        print(f"      {item.place}: {item.quote[:160]}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repositories", nargs="*", metavar="GITDIR", type=Path)
    parser.add_argument("--per-history", type=int, default=250, help="commits drawn of each history")
    parser.add_argument(
        "--start", type=int, default=0, help="so many commits are passed over before the first"
    )
    parser.add_argument("--commits", type=Path, help="a file of commits to judge: GITDIR and id on a line")
    parser.add_argument("--findings", action="store_true", help="print every finding")
    parser.add_argument("--sample", type=int, default=0, help="print so many findings of all kinds")
    parser.add_argument("--seed", type=int, default=6)
    arguments = parser.parse_args()
    work = {path: drawn(path, arguments.per_history, arguments.start) for path in arguments.repositories}
    if arguments.commits:
        for line in arguments.commits.read_text().splitlines():
            gitdir, sha = line.split()[:2]
            work.setdefault(Path(gitdir), []).append(sha)
    read: list[Judged] = []
    for gitdir, shas in work.items():
        for commit in judged(gitdir, shas):
            read.append(commit)
            if arguments.findings:
                for one in commit.findings:
                    show(commit, one)
                sys.stdout.flush()
    if arguments.sample:
        for commit, one in chosen(read, arguments.sample, arguments.seed):
            show(commit, one)
    if read:
        print()
        report(read)


if __name__ == "__main__":
    main()
