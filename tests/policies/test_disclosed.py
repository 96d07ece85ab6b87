"""What a trailer says as a disclosure, and what follows where nobody could look at the commits."""

from __future__ import annotations

import pytest

import policies
from detectors import registry
from detectors.model import Account, ChangedFile, Facts
from policies.decision import Decision, Outcome
from tests.policies.build import FOOTER, NO_NETWORK, facts, kinds, policy

CODE = (ChangedFile("src/widget.py", "modified", 3, 1, "@@ -1 +1 @@"),)
ASKED = (
    "disclosure: {{required: used, where: {where}, fields: [tool, model], "
    "title_prefix: '[AI]', trailers: {{accept: [Assisted-by]}}}}"
)


def decide(where: str, given: Facts) -> Decision:
    return policies.decide(policy(ASKED.format(where=where)), given, registry.run(given))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Claude:claude-opus-4", []),
        ("Claude Code 2.1 (GPT-5)", []),
        ("Claude Code", ["disclosure_incomplete"]),
    ],
)
def test_a_trailer_that_names_the_model_says_so(value: str, expected: list[str]) -> None:
    given = facts("Fix.", f"Fix\n\nAssisted-by: {value}", files=CODE)
    assert kinds(decide("[body, trailer]", given)) == expected


def test_a_trailer_that_nobody_could_look_at_may_be_the_disclosure() -> None:
    agent = Account("copilot-swe-agent[bot]", "Bot")
    given = facts("Fix.", author=agent, commits=NO_NETWORK, files=CODE)
    assert decide("[title, trailer]", given).outcome is Outcome.UNKNOWN
    assert kinds(decide("[title]", given)) == ["undisclosed"]


def test_the_rest_of_a_disclosure_may_stand_in_commits_that_nobody_could_look_at() -> None:
    given = facts(f"Fix.\n\n{FOOTER}", commits=NO_NETWORK, files=CODE)
    assert decide("[body, trailer]", given).outcome is Outcome.UNKNOWN
    assert kinds(decide("[body]", given)) == ["disclosure_incomplete"]
