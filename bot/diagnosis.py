"""What ``byline doctor`` looks at. Each check is one function that says what it saw and what to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import git
from kombu.connection import Connection
from kombu.exceptions import KombuError
from sqlalchemy.exc import SQLAlchemyError

from bot.config import Settings
from bot.errors import BylineError, CouldNotLook
from bot.github.app import PERMISSIONS, GitHubApp
from bot.inbox import Inbox
from bot.storage import open_database
from bot.storage.models import State

#: GIT_CONFIG_COUNT, by which a token reaches git without showing in its arguments, came with git 2.31.
_OLDEST_GIT = (2, 31)
#: Events to tick in the App's settings; installation events and ping come without asking.
EVENTS = frozenset(
    {
        "check_run",
        "check_suite",
        "issue_comment",
        "issues",
        "merge_group",
        "pull_request",
        "pull_request_review",
        "pull_request_review_comment",
        "push",
    }
)
#: Granted by few; without it private reports are not recorded, and everything else works.
_OPTIONAL = frozenset({"repository_advisories"})
_LEVELS = ("none", "read", "write", "admin")


class Health(StrEnum):
    """How one check came out; ``unseen`` means that it could not be looked at."""

    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    UNSEEN = "unseen"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was seen, and what to do (empty where nothing is)."""

    name: str
    health: Health
    said: str
    advice: str = ""


def examine(settings: Settings) -> Iterator[Check]:
    """Yield one check after the other; nothing is changed, and no check stops the next."""
    yield _home(settings)
    yield _database(settings)
    yield _git()
    yield _secret(settings)
    if settings.broker_url:
        yield _broker(settings)
    if not settings.has_app:
        yield Check(
            "GitHub App",
            Health.WARN,
            "none is configured: Byline reads deliveries and writes nothing",
            "Register an App (docs/github-app.md) and set BYLINE_APP_ID and BYLINE_PRIVATE_KEY_PATH.",
        )
        return
    try:
        yield from _app(GitHubApp(settings))
    except CouldNotLook as error:
        yield Check("GitHub App", Health.UNSEEN, str(error), "Check the network, BYLINE_APP_ID and the key.")
    except BylineError as error:
        yield Check("GitHub App", Health.BAD, str(error))


def _home(settings: Settings) -> Check:
    advice = "Set BYLINE_HOME to a folder that you own."
    if not settings.home.exists():
        return Check("home folder", Health.GOOD, f"{settings.home}: not there yet; `byline serve` makes it")
    if not settings.home.is_dir() or not os.access(settings.home, os.W_OK | os.X_OK):
        return Check("home folder", Health.BAD, f"{settings.home} cannot be written", advice)
    return Check("home folder", Health.GOOD, str(settings.home))


def _database(settings: Settings) -> Check:
    """Look without changing: a doctor of a newer version must not upgrade the tables of a running server."""
    if not settings.database_url and not (settings.home / "byline.sqlite3").exists():
        return Check("database", Health.GOOD, "not there yet; `byline serve` makes it")
    try:
        database = open_database(settings.database, upgrade=False)
    except CouldNotLook as error:
        return Check("database", Health.UNSEEN, str(error), "Start it, or correct BYLINE_DATABASE_URL.")
    except BylineError as error:
        return Check("database", Health.BAD, str(error))
    except ImportError as error:
        return Check("database", Health.BAD, f"{error.name} is missing", "pip install 'byline[postgres]'")
    try:
        backlog = Inbox(database).backlog()
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        return Check(
            "database",
            Health.UNSEEN,
            f"cannot be read: {reason}",
            "Is it running? `byline serve` sets it up.",
        )
    finally:
        database.close()
    parked = backlog.by_state[State.PARKED]
    waiting = backlog.by_state[State.QUEUED] + backlog.by_state[State.FAILED]
    said = f"open; {waiting} deliveries wait, {parked} are parked"
    if parked:
        advice = "Look at the parked ones on the page, then `byline replay NUMBER --apply`."
        return Check("database", Health.WARN, said, advice)
    return Check("database", Health.GOOD, said)


def _git() -> Check:
    try:
        version = git.Git().version_info
    except (git.GitCommandError, OSError):
        return Check("git", Health.BAD, "not found", "Install git 2.31 or newer.")
    said = ".".join(str(part) for part in version)
    if tuple(version[:2]) < _OLDEST_GIT:
        return Check("git", Health.BAD, f"{said} is too old", "Install git 2.31 or newer.")
    return Check("git", Health.GOOD, said)


def _secret(settings: Settings) -> Check:
    count = len(settings.secrets())
    if count == 0:
        advice = "`byline serve` makes one at its first start; or set BYLINE_WEBHOOK_SECRET."
        return Check("webhook secret", Health.WARN, "none: deliveries are refused", advice)
    if any(len(secret) < 16 for secret in settings.secrets()):
        return Check(
            "webhook secret",
            Health.WARN,
            "shorter than 16 characters",
            "Use a long random one: openssl rand -hex 32.",
        )
    return Check("webhook secret", Health.GOOD, f"{count} accepted")


def _broker(settings: Settings) -> Check:
    try:
        with Connection(  # type: ignore[no-untyped-call]
            settings.broker_url, connect_timeout=5
        ) as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
    except (KombuError, OSError, ImportError, ValueError) as error:
        advice = "Start it, or correct BYLINE_BROKER_URL; for Redis install byline[redis]."
        return Check("broker", Health.UNSEEN, f"cannot be reached: {type(error).__name__}", advice)
    return Check("broker", Health.GOOD, "reachable")


def _app(app: GitHubApp) -> Iterator[Check]:
    about = app.about
    lacking = _lacking(about.permissions)
    missing = sorted(EVENTS - set(about.events))
    yield Check("GitHub App", Health.GOOD, f"{about.slug} (id {about.id})")
    yield _permissions("permissions", lacking)
    if missing:
        yield Check(
            "events",
            Health.BAD,
            f"not subscribed: {', '.join(missing)}",
            "Tick them in the App's settings on GitHub.",
        )
    else:
        yield Check("events", Health.GOOD, "all subscribed")
    installations = app.installations()
    if not installations:
        yield Check(
            "installations", Health.WARN, "installed nowhere", "Install the App from its page on GitHub."
        )
    for installation in installations:
        name = f"installation {installation.id}"
        if installation.suspended_at:
            yield Check(name, Health.WARN, f"suspended since {installation.suspended_at}")
        else:
            yield _permissions(name, _lacking(installation.permissions))


def _lacking(granted: dict[str, str]) -> list[str]:
    return [
        f"{name}: {level}"
        for name, level in PERMISSIONS.items()
        if name not in _OPTIONAL and _LEVELS.index(granted.get(name, "none")) < _LEVELS.index(level)
    ]


def _permissions(name: str, lacking: list[str]) -> Check:
    if lacking:
        advice = "Grant them in the App's settings; each installation then has to accept them."
        return Check(name, Health.BAD, f"missing {', '.join(lacking)}", advice)
    return Check(name, Health.GOOD, "all permissions granted")
