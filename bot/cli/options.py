"""Options that many commands have, with their help and what the tab key completes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click
from click.shell_completion import CompletionItem

Decorator = Callable[[Any], Any]


def format_option(*names: str) -> Decorator:
    """Return ``--format`` with these formats; the first is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(names),
        default=names[0],
        show_default=True,
        help="How to print the result; json is for programs.",
    )


def policy_option(
    told: str = "Judge by this policy file or preset, not by the repository's own.",
) -> Decorator:
    """Return ``--policy``, a file or a preset; the tab key completes both."""
    return click.option(
        "--policy", "policy_name", metavar="FILE|PRESET", help=told, shell_complete=complete_policies
    )


def complete_files(_: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let the tab key complete files and folders, for what can also be something else."""
    return [CompletionItem(begun, type="file")]


def complete_presets(_: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let the tab key complete the names of presets."""
    from policies import presets  # with the policy language, which other options do without

    fitting = [presets.get(name) for name in presets.names() if name.startswith(begun)]
    return [CompletionItem(preset.name, help=preset.title) for preset in fitting]


def complete_policies(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Let the tab key complete ``FILE|PRESET``."""
    # Files first: with them click's function for bash forgets what came before.
    return complete_files(context, parameter, begun) + complete_presets(context, parameter, begun)
