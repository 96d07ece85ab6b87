"""The fake GitHub as tests see it."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt

from tests.fakes.github import actions, gitdata, payloads, shapes
from tests.fakes.github.courier import Courier, wants
from tests.fakes.github.faults import Fault
from tests.fakes.github.journal import Request
from tests.fakes.github.limits import SECONDARY
from tests.fakes.github.model import (
    ALL_EVENTS,
    ALL_PERMISSIONS,
    Account,
    Advisory,
    AppRecord,
    CheckRun,
    Comment,
    HookDelivery,
    Installation,
    Issue,
    Json,
    Label,
    Pull,
    Repository,
    Review,
    ReviewComment,
    Token,
)
from tests.fakes.github.payloads import Subject
from tests.fakes.github.route_manifest import Registration
from tests.fakes.github.server import FakeApp, Server
from tests.fakes.github.state import State
from tests.fakes.keys import AppKey
from tests.fakes.openapi import Contract
from tests.fakes.repository import Content, RepositoryBuilder, git

Named = Repository | str
Who = Account | str


class FakeGitHub:
    """A GitHub with one App, served over HTTP on the loopback interface.

    People act through the methods here, the product through HTTP. ``auto_deliver`` sends a webhook to the
    App for every change, whoever made it, as GitHub does.
    """

    def __init__(self, key: AppKey, workdir: Path, contract: Contract | None = None) -> None:
        self.key = key
        self.state = State(workdir)
        self.flask = FakeApp(self.state, contract)
        self.courier = Courier(self.state)
        self.auto_deliver = False
        self.app = self._make_app(key)
        self.state.emit = self._emit
        self.state.redeliver = lambda delivery: self.courier.later(self.courier.repeat(delivery))
        self._server = Server(self.flask)
        self.state.base_url = self._server.url

    def _make_app(self, key: AppKey, app_id: int = 12345, slug: str = "byline-test") -> AppRecord:
        app = AppRecord(
            app_id,
            slug,
            "Byline (test)",
            self.state.account("byline-owner"),
            self.state.account(f"{slug}[bot]", "Bot"),
            key.public_pem,
            dict(ALL_PERMISSIONS),
            list(ALL_EVENTS),
            webhook_secret="webhook-s3cret",
        )
        self.state.apps[app.id] = app
        return app

    def close(self) -> None:
        """Stop serving and sending."""
        self.courier.close()
        self._server.close()

    @property
    def base_url(self) -> str:
        """The API's address, as in ``BYLINE_GITHUB_API_URL``; git is served at ``/{owner}/{name}.git``."""
        return self.state.base_url

    # ---- what was asked -------------------------------------------------------------------------------

    @property
    def requests(self) -> list[Request]:
        """Every request so far."""
        return self.flask.journal

    def writes(self, path: str = "") -> list[Request]:
        """Return the successful requests that changed something visible, by a pattern of the path."""
        return [
            entry
            for entry in list(self.requests)
            if entry.is_write and entry.status < 400 and re.search(path, entry.path) and _took_effect(entry)
        ]

    def calls(self, method: str, path: str = "") -> list[Request]:
        """Return the requests of a method whose path matches a pattern, whatever became of them."""
        return [
            entry for entry in list(self.requests) if entry.method == method and re.search(path, entry.path)
        ]

    def forget(self) -> None:
        """Empty the journal."""
        self.flask.journal.clear()

    @property
    def violations(self) -> list[str]:
        """Requests that GitHub's description does not allow, or that the fake does not serve."""
        return self.flask.violations

    # ---- faults ---------------------------------------------------------------------------------------

    def fail(
        self,
        method: str,
        path: str,
        *,
        status: int = 500,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        times: int = 1,
        applied: bool = False,
        skip: int = 0,
    ) -> None:
        """Answer the next matching requests with an error (``times=-1``: for ever).

        ``method`` may be ``*``. With ``applied`` the request takes effect and only its answer is replaced.
        ``skip`` lets that many matching requests pass first.
        """
        fault = Fault(
            method, re.compile(path), "fail", times, status, headers or {}, body, 0.0, applied, skip
        )
        self.flask.faults.add(fault)

    def drop(self, method: str, path: str, *, times: int = 1, applied: bool = False, skip: int = 0) -> None:
        """Cut the connection of the next matching requests, before or after they take effect."""
        pattern = re.compile(path)
        self.flask.faults.add(Fault(method, pattern, "drop", times, applied=applied, skip=skip))

    def slow(self, method: str, path: str, seconds: float, *, times: int = 1) -> None:
        """Answer the next matching requests only after some seconds."""
        self.flask.faults.add(Fault(method, re.compile(path), "slow", times, seconds=seconds))

    def hang(
        self, method: str, path: str, seconds: float, *, times: int = 1, applied: bool = False, skip: int = 0
    ) -> None:
        """Say nothing to the next matching requests for some seconds, then cut the connection."""
        fault = Fault(method, re.compile(path), "hang", times, seconds=seconds, applied=applied, skip=skip)
        self.flask.faults.add(fault)

    def halve(self, method: str, path: str, *, times: int = 1, skip: int = 0) -> None:
        """Do what the next matching requests ask, and cut the connection in the middle of the answer."""
        self.flask.faults.add(Fault(method, re.compile(path), "half", times, applied=True, skip=skip))

    def drip(self, method: str, path: str, seconds: float, *, times: int = 1, skip: int = 0) -> None:
        """Do what the next matching requests ask, and send the answer's first bytes ``seconds`` apart."""
        fault = Fault(method, re.compile(path), "drip", times, seconds=seconds, applied=True, skip=skip)
        self.flask.faults.add(fault)

    def when(
        self, method: str, path: str, call: Callable[[], object], *, applied: bool = False, skip: int = 0
    ) -> Fault:
        """Call something when a matching request arrives, or when it has taken effect but got no answer."""
        kind = re.compile(path)
        fault = Fault(method, kind, "call", 1, applied=applied, skip=skip, call=call)
        self.flask.faults.add(fault)
        return fault

    def secondary_limit(
        self,
        path: str = ".*",
        *,
        method: str = "*",
        status: int = 403,
        retry_after: int | None = 1,
        times: int = 1,
    ) -> None:
        """Answer with GitHub's secondary rate limit."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        body = {
            "message": SECONDARY,
            "documentation_url": "https://docs.github.com/rest",
            "status": str(status),
        }
        self.fail(method, path, status=status, headers=headers, body=body, times=times)

    def rate_limit(self, remaining: int, reset_in: float = 3600, limit: int = 5000) -> None:
        """Give every caller this budget until its reset."""
        self.flask.limits.force(remaining, reset_in, limit)

    def limit_content(self, per_minute: int | None) -> None:
        """Refuse writes beyond a number a minute with the secondary limit; GitHub's is about 80."""
        self.flask.limits.content_per_minute = per_minute

    def clear_faults(self) -> None:
        """Take back the faults that have not struck."""
        self.flask.faults.clear()

    # ---- accounts, installations, tokens --------------------------------------------------------------

    def user(self, login: str, *, email: str | None = None, name: str | None = None) -> Account:
        """Return a user, made when new; commits with the address are shown as theirs."""
        fields = {key: value for key, value in (("email", email), ("name", name)) if value is not None}
        return self.state.account(login, **fields)

    def organization(self, login: str) -> Account:
        """Return an organisation, made when new."""
        return self.state.account(login, "Organization")

    def install(
        self,
        owner: Who,
        *,
        permissions: Mapping[str, str] | None = None,
        repositories: Sequence[Named] | None = None,
    ) -> Installation:
        """Install the App on an account, for all its repositories or for some."""
        account = self._account(owner)
        granted = dict(self.app.permissions if permissions is None else permissions)
        installation = Installation(self.state.next_id(), self.app, account, granted, self.state.now())
        if repositories is not None:
            installation.selection = "selected"
            installation.selected = {self.repository(name).id for name in repositories}
        self.state.installations[installation.id] = installation
        return installation

    def uninstall(self, installation: Installation) -> None:
        """Remove an installation and revoke its tokens."""
        with self.state.lock:
            self.state.installations.pop(installation.id)
            for value, token in list(self.state.tokens.items()):
                if token.installation is installation:
                    del self.state.tokens[value]

    def suspend(self, installation: Installation, *, suspended: bool = True) -> None:
        """Suspend an installation, or lift that."""
        installation.suspended_at = self.state.now() if suspended else None

    def app_jwt(self, seconds: int = 540) -> str:
        """Return a JWT of the App, for requests that a test makes itself."""
        now = int(time.time())
        claims = {"iat": now - 60, "exp": now + seconds, "iss": str(self.app.id)}
        return jwt.encode(claims, self.key.private_pem, "RS256")

    def user_token(self, login: str) -> str:
        """Return a personal token of a user."""
        value = f"ghp_{secrets.token_hex(18)}"
        self.state.tokens[value] = Token(value, "user", self._account(login))
        return value

    def adopt_registered(self) -> Registration:
        """Let the App that was registered last from a manifest be the one that this GitHub is about."""
        made: Registration = list(self.state.registrations.values())[-1]
        self.app, self.key = made.app, made.key
        self.auto_deliver = True
        return made

    def offer_sign_in(self, callback: str) -> dict[str, str]:
        """Let people sign in through the App and come back to an address; return the settings for that."""
        self.app.callbacks.append(callback)
        return {
            "BYLINE_CLIENT_ID": self.app.client_id,
            "BYLINE_CLIENT_SECRET": self.app.client_secret,
        }

    def installation_token(
        self, named: Named, permissions: Mapping[str, str] | None = None, *, as_app: bool = True
    ) -> str:
        """Return a token of the installation that covers a repository, as a workflow's GITHUB_TOKEN is."""
        repo = self.repository(named)
        installation = self.state.installation_of(repo, self.app)
        assert installation is not None, f"the App is not installed on {repo.full_name}"
        value = f"ghs_{secrets.token_hex(18)}"
        granted = dict(installation.permissions if permissions is None else permissions)
        app = self.app if as_app else self._make_app(self.key, 15368, "github-actions")
        expiry = self.state.now() + self.state.token_lifetime
        token = Token(value, "installation", app.bot, expiry, installation, granted, app=app)
        self.state.tokens[value] = token
        return value

    def set_token_lifetime(self, seconds: float) -> None:
        """Let the tokens made from now on live this long."""
        self.state.token_lifetime = timedelta(seconds=seconds)

    def expire_tokens(self) -> None:
        """Let every installation token expire now."""
        past = datetime(2000, 1, 1, tzinfo=UTC)
        for token in self.state.tokens.values():
            if token.installation is not None:
                token.expires_at = past

    def set_permission(self, login: str, role: str, repo: Named | None = None) -> None:
        """Give a user a role (none, read, triage, write, maintain, admin) in one or every repository."""
        self._account(login)
        every = list(self.state.repositories.values())
        for item in [self.repository(repo)] if repo is not None else every:
            item.roles[login.casefold()] = role

    def team(self, name: str, *members: str, pending: Sequence[str] = ()) -> None:
        """Make a team (``organization/team``) of people, some of whom were only asked to join."""
        organization, _, slug = name.casefold().partition("/")
        people = {login.casefold(): "active" for login in members}
        people |= {login.casefold(): "pending" for login in pending}
        self.state.teams[organization, slug] = people

    def verify(self, sha: str, **fields: Any) -> None:
        """Say what GitHub thinks of a commit's signature, for example ``verified=True, reason="valid"``."""
        self.state.verifications[sha] = fields

    # ---- repositories and contributions ---------------------------------------------------------------

    def add_repository(
        self,
        full_name: str = "acme/widget",
        git_dir: Path | RepositoryBuilder | None = None,
        *,
        private: bool = False,
        installation: Installation | bool = True,
        organization: bool = True,
        files: Mapping[str, Content] | None = None,
        description: str | None = None,
    ) -> Repository:
        """Add a repository that shows a git repository on disk; without one, a small one is made.

        The App is installed on the owner unless told otherwise; ``maintainer`` may write to it.
        """
        owner_login, _, name = full_name.partition("/")
        owner = self.state.account(owner_login, "Organization" if organization else None)
        builder = git_dir if isinstance(git_dir, RepositoryBuilder) else None
        if git_dir is None:
            builder = RepositoryBuilder(self.state.workdir / f"{owner_login}-{name}.git")
            builder.commit("Initial commit", files or {"README.md": f"# {name}\n"}, author=_MAINTAINER)
        path = builder.path if builder else Path(str(git_dir))
        if (path / ".git").is_dir():
            path /= ".git"
        branch = (path / "HEAD").read_text().strip().removeprefix("ref: refs/heads/")
        repo = Repository(
            self.state.next_id(), owner, name, path, self.state.now(), private, branch, description
        )
        repo.builder = builder
        self.state.repositories[full_name.casefold()] = repo
        self.user("maintainer", email="maintainer@example.com")
        repo.roles["maintainer"] = "admin"
        self._ensure_installed(repo, installation)
        return repo

    def _ensure_installed(self, repo: Repository, installation: Installation | bool) -> None:
        if isinstance(installation, Installation):
            if installation.selection == "selected":
                installation.selected.add(repo.id)
        elif installation and self.state.installation_of(repo, self.app) is None:
            self.install(repo.owner)

    def repository(self, named: Named) -> Repository:
        """Return a repository by name."""
        if isinstance(named, Repository):
            return named
        found = self.state.repositories.get(named.casefold())
        assert found is not None, f"no repository {named}"
        return found

    def issue(self, reference: str) -> Issue:
        """Return an issue or a pull request by a reference such as ``acme/widget#1``."""
        name, _, number = reference.partition("#")
        return self.repository(name).issues[int(number)]

    def fork(self, named: Named, owner: Who) -> Repository:
        """Return a user's fork; it shares the parent's git repository."""
        parent, account = self.repository(named), self._account(owner)
        known = self.state.repository(account.login, parent.name)
        if known is None:
            known = Repository(
                self.state.next_id(),
                account,
                parent.name,
                parent.git_dir,
                self.state.now(),
                parent.private,
                parent.default_branch,
                parent=parent,
            )
            self.state.repositories[known.full_name.casefold()] = known
        return known

    def open_issue(
        self,
        named: Named,
        title: str = "It breaks",
        body: str | None = "Steps to reproduce are below.",
        *,
        by: Who = "contributor",
        association: str = "NONE",
        labels: Sequence[str] = (),
    ) -> Issue:
        """Open an issue."""
        with self.state.lock:
            issue = self._new_issue(named, title, body, by, association)
            self._open(issue, labels)
        return issue

    def open_pull(
        self,
        named: Named,
        title: str = "Improve the widget",
        body: str | None = "This improves the widget.",
        *,
        head: str = "feature",
        base: str | None = None,
        by: Who = "contributor",
        files: Mapping[str, Content] | None = None,
        message: str | None = None,
        author: str | None = None,
        head_owner: Who | None = None,
        draft: bool = False,
        association: str = "NONE",
        labels: Sequence[str] = (),
    ) -> Issue:
        """Open a pull request from a branch, which gets a commit first when ``files`` are given.

        The branch is shown in the author's fork unless ``head_owner`` says otherwise.
        """
        repo = self.repository(named)
        with self.state.lock:
            if files is not None:
                account = self._account(by)
                line = (
                    author
                    or f"{account.name or account.login} <{account.email or account.login + '@example.com'}>"
                )
                repo.git.commit(message or title, files, branch=head, author=line)
            issue = self._new_issue(repo, title, body, by, association)
            issue.pull = self._new_pull(repo, issue, head, base, head_owner or by, draft=draft)
            git(repo.git_dir, "update-ref", f"refs/pull/{issue.number}/head", issue.pull.head_sha)
            self._open(issue, labels)
        return issue

    def _new_issue(self, named: Named, title: str, body: str | None, by: Who, association: str) -> Issue:
        repo, now = self.repository(named), self.state.now()
        number = max(repo.issues, default=0) + 1
        author = self._account(by)
        issue = Issue(self.state.next_id(), number, repo, author, title, body, now, now, association)
        repo.issues[number] = issue
        return issue

    def _new_pull(
        self, repo: Repository, issue: Issue, head: str, base: str | None, owner: Who, *, draft: bool
    ) -> Pull:
        base_ref = base or repo.default_branch
        base_sha, head_sha = (gitdata.resolve(repo.git_dir, ref) for ref in (base_ref, head))
        assert base_sha is not None, f"no branch {base_ref} in {repo.full_name}"
        assert head_sha is not None, f"no branch {head} in {repo.full_name}"
        head_account = self._account(owner)
        home = repo if head_account is repo.owner else self.fork(repo, head_account)
        return Pull(self.state.next_id(), base_ref, base_sha, head, head_sha, home, head_account, draft=draft)

    def _open(self, issue: Issue, labels: Sequence[str]) -> None:
        for name in labels:
            issue.labels.append(
                issue.repository.label(name) or actions.create_label(self.state, issue.repository, name)
            )
        actions.raise_event(self.state, issue, "opened", issue.user)

    def push(
        self,
        issue: Issue,
        files: Mapping[str, Content] | None = None,
        message: str = "More work",
        *,
        author: str | None = None,
        by: Who | None = None,
    ) -> str:
        """Add a commit to a pull request's branch, or take up what its branch has now; return the head."""
        part, repo = issue.request, issue.repository
        with self.state.lock:
            if files is not None:
                line = (
                    author or f"{issue.user.login} <{issue.user.email or issue.user.login + '@example.com'}>"
                )
                repo.git.commit(message, files, branch=part.head_ref, author=line)
            before, after = part.head_sha, gitdata.resolve(repo.git_dir, part.head_ref)
            assert after is not None
            part.head_sha, issue.updated_at = after, self.state.now()
            git(repo.git_dir, "update-ref", f"refs/pull/{issue.number}/head", after)
            actor = self._account(by) if by else issue.user
            actions.raise_event(self.state, issue, "synchronize", actor, before=before, after=after)
        return after

    def label(self, issue: Issue, *names: str, by: Who = "maintainer") -> None:
        """Let a person label an issue."""
        with self.state.lock:
            actions.add_labels(self.state, issue, names, self._account(by))

    def unlabel(self, issue: Issue, name: str, by: Who = "maintainer") -> None:
        """Let a person remove a label."""
        with self.state.lock:
            actions.remove_label(self.state, issue, name, self._account(by))

    def assign(self, issue: Issue, *people: Who) -> None:
        """Give an issue to people."""
        with self.state.lock:
            issue.assignees += [self._account(person) for person in people]

    def link(self, pull: Issue, *issues: Issue) -> None:
        """Let people link issues to a pull request by hand, in the side bar: the text does not tell."""
        with self.state.lock:
            pull.request.closes += issues

    def add_label(
        self, named: Named, name: str, color: str = "ededed", description: str | None = None
    ) -> Label:
        """Add a label to a repository."""
        with self.state.lock:
            return actions.create_label(self.state, self.repository(named), name, color, description)

    def comment(
        self,
        issue: Issue,
        body: str,
        *,
        by: Who = "contributor",
        as_app: bool = False,
        association: str = "NONE",
    ) -> Comment:
        """Let a person, or the App itself, comment."""
        with self.state.lock:
            actor = self.app.bot if as_app else self._account(by)
            return actions.add_comment(
                self.state, issue, body, actor, self.app if as_app else None, association
            )

    def edit(self, subject: Issue | Comment, *, by: Who | None = None, **change: Any) -> None:
        """Let a person edit an issue (title, body) or a comment (body)."""
        with self.state.lock:
            actor = self._account(by) if by else subject.user
            if isinstance(subject, Comment):
                actions.edit_comment(self.state, subject, change["body"], actor)
            else:
                actions.edit_issue(self.state, subject, change, actor)

    def delete_comment(self, comment: Comment, *, by: Who = "maintainer") -> None:
        """Let a person delete a comment."""
        with self.state.lock:
            actions.delete_comment(self.state, comment, self._account(by))

    def close_issue(self, issue: Issue, *, by: Who = "maintainer", merged: bool = False) -> None:
        """Let a person close an issue or a pull request, or merge it."""
        with self.state.lock:
            if merged:
                issue.request.merged_at = self.state.now()
                issue.request.merged_by = self._account(by)
                branch = f"refs/heads/{issue.request.base_ref}"
                git(issue.repository.git_dir, "update-ref", branch, issue.request.head_sha)
            actions.set_state(self.state, issue, "closed", self._account(by))

    def reopen(self, issue: Issue, *, by: Who = "contributor") -> None:
        """Let a person reopen an issue or a pull request."""
        with self.state.lock:
            actions.set_state(self.state, issue, "open", self._account(by))

    def set_draft(self, issue: Issue, *, draft: bool, by: Who | None = None) -> None:
        """Let a person turn a pull request into a draft, or back."""
        with self.state.lock:
            actions.set_draft(self.state, issue, self._account(by or issue.user), draft=draft)

    def review(
        self, issue: Issue, body: str = "", *, verdict: str = "COMMENTED", by: Who = "contributor"
    ) -> Review:
        """Let a person review a pull request."""
        with self.state.lock:
            return actions.add_review(self.state, issue, verdict, body, self._account(by))

    def request_review(self, issue: Issue, reviewer: Who, *, by: Who | None = None) -> None:
        """Let a person ask somebody for a review of a pull request."""
        with self.state.lock:
            actor = self._account(by or issue.user)
            detail: Json = {
                "review_requester": shapes.account(self.state, actor),
                "requested_reviewer": shapes.account(self.state, self._account(reviewer)),
            }
            actions.log(self.state, issue, "review_requested", actor, None, **detail)

    def review_comment(
        self, issue: Issue, body: str, path: str, line: int = 1, *, by: Who = "contributor"
    ) -> ReviewComment:
        """Let a person comment on a line of a pull request."""
        with self.state.lock:
            part, actor, now = issue.request, self._account(by), self.state.now()
            review = Review(self.state.next_id(), issue, actor, "", "COMMENTED", part.head_sha, now)
            item = ReviewComment(
                self.state.next_id(), issue, actor, body, path, line, part.head_sha, review.id, now, now
            )
            part.reviews.append(review)
            part.review_comments.append(item)
            self.state.emit("pull_request_review_comment", "created", item, actor)
        return item

    def report_vulnerability(
        self, named: Named, summary: str, description: str = "", *, by: Who = "reporter"
    ) -> Advisory:
        """Let a person report a vulnerability in private."""
        with self.state.lock:
            repo = self.repository(named)
            number = f"{self.state.next_id():012d}"
            ghsa_id = f"GHSA-{number[:4]}-{number[4:8]}-{number[8:]}"
            item = Advisory(ghsa_id, repo, self._account(by), summary, description, self.state.now())
            repo.advisories.append(item)
            self.state.emit("repository_advisory", "reported", item, item.user)
        return item

    def check_runs(self, named: Named, sha: str | None = None) -> list[CheckRun]:
        """Return the check runs of a repository, or of one of its commits."""
        return [run for run in self.repository(named).check_runs if sha in {None, run.head_sha}]

    # ---- webhooks -------------------------------------------------------------------------------------

    def set_webhook(self, url: str, secret: str | None = None, *, auto: bool = True) -> None:
        """Say where the App's webhooks go, and send one for every change from now on."""
        self.app.webhook_url = url
        if secret is not None:
            self.app.webhook_secret = secret
        self.auto_deliver = auto

    def payload(
        self,
        event: str,
        action: str | None,
        subject: Subject | str,
        *,
        sender: Who | None = None,
        **extra: Any,
    ) -> Json:
        """Build a payload without sending it."""
        item = self._subject(subject)
        if event == "installation" and isinstance(item, Installation) and "repositories" not in extra:
            extra["repositories"] = payloads.installation_repositories(self.state.covered(item))
        with self.state.lock:
            who = self._account(sender) if sender else None
            return payloads.payload(self.state, event, action, item, who, **extra)

    def push_payload(self, named: Named, branch: str, before: str, after: str, **extra: Any) -> Json:
        """Build the payload of a push."""
        repo = self.repository(named)
        shown = payloads.push(self.state, repo, branch, before, after)
        return self.payload("push", None, repo, **(shown | extra))

    def prepare(
        self,
        event: str,
        action: str | None,
        subject: Subject | str,
        url: str | None = None,
        secret: str | None = None,
        *,
        sender: Who | None = None,
        guid: str | None = None,
        **extra: Any,
    ) -> HookDelivery:
        """Build and sign a webhook without sending it: see ``raw`` and ``request_headers``."""
        item = self._subject(subject)
        shown = self.payload(event, action, item, sender=sender, **extra)
        target = url or self.app.webhook_url or "http://127.0.0.1:9/"
        key = secret if secret is not None else self.app.webhook_secret
        return self.courier.prepare(event, shown, target, key, guid, payloads.repository_of(item))

    def deliver(
        self,
        event: str,
        action: str | None,
        subject: Subject | str,
        url: str | None = None,
        secret: str | None = None,
        *,
        sender: Who | None = None,
        guid: str | None = None,
        **extra: Any,
    ) -> HookDelivery:
        """Send a webhook now and return it with the answer; ``extra`` sets top-level keys of the payload.

        The subject is an object of this fake, or a reference such as ``acme/widget#1``.
        """
        prepared = self.prepare(event, action, subject, url, secret, sender=sender, guid=guid, **extra)
        return self.courier.send(prepared)

    def redeliver(self, delivery: HookDelivery) -> HookDelivery:
        """Send a delivery again, as the button on GitHub does."""
        return self.courier.send(self.courier.repeat(delivery))

    def lose(self, event: str, action: str | None, subject: Subject | str, **extra: Any) -> HookDelivery:
        """Record a delivery that never arrived, as when the server was down."""
        delivery = self.prepare(event, action, subject, **extra)
        delivery.status, delivery.status_code = "failed to connect to host", 502
        self.state.deliveries.append(delivery)
        return delivery

    @property
    def deliveries(self) -> list[HookDelivery]:
        """Every webhook that was sent."""
        return self.state.deliveries

    def settle(self) -> None:
        """Wait until the webhooks that are on their way have arrived."""
        self.courier.settle()

    def _emit(self, event: str, action: str | None, subject: Subject, actor: Account, **extra: Any) -> None:
        repo = payloads.repository_of(subject)
        installation = self.state.installation_of(repo, self.app) if repo else None
        if not (self.auto_deliver and self.app.webhook_url and wants(installation, event)):
            return
        self.courier.later(self.prepare(event, action, subject, sender=actor, **extra))

    def _subject(self, subject: Subject | str) -> Subject:
        if not isinstance(subject, str):
            return subject
        with suppress(KeyError, ValueError):
            return self.issue(subject) if "#" in subject else self.repository(subject)
        raise AssertionError(f"nothing is called {subject}")

    def _account(self, who: Who) -> Account:
        return who if isinstance(who, Account) else self.state.account(who)


_MAINTAINER = "Max Maintainer <maintainer@example.com>"


def _took_effect(entry: Request) -> bool:
    return not entry.fault
