"""``byline openness``: what a repository, a text or a model's name claims, and what its license and parts
are.
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from bot.cli.options import complete_files, format_option
from bot.cli.progress import counted
from bot.cli.severity import severity_option, status
from bot.errors import NotFound, UsageError
from bot.openness import folder, hub, report
from detectors.openness import audit, registry
from detectors.openness.audit import Answer
from detectors.openness.model import Demand

_MAX_BYTES = 25_000_000
_NOT_ON_HUB: Final = (
    "the hub has no such model, or does not show it to everybody: check OWNER/NAME; of a private one look at "
    "a clone (byline openness PATH)"
)


@click.command("openness")
@click.argument("subject", metavar="[PATH|MODEL-ID|-]", required=False, shell_complete=complete_files)
@click.option(
    "--name", default="", metavar="OWNER/NAME", help="For a folder: the repository that it is a copy of."
)
@click.option(
    "--registry-check", is_flag=True, help="List the rows of the registry that are stale or not sure."
)
@click.option(
    "--online",
    is_flag=True,
    help="Look a model up on the Hugging Face hub where the registry does not know it.",
)
@click.option(
    "--demand",
    "demands",
    multiple=True,
    type=click.Choice([str(demand) for demand in Demand]),
    help="What this project asks of itself, as warnings and no longer as notes. osaid: models that are "
    "called open source fit OSI's definition for AI. foundation: license texts are there, and data sets name "
    "their license.",
)
@format_option("text", "json")
@severity_option
@click.pass_context
def openness(
    context: click.Context,
    subject: str | None,
    name: str,
    registry_check: bool,
    online: bool,
    demands: tuple[str, ...],
    form: str,
    fail_on: str,
) -> None:
    """Say how open a model is, and which claims differ from that.

    PATH is a folder or a git clone (of which the checked-out commit is read), or one file; MODEL-ID a
    model's name, its id on a hub, or a runner's tag; - reads a text from standard input.

    Reads this machine and the registry that comes with Byline; with --online the Hugging Face hub, too.
    Writes to standard output.

    Exit status: 0 no finding at or above --fail-on; 1 one is; 2 usage or input error; 3 could not look.

    \b
    Examples:
      byline openness .
      byline openness deepseek-ai/DeepSeek-V3
      byline openness "Kimi K2" --format json
      byline openness - < README.md
      byline openness acme/marmot-7b --online --demand foundation
      byline openness --registry-check
    """
    if registry_check:
        if subject:
            raise UsageError("--registry-check takes no PATH or MODEL-ID")
        click.echo(_registry(form), nl=False)
        return
    if not subject:
        raise UsageError("say what to look at: a folder, a model's name or id, or - (see --help)")
    asked = frozenset(Demand(demand) for demand in demands)
    answer, commit = _answer(subject, name, online, asked)
    click.echo((report.as_json if form == "json" else report.as_text)(answer, commit), nl=False)
    context.exit(status((one.severity for one in answer.raised), fail_on))


def _registry(form: str) -> str:
    stale, unsure = registry.stale(datetime.now(UTC).date()), registry.unsure()
    render = report.registry_json if form == "json" else report.registry_text
    return render(stale, unsure, len(registry.registry().rows))


def _answer(subject: str, name: str, online: bool, demands: frozenset[Demand]) -> tuple[Answer, str]:
    path = Path(subject)
    if subject == "-":
        return audit.of_text(_stdin(), "standard input", demands), ""
    if path.is_dir():
        made, commit = folder.read(path, name)
        return audit.of_release(made, name or made.name or str(path), demands=demands), commit
    if name:
        raise UsageError("--name goes with a folder only")
    if path.is_file():
        return audit.of_text(folder.text(path), str(path), demands), ""
    if subject.startswith((".", "~", os.sep)) or subject.endswith(os.sep):
        raise UsageError(f"{subject}: no such file or folder")
    answer = audit.of_model(subject)
    # With a row and without advice the registry has said all.
    return _online(subject, answer, demands) if online and answer.advice else (answer, "")


def _online(subject: str, offline: Answer, demands: frozenset[Demand]) -> tuple[Answer, str]:
    if not hub.is_id(subject):
        raise UsageError(f"{subject[:100]!a} is no model's id: it has the form OWNER/NAME")
    try:
        with counted("Asking the hub") as told:
            found = hub.look_up(subject, told)
    except NotFound:
        return replace(offline, advice=_NOT_ON_HUB), ""
    answer = audit.of_release(found.release, subject, found.known, demands)
    return replace(answer, unread=found.unread), found.commit


def _stdin() -> str:
    with click.open_file("-", "rb") as stream:
        data: bytes = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise UsageError("the text is over 25 MB")
    return data.decode("utf-8", "replace")
