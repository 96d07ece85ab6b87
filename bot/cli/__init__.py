"""The command line, and the composition root: the one place that puts all parts together."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Sequence
from typing import Final, NoReturn

import click

from bot.cli import terminal, workflow
from bot.cli.completion import complete
from bot.cli.lazy import LazyGroup
from bot.errors import BylineError
from bot.messages.neutral import visible

_COULD_NOT_LOOK: Final = 3
_INTERRUPTED: Final = 130
#: Where each command lives, under the headings of ``--help``.
_SECTIONS: Final = {
    "Judge contributions": {
        "check": "check:check",
        "action": "action:action",
        "backfill": "backfill:backfill",
        "replay": "replay:replay",
    },
    "The project's policy": {
        "policy": "policy:policy",
    },
    "A whole repository": {
        "audit": "audit:audit",
        "license": "license:license_",
        "openness": "openness:openness",
    },
    "The server": {
        "serve": "serve:serve",
        "worker": "serve:worker",
        "setup": "setup:setup",
        "doctor": "doctor:doctor",
        "redeliver": "redeliver:redeliver",
        "purge": "purge:purge",
        "send": "send:send",
    },
    "The classifier of writing style": {
        "score": "score:score",
        "calibrate": "calibrate:calibrate",
        "evaluate": "train:evaluate",
        "train": "train:train",
    },
    "Your shell": {
        "completion": "completion:completion",
    },
}


@click.group(
    cls=LazyGroup,
    sections={
        heading: {name: f"bot.cli.{place}" for name, place in section.items()}
        for heading, section in _SECTIONS.items()
    },
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

    `byline COMMAND --help` tells all about a command. Completion by the tab key: `byline completion --help`.
    """
    from bot import log  # with its libraries, which a list of the commands does without

    log.configure_for_commands()


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command; every foreseen error is a short text on standard error and an exit status."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    terminal.open_closed()
    workflow.guard(os.environ)
    try:
        complete(commands, os.environ)
        # Not ``commands.main``: that ends a closed pipe with 1, which here means something else.
        with commands.make_context("byline", given, color=terminal.color(os.environ)) as context:
            commands.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _fail(_in_one_line(error), error.exit_code)
    except click.Abort:
        click.echo(err=True)  # the question stands in the line
        _fail("stopped", _INTERRUPTED)
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except BylineError as error:
        _fail(str(error), error.exit_code)
    except BrokenPipeError:
        _leave_quietly()
    except OSError as error:
        _fail(f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}", _COULD_NOT_LOOK)
    except Exception:  # noqa: BLE001 - Python would end with 1, which here means that something was found
        click.echo(visible(traceback.format_exc(), keep_newlines=True), err=True, nl=False)
        _fail("this is a fault in Byline, and no judgement: please report the lines above", _COULD_NOT_LOOK)


def _in_one_line(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    message = " ".join(error.format_message().split())
    return f"{message.rstrip('.')}; see `{context.command_path} --help`" if context else message


def _fail(text: str, status: int) -> NoReturn:
    click.echo(f"byline: {visible(text, keep_newlines=True)}", err=True)
    sys.exit(status)


def _leave_quietly() -> NoReturn:
    """End without a word: whoever read our output has had enough (``byline … | head``)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)
