"""``cases``: which one applies, what it changes, and what follows where that cannot be told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from detectors.model import (
    Account,
    Branch,
    ChangedFile,
    Facts,
    Finding,
    History,
    Involvement,
    Kind,
    LinkedIssue,
    Override,
    TextFile,
    Tier,
    Unknown,
)
from policies import cases, conditions
from policies.case import Case
from policies.decision import Outcome, Result
from tests.policies.build import FOOTER, NO_NETWORK, facts, finding, footer, judge, kinds, policy

FILES = (ChangedFile("src/a.py", "modified", 300, 201, ""), ChangedFile("docs/new/x.md", "added", 1, 0, ""))


def holds(when: str, given: Facts, *findings: Finding) -> bool | None:
    asked = policy(f"exempt: {{trust_file: V.td}}\ncases: [{{when: {{{when}}}}}]")
    return conditions.check(asked.cases[0].when, Case.of(asked, given, findings)).holds


def history(violations: int | Unknown) -> History:
    return History(0, 0, 0, 0, violations)


def with_trust(text: str | Unknown | None) -> Facts:
    given = facts()
    file = TextFile("V.td", text, "main") if isinstance(text, str) else text
    return replace(given, repository=replace(given.repository, trust_file=file))


@pytest.mark.parametrize(
    ("when", "changes", "expected"),
    [
        ("kind: issue", {}, False),
        ("kind: [issue, pull_request]", {}, True),
        ("author: new", {"author": Account("ada", association="FIRST_TIME_CONTRIBUTOR")}, True),
        ("author: new", {"author": Account("ada", association="NONE")}, True),
        ("author: new", {"author": Account("ada", association="CONTRIBUTOR")}, False),
        ("author: contributor", {"author": Account("ada", association="CONTRIBUTOR")}, True),
        ("author: member", {"author": Account("ada", association="COLLABORATOR")}, True),
        ("author: [new, bot]", {"author": Account("x[bot]", "Bot", "MEMBER")}, True),
        ("author: bot", {}, False),
        ("author: new", {"kind": Kind.SECURITY_REPORT}, None),
        ("author: member", {"kind": Kind.COMMIT}, None),
        ("labels: [Bug, x]", {"labels": ("bug",)}, True),
        ("labels: x", {"labels": ("bug",)}, False),
        ("labels: x", {"labels": NO_NETWORK}, None),
        (
            "issue_labels: [good first issue]",
            {"linked_issues": (LinkedIssue(1, True, ("Good First Issue",), ()),)},
            True,
        ),
        ("issue_labels: x", {"linked_issues": ()}, False),
        ("issue_labels: x", {"linked_issues": NO_NETWORK}, None),
        ("issue_labels: x", {"linked_issues": NO_NETWORK, "kind": Kind.ISSUE}, False),
        ("paths: 'docs/**'", {"files": FILES}, True),
        ("paths: ['**/*.rs', docs/*]", {"files": FILES}, False),
        ("paths: 'docs/**'", {"files": NO_NETWORK}, None),
        ("base: 'release/*'", {"base": Branch("release/1.0", "a" * 40, "acme/widget")}, True),
        ("base: main", {"base": Branch("release/1.0", "a" * 40, "acme/widget")}, False),
        ("base: main", {}, False),
        ("changed_lines: '>501'", {"files": FILES}, True),
        ("changed_lines: '>502'", {"files": FILES}, False),
        ("changed_lines: '<= 502'", {"files": FILES}, True),
        ("changed_lines: '>500'", {"files": NO_NETWORK}, None),
        ("nth_violation: 2", {"author_history": history(1)}, True),
        ("nth_violation: 2", {"author_history": history(0)}, False),
        ("nth_violation: 2", {"author_history": history(NO_NETWORK)}, None),
        ("nth_violation: 2", {"author_history": NO_NETWORK}, None),
        ("kind: pull_request, labels: bug, changed_lines: '>1'", {"files": FILES, "labels": ("bug",)}, True),
        ("kind: issue, labels: x", {"labels": NO_NETWORK}, False),
        ("kind: pull_request, labels: x", {"labels": NO_NETWORK}, None),
    ],
)
def test_a_condition_holds_does_not_hold_or_cannot_be_told(
    when: str, changes: dict[str, Any], expected: bool | None
) -> None:
    assert holds(when, facts(**changes)) is expected


@pytest.mark.parametrize(
    ("text", "group", "expected"),
    [
        ("ada", "vouched", True),
        ("ada", "denounced", False),
        ("-ada", "denounced", True),
        ("", "vouched", False),
        (None, "vouched", False),
        (NO_NETWORK, "vouched", None),
        (NO_NETWORK, "[vouched, new]", True),
        (NO_NETWORK, "[vouched, member]", None),
    ],
)
def test_the_trust_file_says_who_is_vouched_for(text: Any, group: str, expected: bool | None) -> None:
    assert holds(f"author: {group}", with_trust(text)) is expected


SEEN = finding(involvement=Involvement.ASSISTED)


@pytest.mark.parametrize(
    ("when", "findings", "commits", "expected"),
    [
        ("[generated, agent]", [footer()], (), True),
        ("assisted", [footer()], (), False),
        ("assisted", [SEEN], (), True),
        ("assisted", [], (), False),
        ("generated", [finding(tier=Tier.STATISTICAL)], (), False),
        ("[generated, agent]", [footer()], NO_NETWORK, True),
        ("generated", [footer()], NO_NETWORK, None),
        ("[trivial, assisted]", [footer()], NO_NETWORK, False),
        ("assisted", [], NO_NETWORK, None),
    ],
)
def test_involvement_is_what_firm_evidence_shows(
    when: str, findings: list[Finding], commits: Any, expected: bool | None
) -> None:
    assert holds(f"involvement: {when}", facts(commits=commits), *findings) is expected


def test_where_a_maintainer_says_so_there_is_no_involvement() -> None:
    given = facts(commits=NO_NETWORK)
    state = replace(given.state, override=Override("human", "bob", "2026-11-01T00:00:00Z"))
    assert holds("involvement: [assisted, generated]", replace(given, state=state)) is False


TEXT = """
use: {default: none}
respond: {use_exceeded: [note]}
cases:
  - when: {labels: allowed}
    use: {default: any}
  - when: {author: new}
    respond: {use_exceeded: [hold, note]}
  - when: {kind: pull_request}
    use: {default: any}
"""


def test_the_first_case_that_applies_is_laid_on_the_base() -> None:
    decision = judge(TEXT, facts(FOOTER), footer())
    (violation,) = decision.violations
    assert violation.responses == ("hold", "note")
    assert [step.result for step in decision.explanation[:2]] == [Result.SILENT, Result.SATISFIED]
    assert decision.explanation[1].clause == "case 2: author new"
    assert decision.explanation[1].looked_at == "This applies: GitHub calls the author NONE."
    allowed = judge(TEXT, facts(FOOTER, labels=("allowed",)), footer())
    assert allowed.outcome is Outcome.PASS


def test_what_holds_with_and_without_a_doubtful_case_holds() -> None:
    text = "use: {default: none}\ncases: [{when: {labels: x}, respond: {use_exceeded: [hold, note]}}]"
    decision = judge(text, facts(FOOTER, labels=NO_NETWORK), footer())
    (violation,) = decision.violations
    assert violation.responses == ("note",), "only what both would do is done"
    assert decision.outcome is Outcome.UNKNOWN
    assert (
        "It cannot be told whether this applies: the labels are not known"
        in decision.explanation[0].looked_at
    )


@pytest.mark.parametrize("case", ["use: {default: any}", "exempt: {users: [ada]}", "use: {pr_body: trivial}"])
def test_what_a_doubtful_case_may_allow_is_no_violation(case: str) -> None:
    text = f"use: {{default: none}}\ncases: [{{when: {{labels: x}}, {case}}}]"
    decision = judge(text, facts(FOOTER, labels=NO_NETWORK), footer())
    assert (decision.violations, decision.outcome) == ((), Outcome.UNKNOWN)
    told = [step.looked_at for step in decision.explanation if step.result is Result.UNKNOWN]
    assert "Not judged: it cannot be told whether a case of the policy applies." in told


def test_what_only_a_doubtful_case_asks_for_is_no_violation() -> None:
    text = "cases: [{when: {labels: x}, use: {default: none}, respond: {use_exceeded: [hold]}}]"
    decision = judge(text, facts(FOOTER, labels=NO_NETWORK), footer())
    assert (decision.violations, decision.outcome) == ((), Outcome.UNKNOWN)


def test_a_doubtful_case_that_changes_nothing_leaves_no_doubt() -> None:
    text = "use: {default: none}\ncases: [{when: {labels: x}, use: {media: any}}]"
    assert judge(text, facts("Fix", labels=NO_NETWORK)).outcome is Outcome.PASS
    decision = judge(text, facts(FOOTER, labels=NO_NETWORK), footer())
    assert (kinds(decision), decision.outcome) == (["use_exceeded"], Outcome.NOTE)
    assert decision.explanation[0].looked_at.endswith("Nothing depends on it.")


def test_a_case_merges_mappings_replaces_lists_and_keeps_the_rest() -> None:
    base = policy(
        "use: {code: none, docs: any}\nrequire: {attest: [a, b]}\nmeta: {contact: us}\n"
        "cases: [{when: {kind: issue}, use: {docs: none}, require: {attest: [c]}}]"
    )
    merged = cases.merged(base, base.cases[0])
    assert (merged.use.code, merged.use.docs, merged.require.attest) == ("none", "none", ("c",))
    assert (merged.meta, merged.name, merged.cases) == (base.meta, base.name, ())
