"""The presets: each is a policy file that can be pasted, is documented, and does what its page says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import policies
from detectors import registry
from detectors.model import Artifact, Tier
from policies import presets, trust
from policies.decision import Decision, Mode, Outcome
from policies.remarks import remarks
from policies.schema import Policy
from policies.words import HARSH_ACTIONS
from tests.policies import given, test_corpus
from tests.policies.build import FOOTER, NO_NETWORK, facts, finding, footer, kinds

DOCS = Path(__file__).parents[2] / "docs"
AI_TRAILER = "Close the file\n\nCo-authored-by: Claude <noreply@anthropic.com>"
AGENT = {"author": "copilot-swe-agent[bot]"}
SECTION = "Fix.\n\n## AI Disclosure\n\n"
LOG = "\n\n```\n===== 12 passed in 3.41s =====\n```"
REPRODUCED = "\n\n1. Open a file.\n2. See it crash.\n\n```\nreader --open x\n```"

#: The project whose rules the second example of a preset's page spells out, and for which it decides alike.
FOLLOWS: Mapping[str, str] = {
    "human-only": "stb",
    "human-code": "qemu",
    "assistive": "mdanalysis",
    "disclose-section": "numpy",
    "evidence-first": "kornia",
    "disclose": "ghostty",
    "trailer": "openinfra",
    "human-in-the-loop": "proj",
    "human-author": "pip",
    "security-intake": "django",
}

#: For each preset: what is said on its page, the facts, and what the preset makes of them.
CASES: Mapping[str, tuple[tuple[str, dict[str, Any], str, list[str]], ...]] = {
    "human-only": (
        ("no trace", {}, "pass", []),
        ("an agent as co-author", {"commits": [AI_TRAILER]}, "hold", ["use_exceeded"]),
        (
            "translation too",
            {"kind": "issue", "body": "I used ChatGPT to translate this issue."},
            "hold",
            ["use_exceeded"],
        ),
        ("the commits are not known", {"commits": "unknown"}, "unknown", []),
    ),
    "human-code": (
        ("no trace", {}, "pass", []),
        ("an issue made with AI", {"kind": "issue", "body": f"It crashes.\n\n{FOOTER}"}, "pass", []),
        ("a bug that AI found", {"body": "I used Claude to find the bug; the fix is mine."}, "pass", []),
        ("an agent as co-author", {"commits": [AI_TRAILER]}, "hold", ["use_exceeded"]),
        (
            "the same in documentation",
            {"commits": [AI_TRAILER], "files": ["docs/a.md"]},
            "hold",
            ["use_exceeded"],
        ),
        ("an exception", {"commits": [AI_TRAILER], "labels": ["ai-exception-granted"]}, "pass", []),
        ("the labels are not known", {"commits": [AI_TRAILER], "labels": "unknown"}, "unknown", []),
        ("pictures beside code", {"commits": [AI_TRAILER], "files": ["a.py", "a.png"]}, "unknown", []),
    ),
    "assistive": (
        ("no trace", {}, "pass", []),
        ("completion, and it is said", {"body": "I used Copilot for completion."}, "pass", []),
        ("translation", {"body": "I used ChatGPT to translate this text."}, "pass", []),
        (
            "an agent as co-author",
            {"commits": [AI_TRAILER]},
            "hold",
            ["use_exceeded", "undisclosed"],
        ),
        (
            "led by AI, and it is said",
            {"body": "I used Claude Code to write this change.", "commits": [AI_TRAILER]},
            "hold",
            ["use_exceeded"],
        ),
        ("the commits are not known", {"commits": "unknown"}, "unknown", []),
    ),
    "disclose-section": (
        ("none was used", {"body": f"{SECTION}No AI tools used"}, "pass", []),
        (
            "tool and parts",
            {"body": f"{SECTION}I used Claude Code for all of the tests.", "commits": [AI_TRAILER]},
            "pass",
            [],
        ),
        ("blank", {"body": SECTION}, "note", ["undisclosed"]),
        ("gone", {"body": "Fix."}, "note", ["undisclosed"]),
        (
            "no parts",
            {"body": f"{SECTION}I used Claude Code.", "commits": [AI_TRAILER]},
            "note",
            ["disclosure_incomplete"],
        ),
        ("issues are not asked", {"kind": "issue", "body": "It crashes."}, "pass", []),
        ("words by AI", {"kind": "comment", "body": f"See above.\n\n{FOOTER}"}, "note", ["use_exceeded"]),
        (
            "an agent",
            {**AGENT, "body": f"{SECTION}Copilot wrote all of the code."},
            "hold",
            ["use_exceeded", "agent_author"],
        ),
        ("Dependabot", {"author": "dependabot[bot]", "body": "Bumps x."}, "pass", []),
        (
            "the template is not known",
            {"body": f"{SECTION}Tool and parts: see below.", "template": "unknown"},
            "unknown",
            [],
        ),
        (
            "the commits are not known",
            {"body": f"{SECTION}No AI tools used", "commits": "unknown"},
            "unknown",
            [],
        ),
    ),
    "evidence-first": (
        ("all of it", {"body": f"- [x] AI-assisted{LOG}", "linked_issues": [{"number": 4}]}, "pass", []),
        (
            "generated, and it is said",
            {"body": f"- [x] AI-generated{LOG}", "linked_issues": [{"number": 4}], "commits": [AI_TRAILER]},
            "pass",
            [],
        ),
        (
            "no box",
            {"body": f"- [ ] Human-written{LOG}", "linked_issues": [{"number": 4}]},
            "note",
            ["undisclosed"],
        ),
        (
            "neither log nor issue",
            {"body": "- [x] Human-written"},
            "note",
            ["issue_missing", "work_evidence_missing"],
        ),
        ("issues are not asked", {"kind": "issue", "body": "It crashes."}, "pass", []),
        ("Renovate", {"author": "renovate[bot]", "body": "Bumps x."}, "pass", []),
        (
            "the issues are not known",
            {"body": f"- [x] AI-assisted{LOG}", "linked_issues": "unknown"},
            "unknown",
            [],
        ),
    ),
    "disclose": (
        ("no trace", {}, "pass", []),
        (
            "tool and extent",
            {"body": "I used Claude Code to write the tests.", "commits": [AI_TRAILER]},
            "pass",
            [],
        ),
        ("no word", {"commits": [AI_TRAILER]}, "note", ["undisclosed"]),
        (
            "by a command",
            {"commits": [AI_TRAILER], "declared": {"tool": "Claude Code", "extent": "wrote the tests"}},
            "pass",
            [],
        ),
        (
            "a picture",
            {"body": "I used Claude Code to generate the entire change.", "files": ["images/icon.png"]},
            "note",
            ["use_exceeded"],
        ),
        ("the commits are not known", {"commits": "unknown"}, "unknown", []),
    ),
    "trailer": (
        ("no trace", {}, "pass", []),
        ("the trailer", {"commits": ["Fix it\n\nAssisted-by: Claude Code"]}, "pass", []),
        ("no such trailer", {"commits": [AI_TRAILER]}, "note", ["missing_trailer"]),
        (
            "an agent signs off",
            {"commits": ["Fix\n\nAssisted-by: Claude\nSigned-off-by: Claude <noreply@anthropic.com>"]},
            "note",
            ["forbidden_trailer"],
        ),
        ("the commits are not known", {"commits": "unknown"}, "unknown", []),
    ),
    "human-in-the-loop": (
        ("no trace", {}, "pass", []),
        ("help need not be named", {"commits": ["Fix it\n\nAssisted-by: Claude Code"]}, "pass", []),
        ("generated, and no word", {"body": f"Fix.\n\n{FOOTER}"}, "pass", []),
        (
            "generated, by a commit",
            {"commits": ["Fix it\n\nGenerated-by: Claude Code"]},
            "note",
            ["undisclosed"],
        ),
        (
            "a good first issue",
            {
                "commits": ["Fix it\n\nAssisted-by: Claude Code"],
                "linked_issues": [{"number": 4, "labels": ["Good first issue"]}],
            },
            "note",
            ["reserved_issue"],
        ),
        (
            "a good first issue, without AI",
            {"linked_issues": [{"number": 4, "labels": ["good first issue"]}]},
            "pass",
            [],
        ),
        ("an agent", AGENT, "hold", ["agent_author", "undisclosed"]),
        ("the commits are not known", {"commits": "unknown"}, "unknown", []),
    ),
    "human-author": (
        ("no trace", {}, "pass", []),
        ("tools are one's own business", {"body": f"Fix.\n\n{FOOTER}"}, "pass", []),
        (
            "a person of that name",
            {"commits": ["Fix it\n\nCo-authored-by: Claude Monet <claude@example.org>"]},
            "pass",
            [],
        ),
        ("an agent as co-author", {"commits": [AI_TRAILER]}, "hold", ["forbidden_trailer"]),
        ("an agent", AGENT, "hold", ["agent_author"]),
        ("the commits are not known", {"commits": "unknown"}, "unknown", []),
    ),
    "security-intake": (
        ("nothing else is judged", {"commits": [AI_TRAILER]}, "pass", []),
        (
            "tool, purpose and steps",
            {
                "kind": "security_report",
                "body": f"A read past the end. I used Claude to search for such reads.{REPRODUCED}",
            },
            "pass",
            [],
        ),
        (
            "no AI, and steps",
            {"kind": "security_report", "body": f"A read past the end.{REPRODUCED}"},
            "pass",
            [],
        ),
        (
            "no steps",
            {"kind": "security_report", "body": "A read past the end."},
            "note",
            ["work_evidence_missing"],
        ),
        (
            "a thing that is not there",
            {
                "kind": "security_report",
                "body": f"read_all() reads past the end.{REPRODUCED}",
                "not_there": ["read_all()"],
            },
            "note",
            ["phantom_reference"],
        ),
        (
            "the template is not known",
            {"kind": "security_report", "body": f"A read.{REPRODUCED}", "template": "unknown"},
            "pass",
            [],
        ),
    ),
}


def decide(policy: Policy, told: dict[str, Any]) -> Decision:
    found = given.facts(told, trust.path_of(policy) or "VOUCHED.td")
    return policies.decide(policy, found, [*registry.run(found), *given.looked_up(told)])


def cases() -> Iterator[Any]:
    for name, listed in CASES.items():
        for said, told, outcome, violations in listed:
            yield pytest.param(name, told, outcome, violations, id=f"{name}: {said}")


def blocks(name: str) -> list[str]:
    """Return the policies on a preset's page, the one of a project that follows it first."""
    page = (DOCS / "presets" / f"{name}.md").read_text(encoding="utf-8")
    return [part.partition("```")[0] for part in page.split("```yaml\n")[1:]]


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
    known = {test_corpus.read(file).get("source") for file in test_corpus.names()}
    assert set(preset.sources) <= known, "the address is that of the policy as the corpus has it"


def test_there_are_ten_and_every_file_is_listed() -> None:
    folder = Path(presets.__file__).parent
    assert sorted(path.stem for path in folder.glob("*.yml")) == sorted(presets.names())
    assert len(presets.names()) == 10
    assert set(presets.names()) == set(CASES) == set(FOLLOWS)


def test_there_is_no_other_preset() -> None:
    with pytest.raises(KeyError):
        presets.text("../schema")


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_can_be_extended(name: str) -> None:
    assert policies.load(f"version: 1\nextends: {name}").use == presets.get(name).policy.use


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_takes_nothing_away_from_anybody_and_has_no_idle_clause(name: str) -> None:
    policy = presets.get(name).policy
    assert not [line for line in remarks(policy) if "never used" in line or "does nothing" in line]
    answers = [policy.respond, *(case.respond for case in policy.cases if case.respond)]
    actions = {action for answer in answers for all_ in dict(answer).values() for action in all_ or ()}
    assert not actions & (HARSH_ACTIONS | {"request_changes"})


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_is_documented_with_its_text_and_its_sources(name: str) -> None:
    listed = (DOCS / "reference" / "presets.md").read_text(encoding="utf-8")
    choice = (DOCS / "presets.md").read_text(encoding="utf-8")
    page = (DOCS / "presets" / f"{name}.md").read_text(encoding="utf-8")
    preset = presets.get(name)
    assert page.startswith(f"# {preset.title}\n")
    assert f"[`{name}`](presets/{name}.md)" in choice
    assert f"(../reference/presets.md#{name})" in page
    for text in (" ".join(page.split()), " ".join(listed.split())):
        assert " ".join(preset.summary.split()) in text
    for project, source in zip(preset.modelled_on, preset.sources, strict=True):
        assert f"[{project}]({source})" in listed
    assert f"```yaml\n{presets.text(name)}```\n" in listed


@pytest.mark.parametrize(("name", "told", "outcome", "violations"), list(cases()))
def test_a_preset_does_what_its_page_says(
    name: str, told: dict[str, Any], outcome: str, violations: list[str]
) -> None:
    decision = decide(presets.get(name).policy, told)
    explained = "\n".join(f"{step.clause}: {step.result}: {step.looked_at}" for step in decision.explanation)
    assert (str(decision.outcome), sorted(set(kinds(decision)))) == (outcome, sorted(violations)), explained


@pytest.mark.parametrize("name", presets.names())
def test_a_preset_decides_as_a_project_that_it_follows(name: str) -> None:
    file = test_corpus.read(f"{FOLLOWS[name]}.yml")
    source = dict(zip(presets.get(name).sources, presets.get(name).modelled_on, strict=True))
    assert file["source"] in source
    policy = policies.load(blocks(name)[0])
    assert policy.extends == name
    for case in file["cases"]:
        assert sorted(kinds(decide(policy, case["given"]))) == sorted(case["violations"]), case["name"]


@pytest.mark.parametrize("name", presets.names())
def test_nothing_of_a_security_report_is_public(name: str) -> None:
    told = {"kind": "security_report", "body": f"A read past the end.\n\n{FOOTER}"}
    for violation in decide(presets.get(name).policy, told).violations:
        assert all(action == "record" or action.startswith("notify:") for action in violation.responses)


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


@pytest.mark.parametrize("name", sorted(set(presets.names()) - {"disclose-section", "evidence-first"}))
def test_a_contribution_without_traces_passes_where_everybody_is_asked_nothing(name: str) -> None:
    decision = policies.decide(presets.get(name).policy, facts("Fix the widget", "Fix"), [])
    assert (decision.outcome, decision.violations) == (Outcome.PASS, ())
