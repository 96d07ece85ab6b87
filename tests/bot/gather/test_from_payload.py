"""Facts from a payload alone, on GitHub's published examples and on hostile ones."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UsageError
from bot.gather.facts_file import from_json, to_json
from bot.gather.from_payload import facts_from_payload
from detectors.model import Account, Facts, Identity, Kind, Unknown
from tests.fakes.github import FakeGitHub

NOW = "2026-01-02T03:04:05Z"
KINDS = {
    "pull_request": Kind.PULL_REQUEST,
    "issues": Kind.ISSUE,
    "issue_comment": Kind.COMMENT,
    "pull_request_review": Kind.REVIEW,
    "pull_request_review_comment": Kind.REVIEW,
    "push": Kind.COMMIT,
}
REPO = "acme/widget"


def issue_payload(**issue: Any) -> dict[str, Any]:
    return {"action": "opened", "repository": {"full_name": REPO}, "issue": {"number": 1, **issue}}


def facts_of(**issue: Any) -> Facts:
    return facts_from_payload("issues", issue_payload(**issue), NOW)


def test_every_published_payload_gives_facts(payloads: list[tuple[str, str, dict[str, Any]]]) -> None:
    seen = set()
    for event, name, payload in payloads:
        if event not in KINDS:
            continue
        facts = facts_from_payload(event, payload, NOW)
        assert facts.contribution.kind is KINDS[event], name
        assert facts.as_of == NOW, name
        assert isinstance(facts.repository.policy, Unknown), name
        assert facts_from_payload(event, payload, NOW) == facts == from_json(to_json(facts), name)
        seen.add(event)
    assert seen == set(KINDS)


def test_events_without_a_contribution_say_so(payloads: list[tuple[str, str, dict[str, Any]]]) -> None:
    for event, _, payload in payloads:
        if event not in KINDS:
            with pytest.raises(UsageError, match="carries no contribution"):
                facts_from_payload(event, payload, NOW)


def test_what_a_payload_lacks_says_why(github: FakeGitHub) -> None:
    github.add_repository(REPO)
    pull = github.open_pull(REPO, "A title", "A body", files={"a": "1"}, labels=["bug"], association="MEMBER")
    facts = facts_from_payload("pull_request", github.payload("pull_request", "opened", pull), NOW)
    contribution = facts.contribution
    assert (contribution.title, contribution.body, contribution.labels) == ("A title", "A body", ("bug",))
    assert contribution.author == Account("contributor", "User", "MEMBER")
    assert contribution.head is not None
    assert contribution.head.sha == pull.request.head_sha
    missing = (
        contribution.commits,
        contribution.files,
        contribution.author_permission,
        facts.repository.templates,
        facts.state.comment,
        facts.state.check,
        facts.state.label_events,
    )
    assert {value for value in missing} == {Unknown("not in the payload; no network was used")}  # noqa: C416


def test_a_push_carries_its_messages_and_authors(github: FakeGitHub) -> None:
    repo = github.add_repository(REPO)
    before = repo.git.rev_parse("main")
    message = "Next\n\nCo-authored-by: Claude <noreply@anthropic.com>"
    after = repo.git.commit(message, {"a": "1"}, author="Ada <ada@example.com>")
    facts = facts_from_payload("push", github.push_payload(REPO, "main", before, after), NOW)
    assert isinstance(facts.contribution.commits, tuple)
    (commit,) = facts.contribution.commits
    assert (commit.message, commit.author) == (message, Identity("Ada", "ada@example.com"))
    assert (facts.contribution.title, facts.contribution.id) == ("main", after)


def test_a_private_report_is_its_summary_and_description() -> None:
    payload = {
        "action": "reported",
        "repository": {"full_name": REPO, "private": False},
        "repository_advisory": {"ghsa_id": "GHSA-1", "summary": "Overflow", "description": "In *foo*"},
    }
    contribution = facts_from_payload("repository_advisory", payload, NOW).contribution
    assert (contribution.kind, contribution.title, contribution.body) == (
        Kind.SECURITY_REPORT,
        "Overflow",
        "In *foo*",
    )


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"key": "mit", "spdx_id": "MIT"}, "MIT"),
        ({"key": "other", "spdx_id": "NOASSERTION"}, "NOASSERTION"),
        ({"key": "other", "spdx_id": None}, ""),
        (None, ""),
    ],
)
def test_the_license_that_github_shows_is_a_fact(said: Any, shown: str) -> None:
    payload = issue_payload(title="t")
    payload["repository"]["license"] = said
    assert facts_from_payload("issues", payload, NOW).repository.hosted_license == shown


def test_deleted_people_are_ghosts_and_null_bodies_empty() -> None:
    contribution = facts_of(user=None, body=None, title="t").contribution
    assert (contribution.author.login, contribution.body) == ("ghost", "")


def test_a_deleted_fork_has_no_repository(github: FakeGitHub) -> None:
    github.add_repository(REPO)
    payload = github.payload("pull_request", "opened", github.open_pull(REPO, files={"a": "1"}))
    payload["pull_request"]["head"]["repo"] = None
    head = facts_from_payload("pull_request", payload, NOW).contribution.head
    assert head is not None
    assert head.repository is None


def test_a_huge_body_is_cut_and_odd_characters_survive() -> None:
    body = "\u202eabc\0\ud800" + "x" * 300_000
    kept = facts_of(title="t", body=body).contribution.body
    assert len(kept) == 262_144
    assert kept.startswith("\u202eabc\ufffd?")


def test_a_payload_of_another_shape_is_one_line() -> None:
    with pytest.raises(UsageError) as refused:
        facts_of(number="one\ntwo")
    assert str(refused.value).startswith("this issues payload cannot be read: issue.number:")
    assert "\n" not in str(refused.value)


@given(st.text(st.characters(codec=None, exclude_categories=())))
def test_any_title_and_body_round_trip(text: str) -> None:
    facts = facts_of(title=text, body=text, user={"login": text})
    assert from_json(to_json(facts), "test") == facts
