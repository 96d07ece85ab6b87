"""No rule looks at an estimate: with and without it decision and plan are the same but for one label."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

import policies
from bot.actions import Action, AddLabel, CreateLabel
from bot.plan import plan
from detectors.model import Artifact, Audience, Finding, Involvement, Kind, Override, Tier
from policies import presets
from policies.decide import decide
from policies.schema import Policy, ScoreRule
from tests.factories import state
from tests.policies.build import facts, finding, footer

POLICIES = [presets.get(name).policy for name in presets.names()] + [
    policies.load(f"version: 1\nmeta: {{mode: report}}\n{text}\n")
    for text in (
        "use: {default: none}\nrespond: {use_exceeded: [hold, note]}",
        "disclosure: {required: used, trailers: {forbid: [Co-authored-by]}}",
        "detect: {score: {show: label, kinds: [pull_request, issue, comment]}}\nuse: {default: none}",
        "cases: [{when: {involvement: [generated]}, detect: {score: label}}]",
    )
]

artifacts = st.lists(st.sampled_from(list(Artifact)), min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def estimates(draw: st.DrawFn) -> Finding:
    """A statistical finding that claims as much as its fields allow."""
    made = finding(
        draw(st.sampled_from(["machine-like", "footer", "trailer"])),
        tier=Tier.STATISTICAL,
        involvement=draw(st.sampled_from([None, *Involvement])),
        artifacts=draw(artifacts),
        agent=draw(st.sampled_from([None, "claude-code", "copilot"])),
        trailer=draw(st.sampled_from([None, "Co-authored-by", "Assisted-by"])),
        audience=draw(st.sampled_from(list(Audience))),
    )
    tail = draw(st.sampled_from([None, 0.0001, 0.01]))
    return replace(made, detector="authorship", human_tail=tail)


SAYS: tuple[Literal["human", "ai"], ...] = ("human", "ai")
OVERRIDES = [None, *(Override(says, "max", "2026-11-22T12:00:00Z") for says in SAYS)]
LABEL = ScoreRule().label
firm = st.lists(st.sampled_from([footer(), finding(), finding(trailer="Co-authored-by")]), max_size=2)


@settings(max_examples=150, deadline=None)
@given(
    policy=st.sampled_from(POLICIES),
    kind=st.sampled_from(list(Kind)),
    real=firm,
    guessed=st.lists(estimates(), min_size=1, max_size=3),
    place=st.integers(0, 3),
    override=st.sampled_from(OVERRIDES),
    ignored=st.sampled_from([(), ("authorship",), ("traces", "authorship")]),
)
def test_taking_every_estimate_out_changes_nothing_but_its_label(
    policy: Policy,
    kind: Kind,
    real: list[Finding],
    guessed: list[Finding],
    place: int,
    override: Override | None,
    ignored: tuple[str, ...],
) -> None:
    given_facts = replace(facts("A body.", kind=kind), state=state(override=override, ignored=ignored))
    mixed = [*real[:place], *guessed, *real[place:]]
    with_them, without = decide(policy, given_facts, mixed), decide(policy, given_facts, real)
    assert repr(replace(with_them, score_label="")) == repr(without)
    assert with_them.score_label in ("", policy.detect.score.label)
    if ignored or (override and override.says == "human"):
        assert not with_them.score_label
    planned = [step for step in plan(with_them, given_facts).steps if not _is_the_label(step.do)]
    assert repr(planned) == repr(list(plan(without, given_facts).steps))


def _is_the_label(action: Action) -> bool:
    return isinstance(action, AddLabel | CreateLabel) and action.name == LABEL
