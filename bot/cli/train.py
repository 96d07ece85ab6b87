"""``byline train``, ``byline evaluate`` (extra ``train``) and ``byline calibrate`` (needs nothing extra)."""

from __future__ import annotations

import itertools
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from bot.errors import CouldNotLook, UsageError
from detectors.authorship.calibration import LOCAL_MINIMUM
from detectors.authorship.score import score

_MAX_COMMITS: Final = 20_000
_RECORD: Final = "%x00%H%x1f%an%x1f%at%x1f%B"
#: The least number of texts whose flagged share says something about one in a hundred: none of 300 flagged
#: means at most 1 %.
_TELLING: Final = 300


@click.command("train")
@click.option(
    "--data",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of *.jsonl[.gz] corpora.",
)
@click.option(
    "--base",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of the MiniLM encoder (model.safetensors, config.json, tokenizer.json).",
)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Model directory to write.")
@click.option("--name", default="prose-1", show_default=True)
@click.option(
    "--steps",
    default=620,
    show_default=True,
    type=click.IntRange(0),
    help="Steps of fine-tuning; 0 leaves the network out.",
)
@click.option("--seed", default=0, show_default=True)
def train(folder: Path, base: Path, out: Path, name: str, steps: int, seed: int) -> None:
    """Fit, calibrate and export the classifier from labelled texts: one command, deterministic by seed.

    \b
    Example:
      byline train --data corpora/ --base minilm/ --out detectors/authorship/models/prose-1
    """
    try:
        from detectors.train import whole
    except ImportError as error:
        raise UsageError(
            f"training needs the extra: pip install 'byline[train]' ({error.name} is missing)"
        ) from error
    whole.train(_corpora(folder), base, out, name, steps, seed, lambda line: click.echo(line, err=True))
    click.echo(f"wrote {out}")


def _corpora(folder: Path) -> list[Path]:
    found = sorted(p for p in folder.iterdir() if p.name.endswith((".jsonl", ".jsonl.gz")))
    if not found:
        raise UsageError(f"{folder}: no .jsonl or .jsonl.gz files in it")
    return found


@click.command("evaluate")
@click.option(
    "--data",
    "files",
    multiple=True,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Labelled texts; may be given several times.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for evaluation.html and evaluation.json.",
)
@click.option("--stripped", is_flag=True, help="Strip the Markdown first, as if it had been lost on the way.")
def evaluate(files: tuple[Path, ...], out: Path, stripped: bool) -> None:
    """Measure the shipped classifier on labelled texts: rates with exact intervals, and plots.

    \b
    Example:
      byline evaluate --data commits.dev.jsonl.gz --data issues.dev.jsonl.gz --out report/
    """
    try:
        from detectors.train import corpora, page
        from detectors.train import evaluate as measure
    except ImportError as error:
        raise UsageError(
            f"evaluating needs the extra: pip install 'byline[train]' ({error.name} is missing)"
        ) from error
    try:
        records = corpora.load(files)
    except (ValueError, KeyError) as error:
        raise UsageError(f"not a corpus: {error}") from error
    if stripped:
        records = [corpora.stripped(record) for record in records]
    found = measure.outcomes(records)
    told = measure.summary(found)
    out.mkdir(parents=True, exist_ok=True)
    out.joinpath("evaluation.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    out.joinpath("evaluation.html").write_text(page.render(found, told), encoding="utf-8")
    for name, group in told["groups"].items():
        rate = group["at 0.01"]
        click.echo(f"{100 * rate['share']:6.2f} % of {rate['n']:6} flagged at 0.01: {name}")
    click.echo(f"wrote {out / 'evaluation.html'}")


@click.command("calibrate")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--until",
    default="2022-12-01",
    show_default=True,
    help="Only commits before this date: human by their age.",
)
@click.option(
    "--texts",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="JSON Lines of further human texts (kind, text), drawn at random and labelled by a maintainer.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Local calibration file to write, for `byline score --local`.",
)
def calibrate(path: Path, until: str, texts: Path | None, out: Path) -> None:
    """Measure the classifier on this project's own human writing. It can only protect.

    Texts given with --texts must be a uniform sample, not the flagged ones: those alone would bias every
    rate.

    \b
    Example:
      byline calibrate ~/src/widget --out widget-calibration.json
    """
    scores: dict[str, list[float]] = {}
    tails: dict[str, list[float]] = {}
    for kind, text in itertools.chain(_commits(path, until), _labelled(texts)):
        answer = score(text, kind)
        if answer.score is not None and answer.human_tail is not None:
            scores.setdefault(kind, []).append(answer.score)
            tails.setdefault(kind, []).append(answer.human_tail)
    if not scores:
        raise UsageError(f"{path}: no human text that the classifier can judge; is --until too early?")
    told: dict[str, Any] = {
        "schema": "byline/calibration/1",
        "scores": {k: sorted(v) for k, v in scores.items()},
    }
    try:
        out.write_text(json.dumps(told) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {out}: {error.strerror}") from error
    for kind, found in tails.items():
        click.echo(_told(kind, len(found), sum(tail <= 0.01 for tail in found)))


def _told(kind: str, n: int, flagged: int) -> str:
    line = f"{kind}: {n} human texts, {flagged} of them at or under 0.01 by the shipped calibration."
    if n < LOCAL_MINIMUM:
        return f"{line} Too few to speak of 1 in 100: this kind is left as shipped."
    if n < _TELLING:
        return f"{line} They protect, but confirming 1 in 100 takes about {_TELLING}."
    return line


def _commits(path: Path, until: str) -> Iterator[tuple[str, str]]:
    command = [
        "git", "-c", "core.hooksPath=/dev/null", "-c", "protocol.allow=never", "-C", str(path), "log",
        "--no-merges",
        f"--until={until}", f"--max-count={_MAX_COMMITS}", f"--format={_RECORD}", "--end-of-options", "HEAD",
    ]  # fmt: skip
    try:
        log = subprocess.run(command, capture_output=True, check=False, timeout=600)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CouldNotLook(f"git could not be run: {error}") from error
    if log.returncode:
        raise UsageError(f"{path}: {log.stderr.decode('utf-8', 'replace').strip().splitlines()[-1]}")
    seen: set[str] = set()
    for record in log.stdout.decode("utf-8", "replace").split("\0")[1:]:
        message = record.split("\x1f", 3)[3]
        body = message.partition("\n")[2].strip()
        if body and body not in seen:
            seen.add(body)
            yield "commit", body


def _labelled(path: Path | None) -> Iterator[tuple[str, str]]:
    if path is None:
        return
    with path.open(encoding="utf-8", errors="replace") as stream:
        for number, line in enumerate(stream, 1):
            try:
                record = json.loads(line)
                yield str(record["kind"]), str(record["text"])
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(f"{path}, line {number}: not a record with kind and text") from error
