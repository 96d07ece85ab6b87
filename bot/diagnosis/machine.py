"""Checks of this machine: settings, folders, disk, secrets, git, and the broker."""

from __future__ import annotations

import os
import shutil
from difflib import get_close_matches
from pathlib import Path
from typing import Final

import git
from dotenv import dotenv_values
from kombu.connection import Connection
from kombu.exceptions import KombuError

from bot import home as home_folder
from bot.config import Settings
from bot.diagnosis.check import Check, Health, size

#: GIT_CONFIG_COUNT, by which a token reaches git without showing in its arguments, came with git 2.31.
_OLDEST_GIT: Final = (2, 31)
#: `git fetch --refetch`, which gets the contents of one tree together, came with git 2.36.
_LOOK_UPS_GIT: Final = (2, 36)
_SHORT_SECRET: Final = 16
#: Bytes on a disk: below the first, work stops soon; below the second, it is time to look after it.
NO_ROOM: Final = 100_000_000
LITTLE_ROOM: Final = 1_000_000_000


def settings(given: Settings) -> Check:
    """Say which settings nobody reads: a misspelt one is one that is not set."""
    known = {
        name
        for field, info in type(given).model_fields.items()
        for name in (f"BYLINE_{field.upper()}", info.validation_alias)
        if isinstance(name, str)
    }
    found = {*os.environ, *_in_file(given.home / ".env")}
    odd = sorted(name for name in found if name.startswith("BYLINE_") and name not in known)
    if not odd:
        return Check("settings", Health.GOOD, "every one is known")
    meant = [f"{name} ({_meant(name, known)})" for name in odd]
    advice = "Correct their names (docs/configuration.md), or take them away."
    return Check("settings", Health.WARN, f"nobody reads {', '.join(meant)}", advice)


def _meant(name: str, known: set[str]) -> str:
    close = get_close_matches(name, sorted(known), n=1, cutoff=0.8)
    return f"{close[0]}?" if close else "unknown"


def _in_file(path: Path) -> list[str]:
    try:
        return list(dotenv_values(path)) if path.is_file() else []
    except (OSError, UnicodeDecodeError):
        return []


def home(given: Settings) -> Check:
    """Say whether the home folder can be used."""
    name, advice = "home folder", "Set BYLINE_HOME to a folder that you own."
    if not given.home.exists():
        return Check(name, Health.GOOD, f"{given.home}: not there yet; `byline serve` makes it")
    if not given.home.is_dir() or not os.access(given.home, os.W_OK | os.X_OK):
        return Check(name, Health.BAD, f"{given.home} cannot be written", advice)
    return Check(name, Health.GOOD, str(given.home))


def disk(given: Settings) -> Check:
    """Say how much room the home folder's disk has left."""
    place = next(folder for folder in (given.home, *given.home.parents) if folder.exists())
    free = shutil.disk_usage(place).free
    limits = (given.clone_cache_mb + given.index_mb) * 1_000_000
    said = f"{size(free)} free; clones and indexes may take {size(limits)}"
    advice = "Make room, or lower BYLINE_CLONE_CACHE_MB and BYLINE_INDEX_MB."
    return Check("disk", room(free), said, "" if room(free) is Health.GOOD else advice)


def room(free: int) -> Health:
    """Judge how much room a disk has left, in bytes."""
    if free < NO_ROOM:
        return Health.BAD
    return Health.WARN if free < LITTLE_ROOM else Health.GOOD


def secrets(given: Settings) -> Check:
    """Say whether other people on this machine can read Byline's secrets."""
    kept = [given.home / ".env", home_folder.dashboard_token_path(given), given.private_key_path]
    there = [path for path in kept if path is not None and path.is_file()]
    exposed = [str(path) for path in there if path.stat().st_mode & 0o077]
    if exposed:
        advice = f"chmod 600 {' '.join(exposed)}"
        return Check("secret files", Health.WARN, "others on this machine can read them", advice)
    return Check("secret files", Health.GOOD, f"{len(there)}, for their owner only")


def git_version() -> Check:
    """Say whether git is new enough."""
    try:
        version = git.Git().version_info
    except (git.GitCommandError, OSError):
        return Check("git", Health.BAD, "not found", "Install git 2.36 or newer.")
    return _judged(tuple(version))


def _judged(version: tuple[int, ...]) -> Check:
    said, advice = ".".join(str(part) for part in version), "Install git 2.36 or newer."
    if version[:2] < _OLDEST_GIT:
        return Check("git", Health.BAD, f"{said} is too old: nothing can be fetched safely", advice)
    if version[:2] < _LOOK_UPS_GIT:
        told = f"{said} cannot look up what texts cite in repositories on GitHub (detect.references)"
        return Check("git", Health.WARN, told, advice)
    return Check("git", Health.GOOD, said)


def webhook_secret(given: Settings) -> Check:
    """Say whether deliveries can be told from forgeries."""
    name, count = "webhook secret", len(given.secrets())
    if count == 0:
        advice = "`byline serve` makes one at its first start; or set BYLINE_WEBHOOK_SECRET."
        return Check(name, Health.WARN, "none: deliveries are refused", advice)
    if any(len(secret) < _SHORT_SECRET for secret in given.secrets()):
        advice = "Use a long random one: openssl rand -hex 32."
        return Check(name, Health.WARN, f"shorter than {_SHORT_SECRET} characters", advice)
    return Check(name, Health.GOOD, f"{count} accepted")


def broker(given: Settings) -> Check:
    """Say whether the broker answers. An error may hold its password, so only its kind is told."""
    try:
        with Connection(  # type: ignore[no-untyped-call]
            given.broker_url, connect_timeout=5
        ) as connection:
            connection.ensure_connection(max_retries=1, timeout=5)
    except (KombuError, OSError, ImportError, ValueError, KeyError) as error:
        advice = "Start it, or correct BYLINE_BROKER_URL; for Redis install byline[redis]."
        return Check("broker", Health.UNSEEN, f"cannot be reached: {type(error).__name__}", advice)
    return Check("broker", Health.GOOD, "reachable")
