"""The harness tells what the faults excuse from what is a fault of Byline's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.result import Result, load, save
from tests.faults.verdict import faults_of_ours

_FRAMES = 'Traceback (most recent call last):\\n  File "a.py", line 1, in f\\n    g()\\n    ^^^\\n'
_AWAY = (
    "sqlalchemy.exc.OperationalError: (psycopg.OperationalError) connection failed: not yet accepting"
    " connections\\nDETAIL:  Consistent recovery state has not been yet reached."
    "\\n(Background on this error at: https://x)"
)


def line(level: str, text: str) -> str:
    return f"2026-11-22T15:09:54.992243Z {level:7} {text}\n"


@pytest.mark.parametrize(
    "error",
    [
        _AWAY,
        "OSError: [Errno 28] No space left on device",
        "billiard.exceptions.WorkerLostError: Worker exited prematurely: signal 9 (SIGKILL)",
        f"KeyError: 'x'\\n\\nThe above exception was the direct cause\\n\\n{_FRAMES}{_AWAY}",
    ],
)
def test_what_a_database_or_broker_that_is_away_leads_to_is_excused(error: str) -> None:
    assert list(faults_of_ours(line("error", f"it failed exception='{_FRAMES}{error}'"))) == []


def test_an_error_of_byline_is_told_with_its_name() -> None:
    plain = "Traceback (most recent call last):\n  File x\n    f()\nIndexError: out of range\n"
    log = line("error", f"it failed exception='{_FRAMES}KeyError: 1\\nmore'") + plain + line("info", "on")
    assert list(faults_of_ours(log)) == ["TRACEBACK: KeyError: 1", "TRACEBACK: IndexError: out of range"]
    assert list(faults_of_ours(plain)) == ["TRACEBACK: IndexError: out of range"]
    unexpected = line("error", "delivery failed error='unexpected TypeError: no' attempt=1")
    assert list(faults_of_ours(unexpected)) == [f"UNEXPECTED: {unexpected.strip()}"]


def test_a_line_that_a_full_disk_broke_off_ends_where_the_next_one_begins() -> None:
    broken_off = line("error", f"the sweep failed exception='{_FRAMES}")[:-20]
    assert list(faults_of_ours(broken_off + line("error", "not stored error='locked' delivery='a'"))) == []
    ours = line("error", f"it failed exception='{_FRAMES}ValueError: x'")
    assert list(faults_of_ours(broken_off + ours)) == ["TRACEBACK: ValueError: x"]


def test_runs_add_up(tmp_path: Path) -> None:
    one = Result(rounds=1, lives=3)
    one.faults["killed"] += 2
    one.steps["killed at a request: a label is put, done"] += 1
    one.steps["half an answer: a label is put, done"] += 4
    assert load(tmp_path / "kept").number == 0
    save(tmp_path / "kept", one)
    kept = load(tmp_path / "kept")
    kept.add(one)
    assert (kept.number, kept.rounds, kept.lives) == (4, 2, 6)
    told = list(kept.told())
    assert "| killed | 4 |" in told
    assert "| a label is put, done | 2 | 8 |" in told
