"""Trailers are read as git reads them: git itself is the oracle."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from detectors.traces.trailers import Trailer, own_line, parse


def by_git(message: str) -> list[str]:
    """What git prints: with its output order and its way to print a key."""
    run = subprocess.run(
        ["git", "-c", "core.commentChar=#", "interpret-trailers", "--parse", "--no-divider"],
        input=message.encode(),
        capture_output=True,
        check=True,
        env={"GIT_CONFIG_NOSYSTEM": "1", "HOME": "/nonexistent", "PATH": "/usr/bin:/bin:/usr/local/bin"},
    )
    return run.stdout.decode().split("\n")[:-1]


def by_us(message: str) -> list[str]:
    return [f"{t.key}: {t.value}" for t in parse(message)]


LINES = st.one_of(
    st.sampled_from(
        [
            "",
            "",
            " ",
            "\r",
            "---",
            "# a comment",
            "#",
            "Subject of the change",
            "some words that explain",
            "Signed-off-by: A Person <a@example.org>",
            "Co-authored-by: Claude <noreply@anthropic.com>",
            "(cherry picked from commit 1234567)",
            "Fixes: #12",
            "Key : spaced",
            "Key\t: tabbed",
            "Two words: no trailer",
            ": no key",
            "Ключ: no key either",
            " continued",
            "\tcontinued: with colon",
            "Conflicts:",
            "\tsome/path",
            "Empty:",
            "Link:https://example.org",
            "CRLF: line\r",
            "# ------------------------ >8 ------------------------",
        ]
    ),
    st.text(alphabet=st.sampled_from("abK-:# \t\r\u00e9"), max_size=12),
)


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, max_size=14), st.booleans())
@example(["# comment", "title", "", "A: b"], True)
@example(["title", "", "A: b", "#", "Conflicts:", "\tx", ""], True)
def test_any_message_is_read_as_git_reads_it(lines: list[str], ended: bool) -> None:
    message = "\n".join(lines) + ("\n" if ended else "")
    assert by_us(message) == by_git(message)


def test_a_quarter_of_trailers_is_enough_when_one_is_gits_own() -> None:
    message = "t\n\nwords\nwords\nwords\nSigned-off-by: A <a@b.c>\n"
    assert by_us(message) == by_git(message) == ["Signed-off-by: A <a@b.c>"]
    message = "t\n\nwords\nFixes: x\n"
    assert by_us(message) == by_git(message) == []


def test_the_line_is_that_of_the_message_and_folded_values_are_joined() -> None:
    message = "t\r\n\r\nbody\r\n\r\nAcked-by: B\r\nCo-authored-by: Claude\r\n <noreply@anthropic.com>\r\n"
    assert parse(message)[1] == Trailer("Co-authored-by", "Claude\r <noreply@anthropic.com>", 6)


@pytest.mark.parametrize("line", [" Key: value", "\tKey: value", "> Key: value", "Two words: x", ":x", ""])
def test_a_line_that_is_no_trailer_is_none(line: str) -> None:
    assert own_line(line, 1) is None


def test_huge_messages_are_read() -> None:
    assert parse("t\n\n" + "a" * 1_000_000) == ()
    assert parse("t\n\n" + " " * 1_000_000) == ()
    assert len(parse("t\n\n" + "A: b\n" * 100_000)) == 100_000
    assert len(parse("t\n\nA: b" + "\n c" * 100_000)) == 1
