"""Choose the human texts that benchmarks.references checks, each with the tree it speaks of.

    python -m benchmarks.reference_texts --histories DIR [--texts FILE...] [--written FILE...]
        [--each N] [--seed N] --out FILE

All files are gzipped JSON lines. DIR holds bare repositories as OWNER+NAME/repo. From each that has enough
history before 2022 come N commits, taken as pull requests: the subject is the title, the rest the body, and
the tree that of the first parent. They stand in runs of neighbors from a few places of the history, so that
an index of one tree serves the next. ``--texts`` adds issues, at the last commit of the default branch before
their day, and squashed pull requests whose commit is found by its number. With ``--written`` there are only
machine-written issues, at the newest commit. A text must name something: plain patterns that know nothing of
the detector decide that. The choice is the same for the same seed. The texts belong to their authors, so the
file stays outside of the repository.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Record = dict[str, Any]

NEW_YEAR = "2022-01-01"
#: A history with fewer fitting commits than this is left out.
LEAST = 60
#: How many places of a history its commits are taken from.
PLACES = 8
SHORTEST = 30
LONGEST = 20_000
#: More files than this are an import or a rename of everything.
MOST_FILES = 300
FORMAT = "%x01%H%x00%P%x00%an%x00%ae%x00%aI%x00%cI%x00%s%x00%b%x00"
FIELDS = 9
NAMES = re.compile(
    r"`[^`\n]{3,80}`|\b[\w./-]+/[\w.-]+\.[a-z]{1,5}\b|\b\w+\.(?:c|h|cc|cpp|py|rs|go|java|kt|rb|js|ts|ml|ex|el|sh)\b"
    r"|\b\w{3,}\(\)|\b[A-Za-z]+_[A-Za-z_]{2,}\b|\b[A-Z]?[a-z]+[A-Z][A-Za-z]{2,}\b|(?<!\S)--[a-z][a-z-]{2,}"
)
NOISE = re.compile(r"https?://\S+|\S+@\S+|\bURL\b|(?m:^[A-Z][\w-]+: .*$)|\bGitHub\b")
BOTS = re.compile(
    r"\bbot\b|\[bot\]|dependabot|renovate|greenkeeper|weblate|transifex|pyup|snyk|jenkins", re.IGNORECASE
)
#: An issue that describes a change: its tree is not known.
CHANGE = re.compile(
    r"(?i)\A\W*(?:fix(?:es|ed)?|close[sd]?|resolves?)\b.{0,8}#|\bthis (?:pr|pull request|adds|fixes)\b"
)
NUMBER = re.compile(r"\(#(\d+)\)\s*\Z|\AMerge (?:pull request )?#(\d+)\b|\AAuto merge of #(\d+)\b")
#: Trackers of a corpus that stand for a repository.
TRACKERS = {
    "castleproject/ar": "castleproject/activerecord",
    "castleproject/core": "castleproject/core",
    "castleproject/dynproxy": "castleproject/core",
    "castleproject/ioc": "castleproject/windsor",
    "castleproject/mr": "castleproject/monorail",
}
LANGUAGES = {
    "c": "C",
    "h": "C",
    "cc": "C++",
    "cpp": "C++",
    "hpp": "C++",
    "cs": "C#",
    "dart": "Dart",
    "el": "Emacs Lisp",
    "ex": "Elixir",
    "exs": "Elixir",
    "go": "Go",
    "hs": "Haskell",
    "java": "Java",
    "js": "JavaScript",
    "kt": "Kotlin",
    "lua": "Lua",
    "ml": "OCaml",
    "m": "Objective-C",
    "php": "PHP",
    "py": "Python",
    "rb": "Ruby",
    "rs": "Rust",
    "scala": "Scala",
    "sc": "Scala",
    "swift": "Swift",
    "ts": "TypeScript",
    "tsx": "TypeScript",
    "vim": "Vim script",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--histories", type=Path, required=True, metavar="DIR")
    parser.add_argument("--texts", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--written", type=Path, nargs="*", default=[], metavar="FILE")
    parser.add_argument("--each", type=int, default=200, metavar="N")
    parser.add_argument("--seed", type=int, default=5, metavar="N")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    arguments = parser.parse_args()
    told = _by_repository(arguments.texts, "human")
    written = _by_repository(arguments.written, "ai")
    count: Counter[str] = Counter()
    with gzip.open(arguments.out, "wt", encoding="utf-8") as out:
        for gitdir in sorted(arguments.histories.glob("*/repo")):
            repo = gitdir.parent.name.replace("+", "/", 1)
            for record in _of(gitdir, repo, told[repo.lower()], written[repo.lower()], arguments):
                count[record["set"]] += 1
                out.write(json.dumps(record) + "\n")
    for name, n in sorted(count.items()):
        print(f"{n:7,}  {name}")


def names_something(text: str) -> bool:
    return NAMES.search(NOISE.sub(" ", text)) is not None


def _of(
    gitdir: Path, repo: str, told: list[Record], written: list[Record], arguments: argparse.Namespace
) -> Iterator[Record]:
    """All records of one repository, each with the repository's main language."""
    rng = random.Random(f"{arguments.seed}:{repo}")
    records = [] if arguments.written else _commits(gitdir, rng, arguments.each)
    if told:
        records += sorted(_told(gitdir, told, rng, arguments.each), key=lambda record: record["date"])
    if written:
        tip = _git(gitdir, "rev-parse", "HEAD").strip()
        records += [_issue(text, tip, "written") for text in written if text["kind"] == "issue"]
    language = _language(gitdir) if records else ""
    print(f"{repo}: {len(records)} ({language})", flush=True)
    for record in records:
        yield {"repo": repo, "language": language, **record}


def _commits(gitdir: Path, rng: random.Random, each: int) -> list[Record]:
    """Commits from before 2022 that name something, in runs of neighbors, oldest first."""
    log = _git(gitdir, "log", "--no-merges", f"--before={NEW_YEAR}", f"--format={FORMAT}", "HEAD")
    fit = [record for entry in log.split("\x01")[1:] if (record := _commit(entry))]
    fit.sort(key=lambda record: record["date"])
    if len(fit) < LEAST:
        return []
    size = -(-each // PLACES)
    cuts = range(0, len(fit) - size + 1, size) or [0]
    starts = sorted(rng.sample(cuts, min(PLACES, len(cuts))))
    chosen = [record for start in starts for record in fit[start : start + size]]
    return [record for record in chosen if _files(gitdir, record) <= MOST_FILES]


def _commit(entry: str) -> Record | None:
    fields = entry.split("\0")
    if len(fields) != FIELDS:  # a control character in the message
        return None
    sha, parents, name, mail, authored, committed, subject, body, _ = fields
    is_old = max(authored, committed) < NEW_YEAR
    fits = SHORTEST <= len(body) <= LONGEST and names_something(f"{subject}\n{body}")
    if not parents or not is_old or not fits or BOTS.search(f"{name} {mail}"):
        return None
    return _pull(sha, parents.split()[0], committed, subject, body, "commits")


def _pull(sha: str, parent: str, date: str, title: str, text: str, group: str) -> Record:
    return {
        "set": group,
        "kind": "pull_request",
        "commit": parent,
        "head": sha,
        "date": date,
        "title": title,
        "text": text,
    }


def _issue(text: Record, commit: str, group: str) -> Record:
    return {
        "set": group,
        "kind": "issue",
        "commit": commit,
        "date": text["date"],
        "title": text["title"],
        "text": text["text"],
        "id": text["id"],
    }


def _files(gitdir: Path, record: Record) -> int:
    return _git(gitdir, "diff-tree", "-r", "--name-only", record["commit"], record["head"]).count("\n")


def _told(gitdir: Path, told: list[Record], rng: random.Random, each: int) -> Iterator[Record]:
    """Issues and pull requests of a corpus whose tree can be told."""
    fit = [text for text in told if text["date"] and names_something(f"{text['title']}\n{text['text']}")]
    numbers = _numbers(gitdir) if any(text["kind"] == "pull_request" for text in fit) else {}
    for text in rng.sample(fit, min(each, len(fit))):
        day = text["date"]
        group = "" if day < NEW_YEAR else ", 2022 and later"
        if text["kind"] == "issue":
            commit = _git(gitdir, "rev-list", "-1", f"--before={day}T00:00:00Z", "HEAD").strip()
            if commit and not CHANGE.search(text["text"]):
                yield _issue(text, commit, f"issues{group}")
        elif (found := _of_pull(gitdir, text["id"], numbers)) is not None:
            pull = _pull(*found, day, text["title"], text["text"], f"pull requests{group}")
            yield pull | {"id": text["id"]}


def _numbers(gitdir: Path) -> dict[str, tuple[str, str]]:
    """Commits with their first parents by the number of the pull request that they carry."""
    found: dict[str, tuple[str, str]] = {}
    for line in _git(gitdir, "log", "--first-parent", "--format=%H%x00%P%x00%s", "HEAD").splitlines():
        sha, parents, subject = line.split("\0", 2)
        if parents and (match := NUMBER.search(subject)):
            found.setdefault(next(group for group in match.groups() if group), (sha, parents.split()[0]))
    return found


def _of_pull(gitdir: Path, name: str, numbers: dict[str, tuple[str, str]]) -> tuple[str, str] | None:
    if "#" in name:
        return numbers.get(name.rpartition("#")[2])
    line = _git(gitdir, "rev-list", "--parents", "-1", name.rpartition("@")[2]).split()
    return (line[0], line[1]) if len(line) > 1 else None


def _language(gitdir: Path) -> str:
    paths = _git(gitdir, "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    counts = Counter(LANGUAGES.get(path.rpartition(".")[2], "") for path in paths)
    del counts[""]
    return counts.most_common(1)[0][0] if counts else "other"


def _by_repository(files: Iterable[Path], label: str) -> defaultdict[str, list[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for file in files:
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for text in map(json.loads, lines):
                if text["label"] == label:
                    repo = text["repo"].lower()
                    found[TRACKERS.get(repo, repo)].append(text)
    return found


def _git(gitdir: Path, *arguments: str) -> str:
    done = subprocess.run(["git", "-C", str(gitdir), *arguments], capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace")


if __name__ == "__main__":
    main()
