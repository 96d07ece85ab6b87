"""The vocabulary that every part of Byline shares.

Frozen values only, standard library only: a ``Facts`` value is what one contribution looked like at one
moment, a ``Finding`` is one thing a detector can show about it. Nothing here reads a file, a clock or a
network.

A fact that could not be fetched is ``Unknown(reason)``: a value, so that "could not look" can never be
mistaken for "not found".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final, Literal, TypeVar

FACTS_SCHEMA: Final = "byline/facts/1"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Unknown:
    """A fact that could not be had, with the reason in words a maintainer can act on."""

    reason: str


def known(value: T | Unknown, default: T) -> T:
    """Return ``value``, or ``default`` where it is unknown."""
    return default if isinstance(value, Unknown) else value


class Kind(StrEnum):
    """What sort of contribution is judged."""

    PULL_REQUEST = "pull_request"
    ISSUE = "issue"
    COMMENT = "comment"
    REVIEW = "review"
    COMMIT = "commit"
    SECURITY_REPORT = "security_report"


@dataclass(frozen=True, slots=True)
class Account:
    """A GitHub account as GitHub describes it.

    ``type`` is GitHub's own word (``User``, ``Bot``, ``Organization``, ``Mannequin``); ``association`` is
    GitHub's ``author_association`` (``OWNER``, ``MEMBER``, ``COLLABORATOR``, ``CONTRIBUTOR``,
    ``FIRST_TIME_CONTRIBUTOR``, ``FIRST_TIMER``, ``MANNEQUIN``, ``NONE``).
    """

    login: str
    type: str = "User"
    association: str = "NONE"

    @property
    def is_bot(self) -> bool:
        """Whether GitHub says that a program acts through this account."""
        return self.type == "Bot" or self.login.endswith("[bot]")


@dataclass(frozen=True, slots=True)
class Identity:
    """A name and mail as git records them: free text that its writer chose."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Signature:
    """What GitHub says of a commit's signature; ``reason`` is GitHub's word (``valid``, ``unsigned``, …)."""

    verified: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit with its whole message. Logins are ``None`` where GitHub knows no account for the mail."""

    sha: str
    message: str
    author: Identity
    committer: Identity
    authored_at: str
    author_login: str | None
    committer_login: str | None
    signature: Signature | Unknown
    parents: int = 1


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """One file of a change; ``status`` is GitHub's word: added, modified, removed, renamed and so on."""

    path: str
    status: str
    additions: int
    deletions: int
    patch: str | Unknown
    previous_path: str | None = None


@dataclass(frozen=True, slots=True)
class Branch:
    """One side of a pull request. ``repository`` is ``None`` where the fork is gone."""

    name: str
    sha: str
    repository: str | None


@dataclass(frozen=True, slots=True)
class LinkedIssue:
    """An issue of the same repository that a pull request says it closes or refers to.

    Where it is no more than mentioned (``closes`` is false), nobody knows whether the work is about it.
    """

    number: int
    open: bool
    labels: tuple[str, ...]
    assignees: tuple[str, ...]
    closes: bool = True


@dataclass(frozen=True, slots=True)
class Approval:
    """The latest review of one reviewer; ``state`` is GitHub's word (APPROVED, CHANGES_REQUESTED, …)."""

    reviewer: Account
    state: str
    permission: str | Unknown


@dataclass(frozen=True, slots=True)
class History:
    """What the author has done in this repository before this contribution.

    ``open_pulls`` counts the author's open pull requests, ``open_ai_pulls`` those of them on which Byline
    recorded AI use, ``opened_today`` those (open or not) opened in the 24 hours before this one, ``merged``
    the merged ones among their latest few hundred, ``violations`` the contributions whose last judgement had
    a violation. Only what came before this contribution counts, so what comes later changes nothing for it.
    """

    open_pulls: int | Unknown
    open_ai_pulls: int | Unknown
    opened_today: int | Unknown
    merged: int | Unknown
    violations: int | Unknown


@dataclass(frozen=True, slots=True)
class Twin:
    """An earlier issue or pull request that shares words with a contribution, as GitHub shows it now.

    ``pairs`` counts the different pairs of neighboring words in it (its author's own, see
    ``detectors.repetition.words``), ``shared`` are those of them that the contribution has as well.
    ``base`` is the branch that a pull request is for. ``names_it`` says that its text names the contribution.
    """

    kind: Kind
    repository: str
    number: int
    title: str
    author: str
    url: str
    created_at: str
    open: bool
    pairs: int
    shared: tuple[int, ...]
    base: str = ""
    names_it: bool = False


@dataclass(frozen=True, slots=True)
class TextFile:
    """A text file of the repository at a known commit or branch."""

    path: str
    text: str
    ref: str


@dataclass(frozen=True, slots=True)
class Extended:
    """A policy file that another one extends, under the name by which it was named (``owner/repo:path@ref``).

    ``file`` is ``None`` where it was looked for and is not there.
    """

    name: str
    file: TextFile | Unknown | None


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a pull request would make of the policy file, with what that extends; ``None``: it removes it."""

    file: TextFile | Unknown | None
    extended: tuple[Extended, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is judged: one pull request, issue, comment, review, push of commits or security report.

    ``number`` is that of the pull request or issue it belongs to; ``id`` tells comments, reviews and
    advisories of one thread apart. Only pull requests have ``base`` and ``head``; only pull requests and
    commits have ``commits`` and ``files``. ``proposed`` is set where a pull request changes the policy file.
    """

    kind: Kind
    repository: str
    number: int | None
    id: str
    title: str
    body: str
    author: Account
    url: str
    created_at: str
    labels: tuple[str, ...] | Unknown = ()
    draft: bool = False
    open: bool = True
    locked: bool = False
    base: Branch | None = None
    head: Branch | None = None
    commits: tuple[Commit, ...] | Unknown = ()
    files: tuple[ChangedFile, ...] | Unknown = ()
    author_permission: str | Unknown = Unknown("not asked for")
    author_teams: tuple[str, ...] | Unknown = Unknown("not asked for")
    author_history: History | Unknown = Unknown("not asked for")
    linked_issues: tuple[LinkedIssue, ...] | Unknown = Unknown("not asked for")
    approvals: tuple[Approval, ...] | Unknown = Unknown("not asked for")
    review_bots: tuple[str, ...] | Unknown = Unknown("not asked for")
    twins: tuple[Twin, ...] | Unknown = Unknown("not asked for")
    node_id: str = ""
    proposed: Proposed | None = None


class Sought(StrEnum):
    """What a query looks for in a repository."""

    PATH = "path"
    SYMBOL = "symbol"
    TEXT = "text"
    TAG = "tag"
    COMMIT = "commit"


@dataclass(frozen=True, slots=True)
class Query:
    """One question to a repository's tree, which ``bot.index`` answers.

    ``name`` is a path or its end, a name as code writes it, a line or message, a tag, or a commit's id.
    ``path`` is the file that it is said to stand in, ``owner`` the class, module or object that it is said to
    belong to; empty where nothing is said.
    """

    sought: Sought
    name: str
    path: str = ""
    owner: str = ""


class Seen(StrEnum):
    """What came of a query.

    ``here``: it is where it was said to be, or anywhere where nothing was said. ``elsewhere``: it is in the
    tree, and not in that file or of that owner. ``past``: it was in the tree, and is no more. ``absent``: it
    was looked for everywhere. ``unknown``: it could not be looked for.
    """

    HERE = "here"
    ELSEWHERE = "elsewhere"
    PAST = "past"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Place:
    """A file of the tree, and a line in it (from 1) where one is meant."""

    path: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a tree has to say to one query.

    ``places`` are the first few where it is; for a path these are the files (or folders) that it can mean.
    ``nearest`` are real names that resemble it most, the nearest first. ``lines`` is how many lines the file
    has, where ``places`` is one file. ``scope`` is where it would belong and what really is there: for a path
    the longest real folder it begins with, for a name the file or owner that it is said to be in.
    ``kin`` counts the names of the tree that share the name's first or last word: with many the name follows
    the project's way of naming. ``until`` is the commit that took it away and ``moved`` where it went.
    ``at`` names the version, where it is another one than that which was asked.
    """

    query: Query
    seen: Seen
    places: tuple[Place, ...] = ()
    nearest: tuple[str, ...] = ()
    lines: int | None = None
    scope: str = ""
    kin: int = 0
    until: str = ""
    moved: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """The answers to a contribution's queries.

    ``ref`` is the tag, commit or branch that was looked at and ``commit`` its id; ``named`` says whether the
    contribution names that version itself.
    """

    ref: str
    commit: str
    named: bool
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class MergedShare:
    """How many of the pull requests merged in the last ``days`` days Byline recorded AI use on.

    ``over_since`` is when the share last went over the policy's limit (ISO 8601), empty where it did not.
    """

    days: int
    merged: int
    with_ai: int
    over_since: str = ""


@dataclass(frozen=True, slots=True)
class HeaderShare:
    """How many of a language's files begin with a license header, in a sample of at most a few dozen.

    ``files`` were looked at, ``with_header`` of them say their license; ``common`` is the license that most
    of these say (an SPDX expression), ``with_common`` how many. ``holders`` are those whom their copyright
    lines name, the most frequent ones first.
    """

    language: str
    files: int
    with_header: int
    common: str
    with_common: int
    holders: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LicenseView:
    """What a tree says of its licenses, at ``commit``: the texts of the files that speak of them.

    ``licenses`` are LICENSE, COPYING, NOTICE and the like: those at the top, and those that a change touches
    or that lie above what it touches. ``metadata`` are package files at the top (``pyproject.toml`` …),
    ``exclusions`` the files that say what is vendored, generated, or licensed otherwise (``REUSE.toml`` …).
    ``headers`` covers the languages of the files that the change adds. ``documents`` are the pages of prose
    that the change edits, as they were before it. ``unread`` are paths of such files that are there, and
    could not be read: too large, or too many.
    """

    commit: str
    licenses: tuple[TextFile, ...] = ()
    metadata: tuple[TextFile, ...] = ()
    exclusions: tuple[TextFile, ...] = ()
    readme: TextFile | None = None
    headers: tuple[HeaderShare, ...] = ()
    documents: tuple[TextFile, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Repository:
    """The view of the repository that a contribution is judged in.

    ``policy`` is the policy file on the default branch (``None``: looked, and there is none). ``templates``
    are the issue and pull-request templates on the default branch. ``extended`` holds every file that the
    policy extends, directly or not. ``trust_file`` is the file that the policy's ``exempt.trust_file`` names,
    ``message`` the project's own form of the comment, ``prompts`` the project's own prompts for a second
    opinion. ``looked_up`` are the answers to what the detectors ask of the tree, ``mailmap`` is the list of
    people with several names (``.mailmap``), ``license_view`` what the tree says of its licenses,
    ``hosted_license`` the SPDX id that the hosting site shows (``NOASSERTION`` where it knows none).
    """

    full_name: str
    default_branch: str
    private: bool
    policy: TextFile | Unknown | None = Unknown("not asked for")
    templates: tuple[TextFile, ...] | Unknown = Unknown("not asked for")
    extended: tuple[Extended, ...] = ()
    trust_file: TextFile | Unknown | None = Unknown("not asked for")
    message: TextFile | Unknown | None = Unknown("not asked for")
    merged_share: MergedShare | Unknown = Unknown("not asked for")
    prompts: tuple[Extended, ...] = ()
    looked_up: LookedUp | Unknown = Unknown("not asked for")
    mailmap: TextFile | Unknown | None = Unknown("not asked for")
    license_view: LicenseView | Unknown = Unknown("not asked for")
    hosted_license: str = ""


@dataclass(frozen=True, slots=True)
class PostedComment:
    """Byline's own comment as it stands; ``duplicates`` are more that a race left behind, oldest first."""

    id: int
    body: str
    duplicates: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PostedCheck:
    """Byline's own check run. ``digest`` is the ``external_id`` that Byline stored with it.

    ``annotations`` is how many it carries: GitHub only ever adds to them.
    """

    id: int
    head_sha: str
    status: str
    conclusion: str | None
    digest: str
    annotations: int = 0


@dataclass(frozen=True, slots=True)
class LabelEvent:
    """Somebody put a label on or took it off. ``permission`` is the actor's role in the repository."""

    label: str
    added: bool
    actor: Account
    permission: str | Unknown
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Override:
    """A maintainer's word on a contribution (``/byline human``, ``/byline ai``); the latest one counts."""

    says: Literal["human", "ai"]
    by: str
    at: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Declared:
    """What the author said by ``/byline disclose <tool> [extent]``; the latest one counts."""

    tool: str
    extent: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Brake:
    """How many public comments and closes Byline wrote in this repository in the last hour, and may write."""

    comments: int = 0
    closes: int = 0
    max_comments: int = 20
    max_closes: int = 5


@dataclass(frozen=True, slots=True)
class State:
    """What Byline and people have already done on the contribution: actions are a difference from it.

    ``applied_labels`` and ``commented`` come from Byline's own records: the labels that it has put on this
    contribution, and whether it has commented on it.
    ``check_sha`` is the commit that ``check`` is about, where it is not the head: a merge queue's group.
    ``override``, ``declared`` and ``ignored`` (detectors) come from commands in the thread, ``brake`` from
    the records; ``may_draft`` says whether the installation granted what converting to a draft needs.
    ``policy_check`` is the check run on the policy file that a pull request changes.
    ``explain`` says that somebody asked there how the policy was read.
    ``acted`` names the actions that Byline took on this contribution and never takes twice, ``notified`` the
    digests of the notices that maintainers have about it or about the repository.
    """

    comment: PostedComment | Unknown | None = Unknown("not asked for")
    check: PostedCheck | Unknown | None = Unknown("not asked for")
    repository_labels: tuple[str, ...] | Unknown = Unknown("not asked for")
    label_events: tuple[LabelEvent, ...] | Unknown = Unknown("not asked for")
    applied_labels: tuple[str, ...] = ()
    commented: bool = False
    check_sha: str | None = None
    override: Override | None = None
    declared: Declared | None = None
    ignored: tuple[str, ...] = ()
    explain: bool = False
    brake: Brake = Brake()
    may_draft: bool = False
    policy_check: PostedCheck | Unknown | None = None
    acted: tuple[str, ...] = ()
    notified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """A contribution and the view it is judged in. ``as_of`` (ISO 8601, UTC) is the only clock there is."""

    contribution: Contribution
    repository: Repository
    as_of: str
    state: State = State()
    schema: Literal["byline/facts/1"] = FACTS_SCHEMA


class Need(StrEnum):
    """A fact that costs a look-up; detectors and policies name those they use, nothing else is fetched."""

    COMMITS = "commits"
    FILES = "files"
    TEMPLATES = "templates"
    AUTHOR_PERMISSION = "author_permission"
    LABEL_HISTORY = "label_history"
    AUTHOR_TEAMS = "author_teams"
    AUTHOR_HISTORY = "author_history"
    LINKED_ISSUES = "linked_issues"
    APPROVALS = "approvals"
    REVIEW_BOTS = "review_bots"
    TRUST_FILE = "trust_file"
    MERGED_SHARE = "merged_share"
    MESSAGE = "message"
    MAY_DRAFT = "may_draft"
    LOOKED_UP = "looked_up"
    TWINS = "twins"
    MAILMAP = "mailmap"
    LICENSE_VIEW = "license_view"


class Tier(IntEnum):
    """How firm a finding is; a higher value is firmer. Rendered by its lower-case name."""

    STATISTICAL = 1
    CHECKABLE = 2
    EXACT = 3
    DECLARED = 4

    def __str__(self) -> str:
        return self.name.lower()


class Severity(IntEnum):
    """How much a finding matters by itself, before any policy is asked."""

    INFO = 1
    WARNING = 2
    FAILURE = 3

    def __str__(self) -> str:
        return self.name.lower()


class Audience(IntEnum):
    """Who may be shown a finding; a higher value is a smaller circle."""

    PUBLIC = 1
    MAINTAINER = 2
    AUDITOR = 3

    def __str__(self) -> str:
        return self.name.lower()


class Involvement(IntEnum):
    """How much of the work a trace says a machine did: the least that the trace is sure of."""

    TRIVIAL = 1
    ASSISTED = 2
    GENERATED = 3
    AGENT = 4

    def __str__(self) -> str:
        return self.name.lower()


class Artifact(StrEnum):
    """The part of a contribution that a rule speaks about (the keys of ``use`` in a policy)."""

    CODE = "code"
    DOCS = "docs"
    MEDIA = "media"
    COMMIT_MESSAGE = "commit_message"
    PR_BODY = "pr_body"
    ISSUE = "issue"
    COMMENT = "comment"
    REVIEW = "review"
    SECURITY = "security"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One quotable observation: ``place`` is where to look ("commit 1a2b3c4, line 5"), ``quote`` verbatim.

    ``path`` and ``line`` (from 1) are set where the place is inside a file that the contribution changes.
    ``instead`` says what is really there, where the quote names something that is not, and ``nearest`` is the
    real name that resembles it most.
    """

    place: str
    quote: str
    path: str | None = None
    line: int | None = None
    instead: str = ""
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a detector shows.

    ``id`` is ``detector/name`` and is the anchor of its documentation page. ``agent`` is a key of the agent
    list; ``involvement`` and ``artifacts`` say how much of what the finding is about; ``trailer`` is the
    trailer key where the evidence is a trailer. They let a policy judge without reading text again.
    ``human_tail`` is the share of human writing that looks at least this machine-like (0 to 1), where the
    finding is statistical.
    """

    id: str
    detector: str
    tier: Tier
    severity: Severity
    audience: Audience
    claim: str
    evidence: tuple[Evidence, ...]
    remedy: str
    agent: str | None = None
    involvement: Involvement | None = None
    artifacts: tuple[Artifact, ...] = ()
    trailer: str | None = None
    human_tail: float | None = None
