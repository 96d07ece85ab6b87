"""What the fake GitHub remembers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.fakes.repository import RepositoryBuilder

Json = dict[str, Any]

ALL_PERMISSIONS = {
    "metadata": "read",
    "contents": "read",
    "issues": "write",
    "pull_requests": "write",
    "checks": "write",
}
ALL_EVENTS = (
    "check_run",
    "check_suite",
    "issue_comment",
    "issues",
    "label",
    "pull_request",
    "pull_request_review",
    "pull_request_review_comment",
    "push",
    "repository",
)


@dataclass
class Account:
    """A user, an organisation, or a bot."""

    login: str
    id: int
    type: str = "User"
    email: str | None = None
    name: str | None = None


@dataclass
class AppRecord:
    """A GitHub App."""

    id: int
    slug: str
    name: str
    owner: Account
    bot: Account
    public_key: str
    permissions: dict[str, str]
    events: list[str]
    webhook_url: str | None = None
    webhook_secret: str | None = None
    client_secret: str = "client-s3cret"
    callbacks: list[str] = field(default_factory=list)

    @property
    def client_id(self) -> str:
        """The id by which browsers and tokens name it."""
        return f"Iv1.{self.id:016x}"


@dataclass
class Installation:
    """An App installed on an account."""

    id: int
    app: AppRecord
    account: Account
    permissions: dict[str, str]
    created_at: datetime
    selection: str = "all"
    selected: set[int] = field(default_factory=set)
    suspended_at: datetime | None = None


@dataclass
class Token:
    """An access token and what it may do."""

    value: str
    kind: str
    account: Account
    expires_at: datetime | None = None
    installation: Installation | None = None
    permissions: dict[str, str] = field(default_factory=dict)
    repositories: frozenset[int] | None = None
    app: AppRecord | None = None  # where it is another one than the installation's


@dataclass
class Label:
    """A label of a repository."""

    id: int
    name: str
    color: str
    description: str | None = None


@dataclass
class Reaction:
    """Somebody's reaction to a comment."""

    id: int
    user: Account
    content: str
    created_at: datetime


@dataclass
class Comment:
    """A comment on an issue or a pull request."""

    id: int
    issue: Issue
    user: Account
    body: str
    created_at: datetime
    updated_at: datetime
    app: AppRecord | None = None
    association: str = "NONE"
    minimized: str | None = None
    reactions: list[Reaction] = field(default_factory=list)


@dataclass
class IssueEvent:
    """An entry of an issue's event list."""

    id: int
    event: str
    actor: Account
    created_at: datetime
    app: AppRecord | None = None
    detail: Json = field(default_factory=dict)


@dataclass
class Review:
    """A review of a pull request."""

    id: int
    issue: Issue
    user: Account
    body: str
    state: str
    commit_id: str
    submitted_at: datetime
    association: str = "NONE"


@dataclass
class ReviewComment:
    """A comment on a line of a pull request."""

    id: int
    issue: Issue
    user: Account
    body: str
    path: str
    line: int
    commit_id: str
    review_id: int
    created_at: datetime
    updated_at: datetime
    association: str = "NONE"
    reactions: list[Reaction] = field(default_factory=list)


@dataclass
class Pull:
    """What makes an issue a pull request."""

    id: int
    base_ref: str
    base_sha: str
    head_ref: str
    head_sha: str
    head_repository: Repository | None
    head_owner: Account
    draft: bool = False
    merged_at: datetime | None = None
    merged_by: Account | None = None
    maintainer_can_modify: bool = True
    closes: list[Issue] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)
    review_comments: list[ReviewComment] = field(default_factory=list)


@dataclass
class Issue:
    """An issue, or a pull request where ``pull`` is set."""

    id: int
    number: int
    repository: Repository
    user: Account
    title: str
    body: str | None
    created_at: datetime
    updated_at: datetime
    association: str = "NONE"
    state: str = "open"
    state_reason: str | None = None
    closed_at: datetime | None = None
    closed_by: Account | None = None
    locked: bool = False
    lock_reason: str | None = None
    labels: list[Label] = field(default_factory=list)
    assignees: list[Account] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    events: list[IssueEvent] = field(default_factory=list)
    pull: Pull | None = None

    @property
    def label_names(self) -> list[str]:
        """The names of the labels that it carries."""
        return [label.name for label in self.labels]

    @property
    def request(self) -> Pull:
        """The pull request part; only for pull requests."""
        assert self.pull is not None, f"#{self.number} is no pull request"
        return self.pull


@dataclass
class CheckRun:
    """A check run."""

    id: int
    repository: Repository
    app: AppRecord
    suite_id: int
    name: str
    head_sha: str
    status: str
    started_at: datetime | None
    conclusion: str | None = None
    completed_at: datetime | None = None
    details_url: str | None = None
    external_id: str = ""
    title: str | None = None
    summary: str | None = None
    text: str | None = None
    annotations: list[Json] = field(default_factory=list)
    actions: list[Json] = field(default_factory=list)


@dataclass
class Advisory:
    """A private report of a vulnerability, or a published advisory."""

    ghsa_id: str
    repository: Repository
    user: Account
    summary: str
    description: str
    created_at: datetime
    state: str = "triage"
    severity: str = "medium"


@dataclass
class Repository:
    """A repository; its content is a real git repository on disk."""

    id: int
    owner: Account
    name: str
    git_dir: Path
    created_at: datetime
    private: bool = False
    default_branch: str = "main"
    description: str | None = None
    archived: bool = False
    parent: Repository | None = None
    has_issues: bool = True
    size_kb: int = 100
    labels: list[Label] = field(default_factory=list)
    issues: dict[int, Issue] = field(default_factory=dict)
    check_runs: list[CheckRun] = field(default_factory=list)
    advisories: list[Advisory] = field(default_factory=list)
    roles: dict[str, str] = field(default_factory=dict)
    builder: RepositoryBuilder | None = None

    @property
    def full_name(self) -> str:
        """The name with its owner."""
        return f"{self.owner.login}/{self.name}"

    @property
    def git(self) -> RepositoryBuilder:
        """A builder that adds commits to it."""
        if self.builder is None:
            self.builder = RepositoryBuilder(self.git_dir, self.default_branch)
        return self.builder

    def label(self, name: str) -> Label | None:
        """Find a label; case does not matter, as on GitHub."""
        wanted = name.casefold()
        return next((label for label in self.labels if label.name.casefold() == wanted), None)

    def review_comment(self, comment_id: int) -> ReviewComment | None:
        """Find a comment on a line of any of its pull requests."""
        pulls = (issue.pull for issue in self.issues.values() if issue.pull)
        every = (comment for pull in pulls for comment in pull.review_comments)
        return next((comment for comment in every if comment.id == comment_id), None)

    def comment(self, comment_id: int) -> Comment | None:
        """Find a comment of any of its issues."""
        every = (comment for issue in self.issues.values() for comment in issue.comments)
        return next((comment for comment in every if comment.id == comment_id), None)


@dataclass
class HookDelivery:
    """A webhook that was sent, with the answer."""

    id: int
    guid: str
    event: str
    action: str | None
    url: str
    delivered_at: datetime
    request_headers: dict[str, str]
    payload: Json
    raw: bytes
    installation_id: int | None = None
    repository_id: int | None = None
    redelivery: bool = False
    duration: float = 0.0
    status: str = "pending"
    status_code: int = 0
    response_headers: dict[str, str] = field(default_factory=dict)
    response_body: str = ""

    @property
    def ok(self) -> bool:
        """Whether the receiver answered with success."""
        return self.status == "OK"
