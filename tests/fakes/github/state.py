"""The fake's memory: ids, clock, and look-ups."""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.fakes.github.model import (
    Account,
    AppRecord,
    CheckRun,
    HookDelivery,
    Installation,
    Issue,
    Json,
    Repository,
    Token,
)

Emit = Callable[..., None]


class State:
    """Everything that is remembered; a lock serialises the requests that change it."""

    def __init__(self, workdir: Path) -> None:
        self.workdir = workdir
        self.base_url = ""
        self.lock = threading.RLock()
        self.accounts: dict[str, Account] = {}
        self.apps: dict[int, AppRecord] = {}
        self.installations: dict[int, Installation] = {}
        self.tokens: dict[str, Token] = {}
        self.codes: dict[str, Any] = {}
        self.registrations: dict[str, Any] = {}
        self.repositories: dict[str, Repository] = {}
        self.deliveries: list[HookDelivery] = []
        self.teams: dict[tuple[str, str], dict[str, str]] = {}
        self.verifications: dict[str, Json] = {}
        self.suites: dict[tuple[int, str], int] = {}
        self.token_lifetime = timedelta(hours=1)
        self.strict_permissions = True
        self.emit: Emit = lambda *args, **kwargs: None
        self.redeliver: Callable[[HookDelivery], Any] = lambda delivery: None
        self._offset = timedelta()
        self._ids = itertools.count(1000)

    def now(self) -> datetime:
        """Return the fake's time in whole seconds, as GitHub's dates are."""
        return (datetime.now(UTC) + self._offset).replace(microsecond=0)

    def advance(self, **delta: float) -> None:
        """Move the fake's clock, for example ``advance(minutes=61)``; App JWTs are judged by real time."""
        self._offset += timedelta(**delta)

    def next_id(self) -> int:
        """Return a new id."""
        return next(self._ids)

    def account(self, login: str, kind: str | None = None, **fields: Any) -> Account:
        """Return the account of a login, made when new."""
        known = self.accounts.get(login.casefold())
        if known is None:
            guessed = "Bot" if login.endswith("[bot]") else "User"
            known = Account(login, self.next_id(), kind or guessed)
            self.accounts[login.casefold()] = known
        if kind:
            known.type = kind
        for name, value in fields.items():
            setattr(known, name, value)
        return known

    def by_email(self, email: str) -> Account | None:
        """Return the account that a commit's address belongs to."""
        for account in self.accounts.values():
            private = f"{account.id}+{account.login}@users.noreply.github.com"
            public = f"{account.login}@users.noreply.github.com"
            if email.casefold() in {(account.email or "").casefold(), private.casefold(), public.casefold()}:
                return account
        return None

    def repository(self, owner: str, name: str) -> Repository | None:
        """Find a repository; case does not matter."""
        return self.repositories.get(f"{owner}/{name}".casefold())

    def installation_of(self, repository: Repository, app: AppRecord | None = None) -> Installation | None:
        """Find the installation that covers a repository."""
        for installation in self.installations.values():
            if (app is None or installation.app is app) and covers(installation, repository):
                return installation
        return None

    def covered(self, installation: Installation) -> list[Repository]:
        """List the repositories of an installation."""
        return [repo for repo in self.repositories.values() if covers(installation, repo)]

    def check_run(self, repository: Repository, run_id: int) -> CheckRun | None:
        """Find a check run of a repository."""
        return next((run for run in repository.check_runs if run.id == run_id), None)

    def suite(self, app: AppRecord, head_sha: str) -> int:
        """Return the id of the App's check suite for a commit."""
        return self.suites.setdefault((app.id, head_sha), self.next_id())

    def issues(self) -> Iterator[Issue]:
        """Every issue and pull request."""
        for repository in self.repositories.values():
            yield from repository.issues.values()


def covers(installation: Installation, repository: Repository) -> bool:
    """Say whether an installation reaches a repository."""
    if installation.account is not repository.owner:
        return False
    return installation.selection == "all" or repository.id in installation.selected


def node_id(kind: str, number: int | str) -> str:
    """Return an opaque id like those of GitHub's GraphQL API."""
    return f"{kind}_{hashlib.sha256(f'{kind}:{number}'.encode()).hexdigest()[:16]}"


def timestamp(value: datetime | None) -> str | None:
    """Write a date as GitHub does."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if value else None
