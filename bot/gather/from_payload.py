"""Facts from a webhook payload alone. What the payload does not carry is ``Unknown``; nothing is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from bot.errors import UsageError
from bot.gather import contributions as c
from bot.gather import events as e
from bot.github.names import repository_name
from bot.github.records import User
from detectors.model import Commit, Contribution, Facts, Identity, Kind, State, Unknown

ABSENT: Final = Unknown("not in the payload; no network was used")
_UNASKED: Final = State(comment=ABSENT, check=ABSENT, repository_labels=ABSENT, label_events=ABSENT)


def facts_from_payload(event: str, payload: Any, as_of: str) -> Facts:
    """Return the Facts that a payload gives by itself; ``as_of`` is the time of judging (ISO 8601, UTC).

    Raises:
        UsageError: the event carries no contribution, or the payload does not have its shape.
    """
    parsed = e.parse_event(event, payload)
    contribution = _contribution(parsed) if parsed else None
    if parsed is None or contribution is None:
        raise UsageError(
            f"a {event or 'nameless'} event carries no contribution that can be judged by itself"
        )
    return Facts(
        contribution=c.not_looked_up(contribution, ABSENT),
        repository=replace(c.repository(parsed.repository), policy=ABSENT, templates=ABSENT),
        as_of=as_of,
        state=_UNASKED,
    )


def _contribution(parsed: e.AnyEvent) -> Contribution | None:
    repo = repository_name(parsed.repository.full_name)
    found: Contribution | None = None
    match parsed:
        case e.PullRequestEvent(pull_request=pull):
            found = c.of_pull(repo, pull, commits=ABSENT, files=ABSENT)
        case e.IssueEvent(issue=issue):
            found = c.of_issue(repo, issue)
        case e.IssueCommentEvent(issue=issue, comment=comment):
            found = c.of_comment(repo, issue, comment)
        case e.ReviewEvent(pull_request=pull, review=review):
            found = c.of_review(repo, pull, review)
        case e.ReviewCommentEvent(pull_request=pull, comment=comment):
            found = c.of_review_comment(repo, pull, comment)
        case e.AdvisoryEvent(repository_advisory=advisory):
            found = c.of_advisory(repo, advisory)
        case e.PushEvent():
            found = _push(repo, parsed)
    return found


def _push(repo: str, push: e.PushEvent) -> Contribution:
    """A push: its title is the branch. GitHub sends at most 2,048 commits of it."""
    last = push.head_commit
    pusher = push.sender or (User(login=push.pusher.name) if push.pusher.name else None)
    return Contribution(
        kind=Kind.COMMIT,
        repository=repo,
        number=None,
        id=push.after,
        title=push.ref.removeprefix("refs/heads/"),
        body="",
        author=c.account(pusher),
        url=push.compare,
        created_at=last.timestamp if last else "",
        commits=tuple(_commit(item) for item in push.commits),
        files=ABSENT,
    )


def _commit(item: e.PushCommit) -> Commit:
    return Commit(
        sha=item.id,
        message=item.message,
        author=Identity(item.author.name, item.author.email),
        committer=Identity(item.committer.name, item.committer.email),
        authored_at=item.timestamp,
        author_login=item.author.username or None,
        committer_login=item.committer.username or None,
        signature=ABSENT,
    )
