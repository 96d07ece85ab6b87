"""What an index of a tree costs: time and memory to make it, room on disk, time of an answer.

    python -m benchmarks.index GITDIR...

Each GITDIR is a full history; the commit measured is its HEAD. A process of its own makes each index, so
that the peak of its memory is that index's alone. Times are of the processor, with git's left out; those of
the queries are by the clock, too. "next" is the mean time to bring the index to each of the 20 first-parent
commits before HEAD. The 30 queries are 10 paths, 15 names and 5 lines, and every second one is spoilt so
that it is nowhere; they are asked once to warm up and then five times, and the median is printed. "ratio"
is the room on disk over the bytes of the files that were read.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot.git import GitDir
from bot.index import Indexes, Tree
from bot.index.store import opened
from detectors.model import Query, Sought

COMMITS = 20


def queries(tree: Tree) -> list[Query]:
    """Draw names and lines from the tree, and spoil every second one."""
    draw = random.Random(1)
    blobs = draw.sample(sorted(tree.listing.blobs), min(400, len(tree.listing.blobs)))
    with opened(tree.index, read_only=True) as store:
        names = sorted({found.name for blob in blobs for found in store.defined_in(blob)})
        shas = [store.sha(blob) for blob in blobs[:40]]
    paths = draw.sample(sorted(tree.listing.files), min(10, len(tree.listing.files)))
    texts = (tree.clone.run("cat-file", "blob", sha).decode("utf-8", "replace") for sha in shas)
    lines = [line.strip() for text in texts for line in text.split("\n") if len(line.split()) > 5]
    found = [Query(Sought.PATH, path if at % 2 else f"{path}x.c") for at, path in enumerate(paths)]
    for at, name in enumerate(draw.sample(names, min(15, len(names)))):
        found.append(Query(Sought.SYMBOL, name if at % 2 else f"{name[:-2]}_vexed"))
    for at, line in enumerate(draw.sample(lines, min(5, len(lines)))):
        found.append(Query(Sought.TEXT, line[:200] if at % 2 else f"cannot vex the {line[:100]} of quince"))
    return found


def measure(folder: str) -> None:
    """Print one line about one repository."""
    path = Path(folder)
    clone = GitDir(path, path / "objects")
    commits = clone.run("rev-list", "--first-parent", f"--max-count={COMMITS + 1}", "HEAD").decode().split()
    with tempfile.TemporaryDirectory() as root:
        indexes = Indexes(Path(root), 10_000)
        start = time.process_time()
        tree = indexes.tree(folder, clone, commits[0])
        built = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        disk = sum(file.stat().st_size for file in Path(root).iterdir()) / 1e6
        start = time.process_time()
        for commit in commits[1:]:
            indexes.tree(folder, clone, commit)
        following = (time.process_time() - start) / max(1, len(commits) - 1)
        asked = queries(tree)
        times = [seconds(tree, asked) for _ in range(6)][1:]
        wall, cpu = (1000 * statistics.median(column) for column in zip(*times, strict=True))
        with opened(tree.index, read_only=True) as store:
            size = store.total_size() / 1e6
        print(
            f"{path.parent.name} {commits[0][:12]} files {len(tree.listing.files)}"
            f" unread {tree.listing.unread} read {size:.0f} MB"
            f" built {built:.1f} s peak {peak:.0f} MB disk {disk:.0f} MB ratio {disk / size:.2f}"
            f" next {following:.2f} s queries {len(asked)} {wall:.0f} ms (processor {cpu:.0f} ms)",
            flush=True,
        )


def seconds(tree: Tree, asked: Sequence[Query]) -> tuple[float, float]:
    """Return how long the answers took, by the clock and of the processor."""
    start, used = time.perf_counter(), time.process_time()
    tree.answer(asked)
    return time.perf_counter() - start, time.process_time() - used


def main() -> None:
    for folder in sys.argv[1:]:
        process = multiprocessing.get_context("spawn").Process(target=measure, args=(folder,))
        process.start()
        process.join()


if __name__ == "__main__":
    main()
