"""No pattern, and no judgement, runs for ever over a text that was made for it."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.engine import judge
from detectors.model import ChangedFile
from tests.attack.patterns import attacks, patterns
from tests.factories import facts

#: Over so few characters a pattern that is slow by a power only still ends at once; one that tries every way
#: of dividing them does not. Long texts are what the judgements below are for: many patterns are given one
#: line, or a few words, of a text.
_CHARACTERS = 90
_PUMPS = 36
_PATTERN_SECONDS = 1.0
_JUDGEMENT_SECONDS = 12.0
_TEXT = 12_000


class TooLongError(Exception):
    pass


@contextmanager
def stopped_after(seconds: float) -> Iterator[None]:
    """Stop after so much of the processor's time: a busy machine changes nothing."""

    def stop(_signal: int, _frame: Any) -> None:
        raise TooLongError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def test_no_pattern_tries_every_way_of_dividing_a_text() -> None:
    every = patterns()
    assert len(every) > 800
    slow = [f"{where}: {found}" for where, pattern in every.items() if (found := _slow(pattern))]
    assert not slow, "\n".join(slow)


def test_the_search_finds_a_careless_pattern() -> None:
    assert _slow(re.compile(r"x(?:\.a\d+(?:\.\d+)*|\.\d+)+$"))
    assert _slow(re.compile(rb"^(?:\w+\s?)*$"))
    assert not _slow(re.compile(r"x(?:\.a\d+|\.\d+)+$"))


def _slow(pattern: re.Pattern[Any]) -> str:
    for attack in attacks(pattern):
        try:
            with stopped_after(_PATTERN_SECONDS):
                text = attack.text(max(_CHARACTERS, _PUMPS * len(attack.pump)))
                pattern.search(text if isinstance(pattern.pattern, str) else text.encode())
        except TooLongError:
            return repr(attack)
    return ""


PUMPS = (
    " ",
    "\n",
    " \r\n",
    "a",
    "A0",
    "_",
    ".",
    "a.",
    ".func0.0",
    "a/",
    "#",
    "*",
    "`",
    "```\n",
    "](",
    "<",
    "<!--",
    "| - ",
    "- [ ] ",
    "a: b\n",
    "at a.b(c:1)\n",
    "Co-authored-by: a <a@b>\n",
    "licensed under ",
    "MIT or (",
    "在aa",
    "开源都",
    "\u202e",
    "&lt;",
    "\x1b[",
)


@pytest.mark.parametrize("pump", PUMPS)
def test_a_judgement_ends_whatever_is_written(pump: str) -> None:
    text = pump * (_TEXT // len(pump))
    line = text.replace("\n", " ")
    patch = (
        f"@@ -0,0 +1,3 @@\n+# SPDX-License-Identifier: MIT {line}\n+Copyright 2020 {line}x\n"
        + text.replace("\n", "\n+")
    )
    files = [
        ChangedFile(name, "added", 3, 0, patch, None)
        for name in ("README.md", "LICENSE", "a.py", "package.json")
    ]
    with stopped_after(_JUDGEMENT_SECONDS):
        judge(facts(title=line, body=f"The model is open source. {text}x\n\n{text}", files=tuple(files)))
