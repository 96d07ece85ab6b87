"""``byline replay``: judge one recorded delivery, or one saved facts file, again."""

from __future__ import annotations

import json
from pathlib import Path

import click

from bot import calibrations
from bot.cli.check import show
from bot.cli.inputs import policy_from
from bot.cli.options import complete_files, format_option, policy_option
from bot.config import Settings, load_settings
from bot.engine import judge
from bot.errors import UsageError
from bot.gather.facts_file import from_json, read_facts
from bot.inbox import Inbox, StoredDelivery
from bot.storage import Audits, Database, open_database
from detectors.model import Facts
from policies.schema import Policy


@click.command()
@click.argument("what", metavar="DELIVERY|FACTS.json", shell_complete=complete_files)
@policy_option("Judge by this policy file or preset instead.")
@click.option(
    "--apply", "again", is_flag=True, help="Queue the delivery again: the server gathers anew and writes."
)
@format_option("text", "json", "markdown")
def replay(what: str, policy_name: str | None, again: bool, form: str) -> None:
    """Judge a recorded delivery, or a facts file, again.

    A DELIVERY is named by its number on the page, or by GitHub's id. The facts are those that were recorded,
    so the same policy gives the same decision, byte for byte.

    Reads the database, or the facts file; no network. Writes nothing; with --apply a failed or parked
    delivery is queued for the server to do afresh.

    Exit status: 0 judged or queued, whatever the outcome; 2 usage error, or nothing of that name; 3 the
    database cannot be reached.

    \b
    Examples:
      byline replay 17 --policy human-only
      byline replay facts.json
      byline replay 17 --apply
    """
    policy, settings = policy_from(policy_name), load_settings()
    if Path(what).is_file():
        if again:
            raise UsageError("--apply needs a delivery: a facts file is a moment in the past")
        _show(read_facts(Path(what)), policy, settings, form)
        return
    database = open_database(settings.database)
    try:
        delivery = _find(Inbox(database), what)
        if again:
            _queue(Inbox(database), delivery)
            return
        for audit in _audits(database, delivery):
            _show(from_json(json.dumps(audit), f"delivery {delivery.id}"), policy, settings, form)
    finally:
        database.close()


def _show(facts: Facts, policy: Policy | None, settings: Settings, form: str) -> None:
    show(judge(facts, policy, calibrations.of(settings, facts.contribution.repository)), form, settings)


def _find(inbox: Inbox, what: str) -> StoredDelivery:
    found = inbox.get(int(what)) if what.isdecimal() and len(what) < 19 else inbox.find(what)
    if found is None:
        raise UsageError(
            f"{what}: neither a facts file nor a recorded delivery (the numbers are on the page)"
        )
    return found


def _queue(inbox: Inbox, delivery: StoredDelivery) -> None:
    if not inbox.retry(delivery.id):
        raise UsageError(
            f"delivery {delivery.id} is {delivery.state}: only failed and parked ones are queued again"
        )
    click.echo(f"delivery {delivery.id} is queued; `byline serve` takes it up within a second")


def _audits(database: Database, delivery: StoredDelivery) -> list[dict[str, object]]:
    found = [audit.facts for audit in Audits(database).of_delivery(delivery.id)]
    if not found:
        raise UsageError(f"delivery {delivery.id} ({delivery.state}) led to no judgement")
    if not all(found):
        raise UsageError(f"what delivery {delivery.id} was judged by is no longer kept")
    return found
