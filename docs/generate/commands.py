"""Every command: from the help texts and options of ``bot.cli``."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click

from bot.cli import commands
from docs.generate.text import fence, head, paragraphs, prose, table

_ABOUT = (
    "What `byline COMMAND --help` says. Exit status: **0** clean, **1** something at or above `--fail-on`, "
    "**2** usage or input error, **3** could not look (network, permission, missing object). Forms of output "
    "and what happens behind a command: [Using the command line](../commands.md)."
)


def every(group: click.Group = commands, path: str = "byline") -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, groups before what is in them."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from every(command, f"{path} {name}")


def page(guide: str) -> str:
    """Return the page. ``guide`` is the hand-written one, to whose sections this one links."""
    return head("Every command", "the commands' own help texts", _ABOUT) + "".join(
        f"\n{_section(path, command, guide)}" for path, command in every()
    )


def _section(path: str, command: click.Command, guide: str) -> str:
    level = "#" * (1 + path.count(" "))
    said, examples = _help(command)
    parts = [f"{level} `{path}`\n", *(f"{prose(text)}\n" for text in said)]
    if not isinstance(command, click.Group):
        parts += [
            fence(f"{path} {_arguments(command)}".rstrip()),
            *([_options(command)] if _rows(command) else []),
        ]
    if examples:
        parts += [fence(examples, "sh")]
    if f"# `{path}`\n" in guide:
        parts += [f"[More on this command](../commands.md#{path.replace(' ', '-')})\n"]
    return "\n".join(parts)


def _help(command: click.Command) -> tuple[list[str], str]:
    """Return the paragraphs of the help text, and the examples in it."""
    text, _, examples = re.sub(r"(?m)^\s*\x08\n", "", command.help or "").partition("Example")
    lines = examples.partition("\n")[2].splitlines()
    return paragraphs(text), "\n".join(line.strip() for line in lines if line.strip())


def _arguments(command: click.Command) -> str:
    context = click.Context(command)
    return " ".join(piece for piece in command.collect_usage_pieces(context))


def _rows(command: click.Command) -> list[tuple[str, str, str]]:
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    return [(_name(one), _default(one), _meaning(one)) for one in options]


def _options(command: click.Command) -> str:
    return table(("option", "default", "meaning"), _rows(command))


def _name(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    if option.is_flag:
        return names
    if isinstance(option.type, click.Choice):
        return f"{names} {', '.join(f'`{word}`' for word in option.type.choices)}"
    metavar = option.metavar or {"integer range": "NUMBER", "integer": "NUMBER", "datetime": "DAY"}.get(
        option.type.name, option.type.name.upper()
    )
    return f"{names} {metavar.replace('|', ' or ')}"


def _default(option: click.Option) -> str:
    if option.show_default is not True or not isinstance(option.default, str | int):
        return ""
    return f"`{option.default}`"


def _meaning(option: click.Option) -> str:
    more = " May be given several times." if option.multiple and "several" not in (option.help or "") else ""
    must = " Has to be given." if option.required else ""
    text = " ".join((option.help or _UNSAID.get(option.name or "", "")).split())
    return f"{prose(text)}{more}{must}".replace("|", " or ")


#: Options that speak for themselves on a terminal.
_UNSAID = {
    "form": "What to print.",
    "name": "The model's name.",
    "seed": "Whoever takes the same gets the same.",
}
