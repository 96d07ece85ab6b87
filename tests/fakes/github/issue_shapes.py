"""Issues, pull requests, comments, reviews and check runs as GitHub's JSON shows them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.fakes.github import gitdata, shapes
from tests.fakes.github.model import (
    Advisory,
    CheckRun,
    Comment,
    Issue,
    IssueEvent,
    Json,
    Reaction,
    Repository,
    Review,
    ReviewComment,
)
from tests.fakes.github.state import State, node_id, timestamp

_ADVISORY_LISTS = (
    "vulnerabilities",
    "cwes",
    "cwe_ids",
    "credits",
    "credits_detailed",
    "collaborating_users",
    "collaborating_teams",
)
_ADVISORY_ABSENT = (
    "cve_id",
    "publisher",
    "published_at",
    "closed_at",
    "withdrawn_at",
    "cvss",
    "private_fork",
)
REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def issue(state: State, item: Issue) -> Json:
    """Show an issue, or the issue side of a pull request."""
    repo = item.repository
    url = f"{state.base_url}/repos/{repo.full_name}/issues/{item.number}"
    shown = _common(state, item) | {
        "url": url,
        "repository_url": f"{state.base_url}/repos/{repo.full_name}",
        "labels_url": f"{url}/labels{{/name}}",
        "comments_url": f"{url}/comments",
        "events_url": f"{url}/events",
        "timeline_url": f"{url}/timeline",
        "html_url": html_url(state, item),
        "comments": len(item.comments),
        "state_reason": item.state_reason,
        "closed_by": shapes.account(state, item.closed_by) if item.closed_by else None,
        "performed_via_github_app": None,
        "reactions": reactions(url),
    }
    if item.pull:
        pull_url = f"{state.base_url}/repos/{repo.full_name}/pulls/{item.number}"
        html = html_url(state, item)
        shown["draft"] = item.pull.draft
        shown["pull_request"] = {
            "url": pull_url,
            "html_url": html,
            "diff_url": f"{html}.diff",
            "patch_url": f"{html}.patch",
            "merged_at": timestamp(item.pull.merged_at),
        }
    return shown


def _common(state: State, item: Issue) -> Json:
    return {
        "id": item.id,
        "node_id": node_id("I", item.id),
        "number": item.number,
        "title": item.title,
        "user": shapes.account(state, item.user),
        "labels": [shapes.label(state, item.repository, label) for label in item.labels],
        "state": item.state,
        "locked": item.locked,
        "assignee": shapes.account(state, item.assignees[0]) if item.assignees else None,
        "assignees": [shapes.account(state, person) for person in item.assignees],
        "milestone": None,
        "created_at": timestamp(item.created_at),
        "updated_at": timestamp(item.updated_at),
        "closed_at": timestamp(item.closed_at),
        "author_association": item.association,
        "active_lock_reason": item.lock_reason,
        "body": item.body,
    }


def html_url(state: State, item: Issue) -> str:
    """Return the page of an issue or a pull request."""
    kind = "pull" if item.pull else "issues"
    return f"{state.base_url}/{item.repository.full_name}/{kind}/{item.number}"


def reactions(url: str, given: Sequence[Reaction] = ()) -> Json:
    """Show how many people reacted, and how."""
    counts = dict.fromkeys(REACTIONS, 0) | Counter(item.content for item in given)
    return {"url": f"{url}/reactions", "total_count": len(given), **counts}


def reaction(state: State, item: Reaction) -> Json:
    """Show one reaction."""
    return {
        "id": item.id,
        "node_id": node_id("REA", item.id),
        "user": shapes.account(state, item.user),
        "content": item.content,
        "created_at": timestamp(item.created_at),
    }


def pull_simple(state: State, item: Issue) -> Json:
    """Show a pull request as lists do."""
    pull, repo = item.request, item.repository
    root = f"{state.base_url}/repos/{repo.full_name}"
    url, issue_url, html = (
        f"{root}/pulls/{item.number}",
        f"{root}/issues/{item.number}",
        html_url(state, item),
    )
    links = {
        "self": url,
        "html": html,
        "issue": issue_url,
        "comments": f"{issue_url}/comments",
        "review_comments": f"{url}/comments",
        "review_comment": f"{root}/pulls/comments{{/number}}",
        "commits": f"{url}/commits",
        "statuses": f"{root}/statuses/{pull.head_sha}",
    }
    return _common(state, item) | {
        "url": url,
        "node_id": node_id("PR", item.id),
        "id": pull.id,
        "html_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "issue_url": issue_url,
        "merged_at": timestamp(pull.merged_at),
        "merge_commit_sha": pull.head_sha if pull.merged_at else None,
        "requested_reviewers": [],
        "requested_teams": [],
        "draft": pull.draft,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": links["statuses"],
        "head": _side(state, item, head=True),
        "base": _side(state, item, head=False),
        "_links": {name: {"href": target} for name, target in links.items()},
        "auto_merge": None,
    }


def pull(state: State, item: Issue) -> Json:
    """Show a pull request in full."""
    part = item.request
    base = base_of(item)
    files = gitdata.diff(item.repository.git_dir, base, part.head_sha)
    return pull_simple(state, item) | {
        "merged": part.merged_at is not None,
        "mergeable": True,
        "rebaseable": True,
        "mergeable_state": "clean",
        "merged_by": shapes.account(state, part.merged_by) if part.merged_by else None,
        "comments": len(item.comments),
        "review_comments": len(part.review_comments),
        "maintainer_can_modify": part.maintainer_can_modify,
        "commits": gitdata.count(item.repository.git_dir, f"{base}..{part.head_sha}"),
        "additions": sum(change.additions for change in files),
        "deletions": sum(change.deletions for change in files),
        "changed_files": len(files),
    }


def base_of(item: Issue) -> str:
    """Return the commit that the pull request's changes are counted from."""
    part = item.request
    return gitdata.merge_base(item.repository.git_dir, part.base_sha, part.head_sha) or part.base_sha


def _side(state: State, item: Issue, *, head: bool) -> Json:
    part = item.request
    repo: Repository | None = part.head_repository if head else item.repository
    owner = part.head_owner if head else item.repository.owner
    ref = part.head_ref if head else part.base_ref
    return {
        "label": f"{owner.login}:{ref}",
        "ref": ref,
        "sha": part.head_sha if head else part.base_sha,
        "user": shapes.account(state, owner),
        "repo": shapes.repository(state, repo) if repo else None,
    }


def comment(state: State, item: Comment) -> Json:
    """Show a comment."""
    repo = item.issue.repository
    url = f"{state.base_url}/repos/{repo.full_name}/issues/comments/{item.id}"
    return {
        "url": url,
        "html_url": f"{html_url(state, item.issue)}#issuecomment-{item.id}",
        "issue_url": f"{state.base_url}/repos/{repo.full_name}/issues/{item.issue.number}",
        "id": item.id,
        "node_id": node_id("IC", item.id),
        "user": shapes.account(state, item.user),
        "created_at": timestamp(item.created_at),
        "updated_at": timestamp(item.updated_at),
        "body": item.body,
        "author_association": item.association,
        "reactions": reactions(url, item.reactions),
        "performed_via_github_app": shapes.app(state, item.app) if item.app else None,
    }


def event(state: State, repo: Repository, item: IssueEvent) -> Json:
    """Show an entry of an issue's event list."""
    return {
        "id": item.id,
        "node_id": node_id("LE", item.id),
        "url": f"{state.base_url}/repos/{repo.full_name}/issues/events/{item.id}",
        "actor": shapes.account(state, item.actor),
        "event": item.event,
        "commit_id": None,
        "commit_url": None,
        "created_at": timestamp(item.created_at),
        **item.detail,
        "performed_via_github_app": shapes.app(state, item.app) if item.app else None,
    }


def timeline(state: State, item: Issue) -> list[Json]:
    """Show what happened to an issue or pull request and what was said there, oldest first."""
    repo = item.repository
    said = [
        (found.created_at, found.id, comment(state, found) | _said_by(state, found))
        for found in item.comments
    ]
    done = [(found.created_at, found.id, event(state, repo, found)) for found in item.events]
    commits: list[Json] = []
    if item.pull:
        listed = gitdata.log(repo.git_dir, "--reverse", f"{base_of(item)}..{item.pull.head_sha}")
        commits = [_committed(state, repo, found) for found in listed]
    return commits + [shown for _, _, shown in sorted(said + done, key=lambda entry: entry[:2])]


def _said_by(state: State, item: Comment) -> Json:
    return {"event": "commented", "actor": shapes.account(state, item.user)}


def _committed(state: State, repo: Repository, item: gitdata.Commit) -> Json:
    shown = shapes.commit(state, repo, item)
    inner = {key: shown["commit"][key] for key in ("author", "committer", "tree", "message", "verification")}
    kept = {key: shown[key] for key in ("sha", "node_id", "url", "html_url", "parents")}
    return {**kept, **inner, "event": "committed"}


def review(state: State, item: Review) -> Json:
    """Show a review."""
    repo = item.issue.repository
    html = f"{html_url(state, item.issue)}#pullrequestreview-{item.id}"
    pull_url = f"{state.base_url}/repos/{repo.full_name}/pulls/{item.issue.number}"
    return {
        "id": item.id,
        "node_id": node_id("PRR", item.id),
        "user": shapes.account(state, item.user),
        "body": item.body,
        "state": item.state,
        "html_url": html,
        "pull_request_url": pull_url,
        "_links": {"html": {"href": html}, "pull_request": {"href": pull_url}},
        "submitted_at": timestamp(item.submitted_at),
        "commit_id": item.commit_id,
        "author_association": item.association,
    }


def review_comment(state: State, item: ReviewComment) -> Json:
    """Show a comment on a line."""
    repo = item.issue.repository
    url = f"{state.base_url}/repos/{repo.full_name}/pulls/comments/{item.id}"
    html = f"{html_url(state, item.issue)}#discussion_r{item.id}"
    pull_url = f"{state.base_url}/repos/{repo.full_name}/pulls/{item.issue.number}"
    lines = dict.fromkeys(("line", "original_line", "position", "original_position"), item.line)
    return {
        "url": url,
        "pull_request_review_id": item.review_id,
        "id": item.id,
        "node_id": node_id("PRRC", item.id),
        "diff_hunk": f"@@ -0,0 +1,{item.line} @@",
        "path": item.path,
        "commit_id": item.commit_id,
        "original_commit_id": item.commit_id,
        "user": shapes.account(state, item.user),
        "body": item.body,
        "created_at": timestamp(item.created_at),
        "updated_at": timestamp(item.updated_at),
        "html_url": html,
        "pull_request_url": pull_url,
        "author_association": item.association,
        "_links": {"self": {"href": url}, "html": {"href": html}, "pull_request": {"href": pull_url}},
        "reactions": reactions(url, item.reactions),
        "start_line": None,
        "original_start_line": None,
        "start_side": None,
        "side": "RIGHT",
        "subject_type": "line",
        **lines,
    }


def check_run(state: State, item: CheckRun) -> Json:
    """Show a check run."""
    url = f"{state.base_url}/repos/{item.repository.full_name}/check-runs/{item.id}"
    page = f"{state.base_url}/{item.repository.full_name}/runs/{item.id}"
    return {
        "id": item.id,
        "name": item.name,
        "node_id": node_id("CR", item.id),
        "head_sha": item.head_sha,
        "external_id": item.external_id,
        "url": url,
        "html_url": page,
        "details_url": item.details_url or page,
        "status": item.status,
        "conclusion": item.conclusion,
        "started_at": timestamp(item.started_at),
        "completed_at": timestamp(item.completed_at),
        "output": {
            "title": item.title,
            "summary": item.summary,
            "text": item.text,
            "annotations_count": len(item.annotations),
            "annotations_url": f"{url}/annotations",
        },
        "check_suite": {"id": item.suite_id},
        "app": shapes.app(state, item.app),
        "pull_requests": [
            _pull_in_check(state, issue)
            for issue in item.repository.issues.values()
            if issue.pull
            and issue.state == "open"
            and issue.pull.head_sha == item.head_sha
            and issue.pull.head_repository is item.repository
        ],
    }


def _pull_in_check(state: State, item: Issue) -> Json:
    part, repo = item.request, item.repository
    root = f"{state.base_url}/repos/{repo.full_name}"
    short = {"id": repo.id, "url": root, "name": repo.name}
    return {
        "url": f"{root}/pulls/{item.number}",
        "id": part.id,
        "number": item.number,
        "head": {"ref": part.head_ref, "sha": part.head_sha, "repo": short},
        "base": {"ref": part.base_ref, "sha": part.base_sha, "repo": short},
    }


def annotation(state: State, run: CheckRun, item: Json) -> Json:
    """Show an annotation."""
    absent = dict.fromkeys(("start_column", "end_column", "title", "raw_details"))
    href = f"{state.base_url}/{run.repository.full_name}/blob/{run.head_sha}/{item['path']}"
    return absent | item | {"blob_href": href}


def advisory(state: State, item: Advisory) -> Json:
    """Show a security advisory."""
    path = f"{item.repository.full_name}/security-advisories/{item.ghsa_id}"
    html = f"{state.base_url}/{item.repository.full_name}/security/advisories/{item.ghsa_id}"
    empty: Json = {name: [] for name in _ADVISORY_LISTS}
    absent: Json = dict.fromkeys(_ADVISORY_ABSENT)
    return (
        empty
        | absent
        | {
            "ghsa_id": item.ghsa_id,
            "url": f"{state.base_url}/repos/{path}",
            "html_url": html,
            "summary": item.summary,
            "description": item.description,
            "severity": item.severity,
            "author": shapes.account(state, item.user),
            "identifiers": [{"value": item.ghsa_id, "type": "GHSA"}],
            "state": item.state,
            "created_at": timestamp(item.created_at),
            "updated_at": timestamp(item.created_at),
            "submission": {"accepted": False},
        }
    )
