"""``byline backfill``: what is there already, for whoever has just installed Byline."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

import click

from bot import calibrations
from bot.audience import judgement_for
from bot.cli.inputs import OUTCOMES, outcome_option, policy_from, stamp
from bot.cli.options import format_option, policy_option
from bot.cli.progress import watched
from bot.config import Settings, load_settings
from bot.errors import UsageError
from bot.github.names import repository_name
from bot.messages import report
from bot.messages.neutral import clip, visible
from bot.simulation.text import counted
from detectors.model import Audience
from detectors.repetition.words import MIN_WORDS
from policies.decision import Outcome
from policies.schema import Policy

if TYPE_CHECKING:  # these load GitHub's and the database's libraries, which ``--help`` does without
    from bot.actions import Action
    from bot.backfill import Remembered
    from bot.engine import Judgement
    from bot.gather.subject import Subject
    from bot.github.client import Client
    from bot.storage import Database

SCHEMA: Final = "byline/backfill/1"
_LIMIT: Final = 1_000
_COULD_NOT_LOOK: Final = 3
#: So many characters of a title are shown.
_TITLE: Final = 80


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line asks for."""

    repository: str
    limit: int | None
    since: str
    state: str
    judges: bool
    writes: bool
    policy: Policy | None


@dataclass(slots=True)
class _Result:
    """What came of it. ``strongest`` is over what only maintainers may see as well."""

    repository: str
    texts: Remembered
    at_limit: bool
    applied: bool
    judged: list[dict[str, Any]] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    strongest: Outcome = Outcome.PASS


@click.command()
@click.argument("repository", metavar="OWNER/REPO")
@click.option(
    "--limit",
    type=click.IntRange(0),
    default=_LIMIT,
    show_default=True,
    help="At most so many issues and pull requests, the latest first; 0: all.",
)
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what was opened on this day or later.")
@click.option(
    "--state",
    type=click.Choice(["all", "open", "closed"]),
    default="all",
    show_default=True,
    help="Only what is open, or only what is closed.",
)
@click.option("--texts-only", is_flag=True, help="Remember the texts, and judge nothing.")
@policy_option()
@click.option(
    "--apply", "write", is_flag=True, help="Carry the actions out on GitHub. Default: only count them."
)
@format_option("text", "json")
@outcome_option
@click.pass_context
def backfill(
    context: click.Context,
    /,
    *,
    repository: str,
    policy_name: str | None,
    form: str,
    fail_on: str,
    **given: Any,
) -> None:
    """Take in the issues and pull requests that are there already.

    First the texts are remembered in the database of `byline serve` (as numbers, never as text), so that
    later contributions that repeat them are told. Then each open one is judged as `byline check` judges it,
    and shown in one line. It can be run again at any time: what is remembered already is left as it is.

    Reads OWNER/REPO on GitHub, with BYLINE_GITHUB_TOKEN or as the configured App. Writes to the database; on
    GitHub with --apply only.

    Exit status: 0 all outcomes under --fail-on; 1 one at or above it; 2 usage error; 3 some could not be
    looked at, which are named.

    \b
    Examples:
      byline backfill acme/widget
      byline backfill acme/widget --limit 0 --texts-only
      byline backfill acme/widget --state open --policy disclose --format json
      byline backfill acme/widget --since 2026-01-01 --apply
    """
    asked = _asked(repository, policy_from(policy_name), **given)
    settings = load_settings()
    result = _run(asked, settings)
    click.echo(_as_json(result) if form == "json" else "\n".join(_lines(asked, result)))
    for problem in result.unseen:
        click.echo(f"byline: could not look at {visible(problem)}", err=True)
    if result.unseen:
        context.exit(_COULD_NOT_LOOK)
    context.exit(1 if result.strongest >= OUTCOMES[fail_on] else 0)


def _asked(
    repository: str,
    policy: Policy | None,
    *,
    limit: int,
    since: datetime | None,
    state: str,
    texts_only: bool,
    write: bool,
) -> _Asked:
    judges = state != "closed" and not texts_only
    unjudged = "--texts-only" if texts_only else "--state closed"
    if write and not judges:
        raise UsageError(f"--apply is about open issues and pull requests: with {unjudged} none is judged")
    if policy and not judges:
        raise UsageError(f"--policy is what to judge by: with {unjudged} nothing is judged")
    day = since.date().isoformat() if since else ""
    return _Asked(repository_name(repository), limit or None, day, state, judges, write, policy)


def _run(asked: _Asked, settings: Settings) -> _Result:
    from bot.backfill import remember, threads
    from bot.github.connect import connect
    from bot.storage import open_database
    from bot.storage.texts import Texts

    client = connect(settings, asked.repository)
    found = client.repository(asked.repository)
    name = found.full_name  # as GitHub has it now: the server knows the repository by no other
    listed = threads(client, name, asked.state, since=asked.since, limit=asked.limit)
    database = open_database(settings.database)
    try:
        kept = remember(
            watched(listed, "Remembering texts"),
            client,
            name,
            found.default_branch,
            Texts(database),
            _now,
        )
        result = _Result(name, kept, kept.listed == asked.limit, asked.writes)
        if asked.judges:
            _judge(result, asked, client, settings, database)
        return result
    finally:
        database.close()


def _now() -> str:
    return stamp(datetime.now(UTC))


def _judge(result: _Result, asked: _Asked, client: Client, settings: Settings, database: Database) -> None:
    """Judge what is open, and carry out what follows where that is asked for."""
    from bot.backfill import Judge
    from bot.ledger import Ledger
    from bot.simulation.threads import Unseen
    from bot.storage.texts import Texts

    local, found = calibrations.of(settings, result.repository), result.texts.open
    records, told = Ledger(settings, database), _say if asked.writes else None
    judge = Judge(client, settings, asked.policy, local, records, Texts(database), _now, told)
    audience = Audience.PUBLIC if settings.in_workflow else Audience.AUDITOR
    notices: dict[str, None] = {}
    for one in watched(judge.all(found), "Judging what is open", len(found)):
        if isinstance(one, Unseen):
            result.unseen.append(f"{one.name}: {one.reason}")
            left = len(found) - len(result.judged) - len(result.unseen)
            if one.last and left:
                result.unseen.append(f"{counted(left, 'contribution')} after that: none was tried")
        else:
            result.strongest = max(result.strongest, one.decision.outcome)
            result.judged.append(_entry(judgement_for(one, audience)))
            notices |= dict.fromkeys(one.notices)
    for notice in notices:
        click.echo(f"byline: {visible(notice)}", err=True)


def _say(subject: Subject, action: Action) -> None:
    click.echo(f"#{subject.number}: done: {report.describe(action)}", err=True)


def _entry(judgement: Judgement) -> dict[str, Any]:
    it, decision = judgement.facts.contribution, judgement.decision
    return {
        "number": it.number,
        "kind": str(it.kind),
        "title": it.title,
        "author": it.author.login,
        "url": it.url,
        "outcome": str(decision.outcome),
        "violations": list(dict.fromkeys(violation.kind for violation in decision.violations)),
        "actions": [
            {"action": step.do.action, "withheld": step.withheld or None} for step in judgement.plan.steps
        ],
    }


def _as_json(result: _Result) -> str:
    texts = result.texts
    found = {
        "schema": SCHEMA,
        "repository": result.repository,
        "texts": {
            "listed": texts.listed,
            "added": texts.added,
            "known": texts.known,
            "left_out": texts.left_out,
            "at_limit": result.at_limit,
        },
        "applied": result.applied,
        "open": result.judged,
        "could_not_look": result.unseen,
    }
    return json.dumps(found, indent=2)


def _lines(asked: _Asked, result: _Result) -> Iterator[str]:
    """Say what was remembered, then each open contribution in one line; all text is made visible."""
    texts = result.texts
    yield f"{visible(result.repository)}: {texts.listed:,} issues and pull requests"
    yield f"  {texts.added:7,}  remembered now"
    yield f"  {texts.known:7,}  as they were remembered before"
    yield f"  {texts.left_out:7,}  left out: fewer than {MIN_WORDS} words of their author's, or by programs"
    if result.at_limit:
        yield f"  Older ones, if there are any, were not looked at: --limit {asked.limit}."
    if not asked.judges:
        return
    yield ""
    yield f"{len(result.judged):,} open"
    for one in result.judged:
        violations = ", ".join(one["violations"]) or "-"
        what = f"{visible(violations)}{_planned(one['actions'], applied=result.applied)}"
        yield f"  {one['outcome']:8} #{one['number']:<6} {what}  {visible(clip(one['title'], _TITLE))}"
    if not result.applied:
        yield "Nothing was written on GitHub."


def _planned(actions: list[dict[str, Any]], *, applied: bool) -> str:
    held = sum(action["withheld"] is not None for action in actions)
    done, verb = len(actions) - held, "done" if applied else "to do"
    parts = [f"{counted(done, 'action')} {verb}"] if done else []
    parts += [f"{held:,} withheld"] if held else []
    return f" ({', '.join(parts)})" if parts else ""
