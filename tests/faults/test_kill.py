"""A server is killed at the worst moments; nothing that it acknowledged may be lost, or done twice."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.webhooks.running import BYLINE_SERVE, ROOT, SECRET, Running, server, until

PULL_REQUEST = {
    "action": "created",
    "installation": {"id": 7},
    "repository": {"full_name": "octo/hello"},
}


def begun(home: Path) -> Counter[str]:
    file = home / "begun"
    return Counter(file.read_text().split() if file.exists() else [])


def effects(home: Path) -> set[str]:
    return {file.name for file in (home / "effects").glob("*")}


def accept(running: Running, *guids: str) -> set[str]:
    """Post comments, each in an issue of its own; return those that were acknowledged."""
    for number, guid in enumerate(guids, 1):
        answer = running.post(guid, "issue_comment", PULL_REQUEST | {"issue": {"number": number}})
        assert answer.status_code == 202
    return set(guids)


def deliveries(running: Running) -> dict[str, int]:
    states: dict[str, int] = requests.get(f"{running.url}/readyz", timeout=30).json()["deliveries"]
    return states


def settled(running: Running, number: int) -> dict[str, int]:
    return until(
        lambda: states if (states := deliveries(running))["done"] == number else None, f"{number} done"
    )


def _at_rest(running: Running) -> dict[str, int] | None:
    states = deliveries(running)
    return None if states["queued"] or states["running"] else states


def _until_begun(home: Path, guid: str, times: int) -> None:
    until(lambda: begun(home)[guid] == times, f"{guid} to begin")


def test_killed_between_intake_and_processing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.mkfifo(home / "gate")
    with server(home, BYLINE_WORKERS="1") as first:
        accepted = accept(first, "held", "waiting-1", "waiting-2")
        until(lambda: begun(home), "the worker to begin")
        first.kill()
    assert begun(home) == {"held": 1}
    assert effects(home) == set()
    (home / "gate").unlink()
    with server(home, BYLINE_WORKERS="1") as second:
        states = settled(second, 3)
        assert "deliveries put back" in second.log
        for guid in accepted:  # GitHub, or an operator, sends them once more
            assert second.post(guid, "issue_comment", PULL_REQUEST).status_code == 200
        assert second.stop() == 0
    assert sum(states.values()) == 3
    assert effects(home) == accepted
    assert begun(home) == {"held": 2, "waiting-1": 1, "waiting-2": 1}


def test_killed_in_the_middle_of_several(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.mkfifo(home / "gate")
    with server(home, BYLINE_WORKERS="3") as first:
        accepted = accept(first, "a", "b", "c", "d")
        until(lambda: len(begun(home)) == 3, "three workers to begin")
        first.kill()
    (home / "gate").unlink()
    with server(home, BYLINE_WORKERS="3") as second:
        assert settled(second, 4)["parked"] == 0
    assert effects(home) == accepted
    assert begun(home) == {"a": 2, "b": 2, "c": 2, "d": 1}


def test_a_delivery_that_kills_the_server_each_time_is_parked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.mkfifo(home / "gate")
    for attempt in (1, 2):
        with server(home, BYLINE_WORKERS="1", BYLINE_MAX_ATTEMPTS="2") as running:
            if attempt == 1:
                accept(running, "poison")
            _until_begun(home, "poison", attempt)
            running.kill()
    (home / "gate").unlink()
    with server(home, BYLINE_WORKERS="1", BYLINE_MAX_ATTEMPTS="2") as last:
        assert deliveries(last)["parked"] == 1
        accept(last, "harmless")
        settled(last, 1)
        assert (
            "the worker stopped in the middle of this delivery 2 times"
            in requests.get(last.url, timeout=30).text
        )
    assert effects(home) == {"harmless"}


def test_told_to_stop_the_server_finishes_what_it_is_doing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.mkfifo(home / "gate")
    with server(home, BYLINE_WORKERS="1") as running:
        accept(running, "held", "waiting")
        until(lambda: begun(home), "the worker to begin")
        running.process.send_signal(signal.SIGTERM)
        until(lambda: "stopping" in running.log, "the server to hear of it")
        with (home / "gate").open("w"):
            pass  # the handler goes on
        assert running.process.wait(60) == 0
        assert "Traceback" not in running.log
    assert effects(home) == {"held"}
    (home / "gate").unlink()
    with server(home) as second:
        settled(second, 2)
    assert begun(home) == {"held": 1, "waiting": 1}


def test_a_second_server_in_the_same_home_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with server(home):
        environment = os.environ | {
            "BYLINE_HOME": str(home),
            "BYLINE_PORT": "0",
            "BYLINE_WEBHOOK_SECRET": SECRET.decode(),
        }
        second = subprocess.run(
            [sys.executable, "-m", "tests.faults.runner"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            timeout=60,
            check=False,
        )
    assert second.returncode != 0
    assert b"another `byline serve` is running in" in second.stderr


@pytest.mark.npm
def test_the_real_command_is_killed_over_and_over(
    tmp_path: Path, payloads: list[tuple[str, str, dict[str, Any]]]
) -> None:
    home = tmp_path / "home"
    sent = [
        (event, name, payload) for event, name, payload in payloads if event in ("pull_request", "issues")
    ]
    for start in range(0, len(sent), 20):
        with server(home, *BYLINE_SERVE) as running:
            for event, name, payload in sent[start : start + 20]:
                assert running.post(name, event, payload).status_code == 202
            running.kill()
    with server(home, *BYLINE_SERVE) as last:
        states = until(lambda: _at_rest(last), "all to be worked on")
        assert states["done"] + states["ignored"] == len(sent)
        assert "Traceback" not in last.log
