"""From GitHub's records to the shared vocabulary: the same for payloads and for the API."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.github import records as r
from detectors.model import (
    Account,
    Branch,
    ChangedFile,
    Commit,
    Contribution,
    Identity,
    Kind,
    Repository,
    Signature,
    Unknown,
)

#: GitHub's own stand-in for accounts that were deleted.
GHOST: Final = "ghost"
PATCH_LIMIT: Final = 262_144
_NOT_SENT: Final = Unknown("GitHub sends no patch for this file: it is binary, or the change is too large")
_TOO_LARGE: Final = Unknown(f"the patch is longer than {PATCH_LIMIT:,} characters")

Commits = tuple[Commit, ...] | Unknown
Files = tuple[ChangedFile, ...] | Unknown


def account(user: r.User | None, association: str = "NONE") -> Account:
    """Return an account; a deleted one is ``ghost``."""
    if user is None:
        return Account(GHOST, "User", association or "NONE")
    return Account(user.login, user.type or "User", association or "NONE")


def not_looked_up(contribution: Contribution, why: Unknown) -> Contribution:
    """Return a contribution whose people and thread nobody was asked about, with the reason."""
    return replace(
        contribution,
        author_permission=why,
        author_teams=why,
        author_history=why,
        linked_issues=why,
        approvals=why,
        review_bots=why,
        twins=why,
    )


def repository(repo: r.Repo) -> Repository:
    """Return a repository of which only what GitHub says of it everywhere is known."""
    shown = repo.license.spdx_id if repo.license else ""
    return Repository(repo.full_name, repo.default_branch, repo.private, hosted_license=shown)


def of_pull(repository_name: str, pull: r.PullRequest, commits: Commits, files: Files) -> Contribution:
    """Return a pull request as a contribution."""
    return Contribution(
        kind=Kind.PULL_REQUEST,
        repository=repository_name,
        number=pull.number,
        id=str(pull.number),
        title=pull.title,
        body=pull.body,
        author=account(pull.user, pull.author_association),
        url=pull.html_url,
        created_at=pull.created_at,
        labels=_labels(pull.labels),
        draft=bool(pull.draft),
        open=pull.state == "open",
        locked=pull.locked,
        node_id=pull.node_id,
        base=_branch(pull.base),
        head=_branch(pull.head),
        commits=commits,
        files=files,
    )


def of_issue(repository_name: str, issue: r.Issue) -> Contribution:
    """Return an issue as a contribution."""
    return Contribution(
        kind=Kind.ISSUE,
        repository=repository_name,
        number=issue.number,
        id=str(issue.number),
        title=issue.title,
        body=issue.body,
        author=account(issue.user, issue.author_association),
        url=issue.html_url,
        created_at=issue.created_at,
        labels=_labels(issue.labels),
        open=issue.state == "open",
        locked=issue.locked,
        node_id=issue.node_id,
    )


def of_comment(repository_name: str, thread: r.Issue | r.PullRequest, comment: r.Comment) -> Contribution:
    """Return a comment as a contribution; title, labels and state are those of its thread."""
    return _reply(repository_name, thread, Kind.COMMENT, str(comment.id), comment, comment.created_at)


def of_review(repository_name: str, pull: r.PullRequest, review: r.Review) -> Contribution:
    """Return a review as a contribution."""
    return _reply(repository_name, pull, Kind.REVIEW, str(review.id), review, review.submitted_at)


def of_review_comment(repository_name: str, pull: r.PullRequest, comment: r.Comment) -> Contribution:
    """Return a comment on a line as a contribution of kind review; its id starts with ``comment-``."""
    return _reply(
        repository_name, pull, Kind.REVIEW, f"{REVIEW_COMMENT}{comment.id}", comment, comment.created_at
    )


#: Reviews and the comments in them are numbered apart; this tells their ids apart.
REVIEW_COMMENT: Final = "comment-"


def _reply(
    repository_name: str,
    thread: r.Issue | r.PullRequest,
    kind: Kind,
    identifier: str,
    said: r.Comment | r.Review,
    at: str,
) -> Contribution:
    return Contribution(
        kind=kind,
        repository=repository_name,
        number=thread.number,
        id=identifier,
        title=thread.title,
        body=said.body,
        author=account(said.user, said.author_association),
        url=said.html_url,
        created_at=at,
        labels=_labels(thread.labels),
        draft=bool(thread.draft),
        open=thread.state == "open",
        locked=thread.locked,
        node_id=said.node_id,
    )


def of_advisory(repository_name: str, advisory: r.Advisory) -> Contribution:
    """Return a private security report as a contribution."""
    return Contribution(
        kind=Kind.SECURITY_REPORT,
        repository=repository_name,
        number=None,
        id=advisory.ghsa_id,
        title=advisory.summary,
        body=advisory.description,
        author=account(advisory.author),
        url=advisory.html_url,
        created_at=advisory.created_at,
        open=advisory.state in {"", "triage", "draft"},
    )


def commit(item: r.CommitItem) -> Commit:
    """Return a commit with the accounts that GitHub knows for it."""
    author, committer = item.commit.author or r.GitPerson(), item.commit.committer or r.GitPerson()
    checked = item.commit.verification
    return Commit(
        sha=item.sha,
        message=item.commit.message,
        author=Identity(author.name, author.email),
        committer=Identity(committer.name, committer.email),
        authored_at=author.date,
        author_login=item.author.login if item.author else None,
        committer_login=item.committer.login if item.committer else None,
        signature=Signature(checked.verified, checked.reason) if checked else Unknown("GitHub did not say"),
        parents=len(item.parents),
    )


def changed_file(item: r.FileItem) -> ChangedFile:
    """Return a changed file with its patch, where GitHub sent one."""
    patch: str | Unknown = _NOT_SENT
    if item.patch is not None:
        patch = _TOO_LARGE if len(item.patch) > PATCH_LIMIT else str(r.clean(item.patch))
    elif item.status == "renamed" and not item.additions and not item.deletions:
        patch = ""
    return ChangedFile(
        item.filename, item.status, item.additions, item.deletions, patch, item.previous_filename
    )


def _branch(side: r.Side) -> Branch:
    return Branch(side.ref, side.sha, side.repo.full_name if side.repo else None)


def _labels(labels: tuple[r.Label, ...] | None) -> tuple[str, ...] | Unknown:
    return Unknown("GitHub did not list them") if labels is None else tuple(label.name for label in labels)
