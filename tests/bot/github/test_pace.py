"""Two processes that share a database write to one installation one after the other."""

from __future__ import annotations

import itertools
import multiprocessing
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import RetryLater
from bot.github import pace
from bot.github.pace import Pace, SharedPace
from bot.storage import Paces, open_database
from tests.bot.storage.engines import ENGINES, address

SPACING = 0.15
Writes = list[tuple[float, float]]


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    found = address(request.param, tmp_path)
    open_database(found).close()
    return found


def write(url: str, log: Path, times: int) -> None:
    """Write ``times`` as process, and keep when each write began and ended."""
    database = open_database(url, upgrade=False)
    shared = SharedPace(SPACING, Paces(database), 7)
    for _ in range(times):
        with shared.turn("a comment", 60):
            begun = time.monotonic()
            time.sleep(0.02)
            with log.open("a") as file:
                file.write(f"{begun} {time.monotonic()}\n")
    database.close()


def test_two_processes_keep_the_distance_together(url: str, tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    logs = [tmp_path / "one", tmp_path / "two"]
    both = [spawn.Process(target=write, args=(url, log, 5)) for log in logs]
    for process in both:
        process.start()
    for process in both:
        process.join(60)
        assert process.exitcode == 0
    lines = [line.split() for log in logs for line in log.read_text().splitlines()]
    writes = sorted((float(begun), float(ended)) for begun, ended in lines)
    assert len(writes) == 10
    for (_, ended), (begun, _) in itertools.pairwise(writes):
        assert begun - ended >= SPACING - 0.02


def test_an_installation_does_not_wait_for_another(url: str) -> None:
    database = open_database(url, upgrade=False)
    paces = Paces(database)
    assert paces.take(1, 3600) == 0
    assert paces.take(2, 3600) == 0
    assert 0 < paces.take(1, 3600) <= 3600
    paces.release(1, 0)
    assert paces.take(1, 3600) == 0
    database.close()


def test_who_died_while_it_wrote_holds_nobody_up_for_good(url: str) -> None:
    database = open_database(url, upgrade=False)
    Paces(database).take(7, 0.05)
    with SharedPace(0, Paces(database), 7).turn("a comment", 60):
        pass
    Paces(database).release(7, 1e9)  # by a clock that was wrong
    assert Paces(database).take(7, 1) == 0
    database.close()


def test_a_rate_limit_that_one_met_holds_for_the_other(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(url, upgrade=False)
    monkeypatch.setattr(pace, "_HOLD_SECONDS", 1.0)
    one, two = (SharedPace(0, Paces(database), 7) for _ in range(2))
    with one.turn("a comment", 1):
        one.limited(600)
    with pytest.raises(RetryLater, match="another process writes there"), two.turn("a label", 1):
        pytest.fail("it must not write")
    database.close()


def test_threads_of_one_process_write_one_after_the_other() -> None:
    alone, writes = Pace(0.05), Writes()

    def one() -> None:
        with alone.turn("a comment", 60):
            begun = time.monotonic()
            writes.append((begun, time.monotonic()))

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(later[0] - earlier[1] >= 0.04 for earlier, later in itertools.pairwise(writes))
