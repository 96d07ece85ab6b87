from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given as of
from rich.cells import cell_len

from bot.audit.model import Report
from bot.report import text
from tests.bot.report import given, strategies

_CONTROL = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def _flat(written: bytes) -> str:
    return " ".join(written.decode().split())


@strategies.ANY
@of(strategies.reports())
def test_nothing_in_a_report_can_act_on_a_terminal(report: Report) -> None:
    assert not _CONTROL.search(text.render(report).decode())


def test_color_is_there_only_when_asked_for() -> None:
    plain, colored = text.render(given.big()), text.render(given.big(), color=True)
    assert b"\x1b" not in plain
    assert b"\x1b[1m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored.decode()).split() == plain.decode().split()


def test_a_hostile_report_brings_no_escape_codes_of_its_own() -> None:
    codes = set(re.findall(r"\x1b[^m]*m", text.render(given.hostile(), color=True).decode()))
    assert codes <= set(re.findall(r"\x1b[^m]*m", text.render(given.big(), color=True).decode()))


@pytest.mark.parametrize("width", [60, 80, 100, 160])
def test_lines_keep_to_the_width(width: int) -> None:
    for report in (given.big(), given.hostile()):
        assert max(cell_len(row) for row in text.render(report, width=width).decode().splitlines()) <= width


@pytest.mark.parametrize(
    "words",
    [
        "AI use declared 630 of 24,011 (2.6 %) commits",
        "about 3.4 % (95 % interval 1.2 to 7.1 %), of 15,900 messages",
        "2026-Q2 347 78 22.5 % 33 9.5 % 231 115 21 % 18 to 27 %",
        "no estimate: 12 messages",
        "The project says that it is free of AI, since 2024-01-01:",
        "The two texts differ: 31 commits carry a declared or exact trace",
        "* 2016-06-01 0000005b00 COPYING changed: GPL-2.0-only -> Apache-2.0",
        "[-share it under the same terms-] {+use it for any purpose+}",
        "example/tiny-1",
        "260 entries in lock files; license unknown: 173; known: 87 (MIT (87)).",
        "gone finding licensing/notice",
        "Set aside: licensing/header by Person 1, until 2027-01-01",
        "It is not legal advice.",
        "git show COMMIT",
    ],
)
def test_the_text_says(words: str) -> None:
    assert words in _flat(text.render(given.big()))


def test_what_could_not_be_looked_at_is_unknown() -> None:
    said = _flat(text.render(given.empty()))
    assert "Licenses unknown: the tree is not in this clone" in said
    assert "Reviews: unknown: no token was given" in said
    assert "declared license unknown: the tree is not in this clone" in said


def test_a_share_that_cannot_be_told_from_none_is_said_so_and_has_no_number() -> None:
    report = given.big()
    faint = replace(report.ai, whole=given.estimate("not_distinguishable", 0.0, 0.004, 0.03))
    said = _flat(text.render(replace(report, ai=faint)))
    assert "estimated share not distinguishable from none, of 400 messages" in said
    assert "0.4 % (95 %" not in said
