"""What reaches a terminal, a pipe, or nobody: color where it can be shown, words everywhere."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.bot.cli.conftest import ROOT, Run
from tests.bot.cli.terminals import BIN, environment, shown, terminal

PAYLOAD = "docs/examples/pull_request.opened.json"
CHECK = ("check", "--event", PAYLOAD, "--policy", "disclose")
COLORED = [CHECK, ("policy", "presets"), ("policy", "show", "disclose"), ("doctor",)]
BYLINE = str(BIN / "byline")
ESCAPE = "\x1b"


def words(text: str) -> list[str]:
    return text.split()


@pytest.mark.parametrize("command", COLORED, ids=" ".join)
def test_color_in_a_terminal_and_nowhere_else(command: tuple[str, ...], byline: Run, tmp_path: Path) -> None:
    given = environment(tmp_path / "home")
    _, colored = shown([BYLINE, *command], given, tmp_path)
    assert ESCAPE in colored
    _, plain = shown([BYLINE, *command], given | {"NO_COLOR": "1"}, tmp_path)
    assert ESCAPE not in plain
    _, dumb = shown([BYLINE, *command], given | {"TERM": "dumb"}, tmp_path)
    assert ESCAPE not in dumb
    piped = byline(*command, FORCE_COLOR="1", TERM="xterm-256color").stdout
    assert ESCAPE not in piped
    assert piped


def test_the_same_words_without_color(byline: Run, tmp_path: Path) -> None:
    given = environment(tmp_path / "home", NO_COLOR="1")
    status, plain = shown([BYLINE, *CHECK], given, tmp_path)
    piped = byline(*CHECK)
    assert status == piped.returncode == 0
    assert words(plain) == words(piped.stdout)


@pytest.mark.parametrize("command", [CHECK, ("policy", "presets")], ids=" ".join)
def test_lines_fit_a_narrow_terminal(command: tuple[str, ...], tmp_path: Path) -> None:
    given = environment(tmp_path / "home", NO_COLOR="1")
    _, narrow = shown([BYLINE, *command], given, tmp_path, columns=60)
    prose = [line for line in narrow.splitlines() if len(line.split()) > 6]
    assert prose
    assert [line for line in prose if len(line) > 60] == []


def test_a_bar_is_drawn_in_a_terminal_that_can(tmp_path: Path) -> None:
    (tmp_path / "tree").mkdir()
    for number in range(300):
        (tmp_path / "tree" / f"{number}.py").write_text(f"x = {number}\n")
    command = [BYLINE, "license", str(tmp_path / "tree")]
    given = environment(tmp_path / "home")
    status, drawn = shown(command, given, tmp_path)
    assert status == 0
    assert "Reading the tree" in drawn
    _, dumb = shown(command, environment(tmp_path / "other", TERM="dumb"), tmp_path)
    assert "Reading the tree" not in dumb
    forced = environment(tmp_path / "third", FORCE_COLOR="1")
    done = subprocess.run(command, env=forced, capture_output=True, check=True)
    assert done.stderr == b""
    assert b"Licenses of" in done.stdout


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize(
    "command", [f"check --event {PAYLOAD}", "license docs/examples", "score --kind issue"]
)
def test_a_stream_that_is_closed_is_no_error(command: str, closed: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{BYLINE} {command} {closed}"],
        cwd=ROOT,
        env=environment(tmp_path / "home"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "command", [" ".join(CHECK), "policy show disclose", "license .", "openness --registry-check", "--help"]
)
def test_a_reader_that_stops_is_no_error(command: str, tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{BYLINE} {command} | head -1; exit ${{PIPESTATUS[0]}}"],
        cwd=ROOT if "license" not in command else ROOT / "docs",
        env=environment(tmp_path / "home"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_without_an_answer_it_says_that_it_stopped(byline: Run) -> None:
    done = byline("policy", "init")
    assert done.returncode == 130
    assert done.stderr.splitlines()[-1] == "byline: stopped"


def test_somebody_at_a_terminal_is_told_that_a_text_is_awaited(tmp_path: Path) -> None:
    given = environment(tmp_path / "home")
    with terminal([BYLINE, "score", "--kind", "issue"], given, tmp_path) as running:
        running.wait_for("press Ctrl-D")
        running.type("A short text.\n\x04")
        running.wait_for("No score: too little prose")
        assert running.process.wait(60) == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("policy", "show"), "byline policy init"),
        (("policy", "check"), "byline policy init"),
        (("send", PAYLOAD, "--url", "byline.example.org"), "http://"),
        (("send", PAYLOAD, "--url", "ftp://example.org/"), "--url"),
        (("completion",), "bash, zsh, fish; see"),
    ],
)
def test_errors_say_what_to_do_in_one_line(byline: Run, given: tuple[str, ...], said: str) -> None:
    done = byline(*given, BYLINE_WEBHOOK_SECRET="a-long-enough-secret")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr
