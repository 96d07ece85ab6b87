"""The command line, and the composition root: the one place that puts all parts together."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final

import click

from bot.errors import BylineError
from bot.messages.neutral import visible

#: Where each command lives. A command is loaded when it is used: the server's libraries take their time.
_MODULES: Final = {
    "serve": "serve",
    "worker": "serve",
    "check": "check",
    "replay": "replay",
    "send": "send",
    "policy": "policy",
    "doctor": "doctor",
}


class _Commands(click.Group):
    """The commands of ``_MODULES``, in that order."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _MODULES:
            return None
        command: click.Command = getattr(import_module(f"bot.cli.{_MODULES[cmd_name]}"), cmd_name)
        return command


@click.group(
    cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(package_name="byline", prog_name="byline")
def commands() -> None:
    """Say where a contribution came from, show the evidence, and do what the project's own policy says.

    \b
    Exit status: 0 clean; 1 something at or above --fail-on; 2 usage or input error;
    3 could not look (network, permission, missing object).

    \b
    Examples:
      byline check acme/widget#12 --policy disclose
      byline check --event payload.json --policy human-only
      byline policy check .github/byline.yml
      byline serve
    """


def main(arguments: Sequence[str] | None = None, **extra: Any) -> None:
    """Run a command; every foreseen error is one line on standard error and an exit status."""
    try:
        commands.main(args=None if arguments is None else list(arguments), prog_name="byline", **extra)
    except BylineError as error:
        click.echo(f"byline: {visible(str(error), keep_newlines=True)}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output went away (`byline … | head`): nothing is wrong.
        sys.stderr.close()
        sys.exit(0)
