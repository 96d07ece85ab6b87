"""What Byline keeps in ``$BYLINE_HOME`` besides its database: secrets it made itself, and its own name."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Final

from pydantic import SecretStr

from bot import log
from bot.config import Settings
from bot.errors import UsageError

SECRET_VARIABLE: Final = "BYLINE_WEBHOOK_SECRET"  # noqa: S105 - a name, not a secret
_log = log.get(__name__)


def ensure_webhook_secret(settings: Settings) -> Settings:
    """Return settings that have a webhook secret; a new one is kept in ``$BYLINE_HOME/.env``.

    A variable that is set to nothing stays so: it would hide the secret in the file at the next start.

    Raises:
        UsageError: the file cannot be written.
    """
    if settings.secrets() or SECRET_VARIABLE in os.environ:
        return settings
    path, secret = settings.home / ".env", secrets.token_hex(32)
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        before = path.read_bytes() if path.exists() else b""
        gap = "" if before.endswith(b"\n") or not before else "\n"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as file:
            file.write(f"{gap}{SECRET_VARIABLE}={secret}\n")
        path.chmod(0o600)
    except OSError as error:
        raise UsageError(f"cannot keep a webhook secret in {path}: {error.strerror}") from error
    _log.info("made a webhook secret", variable=SECRET_VARIABLE, file=str(path))
    return settings.model_copy(update={"webhook_secret": (SecretStr(secret),)})


def dashboard_token_path(settings: Settings) -> Path:
    """Return where a token that Byline made itself is kept."""
    return settings.home / "dashboard-token"


def dashboard_token(settings: Settings) -> str:
    """Return the token that opens the dashboard: as set, else one made once and kept.

    Raises:
        UsageError: the token cannot be kept or read.
    """
    if settings.dashboard_token is not None and settings.dashboard_token.get_secret_value():
        return settings.dashboard_token.get_secret_value()
    return _kept(dashboard_token_path(settings))


def instance(settings: Settings) -> str:
    """Return a name for this home folder that stays the same over restarts and on other machines.

    Raises:
        UsageError: the name cannot be kept or read.
    """
    return _kept(settings.home / "instance")[:16]


def _kept(path: Path) -> str:
    """Return the content of a private file, which gets a random one where it does not exist."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(32) + "\n")
        except FileExistsError:
            pass
        value = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot keep {path}: {error}") from error
    if not value:
        raise UsageError(f"{path} is empty: delete it, and a new one will be made")
    return value
