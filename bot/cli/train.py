"""``byline train`` and ``byline evaluate``: they need the extra ``train``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot.errors import UsageError


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
@click.option("--name", default="prose-1", show_default=True, help="What the model is called.")
@click.option(
    "--steps",
    default=1100,
    show_default=True,
    type=click.IntRange(0),
    help="Steps of fine-tuning; 0 leaves the network out.",
)
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same model.")
def train(folder: Path, base: Path, out: Path, name: str, steps: int, seed: int) -> None:
    """Fit, calibrate and export the classifier (needs byline[train]).

    One command from labelled texts to a model, deterministic by its seed. Reads --data and --base. Writes the
    folder --out, and its progress to standard error.

    Exit status: 0 done; 2 usage or input error, or the extra is not installed.

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
    """Measure the classifier on labelled texts (needs byline[train]).

    Rates with exact intervals, and plots. Reads the files of --data. Writes evaluation.html and
    evaluation.json into the folder --out, and a summary to standard output.

    Exit status: 0 done; 2 usage or input error, or the extra is not installed.

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
