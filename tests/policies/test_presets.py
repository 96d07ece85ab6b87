"""The presets: each is a policy file that can be pasted, is documented, and does what its page says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import policies
from detectors.model import Artifact, Tier
from policies import presets
from policies.decision import Mode, Outcome
from tests.policies.build import FOOTER, NO_NETWORK, facts, finding, footer, kinds

DOCS = Path(__file__).parents[2] / "docs"
KNOWN_POLICIES = "https://"


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_is_a_policy_file_and_says_what_it_follows(name: str) -> None:
    preset = presets.get(name)
    assert policies.load(presets.text(name)) == preset.policy.named(".github/byline.yml")
    assert preset.policy.name == f"{name} (preset)"
    assert preset.policy.meta.mode is Mode.OBSERVE, "nothing is written unless the project says so"
    assert preset.policy.extends is None
    assert preset.title
    assert preset.summary.endswith(".")
    assert len(preset.modelled_on) >= 2
    assert all(source.startswith(KNOWN_POLICIES) for source in preset.sources)


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_can_be_extended(name: str) -> None:
    assert policies.load(f"version: 1\nextends: {name}").use == presets.get(name).policy.use


def test_every_preset_file_is_listed() -> None:
    folder = Path(presets.__file__).parent
    assert sorted(path.stem for path in folder.glob("*.yml")) == sorted(presets.names())


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_is_documented_with_its_text_and_its_sources(name: str) -> None:
    page = (DOCS / "presets.md").read_text(encoding="utf-8")
    preset = presets.get(name)
    assert f"## {name}: {preset.title}" in page
    assert " ".join(preset.summary.split()) in " ".join(page.split())
    for project, source in zip(preset.modelled_on, preset.sources, strict=True):
        assert f"[{project}]({source})" in page
    assert yaml.safe_load(presets.text(name)) in [yaml.safe_load(block) for block in _yaml_blocks(page)]


def _yaml_blocks(page: str) -> list[str]:
    return [part.partition("```")[0] for part in page.split("```yaml\n")[1:]]


def test_there_is_no_other_preset() -> None:
    with pytest.raises(KeyError):
        presets.text("../schema")


@pytest.mark.parametrize("gap", [{}, {"commits": NO_NETWORK, "files": NO_NETWORK}])
def test_human_only_holds_a_generated_pull_request(gap: dict[str, Any]) -> None:
    decision = policies.decide(
        presets.get("human-only").policy, facts(f"Fix.\n\n{FOOTER}", **gap), [footer()]
    )
    (violation,) = decision.violations
    assert (violation.kind, violation.tier, violation.clause) == (
        "use_exceeded",
        Tier.EXACT,
        "use.default: none",
    )
    assert decision.outcome is Outcome.HOLD


@pytest.mark.parametrize("gap", [{}, {"commits": NO_NETWORK, "files": NO_NETWORK}])
def test_disclose_asks_a_generated_pull_request_for_the_extent(gap: dict[str, Any]) -> None:
    decision = policies.decide(presets.get("disclose").policy, facts(f"Fix.\n\n{FOOTER}", **gap), [footer()])
    assert kinds(decision) == ["disclosure_incomplete"]
    assert decision.outcome is Outcome.NOTE
    told = " ".join(step.looked_at for step in decision.explanation)
    assert "which tool was used (tool); still missing: how much of the work it did (extent)" in told


def test_trailer_asks_for_the_trailer() -> None:
    policy = presets.get("trailer").policy
    decision = policies.decide(policy, facts(FOOTER, "Fix"), [footer()])
    assert (kinds(decision), decision.outcome) == (["missing_trailer"], Outcome.NOTE)
    decision = policies.decide(policy, facts(FOOTER, "Fix\n\nGenerated-by: Claude Code"), [footer()])
    assert decision.outcome is Outcome.PASS
    signed = finding("trailer", trailer="Signed-off-by", artifacts=(Artifact.COMMIT_MESSAGE,))
    decision = policies.decide(policy, facts("", "Fix\n\nAssisted-by: x"), [signed])
    assert kinds(decision) == ["forbidden_trailer"]


@pytest.mark.parametrize("name", presets.names())
def test_a_contribution_without_traces_passes_every_preset(name: str) -> None:
    decision = policies.decide(presets.get(name).policy, facts("Fix the widget", "Fix"), [])
    assert (decision.outcome, decision.violations) == (Outcome.PASS, ())
