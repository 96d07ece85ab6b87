"""Comments in added lines, by language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.authorship.comments import comments


@pytest.mark.parametrize(
    ("lang", "code", "found"),
    [
        ("py", "x = 1  # count the rows\n# and keep them\n", ["count the rows", "and keep them"]),
        ("py", 'def f():\n    """Say hello.\n\n    Twice.\n    """\n    return 1', ["Say hello.", "Twice."]),
        ("rs", "/// Opens the file.\nfn open() {} // later\n", ["Opens the file.", "later"]),
        ("c", "/* one\n * two\n */\nint x;", ["one", "two"]),
        ("js", "/** Adds. */\nconst url = 'http://x'", ["Adds."]),
        ("lua", "-- waits for it", ["waits for it"]),
        ("sh", "# shellcheck disable=SC1\nrun # start it", ["shellcheck disable=SC1", "start it"]),
        ("py", "x = 1  # noqa\n# type: ignore", []),
    ],
)
def test_comments_are_found(lang: str, code: str, found: list[str]) -> None:
    assert [line.strip() for line in comments(code, lang).split("\n") if line.strip()] == found


@given(st.text(max_size=500), st.sampled_from(["py", "js", "c", "lua", "vim", "", "xyz"]))
def test_any_code_gives_some_text(code: str, lang: str) -> None:
    assert len(comments(code, lang)) <= len(code) + 1
