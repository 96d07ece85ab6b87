"""What is wrong with a policy file: where, what was found, what was expected, and the nearest valid word."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

#: A file with more mistakes than this is told of the first ones only.
MAX_PROBLEMS: Final = 20
_QUOTED_LENGTH: Final = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake. ``line`` and ``column`` count from 1; ``expected`` and ``nearest`` may be empty."""

    file: str
    line: int
    column: int
    found: str
    expected: str = ""
    nearest: str = ""

    def __str__(self) -> str:
        text = f"{self.file}:{self.line}:{self.column}: {self.found}"
        if self.nearest:
            return f'{text}; did you mean "{self.nearest}"?'
        return f"{text}; expected {self.expected}" if self.expected else text


class PolicyError(Exception):
    """A policy file cannot be used. ``problems`` holds every mistake found, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.column)))
        super().__init__("\n".join(self.lines()))

    def lines(self) -> tuple[str, ...]:
        """Return a line for each mistake; past ``MAX_PROBLEMS`` one last line counts the rest."""
        shown = tuple(str(problem) for problem in self.problems[:MAX_PROBLEMS])
        more = len(self.problems) - len(shown)
        return (*shown, f"and {more} more") if more else shown


def quote(value: object) -> str:
    """Return ``value`` in double quotes on one line, shortened and with control characters escaped."""
    text = str(value)
    short = text if len(text) <= _QUOTED_LENGTH else text[: _QUOTED_LENGTH - 1] + "…"
    return '"' + "".join(char if char.isprintable() else ascii(char)[1:-1] for char in short) + '"'


def nearest(word: object, words: Iterable[str]) -> str:
    """Return the valid word that ``word`` looks most like, or nothing where none is close."""
    close = difflib.get_close_matches(str(word)[:_QUOTED_LENGTH].lower(), list(words), n=1, cutoff=0.6)
    return close[0] if close else ""


def listed(words: Iterable[str]) -> str:
    """Return ``a, b or c``."""
    *head, last = tuple(words)
    return f"{', '.join(head)} or {last}" if head else last
