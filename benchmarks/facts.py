"""What the detectors of plain facts, hidden text and sign-offs, say about histories that people wrote.

    python -m benchmarks.facts GITDIR...

Hidden text: commits from before 2022, drawn evenly (at most ``PER_HISTORY`` of a history), with messages and
patches. Sign-offs: every contribution of the default branch (a merge with the commits that it brought, or
a single commit), with the raw count of commits that carry a ``Signed-off-by`` line as the measure to compare
with. Every finding is printed, to be read by hand; ``SHOWN`` of those that are many.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

from benchmarks.traces import OLD, commits
from bot.errors import CouldNotLook
from bot.git.diff import changed_files
from bot.git.run import GitDir, open_local
from bot.simulation.history import contributions
from detectors import hidden, signoff
from detectors.model import Account, Commit, Contribution, Facts, Finding, Kind, Repository, known
from detectors.signoff import dco

PER_HISTORY = 1_500
SHOWN = 40
NOW = "2026-01-01T00:00:00Z"


def main(paths: list[str]) -> None:
    told = Counter[str]()
    rows: list[str] = []
    read = 0
    for path in paths:
        clone, name = open_local(Path(path)), Path(path).parent.name
        drawn = _drawn(Path(path))
        read += len(drawn)
        for commit in drawn:
            for finding in hidden.detect(_facts(commit, clone)):
                told[finding.id] += 1
                rows.append(f"{name} {commit.sha[:10]} {_line(finding)}")
        print(name, len(drawn), flush=True)
    print(f"\nhidden text: {told.total()} findings in {read} commits: {dict(told)}")
    print("\n".join(rows))
    for path in paths:
        _signoff(Path(path))


def _drawn(path: Path) -> list[Commit]:
    old = [commit for commit, when in commits(path) if when < OLD]
    step = max(1, len(old) // PER_HISTORY)
    return old[::step][:PER_HISTORY]


def _facts(commit: Commit, clone: GitDir) -> Facts:
    listed = subprocess.run(
        ["git", "-C", str(clone.path), "rev-list", "--parents", "-n1", commit.sha],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    files = ()
    if len(listed) == 2:
        try:
            files = changed_files(clone, listed[1], commit.sha)
        except CouldNotLook as error:
            print(f"{commit.sha[:10]}: {error}", file=sys.stderr)
    what = Contribution(
        Kind.COMMIT, "x/y", None, commit.sha, "", "", Account("x"), "", "", commits=(commit,), files=files
    )
    return Facts(what, Repository("x/y", "main", False), NOW)


def _signoff(path: Path) -> None:
    """Print what ``signoff`` says of each contribution, and whom ``require.signoff`` would miss."""
    told, single = Counter[str](), Counter[str]()
    rows: list[str] = []
    total = several = 0
    for facts in contributions(open_local(path), NOW):
        made = known(facts.contribution.commits, ())
        total += 1
        several += len(made) > 1
        for finding in signoff.detect(replace(facts, contribution=replace(facts.contribution, commits=made))):
            told[finding.id] += 1
            rows.append(f"  {facts.contribution.id[:10]} {_line(finding)}")
        lacking = {commit.sha for commit in dco.lacking(made)}
        for commit in made:
            raw = "\nsigned-off-by:" in commit.message.casefold()
            single["raw, counted" if commit.sha not in lacking else "raw, lacking"] += (
                raw and commit.parents < 2
            )
            if raw and commit.sha in lacking:
                rows.append(f"  {commit.sha[:10]} lacking: {commit.author.name} <{commit.author.email}>")
    print(f"\n{path.parent.name}: {total} contributions, {several} of several commits")
    print(dict(told), dict(single))
    print("\n".join(rows[:: max(1, len(rows) // SHOWN)]))


def _line(finding: Finding) -> str:
    return f"{finding.id} {finding.evidence[0].place}: {finding.evidence[0].quote[:150]!a}"


if __name__ == "__main__":
    main(sys.argv[1:])
