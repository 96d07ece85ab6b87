"""What GitHub's answers and webhook payloads say, as far as Byline reads it.

Every text is made safe to keep: at most ``TEXT_LIMIT`` characters, no NUL and no half surrogates (no
database or encoder takes those). What GitHub leaves out or sets to null has a plain default.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Annotated, Any, Final, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.errors import CouldNotLook

#: The longest body that GitHub accepts, 262,144 bytes, can have no more characters than this.
TEXT_LIMIT: Final = 262_144


def clean(value: Any) -> Any:
    """Return text without NUL and half surrogates, cut to ``TEXT_LIMIT``; null is empty."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = value[:TEXT_LIMIT].replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text.encode("utf-8", "replace").decode("utf-8")


def decoded(data: bytes) -> str:
    """Return the bytes of a file as text, ``clean``; whatever is not UTF-8 becomes replacement characters."""
    return str(clean(data.decode("utf-8-sig", "replace")))


def _absent(value: Any) -> Any:
    """GitHub writes ``{}`` for a commit's author whom it does not know."""
    return value or None


Text = Annotated[str, BeforeValidator(clean)]


class Record(BaseModel):
    """Base of all records: frozen, and blind to fields that Byline does not use."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class User(Record):
    """An account."""

    login: Text
    type: Text = "User"


MaybeUser = Annotated[User | None, BeforeValidator(_absent)]


class AppRef(Record):
    """The GitHub App that did something."""

    id: int
    slug: Text = ""


class AppInfo(AppRef):
    """The App that Byline is, as GitHub has it registered."""

    name: Text = ""
    html_url: Text = ""
    permissions: dict[str, str] = {}
    events: tuple[str, ...] = ()


class Installation(Record):
    """An installation of the App and what its owner granted."""

    id: int
    account: MaybeUser = None
    permissions: dict[str, str] = {}
    suspended_at: str | None = None

    @property
    def login(self) -> str:
        """The account that installed it; empty where GitHub does not say."""
        return self.account.login if self.account else ""


class UserInstallation(Record):
    """An installation that somebody who signed in can reach."""

    id: int
    app_id: int
    suspended_at: str | None = None


class RepoLicense(Record):
    """The license that GitHub reads in a repository; ``NOASSERTION`` where it knows none."""

    spdx_id: Text = ""


class Repo(Record):
    """A repository; ``size`` is in kilobytes."""

    full_name: Text
    default_branch: Text = ""
    private: bool = False
    size: int | None = None
    license: RepoLicense | None = None


class MaintainedRepo(Record):
    """A repository as somebody who signed in sees it, with GitHub's flags of what they may do there."""

    full_name: Text
    permissions: dict[str, bool] = {}


class Side(Record):
    """One side of a pull request; ``repo`` is null where the fork is gone."""

    ref: Text
    sha: Text
    repo: Repo | None = None


def _label_object(value: Any) -> Any:
    return {"name": value} if isinstance(value, str) else value


class Label(Record):
    """A label."""

    name: Text = ""


Labels = tuple[Annotated[Label, BeforeValidator(_label_object)], ...]


class _Thread(Record):
    """What pull requests and issues have in common."""

    number: int
    title: Text = ""
    body: Text = ""
    user: MaybeUser = None
    state: Text = "open"
    draft: bool | None = None
    locked: bool = False
    node_id: Text = ""
    html_url: Text = ""
    created_at: Text = ""
    author_association: Text = "NONE"
    labels: Labels | None = None
    updated_at: Text = ""
    comments: int | None = None

    @property
    def mark(self) -> str:
        """What is the same as long as GitHub says the same of the thread."""
        seen = self.model_dump_json(exclude={"base": {"repo"}, "head": {"repo"}})
        return hashlib.sha256(seen.encode()).hexdigest()


class PullRequest(_Thread):
    """A pull request. Lists leave out ``merged_by`` and the counts (``commits``, ``changed_files`` …)."""

    base: Side
    head: Side
    merged_at: Text = ""
    merged_by: MaybeUser = None
    review_comments: int | None = None
    requested_reviewers: tuple[MaybeUser, ...] | None = None
    commits: int | None = None
    changed_files: int | None = None


class Issue(_Thread):
    """An issue; ``pull_request`` is set where it is one."""

    pull_request: dict[str, Any] | None = None
    assignees: tuple[User, ...] = ()


def _nodes(value: Any) -> Any:
    """GraphQL wraps every list in an object; it may be null where one may not see it."""
    return value.get("nodes") or () if isinstance(value, dict) else ()


class RepositoryName(Record):
    """A repository as GraphQL names it."""

    full_name: Text = Field(alias="nameWithOwner")


class ClosedIssue(Record):
    """An issue that a pull request closes, as GraphQL shows it."""

    number: int
    state: Text
    repository: RepositoryName
    labels: Annotated[tuple[Label, ...], BeforeValidator(_nodes)] = ()
    assignees: Annotated[tuple[User, ...], BeforeValidator(_nodes)] = ()


class Comment(Record):
    """A comment on an issue, a pull request or a line of one."""

    id: int
    node_id: Text = ""
    body: Text = ""
    user: MaybeUser = None
    html_url: Text = ""
    created_at: Text = ""
    updated_at: Text = ""
    author_association: Text = "NONE"
    performed_via_github_app: AppRef | None = None


class Review(Record):
    """A review of a pull request."""

    id: int
    node_id: Text = ""
    body: Text = ""
    user: MaybeUser = None
    html_url: Text = ""
    submitted_at: Text = ""
    state: Text = ""
    author_association: Text = "NONE"


class Advisory(Record):
    """A repository's security advisory or private report."""

    ghsa_id: Text
    summary: Text = ""
    description: Text = ""
    html_url: Text = ""
    author: MaybeUser = None
    created_at: Text = ""
    state: Text = ""


class GitPerson(Record):
    """An author or committer line of a commit."""

    name: Text = ""
    email: Text = ""
    date: Text = ""


class Verification(Record):
    """What GitHub says of a commit's signature."""

    verified: bool
    reason: Text = ""


class GitCommit(Record):
    """The part of a commit that git itself keeps."""

    message: Text = ""
    author: GitPerson | None = None
    committer: GitPerson | None = None
    verification: Verification | None = None


class CommitItem(Record):
    """A commit with the accounts that GitHub knows for it."""

    sha: Text
    commit: GitCommit
    author: MaybeUser = None
    committer: MaybeUser = None
    parents: tuple[dict[str, Any], ...] = ()


class BranchItem(Record):
    """A branch with its last commit."""

    name: Text
    commit: CommitItem


class FileItem(Record):
    """A changed file. ``patch`` is left out for binary files and for very large changes."""

    filename: Text
    status: Text
    additions: int = 0
    deletions: int = 0
    patch: str | None = None
    previous_filename: Text | None = None


class Comparison(Record):
    """The commits and files between two commits."""

    total_commits: int = 0
    commits: tuple[CommitItem, ...] = ()
    files: tuple[FileItem, ...] | None = None


class ContentFile(Record):
    """A file of the repository, in base64; ``encoding`` is ``none`` where it is too large for that."""

    type: Text
    path: Text = ""
    sha: Text = ""
    size: int = 0
    encoding: Text = ""
    content: str = ""


class DirectoryEntry(Record):
    """An entry of a folder."""

    type: Text
    name: Text
    path: Text


class TreeEntry(Record):
    """An entry of one of git's trees; ``path`` is its path below that tree."""

    path: Text
    mode: str
    type: str
    sha: str = ""
    size: int = 0


class Tree(Record):
    """One of git's trees; ``truncated`` where it has too many entries to be listed whole."""

    sha: str
    tree: tuple[TreeEntry, ...] = ()
    truncated: bool = False


class Blob(Record):
    """The content of a file, in base64."""

    content: str = ""
    encoding: Text = ""


class IssueEvent(Record):
    """Something that was done to an issue."""

    event: Text
    actor: MaybeUser = None
    label: Label | None = None
    requested_reviewer: MaybeUser = None
    created_at: Text = ""
    performed_via_github_app: AppRef | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """What was said in a thread, and which labels were put on and taken off; each oldest first."""

    comments: tuple[Comment, ...]
    label_events: tuple[IssueEvent, ...]


class Team(Record):
    """A team of an organization."""

    slug: Text


class TeamMembership(Record):
    """Whether somebody is in a team (``active``) or was only asked to join it (``pending``)."""

    state: Text


class CheckOutput(Record):
    """What a check run shows, as far as Byline reads it back."""

    annotations_count: int = 0


class CheckRun(Record):
    """A check run."""

    id: int
    name: Text = ""
    head_sha: Text
    status: Text = ""
    conclusion: str | None = None
    external_id: Text = ""
    app: AppRef | None = None
    output: CheckOutput = CheckOutput()


R = TypeVar("R", bound=Record)


def parse(kind: type[R], data: Any, what: str) -> R:
    """Read an answer of GitHub's as a record; ``what`` names it in the error.

    Raises:
        CouldNotLook: the answer is not of that shape.
    """
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        raise CouldNotLook(f"GitHub's answer for {what} cannot be read: {first_problem(error)}") from None


def first_problem(error: ValidationError) -> str:
    """Say in one line where a value is wrong, without repeating the value."""
    first = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where or 'the whole'}: {first['msg'].lower()}"


class Attempt(Record):
    """One attempt of GitHub to hand over a webhook delivery; all attempts of one share the ``guid``."""

    id: int
    guid: Text
    delivered_at: AwareDatetime
    status: Text
    event: Text
    action: Text = ""
    status_code: int = 0


class Hook(Record):
    """Where GitHub sends the App's webhooks. Of the secret it shows stars only, where there is one."""

    url: Text = ""
    content_type: Text = ""
    insecure_ssl: bool = False
    secret: Text = ""
