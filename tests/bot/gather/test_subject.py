"""What a delivery is about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CouldNotLook, UsageError
from bot.gather.events import guess_event, parse_event
from bot.gather.subject import Subject, resolve, subjects
from detectors.model import Kind
from tests.bot.github.connected import client_for
from tests.fakes.github import FakeGitHub

REPO = "acme/widget"
JUDGED = frozenset(
    {
        "check_run",
        "check_suite",
        "issue_comment",
        "issues",
        "merge_group",
        "pull_request",
        "pull_request_review",
        "pull_request_review_comment",
        "push",
        "repository_advisory",
    }
)
Payloads = list[tuple[str, str, dict[str, Any]]]
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
JSON: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)


def test_every_published_payload_has_its_subjects(payloads: Payloads) -> None:
    for event, name, payload in payloads:
        found = subjects(event, payload)
        assert bool(found) <= (event in JUDGED), name
        assert all(subject.repository == payload["repository"]["full_name"] for subject in found), name


def test_the_event_is_told_by_the_payload(payloads: Payloads) -> None:
    for event, name, payload in payloads:
        if event in JUDGED:
            assert guess_event(payload) == event, name
        else:
            with pytest.raises(UsageError, match="no webhook payload"):
                guess_event(payload)


def test_each_event_names_its_contribution(github: FakeGitHub) -> None:
    github.add_repository(REPO)
    issue = github.open_issue(REPO)
    pull = github.open_pull(REPO, files={"a.txt": "a\n"})
    sha = pull.request.head_sha
    comment = github.comment(issue, "hello")
    review = github.review(pull, "fine")
    remark = github.review_comment(pull, "hm", "a.txt")
    table: list[tuple[str, str, Any, Subject]] = [
        ("pull_request", "opened", pull, Subject(Kind.PULL_REQUEST, REPO, 2, "2", head_sha=sha)),
        ("issues", "opened", issue, Subject(Kind.ISSUE, REPO, 1, "1")),
        ("issue_comment", "created", comment, Subject(Kind.COMMENT, REPO, 1, str(comment.id))),
        ("pull_request_review", "submitted", review, Subject(Kind.REVIEW, REPO, 2, str(review.id))),
        (
            "pull_request_review_comment",
            "created",
            remark,
            Subject(Kind.REVIEW, REPO, 2, f"comment-{remark.id}"),
        ),
    ]
    installation = next(iter(github.state.installations))
    for event, action, thing, wanted in table:
        found, *others = subjects(event, github.payload(event, action, thing))
        # A review is judged, and what it reviews again: its approval may be what was waited for.
        again = [(Kind.PULL_REQUEST, 2)] if event == "pull_request_review" else []
        assert [(other.kind, other.number) for other in others] == again
        assert found.installation_id == installation
        assert found == Subject(
            wanted.kind, wanted.repository, wanted.number, wanted.id, installation, wanted.head_sha
        )


def test_a_push_names_its_commits_and_a_deleted_branch_nothing(github: FakeGitHub) -> None:
    repo = github.add_repository(REPO)
    before = repo.git.rev_parse("main")
    after = repo.git.commit("Next", {"a": "1"})
    (found,) = subjects("push", github.push_payload(REPO, "main", before, after))
    assert (found.kind, found.id, found.base_sha, found.number) == (Kind.COMMIT, after, before, None)
    payload = github.push_payload(REPO, "main", before, after)
    assert subjects("push", {**payload, "after": "0" * 40, "deleted": True}) == ()
    assert subjects("push", {**payload, "ref": "refs/tags/v1"}) == ()


def test_private_reports_are_security_reports() -> None:
    payload = {
        "action": "reported",
        "repository": {"full_name": REPO, "private": False},
        "repository_advisory": {"ghsa_id": "GHSA-aaaa-bbbb-cccc", "summary": "s", "description": None},
    }
    (found,) = subjects("repository_advisory", payload)
    assert (found.kind, found.id, found.number) == (Kind.SECURITY_REPORT, "GHSA-aaaa-bbbb-cccc", None)


def test_what_was_deleted_is_not_judged(github: FakeGitHub) -> None:
    github.add_repository(REPO)
    comment = github.comment(github.open_issue(REPO), "oops")
    assert subjects("issue_comment", github.payload("issue_comment", "deleted", comment)) == ()


def test_a_merge_group_reports_on_its_own_head(payloads: Payloads) -> None:
    payload = next(payload for event, _, payload in payloads if event == "merge_group")
    (found,) = subjects("merge_group", payload)
    assert (found.number, found.report_sha) == (104, payload["merge_group"]["head_sha"])


def test_a_check_suite_of_a_fork_is_looked_up_by_its_commit(github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository(REPO)
    pull = github.open_pull(REPO, files={"a.txt": "a\n"}, by="stranger")
    sha = pull.request.head_sha
    payload = {
        "action": "rerequested",
        "repository": {"full_name": REPO},
        "check_suite": {"head_sha": sha, "pull_requests": []},
    }
    (vague,) = subjects("check_suite", payload)
    assert vague.number is None
    client = client_for(github, tmp_path)
    (found,) = resolve(client, vague)
    assert (found.number, found.id, found.head_sha) == (pull.number, str(pull.number), sha)
    assert resolve(client, found) == (found,)
    github.push(pull, {"a.txt": "b\n"})
    assert resolve(client, vague) == ()


def test_pull_requests_of_other_repositories_are_left_out() -> None:
    def listed(number: int, repository_id: int) -> dict[str, Any]:
        return {"number": number, "base": {"repo": {"id": repository_id}}}

    suite = {"head_sha": "a" * 40, "pull_requests": [listed(1, 7), listed(2, 8)]}
    payload = {"repository": {"id": 7, "full_name": REPO}, "check_suite": suite}
    assert [subject.number for subject in subjects("check_suite", payload)] == [1]


def test_without_a_commit_there_is_nothing_to_look_up(github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository(REPO)
    with pytest.raises(CouldNotLook, match="neither"):
        resolve(client_for(github, tmp_path), Subject(Kind.PULL_REQUEST, REPO, None, "?"))


def test_one_contribution_has_one_key() -> None:
    one = Subject(Kind.PULL_REQUEST, "Acme/Widget", 7, "7", head_sha="a" * 40)
    other = Subject(Kind.COMMENT, "acme/widget", 7, "123")
    assert one.key == other.key != Subject(Kind.ISSUE, "acme/widget", 8, "8").key


@pytest.mark.parametrize("name", ["../x", "acme/..", "acme/x y", "", "acme"])
def test_a_repository_name_that_cannot_be_is_refused(name: str) -> None:
    payload = {"action": "opened", "repository": {"full_name": name}, "issue": {"number": 1}}
    with pytest.raises(UsageError, match="repository name"):
        subjects("issues", payload)


@given(st.sampled_from(sorted(JUDGED)), JSON)
def test_any_json_is_refused_or_read(event: str, payload: Any) -> None:
    with pytest.raises(UsageError, match=f"this {event} payload cannot be read"):
        parse_event(event, payload)


@given(JSON)
def test_any_json_can_be_guessed_at(payload: Any) -> None:
    with pytest.raises(UsageError, match="no webhook payload"):
        guess_event(payload)
