"""What a terminal can show: color, lines of its width, and lines that are drawn anew."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_NARROWEST: Final = 40


def open_closed() -> None:
    """Where somebody has closed a stream (``>&-``), let what is written go nowhere, and read nothing."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - it stays


def color(environment: Mapping[str, str]) -> bool | None:
    """Return False where nobody wants color or the terminal has none; None: as the stream is, tty or not.

    ``NO_COLOR`` counts when it is set to anything (no-color.org), and ``TERM=dumb`` is a terminal that knows
    no escape codes (terminfo).
    """
    return False if environment.get("NO_COLOR") or environment.get("TERM") == "dumb" else None


def draws(environment: Mapping[str, str]) -> bool:
    """Whether a bar can be drawn on standard error, which takes moving the cursor."""
    return sys.stderr.isatty() and environment.get("TERM") != "dumb"


def columns(most: int) -> int:
    """Return how wide lines are to be: ``most``, or as wide as the terminal that they go to, if less."""
    if not sys.stdout.isatty():
        return most
    return max(_NARROWEST, min(most, shutil.get_terminal_size((most, 24)).columns))
