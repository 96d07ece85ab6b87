"""``byline policy check``: what is wrong with a policy file, and what its writer should know about it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import click

import policies
from bot.cli.options import format_option
from bot.cli.policy.given import clones_from, clones_option, from_file
from bot.errors import UsageError
from bot.github.names import repository_name
from bot.messages.neutral import visible
from policies import DEFAULT_PATH, CouldNotExtend, PolicyError

_WRONG, _UNSEEN = 2, 3


@dataclass(frozen=True, slots=True)
class _Checked:
    """One file: its mistakes, what could not be looked at, and notices, which are no mistakes."""

    file: str
    problems: tuple[str, ...] = ()
    could_not_look: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@click.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@clones_option
@click.option(
    "--for",
    "repository",
    metavar="OWNER/REPO",
    help="The repository that the file is for: what it extends from another owner needs a commit id.",
)
@format_option("text", "json")
@click.pass_context
def command(
    context: click.Context,
    files: tuple[Path, ...],
    clones: tuple[str, ...],
    repository: str | None,
    form: str,
) -> None:
    """Say what is wrong in policy files, with line and column.

    Also what is no mistake and yet worth knowing: a mode in which nothing is written, actions that will not
    be carried out, a clause that was forgotten, a review that is due.

    Reads FILES (default: .github/byline.yml), and files elsewhere that they extend: from GitHub, where
    BYLINE_GITHUB_TOKEN is set, or in the clones that --repo names. Writes to standard output.

    Exit status: 0 valid; 2 a mistake in a file, or usage error; 3 a file that it extends could not be looked
    at.

    \b
    Examples:
      byline policy check .github/byline.yml
      byline policy check --for acme/widget --repo acme/policies=../policies .github/byline.yml
    """
    owner = repository_name(repository) if repository else ""
    looked = clones_from(clones)
    today = datetime.now(UTC).date()
    if not files and not Path(DEFAULT_PATH).is_file():
        raise UsageError(f"there is no {DEFAULT_PATH} here; `byline policy init` writes one")
    checked = [_check(path, looked, owner, today) for path in files or (Path(DEFAULT_PATH),)]
    if form == "json":
        click.echo(json.dumps([asdict(one) for one in checked], indent=2))
    else:
        for one in checked:
            _show(one)
    if any(one.problems for one in checked):
        context.exit(_WRONG)
    context.exit(_UNSEEN if any(one.could_not_look for one in checked) else 0)


def _check(path: Path, clones: Mapping[str, Path], repository: str, today: date) -> _Checked:
    given = from_file(path, clones, repository)
    try:
        policy = policies.load(given.text, given.path, given.extended, repository=repository)
    except CouldNotExtend as error:
        return _Checked(str(path), could_not_look=error.lines())
    except PolicyError as error:
        return _Checked(str(path), problems=error.lines())
    return _Checked(str(path), notices=tuple(policies.remarks(policy, today)))


def _show(one: _Checked) -> None:
    for line in (*one.problems, *one.could_not_look):
        click.echo(visible(line))
    if not one.problems and not one.could_not_look:
        click.echo(f"{visible(one.file)}: a valid policy")
    for notice in one.notices:
        click.echo(f"  note: {visible(notice)}")
