"""The authorship classifier against two others from PyPI, in one run: what they find and how fast.

    python -m benchmarks.authorship FILE.jsonl.gz... [--texts N]

Each FILE holds labelled texts (see detectors/train/corpora.py; use development files). `is-it-slop` and
`lmscan` are measured where
they can be imported. Every tool gets the same raw texts in the same order, one at a time, in one process.
Then start-up time, resident
memory and the throughput of `byline score --jsonl` are measured in processes of their own.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from detectors.authorship.model import load as load_model
from detectors.authorship.score import score
from detectors.train.corpora import Record, load

COMMAND = "import sys; from bot.cli.score import score; score(sys.argv[1:])"
STARTED = """
import time
start = time.perf_counter()
from detectors.authorship.score import score
score({text!r}, "commit")
took = time.perf_counter() - start
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(took, int(peak) / 1024)
"""


def ours(record: Record) -> float:
    answer = score(record.raw, record.kind)
    return (
        0.0
        if answer.human_tail is None or answer.score is None
        else 1.0 - answer.human_tail + answer.score * 1e-6
    )


def peers() -> dict[str, Callable[[Record], float]]:
    found: dict[str, Callable[[Record], float]] = {"byline": ours, "length": lambda r: float(len(r.raw))}
    try:
        import is_it_slop

        found["is-it-slop"] = lambda r: float(is_it_slop.is_this_slop(r.raw).ai_probability)
    except ImportError as error:
        print(f"is-it-slop cannot be imported here: {error}")
    try:
        import lmscan

        found["lmscan"] = lambda r: float(lmscan.scan(r.raw).ai_probability)
    except ImportError as error:
        print(f"lmscan cannot be imported here: {error}")
    return found


def compare(records: list[Record]) -> None:
    label = np.array([r.ai for r in records])
    print(f"\n{len(records)} texts, {int(label.sum())} of them by machines; an abstention counts as human")
    print(f"{'tool':<12} {'AUC':>6} {'found at 1 %':>13} {'found at 5 %':>13} {'ms median':>10} {'p99':>7}")
    for name, judge in peers().items():
        judge(records[0])
        values, times = [], []
        for record in records:
            start = time.perf_counter()
            values.append(judge(record))
            times.append(1000 * (time.perf_counter() - start))
        z = np.array(values)
        at = [float((z[label] > np.quantile(z[~label], q)).mean()) for q in (0.99, 0.95)]
        print(
            f"{name:<12} {roc_auc_score(label, z):>6.3f} {100 * at[0]:>11.1f} % {100 * at[1]:>11.1f} % "
            f"{np.median(times):>10.2f} {np.quantile(times, 0.99):>7.2f}"
        )


def speed(records: list[Record]) -> None:
    """Times on texts of about 150 words, one thread, warm; human and machine apart, as the heavier model
    reads few human ones.
    """
    if load_model().cascade.has_network:
        load_model().network("Loaded when first asked: not part of a warm time.")
    for side, ai in (("human", False), ("machine", True)):
        near = [r for r in records if r.ai is ai and 120 <= len(r.raw.split()) <= 180]
        times = []
        for record in near:
            start = time.perf_counter()
            score(record.raw, record.kind)
            times.append(1000 * (time.perf_counter() - start))
        if times:
            print(
                f"{side}: {len(times)} texts of 120-180 words: median {np.median(times):.2f} ms, p99 "
                f"{np.quantile(times, 0.99):.2f} ms"
            )
    print(
        f"this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB (with the "
        f"corpora and the peers)"
    )


def processes(records: list[Record]) -> None:
    told = subprocess.run(
        [sys.executable, "-c", STARTED.format(text=records[0].raw)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    print(f"start to first answer: {float(told[0]):.2f} s, {float(told[1]):.0f} MB resident at most")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "texts.jsonl"
        rows = [json.dumps({"id": r.id, "kind": r.kind, "text": r.raw}) for r in records]
        path.write_text("\n".join(rows) + "\n", encoding="utf-8")
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", COMMAND, "--jsonl", str(path)],
            capture_output=True, check=True,
        )  # fmt: skip
        took = time.perf_counter() - start
        assert len(done.stdout.splitlines()) == len(rows)
        print(
            f"byline score --jsonl: {len(rows)} texts in {took:.1f} s, {len(rows) / took:.0f} a "
            f"second, start included"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--texts", type=int, default=2000)
    given = parser.parse_args()
    records = [r for r in load(given.files) if len(r.raw.split()) >= 25]
    random.Random(0).shuffle(records)
    records = records[: given.texts]
    speed(records)
    processes(records)
    compare(records)


if __name__ == "__main__":
    main()
