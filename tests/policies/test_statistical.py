"""No policy looks at an estimate: with and without it decision and plan are the same, byte for byte."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

import policies
from bot.plan import plan
from detectors.model import Artifact, Audience, Finding, Involvement, Kind, Tier
from policies import presets
from policies.decide import decide
from tests.factories import state
from tests.policies.build import facts, finding, footer

POLICIES = [presets.get(name).policy for name in presets.names()] + [
    policies.load(f"version: 1\nmeta: {{mode: report}}\n{text}\n")
    for text in (
        "use: {default: none}\nrespond: {use_exceeded: [hold, note]}",
        "disclosure: {required: used, trailers: {forbid: [Co-authored-by]}}",
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
    return replace(made, detector="authorship")


firm = st.lists(st.sampled_from([footer(), finding(), finding(trailer="Co-authored-by")]), max_size=2)


@settings(max_examples=150, deadline=None)
@given(
    policy=st.sampled_from(POLICIES),
    kind=st.sampled_from(list(Kind)),
    real=firm,
    guessed=st.lists(estimates(), min_size=1, max_size=3),
    place=st.integers(0, 3),
)
def test_taking_every_estimate_out_changes_nothing(
    policy: policies.schema.Policy, kind: Kind, real: list[Finding], guessed: list[Finding], place: int
) -> None:
    given_facts = replace(facts("A body.", kind=kind), state=state())
    mixed = [*real[:place], *guessed, *real[place:]]
    with_them, without = decide(policy, given_facts, mixed), decide(policy, given_facts, real)
    assert repr(with_them) == repr(without)
    assert repr(plan(with_them, given_facts)) == repr(plan(without, given_facts))
