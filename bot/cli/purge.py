"""``byline purge``: delete what is kept about a repository, an account, a person, or what is too old."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from bot.cli.options import format_option
from bot.config import Settings, load_settings
from bot.errors import UsageError
from bot.github.names import login_name, owner_name, repository_name

if TYPE_CHECKING:
    from bot.purge import Purge, Purged


@click.command()
@click.option("--repository", metavar="OWNER/REPO", help="Everything about a repository.")
@click.option("--owner", metavar="OWNER", help="Everything about all repositories of an account.")
@click.option("--installation", type=click.IntRange(min=1), metavar="ID", help="The same, by installation.")
@click.option("--login", metavar="LOGIN", help="Everything that names a person's account.")
@click.option("--expired", is_flag=True, help="What is older than the settings want it kept.")
@click.option("--apply", is_flag=True, help="Delete; without it, rows and files are only counted.")
@click.option("--dry-run", is_flag=True, help="Only count. This is what happens without --apply, too.")
@format_option("text", "json")
def purge(
    repository: str | None,
    owner: str | None,
    installation: int | None,
    login: str | None,
    expired: bool,
    apply: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Delete what is kept about a repository, an account or a person.

    Or what is too old. Give one of --repository, --owner, --installation, --login and --expired. Nothing is
    deleted without --apply, and nothing is asked. `byline serve` (with a broker: `byline worker`) deletes by
    itself what is too old, and what it keeps of repositories that the App is taken from.

    Reads and, with --apply, writes the database, and the copies in $BYLINE_HOME on this machine. Nothing is
    written on GitHub.

    Exit status: 0 done, also where there was nothing; 2 usage error; 3 the database cannot be reached.

    \b
    Examples:
      byline purge --repository acme/widget
      byline purge --login octocat --apply
      byline purge --expired --dry-run
    """
    if apply and dry_run:
        raise UsageError("give --apply or --dry-run, not both")
    dry, settings = not apply, load_settings()
    chosen: dict[str, Callable[[Purge], Purged]] = {}
    if repository is not None:
        name = repository_name(repository)
        chosen[f"the repository {name}"] = lambda it: it.repositories([name], dry=dry)
    if owner is not None:
        account = owner_name(owner)
        chosen[f"the repositories of {account}"] = lambda it: it.owner(account, dry=dry)
    if installation is not None:
        chosen[f"installation {installation}"] = lambda it: it.installation(installation, dry=dry)
    if login is not None:
        person = login_name(login)
        chosen[f"what names {person}"] = lambda it: it.person(person, dry=dry)
    if expired:
        chosen["what is too old"] = lambda it: it.expired(dry=dry)
    if len(chosen) != 1:
        raise UsageError("give one of --repository, --owner, --installation, --login and --expired")
    ((what, act),) = chosen.items()
    purged = _purged(settings, act)
    click.echo(_as_json(what, purged, apply) if form == "json" else _as_text(what, purged, apply))


def _purged(settings: Settings, act: Callable[[Purge], Purged]) -> Purged:
    # These load git's and the database's libraries, which ``--help`` does without.
    from bot.gather.copies import copies
    from bot.purge import Purge
    from bot.storage import open_database

    database = open_database(settings.database)
    try:
        return act(Purge(settings, database, copies(settings)))
    finally:
        database.close()


def _as_json(what: str, purged: Purged, applied: bool) -> str:
    told = {
        "schema": "byline/purge/1",
        "what": what,
        "applied": applied,
        "rows": purged.rows,
        "files": purged.files,
        "left": purged.left,
    }
    return json.dumps(told, indent=2)


def _as_text(what: str, purged: Purged, applied: bool) -> str:
    found = {**purged.rows, **purged.files}
    lines = [f"{'deleted' if applied else 'would delete'}: {what}"]
    lines += [f"  {number:>8} {name.replace('_', ' ')}" for name, number in found.items() if number]
    if len(lines) == 1:
        lines.append("  nothing")
    if purged.left:
        lines.append(f"{purged.left} deliveries are still to be worked on and stay: run it again after them")
    if not applied and any(found.values()):
        lines.append("nothing was deleted: run it with --apply")
    return "\n".join(lines)
