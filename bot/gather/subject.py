"""What a webhook delivery is about: the contributions to judge."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.errors import CouldNotLook
from bot.gather import events as e
from bot.gather.contributions import REVIEW_COMMENT
from bot.github.names import commit_id, repository_name
from detectors.model import Kind

if TYPE_CHECKING:  # the intake reads subjects out of payloads, and never asks GitHub
    from bot.github.client import Client

ZERO_SHA: Final = "0" * 40
_QUEUE_REF: Final = re.compile(r"/pr-([1-9][0-9]{0,17})-[0-9a-f]{40}\Z")


@dataclass(frozen=True, slots=True)
class Subject:
    """A contribution by name.

    ``head_sha`` is the commit that the event spoke of; it may be old by now, and gather asks for the
    newest. ``base_sha`` is the commit before a push. ``report_sha`` is set for a merge group: the commit that
    waits for a check run, although it is not the head of the pull request. ``number`` is ``None`` for pushes
    and security reports, and for a check suite whose pull requests must be looked up with ``resolve``.
    """

    kind: Kind
    repository: str
    number: int | None
    id: str
    installation_id: int | None = None
    head_sha: str | None = None
    base_sha: str | None = None
    report_sha: str | None = None

    @property
    def key(self) -> str:
        """One text for one contribution: what must not be worked on twice at a time."""
        thread = f"#{self.number}" if self.number is not None else f"@{self.id}"
        return f"{self.repository.casefold()}{thread}"


def subjects(event: str, payload: Any) -> tuple[Subject, ...]:
    """Return what a delivery asks Byline to judge; nothing for other events and for what was deleted.

    Raises:
        UsageError: the payload does not have the event's shape.
    """
    parsed = e.parse_event(event, payload)
    if parsed is None or parsed.action == "deleted":
        return ()
    installation = parsed.installation.id if parsed.installation else None
    found = _found(repository_name(parsed.repository.full_name), parsed)
    return tuple(replace(subject, installation_id=installation) for subject in found)


def _found(repo: str, parsed: e.AnyEvent) -> tuple[Subject, ...]:
    one: Subject
    match parsed:
        case e.PullRequestEvent(pull_request=pull):
            one = Subject(Kind.PULL_REQUEST, repo, pull.number, str(pull.number), head_sha=pull.head.sha)
        case e.IssueEvent(issue=issue):
            one = Subject(Kind.ISSUE, repo, issue.number, str(issue.number))
        case e.IssueCommentEvent(issue=issue, comment=comment):
            one = Subject(Kind.COMMENT, repo, issue.number, str(comment.id))
        case e.ReviewEvent(pull_request=pull, review=review):
            one = Subject(Kind.REVIEW, repo, pull.number, str(review.id))
            # What the review says is judged, and the pull request again: approvals count when they come.
            reviewed = Subject(Kind.PULL_REQUEST, repo, pull.number, str(pull.number), head_sha=pull.head.sha)
            return (one, reviewed)
        case e.ReviewCommentEvent(pull_request=pull, comment=comment):
            one = Subject(Kind.REVIEW, repo, pull.number, f"{REVIEW_COMMENT}{comment.id}")
        case e.AdvisoryEvent(repository_advisory=advisory):
            one = Subject(Kind.SECURITY_REPORT, repo, None, advisory.ghsa_id)
        case _:
            return _by_commit(repo, parsed)
    return (one,)


def _by_commit(repo: str, parsed: e.AnyEvent) -> tuple[Subject, ...]:
    match parsed:
        case e.PushEvent():
            return _pushed(repo, parsed)
        case e.CheckSuiteEvent(check_suite=checked) | e.CheckRunEvent(check_run=checked):
            return _checked(repo, parsed.repository, checked)
        case e.MergeGroupEvent(merge_group=group):
            return _queued(repo, group)
        case _:
            return ()


def _pushed(repo: str, push: e.PushEvent) -> tuple[Subject, ...]:
    if push.deleted or push.after == ZERO_SHA or not push.ref.startswith("refs/heads/"):
        return ()
    after, before = commit_id(push.after), commit_id(push.before)
    return (Subject(Kind.COMMIT, repo, None, after, head_sha=after, base_sha=before),)


def _checked(repo: str, repository: e.EventRepo, checked: e.Checked) -> tuple[Subject, ...]:
    sha = commit_id(checked.head_sha)
    numbers = [pull.number for pull in checked.pull_requests or () if pull.is_of(repository)]
    if not numbers:
        return (Subject(Kind.PULL_REQUEST, repo, None, sha, head_sha=sha),)
    return tuple(Subject(Kind.PULL_REQUEST, repo, number, str(number), head_sha=sha) for number in numbers)


def queued_pull(head_ref: str) -> int | None:
    """Return the pull request of a merge group's branch: it is named for the last one in the group."""
    found = _QUEUE_REF.search(head_ref)
    return int(found[1]) if found else None


def _queued(repo: str, group: e.MergeGroup) -> tuple[Subject, ...]:
    number = queued_pull(group.head_ref)
    if number is None:
        return ()
    return (Subject(Kind.PULL_REQUEST, repo, number, str(number), report_sha=commit_id(group.head_sha)),)


def resolve(client: Client, subject: Subject) -> tuple[Subject, ...]:
    """Return the open pull requests whose head is ``subject.head_sha``, where the event did not name them.

    Other subjects are returned as they are. GitHub lists no pull requests of forks in check suites.

    Raises:
        CouldNotLook: GitHub did not say.
    """
    if subject.kind is not Kind.PULL_REQUEST or subject.number is not None:
        return (subject,)
    if subject.head_sha is None:
        raise CouldNotLook(f"a check in {subject.repository} names neither a pull request nor a commit")
    pulls = client.pulls_for_commit(subject.repository, subject.head_sha)
    return tuple(
        replace(subject, number=pull.number, id=str(pull.number))
        for pull in pulls
        if pull.state == "open" and pull.head.sha == subject.head_sha
    )
