"""``byline openness``: what a repository, a text or a model's name claims, and what its license and parts
are.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.errors import UsageError
from bot.openness import folder, hub, report
from detectors.model import Severity
from detectors.openness import audit, registry
from detectors.openness.audit import Answer
from detectors.openness.model import Verdict

_SEVERITIES = {str(severity): severity for severity in Severity}
_MAX_BYTES = 25_000_000


@click.command("openness")
@click.argument("subject", metavar="[PATH|MODEL-ID|-]", required=False)
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
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option(
    "--fail-on",
    type=click.Choice(list(_SEVERITIES)),
    default=str(Severity.FAILURE),
    show_default=True,
    help="Exit with 1 at a finding of this severity or a higher one.",
)
@click.pass_context
def openness(
    context: click.Context,
    subject: str | None,
    name: str,
    registry_check: bool,
    online: bool,
    form: str,
    fail_on: str,
) -> None:
    """Say how open a model is, and where texts about it differ from its license.

    PATH is a folder or a git clone (of which the checked-out commit is read), or one file; MODEL-ID a
    model's name, its id on a hub, or a runner's tag; - reads a text from standard input.

    \b
    Examples:
      byline openness .
      byline openness deepseek-ai/DeepSeek-V3
      byline openness "Kimi K2" --format json
      byline openness - < README.md
      byline openness --registry-check
    """
    if registry_check:
        if subject:
            raise UsageError("--registry-check takes no PATH or MODEL-ID")
        click.echo(_registry(form), nl=False)
        return
    if not subject:
        raise UsageError("say what to look at: a folder, a model's name or id, or - (see --help)")
    answer, commit = _answer(subject, name, online)
    click.echo((report.as_json if form == "json" else report.as_text)(answer, commit), nl=False)
    worst = max((one.severity for one in answer.raised), default=None)
    context.exit(1 if worst is not None and worst >= _SEVERITIES[fail_on] else 0)


def _registry(form: str) -> str:
    stale, unsure = registry.stale(datetime.now(UTC).date()), registry.unsure()
    render = report.registry_json if form == "json" else report.registry_text
    return render(stale, unsure, len(registry.registry().rows))


def _answer(subject: str, name: str, online: bool) -> tuple[Answer, str]:
    path = Path(subject)
    if subject == "-":
        return audit.of_text(_stdin(), "standard input"), ""
    if path.is_dir():
        made, commit = folder.read(path, name)
        return audit.of_release(made, name or made.name or str(path)), commit
    if name:
        raise UsageError("--name goes with a folder only")
    if path.is_file():
        return audit.of_text(folder.text(path), str(path)), ""
    if subject.startswith((".", "~", os.sep)) or subject.endswith(os.sep):
        raise UsageError(f"{subject}: no such file or folder")
    answer = audit.of_model(subject)
    if answer.verdict is Verdict.UNKNOWN and answer.row is None and online:
        return _online(subject), ""
    return answer, ""


def _online(subject: str) -> Answer:
    if not hub.is_id(subject):
        raise UsageError(f"{subject!a} is no model's id: it has the form OWNER/NAME")
    made, known = hub.look_up(subject)
    return audit.of_release(made, subject, known)


def _stdin() -> str:
    with click.open_file("-", "rb") as stream:
        data: bytes = stream.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise UsageError("the text is over 25 MB")
    return data.decode("utf-8", "replace")
