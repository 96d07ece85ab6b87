"""What a policy names of what has to be looked up, and what goes on record."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.model import Facts, Finding, Need, Override, Repository, State, TextFile, Tier, Unknown
from policies import recorded
from policies.needs import needs
from policies.wants import Wants, wants, wants_for
from tests.policies.build import NO_NETWORK, facts, finding, policy

TEXT = """\
limits: {merged_share: {max: 0.4}}
exempt: {teams: [acme/core]}
cases:
  - when: {author: new}
    exempt: {teams: [acme/docs, acme/core], trust_file: TRUSTED.td}
    limits: {merged_share: {max: 0.2}}
"""


def test_names_stand_in_the_policy_and_in_its_cases() -> None:
    named = wants(policy(TEXT))
    assert (named.teams, named.trust_file) == (("acme/core", "acme/docs"), "TRUSTED.td")
    assert named.merged_share is not None
    assert named.merged_share.max == 0.4
    assert wants(policy("use: {}")) == Wants()


def test_only_prompts_of_the_projects_own_are_looked_up() -> None:
    own = "detect: {second_opinion: {show: private, prompt: a/b.txt}}"
    assert wants(policy(f"{own}\ncases: [{{when: {{author: new}}, {own}}}]")).prompts == ("a/b.txt",)
    assert wants(policy("detect: {second_opinion: private}")).prompts == ()


@pytest.mark.parametrize("text", ["version: 1\nuse: nonsense\n", None])
def test_a_file_that_cannot_be_used_names_nothing(text: str | None) -> None:
    file = TextFile(".github/byline.yml", text, "main") if text else Unknown("no network")
    repository = Repository("acme/widget", "main", private=False, policy=file)
    assert wants_for(repository) == Wants()
    assert wants_for(repository, policy(TEXT)).trust_file == "TRUSTED.td"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("limits: {open_prs: 1}", Need.AUTHOR_HISTORY),
        ("limits: {open_ai_prs: 1}", Need.COMMITS),
        ("limits: {changed_lines: 1}", Need.FILES),
        ("limits: {reserved_labels: [easy]}", Need.LINKED_ISSUES),
        ("limits: {metafiles: [PLAN.md]}", Need.FILES),
        ("limits: {review_bots: []}", Need.REVIEW_BOTS),
        ("limits: {merged_share: {max: 0.5}}", Need.MERGED_SHARE),
        ("exempt: {trust_file: a.td}", Need.TRUST_FILE),
        ("exempt: {teams: [a/b]}", Need.AUTHOR_TEAMS),
    ],
)
def test_what_a_rule_reads_is_fetched(text: str, wanted: Need) -> None:
    kind = facts().contribution.kind
    assert wanted in needs(policy(text), kind)
    assert wanted not in needs(policy("meta: {mode: observe}"), kind)


def overridden(given: Facts, says: str) -> Facts:
    word = Override(says, "maintainer", "2026-11-01T00:00:00Z")  # type: ignore[arg-type]
    return replace(given, state=State(override=word))


@pytest.mark.parametrize(
    ("given", "found", "use"),
    [
        (facts(), [], False),
        (facts(), [finding()], True),
        (facts(), [finding(tier=Tier.STATISTICAL)], False),
        (facts(), [finding(involvement=None)], False),
        (facts(commits=NO_NETWORK), [], None),
        (facts(commits=NO_NETWORK), [finding()], True),
        (overridden(facts(), "human"), [finding()], False),
        (overridden(facts(commits=NO_NETWORK), "human"), [finding()], False),
        (overridden(facts(), "ai"), [], True),
        (replace(facts(), state=State(ignored=("traces",))), [finding()], False),
    ],
)
def test_what_goes_on_record(given: Facts, found: list[Finding], use: bool | None) -> None:
    assert recorded.ai_use(given, found) is use
