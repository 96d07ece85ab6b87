"""What comes from outside cannot forge a line of the log, nor reach the terminal."""

from __future__ import annotations

import json
import logging

import pytest

from bot import log
from bot.config import load_settings

HOSTILE = "x\n2026-01-01T00:00:00Z info    forged \x1b[2J\u202e"


@pytest.fixture(autouse=True)
def quiet_after() -> object:
    """Give the log back as it was."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


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
