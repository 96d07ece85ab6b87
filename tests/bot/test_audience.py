"""A finding from writing style reaches maintainers only: not one public channel shows it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

import policies
from bot.actions import WriteCheck
from bot.audience import decision_for, is_public
from bot.cli.check import render
from bot.engine import Judgement, judge
from bot.messages import report
from bot.plan import plan
from detectors.model import Audience, Evidence, Facts, Finding, Kind, Tier
from policies.decision import Outcome, Result, Step
from tests.detectors.authorship.test_finding import MACHINE
from tests.factories import commit, decision, facts, violation

MARK = "authorship/machine-like"
PRESETS = ("human-only", "disclose", "trailer")
FOOTER = "\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"


def contributions() -> list[Facts]:
    pull = facts(body=MACHINE, commits=(commit(f"Add retries\n\n{MACHINE}\n- again"),), files=())
    return [pull, facts(body=MACHINE + FOOTER, files=()), facts(kind=Kind.ISSUE, body=MACHINE, head=None)]


def judged(preset: str, given: Facts) -> Judgement:
    policy = policies.load(f"version: 1\nextends: {preset}\nmeta: {{mode: report}}\n")
    return judge(given, policy)


def statistical(judgement: Judgement) -> Finding:
    return next(finding for finding in judgement.findings if finding.tier is Tier.STATISTICAL)


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("given", contributions(), ids=["pull request", "with a footer", "issue"])
def test_nothing_that_is_written_or_published_shows_it(preset: str, given: Facts) -> None:
    judgement = judged(preset, given)
    private = statistical(judgement)
    written = repr(judgement.plan)
    for public in (written, report.as_markdown(judgement), render(judgement, "markdown")):
        assert "machine-like" not in public
        assert private.claim not in public
        assert "1,000" not in public
        assert "human_tail" not in public


@pytest.mark.parametrize("preset", PRESETS)
def test_the_person_at_the_command_line_sees_it(preset: str) -> None:
    judgement = judged(preset, contributions()[0])
    text = " ".join(render(judgement, "text").split())
    assert MARK in text
    assert "for maintainers only" in text
    assert "all parts together" in text
    told = json.loads(render(judgement, "json"))
    assert MARK in [finding["id"] for finding in told["findings"]]
    assert told["human_tail"] == judgement.scores.human_tail
    assert {score["part"] for score in told["scores"]} == {"description", "commit 1a2b3c4"}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("given", contributions(), ids=["pull request", "with a footer", "issue"])
def test_without_it_every_public_text_is_the_same(preset: str, given: Facts) -> None:
    judgement = judged(preset, given)
    bare = replace(judgement, findings=tuple(f for f in judgement.findings if f.tier is not Tier.STATISTICAL))
    assert report.as_markdown(bare) == report.as_markdown(judgement)


@pytest.mark.parametrize(
    "hidden",
    [{"tier": Tier.STATISTICAL}, {"audience": Audience.MAINTAINER}, {"audience": Audience.AUDITOR}],
    ids=["from style", "for maintainers", "for auditors"],
)
@pytest.mark.parametrize("kind", [Kind.PULL_REQUEST, Kind.ISSUE])
def test_a_plan_refuses_what_is_not_public(hidden: dict[str, object], kind: Kind) -> None:
    broken = violation("hold", "note", "label:ai: suspected", message="SECRET", remedy="SECRET", **hidden)
    broken = replace(broken, evidence=(Evidence("a.py", "SECRET", "a.py", 3),))
    told = Step(broken.clause, Result.VIOLATED, broken.message, broken.remedy)
    asked = decision(broken, explanation=(told,))
    planned = plan(asked, facts(kind=kind) if kind is Kind.PULL_REQUEST else facts(kind=kind, head=None))
    assert "SECRET" not in repr(planned)
    assert "ai: suspected" not in repr(planned)
    checks = [step.do for step in planned.steps if isinstance(step.do, WriteCheck)]
    assert [check.conclusion for check in checks] == (["success"] if kind is Kind.PULL_REQUEST else [])


def test_what_is_public_stays_when_the_rest_is_taken_out() -> None:
    shown, hidden = violation("note"), violation("hold", tier=Tier.STATISTICAL, message="SECRET")
    steps = tuple(Step(v.clause, Result.VIOLATED, v.message) for v in (shown, hidden))
    left = decision_for(decision(shown, hidden, explanation=steps), Audience.PUBLIC)
    assert left.violations == (shown,)
    assert left.explanation == steps[:1]
    assert left.outcome is Outcome.NOTE
    assert is_public(shown)


def test_a_decision_that_is_public_as_a_whole_is_left_alone() -> None:
    whole = decision(violation("hold"))
    assert decision_for(whole, Audience.PUBLIC) is whole
