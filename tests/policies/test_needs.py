"""Every clause that needs a fact has it fetched, in the base and in its cases; nothing else is."""

from __future__ import annotations

import pytest

import policies
from detectors.model import Kind, Need
from tests.policies.build import policy

CHANGE = {Need.COMMITS, Need.FILES}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("require: {agents: forbid}", CHANGE),
        ("require: {agents: supervised}", CHANGE | {Need.APPROVALS}),
        ("require: {signoff: human}", {Need.COMMITS, Need.MAILMAP}),
        ("require: {template: keep}", {Need.TEMPLATES}),
        ("require: {attest: [tested]}", set()),
        ("require: {linked_issue: any}", {Need.LINKED_ISSUES}),
        ("require: {approvals: 2}", {Need.APPROVALS}),
        ("require: {label: ok}", {Need.LABEL_HISTORY}),
        ("require: {tools: {deny: [x]}}", CHANGE),
        ("limits: {open_prs: 1}", {Need.AUTHOR_HISTORY}),
        ("limits: {opened_per_day: 1}", {Need.AUTHOR_HISTORY}),
        ("limits: {open_ai_prs: 1}", CHANGE | {Need.AUTHOR_HISTORY}),
        ("limits: {changed_lines: 1}", CHANGE),
        ("limits: {reserved_labels: [x]}", CHANGE | {Need.LINKED_ISSUES}),
        ("limits: {metafiles: [x]}", {Need.FILES}),
        ("limits: {review_bots: []}", {Need.REVIEW_BOTS}),
        ("limits: {merged_share: {max: 0.5}}", CHANGE | {Need.MERGED_SHARE}),
        ("exempt: {teams: [a/b]}", {Need.AUTHOR_TEAMS}),
        ("exempt: {trust_file: V.td}", {Need.TRUST_FILE}),
        ("provenance: {headers: note}", CHANGE | {Need.LICENSE_VIEW}),
        ("provenance: {hidden_text: note}", CHANGE),
        ("provenance: {duplicates: note}", {Need.TEMPLATES, Need.TWINS}),
        ("detect: {references: true}", {Need.FILES, Need.LOOKED_UP}),
        ("cases: [{when: {author: new}, detect: {references: true}}]", {Need.FILES, Need.LOOKED_UP}),
        ("detect: {score: label}", {Need.LABEL_HISTORY}),
        ("cases: [{when: {involvement: agent}}]", CHANGE),
        ("cases: [{when: {paths: x}}]", {Need.FILES}),
        ("cases: [{when: {changed_lines: '>1'}}]", {Need.FILES}),
        ("cases: [{when: {issue_labels: x}}]", {Need.LINKED_ISSUES}),
        ("cases: [{when: {nth_violation: 2}}]", {Need.AUTHOR_HISTORY}),
        ("cases: [{when: {author: vouched}, exempt: {trust_file: V.td}}]", {Need.TRUST_FILE}),
        ("cases: [{when: {author: new}, require: {signoff: human}}]", {Need.COMMITS, Need.MAILMAP}),
        ("cases: [{when: {kind: issue, nth_violation: 2}, require: {template: keep}}]", set()),
        ("cases: [{when: {author: new, labels: x, base: main}}]", set()),
    ],
)
def test_what_a_clause_looks_at_is_fetched(text: str, expected: set[Need]) -> None:
    if "vouched" in text:
        text = f"exempt: {{trust_file: V.td}}\n{text}"
    assert policies.needs(policy(text), Kind.PULL_REQUEST) >= expected
    assert policies.needs(policy(text), Kind.PULL_REQUEST) <= expected | {Need.MESSAGE}


@pytest.mark.parametrize("kind", [Kind.ISSUE, Kind.COMMENT, Kind.REVIEW, Kind.SECURITY_REPORT])
def test_what_a_kind_does_not_have_is_not_fetched(kind: Kind) -> None:
    text = (
        "require: {agents: supervised, signoff: human, linked_issue: any, approvals: 1}\n"
        "limits: {open_ai_prs: 1, metafiles: [x], merged_share: {max: 0.5}}\n"
        "cases: [{when: {involvement: agent, paths: x, issue_labels: x}}]"
    )
    assert policies.needs(policy(text), kind) <= {Need.MESSAGE}


@pytest.mark.parametrize(
    ("kind", "is_looked_up"),
    [
        (Kind.PULL_REQUEST, True),
        (Kind.ISSUE, True),
        (Kind.COMMENT, True),
        (Kind.SECURITY_REPORT, True),
        (Kind.REVIEW, False),
        (Kind.COMMIT, False),
    ],
)
def test_what_is_cited_is_looked_up_where_it_can_be_judged(kind: Kind, is_looked_up: bool) -> None:
    needed = policies.needs(policy("detect: {references: true}"), kind)
    assert (Need.LOOKED_UP in needed) is is_looked_up
    assert Need.LOOKED_UP not in policies.needs(policy("detect: {references: false}"), kind)
