"""Webhook payloads, built from the fake's state in GitHub's shapes."""

from __future__ import annotations

from typing import Any

from tests.fakes.github import gitdata, issue_shapes, shapes
from tests.fakes.github.model import (
    Account,
    Advisory,
    CheckRun,
    Comment,
    Installation,
    Issue,
    Json,
    Repository,
    Review,
    ReviewComment,
)
from tests.fakes.github.state import State, node_id

Subject = Advisory | Issue | Comment | Review | ReviewComment | CheckRun | Repository | Installation | None


def payload(
    state: State,
    event: str,
    action: str | None,
    subject: Subject,
    sender: Account | None = None,
    **extra: Any,
) -> Json:
    """Build the payload of an event; ``extra`` adds or replaces top-level keys."""
    shown: Json = {"action": action} if action else {}
    shown |= _main(state, event, subject)
    shown |= _default_extra(event, action, shown)
    repo = repository_of(subject)
    if repo is not None:
        shown["repository"] = shapes.repository(state, repo)
        if repo.owner.type == "Organization":
            shown["organization"] = _organization(state, repo.owner)
        installation = state.installation_of(repo)
        if installation is not None:
            shown["installation"] = {
                "id": installation.id,
                "node_id": node_id("MDI", installation.id),
            }
    who = sender or _default_sender(subject)
    if who is not None:
        shown["sender"] = shapes.account(state, who)
    return shown | {key: value for key, value in extra.items() if value is not None}


def repository_of(subject: Subject) -> Repository | None:
    """Return the repository that a subject belongs to."""
    match subject:
        case Repository():
            return subject
        case Issue() | CheckRun() | Advisory():
            return subject.repository
        case Comment() | Review() | ReviewComment():
            return subject.issue.repository
    return None


def _main(state: State, event: str, subject: Subject) -> Json:
    match subject:
        case Issue() if event == "issues" or subject.pull is None:
            return {"issue": issue_shapes.issue(state, subject)}
        case Issue():
            return {"number": subject.number, "pull_request": issue_shapes.pull(state, subject)}
        case Comment():
            shown = issue_shapes.comment(state, subject)
            return {"issue": issue_shapes.issue(state, subject.issue), "comment": shown}
        case Review():
            shown = issue_shapes.review(state, subject) | {"state": subject.state.lower()}
            return {"review": shown, "pull_request": issue_shapes.pull_simple(state, subject.issue)}
        case ReviewComment():
            shown = issue_shapes.review_comment(state, subject)
            return {"comment": shown, "pull_request": issue_shapes.pull_simple(state, subject.issue)}
        case CheckRun():
            return {"check_run": _check_run(state, subject)}
        case Advisory():
            return {"repository_advisory": issue_shapes.advisory(state, subject)}
        case Installation():
            return {"installation": shapes.installation(state, subject)}
    return {}


def _check_run(state: State, run: CheckRun) -> Json:
    shown = issue_shapes.check_run(state, run)
    shown["check_suite"] = {
        "id": run.suite_id,
        "node_id": node_id("CS", run.suite_id),
        "head_branch": None,
        "head_sha": run.head_sha,
        "status": run.status,
        "conclusion": run.conclusion,
        "pull_requests": shown["pull_requests"],
        "app": shown["app"],
    }
    return shown


def _default_extra(event: str, action: str | None, shown: Json) -> Json:
    if event == "ping":
        return {"zen": "Design for failure.", "hook_id": 1, "hook": {"type": "App", "id": 1, "active": True}}
    if action == "synchronize":
        return {"before": "0" * 40, "after": shown["pull_request"]["head"]["sha"]}
    if action == "edited":
        return {"changes": {}}
    return {}


def _default_sender(subject: Subject) -> Account | None:
    match subject:
        case Issue() | Comment() | Review() | ReviewComment() | Advisory():
            return subject.user
        case CheckRun():
            return subject.repository.owner
        case Repository():
            return subject.owner
        case Installation():
            return subject.account
    return None


def _organization(state: State, owner: Account) -> Json:
    short = shapes.account(state, owner)
    url = f"{state.base_url}/orgs/{owner.login}"
    kept = {key: short[key] for key in ("login", "id", "node_id", "avatar_url", "repos_url", "events_url")}
    links = {"hooks_url": f"{url}/hooks", "issues_url": f"{url}/issues", "members_url": f"{url}/members"}
    return kept | links | {"url": url, "description": ""}


def installation_repositories(repositories: list[Repository]) -> list[Json]:
    """Show repositories as the installation events list them."""
    return [
        {
            "id": repo.id,
            "node_id": node_id("R", repo.id),
            "name": repo.name,
            "full_name": repo.full_name,
            "private": repo.private,
        }
        for repo in repositories
    ]


def push(state: State, repo: Repository, branch: str, before: str, after: str) -> Json:
    """Build what a push event has beside repository and sender."""
    new = "0" * 40
    span = after if before == new else f"{before}..{after}"
    commits = [_pushed(state, repo, item) for item in gitdata.log(repo.git_dir, "--reverse", span)]
    return {
        "ref": f"refs/heads/{branch}",
        "before": before,
        "after": after,
        "created": before == new,
        "deleted": after == new,
        "forced": False,
        "base_ref": None,
        "compare": f"{state.base_url}/{repo.full_name}/compare/{before[:12]}...{after[:12]}",
        "commits": commits[-20:],
        "head_commit": commits[-1] if commits else None,
        "pusher": {"name": repo.owner.login, "email": repo.owner.email},
    }


def _pushed(state: State, repo: Repository, item: gitdata.Commit) -> Json:
    changes = gitdata.diff(repo.git_dir, item.parents[0] if item.parents else None, item.sha)
    kinds = {"added": "added", "removed": "removed"}
    lists: dict[str, list[str]] = {"added": [], "removed": [], "modified": []}
    for change in changes:
        lists[kinds.get(change.status, "modified")].append(change.path)
    return {
        "id": item.sha,
        "tree_id": item.tree,
        "distinct": True,
        "message": item.message,
        "timestamp": item.committer.date.isoformat(),
        "url": f"{state.base_url}/{repo.full_name}/commit/{item.sha}",
        "author": {"name": item.author.name, "email": item.author.email},
        "committer": {"name": item.committer.name, "email": item.committer.email},
        **lists,
    }
