"""``byline policy``: validate policy files and show the presets."""

from __future__ import annotations

import json
from pathlib import Path

import click

import policies
from bot.errors import UsageError
from bot.messages.neutral import visible
from policies import presets
from policies.problems import PolicyError


@click.group()
def policy() -> None:
    """Validate policy files and show the presets."""


@policy.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_context
def check_files(context: click.Context, files: tuple[Path, ...], form: str) -> None:
    """Read policy FILES (default: .github/byline.yml) and say what is wrong, with line and column.

    \b
    Example:
      byline policy check .github/byline.yml
    """
    targets = files or (Path(".github/byline.yml"),)
    results = [(path, _problems(path)) for path in targets]
    if form == "json":
        click.echo(json.dumps([{"file": str(path), "problems": found} for path, found in results], indent=2))
    else:
        for path, found in results:
            for problem in found:
                click.echo(visible(problem))
            if not found:
                click.echo(_accepted(path))
    context.exit(2 if any(found for _, found in results) else 0)


def _problems(path: Path) -> list[str]:
    try:
        policies.load(_read(path), str(path))
    except PolicyError as error:
        return list(error.lines())
    return []


def _accepted(path: Path) -> str:
    mode = policies.load(_read(path), str(path)).meta.mode
    note = " (mode observe: Byline will write nothing on GitHub)" if mode == "observe" else ""
    return f"{path}: a valid policy{note}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {path}: {error}") from error


@policy.command("presets")
@click.argument("name", required=False)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def show_presets(name: str | None, form: str) -> None:
    """List the presets, or print the preset NAME as a policy file to start from.

    \b
    Examples:
      byline policy presets
      byline policy presets disclose > .github/byline.yml
    """
    if name is not None and name not in presets.names():
        raise UsageError(f"there is no preset {name!r}; there are {', '.join(presets.names())}")
    listed = [presets.get(item) for item in (presets.names() if name is None else [name])]
    if name is not None and form == "text":
        click.echo(presets.text(name), nl=False)
        return
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
    for preset in listed:
        click.echo(click.style(preset.name, bold=True) + f"  {preset.title}")
        click.echo(click.wrap_text(preset.summary, 90, "    ", "    "))
        click.echo(f"    Modelled on: {', '.join(preset.modelled_on)}\n")
