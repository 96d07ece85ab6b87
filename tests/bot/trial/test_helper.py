"""The process that judges: confined, given up when it takes too long, and started again."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.trial.bench import Bench, Chosen, TooOftenError
from bot.trial.given import Given
from bot.trial.helper import BusyError, GaveUpError, Helper


@pytest.fixture
def helper() -> Iterator[Helper]:
    helper = Helper()
    yield helper
    helper.close()


def process_of(helper: Helper) -> subprocess.Popen[bytes]:
    assert helper._process is not None
    return helper._process


@pytest.mark.parametrize(
    "what",
    [
        "import socket; socket.socket()",
        "import socket; socket.create_connection(('192.0.2.1', 80))",
        "import socket; socket.getaddrinfo('example.org', 80)",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "open('kept', 'w')",
        "open('kept', 'ab')",
        "import os; os.open('kept', os.O_WRONLY | os.O_CREAT)",
        "import os; os.mkdir('kept')",
        "import sqlite3; sqlite3.connect('kept')",
    ],
)
def test_nothing_is_sent_kept_or_started(what: str, tmp_path: Path) -> None:
    code = f"from bot.trial.confine import confine\nconfine()\n{what}"
    done = subprocess.run(
        [sys.executable, "-B", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "PermissionError" in done.stderr
    assert not list(tmp_path.iterdir())


def test_one_process_answers_all_and_has_no_secret(helper: Helper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYLINE_PRIVATE_KEY", "a key that it has no use for")
    assert len(helper.ask({"do": "presets"})["presets"]) == 10
    pid = process_of(helper).pid
    assert "BYLINE_PRIVATE_KEY" not in Path(f"/proc/{pid}/environ").read_text()
    helper.ask({"do": "presets"})
    assert process_of(helper).pid == pid


def test_no_code_is_taken_from_where_the_server_was_started(
    helper: Helper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for package in ("bot", "policies"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").write_text("")
    (tmp_path / "json.py").write_text("raise SystemExit")
    monkeypatch.chdir(tmp_path)
    assert helper.ask({"do": "presets"})["presets"]


def test_a_process_that_is_gone_is_started_again(helper: Helper) -> None:
    helper.ask({"do": "presets"})
    first = process_of(helper)
    first.kill()
    first.wait()
    assert helper.ask({"do": "presets"})["presets"]
    assert process_of(helper).pid != first.pid


def test_what_takes_too_long_is_given_up_and_the_next_one_is_answered() -> None:
    helper = Helper(seconds=0.0001)
    with pytest.raises(GaveUpError, match="took more than"):
        helper.ask({"do": "judge", "given": {"text": "It fails. " * 20_000}, "preset": "disclose"})
    assert helper._process is None


def test_a_fault_is_told_without_the_text_and_nothing_ends(
    helper: Helper, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(GaveUpError, match="something is wrong in Byline"):
        helper.ask({"do": "a question that nobody knows: sesame"})
    assert helper.ask({"do": "presets"})["presets"]
    said = capsys.readouterr()
    assert "sesame" not in said.out + said.err


def test_who_would_wait_behind_many_is_told_so() -> None:
    helper = Helper()
    asked = [threading.Thread(target=helper.ask, args=({"do": "presets"},)) for _ in range(4)]
    with helper._turn:
        for one in asked:
            one.start()
        while helper._places._value:
            os.sched_yield()
        with pytest.raises(BusyError):
            helper.ask({"do": "presets"})
    for one in asked:
        one.join()
    helper.close()


def test_the_bench_limits_each_client() -> None:
    bench = Bench()

    def ask_often() -> None:
        for _ in range(100):
            bench.judge("somebody", Given(text="It does not start."), Chosen(preset="disclose"))

    with pytest.raises(TooOftenError, match="please try again in"):
        ask_often()
    assert bench.judge("somebody else", Given(text="It does not start."), Chosen(preset="disclose"))["check"]
    bench.close()
