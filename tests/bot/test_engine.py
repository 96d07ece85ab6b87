"""The engine without its classifier: everything else is judged, and somebody is told."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

import policies
from bot.actions import AddLabel
from bot.engine import Judgement, judge
from detectors.authorship import model, parts
from detectors.model import Kind, Override, Unknown
from tests.detectors.authorship.test_finding import MACHINE
from tests.factories import facts

FOOTER = "\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"


@pytest.fixture
def no_runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """ONNX Runtime does not start, as on a processor that it was not built for."""
    model.load.cache_clear()
    parts.judge.cache_clear()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    yield
    parts.judge.cache_clear()


@pytest.mark.usefixtures("no_runtime")
def test_a_model_that_cannot_be_loaded_leaves_the_rest_and_a_notice() -> None:
    judged = judge(facts(body=MACHINE + FOOTER))
    assert [finding.detector for finding in judged.findings] == ["traces"]
    assert (judged.scores.parts, judged.scores.human_tail) == ((), None)
    (notice,) = judged.notices
    assert "the authorship classifier cannot be loaded" in notice
    assert "onnxruntime" in notice


def test_with_a_model_there_is_nothing_to_notice() -> None:
    judged = judge(facts(body=MACHINE))
    assert judged.notices == ()
    assert judged.scores.human_tail is not None


def under(text: str, kind: Kind = Kind.ISSUE) -> Judgement:
    policy = policies.load(f"version: 1\nmeta: {{mode: report}}\n{text}\n")
    return judge(facts(kind=kind, body=MACHINE, head=None), policy)


@pytest.mark.parametrize(
    "off",
    [
        "detect: {score: off}",
        "detect: {score: {kinds: [pull_request]}}",
        "cases: [{when: {kind: [issue]}, detect: {score: off}}]",
        "detect: {score: off}\ncases: [{when: {kind: [pull_request]}, detect: {score: label}}]",
    ],
)
@pytest.mark.usefixtures("no_runtime")
def test_where_the_policy_takes_no_score_the_classifier_is_not_even_loaded(off: str) -> None:
    judged = under(off)
    assert (judged.findings, judged.notices) == ((), ())
    assert (judged.scores.parts, judged.scores.human_tail) == ((), None)


def test_a_case_that_may_apply_and_takes_no_score_is_enough() -> None:
    text = "cases: [{when: {author: vouched}, detect: {score: off}}]\nexempt: {trust_file: VOUCHED.td}"
    policy = policies.load(f"version: 1\n{text}\n")
    given = facts(body=MACHINE)
    given = replace(given, repository=replace(given.repository, trust_file=Unknown("GitHub was away")))
    assert judge(given, policy).scores.parts == ()
    known = replace(given, repository=replace(given.repository, trust_file=None))
    assert judge(known, policy).scores.parts


def test_a_score_puts_on_the_label_that_the_policy_asks_for_and_nothing_else() -> None:
    tail = under("").scores.human_tail
    assert tail is not None
    assert tail <= 0.01
    for at, label in ((tail, "triage: second look"), (tail / 2, "")):
        judged = under(f"detect: {{score: {{show: label, at: {at}}}}}")
        assert (judged.decision.score_label, judged.decision.violations) == (label, ())
        added = [action.name for action in judged.plan.actions if isinstance(action, AddLabel)]
        assert added == ([label] if label else [])
        bare = policies.decide_for(judged.facts, (), policies.load("version: 1\nmeta: {mode: report}\n"))
        assert judged.decision.explanation == bare.explanation


def test_a_maintainers_word_stands_above_the_score() -> None:
    policy = policies.load("version: 1\nmeta: {mode: report}\ndetect: {score: label}\n")
    given = facts(kind=Kind.ISSUE, body=MACHINE, head=None)
    said = Override("human", "maintainer", "2026-11-22T12:00:00Z", "I know her")
    assert judge(given, policy).decision.score_label
    assert not judge(replace(given, state=replace(given.state, override=said)), policy).decision.score_label
    ignored = replace(given, state=replace(given.state, ignored=("authorship",)))
    assert not judge(ignored, policy).decision.score_label
