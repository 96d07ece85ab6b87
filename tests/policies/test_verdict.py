"""What a safeguard model answers is read with distrust: only what can be checked in the text counts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import Audience, Evidence, Severity, Tier, Unknown
from policies.verdict import MAX_ANSWER, MAX_QUOTE, MAX_RATIONALE, Opinion, Part, finding, parse_answer

PARTS = (
    Part("title", "Close the file after reading"),
    Part("description", "I let Claude write\n   the parser, and checked it."),
)
CLAUSES = ("use.code", "disclosure.required")
YES: dict[str, Any] = {
    "violates": "yes",
    "clauses": ["use.code"],
    "rationale": "The author says so.",
    "quotes": ["Claude write the parser"],
}


def parsed(**changes: Any) -> Opinion | Unknown:
    return parse_answer(json.dumps({**YES, **changes}), PARTS, CLAUSES)


def test_a_quote_is_found_where_only_the_spaces_differ() -> None:
    found = parsed(quotes=["let  Claude\twrite the\nparser", "Close the file"])
    assert isinstance(found, Opinion)
    assert found.quotes == (
        Evidence("description", "let Claude write the parser"),
        Evidence("title", "Close the file"),
    )
    assert (found.violates, found.clauses) == ("yes", ("use.code",))


@pytest.mark.parametrize(
    "around", ["{}", "```json\n{}\n```", "The verdict:\n{}\nThat is all.", "<think>so</think>{}"]
)
def test_words_around_the_object_are_let_pass(around: str) -> None:
    assert isinstance(parse_answer(around.replace("{}", json.dumps(YES)), PARTS, CLAUSES), Opinion)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"quotes": ["words that nobody wrote"]}, "words that are not in the text"),
        ({"quotes": ["after reading I let Claude"]}, "words that are not in the text"),
        ({"quotes": ["claude WRITE"]}, "words that are not in the text"),
        ({"quotes": ["Claude write the parser", "made up words"]}, "words that are not in the text"),
        ({"quotes": ["the"]}, "fewer than 4 characters"),
        ({"quotes": ["  \n\t  \u2003 "]}, "fewer than 4 characters"),
        ({"quotes": []}, "by which words"),
        ({"clauses": []}, "of which clause"),
        ({"clauses": ["use.docs"]}, "a clause that the policy does not have"),
        ({"violates": "no"}, "names clauses that are not met"),
        ({"quotes": ["Claude write"] * 11}, "more than 10"),
        ({"quotes": ["x" * (MAX_QUOTE + 1)]}, "not the one JSON object"),
        ({"violates": "YES"}, "not the one JSON object"),
        ({"violates": True}, "not the one JSON object"),
        ({"quotes": "Claude"}, "not the one JSON object"),
        ({"action": "close"}, "not the one JSON object"),
    ],
)
def test_what_cannot_be_checked_is_dropped_with_its_reason(changes: dict[str, Any], why: str) -> None:
    found = parsed(**changes)
    assert isinstance(found, Unknown)
    assert why in found.reason


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "yes",
        "[]",
        "{}",
        "null",
        "}{",
        '{"violates": "no"}',
        json.dumps(YES) + json.dumps(YES),
        json.dumps(YES)[:-1] + ', "violates": "no"}',
        '{"a":' * 20_00 + "}" * 20_00,
        '{"violates": ' + "9" * 5_000 + "}",
        " " * MAX_ANSWER + json.dumps(YES),
    ],
)
def test_another_form_is_no_opinion(answer: str) -> None:
    assert isinstance(parse_answer(answer, PARTS, CLAUSES), Unknown)


_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["yes", "no", "unsure"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
_NEARLY = st.fixed_dictionaries(
    {
        "violates": st.sampled_from(["yes", "no", "unsure"]) | _VALUES,
        "clauses": st.lists(st.sampled_from([*CLAUSES, "use.docs"]), max_size=12) | _VALUES,
        "rationale": st.text(max_size=2 * MAX_RATIONALE) | _VALUES,
        "quotes": st.lists(st.text(max_size=40) | st.sampled_from(["Claude write", "Close the"]), max_size=12)
        | _VALUES,
    }
)


@given(st.text() | _VALUES.map(json.dumps) | _NEARLY.map(json.dumps))
def test_any_answer_gives_an_opinion_that_stands_in_the_text_or_none(answer: str) -> None:
    found = parse_answer(answer, PARTS, CLAUSES)
    told = finding(found, "a model", "ai-use-v1")
    told.claim.encode()
    assert (told.tier, told.audience, told.severity) == (Tier.STATISTICAL, Audience.MAINTAINER, Severity.INFO)
    assert told.involvement is None
    if isinstance(found, Unknown):
        assert told.evidence == ()
        assert found.reason in told.claim
        return
    texts = {part.place: " ".join(part.text.split()) for part in PARTS}
    assert all(quote.quote in texts[quote.place] for quote in found.quotes)
    assert set(found.clauses) <= set(CLAUSES)
    assert len(found.rationale) <= MAX_RATIONALE
    assert "\n" not in told.claim
    assert bool(found.quotes and found.clauses) or found.violates != "yes"


def test_the_finding_says_who_was_asked_what() -> None:
    told = finding(parsed(), "some\nmodel", ".github/byline/prompt.txt")
    assert told.id == "second_opinion/yes"
    assert told.claim == (
        "The model some model (prompt .github/byline/prompt.txt) thinks that this may not meet the policy "
        "(use.code). Its words: The author says so."
    )
    assert "nothing follows" in told.remedy
