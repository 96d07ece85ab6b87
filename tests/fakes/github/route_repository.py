"""Repositories and their git content."""

from __future__ import annotations

import base64
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from tests.fakes.github import gitdata, issue_shapes, shapes
from tests.fakes.github.auth import visible
from tests.fakes.github.context import identity, repository, state
from tests.fakes.github.errors import ApiError, not_found
from tests.fakes.github.gitdata import Entry
from tests.fakes.github.model import Json, Repository
from tests.fakes.github.paging import page
from tests.fakes.github.state import node_id

routes = Blueprint("repository", __name__)
INLINE_LIMIT = 1_000_000
DIRECTORY_LIMIT = 1000
FILES_LIMIT = 3000


@routes.get("/repos/<owner>/<name>")
def get_repository(owner: str, name: str) -> ResponseReturnValue:
    return jsonify(shapes.full_repository(state(), repository(owner, name, "metadata:read")))


@routes.get("/repos/<owner>/<name>/contents/", defaults={"path": ""})
@routes.get("/repos/<owner>/<name>/contents/<path:path>")
def get_contents(owner: str, name: str, path: str) -> ResponseReturnValue:
    repo = repository(owner, name, "contents:read")
    ref = request.args.get("ref") or repo.default_branch
    sha = gitdata.resolve(repo.git_dir, ref)
    if sha is None:
        raise ApiError(404, f"No commit found for the ref {ref}")
    path = path.strip("/")
    entry = gitdata.entry(repo.git_dir, sha, path)
    if entry is None:
        raise not_found()
    if entry.type == "tree":
        children = gitdata.tree(repo.git_dir, entry.sha)[:DIRECTORY_LIMIT]
        return jsonify(
            [_content_links(repo, ref, child, f"{path}/{child.path}".lstrip("/")) for child in children]
        )
    if "raw" in request.headers.get("Accept", "") and entry.type == "blob":
        return Response(gitdata.blob(repo.git_dir, entry.sha), mimetype="application/vnd.github.raw")
    return jsonify(_content_links(repo, ref, entry, path) | _content(repo, entry))


def _content_links(repo: Repository, ref: str, entry: Entry, path: str) -> Json:
    root = f"{state().base_url}/repos/{repo.full_name}"
    kind = {"tree": "dir", "commit": "submodule"}.get(entry.type, "file")
    if entry.mode == "120000":
        kind = "symlink"
    html = f"{state().base_url}/{repo.full_name}/{'tree' if kind == 'dir' else 'blob'}/{ref}/{path}"
    git_kind = "trees" if kind == "dir" else "blobs"
    url, git_url = f"{root}/contents/{path}?ref={ref}", f"{root}/git/{git_kind}/{entry.sha}"
    raw = f"{state().base_url}/{repo.full_name}/raw/{ref}/{path}" if kind in {"file", "symlink"} else None
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": entry.sha,
        "size": entry.size or 0,
        "url": url,
        "html_url": html,
        "git_url": git_url,
        "download_url": raw,
        "type": kind,
        "_links": {"self": url, "git": git_url, "html": html},
    }


def _content(repo: Repository, entry: Entry) -> Json:
    if entry.type == "commit":
        return {"submodule_git_url": None}
    raw = gitdata.blob(repo.git_dir, entry.sha)
    if entry.mode == "120000":
        return {"target": raw.decode(errors="replace")}
    if len(raw) > INLINE_LIMIT:
        return {"content": "", "encoding": "none"}
    return {"content": base64.encodebytes(raw).decode(), "encoding": "base64"}


def find_commit(repo: Repository, ref: str) -> gitdata.Commit:
    """Find a commit by branch, tag or id."""
    sha = gitdata.resolve(repo.git_dir, ref)
    if sha is None:
        raise ApiError(422, f"No commit found for SHA: {ref}")
    return gitdata.commit(repo.git_dir, sha)


@routes.get("/repos/<owner>/<name>/commits")
def list_commits(owner: str, name: str) -> ResponseReturnValue:
    repo = repository(owner, name, "contents:read")
    args = request.args
    start = gitdata.resolve(repo.git_dir, args.get("sha") or repo.default_branch)
    if start is None:
        raise ApiError(404, "Not Found")
    limits = [f"--{name}={args[name]}" for name in ("since", "until", "author") if args.get(name)]
    commits = gitdata.log(repo.git_dir, *limits, start, paths=(args["path"],) if args.get("path") else ())
    return jsonify([shapes.commit(state(), repo, item) for item in page(commits)])


@routes.get("/repos/<owner>/<name>/commits/<path:ref>")
def get_commit(owner: str, name: str, ref: str) -> ResponseReturnValue:
    repo = repository(owner, name, "contents:read")
    item = find_commit(repo, ref)
    changes = gitdata.diff(repo.git_dir, item.parents[0] if item.parents else None, item.sha)
    additions, deletions = sum(c.additions for c in changes), sum(c.deletions for c in changes)
    shown = shapes.commit(state(), repo, item)
    shown["stats"] = {"total": additions + deletions, "additions": additions, "deletions": deletions}
    listed = page(changes[:FILES_LIMIT], default=300)
    shown["files"] = [shapes.file_change(state(), repo, item.sha, change) for change in listed]
    return jsonify(shown)


@routes.get("/repos/<owner>/<name>/commits/<sha>/pulls")
def commit_pulls(owner: str, name: str, sha: str) -> ResponseReturnValue:
    repo = repository(owner, name, "pull_requests:read")
    if gitdata.resolve(repo.git_dir, sha) is None:
        raise ApiError(422, f"No commit found for SHA: {sha}")
    found = []
    for issue in repo.issues.values():
        if issue.pull is None:
            continue
        span = f"{issue_shapes.base_of(issue)}..{issue.pull.head_sha}"
        if any(item.sha == sha for item in gitdata.log(repo.git_dir, span)):
            found.append(issue)
    return jsonify([issue_shapes.pull_simple(state(), issue) for issue in page(found)])


@routes.get("/repos/<owner>/<name>/compare/<path:span>")
def compare(owner: str, name: str, span: str) -> ResponseReturnValue:
    repo = repository(owner, name, "contents:read")
    one, dots, other = span.partition("...")
    if not dots:
        raise not_found()
    base, head = (find_commit(repo, ref.rpartition(":")[2]) for ref in (one, other))
    middle = gitdata.merge_base(repo.git_dir, base.sha, head.sha)
    if middle is None:
        raise ApiError(404, f"No common ancestor between {one} and {other}.")
    return jsonify(_comparison(repo, span, base, head, middle))


def _comparison(repo: Repository, span: str, base: gitdata.Commit, head: gitdata.Commit, middle: str) -> Json:
    ahead = gitdata.log(repo.git_dir, "--reverse", f"{base.sha}..{head.sha}")
    behind = gitdata.count(repo.git_dir, f"{head.sha}..{base.sha}")
    words = {(True, False): "ahead", (False, True): "behind", (False, False): "identical"}
    html = f"{state().base_url}/{repo.full_name}/compare/{span}"
    changes = gitdata.diff(repo.git_dir, middle, head.sha)[:300]
    return {
        "url": f"{state().base_url}/repos/{repo.full_name}/compare/{span}",
        "html_url": html,
        "permalink_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "base_commit": shapes.commit(state(), repo, base),
        "merge_base_commit": shapes.commit(state(), repo, gitdata.commit(repo.git_dir, middle)),
        "status": words.get((bool(ahead), bool(behind)), "diverged"),
        "ahead_by": len(ahead),
        "behind_by": behind,
        "total_commits": len(ahead),
        "commits": [shapes.commit(state(), repo, item) for item in page(ahead[:250], default=250)],
        "files": [shapes.file_change(state(), repo, head.sha, change) for change in changes],
    }


@routes.get("/repos/<owner>/<name>/git/commits/<sha>")
def get_git_commit(owner: str, name: str, sha: str) -> ResponseReturnValue:
    repo = repository(owner, name, "contents:read")
    if not gitdata.exists(repo.git_dir, sha, "commit"):
        raise not_found()
    item = gitdata.commit(repo.git_dir, sha)
    shown = shapes.commit(state(), repo, item)
    inner = shown["commit"]
    kept = {key: inner[key] for key in ("author", "committer", "message", "tree", "url", "verification")}
    head = {key: shown[key] for key in ("sha", "node_id", "html_url", "parents")}
    return jsonify(head | kept)


@routes.get("/repos/<owner>/<name>/git/trees/<path:sha>")
def get_tree(owner: str, name: str, sha: str) -> ResponseReturnValue:
    repo = repository(owner, name, "contents:read")
    commit = gitdata.resolve(repo.git_dir, sha)
    if commit is None and not gitdata.branches(repo.git_dir):
        raise ApiError(409, "Git Repository is empty.")
    tree = gitdata.commit(repo.git_dir, commit).tree if commit else sha
    if not gitdata.exists(repo.git_dir, tree, "tree"):
        raise not_found()
    root = f"{state().base_url}/repos/{repo.full_name}/git"
    entries = gitdata.tree(repo.git_dir, tree, recursive="recursive" in request.args)
    shown = [_tree_entry(root, entry) for entry in entries]
    return jsonify(sha=tree, url=f"{root}/trees/{tree}", tree=shown, truncated=False)


def _tree_entry(root: str, entry: Entry) -> Json:
    shown: dict[str, Any] = {"path": entry.path, "mode": entry.mode, "type": entry.type, "sha": entry.sha}
    if entry.type != "commit":
        shown["url"] = f"{root}/{entry.type}s/{entry.sha}"
    if entry.size is not None:
        shown["size"] = entry.size
    return shown


@routes.get("/repos/<owner>/<name>/git/blobs/<sha>")
def get_blob(owner: str, name: str, sha: str) -> ResponseReturnValue:
    repo = repository(owner, name, "contents:read")
    if not gitdata.exists(repo.git_dir, sha, "blob"):
        raise not_found()
    raw = gitdata.blob(repo.git_dir, sha)
    url = f"{state().base_url}/repos/{repo.full_name}/git/blobs/{sha}"
    content = base64.encodebytes(raw).decode()
    return jsonify(
        sha=sha, node_id=node_id("B", sha), size=len(raw), url=url, content=content, encoding="base64"
    )


@routes.get("/repos/<owner>/<name>/git/ref/<path:ref>")
def get_ref(owner: str, name: str, ref: str) -> ResponseReturnValue:
    repo = repository(owner, name, "contents:read")
    sha = gitdata.resolve(repo.git_dir, f"refs/{ref}")
    if sha is None:
        raise not_found()
    root = f"{state().base_url}/repos/{repo.full_name}/git"
    target = {"type": "commit", "sha": sha, "url": f"{root}/commits/{sha}"}
    return jsonify(ref=f"refs/{ref}", node_id=node_id("REF", ref), url=f"{root}/refs/{ref}", object=target)


@routes.get("/repos/<owner>/<name>/branches")
def list_branches(owner: str, name: str) -> ResponseReturnValue:
    repo = repository(owner, name, "contents:read")
    root = f"{state().base_url}/repos/{repo.full_name}/commits"
    shown = [
        {"name": branch, "commit": {"sha": sha, "url": f"{root}/{sha}"}, "protected": False}
        for branch, sha in page(gitdata.branches(repo.git_dir))
    ]
    return jsonify(shown)


@routes.get("/repos/<owner>/<name>/branches/<path:branch>")
def get_branch(owner: str, name: str, branch: str) -> ResponseReturnValue:
    repo = repository(owner, name, "contents:read")
    sha = dict(gitdata.branches(repo.git_dir)).get(branch)
    if sha is None:
        raise ApiError(404, "Branch not found")
    url = f"{state().base_url}/repos/{repo.full_name}/branches/{branch}"
    html = f"{state().base_url}/{repo.full_name}/tree/{branch}"
    off = {
        "enabled": False,
        "required_status_checks": {"enforcement_level": "off", "contexts": [], "checks": []},
    }
    return jsonify(
        name=branch,
        commit=shapes.commit(state(), repo, gitdata.commit(repo.git_dir, sha)),
        _links={"self": url, "html": html},
        protected=False,
        protection=off,
        protection_url=f"{url}/protection",
    )


@routes.get("/users/<login>/repos")
@routes.get("/orgs/<login>/repos")
def list_repositories(login: str) -> ResponseReturnValue:
    owned = [
        repo for repo in state().repositories.values() if repo.owner.login.casefold() == login.casefold()
    ]
    seen = [repo for repo in owned if visible(identity(), repo)]
    return jsonify([shapes.repository(state(), repo) for repo in page(seen)])
