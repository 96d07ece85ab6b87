"""The rules that read findings only: references, the trust file, and provenance."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.model import (
    Audience,
    ChangedFile,
    Evidence,
    Facts,
    Finding,
    Kind,
    LicenseView,
    TextFile,
    Tier,
    Unknown,
)
from policies.decision import Outcome
from policies.rules import provenance
from policies.words import VIOLATIONS
from tests.policies.build import NO_NETWORK, facts, finding, judge, kinds


def found(detector: str, name: str = "", *, tier: Tier = Tier.CHECKABLE) -> Finding:
    """A finding of a detector that says nothing about AI use."""
    plain = finding(tier=tier, involvement=None, agent=None, claim="lib/gone.c is not in the tree")
    return replace(plain, id=name or f"{detector}/one", detector=detector)


# -- phantom_reference

REFERENCES = "detect: {references: true, act_on: checkable}"


def test_a_reference_to_nothing_is_told_and_leaves_room_for_a_mistake() -> None:
    decision = judge(REFERENCES, facts(), found("references"))
    (violation,) = decision.violations
    assert (violation.kind, violation.tier) == ("phantom_reference", Tier.CHECKABLE)
    assert "lib/gone.c is not in the tree" in violation.message
    assert "can be wrong" in violation.remedy
    assert violation.evidence


@pytest.mark.parametrize(
    "other",
    [
        found("references", tier=Tier.STATISTICAL),
        replace(found("references"), audience=Audience.MAINTAINER),
        found("referencesx"),
        found("traces"),
    ],
)
def test_nothing_else_is_a_reference_to_nothing(other: Finding) -> None:
    decision = judge(REFERENCES, facts(), other)
    assert (kinds(decision), decision.outcome) == ([], Outcome.PASS)


def test_references_are_judged_only_where_the_policy_asks() -> None:
    assert kinds(judge("detect: {act_on: checkable}", facts(), found("references"))) == []


def test_a_look_up_that_failed_is_said_and_holds_nobody_up() -> None:
    given = facts()
    failed = replace(given.repository, looked_up=Unknown("git fetch failed"))
    decision = judge(REFERENCES, replace(given, repository=failed))
    assert decision.outcome is Outcome.PASS
    assert [step.looked_at for step in decision.explanation if "git fetch failed" in step.looked_at]


# -- denounced

TRUST = "exempt: {trust_file: .github/VOUCHED.td}"
LIST = "# people\ngrace\n-github:Ada sent the same thing forty times\n"


def trusting(file: TextFile | Unknown | None) -> Facts:
    given = facts()
    return replace(given, repository=replace(given.repository, trust_file=file))


def test_a_denounced_author_is_sent_to_the_people_who_keep_the_list() -> None:
    file = TextFile(".github/VOUCHED.td", LIST, "main")
    decision = judge(TRUST, trusting(file))
    (violation,) = decision.violations
    assert (violation.kind, violation.tier) == ("denounced", Tier.EXACT)
    assert violation.evidence == (Evidence(".github/VOUCHED.td", "ada"),)
    assert "forty times" not in violation.message


@pytest.mark.parametrize("text", ["", "grace\n", "-gitlab:ada\n", "ada\n"])
def test_nobody_else_is_denounced(text: str) -> None:
    decision = judge(TRUST, trusting(TextFile(".github/VOUCHED.td", text, "main")))
    assert (kinds(decision), decision.outcome) == ([], Outcome.PASS)


def test_no_file_denounces_nobody_and_an_unknown_one_neither() -> None:
    assert judge(TRUST, trusting(None)).outcome is Outcome.PASS
    decision = judge(TRUST, trusting(NO_NETWORK))
    assert (kinds(decision), decision.outcome) == ([], Outcome.UNKNOWN)


# -- provenance


@pytest.mark.parametrize("rule", provenance.RULES, ids=lambda rule: rule.key)
@pytest.mark.parametrize(("wanted", "outcome"), [("note", Outcome.NOTE), ("hold", Outcome.HOLD)])
def test_what_follows_from_a_fact_stands_at_its_key(
    rule: provenance.ProvenanceRule, wanted: str, outcome: Outcome
) -> None:
    text = (
        f"provenance: {{{rule.key}: {wanted}}}\nrespond: {{default: [record]}}\ndetect: {{act_on: declared}}"
    )
    decision = judge(text, facts(), found(rule.detector))
    (violation,) = decision.violations
    assert (violation.kind, violation.responses) == (rule.KIND, (wanted,))
    assert decision.outcome is outcome


@pytest.mark.parametrize("rule", provenance.RULES, ids=lambda rule: rule.key)
def test_a_fact_that_is_off_or_not_found_says_nothing(rule: provenance.ProvenanceRule) -> None:
    assert kinds(judge(f"provenance: {{{rule.key}: 'off'}}", facts(), found(rule.detector))) == []
    weak = found(rule.detector, tier=Tier.STATISTICAL)
    assert kinds(judge(f"provenance: {{{rule.key}: hold}}", facts(), weak)) == []


def test_every_fact_has_a_word_of_the_list_and_a_key_of_the_schema() -> None:
    words = [rule.KIND for rule in provenance.RULES]
    assert words == list(VIOLATIONS[-len(words) :])


# -- hidden text


def test_hidden_text_that_could_not_be_looked_for_is_unknown() -> None:
    given = facts(files=NO_NETWORK)
    assert judge("provenance: {hidden_text: hold}", given).outcome is Outcome.UNKNOWN
    (violation,) = judge("provenance: {hidden_text: hold}", given, found("hidden")).violations
    assert (violation.kind, violation.responses) == ("hidden_text", ("hold",))


@pytest.mark.parametrize("key", ["incompatible", "headers", "vendored"])
def test_new_files_beside_licenses_that_could_not_be_looked_at_are_unknown(key: str) -> None:
    new = facts(files=(ChangedFile("a.py", "added", 1, 0, "@@ -0,0 +1 @@\n+x = 1"),))
    assert judge(f"provenance: {{{key}: hold}}", new).outcome is Outcome.UNKNOWN
    seen = replace(new, repository=replace(new.repository, license_view=LicenseView("f" * 40)))
    assert judge(f"provenance: {{{key}: hold}}", seen).outcome is Outcome.PASS
    edit = facts(files=(ChangedFile("a.py", "modified", 1, 0, "@@ -1 +1 @@\n-x\n+y"),))
    assert judge(f"provenance: {{{key}: hold}}", edit).outcome is Outcome.PASS


# -- provenance.duplicates

DUPLICATES = "provenance: {duplicates: hold}"


@pytest.mark.parametrize("name", ["repetition/duplicate", "repetition/crosspost"])
def test_a_repeated_text_is_a_duplicate(name: str) -> None:
    decision = judge(DUPLICATES, facts(twins=()), found("repetition", name))
    assert (kinds(decision), decision.outcome) == (["duplicate"], Outcome.HOLD)


@pytest.mark.parametrize("name", ["repetition/resubmission", "repetition/template"])
def test_what_is_sent_again_or_left_empty_is_none(name: str) -> None:
    assert kinds(judge(DUPLICATES, facts(twins=()), found("repetition", name))) == []


def test_where_nobody_could_look_for_a_twin_nobody_knows() -> None:
    decision = judge(DUPLICATES, facts(twins=NO_NETWORK))
    assert (kinds(decision), decision.outcome) == ([], Outcome.UNKNOWN)
    assert judge(DUPLICATES, facts(twins=())).outcome is Outcome.PASS
    comment = facts(kind=Kind.COMMENT, twins=NO_NETWORK, base=None, head=None)
    assert judge(DUPLICATES, comment).outcome is Outcome.PASS
