"""Globs over paths: what they match, and that hostile ones cost no more than others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import globs


@pytest.mark.parametrize(
    ("glob", "path", "expected"),
    [
        ("PLAN.md", "PLAN.md", True),
        ("PLAN.md", "docs/PLAN.md", False),
        ("**/PLAN.md", "PLAN.md", True),
        ("**/PLAN.md", "a/b/PLAN.md", True),
        ("**/PLAN.md", "a/MYPLAN.md", False),
        ("docs/*", "docs/a.md", True),
        ("docs/*", "docs/a/b.md", False),
        ("docs/**", "docs/a/b.md", True),
        ("/docs/**", "docs/a", True),
        ("a?c", "abc", True),
        ("a?c", "a/c", False),
        ("a.c", "abc", False),
        ("[ab].md", "a.md", False),
        ("[ab].md", "[ab].md", True),
        ("release/*", "release/1.0\nx", True),
        ("Ä*", "Äpfel", True),
        ("plan.md", "PLAN.md", False),
    ],
)
def test_a_glob_matches_the_whole_path(glob: str, path: str, expected: bool) -> None:
    assert globs.matches(glob, path) is expected
    assert globs.first(["nothing", glob], path) == (glob if expected else None)


@given(st.text(max_size=40), st.text(max_size=80))
def test_any_glob_can_be_asked_about_any_path(glob: str, path: str) -> None:
    assert globs.matches(glob, path) in (True, False)


@given(st.from_regex(r"[a-z./+()\[\]{}^$|-]{1,30}", fullmatch=True))
def test_plain_text_matches_itself(path: str) -> None:
    assert globs.matches(f"/{path}", path)


def test_many_stars_are_matched_in_linear_time() -> None:
    assert not globs.matches("**a" * 60 + "b", "a" * 5_000)
