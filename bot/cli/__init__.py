"""The command line, and the composition root: the one place that puts all parts together."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Final, NoReturn

import click

from bot import log
from bot.cli import workflow
from bot.cli.lazy import LazyGroup
from bot.errors import BylineError
from bot.messages.neutral import visible

_COULD_NOT_LOOK: Final = 3
_INTERRUPTED: Final = 130
#: Where each command lives, in the order of ``--help``.
_MODULES: Final = {
    "serve": "serve",
    "worker": "serve",
    "check": "check",
    "score": "score",
    "calibrate": "calibrate",
    "backfill": "backfill",
    "replay": "replay",
    "redeliver": "redeliver",
    "purge": "purge",
    "send": "send",
    "policy": "policy",
    "audit": "audit",
    "license": "license",
    "openness": "openness",
    "doctor": "doctor",
    "train": "train",
    "evaluate": "train",
}
#: Commands whose function cannot bear their name.
_FUNCTIONS: Final = {"license": "license_"}


@click.group(
    cls=LazyGroup,
    modules={name: f"bot.cli.{module}:{_FUNCTIONS.get(name, name)}" for name, module in _MODULES.items()},
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
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
      byline license .
      byline audit .
      byline serve
    """
    log.configure_for_commands()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every foreseen error is a short text on standard error and an exit status."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    workflow.guard(os.environ)
    try:
        # Not ``commands.main``: that ends a closed pipe with 1, which here means something else.
        with commands.make_context("byline", given) as context:
            commands.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(_INTERRUPTED)
    except BylineError as error:
        _fail(str(error), error.exit_code)
    except BrokenPipeError:
        _leave_quietly()
    except OSError as error:
        _fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}", _COULD_NOT_LOOK)


def _fail(text: str, status: int) -> NoReturn:
    click.echo(f"byline: {visible(text, keep_newlines=True)}", err=True)
    sys.exit(status)


def _leave_quietly() -> NoReturn:
    """End without a word: whoever read our output has had enough (``byline … | head``)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)
