"""``byline check``: judge one contribution, from any of four inputs, and print or carry out what follows."""

from __future__ import annotations

import sys
import textwrap
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from bot import calibrations
from bot.actions import Action
from bot.apply import Records, apply
from bot.audience import judgement_for
from bot.cli.inputs import (
    OUTCOMES,
    Input,
    facts_from,
    facts_option,
    outcome_option,
    policy_from,
)
from bot.cli.opinion import add_opinion, check_private
from bot.cli.options import format_option, policy_option
from bot.cli.terminal import columns
from bot.config import Settings, load_settings
from bot.engine import Judgement, judge
from bot.errors import CouldNotLook, UsageError
from bot.gather.facts_file import write_facts
from bot.messages import report
from bot.messages.neutral import visible
from detectors.authorship.calibration import Local
from detectors.authorship.judged import Judged
from detectors.authorship.wording import in_words, per_thousand
from detectors.model import Audience, Facts, Kind
from policies.schema import Policy

_TEXT_KINDS = [kind.value for kind in Kind if kind is not Kind.PULL_REQUEST] + [Kind.PULL_REQUEST.value]


@click.command()
@click.argument("subject", required=False, metavar="[OWNER/REPO#N]")
@click.option(
    "--event",
    "event_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A saved webhook payload. No network is used.",
)
@facts_option
@click.option(
    "--text",
    "text_file",
    type=click.Path(allow_dash=True, dir_okay=False, path_type=Path),
    help="Plain text, or - for standard input. No network is used.",
)
@click.option(
    "--kind",
    type=click.Choice(_TEXT_KINDS),
    default=Kind.ISSUE.value,
    show_default=True,
    help="What the --text is.",
)
@click.option("--event-name", help="GitHub's name of the --event; default: told from the payload.")
@click.option(
    "--repo",
    "clone",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A local clone: commits, files and the policy are read there, and what the text cites looked up.",
)
@policy_option()
@click.option(
    "--local",
    "local_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Calibration made by `byline calibrate`.  [default: the one kept for the repository, if any]",
)
@click.option(
    "--apply", "write", is_flag=True, help="Carry the actions out on GitHub. Default: only show them."
)
@click.option(
    "--second-opinion",
    is_flag=True,
    help="Also ask the model of BYLINE_REVIEWER_URL. Only you see what it says, and nothing follows.",
)
@click.option(
    "--save-facts",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write the facts to this file, for --facts and for bug reports.",
)
@format_option("text", "json", "markdown")
@outcome_option
@click.pass_context
def check(
    context: click.Context,
    /,
    *,
    write: bool,
    second_opinion: bool,
    save_facts: Path | None,
    form: str,
    fail_on: str,
    policy_name: str | None,
    local_file: Path | None,
    **given: object,
) -> None:
    """Judge one contribution, and show what would follow.

    Prints the findings with their evidence, the policy's decision with its reasons, and the actions. Give one
    of OWNER/REPO#N, --event, --facts and --text.

    Reads the contribution: OWNER/REPO#N from GitHub, with BYLINE_GITHUB_TOKEN or GITHUB_TOKEN or as the
    configured App; everything else from this machine. Writes nothing, but with --apply on GitHub, and
    with --save-facts a file.

    Exit status: 0 under --fail-on; 1 at or above it; 2 usage or input error; 3 could not look (network,
    permission, no such contribution).

    \b
    Examples:
      byline check acme/widget#12 --policy disclose
      byline check --event payload.json --policy human-only --format json
      byline check --event payload.json --policy disclose --save-facts facts.json
      byline check --text report.md --kind issue
      byline check acme/widget#12 --apply
    """
    settings = load_settings()
    source = Input.of(**given)
    if write and source.subject is None:
        raise UsageError("--apply needs OWNER/REPO#N: a saved payload, facts file or text may be out of date")
    if second_opinion:
        check_private(settings, form, write=write)
    policy = policy_from(policy_name)
    facts = facts_from(source, settings, policy, now=datetime.now(UTC))
    if save_facts is not None:
        write_facts(save_facts, facts)
    repository = facts.contribution.repository
    local = calibrations.read(local_file) if local_file else calibrations.of(settings, repository)
    if not write:
        judgement = judge(facts, policy, local)
        if second_opinion:
            judgement = add_opinion(judgement, policy, settings)
        show(judgement, form, settings)
    else:
        judgement = _judge_and_write(facts, policy, local, settings, form)
    context.exit(1 if judgement.decision.outcome >= OUTCOMES[fail_on] else 0)


def show(judgement: Judgement, form: str, settings: Settings) -> None:
    """Print the judgement, and on standard error what it had to do without.

    Its reader is whoever sits here, or in a workflow everybody who can see the log.
    """
    audience = Audience.PUBLIC if settings.in_workflow else Audience.AUDITOR
    click.echo(render(judgement, form, audience), nl=False)
    for notice in judgement.notices:
        click.echo(f"byline: {visible(notice)}", err=True)


def render(judgement: Judgement, form: str, audience: Audience = Audience.AUDITOR) -> str:
    """Return the judgement in one of the three formats, ending in a line feed.

    The classifier's scores are for the person at the command line: what is published has none.
    """
    if form == "markdown":
        return report.as_markdown(judgement)
    judgement = judgement_for(judgement, audience)
    if form == "json":
        return report.as_json(judgement) + "\n"
    text = report.as_text(judgement, color=sys.stdout.isatty(), width=columns(100))
    scores = judgement.scores
    if not scores.parts:
        return text
    told = "".join(_score(part.place, in_words(part.answer, part.kind)) for part in scores.parts)
    heading = "\nScores (for you only: no decision rests on them)\n"
    return text + heading + told + _score("all parts together", _together(scores))


def _score(place: str, said: str) -> str:
    lines = visible(said, keep_newlines=True).splitlines()
    wide = columns(96) - 6
    wrapped = (textwrap.fill(line, wide, subsequent_indent="  ") for line in lines)
    return f"  {visible(place)}\n" + textwrap.indent("\n".join(wrapped), "      ") + "\n"


def _together(scores: Judged) -> str:
    if scores.human_tail is None:
        return "No part could be judged."
    return (
        f"At most about {per_thousand(scores.human_tail)} in 1,000 human-written contributions of as many "
        "parts look at least this machine-like: the smallest tail, times the number of parts judged."
    )


def _judge_and_write(
    facts: Facts, policy: Policy | None, local: Local | None, settings: Settings, form: str
) -> Judgement:
    """Judge with Byline's own records of what it did before, print, and carry the actions out."""
    from bot.ledger import Ledger
    from bot.storage import open_database

    database = open_database(settings.database)
    try:
        records = Ledger(settings, database)
        state = records.recall(facts.state, facts.contribution)
        judgement = judge(replace(facts, state=state), policy, local)
        show(judgement, form, settings)
        _write(judgement, settings, records)
        unsent = records.send(facts.contribution)
    finally:
        database.close()
    if unsent:
        raise CouldNotLook(unsent)
    return judgement


def _write(judgement: Judgement, settings: Settings, records: Records) -> None:
    from bot.github.connect import connect  # as in ``inputs``: only who talks to GitHub loads its libraries

    if not judgement.plan.actions:
        click.echo("nothing was written", err=True)
        return
    contribution = judgement.facts.contribution
    client = connect(settings, contribution.repository)

    def say(action: Action) -> None:
        click.echo(f"done: {report.describe(action)}", err=True)

    apply(judgement.plan, contribution, client, records, say)
