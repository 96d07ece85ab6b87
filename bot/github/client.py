"""``Client``: everything that Byline asks of GitHub and writes there, as one installation or token."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any, Final
from urllib.parse import quote, urlsplit

from bot.actions import Annotation, WriteCheck
from bot.config import PUBLIC_API, Settings
from bot.errors import BylineError, CouldNotLook, NotFound
from bot.github import graphql
from bot.github import records as r
from bot.github.etags import FOR_GOOD
from bot.github.identity import Identity
from bot.github.names import commit_id, is_git_id, repository_name
from bot.github.transport import Transport
from detectors.model import PostedCheck, PostedComment, TextFile
from policies.words import PERMISSION_RANK

#: GitHub lists no more than these (its REST documentation of a pull request's commits and files).
MAX_PULL_COMMITS: Final = 250
MAX_PULL_FILES: Final = 3000
#: Annotations that one request may carry; further ones are appended by updates.
ANNOTATION_BATCH: Final = 50
#: Longer histories than this are not worth the requests.
MAX_LABEL_EVENTS: Final = 3000
MAX_COMMENTS: Final = 5000
#: So much happens nowhere within an hour but in a flood.
MAX_COUNTED: Final = 500

#: GitHub's flags of what somebody may do, the greatest first, with the role that goes with each.
_ROLE_FLAGS: Final = (
    ("admin", "admin"),
    ("maintain", "maintain"),
    ("push", "write"),
    ("triage", "triage"),
    ("pull", "read"),
)
_LABEL_EVENTS: Final = frozenset({"labeled", "unlabeled"})
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_CONTENTS: Final = "contents: read"
_METADATA: Final = "metadata: read"
_ISSUES: Final = ("issues: read", "issues: write")
_PULLS: Final = "pull_requests: read"
_PULLS_WRITE: Final = "pull_requests: write"
_CHECKS: Final = ("checks: read", "checks: write")
_MEMBERS: Final = "members: read"


@dataclass(frozen=True, slots=True)
class Drafter:
    """How pull requests are made drafts: whether that is permitted, and the one token that may."""

    may: Callable[[], bool]
    transport: Transport


class Client:
    """Reads and writes as one installation, token or anonymous caller. Safe to use from several threads.

    Every method raises ``NotFound`` for what is not there, ``RetryLater`` for passing faults and rate limits,
    and ``CouldNotLook`` for what is not permitted; ``repository`` is always ``owner/name``.
    """

    def __init__(
        self,
        settings: Settings,
        transport: Transport,
        identity: Identity,
        installation_id: int | None,
        drafter: Drafter | None = None,
    ) -> None:
        self._settings = settings
        self._drafter = drafter
        self._transport = transport
        self.identity = identity
        self.installation_id = installation_id

    # -- reading

    def repository(self, repository: str) -> r.Repo:
        """Return a repository."""
        return r.parse(r.Repo, self._transport.get(_repo(repository), _METADATA), repository)

    def pull(self, repository: str, number: int) -> r.PullRequest:
        """Return a pull request."""
        path = f"{_repo(repository)}/pulls/{int(number)}"
        return r.parse(r.PullRequest, self._transport.get(path, _PULLS), f"{repository}#{number}")

    def issue(self, repository: str, number: int) -> r.Issue:
        """Return an issue (or a pull request as GitHub shows it among the issues)."""
        return r.parse(
            r.Issue, self._transport.get(_thread(repository, number), _ISSUES[0]), f"{repository}#{number}"
        )

    def comment(self, repository: str, comment_id: int) -> r.Comment:
        """Return a comment on an issue or a pull request."""
        path = f"{_repo(repository)}/issues/comments/{int(comment_id)}"
        return r.parse(r.Comment, self._transport.get(path, _ISSUES[0]), f"comment {comment_id}")

    def review(self, repository: str, number: int, review_id: int) -> r.Review:
        """Return a review of a pull request."""
        path = f"{_repo(repository)}/pulls/{int(number)}/reviews/{int(review_id)}"
        return r.parse(r.Review, self._transport.get(path, _PULLS), f"review {review_id}")

    def review_comment(self, repository: str, comment_id: int) -> r.Comment:
        """Return a comment on a line of a pull request."""
        path = f"{_repo(repository)}/pulls/comments/{int(comment_id)}"
        return r.parse(r.Comment, self._transport.get(path, _PULLS), f"review comment {comment_id}")

    def advisory(self, repository: str, ghsa_id: str) -> r.Advisory:
        """Return a security advisory or private report."""
        path = f"{_repo(repository)}/security-advisories/{quote(ghsa_id, safe='')}"
        return r.parse(r.Advisory, self._transport.get(path, "repository_advisories: read"), ghsa_id)

    def pull_commits(self, repository: str, number: int) -> tuple[r.CommitItem, ...]:
        """Return the commits of a pull request, oldest first: at most the first ``MAX_PULL_COMMITS``."""
        found = self._transport.pages(f"{_repo(repository)}/pulls/{int(number)}/commits", _PULLS)
        return tuple(r.parse(r.CommitItem, item, "a commit") for item in found)

    def pull_files(self, repository: str, number: int) -> tuple[r.FileItem, ...]:
        """Return the changed files of a pull request: at most the first ``MAX_PULL_FILES``."""
        found = self._transport.pages(f"{_repo(repository)}/pulls/{int(number)}/files", _PULLS)
        return tuple(r.parse(r.FileItem, item, "a changed file") for item in found)

    def threads_before(self, repository: str, until: str) -> Iterator[r.Issue]:
        """Yield issues and pull requests that were opened before ``until`` (ISO 8601, UTC), oldest first."""
        params = {"state": "all", "sort": "created", "direction": "asc"}
        for item in self._transport.pages(f"{_repo(repository)}/issues", _ISSUES[0], params=params):
            thread = r.parse(r.Issue, item, f"an issue of {repository}")
            if thread.created_at >= until:  # GitHub writes dates in one form, so texts compare as times do
                return
            yield thread

    def commits_before(self, repository: str, until: str) -> Iterator[r.CommitItem]:
        """Yield the commits of the default branch before ``until`` (ISO 8601, UTC), newest first."""
        found = self._transport.pages(f"{_repo(repository)}/commits", _CONTENTS, params={"until": until})
        return (r.parse(r.CommitItem, item, "a commit") for item in found)

    def pulls_for_commit(self, repository: str, sha: str) -> tuple[r.PullRequest, ...]:
        """Return the pull requests that contain a commit, those of forks too."""
        found = self._transport.pages(f"{_repo(repository)}/commits/{commit_id(sha)}/pulls", _PULLS)
        return tuple(r.parse(r.PullRequest, item, "a pull request") for item in found)

    def compare(self, repository: str, base: str, head: str) -> r.Comparison:
        """Return what ``head`` adds to ``base`` (commit ids): at most 250 commits and 300 files.

        Two commits never change. What GitHub says of their authors and signatures may, until it knows them.
        """
        path = f"{_repo(repository)}/compare/{commit_id(base)}...{commit_id(head)}"
        data = self._transport.get(path, _CONTENTS, mark=FOR_GOOD, holds=_is_settled)
        return r.parse(r.Comparison, data, f"{base[:12]}...{head[:12]}")

    def commit(self, repository: str, sha: str) -> r.CommitItem:
        """Return one commit."""
        path = f"{_repo(repository)}/commits/{commit_id(sha)}"
        return r.parse(r.CommitItem, self._transport.get(path, _CONTENTS), f"commit {sha[:12]}")

    def has_commit(self, repository: str, sha: str) -> bool:
        """Whether GitHub has a commit, be it of another branch, of a pull request or of a fork."""
        try:
            self._transport.get(f"{_repo(repository)}/git/commits/{commit_id(sha)}", _CONTENTS)
        except NotFound:
            return False
        return True

    def branch_tip(self, repository: str, branch: str) -> str:
        """Return the id of the last commit of a branch."""
        path = f"{_repo(repository)}/branches/{quote(branch)}"
        found = r.parse(r.BranchItem, self._transport.get(path, _CONTENTS), f"the branch {branch!a}")
        return commit_id(found.commit.sha)

    def file(self, repository: str, path: str, ref: str | None = None) -> TextFile | None:
        """Return a text file at ``ref`` (default: the default branch), or ``None`` where there is none.

        Raises:
            CouldNotLook: it is no file, too large for GitHub to show (1 MB), or the path leads elsewhere.
        """
        if not is_file_path(path):
            raise CouldNotLook(f"{path!a} is no path of a file in a repository")
        params = {"ref": ref} if ref else None
        try:
            data = self._transport.get(
                f"{_repo(repository)}/contents/{quote(path)}", _CONTENTS, params, mark=_for_good(ref or "")
            )
        except NotFound:
            return None
        what = f"{path} in {repository}"
        if isinstance(data, list):
            raise CouldNotLook(f"{what} is a folder, not a file")
        found = r.parse(r.ContentFile, data, what)
        if found.type != "file" or found.encoding != "base64":
            raise CouldNotLook(f"{what} cannot be read: it is a {found.type} of {found.size} bytes")
        return TextFile(path, _text(found.content, what), ref or "HEAD")

    def tree(self, repository: str, name: str, *, recursive: bool = False, absent: str = "") -> r.Tree | None:
        """Return the tree with that id, or that of a branch; ``None`` where the repository has none.

        With ``recursive`` the entries of all its trees are listed, as far as GitHub shows them at once. That
        there is none still counts where it was so under the same ``absent``.
        """
        path = f"{_repo(repository)}/git/trees/{quote(name, safe='')}"
        params = {"recursive": "1"} if recursive else None
        try:
            data = self._transport.get(path, _CONTENTS, params, mark=_for_good(name), absent=absent)
        except NotFound:
            return None
        return r.parse(r.Tree, data, f"a tree of {repository}")

    def blob(self, repository: str, sha: str, what: str) -> str:
        """Return the text with that id in git; ``what`` names it in errors."""
        path = f"{_repo(repository)}/git/blobs/{commit_id(sha)}"
        found = r.parse(r.Blob, self._transport.get(path, _CONTENTS, mark=FOR_GOOD), what)
        if found.encoding != "base64":
            raise CouldNotLook(f"{what} cannot be read: GitHub sent it as {found.encoding or 'nothing'}")
        return _text(found.content, what)

    def folder(self, repository: str, path: str) -> tuple[r.DirectoryEntry, ...]:
        """Return the entries of a folder on the default branch; none where there is no such folder."""
        try:
            data = self._transport.get(f"{_repo(repository)}/contents/{quote(path)}", _CONTENTS)
        except NotFound:
            return ()
        items = data if isinstance(data, list) else []
        return tuple(r.parse(r.DirectoryEntry, item, f"{path} in {repository}") for item in items)

    def labels(self, repository: str, mark: str = "") -> tuple[str, ...]:
        """Return the names of the repository's labels; an answer under the same ``mark`` still counts."""
        found = self._transport.pages(f"{_repo(repository)}/labels", _ISSUES[0], mark=mark)
        return tuple(r.parse(r.Label, item, "a label").name for item in found)

    def label_events(self, repository: str, number: int) -> tuple[r.IssueEvent, ...]:
        """Return who put labels on an issue or pull request or took them off, oldest first.

        Raises:
            CouldNotLook: there are more than ``MAX_LABEL_EVENTS`` events.
        """
        return tuple(e for e in self._events(repository, number) if e.event in _LABEL_EVENTS)

    def timeline(self, repository: str, number: int, mark: str = "") -> r.Timeline:
        """Return the comments and the label events of an issue or pull request, oldest first.

        An answer under the same ``mark`` still counts.

        Raises:
            CouldNotLook: its timeline has more than ``MAX_COMMENTS`` entries.
        """
        pages = self._transport.pages(f"{_thread(repository, number)}/timeline", _ISSUES[0], mark=mark)
        found = _at_most(MAX_COMMENTS, pages, f"entries in the timeline of {repository}#{number}")
        items = [(item.get("event"), item) for item in found if isinstance(item, dict)]
        return r.Timeline(
            tuple(r.parse(r.Comment, item, "a comment") for event, item in items if event == "commented"),
            tuple(r.parse(r.IssueEvent, item, "an event") for event, item in items if event in _LABEL_EVENTS),
        )

    def permission(self, repository: str, login: str) -> str:
        """Return somebody's role in the repository: admin, maintain, write, triage, read or none."""
        path = f"{_repo(repository)}/collaborators/{quote(login, safe='')}/permission"
        data = self._transport.get(path, _METADATA)
        role = _role(data) if isinstance(data, dict) else None
        if role is None:
            raise CouldNotLook(f"GitHub did not say which role {login!a} has in {repository}")
        return role

    def own_events(self, repository: str, number: int) -> tuple[r.IssueEvent, ...]:
        """Return what Byline's own account did to an issue or pull request, oldest first.

        Raises:
            CouldNotLook: there are more than ``MAX_LABEL_EVENTS`` events.
        """
        did = self.identity.did
        return tuple(e for e in self._events(repository, number) if did(e.actor, e.performed_via_github_app))

    def own_comments_since(self, repository: str, since: str, marker: str) -> int:
        """Return how many of Byline's comments that start with ``marker`` were posted since then (UTC).

        Raises:
            CouldNotLook: so much was said there that it was not counted to the end.
        """
        params = {"since": since, "sort": "created", "direction": "desc"}
        pages = self._transport.pages(f"{_repo(repository)}/issues/comments", _ISSUES[0], params=params)
        found = _at_most(MAX_COUNTED, pages, f"comments in {repository} since {since}")
        said = (r.parse(r.Comment, item, "a comment") for item in found)
        return sum(one.created_at >= since and self._is_own(one, marker) for one in said)

    def own_closes_since(self, repository: str, since: str) -> int:
        """Return how often Byline's account closed an issue or pull request since then (UTC).

        Raises:
            CouldNotLook: so much was done there that it was not counted to the end.
        """
        pages = self._transport.pages(f"{_repo(repository)}/issues/events", _ISSUES[0])
        events = (r.parse(r.IssueEvent, item, "an event") for item in pages)
        recent = takewhile(lambda event: event.created_at >= since, events)  # GitHub lists the newest first
        found = _at_most(MAX_COUNTED, recent, f"events in {repository} since {since}")
        did = self.identity.did
        return sum(e.event == "closed" and did(e.actor, e.performed_via_github_app) for e in found)

    def review_requests(self, repository: str, number: int) -> tuple[r.IssueEvent, ...]:
        """Return who asked whom for a review of a pull request, oldest first.

        Raises:
            CouldNotLook: there are more than ``MAX_LABEL_EVENTS`` events.
        """
        return tuple(e for e in self._events(repository, number) if e.event == "review_requested")

    def comments(self, repository: str, number: int) -> tuple[r.Comment, ...]:
        """Return the comments on an issue or pull request, oldest first.

        Raises:
            CouldNotLook: there are more than ``MAX_COMMENTS``.
        """
        path, found = f"{_thread(repository, number)}/comments", f"comments on {repository}#{number}"
        return self._said(r.Comment, path, _ISSUES[0], found, "a comment")

    def review_comments(self, repository: str, number: int) -> tuple[r.Comment, ...]:
        """Return the comments on lines of a pull request, oldest first.

        Raises:
            CouldNotLook: there are more than ``MAX_COMMENTS``.
        """
        path = f"{_repo(repository)}/pulls/{int(number)}/comments"
        return self._said(
            r.Comment, path, _PULLS, f"review comments on {repository}#{number}", "a review comment"
        )

    def reviews(self, repository: str, number: int) -> tuple[r.Review, ...]:
        """Return the reviews of a pull request, oldest first.

        Raises:
            CouldNotLook: there are more than ``MAX_COMMENTS``.
        """
        path = f"{_repo(repository)}/pulls/{int(number)}/reviews"
        return self._said(r.Review, path, _PULLS, f"reviews of {repository}#{number}", "a review")

    def _said(self, kind: type[r.R], path: str, permission: str, what: str, one: str) -> tuple[r.R, ...]:
        """Return all that was said at ``path``; ``what`` and ``one`` name them in errors."""
        found = _at_most(MAX_COMMENTS, self._transport.pages(path, permission), what)
        return tuple(r.parse(kind, item, one) for item in found)

    def closing_issues(self, repository: str, number: int) -> tuple[r.ClosedIssue, ...]:
        """Return the issues that a pull request closes, in whichever repository: at most 20."""
        owner, _, name = repository_name(repository).partition("/")
        variables = {"owner": owner, "name": name, "number": int(number)}
        try:
            data: Any = self._transport.graphql(graphql.CLOSING_ISSUES, variables, _PULLS)
            nodes = data["repository"]["pullRequest"]["closingIssuesReferences"]["nodes"]
        except CouldNotLook:
            raise
        except (BylineError, TypeError, KeyError) as error:
            what = f"which issues {repository}#{number} closes"
            raise CouldNotLook(f"GitHub did not say {what}: {error}") from None
        return tuple(r.parse(r.ClosedIssue, node, "an issue") for node in nodes or () if node is not None)

    def opened_by(self, repository: str, login: str, state: str) -> Iterator[r.Issue]:
        """Yield the issues and pull requests that somebody opened, latest first, in GitHub's ``state``."""
        params = {"creator": login, "state": state, "sort": "created", "direction": "desc"}
        found = self._transport.pages(f"{_repo(repository)}/issues", _ISSUES[0], params=params)
        return (r.parse(r.Issue, item, "an issue") for item in found)

    def threads(self, repository: str, state: str) -> Iterator[r.Issue]:
        """Yield the issues and pull requests in GitHub's ``state``, the one opened last first."""
        params = {"state": state, "sort": "created", "direction": "desc"}
        found = self._transport.pages(f"{_repo(repository)}/issues", _ISSUES[0], params=params)
        return (r.parse(r.Issue, item, "an issue") for item in found)

    def closed_pulls(self, repository: str) -> Iterator[r.PullRequest]:
        """Yield the closed pull requests, merged ones among them, the latest changed first."""
        params = {"state": "closed", "sort": "updated", "direction": "desc"}
        found = self._transport.pages(f"{_repo(repository)}/pulls", _PULLS, params=params)
        return (r.parse(r.PullRequest, item, "a pull request") for item in found)

    def team(self, organization: str, slug: str) -> r.Team:
        """Return a team."""
        path = f"/orgs/{quote(organization, safe='')}/teams/{quote(slug, safe='')}"
        return r.parse(r.Team, self._transport.get(path, _MEMBERS), f"{organization}/{slug}")

    def in_team(self, organization: str, slug: str, login: str) -> bool:
        """Return whether somebody is an active member of a team; also false where the team is not seen."""
        team = f"/orgs/{quote(organization, safe='')}/teams/{quote(slug, safe='')}"
        try:
            data = self._transport.get(f"{team}/memberships/{quote(login, safe='')}", _MEMBERS)
        except NotFound:
            return False
        return r.parse(r.TeamMembership, data, f"{organization}/{slug}").state == "active"

    def find_comment(self, repository: str, number: int, marker: str) -> PostedComment | None:
        """Return Byline's own comment that starts with ``marker``: the oldest, with later ones as duplicates.

        Raises:
            CouldNotLook: Byline has no identity, or there are more than ``MAX_COMMENTS`` comments.
        """
        return self.own_comment(self.comments(repository, number), marker)

    def own_comment(self, found: Iterable[r.Comment], marker: str) -> PostedComment | None:
        """Return Byline's own among some comments, as ``find_comment`` does."""
        self._require_identity("which comment is Byline's own")
        own = sorted((c for c in found if self._is_own(c, marker)), key=lambda comment: comment.id)
        if not own:
            return None
        return PostedComment(own[0].id, own[0].body, tuple(comment.id for comment in own[1:]))

    def find_check(self, repository: str, sha: str, name: str) -> PostedCheck | None:
        """Return Byline's own latest check run of that name on a commit."""
        self._require_identity("which check run is Byline's own")
        path = f"{_repo(repository)}/commits/{commit_id(sha)}/check-runs"
        params = {"check_name": name, "filter": "latest"}
        if self.identity.app_id is not None:
            params["app_id"] = str(self.identity.app_id)
        found = self._transport.pages(path, _CHECKS[0], within="check_runs", params=params)
        runs = (r.parse(r.CheckRun, item, "a check run") for item in found)
        own = [run for run in runs if run.name == name and self._owns_check(run)]
        return _posted(max(own, key=lambda run: run.id)) if own else None

    # -- writing

    def create_label(self, repository: str, name: str, color: str, description: str) -> None:
        """Make a label; one that is there already is left as it is."""
        body = {"name": name, "color": color, "description": description}
        self._transport.forget(f"{_repo(repository)}/labels?")
        try:
            self._transport.write("POST", f"{_repo(repository)}/labels", _ISSUES[1], body)
        except CouldNotLook:
            raise
        except BylineError:  # refused: because it is there already?
            if not self._has_label(repository, name):
                raise

    def add_labels(self, repository: str, number: int, names: tuple[str, ...]) -> None:
        """Put labels on an issue or pull request; GitHub ignores those that it carries already."""
        path = f"{_thread(repository, number)}/labels"
        self._transport.write("POST", path, _ISSUES[1], {"labels": list(names)})

    def remove_label(self, repository: str, number: int, name: str) -> None:
        """Take a label off; one that is gone already is no error."""
        self._delete(f"{_thread(repository, number)}/labels/{quote(name, safe='')}")

    def create_comment(self, repository: str, number: int, body: str) -> int:
        """Post a comment and return its id."""
        path = f"{_thread(repository, number)}/comments"
        return r.parse(r.Comment, self._transport.write("POST", path, _ISSUES[1], {"body": body}), path).id

    def update_comment(self, repository: str, comment_id: int, body: str) -> None:
        """Replace the text of a comment."""
        path = f"{_repo(repository)}/issues/comments/{int(comment_id)}"
        self._transport.write("PATCH", path, _ISSUES[1], {"body": body})

    def delete_comment(self, repository: str, comment_id: int) -> None:
        """Delete a comment; one that is gone already is no error."""
        self._delete(f"{_repo(repository)}/issues/comments/{int(comment_id)}")

    def react(self, repository: str, comment_id: int, reaction: str, *, on_line: bool) -> None:
        """React to a comment with GitHub's word (``+1``, ``confused`` …); a reaction that is there stays."""
        place, permission = ("pulls", _PULLS_WRITE) if on_line else ("issues", _ISSUES[1])
        path = f"{_repo(repository)}/{place}/comments/{int(comment_id)}/reactions"
        self._transport.write("POST", path, permission, {"content": reaction})

    def create_check(self, repository: str, name: str, check: WriteCheck) -> PostedCheck:
        """Make a completed check run with all its annotations."""
        first = {"name": name, "head_sha": commit_id(check.head_sha)}
        return self._write_check("POST", f"{_repo(repository)}/check-runs", first, check)

    def update_check(self, repository: str, name: str, check: WriteCheck) -> PostedCheck:
        """Rewrite the check run ``check.id``; GitHub adds the annotations to those that it has.

        Raises:
            ValueError: ``check`` has no id.
        """
        if check.id is None:
            raise ValueError("update_check needs the id of a check run")
        return self._write_check("PATCH", f"{_repo(repository)}/check-runs/{check.id}", {"name": name}, check)

    def close(self, repository: str, number: int, *, pull: bool) -> None:
        """Close an issue, as not planned, or a pull request."""
        if pull:
            path = f"{_repo(repository)}/pulls/{int(number)}"
            self._transport.write("PATCH", path, _PULLS_WRITE, {"state": "closed"})
            return
        body = {"state": "closed", "state_reason": "not_planned"}
        self._transport.write("PATCH", _thread(repository, number), _ISSUES[1], body)

    def lock(self, repository: str, number: int, reason: str) -> None:
        """Lock a conversation; ``reason`` is GitHub's own word."""
        self._transport.write(
            "PUT", f"{_thread(repository, number)}/lock", _ISSUES[1], {"lock_reason": reason}
        )

    def request_changes(self, repository: str, number: int, body: str) -> None:
        """Leave a review that requests changes."""
        path = f"{_repo(repository)}/pulls/{int(number)}/reviews"
        self._transport.write("POST", path, _PULLS_WRITE, {"event": "REQUEST_CHANGES", "body": body})

    def may_draft(self) -> bool:
        """Return whether a pull request can be made a draft here: only by an App with Contents: write."""
        return self._drafter is not None and self._drafter.may()

    def convert_to_draft(self, node_id: str) -> None:
        """Make a pull request a draft."""
        transport = self._drafter.transport if self._drafter else self._transport
        transport.graphql(graphql.CONVERT_TO_DRAFT, {"input": {"pullRequestId": node_id}}, "contents: write")

    def minimize(self, node_id: str, reason: str) -> None:
        """Hide a comment; ``reason`` is a word of GitHub's ``ReportedContentClassifiers``."""
        variables = {"input": {"subjectId": node_id, "classifier": reason}}
        self._transport.graphql(graphql.MINIMIZE_COMMENT, variables, _ISSUES[1])

    def _write_check(self, verb: str, path: str, first: dict[str, Any], check: WriteCheck) -> PostedCheck:
        """Send the annotations in batches; only the last request completes the run and stores its digest.

        Whoever finds a run that was cut off in between sees no digest, and writes it again.
        """
        size = ANNOTATION_BATCH
        batches = [check.annotations[at : at + size] for at in range(0, len(check.annotations), size)] or [()]
        for at, batch in enumerate(batches):
            last = at == len(batches) - 1
            body = {**first, **_check_body(check, batch, last=last)}
            answer = self._transport.write(verb, path, _CHECKS[1], body)
            run = r.parse(r.CheckRun, answer, "a check run")
            repository_path = path.partition("/check-runs")[0]
            verb, path, first = "PATCH", f"{repository_path}/check-runs/{run.id}", {}
        return _posted(run)

    # -- git

    def git_url(self, repository: str) -> str:
        """Return the URL to fetch a repository from, without a token in it."""
        name = repository_name(repository)
        if self._settings.api_url == PUBLIC_API:
            return f"https://github.com/{name}.git"
        parts = urlsplit(self._settings.api_url)
        return f"{parts.scheme}://{parts.netloc}/{name}.git"

    def git_token(self) -> str:
        """Return the token to fetch with; empty for anonymous callers."""
        return self._transport.token()

    # -- helpers

    def _events(self, repository: str, number: int) -> Iterator[r.IssueEvent]:
        pages = self._transport.pages(f"{_thread(repository, number)}/events", _ISSUES[0])
        found = _at_most(MAX_LABEL_EVENTS, pages, f"events on {repository}#{number}")
        return (r.parse(r.IssueEvent, item, "an event") for item in found)

    def _has_label(self, repository: str, name: str) -> bool:
        try:
            self._transport.get(f"{_repo(repository)}/labels/{quote(name, safe='')}", _ISSUES[0])
        except NotFound:
            return False
        return True

    def _delete(self, path: str) -> None:
        try:
            self._transport.write("DELETE", path, _ISSUES[1])
        except NotFound:
            return

    def _is_own(self, comment: r.Comment, marker: str) -> bool:
        mine = self.identity.did(comment.user, comment.performed_via_github_app)
        return mine and comment.body.lstrip().startswith(marker)

    def _owns_check(self, run: r.CheckRun) -> bool:
        """A token shares its App with every workflow, whose jobs may have any name: the digest tells ours."""
        marked = self.identity.app_id is not None or _DIGEST.fullmatch(run.external_id) is not None
        return marked and self.identity.owns_check(run.app)

    def _require_identity(self, what: str) -> None:
        if not self.identity.known:
            raise CouldNotLook(f"without a token Byline cannot tell {what}: set BYLINE_GITHUB_TOKEN")


def _repo(repository: str) -> str:
    return f"/repos/{repository_name(repository)}"


def _thread(repository: str, number: int) -> str:
    return f"{_repo(repository)}/issues/{int(number)}"


def is_file_path(path: str) -> bool:
    """Whether a path stays where it says it is: a client would follow other ones elsewhere."""
    return {"", ".", ".."}.isdisjoint(path.split("/"))


def _for_good(name: str) -> str:
    """Return the mark of what has such a name: one that git made of the content never means anything else."""
    return FOR_GOOD if is_git_id(name) else ""


def _text(content: str, what: str) -> str:
    try:
        return r.decoded(base64.b64decode(content))
    except binascii.Error as error:
        raise CouldNotLook(f"{what} cannot be read: {error}") from None


def _is_settled(comparison: Any) -> bool:
    """Whether GitHub knows all authors of a comparison's commits, and what to say of their signatures.

    A key or an address that somebody adds to their account counts for the commits that they made before.
    """
    items = comparison.get("commits") if isinstance(comparison, dict) else None
    try:
        return all(
            item["author"] and (signed["verified"] or signed["reason"] == "unsigned")
            for item in items or ()
            for signed in (item["commit"]["verification"],)
        )
    except (KeyError, TypeError):
        return False


def _role(data: dict[str, Any]) -> str | None:
    """Return the role of GitHub's own; of an organization's own role, the greatest that it includes."""
    named = data.get("role_name") or data.get("permission")
    if named in PERMISSION_RANK:
        return str(named)
    user = data.get("user")
    held = user.get("permissions") if isinstance(user, dict) else None
    flags = held if isinstance(held, dict) else {}
    included = next((role for flag, role in _ROLE_FLAGS if flags.get(flag) is True), None)
    return included or (named if isinstance(named, str) else None)


def _at_most(limit: int, items: Iterator[Any], what: str) -> list[Any]:
    found = list(islice(items, limit + 1))
    if len(found) > limit:
        raise CouldNotLook(f"there are more than {limit} {what}")
    return found


def _posted(run: r.CheckRun) -> PostedCheck:
    count = run.output.annotations_count
    return PostedCheck(run.id, run.head_sha, run.status, run.conclusion, run.external_id, count)


def _check_body(check: WriteCheck, batch: tuple[Annotation, ...], *, last: bool) -> dict[str, Any]:
    output: dict[str, Any] = {"title": check.title, "summary": check.summary, "text": check.text}
    if batch:
        output["annotations"] = [_annotation(annotation) for annotation in batch]
    if not last:
        return {"status": "in_progress", "external_id": "", "output": output}
    return {
        "status": "completed",
        "conclusion": check.conclusion,
        "external_id": check.digest,
        "output": output,
    }


def _annotation(annotation: Annotation) -> dict[str, Any]:
    column = annotation.column
    return {
        "path": annotation.path,
        "start_line": annotation.start_line,
        "end_line": annotation.end_line,
        "annotation_level": annotation.level,
        "title": annotation.title,
        "message": annotation.message,
        **({} if column is None else {"start_column": column, "end_column": column}),
    }
