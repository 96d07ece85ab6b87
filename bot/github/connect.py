"""The command line's way to GitHub: with a token, else as the App, else anonymously."""

from __future__ import annotations

from typing import Final

from github import Auth

from bot.config import Settings
from bot.errors import BylineError, RetryLater
from bot.github import graphql
from bot.github.app import GitHubApp
from bot.github.client import Client
from bot.github.etags import EtagCache
from bot.github.identity import Identity
from bot.github.records import User, parse
from bot.github.transport import Transport

#: The tokens of Apps, of which a workflow's own is one.
_APP_PREFIX: Final = "ghs_"
#: The account that a workflow's own token acts as.
_ACTIONS_LOGIN: Final = "github-actions[bot]"


def connect(settings: Settings, repository: str) -> Client:
    """Return the client to use for ``repository``: with ``github_token``, else as the App, else anonymous.

    Raises:
        UsageError: the settings or the name cannot be used.
        CouldNotLook: the App is configured, but not installed there or not reachable.
    """
    if settings.github_token is None and settings.has_app:
        return GitHubApp(settings).installation_for(repository)
    secret = settings.github_token.get_secret_value() if settings.github_token else ""
    auth = Auth.Token(secret) if secret else None
    transport = Transport(settings, auth, "token" if secret else "anonymous", EtagCache())

    def who() -> tuple[str, int | None] | None:
        if not secret:
            return None
        if secret.startswith(_APP_PREFIX):
            return _app_login(transport), None
        return parse(User, transport.get("/user", "a valid token"), "the token's owner").login, None

    return Client(settings, transport, Identity(who), None)


def _app_login(transport: Transport) -> str:
    """Return the account of an App's token; of a server that does not say, it is a workflow's own."""
    try:
        data = transport.graphql(graphql.VIEWER, {}, "a valid token")
        return parse(User, data["viewer"], "the token's owner").login
    except RetryLater:
        raise
    except (BylineError, TypeError, KeyError):
        return _ACTIONS_LOGIN
