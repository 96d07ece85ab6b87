"""Reading commands out of a comment: pure, total, and bounded whatever the comment holds.

A command is a line of the author's own words whose first word is ``/byline``. What stands in quotes, code,
HTML comments or ``<details>`` is not meant for Byline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Final

from detectors import markdown
from detectors.markdown import Line
from detectors.traces.agents import find_spans
from policies import heard

PREFIX: Final = "/byline"
MAX_COMMANDS: Final = 5
#: Longer reasons are cut here.
MAX_ARGUMENT: Final = 2_000
_MAX_TOOL: Final = 100

#: Each command, and what it cannot do without (empty: nothing).
COMMANDS: Final = MappingProxyType(
    {
        "recheck": "",
        "disclose": "the tool",
        "appeal": "the reason",
        "human": "",
        "ai": "",
        "ignore": "the detector",
        "explain": "",
    }
)
_QUOTED: Final = re.compile(r"[\"“]([^\"“”]{1,100})[\"”]")
_DETECTOR: Final = re.compile(r"[a-z0-9_-]{1,50}(?:/[a-z0-9_-]{1,50})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Command:
    """One command. ``argument`` is the rest of its line: a reason, a tool and its extent, or a detector."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Misread:
    """A line that is meant for Byline and is no command, with the reason."""

    problem: str


def read(text: str) -> tuple[Command | Misread, ...]:
    """Return the commands of a comment in order; all beyond ``MAX_COMMANDS`` are one ``Misread``."""
    found = tuple(islice((_command(line.raw) for line in _addressed(text)), MAX_COMMANDS + 1))
    if len(found) <= MAX_COMMANDS:
        return found
    return (*found[:MAX_COMMANDS], Misread(f"a comment can have {MAX_COMMANDS} commands"))


def is_only_commands(text: str) -> bool:
    """Whether a comment is nothing but commands: then it is no contribution to judge."""
    said, commands = markdown.read(text).lines, read(text)
    return 0 < len(commands) == len(said) and all(isinstance(item, Command) for item in commands)


def tool_and_extent(argument: str) -> tuple[str, str]:
    """Split off a tool: something in quotes, a name that is known, or else the first word; then the rest."""
    if quoted := _QUOTED.match(argument):
        tool, rest = quoted[1], argument[quoted.end() :]
    else:
        first = next(((start, end) for _, _, start, end in find_spans(argument)), (1, 0))
        end = first[1] if first[0] == 0 else 0
        while end < len(argument) and not argument[end].isspace():
            end += 1
        tool, rest = argument[:end], argument[end:]
    return tool.strip(" \t.,:;")[:_MAX_TOOL], rest.strip().lstrip(",:;-–— ").strip()


def _addressed(text: str) -> Iterator[Line]:
    return (line for line in markdown.read(text).lines if _is_addressed(line))


def _is_addressed(line: Line) -> bool:
    """Both as it was typed and as it is shown: markup must not make or hide a command."""
    return not line.folded and _first_word(line.raw) == PREFIX and _first_word(line.text) == PREFIX


def _first_word(text: str) -> str:
    word = next(iter(text.split(maxsplit=1)), "")
    return word.lower() if word.isascii() else ""


def _command(raw: str) -> Command | Misread:
    words = raw.split(maxsplit=2)
    if len(words) < 2:
        return Misread(f"no command: {', '.join(COMMANDS)}")
    name = words[1].lower() if words[1].isascii() else ""
    if name not in COMMANDS:
        return Misread(f"unknown command: those are {', '.join(COMMANDS)}")
    argument = words[2][:MAX_ARGUMENT].strip() if len(words) > 2 else ""
    if name in {"disclose", "ignore"}:
        argument = argument.replace("`", "").strip()
    if COMMANDS[name] and not argument:
        return Misread(f"{name} needs {COMMANDS[name]}")
    if name == "disclose" and not tool_and_extent(argument)[0]:
        return Misread("disclose needs the tool")
    if name == "disclose" and heard.takes_back(argument):
        return Misread("disclose names a tool that was used")
    if name == "ignore" and not _DETECTOR.fullmatch(argument):
        return Misread("ignore needs the name of one detector, as Byline's pages show it")
    return Command(name, argument)
