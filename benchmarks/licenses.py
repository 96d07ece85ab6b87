"""Measure `detectors.licensing.texts` on license files of real repositories, beside two other tools.

    python -m benchmarks.licenses GITDIR... [--scancode DIR/bin/scancode] [--licensee licensee] [--sample 60]

Reads the license files in the top folder of each repository's HEAD, and scores those whose blob is in
`licenses.tsv`, whose first lines say how it was told what each is; files that a person read before the
program was run on them are scored a second time by themselves. With `--scancode` and `--licensee` the same
sample of files goes through those tools, in the same run.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from detectors.licensing import texts
from detectors.licensing.model import Certainty, Identified

NAME = re.compile(r"(?i)licen[sc]e|^copying|^copyright|^ofl")
STANDARD, CUSTOM, ALTERED = "standard", ("custom model", "custom software"), "altered"
#: How the table says that a file was read before the program was run on it (the second: and put right since).
READ = ("before", "after")


def truth() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the kind and the ids of each blob."""
    return {sha: (kind, tuple(ids.split())) for sha, kind, ids, _ in rows()}


def rows() -> Iterator[list[str]]:
    for line in (Path(__file__).parent / "licenses.tsv").read_text().splitlines():
        if not line.startswith("#"):
            yield line.split("\t")


def blobs(repository: str, wanted: dict[str, tuple[str, tuple[str, ...]]]) -> Iterator[tuple[str, str, str]]:
    """Yield blob id, name and text of the license files in the top folder of HEAD that are in the table."""
    listed = subprocess.run(
        ["git", "-C", repository, "ls-tree", "HEAD"], capture_output=True, text=True, check=True
    )
    for line in listed.stdout.splitlines():
        meta, name = line.split("\t", 1)
        _, kind, sha = meta.split()
        if kind == "blob" and NAME.search(name) and sha in wanted:
            read = subprocess.run(
                ["git", "-C", repository, "cat-file", "blob", sha], capture_output=True, check=True
            )
            yield sha, name, read.stdout.decode("utf-8", "replace")


def report(
    name: str, answers: dict[str, tuple[str, ...]], table: dict[str, tuple[str, tuple[str, ...]]]
) -> None:
    """Print how many standard files have exactly their ids, and how many custom ones got a standard id."""
    standard = [sha for sha in answers if table[sha][0] == STANDARD]
    exact = [sha for sha in standard if set(answers[sha]) == set(table[sha][1])]
    custom = [sha for sha in answers if table[sha][0] in CUSTOM]
    called = [
        sha
        for sha in custom
        if answers[sha] and not all(one.startswith("LicenseRef-") for one in answers[sha])
    ]
    altered = [sha for sha in answers if table[sha][0] == ALTERED]
    passed = [sha for sha in altered if answers[sha]]
    print(
        f"{name}: standard {len(exact)}/{len(standard)} ({100 * len(exact) / max(len(standard), 1):.1f} %), "
        f"custom called standard {len(called)}/{len(custom)}, "
        f"altered texts called standard {len(passed)}/{len(altered)}"
    )
    for sha in [*sorted(set(standard) - set(exact)), *called]:
        print(f"    {sha[:10]} {table[sha][0]} {' '.join(table[sha][1])}: {' '.join(answers[sha]) or '-'}")


def byline(files: dict[str, tuple[str, str]], table: dict[str, tuple[str, tuple[str, ...]]]) -> None:
    found: dict[str, Identified] = {}
    start = time.process_time()
    texts.identify("MIT License\n")
    print(f"byline, first call with loading: {1000 * (time.process_time() - start):.0f} ms of processor time")
    for label in ("cold", "warm"):
        times = []
        for sha, (_, text) in files.items():
            start = time.process_time()
            found[sha] = texts.identify(text)
            times.append(1000 * (time.process_time() - start))
        times.sort()
        print(
            f"byline {label}: {len(times)} files, mean {statistics.mean(times):.1f} ms, median "
            f"{statistics.median(times):.1f} ms, p95 {times[len(times) * 95 // 100]:.1f} ms, "
            f"max {times[-1]:.1f} ms of processor time"
        )
    print(f"byline: peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    report("byline", {sha: one.ids for sha, one in found.items()}, table)
    early = {sha for sha, _, _, told in rows() if told in READ}
    report("byline, read by hand before", {sha: one.ids for sha, one in found.items() if sha in early}, table)
    counts = Counter((table[sha][0], one.certainty.value) for sha, one in found.items())
    for (kind, certainty), count in sorted(counts.items()):
        print(f"    {kind} -> {certainty}: {count}")
    named = [sha for sha in found if table[sha][0] == CUSTOM[0] and found[sha].certainty is Certainty.NAMED]
    right = [sha for sha in named if found[sha].ids == table[sha][1]]
    print(f"    custom model licenses named: {len(named)}, rightly {len(right)}")


def sample(
    files: dict[str, tuple[str, str]], table: dict[str, tuple[str, tuple[str, ...]]], size: int
) -> list[str]:
    """Choose the files for the side by side: all kinds of standard license, and a third custom ones."""
    custom = [sha for sha in sorted(files) if table[sha][0] in CUSTOM][: size // 3]
    chosen: list[str] = []
    count: Counter[tuple[str, ...]] = Counter()
    standard = [sha for sha in sorted(files) if table[sha][0] == STANDARD]
    while len(chosen) < size - len(custom) and standard:
        rarest = min(standard, key=lambda sha: (count[table[sha][1]], sha))
        standard.remove(rarest)
        count[table[rarest][1]] += 1
        chosen.append(rarest)
    return [*chosen, *custom]


def scancode(program: str, folder: Path) -> dict[str, tuple[str, ...]]:
    out = folder.parent / "scancode.json"
    subprocess.run([program, "--license", "-n", "1", "--quiet", "--json", str(out), str(folder)], check=True)
    answers = {}
    for item in json.loads(out.read_text())["files"]:
        if item["type"] == "file":
            spdx = item["detected_license_expression_spdx"] or ""
            ids = re.split(r"\s+(?:AND|OR|WITH)\s+", spdx.replace("(", "").replace(")", ""))
            answers[Path(item["path"]).parent.name] = tuple(dict.fromkeys(one for one in ids if one))
    return answers


def licensee(program: str, folder: Path) -> dict[str, tuple[str, ...]]:
    answers = {}
    for path in folder.iterdir():
        # It exits 1 where it knows no license.
        run = subprocess.run(
            [program, "detect", "--json", str(path)], capture_output=True, text=True, check=False
        )
        found = json.loads(run.stdout or "{}").get("licenses", [])
        ids = tuple(one["spdx_id"] for one in found if one["spdx_id"] not in {"NOASSERTION", "NONE", None})
        answers[path.name] = ids
    return answers


def plain(ids: tuple[str, ...]) -> tuple[str, ...]:
    """GNU ids without "only" and "or later", which the text does not say."""
    return tuple(
        dict.fromkeys(re.sub(r"^((?:A|L)?GPL-\d\.\d)-(?:only|or-later)$", r"\1", one) for one in ids)
    )


def others(
    arguments: argparse.Namespace,
    files: dict[str, tuple[str, str]],
    table: dict[str, tuple[str, tuple[str, ...]]],
) -> None:
    chosen = sample(files, table, arguments.sample)
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base) / "files"
        for sha in chosen:
            (folder / sha).mkdir(parents=True)
            (folder / sha / "LICENSE").write_text(files[sha][1])
        start = time.monotonic()
        report(
            f"byline, {len(chosen)} files", {sha: texts.identify(files[sha][1]).ids for sha in chosen}, table
        )
        print(f"    {time.monotonic() - start:.1f} s")
        for tool, program in ((scancode, arguments.scancode), (licensee, arguments.licensee)):
            if program:
                start = time.monotonic()
                answers = tool(program, folder)
                took = time.monotonic() - start
                report(tool.__name__, {sha: plain(answers.get(sha, ())) for sha in chosen}, table)
                used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
                print(f"    {took:.1f} s with start; largest child so far {used:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repositories", nargs="+", metavar="GITDIR")
    parser.add_argument("--scancode", help="the scancode program, from an environment of its own")
    parser.add_argument("--licensee", help="the licensee program")
    parser.add_argument("--sample", type=int, default=60)
    arguments = parser.parse_args()
    table = truth()
    files: dict[str, tuple[str, str]] = {}
    holding = 0
    for repository in arguments.repositories:
        read = list(blobs(repository, table))
        holding += bool(read)
        files |= {sha: (name, text) for sha, name, text in read}
    print(f"{holding} repositories with {len(files)} different license files of {len(table)} in the table")
    byline(files, table)
    if arguments.scancode or arguments.licensee:
        others(arguments, files, table)


if __name__ == "__main__":
    main()
