"""A project's pattern against a stranger's text: linear time, and no surprise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies import patterns


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Claude:opus-4", True),
        ("Claude:opus-4 ruff mypy", True),
        ("Claude", False),
        ("Claude:opus-4\nx", False),
    ],
)
def test_the_whole_text_has_to_match(text: str, expected: bool) -> None:
    assert patterns.matches(r"^[\w.-]+:[\w.-]+( \S+)*$", text) is expected
    assert patterns.matches(r"[\w.-]+:[\w.-]+( \S+)*", text) is expected


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|aa)+b", "(.*)*(.*)*(.*)*x", "(a?){50}a{50}b"])
def test_patterns_that_other_engines_choke_on_are_harmless(pattern: str) -> None:
    patterns.check(pattern)
    assert not patterns.matches(pattern, "a" * 200_000 + "!")


@pytest.mark.parametrize("pattern", ["(a", r"(a)\1", "(?=a)", "(a{1000}){1000}", "a" * 201, "\ud800"])
def test_patterns_that_cannot_be_used_are_refused(pattern: str) -> None:
    with pytest.raises(patterns.PatternError):
        patterns.check(pattern)


@given(st.text(max_size=60), st.text(max_size=200))
def test_any_pattern_is_refused_or_answers(pattern: str, text: str) -> None:
    try:
        patterns.check(pattern)
    except patterns.PatternError:
        return
    assert patterns.matches(pattern, text) in (True, False)
