"""``byline doctor``: look at the installation and say what to change."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from bot import diagnosis
from bot.config import load_settings
from bot.diagnosis import Check, Health
from bot.messages.neutral import visible

_MARKS = {
    Health.GOOD: ("✓", "green"),
    Health.WARN: ("!", "yellow"),
    Health.BAD: ("✗", "red"),
    Health.UNSEEN: ("?", "cyan"),
}
_EXITS = {Health.BAD: 1, Health.UNSEEN: 3}


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def doctor(context: click.Context, form: str) -> None:
    """Check the settings, disk, git, database, broker, clock, GitHub App and its webhook, and say what to do.

    Nothing is changed. Exits with 1 where something is broken, else with 3 where something could not be
    looked at, else with 0: warnings are shown and change nothing.

    \b
    Examples:
      byline doctor
      byline doctor --format json
    """
    settings = load_settings()
    checks: list[Check] = []
    for check in diagnosis.examine(settings):
        checks.append(check)
        if form == "text":
            _show(check)
    if form == "json":
        told = [asdict(check) for check in checks]
        click.echo(json.dumps({"schema": "byline/doctor/1", "checks": told}, indent=2))
    context.exit(
        next((code for health, code in _EXITS.items() if any(c.health is health for c in checks)), 0)
    )


def _show(check: Check) -> None:
    mark, color = _MARKS[check.health]
    click.echo(f"{click.style(mark, fg=color)} {click.style(check.name, bold=True)}: {visible(check.said)}")
    if check.advice:
        click.echo(f"    {visible(check.advice)}")
