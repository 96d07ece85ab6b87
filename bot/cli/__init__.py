"""The command line, and the composition root: the one place that puts all parts together."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click

from bot.cli.check import check
from bot.cli.doctor import doctor
from bot.cli.policy import policy
from bot.cli.replay import replay
from bot.cli.send import send
from bot.cli.serve import serve, worker
from bot.errors import BylineError
from bot.messages.neutral import visible


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


for command in (serve, worker, check, replay, send, policy, doctor):
    commands.add_command(command)


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
