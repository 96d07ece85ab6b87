"""``byline policy show``: the policy that counts after presets and extends, and where each value is from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import click

from bot.cli.options import complete_policies, format_option
from bot.cli.policy.given import Given, clones_from, clones_option, from_file, from_github, from_preset
from bot.config import load_settings
from bot.errors import UsageError
from bot.github.names import repository_name
from bot.messages.neutral import visible
from policies import DEFAULT_PATH, Origin, presets
from policies.origins import DEFAULT

_SCHEMA: Final = "byline/policy/1"
_COLUMN: Final = 40


@click.command("show")
@click.argument("what", required=False, metavar="[FILE|PRESET|OWNER/REPO]", shell_complete=complete_policies)
@clones_option
@click.option("--all", "everything", is_flag=True, help="Also the keys that nobody set.")
@format_option("text", "json")
def command(what: str | None, clones: tuple[str, ...], everything: bool, form: str) -> None:
    """Show the policy that counts, and where each value is from.

    Of a file (default: .github/byline.yml), a preset, or a repository on GitHub. Each value stands with its
    source: a default, a preset, or a file and its line. What holds under conditions only follows as cases.

    Reads the file with what it extends; of OWNER/REPO, GitHub (BYLINE_GITHUB_TOKEN, or the configured App).
    Writes to standard output.

    Exit status: 0 shown; 2 usage error, or a mistake in the policy; 3 could not look.

    \b
    Examples:
      byline policy show
      byline policy show disclose-section
      byline policy show acme/widget --format json
    """
    given = _given(what, clones)
    found = [one for one in given.origins() if everything or one.source != DEFAULT]
    if form == "json":
        listed = [
            {"key": one.key, "value": one.plain, "source": one.source, "line": one.line or None}
            for one in found
        ]
        name = given.policy().name
        click.echo(json.dumps({"schema": _SCHEMA, "policy": name, "values": listed}, indent=2))
        return
    _print(given.policy().name, found)


def _given(what: str | None, clones: tuple[str, ...]) -> Given:
    name = what or DEFAULT_PATH
    if name in presets.names():
        return from_preset(name)
    if Path(name).is_file():
        return from_file(Path(name), clones_from(clones))
    if what is None:
        raise UsageError(f"there is no {DEFAULT_PATH} here; `byline policy init` writes one")
    try:
        repository = repository_name(name)
    except UsageError:
        raise UsageError(
            f"{name}: neither a file nor a repository (owner/name) nor one of the presets "
            f"{', '.join(presets.names())}"
        ) from None
    from bot.github.connect import connect

    return from_github(connect(load_settings(), repository), repository)


def _print(name: str, found: list[Origin]) -> None:
    """Print a line for each value: in columns, and never broken, so that other programs can read it."""
    click.echo(click.style(visible(name), bold=True))
    shown = [(visible(one.key), visible(one.words), visible(one.place)) for one in found]
    wide = max((len(key) for key, _, _ in shown), default=0)
    broad = min(max((len(value) for _, value, _ in shown), default=0), _COLUMN)
    for key, value, source in shown:
        click.echo(f"  {key:<{wide}}  {value:<{broad}}  " + click.style(f"# {source}", dim=True))
