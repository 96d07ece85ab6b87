"""Hostile and odd answers become plain values or one clear error."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CouldNotLook
from bot.github import records as r
from bot.github.problems import Answer, problem, wait_for

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(ANY_TEXT)
def test_any_text_becomes_text_that_can_be_kept(text: str) -> None:
    kept = r.clean(text)
    assert "\0" not in kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert r.clean(kept) == kept


def test_bidi_marks_and_null_bodies_survive_as_what_they_are() -> None:
    assert r.clean("a\u202eb") == "a\u202eb"
    assert r.clean(None) == ""
    assert len(r.clean("x" * 1_000_000)) == r.TEXT_LIMIT


@given(JSON, st.sampled_from(["number", "title", "user", "labels", "base", "head", "draft", "body"]))
def test_any_field_may_be_anything(value: Any, field: str) -> None:
    side = {"ref": "main", "sha": "a" * 40, "repo": None}
    good = {"number": 1, "title": "t", "base": side, "head": side, "user": {"login": "x"}}
    said = field
    try:
        r.parse(r.PullRequest, {**good, field: value}, "a test")
    except CouldNotLook as error:
        said = str(error)
    assert field in said


@given(JSON)
def test_any_error_body_has_words_in_one_line(body: Any) -> None:
    answer = Answer(422, {}, body)
    assert "\n" not in answer.message
    assert "422" in str(problem(answer, "GET /x", "issues: read"))


def test_unknown_authors_are_nobody() -> None:
    found = r.parse(r.CommitItem, {"sha": "a" * 40, "commit": {"message": None}, "author": {}}, "a commit")
    assert (found.author, found.commit.message) == (None, "")


@pytest.mark.parametrize(
    ("status", "headers", "data", "wait"),
    [
        (200, {"retry-after": "5"}, None, None),
        (403, {}, {"message": "Resource not accessible by integration"}, None),
        (403, {"retry-after": "5"}, {"message": "x"}, 5.0),
        (429, {}, None, 60.0),
        (403, {}, {"message": "You have exceeded a secondary rate limit."}, 60.0),
        (403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1"}, None, 1.0),
        (403, {"retry-after": "soon"}, {"message": "x"}, None),
    ],
)
def test_the_wait_is_the_one_that_github_names(
    status: int, headers: dict[str, str], data: Any, wait: float | None
) -> None:
    assert wait_for(Answer(status, headers, data)) == wait
