"""``byline completion``, and what the shells ask for when the tab key is pressed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final

import click
from click.shell_completion import get_completion_class, shell_complete

_SHELLS: Final = ("bash", "zsh", "fish")
#: By it the shells' functions ask; click's name for a program called ``byline``.
_VARIABLE: Final = "_BYLINE_COMPLETE"
_NAME: Final = "byline"


@click.command("completion")
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(context: click.Context, shell: str) -> None:
    """Let the tab key complete commands, options and files.

    Prints a script for the shell, which asks `byline` whenever the key is pressed: nothing has to be made
    anew after an upgrade. bash has to be 4.4 or newer.

    Exit status: 0 printed; 2 no such shell.

    \b
    Examples:
      byline completion bash > ~/.local/share/bash-completion/completions/byline
      byline completion zsh > ~/.zfunc/_byline     # a folder of $fpath, before compinit
      byline completion fish > ~/.config/fish/completions/byline.fish
      eval "$(byline completion bash)"             # for this shell only
    """
    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - these three come with click
    # Not ``source()``, which for bash first looks at the version of the bash found here.
    made = kind(context.find_root().command, {}, _NAME, _VARIABLE)
    click.echo(made.source_template % made.source_vars())


def complete(group: click.Group, environment: Mapping[str, str]) -> None:
    """Answer a shell that asks what could stand next, and end; return where none does."""
    instruction = environment.get(_VARIABLE)
    if not instruction:
        return
    try:
        status: int = shell_complete(group, {}, _NAME, _VARIABLE, instruction)
    except Exception:  # noqa: BLE001 - what is said would stand in the middle of the line that is typed
        status = 1
    sys.exit(status)
