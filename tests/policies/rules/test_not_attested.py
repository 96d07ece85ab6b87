"""``require.attest`` and ``require.phrase``: what everybody ticks and writes."""

from __future__ import annotations

import pytest

from detectors.model import Kind
from policies.decision import Outcome
from tests.policies.build import facts, judge, kinds

BOXES = 'require: {attest: ["I, a human, wrote this", "I have read the [policy](https://example.org)"]}'
PHRASE = "require: {phrase: I am a person and I've tested this}"
TICKED = "- [x] I, a human, wrote this.\n- [X] I have read the **[policy](https://example.org/other)**"


def test_ticked_boxes_are_the_answer() -> None:
    assert judge(BOXES, facts(TICKED)).outcome is Outcome.PASS
    wrapped = TICKED.replace("have read", "have\n  read")
    assert judge(BOXES, facts(wrapped)).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("body", "missing"),
    [
        ("", 2),
        (TICKED.replace("[x]", "[ ]"), 1),
        (TICKED.replace("[x] ", ""), 1),
        (f"```\n{TICKED}\n```", 2),
        (f"<!--\n{TICKED}\n-->", 2),
        ("\n".join(f"> {line}" for line in TICKED.split("\n")), 2),
    ],
)
def test_boxes_that_are_not_ticked_by_the_author_are_named(body: str, missing: int) -> None:
    (violation,) = judge(BOXES, facts(body)).violations
    assert violation.kind == "not_attested"
    assert ("wrote this" in violation.message) + ("have read" in violation.message) == missing
    assert "says nothing about how the work was made" in violation.message


@pytest.mark.parametrize(
    "body",
    [
        "I am a person and I've tested this.",
        "Hello. i am a person\nand I’ve tested  THIS, twice.",
        "- [x] I am a person and I've tested this",
    ],
)
def test_the_sentence_is_there(body: str) -> None:
    assert judge(PHRASE, facts(body)).outcome is Outcome.PASS


@pytest.mark.parametrize(
    "body",
    [
        "",
        "I am a person.",
        "> I am a person and I've tested this",
        "<!-- I am a person and I've tested this -->",
        "`I am a person and I've tested this`",
        "```\nI am a person and I've tested this\n```",
        "- [ ] I am a person and I've tested this",
    ],
)
def test_the_sentence_counts_in_the_authors_own_words_only(body: str) -> None:
    (violation,) = judge(PHRASE, facts(body)).violations
    assert (violation.kind, violation.clause) == (
        "not_attested",
        "require.phrase: I am a person and I've tested this",
    )


@pytest.mark.parametrize("kind", [Kind.COMMENT, Kind.REVIEW, Kind.COMMIT])
def test_replies_and_commits_have_no_boxes(kind: Kind) -> None:
    assert judge(BOXES, facts("Thanks!", kind=kind)).explanation == ()


@pytest.mark.parametrize("kind", [Kind.ISSUE, Kind.SECURITY_REPORT])
def test_issues_and_reports_are_attested_too(kind: Kind) -> None:
    assert kinds(judge(PHRASE, facts("It broke.", kind=kind))) == ["not_attested"]
