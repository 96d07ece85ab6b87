"""``byline redeliver``: deliveries that GitHub could not hand over are asked for again."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from bot.cli.options import format_option
from bot.cli.progress import counted
from bot.config import load_settings
from bot.messages.neutral import visible

if TYPE_CHECKING:
    from bot.redelivery import Missed, Swept

_SHOWN = 40


@click.command()
@click.option(
    "--hours",
    type=click.IntRange(1, 72),
    default=72,
    show_default=True,
    help="How far back to look; GitHub keeps three days.",
)
@click.option("--dry-run", is_flag=True, help="List what was missed, and ask for nothing.")
@format_option("text", "json")
def redeliver(hours: int, dry_run: bool, form: str) -> None:
    """Ask GitHub for deliveries that did not arrive.

    `byline serve` (with a broker: `byline worker`) does this by itself: when it starts, and every ten
    minutes. A delivery that Byline has, or that it would not act on, is not asked for; one that failed five
    times is listed and left alone.

    Reads the App's list of deliveries on GitHub, and the database. Asks GitHub to deliver again, but
    with --dry-run; writes nothing else.

    Exit status: 0 done; 2 no GitHub App is configured; 3 GitHub or the database cannot be reached.

    \b
    Examples:
      byline redeliver --dry-run
      byline redeliver --hours 6
    """
    # These load the libraries of GitHub and the database, which ``--help`` does without.
    from bot.github.app import GitHubApp
    from bot.inbox import Inbox
    from bot.redelivery import sweep
    from bot.storage import open_database
    from webhooks.routing import acts_on

    settings = load_settings()
    app = GitHubApp(settings)
    database = open_database(settings.database)
    try:
        with counted("Asking GitHub") as told:
            swept = sweep(
                app,
                acts_on,
                Inbox(database).known,
                datetime.now(UTC),
                window=timedelta(hours=hours),
                ask=not dry_run,
                told=told,
            )
    finally:
        database.close()
    if form == "json":
        click.echo(json.dumps(_as_dict(swept), indent=2))
    else:
        _show(swept, dry_run)


def _as_dict(swept: Swept) -> dict[str, object]:
    missed = [
        {
            "guid": one.guid,
            "event": _name(one),
            "first_attempt": one.first.isoformat(),
            "attempts": one.attempts,
        }
        for one in swept.missed
    ]
    return {
        "missed": missed,
        "asked": swept.asked,
        "failed": swept.failed,
        "given_up": swept.given_up,
    }


def _show(swept: Swept, dry_run: bool) -> None:
    if not swept.missed:
        click.echo("nothing was missed")
        return
    for one in swept.missed[:_SHOWN]:
        tries = f"{one.attempts} attempt{'s' if one.attempts > 1 else ''}"
        click.echo(f"{one.first:%Y-%m-%d %H:%M:%S}  {visible(one.guid)}  {visible(_name(one))}, {tries}")
    if len(swept.missed) > _SHOWN:
        click.echo(f"and {len(swept.missed) - _SHOWN} more")
    count, first, last = len(swept.missed), swept.missed[0].first, swept.missed[-1].first
    click.echo(f"{count} missed, between {first:%Y-%m-%d %H:%M} and {last:%Y-%m-%d %H:%M} UTC")
    if swept.given_up:
        click.echo(f"{swept.given_up} of them failed five times or more: they are left alone")
    if dry_run:
        click.echo("nothing was asked for: run it without --dry-run")
    else:
        click.echo(f"GitHub was asked to deliver {swept.asked} again; {swept.failed} could not be asked for")


def _name(one: Missed) -> str:
    return f"{one.event}.{one.action}" if one.action else one.event
