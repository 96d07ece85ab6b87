"""Real projects' policies in the language: each decides its cases as the policy's own words say.

One file of ``corpus/`` is one policy. ``cannot_say`` lists what the language leaves out of it, and why.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

import policies
from detectors import registry
from policies import trust
from policies.decision import Decision
from policies.schema import Policy
from tests.policies import given
from tests.policies.build import kinds

CORPUS = Path(__file__).parent / "corpus"
#: No policies: the projects that are looked at here, and those of them that have no file, with the reason.
LISTS = frozenset({"PROJECTS.yml", "LEFT_OUT.yml"})
KEYS = frozenset({"project", "source", "says", "policy", "cannot_say", "cases"})
EXAMPLE = "example-"

#: What costs a look-up: each of them may be the one that could not be looked at.
FETCHED = (
    *("approvals", "commits", "files", "history", "labels", "linked_issues", "merged_share", "permission"),
    *("review_bots", "teams", "template", "trust_file"),
)
#: What says nothing against anybody: people and products of the same name, denials, quotes, other programs.
INNOCENT: tuple[dict[str, Any], ...] = (
    {"body": "No AI was used."},
    {"body": "I did not use Claude Code to write the tests."},
    {"body": "I used ChatGPT to understand the code base."},
    {"body": "Adds support for GitHub Copilot and Claude Code to the editor."},
    {"body": "> I used Claude Code to write this change.\n\nThat is not true of mine."},
    {"body": "```\nCo-authored-by: Claude <noreply@anthropic.com>\n```\nWe parse this line now."},
    {"body": "Furthermore, this comprehensive change leverages robust solutions \N{EM DASH} seamlessly."},
    {"commits": ["Fix it\n\nCo-authored-by: Claude Monet <claude@example.org>"]},
    {
        "author": "dependabot[bot]",
        "commits": ["Bump x\n\nSigned-off-by: dependabot[bot] <support@github.com>"],
    },
    {"kind": "issue", "body": "Copilot generated the file that crashes the parser."},
    {"kind": "comment", "body": "Did you use ChatGPT to write this comment?"},
    {"kind": "review", "body": "This looks generated. Please explain it."},
    {"kind": "security_report", "body": "The ChatGPT plug-in leaks the key."},
)
#: What a policy may ask of everybody, AI or not.
ASKED_OF_ALL = frozenset(
    {"unsigned", "template_missing", "not_attested", "issue_missing", "work_evidence_missing", "undisclosed"}
)


@cache
def read(name: str) -> Any:
    return yaml.safe_load((CORPUS / name).read_text(encoding="utf-8"))


@cache
def load(name: str) -> Policy:
    return policies.load(read(name)["policy"], name)


def names() -> list[str]:
    return sorted(file.name for file in CORPUS.glob("*.yml") if file.name not in LISTS)


def cases() -> Iterator[Any]:
    for name in names():
        for case in read(name)["cases"]:
            yield pytest.param(name, case, id=f"{name.removesuffix('.yml')}: {case['name']}")


def sort_of(case: dict[str, Any]) -> str:
    """Whether a case is one of unknown facts, of something not allowed, or of something allowed."""
    told = case["given"].values()
    parts = [part for value in told for part in (value.values() if isinstance(value, dict) else (value,))]
    if "unknown" in (*told, *parts):
        return "unknown"
    return "not allowed" if case["violations"] else "allowed"


def decide(name: str, told: dict[str, Any]) -> Decision:
    policy = load(name)
    facts = given.facts(told, trust.path_of(policy) or "VOUCHED.td")
    return policies.decide(policy, facts, [*registry.run(facts), *given.looked_up(told)])


def named_answers(policy: Policy) -> set[str]:
    """The violations for which a policy names what follows: each has a case, so no clause is idle."""
    answers = (policy.respond, *(case.respond for case in policy.cases if case.respond))
    return {kind for answer in answers for kind in answer.model_fields_set} - {"default"}


@pytest.mark.parametrize(("name", "case"), list(cases()))
def test_a_policy_decides_as_its_own_words_say(name: str, case: dict[str, Any]) -> None:
    decision = decide(name, case["given"])
    told = "\n".join(f"{step.clause}: {step.result}: {step.looked_at}" for step in decision.explanation)
    found = (str(decision.outcome), sorted(set(kinds(decision))))
    assert found == (case["outcome"], sorted(case["violations"])), told


@pytest.mark.parametrize("name", names())
def test_a_file_is_whole(name: str) -> None:
    file = read(name)
    assert file.keys() <= KEYS
    assert all(file[key] for key in ("project", "says", "policy"))
    assert {sort_of(case) for case in file["cases"]} == {"allowed", "not allowed", "unknown"}
    assert named_answers(load(name)) <= {kind for case in file["cases"] for kind in case["violations"]}
    told = [case["name"] for case in file["cases"]]
    assert len(told) == len(set(told)) >= 3


def test_what_is_not_known_holds_and_closes_nothing() -> None:
    held = [
        (name, case["name"])
        for name in names()
        for case in read(name)["cases"]
        if sort_of(case) == "unknown" and case["outcome"] not in ("unknown", "pass")
    ]
    assert not held


@pytest.mark.parametrize("name", names())
def test_what_could_not_be_looked_at_makes_no_violation(name: str) -> None:
    for case in read(name)["cases"]:
        if sort_of(case) == "allowed":
            for fact in FETCHED:
                decision = decide(name, {**case["given"], fact: "unknown"})
                assert decision.violations == (), (case["name"], fact)


@pytest.mark.parametrize("told", INNOCENT, ids=lambda told: str(list(told.values())[-1])[:40])
def test_no_policy_takes_the_innocent_for_anything(told: dict[str, Any]) -> None:
    for name in names():
        asked = ASKED_OF_ALL if load(name).disclosure.required == "always" else ASKED_OF_ALL - {"undisclosed"}
        assert set(kinds(decide(name, told))) <= asked, name


def test_every_project_is_encoded_or_left_out_for_a_reason() -> None:
    encoded = [read(name)["project"] for name in names() if not name.startswith(EXAMPLE)]
    left_out = {entry["project"]: entry["reason"] for entry in read("LEFT_OUT.yml")}
    assert len(encoded) == len(set(encoded)) >= 80
    assert sorted([*encoded, *left_out]) == sorted(read("PROJECTS.yml"))
    assert all(left_out.values())
    assert sum(name.startswith(EXAMPLE) for name in names()) == 14
