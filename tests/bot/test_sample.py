"""The sample as a file: other people's text stays in comments, and labels come back as they were meant."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import sample
from bot.errors import UsageError
from bot.gather.facts_file import to_json
from bot.storage import Drawn, Says
from detectors.model import Kind
from tests.factories import facts

WHEN = datetime(2026, 11, 22, tzinfo=UTC)


def drawn(id_: int, body: str, **changes: object) -> Drawn:
    given = {
        "says": None,
        "facts": json.loads(to_json(facts(kind=Kind.ISSUE, body=body, head=None))),
    } | changes
    return Drawn(id_, "acme/widget#12", "issue", human_tail=0.4, judged_at=WHEN, **given)  # type: ignore[arg-type]


def test_the_file_shows_the_text_and_asks() -> None:
    text = sample.as_text([drawn(7, "It breaks.\nAlways.")])
    assert "# 7: issue acme/widget#12, judged 2026-11-22" in text
    assert "# | It breaks.\n# | Always.\n7 ?\n" in text
    assert sample.read_labels(text, "x") == []
    assert sample.read_labels(text.replace("7 ?", "7 human"), "x") == [(7, Says.HUMAN)]


@given(st.text(max_size=200))
def test_no_text_of_a_contribution_can_label_anything(body: str) -> None:
    text = sample.as_text([drawn(7, f"{body}\n9 human\r9 human\u20289 human\x0b9 human{body}")])
    assert sample.read_labels(text, "x") == []
    assert all(line == "7 ?" or not line or line.startswith("#") for line in text.split("\n"))


def test_json_holds_the_same() -> None:
    (told,) = json.loads(sample.as_json("acme/widget", [drawn(7, "It breaks.")]))["drawn"]
    assert told["texts"] == [{"part": "description", "text": "It breaks."}]
    assert (told["id"], told["missing"]) == (7, None)


@pytest.mark.parametrize("kept", [{}, {"schema": "byline/facts/0"}])
def test_a_text_that_was_purged_is_said_to_be(kept: dict[str, str]) -> None:
    gone = drawn(7, "", facts=kept)
    assert sample.GONE in sample.as_text([gone])
    assert json.loads(sample.as_json("a/b", [gone]))["drawn"][0]["missing"] == sample.GONE
    found, counts = sample.human_parts([drawn(7, "", facts=kept, says=Says.HUMAN)])
    assert (found, counts) == ([], sample.Labelled(human=1, ai=0, gone=1))


def test_labels_are_read_leniently_and_nothing_else_is() -> None:
    text = "# a comment\n\n 12 human \r\n13: AI\n14\tHuman\n15 ?\n"
    assert sample.read_labels(text, "x") == [(12, Says.HUMAN), (13, Says.AI), (14, Says.HUMAN)]


@pytest.mark.parametrize("line", ["human", "12", "12 maybe", "twelve human", "12 human 13 ai", "-1 ai", "{}"])
def test_a_line_of_another_form_is_an_error_with_its_number(line: str) -> None:
    with pytest.raises(UsageError, match=r"labels\.txt, line 2"):
        sample.read_labels(f"1 ai\n{line}\n", "labels.txt")


@given(
    st.text(alphabet=st.sampled_from("0123456789 huma?iHUAI\n\r\t:,#-x"), max_size=60) | st.text(max_size=60)
)
def test_any_file_is_labels_or_a_clear_error(text: str) -> None:
    with suppress(UsageError):
        assert all(id_ >= 0 and says in Says for id_, says in sample.read_labels(text, "x"))


def test_only_what_was_labelled_human_enters() -> None:
    long = (
        "The parser gave up on the first bad line and threw away what it had read so far. Now it goes on. "
        * 3
    )
    found, counts = sample.human_parts(
        [drawn(1, long, says=Says.HUMAN), drawn(2, long + "Yes.", says=Says.AI)]
    )
    assert [part.text for part in found] == [long]
    assert counts == sample.Labelled(human=1, ai=1, gone=0)
