"""Small pieces of Markdown that GitHub and the site show alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import Final

WIDTH: Final = 130
_DOUBLED: Final = re.compile(r"``([^`\n]+)``")
_SPECIAL: Final = re.compile(r"[*<]")
_CODE: Final = re.compile(r"(`[^`]*`)")


def head(title: str, made_from: str, about: str) -> str:
    """Return the beginning of a page: what it is called, where it comes from, and what it is about."""
    note = f"<!-- Made from {made_from} by `make docs-reference`: change it there, not here. -->"
    return f"# {title}\n\n{note}\n\n{fill(about, WIDTH, break_long_words=False, break_on_hyphens=False)}\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table. A cell must not hold a bar: GitHub and the site read one in code differently.

    Raises:
        ValueError: a cell holds a bar or a line break.
    """
    lines = [list(heads), ["---"] * len(heads), *(list(row) for row in rows)]
    if any("|" in cell or "\n" in cell for line in lines for cell in line):
        raise ValueError(f"a bar or a line break in the table of {heads}")
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def prose(docstring: str) -> str:
    """Return a docstring, or the text of a command's help, as Markdown: code in single backticks."""
    text = _DOUBLED.sub(r"`\1`", docstring)
    parts = _CODE.split(text)
    return "".join(part if part.startswith("`") else _SPECIAL.sub(r"\\\g<0>", part) for part in parts)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each on one line."""
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]


def fence(text: str, language: str = "") -> str:
    """Return a block of code."""
    return f"```{language}\n{text.rstrip()}\n```\n"
