"""The webhook payloads that Byline judges something of, as far as it reads them."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from pydantic import ValidationError

from bot.errors import UsageError
from bot.github import records as r


class InstallationRef(r.Record):
    """The installation that a delivery is for."""

    id: int


class EventRepo(r.Repo):
    """The repository that a delivery is about."""

    id: int | None = None


class Event(r.Record):
    """What every payload may have. Deliveries of repository and organisation hooks have no installation."""

    action: r.Text = ""
    repository: EventRepo
    installation: InstallationRef | None = None


class PullRequestEvent(Event):
    """``pull_request``."""

    pull_request: r.PullRequest


class IssueEvent(Event):
    """``issues``."""

    issue: r.Issue


class IssueCommentEvent(Event):
    """``issue_comment``."""

    issue: r.Issue
    comment: r.Comment


class ReviewEvent(Event):
    """``pull_request_review``."""

    pull_request: r.PullRequest
    review: r.Review


class ReviewCommentEvent(Event):
    """``pull_request_review_comment``."""

    pull_request: r.PullRequest
    comment: r.Comment


class PushAuthor(r.Record):
    """An author or committer of a pushed commit."""

    name: r.Text = ""
    email: r.Text = ""
    username: r.Text | None = None


class PushCommit(r.Record):
    """A pushed commit."""

    id: r.Text
    message: r.Text = ""
    timestamp: r.Text = ""
    url: r.Text = ""
    author: PushAuthor = PushAuthor()
    committer: PushAuthor = PushAuthor()


class PushEvent(Event):
    """``push``."""

    ref: r.Text
    before: r.Text
    after: r.Text
    deleted: bool = False
    compare: r.Text = ""
    commits: tuple[PushCommit, ...] = ()
    head_commit: PushCommit | None = None
    sender: r.MaybeUser = None
    pusher: PushAuthor = PushAuthor()


class AdvisoryEvent(Event):
    """``repository_advisory``."""

    repository_advisory: r.Advisory


class RepoRef(r.Record):
    """A repository by its id."""

    id: int


class BaseRef(r.Record):
    """The base of a pull request."""

    repo: RepoRef


class PullNumber(r.Record):
    """A pull request that has the commit of a check; GitHub leaves out those of forks.

    It does list those that a fork has open in itself, so the base tells whose number it is.
    """

    number: int
    base: BaseRef | None = None

    def is_of(self, repository: EventRepo) -> bool:
        """Whether the number is one of ``repository``'s."""
        return self.base is None or repository.id is None or self.base.repo.id == repository.id


class Checked(r.Record):
    """A check suite or check run."""

    head_sha: r.Text
    pull_requests: tuple[PullNumber, ...] | None = None


class CheckSuiteEvent(Event):
    """``check_suite``."""

    check_suite: Checked


class CheckRunEvent(Event):
    """``check_run``."""

    check_run: Checked


class MergeGroup(r.Record):
    """A group of pull requests that a merge queue tries out."""

    head_sha: r.Text
    head_ref: r.Text


class MergeGroupEvent(Event):
    """``merge_group``."""

    merge_group: MergeGroup


AnyEvent = (
    PullRequestEvent
    | IssueEvent
    | IssueCommentEvent
    | ReviewEvent
    | ReviewCommentEvent
    | PushEvent
    | AdvisoryEvent
    | CheckSuiteEvent
    | CheckRunEvent
    | MergeGroupEvent
)

_MODELS: Final[dict[str, type[AnyEvent]]] = {
    "pull_request": PullRequestEvent,
    "issues": IssueEvent,
    "issue_comment": IssueCommentEvent,
    "pull_request_review": ReviewEvent,
    "pull_request_review_comment": ReviewCommentEvent,
    "push": PushEvent,
    "repository_advisory": AdvisoryEvent,
    "check_suite": CheckSuiteEvent,
    "check_run": CheckRunEvent,
    "merge_group": MergeGroupEvent,
}

# The keys that tell a payload's event, the most telling first.
_SIGNS: Final = (
    ({"pull_request", "review"}, "pull_request_review"),
    ({"pull_request", "comment"}, "pull_request_review_comment"),
    ({"pull_request", "thread"}, ""),
    ({"deployment"}, ""),
    ({"issue", "comment"}, "issue_comment"),
    ({"repository_advisory"}, "repository_advisory"),
    ({"check_run"}, "check_run"),
    ({"check_suite"}, "check_suite"),
    ({"merge_group"}, "merge_group"),
    ({"pull_request"}, "pull_request"),
    ({"issue"}, "issues"),
    ({"before", "after", "ref", "commits"}, "push"),
)

E = TypeVar("E", bound=Event)


def guess_event(payload: Any) -> str:
    """Return the name of the event that a payload is of, by its keys.

    Raises:
        UsageError: it is none that Byline judges.
    """
    keys = set(payload) if isinstance(payload, dict) else set()
    name = next((event for signs, event in _SIGNS if signs <= keys), "")
    if not name:
        raise UsageError(f"this is no webhook payload that Byline judges (those are: {', '.join(_MODELS)})")
    return name


def parse_event(event: str, payload: Any) -> AnyEvent | None:
    """Read a payload; ``None`` for events that Byline judges nothing of.

    Raises:
        UsageError: the payload does not have the event's shape; the message names the field.
    """
    model = _MODELS.get(event)
    if model is None:
        return None
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        raise UsageError(f"this {event} payload cannot be read: {r.first_problem(error)}") from None
