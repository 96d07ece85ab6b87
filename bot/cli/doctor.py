"""``byline doctor``: look at the installation and say what to change."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import click

from bot.cli.options import format_option
from bot.config import load_settings
from bot.messages.neutral import visible

if TYPE_CHECKING:
    from bot.diagnosis import Check

#: By the value of ``bot.diagnosis.Health``.
_MARKS: Final = {
    "good": ("✓", "green"),
    "warn": ("!", "yellow"),
    "bad": ("✗", "red"),
    "unseen": ("?", "cyan"),
}
_EXITS: Final = {"bad": 1, "unseen": 3}


@click.command()
@format_option("text", "json")
@click.pass_context
def doctor(context: click.Context, form: str) -> None:
    """Check the installation, and say what to change.

    Looks at the settings, disk, git, database, broker and clock, and at the GitHub App: its key, permissions,
    events, installations and webhook.

    Reads the settings, and asks GitHub where an App is configured. Changes nothing, here or there.

    Exit status: 0 all is well, warnings or not; 1 something is broken; 2 a setting cannot be used; 3
    something could not be looked at.

    \b
    Examples:
      byline doctor
      byline doctor --format json
    """
    from bot import diagnosis  # loads the libraries of GitHub and the database, which ``--help`` does without

    settings = load_settings()
    checks: list[Check] = []
    for check in diagnosis.examine(settings):
        checks.append(check)
        if form == "text":
            show(check)
    if form == "json":
        told = [asdict(check) for check in checks]
        click.echo(json.dumps({"schema": "byline/doctor/1", "checks": told}, indent=2))
    context.exit(
        next((code for health, code in _EXITS.items() if any(c.health == health for c in checks)), 0)
    )


def show(check: Check) -> None:
    """Print what one check saw, and what to do about it."""
    mark, color = _MARKS[check.health]
    click.echo(f"{click.style(mark, fg=color)} {click.style(check.name, bold=True)}: {visible(check.said)}")
    if check.advice:
        click.echo(f"    {visible(check.advice)}")
