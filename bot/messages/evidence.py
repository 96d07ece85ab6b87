"""Evidence for readers: a list of quotes, or a table of what is cited and what is there instead."""

from __future__ import annotations

from collections.abc import Sequence

from bot.messages.neutral import cell, code, plain
from detectors.model import Evidence


def markdown(evidence: Sequence[Evidence], most: int) -> list[str]:
    """Return the lines of a list, or of a table where some quote names what is not there.

    At most ``most`` of them are shown, and how many more there are; everything quoted is harmless.
    """
    rest = len(evidence) - most
    if any(item.instead for item in evidence):
        rows = [_row(item) for item in evidence[:most]]
        more = ["", f"… and {rest} more."] if rest > 0 else []
        return ["| Cited | In the tree | Nearest |", "| --- | --- | --- |", *rows, *more]
    lines = [f"- {plain(item.place)}: {code(item.quote)}" for item in evidence[:most]]
    return [*lines, f"- and {rest} more of the same kind"] if rest > 0 else lines


def in_a_line(item: Evidence, quote: str) -> str:
    """Return evidence as one line of unescaped words; ``quote`` is its quote as it is to be shown."""
    told = f" ({item.instead})" if item.instead else ""
    nearest = f"; nearest: {item.nearest}" if item.nearest else ""
    return f"{item.place}: {quote}{told}{nearest}"


def _row(item: Evidence) -> str:
    cited = f"{cell(item.quote)}, {plain(item.place)}"
    return f"| {cited} | {plain(item.instead)} | {cell(item.nearest) if item.nearest else ''} |"
