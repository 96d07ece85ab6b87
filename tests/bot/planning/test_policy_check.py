"""The check run on a policy file that a pull request changes says what is wrong, and where."""

from __future__ import annotations

import dataclasses

import pytest

from bot.actions import WriteCheck
from bot.planning import policy_check
from detectors.model import Extended, PostedCheck, Proposed, TextFile, Unknown
from tests.factories import HEAD, facts, state

PATH = ".github/byline.yml"


def written(text: str, *extended: Extended) -> WriteCheck:
    return only(Proposed(TextFile(PATH, text, HEAD), extended))


def only(proposed: Proposed | None) -> WriteCheck:
    (step,) = policy_check.steps(facts(proposed=proposed))
    assert isinstance(step.do, WriteCheck)
    return step.do


def test_untouched_policy_file_needs_no_check() -> None:
    assert list(policy_check.steps(facts())) == []


def test_each_mistake_is_a_failure_at_its_place() -> None:
    check = written("version: 1\nrespnd: {}\nuse:\n  code: nothing\n")
    assert (check.name, check.conclusion, check.title) == (
        "Byline policy",
        "failure",
        "The policy file has 2 mistakes",
    )
    assert [(a.start_line, a.column, a.level) for a in check.annotations] == [
        (2, 1, "failure"),
        (4, 9, "failure"),
    ]
    assert check.annotations[0].message == 'unknown key "respnd"; did you mean "respond"?'


def test_valid_file_is_a_success_with_notices_at_their_place() -> None:
    text = "version: 1\nmeta:\n  mode: report\n  review_by: 2026-01-01\n  contact: us\n"
    check = written(text)
    assert check.conclusion == "success"
    assert [(a.start_line, a.level) for a in check.annotations] == [(4, "notice")]
    assert "2026-01-01" in check.annotations[0].message


@pytest.mark.parametrize(
    ("proposed", "said"),
    [
        (Proposed(None), "removes the policy file"),
        (Proposed(Unknown("HTTP 500")), "could not be looked at"),
        (Proposed(TextFile(PATH, "version: 1\nextends: acme/rules\n", HEAD)), "could not be looked at"),
    ],
)
def test_what_cannot_be_told_is_neutral(proposed: Proposed, said: str) -> None:
    check = only(proposed)
    assert (check.conclusion, check.annotations) == ("neutral", ())
    assert said in check.title


def test_no_word_of_a_file_elsewhere_is_shown() -> None:
    private = TextFile("acme/rules:.github/byline.yml", "version: 1\nsecret: hunter2\n", HEAD)
    check = written("version: 1\nextends: acme/rules\n", Extended("acme/rules", private))
    assert check.conclusion == "failure"
    assert "secret" not in repr(check)
    assert "A file elsewhere that it extends has a mistake" in check.summary


def test_hostile_words_stay_words() -> None:
    check = written('version: 1\n"<b>@everyone `x`": 1\n')
    assert "@everyone" in check.summary  # inside a code span, which calls nobody
    assert "``" in check.summary
    assert "\x1b" not in repr(check)


def test_check_that_stands_is_not_written_again() -> None:
    proposed = Proposed(TextFile(PATH, "version: 1\n", HEAD))
    done = only(proposed)
    posted = PostedCheck(7, HEAD, "completed", done.conclusion, done.digest, len(done.annotations))
    assert list(policy_check.steps(facts(proposed=proposed, state=state(policy_check=posted)))) == []
    stale = dataclasses.replace(posted, digest="0" * 64)
    assert list(policy_check.steps(facts(proposed=proposed, state=state(policy_check=stale)))) != []
