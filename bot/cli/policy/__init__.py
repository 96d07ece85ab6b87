"""``byline policy``: write, validate, read, explain and try out policy files; one module a command."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

#: Where each command lives, in the order in which somebody needs them. Loaded when used.
_MODULES: Final = {
    "init": "init",
    "check": "check",
    "show": "show",
    "explain": "explain",
    "simulate": "simulate",
    "presets": "presets",
}


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _MODULES:
            return None
        command: click.Command = import_module(f"bot.cli.policy.{_MODULES[cmd_name]}").command
        return command


@click.group(cls=_Commands)
def policy() -> None:
    """Write, validate, read, explain and try out policy files."""
