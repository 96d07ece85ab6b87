"""``byline license``: the licenses of a folder, of a clone, or of a diff."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.options import format_option
from bot.cli.progress import reading_files
from bot.cli.severity import severity_option, status
from bot.config import load_settings
from bot.errors import CouldNotLook, UsageError
from bot.licensing import given, report
from bot.licensing.cache import Cache
from bot.licensing.reading import read_tree
from bot.licensing.trees import open_tree
from detectors import licensing
from detectors.licensing import inventory
from detectors.model import Finding, LicenseView, Unknown


@click.command("license")
@click.argument("path", type=click.Path(allow_dash=True, path_type=Path))
@click.option(
    "--repo",
    "clone",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="For a diff: a local clone that it is compared with, at what is checked out.",
)
@format_option("text", "json")
@severity_option
@click.pass_context
def license_(context: click.Context, path: Path, clone: Path | None, form: str, fail_on: str) -> None:
    """Say which licenses a tree has, and what disagrees.

    PATH is a folder, or a git clone, of which the checked-out commit is read; - reads a diff from standard
    input, and says what a pull request with it would hear.

    Reads this machine only. Writes to standard output; what it read of each file is kept in $BYLINE_HOME, and
    read again only where it changed.

    Exit status: 0 no finding at or above --fail-on; 1 one is; 2 usage or input error; 3 could not look.

    \b
    Examples:
      byline license .
      byline license ~/src/widget --format json --fail-on warning
      git diff main | byline license - --repo .
    """
    if str(path) == "-":
        taken, commit, found = None, "", _of_diff(clone)
    elif clone is not None:
        raise UsageError("--repo goes with a diff (-) only")
    else:
        commit, taken = _of_tree(path)
        found = taken.findings
    render = report.as_json if form == "json" else report.as_text
    subject = "a diff" if taken is None else str(path)
    click.echo(render(subject, commit, taken, found), nl=False)
    context.exit(status((one.severity for one in found), fail_on))


def _of_tree(path: Path) -> tuple[str, inventory.Inventory]:
    tree = open_tree(path)
    settings = load_settings()
    with Cache(settings.home / "licenses.sqlite3") as cache, reading_files() as progress:
        read = read_tree(tree, cache, progress)
    return tree.commit, inventory.take(read)


def _of_diff(clone: Path | None) -> tuple[Finding, ...]:
    from bot.cli.inputs import stamp  # loads the policies, which a tree does without

    with click.open_file("-", "rb") as stream:
        data: bytes = stream.read(given.MAX_BYTES + 1)
    if len(data) > given.MAX_BYTES:
        raise UsageError("the diff is over 25 MB")
    diff = data.decode("utf-8", "replace")
    view = Unknown("no clone was named (--repo)") if clone is None else _view(clone, diff)
    return licensing.detect(given.facts(diff, view, stamp(datetime.now(UTC))))


def _view(clone: Path, diff: str) -> LicenseView:
    from bot.gather.licenses import of_clone  # these load git's library
    from bot.git import open_local
    from bot.git.tree import checked_out

    local = open_local(clone)
    commit = checked_out(local)
    if commit is None:
        raise CouldNotLook(f"{clone} has no commit checked out")
    return of_clone(local, commit, given.changed_files(diff))
