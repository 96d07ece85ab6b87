"""``byline policy``: write, validate, read, explain and try out policy files; one module a command."""

from __future__ import annotations

from typing import Final

import click

from bot.cli.lazy import LazyGroup

#: The commands in the order in which somebody needs them.
_NAMES: Final = ("init", "check", "show", "explain", "simulate", "presets")


@click.group(
    cls=LazyGroup, sections={"Commands": {name: f"bot.cli.policy.{name}:command" for name in _NAMES}}
)
def policy() -> None:
    """Write, validate, read, explain and try out policy files.

    The language is in docs/policy.md. None of these commands writes anything on GitHub.
    """
