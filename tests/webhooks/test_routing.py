import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.gather.subject import Subject
from bot.inbox import Task
from detectors.model import Kind
from webhooks.routing import ROUTES, route

REPOSITORY = {"full_name": "octo/hello", "default_branch": "main"}
BASE: dict[str, Any] = {"repository": REPOSITORY, "installation": {"id": 7}}


@pytest.mark.parametrize(
    ("event", "action", "task"),
    [
        ("pull_request", "opened", Task.EVALUATE),
        ("pull_request", "synchronize", Task.EVALUATE),
        ("pull_request", "ready_for_review", Task.EVALUATE),
        ("pull_request", "converted_to_draft", Task.EVALUATE),
        ("pull_request", "labeled", Task.LABELS),
        ("pull_request", "closed", None),
        ("issues", "edited", Task.EVALUATE),
        ("issues", "unlabeled", Task.LABELS),
        ("issues", "pinned", None),
        ("issue_comment", "created", Task.EVALUATE_COMMENT),
        ("issue_comment", "deleted", None),
        ("pull_request_review", "submitted", Task.EVALUATE_COMMENT),
        ("pull_request_review_comment", "edited", Task.EVALUATE_COMMENT),
        ("installation", "new_permissions_accepted", Task.INSTALLATION),
        ("installation_repositories", "removed", Task.INSTALLATION),
        ("check_run", "rerequested", Task.RECHECK),
        ("check_run", "requested_action", Task.RECHECK),
        ("check_run", "completed", None),
        ("check_suite", "rerequested", Task.RECHECK),
        ("merge_group", "checks_requested", Task.MERGE_GROUP),
        ("merge_group", "destroyed", None),
        ("repository_advisory", "reported", Task.ADVISORY),
        ("repository_advisory", "published", None),
        ("ping", "", Task.PING),
        ("star", "created", None),
    ],
)
def test_what_an_event_asks_for(event: str, action: str, task: Task | None) -> None:
    found = route(event, action, BASE)
    assert found.task is task
    assert bool(found.note) == (task is None)


def test_only_a_push_to_the_default_branch_counts() -> None:
    assert route("push", "", BASE | {"ref": "refs/heads/main"}).task is Task.DEFAULT_BRANCH
    assert route("push", "", BASE | {"ref": "refs/heads/topic"}).note == (
        "a push to another branch than the default branch"
    )
    assert route("push", "", BASE | {"ref": "refs/tags/main"}).task is None


def test_the_subject_is_what_is_worked_on_one_at_a_time() -> None:
    assert route("pull_request", "opened", BASE | {"pull_request": {"number": 3}}).subject == "octo/hello#3"
    assert route("issue_comment", "created", BASE | {"issue": {"number": 4}}).subject == "octo/hello#4"
    assert route(
        "check_run", "rerequested", BASE | {"check_run": {"pull_requests": [{"number": 5}]}}
    ).subject == ("octo/hello#5")
    assert route("merge_group", "checks_requested", BASE).subject == "octo/hello"
    assert route("installation", "created", {"installation": {"id": 7}}).subject == "installation:7"


def test_a_merge_group_is_about_the_pull_request_that_its_branch_is_named_for() -> None:
    ref = f"refs/heads/gh-readonly-queue/main/pr-5-{'a' * 40}"
    assert route("merge_group", "checks_requested", BASE | {"merge_group": {"head_ref": ref}}).subject == (
        "octo/hello#5"
    )
    for odd in ("refs/heads/main", f"refs/heads/pr-0-{'a' * 40}", 5, None):
        found = route("merge_group", "checks_requested", BASE | {"merge_group": {"head_ref": odd}})
        assert found.subject == "octo/hello"


def test_the_subject_is_the_same_however_the_name_is_written() -> None:
    named = BASE | {"repository": {"full_name": "Octo/Hello"}, "pull_request": {"number": 3}}
    found = route("pull_request", "opened", named)
    assert (found.repository, found.subject) == ("Octo/Hello", "octo/hello#3")
    assert found.subject == Subject(Kind.PULL_REQUEST, "OCTO/hello", 3, "3").key


def test_the_name_of_a_managed_user_has_an_underscore() -> None:
    named = BASE | {"repository": {"full_name": "jane_acme/widget"}, "pull_request": {"number": 3}}
    found = route("pull_request", "opened", named)
    assert (found.repository, found.subject) == ("jane_acme/widget", "jane_acme/widget#3")


def test_a_payload_without_installation_is_taken_with_a_remark() -> None:
    found = route("pull_request", "opened", {"repository": REPOSITORY, "pull_request": {"number": 1}})
    assert found.task is Task.EVALUATE
    assert found.note.startswith("no installation in the payload")


@pytest.mark.parametrize(
    "name", ["../../etc", "a/b/c", "a/<script>", "a b/c", "a/b\n", "-a/b", "a/..", "", 7, None, ["a/b"]]
)
def test_a_name_that_github_would_not_give_is_not_believed(name: object) -> None:
    found = route("pull_request", "opened", BASE | {"repository": {"full_name": name}})
    assert (found.repository, found.task) == (None, None)
    assert found.note == "the payload names no repository"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
KEYS = ["repository", "installation", "pull_request", "issue", "check_run", "check_suite", "merge_group"]
PARTS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("id", "number", "full_name", "default_branch", "pull_requests", "head_ref"),
        JSON | st.from_regex(r"[\w.-]+/[\w.-]+", fullmatch=True),
    ),
)


@given(
    st.sampled_from([*ROUTES, "unknown"]),
    st.sampled_from(["", "opened", "created", "rerequested"]),
    st.fixed_dictionaries({}, optional=dict.fromkeys([*KEYS, "ref"], JSON | PARTS)),
)
def test_no_shape_of_payload_is_too_odd(event: str, action: str, payload: dict[str, Any]) -> None:
    found = route(event, action, payload)
    assert found.repository is None or re.fullmatch(r"[\w.-]+/[\w.-]+", found.repository)
    assert found.installation_id is None or 0 < found.installation_id < 2**63
    assert found.subject is None or len(found.subject) <= 300
