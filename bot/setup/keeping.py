"""Keep what GitHub handed out: the key in a file of its own, the rest in ``$BYLINE_HOME/.env``.

The key goes first, into a file that was not there before; ``.env`` is then replaced as a whole. So a stop in
between leaves what was there before and a key that nothing names.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from dotenv import dotenv_values

from bot.config import Settings, load_settings
from bot.errors import UsageError
from bot.setup import dotenv
from bot.setup.choice import Choice
from bot.setup.conversion import NewApp

APP_ID: Final = "BYLINE_APP_ID"
_KEY: Final = "BYLINE_PRIVATE_KEY"
_KEY_PATH: Final = "BYLINE_PRIVATE_KEY_PATH"
_PUBLIC_URL: Final = "BYLINE_PUBLIC_URL"
_RELAY_URL: Final = "BYLINE_RELAY_URL"
_API_URL: Final = "BYLINE_GITHUB_API_URL"
#: What GitHub makes anew for each App; set in the environment it would hide what is stored here.
_MADE: Final = (
    APP_ID,
    _KEY,
    _KEY_PATH,
    "BYLINE_WEBHOOK_SECRET",
    "BYLINE_CLIENT_ID",
    "BYLINE_CLIENT_SECRET",
)


class CannotKeepError(UsageError):
    """What GitHub handed out could not be stored, and GitHub does not hand it out again."""


def has_app(settings: Settings) -> bool:
    """Whether an App is configured: for this process, or by a set-up that it does not know of yet."""
    return settings.has_app or bool(_stored(settings.home).get(APP_ID))


def conflicts(environment: Mapping[str, str], choice: Choice | None = None) -> tuple[str, ...]:
    """Return the variables of the environment that would hide what a set-up stores."""
    given = {name.upper(): value for name, value in environment.items()}
    found: list[str] = [name for name in _MADE if name in given]
    if choice is not None:
        wanted = {_PUBLIC_URL: choice.public_url, _RELAY_URL: choice.relay_url, _API_URL: choice.api}
        found += [name for name, value in wanted.items() if given.get(name, value).rstrip("/") != value]
    return tuple(found)


def require_writable(home: Path) -> None:
    """Try out whether files can be made in the home folder, before GitHub hands anything out.

    Raises:
        UsageError: they cannot.
    """
    probe = home / ".setup-probe"
    try:
        dotenv.write_privately(probe, "")
        probe.unlink()
        _stored(home)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot keep anything in {home}: {_reason(error)}") from error


def keep(home: Path, app: NewApp, choice: Choice) -> Path:
    """Store an App, and return the file that now holds the settings. What else stands there stays.

    Raises:
        CannotKeepError: nothing was changed, but for a key that nothing names.
    """
    settings_file = home / ".env"
    try:
        key_file = _keep_key(home, app)
        dotenv.update(settings_file, _values(app, choice, key_file))
    except (OSError, ValueError) as error:
        raise CannotKeepError(f"cannot write to {home}: {_reason(error)}") from error
    return settings_file


def read_back(home: Path, app: NewApp) -> Settings:
    """Return the settings as the next start will have them.

    Raises:
        UsageError: it would not have this App, or could not start.
    """
    settings = load_settings(home=home)
    if settings.app_id != app.id or settings.app_key().strip() != app.pem.get_secret_value().strip():
        raise UsageError("the environment hides what was stored")
    return settings


def _keep_key(home: Path, app: NewApp) -> Path:
    """Write the key to a file that is not there yet: another App may need the one that is."""
    path = home / "app.pem"
    if path.exists():
        path = home / f"app-{app.id}.pem"
    dotenv.write_privately(path, app.pem.get_secret_value())
    return path


def _values(app: NewApp, choice: Choice, key_file: Path) -> dict[str, str | None]:
    """Return the settings; ``None`` for those that an earlier App had and this one has not."""
    values: dict[str, str | None] = {
        APP_ID: str(app.id),
        _KEY: None,
        _KEY_PATH: str(key_file),
        "BYLINE_CLIENT_ID": app.client_id or None,
        "BYLINE_CLIENT_SECRET": app.client_secret.get_secret_value() if app.client_secret else None,
        _PUBLIC_URL: choice.public_url or None,
        _RELAY_URL: choice.relay_url or None,
        _API_URL: choice.api,
    }
    if app.webhook_secret is not None:
        values["BYLINE_WEBHOOK_SECRET"] = app.webhook_secret.get_secret_value()
    return values


def _stored(home: Path) -> dict[str, str | None]:
    path = home / ".env"
    if not path.is_file():
        return {}
    found = dotenv_values(path, encoding="utf-8")
    return {name.upper(): value for name, value in found.items()}


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
