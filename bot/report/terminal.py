"""Pieces of a report in a terminal: headings, paragraphs, tables and quotations, never any markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.audit.model import Quote
from bot.report.seen import line
from detectors.model import Unknown

#: How much of each list is shown; JSON, CSV and HTML show more.
MAX_ROWS: Final = 12
MAX_EXAMPLES: Final = 3


def heading(text: str) -> Iterator[RenderableType]:
    """Yield an empty line and a heading."""
    yield Text()
    yield bold(text)


def bold(text: str) -> Text:
    """Return words that stand out where there is color."""
    return Text(text, style="bold")


def said(text: str, indent: int = 2) -> RenderableType:
    """Return a paragraph."""
    return Padding(Text(text), (0, 0, 0, indent))


def unknown(held: Unknown) -> RenderableType:
    """Return why something could not be looked at."""
    return Padding(Text.assemble(("unknown: ", "yellow"), line(held.reason)), (0, 0, 0, 2))


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> RenderableType:
    """Return a table without lines; columns whose head ends in ``#`` are numbers, and stand to the right."""
    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for head in heads:
        drawn.add_column(
            head.rstrip("#"),
            justify="right" if head.endswith("#") else "left",
            overflow="fold",
            no_wrap=head.endswith("#"),
        )
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))
    return Padding(drawn, (0, 0, 0, 2))


def rest(number: int, shown: int = MAX_ROWS) -> Iterator[RenderableType]:
    """Say how many rows are not shown, if any."""
    if number > shown:
        yield said(f"and {number - shown:,} more (in the JSON, CSV and HTML files)")


def pairs(rows: Iterable[tuple[str, str]]) -> Table:
    """Return names with their values, without a head."""
    drawn = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    drawn.add_column(no_wrap=True, style="dim")
    drawn.add_column(overflow="fold")
    for name, value in rows:
        drawn.add_row(Text(name), Text(value))
    return drawn


def quote(one: Quote) -> str:
    """Return a quotation in one line, its place first."""
    at = "" if one.line is None else f":{one.line}" if one.path else f"line {one.line}"
    where = line(f"{one.commit[:10]} {one.path}{at}".strip(), 120)
    return f"{where}  {line(one.text, 160)}".strip()
