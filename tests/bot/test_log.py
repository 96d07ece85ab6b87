"""What comes from outside cannot forge a line of the log, nor reach the terminal."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
import threading
import warnings
from pathlib import Path

import pytest
from structlog.contextvars import bound_contextvars

from bot import log
from bot.config import load_settings
from bot.inbox import Delivery, Inbox, Task
from bot.jobs import Job, process_next
from bot.storage import open_database
from tests.webhooks.running import until

HOSTILE = "x\n2026-01-01T00:00:00Z info    forged \x1b[2J\u202e"


@pytest.fixture(autouse=True)
def quiet_after() -> object:
    """Give the log back as it was."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)
    threading.excepthook = threading.__excepthook__


@pytest.mark.parametrize("form", ["console", "json"])
def test_values_and_messages_stay_on_their_line(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(load_settings(log_format=form))
    log.get("test").info("received", text=HOSTILE)
    logging.getLogger("some.library").warning("said %s", HOSTILE)
    try:
        raise ValueError(HOSTILE)
    except ValueError:
        log.get("test").exception("failed")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert not {"\x1b", "\u202e"} & set("".join(lines))
    if form == "json":
        assert json.loads(lines[0])["text"] == HOSTILE


def test_lines_of_libraries_warnings_and_threads_name_the_delivery(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    inbox = Inbox(database, lease_seconds=1)
    inbox.record(Delivery("the-guid", "issues", "opened", Task.EVALUATE, 7, "a/b", "a/b#1", b"{}"))
    log.configure(load_settings(log_format="json"))
    held = ""

    def handle(_job: Job) -> str:
        nonlocal held
        logging.getLogger("some.library").warning("a library")
        warnings.warn("a warning", RuntimeWarning, stacklevel=1)
        with database.write() as connection:
            connection.exec_driver_sql("ALTER TABLE deliveries RENAME TO away")

        def lease_failed() -> bool:
            nonlocal held
            held += capsys.readouterr().err
            return "a lease could not be extended" in held

        until(lease_failed, "the thread that keeps the lease to fail")
        with database.write() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO deliveries")
        return "done"

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert process_next(inbox, handle, "me")
    lines = [json.loads(line) for line in (held + capsys.readouterr().err).splitlines()]
    said = {line["event"].split(":")[-1].split("\n")[0].strip() for line in lines}
    assert {"a library", "a lease could not be extended", "delivery done"} <= said
    assert any("a warning" in line["event"] for line in lines)
    assert {line.get("delivery") for line in lines} == {"the-guid"}
    assert next(line for line in lines if line["event"] == "a library")["logger"] == "some.library"
    database.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_loses_lines_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    full = Path("/dev/full").open("w", buffering=1)  # noqa: SIM115 - closing it fails, too
    monkeypatch.setattr("sys.stderr", full)
    monkeypatch.setattr(logging, "raiseExceptions", False)  # pytest's own handler has nowhere to complain
    log.configure(load_settings())
    log.get("test").warning("a line of ours")
    logging.getLogger("some.library").warning("a line of theirs")
    with contextlib.suppress(OSError):
        full.close()
    log.get("test").warning("to what is closed")


def test_a_thread_that_fails_leaves_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    log.configure(load_settings(log_format="json"))

    def fail() -> None:
        with bound_contextvars(delivery="the-guid"):
            raise ValueError(HOSTILE)

    thread = threading.Thread(target=fail, name="gone")
    thread.start()
    thread.join()
    (line,) = capsys.readouterr().err.splitlines()
    assert (json.loads(line)["event"], json.loads(line)["thread"]) == ("a thread ended", "gone")


def test_what_libraries_log_goes_to_standard_error_as_it_is_then(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = io.StringIO()
    monkeypatch.setattr(sys, "stderr", gone)
    log.configure(load_settings())
    gone.close()
    logging.getLogger("a.library").warning("nobody hears it")
    monkeypatch.undo()
    logging.getLogger("a.library").warning("somebody does")
    said = capsys.readouterr().err
    assert "somebody does" in said
    assert "Traceback" not in said
    assert "nobody hears it" not in said
