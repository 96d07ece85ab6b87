"""A group of commands each of which is loaded when it is used: the server's libraries take their time."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from importlib.abc import InspectLoader
from importlib.util import find_spec
from typing import Any

import click
from click.shell_completion import CompletionItem


class LazyGroup(click.Group):
    """The commands of ``sections``, in that order: under each heading, by name, the module and attribute of
    a command (``bot.cli.check:check``).

    To list the commands loads none of them: what each one does is read from its source.
    """

    def __init__(self, *args: Any, sections: Mapping[str, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        self._places = {name: place for section in sections.values() for name, place in section.items()}

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the names without loading anything."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Load a command."""
        place = self._places.get(cmd_name)
        return _loaded(place) if place else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Load the command that is called, or name the one that was perhaps meant."""
        near = [] if args[0] in self._places else get_close_matches(args[0], self._places, 1)
        if near and not ctx.resilient_parsing:
            ctx.fail(f"No such command {args[0]!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write what each command does, under the headings."""
        wide = max(map(len, self._places))
        for heading, section in self.sections.items():
            with formatter.section(heading):
                formatter.write_dl([(f"{name:{wide}}", summary(place)) for name, place in section.items()])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Return the names that go on from ``incomplete``, with what they do, and the group's own options."""
        names = [
            CompletionItem(name, help=summary(place))
            for name, place in self._places.items()
            if name.startswith(incomplete)
        ]
        return [*names, *click.Command.shell_complete(self, ctx, incomplete)]


def summary(place: str) -> str:
    """Return the first sentence of the help of the command at ``package.module:function``."""
    found = next(_docstrings(place), None)
    # click's own cut. Where only compiled modules are installed, the command has to be loaded.
    command = _loaded(place) if found is None else click.Command(None, help=found)
    return command.get_short_help_str(limit=1_000)


def _docstrings(place: str) -> Iterator[str]:
    module, _, function = place.partition(":")
    spec = find_spec(module)
    loader = spec.loader if spec else None
    source = loader.get_source(module) if isinstance(loader, InspectLoader) else None
    for node in ast.parse(source or "").body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            yield ast.get_docstring(node) or ""


def _loaded(place: str) -> click.Command:
    module, _, name = place.partition(":")
    command: click.Command = getattr(import_module(module), name)
    return command
