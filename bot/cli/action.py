"""``byline action``: what the GitHub Action runs for one event of a workflow."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Final

import click

from bot.action import remarks, results, summary
from bot.action.runner import Runner
from bot.action.work import Outcome, Work
from bot.actions import Action
from bot.cli import workflow
from bot.cli.inputs import OUTCOMES
from bot.cli.policy.given import from_facts, from_preset
from bot.commands.comment import Comment, comment_of
from bot.config import Settings, load_settings
from bot.errors import BylineError, UsageError
from bot.gather.policy_file import find_extended
from bot.gather.subject import Subject, subjects
from bot.github.client import Client
from bot.github.connect import connect
from bot.live import subject_of
from bot.messages import report
from bot.messages.neutral import visible
from detectors.model import Audience, Kind
from policies import presets
from policies.schema import Policy
from webhooks.routing import route

_NEVER: Final = "never"
#: By exit status: what happened, and what to do.
_FAILURES: Final = {
    2: ("something has to be changed", "Look at the workflow's file and its inputs."),
    3: ("could not look", "Run the job again later: nothing is written twice."),
}


@click.command()
@click.option(
    "--policy",
    "policy_name",
    envvar="BYLINE_ACTION_POLICY",
    metavar="PRESET|PATH",
    help="Judge by this preset, or by this file of the default branch.  [default: .github/byline.yml]",
)
@click.option(
    "--dry-run/--no-dry-run",
    envvar="BYLINE_ACTION_DRY_RUN",
    default=False,
    help="Write nothing on GitHub, whatever the policy says.",
)
@click.option(
    "--fail-on",
    envvar="BYLINE_ACTION_FAIL_ON",
    type=click.Choice([_NEVER, *OUTCOMES]),
    default=_NEVER,
    show_default=True,
    help="Exit with 1 at this outcome or a stronger one.",
)
@click.option(
    "--number",
    envvar="BYLINE_ACTION_NUMBER",
    type=click.IntRange(min=1),
    help="Judge the pull request or issue with this number, whatever the event is about.",
)
@click.pass_context
def action(
    context: click.Context, /, *, policy_name: str | None, dry_run: bool, fail_on: str, number: int | None
) -> None:
    """Judge what a GitHub Actions workflow is about.

    As the server would; the GitHub Action runs this. Nothing of the contribution is checked out or run, and
    scores are not taken.

    Reads GITHUB_EVENT_PATH and its like, and asks GitHub with GITHUB_TOKEN. Writes what is public to the
    summary, annotations and outputs, and on GitHub what the policy asks for, but with --dry-run.

    Exit status: 0 under --fail-on; 1 at or above it; 2 something has to be changed; 3 could not look.

    \b
    Examples (in a step of a workflow):
      byline action
      byline action --policy disclose --dry-run
      byline action --number 12
    """
    runner = Runner.of(os.environ)
    try:
        outcome = _run(runner, policy_name, number, dry_run=dry_run)
    except BylineError as error:
        _tell_failure(runner, error)
        context.exit(error.exit_code)
    _tell(runner, outcome)
    if any(done.written.unfinished for done in outcome.done):
        context.exit(3)
    strongest = max((done.judgement.decision.outcome for done in outcome.done), default=None)
    failed = fail_on != _NEVER and strongest is not None and strongest >= OUTCOMES[fail_on]
    context.exit(1 if failed else 0)


def _run(runner: Runner, policy_name: str | None, number: int | None, *, dry_run: bool) -> Outcome:
    settings = _settings(runner)
    found, comment, note = _asked(runner)
    if number is None and not found and comment is None:
        return Outcome(notes=(note,))
    if settings.github_token is None:
        raise UsageError("there is no token: leave the input `token` away, or give ${{ github.token }}")
    client = connect(settings, runner.repository)
    if number is not None:
        found, comment = (subject_of(client, runner.repository, number),), None
    elif runner.sender.endswith("[bot]") and runner.sender == client.identity.login:
        return Outcome(notes=("Byline's own doing: nothing to judge",))
    policy = _policy(client, runner.repository, policy_name)
    work = Work(client, settings, policy, datetime.now(UTC), dry_run=dry_run, say=_say)
    return work.do(found, comment)


def _settings(runner: Runner) -> Settings:
    """Read the settings; the workflow's API, which on GitHub Enterprise Server is its own, is the default."""
    if runner.api_url and not os.environ.get("BYLINE_GITHUB_API_URL"):
        return load_settings(github_api_url=runner.api_url)
    return load_settings()


def _asked(runner: Runner) -> tuple[tuple[Subject, ...], Comment | None, str]:
    """Return what the event is about, with the comment that it tells of, or why there is nothing to judge."""
    asks = route(runner.event, runner.action, runner.payload)
    if asks.task is None:
        return (), None, asks.note
    found = subjects(runner.event, runner.payload)
    if not found:
        return (), None, f"the event {runner.trigger} has no contribution in it"
    if any(subject.kind is Kind.SECURITY_REPORT for subject in found):
        return (), None, "security reports are private, and all that a workflow shows is public"
    return found, comment_of(runner.event, runner.payload), ""


def _policy(client: Client, repository: str, name: str | None) -> Policy | None:
    """Return the policy that the input names: a preset, or a file as the default branch has it.

    Files of the workspace are never read: somebody may have checked out the contribution there.
    """
    if name is None:
        return None
    if name in presets.names():
        return from_preset(name).policy()
    file = client.file(repository, name)
    if file is None:
        raise UsageError(
            f"policy: {name} is neither a file on the default branch of {repository} nor a preset; "
            f"the presets are {', '.join(presets.names())}"
        )
    extended = {item.name: item.file for item in find_extended(client, file)}
    return from_facts(file, extended, repository).policy()


def _tell(runner: Runner, outcome: Outcome) -> None:
    """Write log, annotations, outputs and summary."""
    for done in outcome.done:
        click.echo(report.as_text(done.judgement, audience=Audience.PUBLIC), nl=False)
        for item in done.written.refused:
            click.echo(visible(f"not done: {report.describe(item.action)}: {item.reason}"))
    for note in outcome.notes:
        click.echo(visible(note))
    if outcome.done:
        for remark in remarks.of(outcome, runner.read_only):
            _annotate(remark)
    _write(runner, summary.of(outcome, runner.read_only), outcome)


def _tell_failure(runner: Runner, error: BylineError) -> None:
    heading, advice = _FAILURES[error.exit_code]
    _annotate(remarks.Remark("error", f"Byline: {heading}", visible(str(error), keep_newlines=True)))
    _write(runner, summary.failed(heading, str(error), advice), Outcome())


def _annotate(remark: remarks.Remark) -> None:
    place = {
        "file": remark.path,
        "line": remark.line,
        "endLine": remark.end_line,
        "col": remark.column,
        "title": remark.title,
    }
    workflow.announce(remark.level, remark.message, place)


def _write(runner: Runner, text: str, outcome: Outcome) -> None:
    if runner.summary is not None:
        with runner.summary.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    if runner.output is not None:
        kept = results.write_report(outcome, runner.folder)
        results.write_outputs(runner.output, results.outputs(outcome, kept))


def _say(done: Action) -> None:
    click.echo(visible(f"done: {report.describe(done)}"))
