"""``byline calibrate``: measure the classifier on a project's own human writing, and draw what to label."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

import click

from bot import calibrations, sample
from bot.cli.options import complete_files, format_option
from bot.cli.progress import watched
from bot.config import Settings, load_settings
from bot.errors import CouldNotLook, UsageError
from bot.gather.old_texts import OldText, from_clone, from_github
from bot.github.names import repository_name
from bot.storage import Feedback, open_database
from detectors.authorship.calibration import LOCAL_MINIMUM, THRESHOLD
from detectors.authorship.measured import table_for
from detectors.authorship.model import ModelUnavailableError
from detectors.authorship.score import Score, score

#: The least number of texts whose flagged share says something about one in a hundred: none of 300 flagged
#: means at most 1 %.
_TELLING: Final = 300
_LABELLER: Final = "command line"
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("calibrate")
@click.argument("target", metavar="PATH|OWNER/REPO", shell_complete=complete_files)
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    default="2022-12-01",
    show_default=True,
    help="Only what was written before this date: human by its age.",
)
@click.option(
    "--texts",
    type=_FILE,
    help="JSON Lines of further human texts (kind, text), drawn at random and labelled by a maintainer.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write.  [default for OWNER/REPO: the one that `serve` and `check` read]",
)
@click.option(
    "--sample",
    "size",
    type=click.IntRange(1, 10_000),
    help="Calibrate nothing: draw so many recorded contributions of OWNER/REPO to label.",
)
@click.option(
    "--labels", type=_FILE, help="The sample, labelled: it enters this and every later calibration."
)
@format_option("text", "json")
def calibrate(
    target: str,
    until: datetime,
    texts: Path | None,
    out: Path | None,
    size: int | None,
    labels: Path | None,
    form: str,
) -> None:
    """Measure the classifier on this project's own human writing.

    It can only protect: of two rates, the one kinder to authors counts. PATH is a clone, whose old commits
    are read. OWNER/REPO reads old issues, pull requests and commits from GitHub, and takes in what a
    maintainer labelled of a uniform sample. Labels of contributions that were not drawn are refused: the
    flagged ones alone would bias every rate.

    Reads the clone, or GitHub (BYLINE_GITHUB_TOKEN, or the configured App). Writes the calibration to --out,
    by default to $BYLINE_HOME/calibrations, and labels to the database. Nothing leaves this machine.

    Exit status: 0 done; 2 usage or input error; 3 could not look (GitHub, database, classifier).

    \b
    Examples:
      byline calibrate ~/src/widget --out widget-calibration.json
      byline calibrate acme/widget
      byline calibrate acme/widget --sample 200 > sample.txt
      byline calibrate acme/widget --labels sample.txt
    """
    settings, clone = load_settings(), Path(target)
    repository = None if clone.is_dir() else _repository(target)
    if size is not None:
        if texts or labels or out:
            raise UsageError("--sample goes with OWNER/REPO and --format only")
        click.echo(_drawn(settings, _needed(repository, "--sample"), size, form), nl=False)
        return
    if labels is not None:
        _take(settings, _needed(repository, "--labels"), labels)
    if repository is None and out is None:
        raise UsageError("say where to write it: --out FILE")
    before = f"{until:%Y-%m-%d}T00:00:00Z"
    found = _Found()
    try:
        found.add(_read(settings, clone, repository, before))
        found.add(_labelled(texts))
        if repository is not None:
            found.add_sample(settings, repository)
    except ModelUnavailableError as error:
        raise CouldNotLook(f"the authorship classifier cannot be loaded: {error}") from error
    if not found.scores:
        raise UsageError(f"{target}: no human text that the classifier can judge; is --until too early?")
    where = out or calibrations.place(settings, repository or "")
    calibrations.write(where, found.scores)
    click.echo(found.as_json(where) if form == "json" else found.as_text(where))


@dataclass
class _Found:
    """Scores and shipped tails of human texts, by the kind of table that judges them."""

    scores: dict[str, list[float]] = field(default_factory=dict)
    tails: dict[str, list[float]] = field(default_factory=dict)
    sample: sample.Labelled | None = None

    def add(self, texts: Iterable[OldText]) -> None:
        for old in texts:
            self._keep(old.kind, score(old.text, old.kind, template_lines=old.templates))

    def add_sample(self, settings: Settings, repository: str) -> None:
        """Take in what was labelled human of the uniform sample, by this and by earlier calls."""
        database = open_database(settings.database)
        try:
            human, self.sample = sample.human_parts(Feedback(database).labelled(repository))
        finally:
            database.close()
        for part in human:
            self._keep(part.kind, part.answer)

    def _keep(self, kind: str, answer: Score) -> None:
        if answer.score is not None and answer.human_tail is not None:
            self.scores.setdefault(table_for(kind), []).append(answer.score)
            self.tails.setdefault(table_for(kind), []).append(answer.human_tail)

    def flagged(self, kind: str) -> int:
        return sum(tail <= THRESHOLD for tail in self.tails[kind])

    def as_text(self, where: Path) -> str:
        lines = [_told(kind, len(tails), self.flagged(kind)) for kind, tails in self.tails.items()]
        if self.sample is not None and self.sample != sample.Labelled():
            lines.append(_told_sample(self.sample))
        return "\n".join([*lines, f"wrote {where}"])

    def as_json(self, where: Path) -> str:
        kinds = {
            kind: {"texts": len(tails), "flagged": self.flagged(kind), "enough": len(tails) >= LOCAL_MINIMUM}
            for kind, tails in self.tails.items()
        }
        labelled = self.sample or sample.Labelled()
        counts = {"human": labelled.human, "ai": labelled.ai, "text_gone": labelled.gone}
        return json.dumps({"out": str(where), "kinds": kinds, "sample": counts}, indent=2)


def _told(kind: str, n: int, flagged: int) -> str:
    line = f"{kind}: {n} human texts, {flagged} of them at or under 0.01 by the shipped calibration."
    if n < LOCAL_MINIMUM:
        return f"{line} Too few to speak of 1 in 100: this kind is left as shipped."
    if n < _TELLING:
        return f"{line} They protect, but confirming 1 in 100 takes about {_TELLING}."
    return line


def _told_sample(labelled: sample.Labelled) -> str:
    gone = (
        f"; {labelled.gone} of these have no text here any more, and were left out" if labelled.gone else ""
    )
    return f"sample: {labelled.human} labelled human{gone}, {labelled.ai} labelled ai (left out)."


def _repository(target: str) -> str:
    try:
        return repository_name(target)
    except UsageError as error:
        raise UsageError(f"{target[:200]!a} is neither a folder nor OWNER/REPO") from error


def _needed(repository: str | None, option: str) -> str:
    if repository is None:
        raise UsageError(f"{option} needs OWNER/REPO: what was recorded belongs to a repository")
    return repository


def _drawn(settings: Settings, repository: str, size: int, form: str) -> str:
    database = open_database(settings.database)
    try:
        drawn = Feedback(database).draw_sample(repository, size)
    finally:
        database.close()
    if not drawn:
        raise UsageError(f"no contribution to {repository} is recorded that was not labelled yet")
    return sample.as_json(repository, drawn) if form == "json" else sample.as_text(drawn)


def _take(settings: Settings, repository: str, file: Path) -> None:
    given = sample.read_labels(file.read_text(encoding="utf-8", errors="replace"), str(file))
    database = open_database(settings.database)
    try:
        taken = Feedback(database).label(repository, given, _LABELLER)
    finally:
        database.close()
    click.echo(f"{taken} labels kept", err=True)


def _read(settings: Settings, clone: Path, repository: str | None, until: str) -> Iterable[OldText]:
    if repository is None:
        texts, what = from_clone(clone, until), str(clone)
    else:
        from bot.github.connect import connect  # loads GitHub's library, which a clone does without

        texts, what = from_github(connect(settings, repository), repository, until), repository
    return watched(texts, f"Scoring {what}")


def _labelled(path: Path | None) -> Iterator[OldText]:
    if path is None:
        return
    with path.open(encoding="utf-8", errors="replace") as stream:
        for number, line in enumerate(stream, 1):
            try:
                record = json.loads(line)
                kind, text = record["kind"], record["text"]
                table_for(kind)
                yield OldText(kind, str(text))
            except (ValueError, KeyError, TypeError, RecursionError) as error:
                raise UsageError(f"{path}, line {number}: not a record with kind and text") from error
