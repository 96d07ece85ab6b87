"""Commands to the runner: whatever a value holds, the runner reads the one command that was meant."""

from __future__ import annotations

import io
import os
import re
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.cli import workflow

HOSTILE = (
    "::error::x",
    "a\n::stop-commands::y",
    "a\r::set-output name=a::b",
    "a%0A::error::b",
    "x,line=1::y",
    "file=b,title=c",
    "##[error]x",
    "%",
    "%25",
    "a\u2028::error::b",
)
ANY = st.text(max_size=200) | st.sampled_from(HOSTILE)


def read(line: str) -> tuple[str, dict[str, str], str]:
    """Read a command as the runner does (``ActionCommand.TryParseV2`` in actions/runner)."""
    assert line.lstrip().startswith("::")
    head, _, data = line.lstrip()[2:].partition("::")
    name, _, rest = head.partition(" ")
    pairs = (item.split("=", 1) for item in rest.strip().split(",") if item)
    known = {pair[0]: _plain(pair[1]) for pair in pairs if len(pair) == 2 and pair[1]}
    return name, known, _plain(data)


def _plain(text: str) -> str:
    for escaped, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escaped, char)
    return text


def meant(text: str) -> str:
    return text.replace("##[", "##\u200b[")


@given(ANY, ANY, ANY)
@example("a\n::error::b", "x\r\ny", ",=:")
def test_the_runner_reads_what_was_meant(message: str, file: str, title: str) -> None:
    title = title.strip()  # the runner trims the last property
    line = workflow.written("warning", message, {"file": file, "line": 3, "title": title, "col": None})
    assert "\n" not in line
    assert "\r" not in line
    assert "##[" not in line
    name, properties, data = read(line)
    given = {"file": meant(file), "line": "3", "title": meant(title)}
    assert (name, data) == ("warning", meant(message))
    assert properties == {key: value for key, value in given.items() if value}


#: What .NET's ``TrimStart`` takes away at the beginning of a line (``Char.IsWhiteSpace``), less line ends.
SPACES = "\t\v\f \x85\xa0\u1680\u2000\u2004\u200a\u2028\u2029\u202f\u205f\u3000"


def guarded(monkeypatch: pytest.MonkeyPatch, text: str) -> str:
    """Return what a workflow's log gets of a text that is printed."""
    reads, writes = os.pipe()
    with os.fdopen(reads, "rb") as reader, monkeypatch.context() as here:
        with os.fdopen(writes, "w") as writer:
            here.setattr(sys, "stdout", writer)
            here.setattr(sys, "stderr", io.StringIO())
            workflow.guard({"GITHUB_ACTIONS": "true"})
            sys.stdout.write(text)
            sys.stdout.flush()
        return reader.read().decode()


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n", ""], ids=ascii)
@pytest.mark.parametrize("space", ["", *SPACES, SPACES], ids=ascii)
def test_no_line_that_the_runner_reads_begins_with_a_command(
    end: str, space: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = guarded(monkeypatch, f"{'title' if end else ''}{end}{space}::error::forged\n")
    lines = re.split(r"\r\n|\r|\n", log)  # as ``StreamReader.ReadLine`` does
    assert "error::forged" in lines[-2]
    assert not [line for line in lines if line.lstrip(SPACES).startswith("::")]


def test_commands_pass_the_guard_and_nothing_else_does(monkeypatch: pytest.MonkeyPatch) -> None:
    reads, writes = os.pipe()
    with os.fdopen(reads, "rb") as reader:
        with os.fdopen(writes, "w") as writer:
            monkeypatch.setattr(sys, "stdout", writer)
            monkeypatch.setattr(sys, "stderr", io.StringIO())
            workflow.guard({"GITHUB_ACTIONS": "true"})
            sys.stdout.write("before\n::error::forged\n")
            workflow.announce("notice", "said\n::error::forged", {"file": "a.py", "title": ""})
            sys.stdout.write("::error::forged\n")
            sys.stdout.flush()
        text = reader.read().decode()
    assert text.splitlines() == [
        "before",
        ":\u200b:error::forged",
        "::notice file=a.py::said%0A::error::forged",
        ":\u200b:error::forged",
    ]
    assert len(re.findall(r"(?m)^\s*::", text)) == 1
