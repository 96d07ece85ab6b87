"""Accounts, Apps, repositories, labels and commits as GitHub's JSON shows them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tests.fakes.github.gitdata import Commit, FileChange, Person
from tests.fakes.github.model import Account, AppRecord, Installation, Json, Label, Repository
from tests.fakes.github.state import State, node_id, timestamp

_REPOSITORY_LINKS = {
    "archive_url": "/{archive_format}{/ref}",
    "assignees_url": "/assignees{/user}",
    "blobs_url": "/git/blobs{/sha}",
    "branches_url": "/branches{/branch}",
    "collaborators_url": "/collaborators{/collaborator}",
    "comments_url": "/comments{/number}",
    "commits_url": "/commits{/sha}",
    "compare_url": "/compare/{base}...{head}",
    "contents_url": "/contents/{+path}",
    "contributors_url": "/contributors",
    "deployments_url": "/deployments",
    "downloads_url": "/downloads",
    "events_url": "/events",
    "forks_url": "/forks",
    "git_commits_url": "/git/commits{/sha}",
    "git_refs_url": "/git/refs{/sha}",
    "git_tags_url": "/git/tags{/sha}",
    "hooks_url": "/hooks",
    "issue_comment_url": "/issues/comments{/number}",
    "issue_events_url": "/issues/events{/number}",
    "issues_url": "/issues{/number}",
    "keys_url": "/keys{/key_id}",
    "labels_url": "/labels{/name}",
    "languages_url": "/languages",
    "merges_url": "/merges",
    "milestones_url": "/milestones{/number}",
    "notifications_url": "/notifications{?since,all,participating}",
    "pulls_url": "/pulls{/number}",
    "releases_url": "/releases{/id}",
    "stargazers_url": "/stargazers",
    "statuses_url": "/statuses/{sha}",
    "subscribers_url": "/subscribers",
    "subscription_url": "/subscription",
    "tags_url": "/tags",
    "teams_url": "/teams",
    "trees_url": "/git/trees{/sha}",
}
_ACCOUNT_LINKS = {
    "followers_url": "/followers",
    "following_url": "/following{/other_user}",
    "gists_url": "/gists{/gist_id}",
    "starred_url": "/starred{/owner}{/repo}",
    "subscriptions_url": "/subscriptions",
    "organizations_url": "/orgs",
    "repos_url": "/repos",
    "events_url": "/events{/privacy}",
    "received_events_url": "/received_events",
}


def account(state: State, who: Account) -> Json:
    """Show an account in short."""
    url = f"{state.base_url}/users/{who.login}"
    return {
        "login": who.login,
        "id": who.id,
        "node_id": node_id("U", who.id),
        "avatar_url": f"{state.base_url}/avatars/{who.id}",
        "gravatar_id": "",
        "url": url,
        "html_url": f"{state.base_url}/{who.login}",
        **{name: url + tail for name, tail in _ACCOUNT_LINKS.items()},
        "type": who.type,
        "user_view_type": "public",
        "site_admin": False,
    }


def full_account(state: State, who: Account) -> Json:
    """Show an account's profile."""
    return account(state, who) | {
        "name": who.name,
        "company": None,
        "blog": "",
        "location": None,
        "email": who.email,
        "hireable": None,
        "bio": None,
        "twitter_username": None,
        "public_repos": sum(repo.owner is who for repo in state.repositories.values()),
        "public_gists": 0,
        "followers": 0,
        "following": 0,
        "created_at": "2020-01-01T00:00:00Z",
        "updated_at": "2025-01-01T00:00:00Z",
    }


def app(state: State, record: AppRecord) -> Json:
    """Show a GitHub App."""
    return {
        "id": record.id,
        "slug": record.slug,
        "client_id": record.client_id,
        "node_id": node_id("A", record.id),
        "owner": account(state, record.owner),
        "name": record.name,
        "description": "",
        "external_url": "https://byline.example",
        "html_url": f"{state.base_url}/apps/{record.slug}",
        "created_at": "2025-01-01T00:00:00Z",
        "updated_at": "2025-01-01T00:00:00Z",
        "permissions": record.permissions,
        "events": record.events,
    }


def installation(state: State, record: Installation) -> Json:
    """Show an installation."""
    return {
        "id": record.id,
        "client_id": record.app.client_id,
        "account": account(state, record.account),
        "repository_selection": record.selection,
        "access_tokens_url": f"{state.base_url}/app/installations/{record.id}/access_tokens",
        "repositories_url": f"{state.base_url}/installation/repositories",
        "html_url": f"{state.base_url}/settings/installations/{record.id}",
        "app_id": record.app.id,
        "app_slug": record.app.slug,
        "target_id": record.account.id,
        "target_type": record.account.type,
        "permissions": record.permissions,
        "events": record.app.events,
        "created_at": timestamp(record.created_at),
        "updated_at": timestamp(record.created_at),
        "single_file_name": None,
        "has_multiple_single_files": False,
        "single_file_paths": [],
        "suspended_by": account(state, record.account) if record.suspended_at else None,
        "suspended_at": timestamp(record.suspended_at),
    }


def repository(state: State, repo: Repository) -> Json:
    """Show a repository in full; GitHub's shorter forms leave out some of this."""
    url = f"{state.base_url}/repos/{repo.full_name}"
    html = f"{state.base_url}/{repo.full_name}"
    open_issues = sum(issue.state == "open" for issue in repo.issues.values())
    forks = sum(other.parent is repo for other in state.repositories.values())
    shown: Json = {
        "id": repo.id,
        "node_id": node_id("R", repo.id),
        "name": repo.name,
        "full_name": repo.full_name,
        "private": repo.private,
        "owner": account(state, repo.owner),
        "html_url": html,
        "description": repo.description,
        "fork": repo.parent is not None,
        "url": url,
        **{name: url + tail for name, tail in _REPOSITORY_LINKS.items()},
        "created_at": timestamp(repo.created_at),
        "updated_at": timestamp(repo.created_at),
        "pushed_at": timestamp(repo.created_at),
        "git_url": f"git:{html.partition(':')[2]}.git",
        "ssh_url": f"git@github.com:{repo.full_name}.git",
        "clone_url": f"{html}.git",
        "svn_url": html,
        "homepage": None,
        "size": repo.size_kb,
        "stargazers_count": 0,
        "watchers_count": 0,
        "language": "Python",
        "forks_count": forks,
        "open_issues_count": open_issues,
        "mirror_url": None,
        "archived": repo.archived,
        "disabled": False,
        "license": None,
        "allow_forking": True,
        "is_template": False,
        "web_commit_signoff_required": False,
        "topics": [],
        "visibility": "private" if repo.private else "public",
        "forks": forks,
        "open_issues": open_issues,
        "watchers": 0,
        "default_branch": repo.default_branch,
    }
    features = ("issues", "projects", "downloads", "wiki", "pages", "discussions")
    return shown | {f"has_{name}": name == "issues" and repo.has_issues for name in features}


def full_repository(state: State, repo: Repository) -> Json:
    """Show a repository as GET /repos/{owner}/{repo} does."""
    shown = repository(state, repo) | {
        "network_count": 0,
        "subscribers_count": 1,
        "temp_clone_token": None,
        "custom_properties": {},
        "permissions": {"admin": False, "maintain": False, "push": False, "triage": False, "pull": True},
    }
    if repo.owner.type == "Organization":
        shown["organization"] = account(state, repo.owner)
    if repo.parent:
        shown["parent"] = shown["source"] = repository(state, repo.parent)
    return shown


def label(state: State, repo: Repository, item: Label) -> Json:
    """Show a label."""
    return {
        "id": item.id,
        "node_id": node_id("LA", item.id),
        "url": f"{state.base_url}/repos/{repo.full_name}/labels/{quote(item.name)}",
        "name": item.name,
        "color": item.color,
        "default": False,
        "description": item.description,
    }


def commit(state: State, repo: Repository, item: Commit) -> Json:
    """Show a commit as lists do."""
    url = f"{state.base_url}/repos/{repo.full_name}"
    html = f"{state.base_url}/{repo.full_name}"
    author, committer = (state.by_email(who.email) for who in (item.author, item.committer))
    return {
        "sha": item.sha,
        "node_id": node_id("C", item.sha),
        "commit": {
            "author": person(item.author),
            "committer": person(item.committer),
            "message": item.message,
            "tree": {"sha": item.tree, "url": f"{url}/git/trees/{item.tree}"},
            "url": f"{url}/git/commits/{item.sha}",
            "comment_count": 0,
            "verification": verification(state, item.sha),
        },
        "url": f"{url}/commits/{item.sha}",
        "html_url": f"{html}/commit/{item.sha}",
        "comments_url": f"{url}/commits/{item.sha}/comments",
        "author": account(state, author) if author else None,
        "committer": account(state, committer) if committer else None,
        "parents": [
            {"sha": sha, "url": f"{url}/commits/{sha}", "html_url": f"{html}/commit/{sha}"}
            for sha in item.parents
        ],
    }


def verification(state: State, sha: str) -> Json:
    """Show what GitHub thinks of a commit's signature."""
    unsigned = {
        "verified": False,
        "reason": "unsigned",
        "signature": None,
        "payload": None,
        "verified_at": None,
    }
    return unsigned | state.verifications.get(sha, {})


def person(who: Person) -> Json:
    """Show an author line."""
    return {"name": who.name, "email": who.email, "date": timestamp(who.date)}


def file_change(state: State, repo: Repository, sha: str, item: FileChange) -> Json:
    """Show a file of a diff."""
    html = f"{state.base_url}/{repo.full_name}"
    shown: dict[str, Any] = {
        "sha": item.sha,
        "filename": item.path,
        "status": item.status,
        "additions": item.additions,
        "deletions": item.deletions,
        "changes": item.additions + item.deletions,
        "blob_url": f"{html}/blob/{sha}/{item.path}",
        "raw_url": f"{html}/raw/{sha}/{item.path}",
        "contents_url": f"{state.base_url}/repos/{repo.full_name}/contents/{item.path}?ref={sha}",
    }
    if item.patch is not None:
        shown["patch"] = item.patch
    if item.previous is not None:
        shown["previous_filename"] = item.previous
    return shown
