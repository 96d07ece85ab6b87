"""The steps of ``byline audit``: what is audited, where the report goes, and what the exit status is."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import click

from bot.cli import severity
from bot.cli.progress import staged
from bot.cli.terminal import color
from bot.config import PUBLIC_API, Settings
from bot.errors import BylineError, UsageError
from bot.github.names import repository_name
from bot.messages.neutral import visible
from detectors.model import Unknown

if TYPE_CHECKING:
    from bot.audit.model import Report
    from bot.audit.options import Options, Progress
    from bot.audit.reviews import Hosted
    from bot.audit.run import Subject

_MAX_LIST: Final = 1_000_000


@dataclass(frozen=True)
class Request:
    """What was asked for on the command line."""

    formats: tuple[str, ...]
    out: Path | None
    baseline: Report | None
    fail_on: str
    reviewed: bool


def baseline_in(path: Path | None) -> Report | None:
    """Return the earlier report that ``--baseline`` names.

    Raises:
        UsageError: it cannot be read, or is no report.
    """
    if path is None:
        return None
    from bot.report.json import read

    return read(path)


def one(text: str, name: str, settings: Settings, options: Options, *, reviewed: bool) -> Report:
    """Audit what ``text`` names, a path or an address; ``name`` is what the report calls it, if anything."""
    from bot.audit.run import audit as run

    try:
        with staged() as progress, _subject(text, name, settings, progress) as subject:
            hosted = _hosted(subject.name, settings) if reviewed else None
            return run(replace(subject, hosted=hosted), options, progress)
    except KeyboardInterrupt:
        click.echo("Stopped. What was noted of commits is kept: the next audit goes on from there.", err=True)
        raise


@contextmanager
def _subject(text: str, name: str, settings: Settings, progress: Progress) -> Iterator[Subject]:
    from bot.audit.run import Subject
    from bot.audit.scope import name_of
    from bot.git import open_local
    from bot.git.whole import Address, cloned

    if "://" not in text:
        repository = open_local(Path(text))
        yield Subject(repository, name or name_of(repository), str(repository.path.resolve()))
        return
    address = Address(text, _token(text, settings))
    progress("Fetching the repository", 0, 0)
    with cloned(settings.home / "audits" / "clones", address) as repository:
        yield Subject(repository, name or address.name, address.name)


def _token(url: str, settings: Settings) -> str:
    """Return the token for GitHub, if it is GitHub's own site that is asked."""
    own = urlsplit(url).netloc.casefold() == _host(settings)
    return settings.github_token.get_secret_value() if own and settings.github_token else ""


def _host(settings: Settings) -> str:
    """Return the host of the GitHub site whose API is set."""
    return "github.com" if settings.api_url == PUBLIC_API else urlsplit(settings.api_url).netloc.casefold()


def _hosted(name: str, settings: Settings) -> Hosted:
    from bot.audit.reviews import Hosted
    from bot.github.connect import connect

    parts = urlsplit(name)
    if parts.netloc.casefold() != _host(settings):
        raise UsageError(f"--reviews asks {_host(settings)}, and {visible(name)} is not there (see --name)")
    if settings.github_token is None and not settings.has_app:
        raise UsageError("--reviews needs a token: set BYLINE_GITHUB_TOKEN")
    repository = repository_name(parts.path.strip("/"))
    return Hosted(connect(settings, repository), repository)


def compared(report: Report, baseline: Report | None) -> Report:
    """Return a report with what differs from an earlier one."""
    if baseline is None:
        return report
    from bot.report.compare import compare

    return replace(report, comparison=compare(baseline, report))


def write(report: Report, formats: Sequence[str], out: Path | None) -> None:
    """Write the report: one format to standard output, or each into a file of the folder ``out``."""
    from bot.report.formats import FORMATS

    if out is None:
        screen = formats[0] == "text" and sys.stdout.isatty()
        click.echo(_on_screen(report) if screen else FORMATS[formats[0]].render(report), nl=False)
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name in formats:
            _keep(out / FORMATS[name].file, FORMATS[name].render(report))
    except OSError as error:
        raise UsageError(f"cannot write into {out}: {error.strerror}") from error


def _on_screen(report: Report) -> bytes:
    """Return the text as wide as the terminal is, in color unless nobody wants that."""
    from bot.report import text

    columns = shutil.get_terminal_size((text.WIDTH, 24)).columns
    return text.render(report, color=color(os.environ) is not False, width=columns)


def _keep(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    click.echo(f"Wrote {path}", err=True)


def status(report: Report, fail_on: str) -> int:
    """Return the exit status; what is set aside does not count."""
    from bot.report.seen import findings_of

    aside = {one.finding for one in report.dismissed}
    found = (one.severity for one in findings_of(report) if one.id not in aside)
    return severity.status(found, fail_on)


def listed_in(path: Path) -> list[str]:
    """Return the paths and addresses in a file, one a line; lines that begin with # are remarks.

    Raises:
        UsageError: it cannot be read, or names nothing.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")[:_MAX_LIST]
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError:
        raise UsageError(f"cannot read {path}: it is not text in UTF-8") from None
    lines = (line.strip() for line in text.splitlines())
    found = list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
    if not found:
        raise UsageError(f"{path} names no repository")
    return found


def many(subjects: Sequence[str], settings: Settings, options: Options, request: Request) -> int:
    """Audit each repository into its folder, then write the page about all; return the worst exit status."""
    from bot.report.formats import FORMATS
    from bot.report.portfolio import Entry, render

    if request.out is None or request.baseline is not None:
        raise UsageError("--list needs --out DIR, and goes without --baseline")
    worst = 0
    entries: list[Entry] = []
    for subject, folder in zip(subjects, _folders(subjects), strict=True):
        click.echo(f"Auditing {visible(subject)}", err=True)
        try:
            report = one(subject, "", settings, options, reviewed=request.reviewed)
        except BylineError as error:
            click.echo(f"byline: {visible(subject)}: {visible(str(error))}", err=True)
            entries.append(Entry(subject, Unknown(str(error))))
            worst = max(worst, error.exit_code)
            continue
        write(report, request.formats, request.out / folder)
        page = f"{folder}/{FORMATS['html'].file}" if "html" in request.formats else ""
        entries.append(Entry(report.scope.repository, report, page))
        worst = max(worst, status(report, request.fail_on))
    _keep(request.out / "index.html", render(entries))
    return worst


def _folders(subjects: Sequence[str]) -> list[str]:
    """Return a folder's name for each repository: its own, with a number where several have the same."""
    found: list[str] = []
    for subject in subjects:
        plain = (
            re.sub(r"[^A-Za-z0-9._-]+", "-", Path(subject.rstrip("/")).resolve().name).strip("-.")
            or "repository"
        )
        plain = plain.removesuffix(".git")[:80]
        twins = sum(one == plain or one.startswith(f"{plain}~") for one in found)
        found.append(plain if not twins else f"{plain}~{twins + 1}")
    return found
