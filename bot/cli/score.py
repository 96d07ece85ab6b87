"""``byline score``: the classifier by itself, on one text or on a stream of them."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any, Final

import click

from bot import calibrations
from bot.cli.options import format_option
from bot.errors import UsageError
from detectors.authorship import score as classifier
from detectors.authorship.calibration import Local
from detectors.authorship.measured import KINDS
from detectors.authorship.wording import in_words

_MAX_BYTES: Final = 25 * 1024 * 1024
_MAX_LINE: Final = 4 * 1024 * 1024
_CHUNK: Final = 32
#: Starting workers costs about as much time as scoring this many texts.
_SMALL: Final = 128


@click.command("score")
@click.argument("file", default="-", type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--kind", type=click.Choice(KINDS), help="What the text is. With --jsonl: for records that don't say."
)
@click.option("--lang", default="", help="For --kind code: the file extension, such as py.")
@click.option(
    "--jsonl", is_flag=True, help="Read one JSON record a line, write one score a line, in the same order."
)
@click.option(
    "--local", "local_file", type=click.Path(path_type=Path), help="Calibration made by `byline calibrate`."
)
@format_option("text", "json")
@click.option(
    "--jobs", type=click.IntRange(1, 64), help="Worker processes for --jsonl (default: one a core)."
)
def score(
    file: Path, kind: str | None, lang: str, jsonl: bool, local_file: Path | None, form: str, jobs: int | None
) -> None:
    """Say how often human writing looks at least as machine-like.

    The classifier alone, on one text or many. The score is no probability of authorship, and no ground to
    accuse anybody.

    Reads FILE, or standard input (-, the default); no network. With --jsonl each line is a record {"id",
    "kind", "title", "text", "lang"}, and is answered by one line, in order, however many there are. Writes to
    standard output.

    Exit status: 0 answered, also where the answer is "no opinion"; 2 usage or input error; 3 the classifier
    cannot be loaded.

    \b
    Examples:
      byline score report.md --kind issue
      git log -1 --format=%B | byline score --kind commit
      byline score --jsonl texts.jsonl > scores.jsonl
    """
    local = calibrations.read(local_file) if local_file else None
    if jsonl:
        with _open(file) as stream:
            for line in _answers(stream, kind, local, jobs or os.cpu_count() or 1):
                click.echo(line)
        return
    if kind is None:
        raise UsageError("say what the text is: --kind issue, pull_request, commit or code")
    if str(file) == "-" and sys.stdin.isatty():
        click.echo("Type or paste the text, then press Ctrl-D on a line of its own.", err=True)
    with _open(file) as stream:
        data = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise UsageError(f"{file}: over 25 MB")
    answer = classifier.score(data.decode("utf-8", "replace"), kind, str(file), local=local, lang=lang)
    click.echo(json.dumps(answer.as_json()) if form == "json" else in_words(answer, kind))


def _open(file: Path) -> IO[bytes]:
    try:
        stream: IO[bytes] = click.open_file(str(file), "rb")
    except OSError as error:
        raise UsageError(f"cannot read {file}: {error.strerror}") from error
    return stream


def _answers(stream: Iterable[bytes], kind: str | None, local: Local | None, jobs: int) -> Iterator[str]:
    """Answer every line, in order. Memory holds a few chunks a worker, whatever the length of the stream."""
    lines = enumerate(stream, 1)
    first = list(itertools.islice(lines, _SMALL))
    if len(first) < _SMALL or jobs == 1:
        yield from (_answer(number, line, kind, local) for number, line in itertools.chain(first, lines))
        return
    work = _chunks(itertools.chain(first, lines))
    with multiprocessing.get_context("spawn").Pool(jobs, _prepare, (kind, local)) as pool:
        waiting = [pool.apply_async(_chunk, (chunk,)) for chunk in itertools.islice(work, 3 * jobs)]
        while waiting:
            yield from waiting.pop(0).get()
            waiting.extend(pool.apply_async(_chunk, (chunk,)) for chunk in itertools.islice(work, 1))


def _chunks(lines: Iterator[tuple[int, bytes]]) -> Iterator[list[tuple[int, bytes]]]:
    while chunk := list(itertools.islice(lines, _CHUNK)):
        yield chunk


_given: dict[str, Any] = {}


def _prepare(kind: str | None, local: Local | None) -> None:
    _given.update(kind=kind, local=local)


def _chunk(lines: list[tuple[int, bytes]]) -> list[str]:
    return [_answer(number, line, _given["kind"], _given["local"]) for number, line in lines]


def _answer(number: int, line: bytes, kind: str | None, local: Local | None) -> str:
    """Answer one line; a line that is no record is answered with an error, so that none goes missing."""
    name: Any = None
    try:
        if len(line) > _MAX_LINE:
            raise ValueError("line over 4 MB")
        record = json.loads(line)
        if not isinstance(record, dict):
            raise ValueError("not a JSON object")
        name = record.get("id", str(number))
        text, given = record.get("text"), record.get("kind") or kind
        if not isinstance(text, str):
            raise ValueError('no "text"')
        if not isinstance(given, str):
            raise ValueError('no "kind", and no --kind was given')
        lang = str(record.get("lang") or "")
        return json.dumps({**classifier.score(text, given, "", local=local, lang=lang).as_json(), "id": name})
    except KeyError as error:
        return json.dumps({"id": name, "error": f"line {number}: unknown kind {error}"})
    except (ValueError, RecursionError) as error:
        return json.dumps({"id": name, "error": f"line {number}: {error}"})
