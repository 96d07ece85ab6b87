"""``byline policy presets``: list the presets, or print one to start from."""

from __future__ import annotations

import json

import click

from bot.cli.options import complete_presets, format_option
from bot.cli.terminal import columns
from bot.errors import UsageError
from policies import presets


@click.command("presets")
@click.argument("name", required=False, shell_complete=complete_presets)
@format_option("text", "json")
def command(name: str | None, form: str) -> None:
    """List the presets, or print one as a file to start from.

    Exit status: 0 printed; 2 there is no preset NAME.

    \b
    Examples:
      byline policy presets
      byline policy presets disclose > .github/byline.yml
    """
    if name is not None and name not in presets.names():
        raise UsageError(f"there is no preset {name!r}; there are {', '.join(presets.names())}")
    listed = [presets.get(item) for item in (presets.names() if name is None else [name])]
    if form == "json":
        entries = [
            {
                "name": preset.name,
                "title": preset.title,
                "summary": preset.summary,
                "modelled_on": dict(zip(preset.modelled_on, preset.sources, strict=True)),
                "file": presets.text(preset.name),
            }
            for preset in listed
        ]
        click.echo(json.dumps(entries, indent=2))
        return
    if name is not None:
        click.echo(presets.text(name), nl=False)
        return
    for preset in listed:
        click.echo(click.style(preset.name, bold=True) + f"  {preset.title}")
        for text in (preset.summary, f"Modelled on: {', '.join(preset.modelled_on)}"):
            click.echo(click.wrap_text(text, columns(90), "    ", "    "))
        click.echo()
