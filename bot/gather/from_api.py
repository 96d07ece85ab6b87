"""Facts from GitHub: the policy first, then only what it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.errors import CouldNotLook
from bot.gather import approvals, author, changes, licenses, links, references, review_bots, share
from bot.gather import contributions as c
from bot.gather.attempt import attempt as _attempt
from bot.gather.copies import Copies
from bot.gather.files import Files, of_owner, of_repository
from bot.gather.marks import (
    CHECK_NAME,
    COMMENT_MARKER,
    MAILMAP_PATH,
    MESSAGE_PATH,
    POLICY_CHECK_NAME,
    hidden_marker,
)
from bot.gather.policy_file import find_extended, find_policy, find_proposed
from bot.gather.records import NO_RECORDS, Records
from bot.gather.subject import ZERO_SHA, Subject
from bot.gather.templates import MAX_TEMPLATES, ListFolder, template_files
from bot.gather.thread import Thread
from bot.github.client import Client
from bot.github.records import Issue, IssueEvent, PullRequest
from bot.index import Indexes
from detectors.model import (
    Account,
    Contribution,
    Extended,
    Facts,
    Kind,
    LabelEvent,
    MergedShare,
    Need,
    Proposed,
    Repository,
    State,
    TextFile,
    Unknown,
    known,
)
from policies import chain
from policies.wants import Wants, wants_for

Needs = Callable[[Repository, Kind], frozenset[Need]]

#: More people than this are not asked for: whose roles stay unknown.
MAX_ACTORS: Final = 20
_THREADS: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})
_ISSUES: Final = frozenset({Kind.ISSUE, Kind.COMMENT})
_NOTHING: Final = State()
_NO_ROLE: Final = Unknown("GitHub keeps no roles of deleted accounts and of programs")


@dataclass(frozen=True, slots=True)
class _Look:
    """One gathering: who asks, about what, and what is wanted."""

    client: Client
    subject: Subject
    source: changes.Source
    wanted: frozenset[Need]
    names: Wants
    records: Records | None
    as_of: str
    current: Repository
    indexes: Indexes | None
    own: Files
    shared: Files
    fresh: bool

    @property
    def repository(self) -> str:
        return self.subject.repository

    @property
    def policy_paths(self) -> tuple[str, ...]:
        """Where the repository keeps a policy: an owner's ``.github`` has one for the others as well."""
        return chain.Reference(self.subject.repository).paths


def gather(  # noqa: PLR0913 - each is a way to the world that a test or a command leaves out
    client: Client,
    subject: Subject,
    needs: Needs,
    as_of: str,
    *,
    remembered: State = _NOTHING,
    copies: Copies | None = None,
    wants: Callable[[Repository], Wants] = wants_for,
    records: Records | None = None,
    fresh: bool = True,
) -> Facts:
    """Return the Facts of ``subject`` as GitHub has it now: the newest head, whatever the event said.

    ``needs`` is told the repository with its policy file and the kind of contribution, and says what else
    to look up.
    ``wants`` says what the policy names of that; by default the repository's own policy is asked.
    ``remembered`` is what Byline's own records say of this contribution, ``records`` are those of earlier
    ones. What GitHub refuses to show is ``Unknown``. Unless all is to be ``fresh``, a thread that did not
    change stands for what was read of it before: see ``bot.gather.thread``.

    Raises:
        NotFound: the contribution is not there (any more).
        RetryLater: a passing fault or a rate limit; nothing was written.
        CouldNotLook: the contribution itself may not be seen.
    """
    pull = None
    if subject.kind in {Kind.PULL_REQUEST, Kind.REVIEW}:
        pull = client.pull(subject.repository, _number(subject))
    repo = pull.base.repo if pull and pull.base.repo else client.repository(subject.repository)
    own = of_repository(client, subject.repository, repo)
    shared = of_owner(client, subject.repository, "" if fresh else as_of)
    policy = find_policy(own, shared)
    repository = replace(
        c.repository(repo),
        full_name=subject.repository,
        policy=policy,
        extended=find_extended(client, policy),
    )
    wanted = needs(repository, subject.kind)
    clones, indexes = (copies.clones, copies.indexes) if copies else (None, None)
    source = changes.Source(client, subject.repository, clones)
    named = wants(repository)
    look = _Look(
        client, subject, source, wanted, named, records, as_of, repository, indexes, own, shared, fresh
    )
    issue = client.issue(subject.repository, _number(subject)) if subject.kind in _ISSUES else None
    contribution = _with_thread(look, _with_people(look, _contribution(look, pull, issue)))
    return Facts(
        contribution=contribution,
        repository=_repository(look, repository, contribution),
        as_of=as_of,
        state=_state(look, contribution, pull or issue, remembered),
    )


def _number(subject: Subject) -> int:
    if subject.number is None:
        raise CouldNotLook(f"{subject.repository}: the event does not say which {subject.kind} it is about")
    return subject.number


def _contribution(look: _Look, pull: PullRequest | None, issue: Issue | None) -> Contribution:
    client, subject, repository = look.client, look.subject, look.repository
    match subject.kind:
        case Kind.ISSUE if issue is not None:
            found = c.of_issue(repository, issue)
        case Kind.COMMENT if issue is not None:
            found = c.of_comment(repository, issue, client.comment(repository, int(subject.id)))
        case Kind.SECURITY_REPORT:
            found = c.of_advisory(repository, client.advisory(repository, subject.id))
        case Kind.COMMIT:
            found = _push(look)
        case _ if pull is None:
            raise CouldNotLook(f"{repository}: no pull request was named")
        case Kind.PULL_REQUEST:
            found = c.of_pull(repository, pull, *changes.of_pull(look.source, pull, look.wanted))
        case Kind.REVIEW:
            found = _review(look, pull)
    return found


def _review(look: _Look, pull: PullRequest) -> Contribution:
    identifier = look.subject.id
    if identifier.startswith(c.REVIEW_COMMENT):
        number = int(identifier.removeprefix(c.REVIEW_COMMENT))
        return c.of_review_comment(look.repository, pull, look.client.review_comment(look.repository, number))
    review = look.client.review(look.repository, pull.number, int(identifier))
    return c.of_review(look.repository, pull, review)


def _push(look: _Look) -> Contribution:
    """A push as a contribution of the author of its last commit; GitHub does not keep who pushed."""
    subject = look.subject
    last = look.client.commit(look.repository, subject.id)
    commits, files = (c.commit(last),), changes.NOT_ASKED
    found: tuple[c.Commits, c.Files] = (commits, files)
    if subject.base_sha and subject.base_sha != ZERO_SHA:
        found = changes.of_push(look.source, subject.base_sha, subject.id, look.wanted)
    return Contribution(
        kind=Kind.COMMIT,
        repository=look.repository,
        number=None,
        id=subject.id,
        title="",
        body="",
        author=c.account(last.author),
        url="",
        created_at=commits[0].authored_at,
        commits=found[0],
        files=found[1],
    )


def _with_people(look: _Look, it: Contribution) -> Contribution:
    """Add what is wanted of the author, and of whom they called."""
    client, wanted = look.client, look.wanted
    if Need.AUTHOR_PERMISSION in wanted:
        it = replace(it, author_permission=_permission(look, it.author))
    if Need.AUTHOR_TEAMS in wanted:
        it = replace(it, author_teams=_attempt(lambda: author.teams(client, it.author, look.names.teams)))
    if Need.AUTHOR_HISTORY in wanted:
        it = replace(it, author_history=author.history(client, it, look.records))
    if Need.REVIEW_BOTS in wanted:
        it = replace(it, review_bots=_attempt(lambda: review_bots.called(client, it)))
    return it


def _with_thread(look: _Look, it: Contribution) -> Contribution:
    """Add what is wanted of a pull request's thread: the issues it belongs to, and who approves of it."""
    client, name, number = look.client, look.repository, it.number
    if it.kind is not Kind.PULL_REQUEST or number is None:
        return it
    if Need.LINKED_ISSUES in look.wanted:
        it = replace(it, linked_issues=_attempt(lambda: links.linked_issues(client, it)))
    if Need.APPROVALS in look.wanted:
        found = _attempt(
            lambda: approvals.approvals(client, name, number, lambda person: _permission(look, person))
        )
        it = replace(it, approvals=found)
    if any(file.path in look.policy_paths for file in known(it.files, ())):
        it = replace(it, proposed=_proposed(look, it))
    return it


def _proposed(look: _Look, it: Contribution) -> Proposed:
    """Read the policy file as the pull request has it: GitHub shows the commits of forks here as well."""
    client, sha = look.client, it.head.sha if it.head else None
    found = _attempt(lambda: _first(client, look.repository, look.policy_paths, sha))
    return Proposed(found, find_proposed(client, found, look.current))


def _first(client: Client, repository: str, paths: tuple[str, ...], ref: str | None) -> TextFile | None:
    files = (client.file(repository, path, ref) for path in paths)
    return next((file for file in files if file is not None), None)


def _repository(look: _Look, known: Repository, contribution: Contribution) -> Repository:
    """Add the files that are wanted, as the default branch has them, and what else there is to look up."""
    client, name, branch, own = look.client, look.repository, known.default_branch, look.own
    path, asked, records = look.names.trust_file, look.names.merged_share, look.records
    kind = look.subject.kind
    if Need.TEMPLATES in look.wanted:
        known = replace(known, templates=_attempt(lambda: templates_of(kind, own, look.shared)))
    if Need.MESSAGE in look.wanted:
        known = replace(known, message=_attempt(lambda: own.file(MESSAGE_PATH)))
    if Need.TRUST_FILE in look.wanted and path is not None:
        known = replace(known, trust_file=_attempt(lambda: own.file(path)))
    if Need.MAILMAP in look.wanted:
        known = replace(known, mailmap=_attempt(lambda: own.file(MAILMAP_PATH)))
    if Need.MERGED_SHARE in look.wanted and asked is not None:
        found: MergedShare | Unknown = NO_RECORDS
        if records is not None:
            found = _attempt(lambda: share.merged_share(client, name, asked, look.as_of, records))
        known = replace(known, merged_share=found)
    if Need.LOOKED_UP in look.wanted:
        found_there = references.look_up(look.source, contribution, branch, look.indexes)
        known = replace(known, looked_up=found_there)
    if Need.LICENSE_VIEW in look.wanted:
        known = replace(known, license_view=licenses.look_up(look.source, contribution, branch))
    return replace(known, prompts=tuple(_prompt(look, path) for path in look.names.prompts))


def _prompt(look: _Look, path: str) -> Extended:
    """A prompt of the project's own; where it has none, that of its owner's ``.github`` repository."""
    return Extended(path, _attempt(lambda: look.own.file(path) or look.shared.file(path)))


def templates_of(kind: Kind, own: Files, shared: Files) -> tuple[TextFile, ...]:
    """Read the templates of a repository on its default branch.

    Where it has none, GitHub uses those of its owner's ``.github`` repository.

    Raises:
        RetryLater, CouldNotLook: GitHub did not show them.
    """
    listed = template_files(kind, _listing(own))
    if listed or kind not in _THREADS or own.repository.casefold() == shared.repository.casefold():
        return _files(own, listed)
    found = _files(shared, template_files(kind, _listing(shared)))
    return tuple(replace(file, path=f"{shared.repository}:{file.path}") for file in found)


def _listing(files: Files) -> ListFolder:
    return lambda folder: [(entry.path, entry.type == "dir") for entry in files.folder(folder)]


def _files(files: Files, listed: tuple[tuple[str, bool], ...]) -> tuple[TextFile, ...]:
    paths = [path for path, counts in listed if counts][:MAX_TEMPLATES]
    return tuple(file for file in map(files.file, paths) if file is not None)


def _state(
    look: _Look, contribution: Contribution, seen: PullRequest | Issue | None, remembered: State
) -> State:
    """Add how Byline's own things and the labels stand on GitHub; only pull requests and issues carry any."""
    number, client, repository = contribution.number, look.client, look.repository
    if number is None:
        return remembered
    if contribution.kind is Kind.COMMENT and "create_comment" in remembered.acted:
        marker = hidden_marker(contribution.id)
        return replace(remembered, comment=_attempt(lambda: client.find_comment(repository, number, marker)))
    if contribution.kind not in _THREADS or seen is None:
        return remembered
    thread = Thread(client, repository, seen, look.as_of, fresh=look.fresh)
    sha = look.subject.report_sha or (contribution.head.sha if contribution.head else None)
    return replace(
        remembered,
        comment=_attempt(lambda: thread.comment(COMMENT_MARKER)),
        check=_attempt(lambda: client.find_check(repository, sha, CHECK_NAME)) if sha else None,
        repository_labels=_attempt(thread.repository_labels),
        label_events=_attempt(lambda: _label_events(look, thread))
        if Need.LABEL_HISTORY in look.wanted
        else changes.NOT_ASKED,
        policy_check=_attempt(lambda: client.find_check(repository, sha, POLICY_CHECK_NAME))
        if sha and contribution.proposed
        else None,
        check_sha=look.subject.report_sha,
        may_draft=Need.MAY_DRAFT in look.wanted and known(_attempt(client.may_draft), False),
    )


def _label_events(look: _Look, thread: Thread) -> tuple[LabelEvent, ...]:
    """Return the label events; a person's role is asked once, for the people who acted last."""
    events = thread.label_events
    ours = [look.client.identity.decided(event.actor, event.performed_via_github_app) for event in events]
    people = (c.account(e.actor) for e, own in zip(reversed(events), reversed(ours), strict=True) if not own)
    asked = list(dict.fromkeys(people))[:MAX_ACTORS]
    roles = {person: _permission(look, person) for person in asked}
    return tuple(_label_event(event, own, roles) for event, own in zip(events, ours, strict=True))


def _label_event(event: IssueEvent, ours: bool, roles: dict[Account, str | Unknown]) -> LabelEvent:
    actor = c.account(event.actor)
    role = roles.get(actor, Unknown("not asked for"))
    name = event.label.name if event.label else ""
    return LabelEvent(name, event.event == "labeled", actor, role, ours)


def _permission(look: _Look, person: Account) -> str | Unknown:
    if person.is_bot or person.type != "User" or person.login == c.GHOST:
        return _NO_ROLE
    return _attempt(lambda: look.client.permission(look.repository, person.login))
