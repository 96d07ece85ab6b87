"""Byline as a GitHub App: its key, its installations, and one ``Client`` for each of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Final

import jwt
from github import Auth
from github.InstallationAuthorization import InstallationAuthorization

from bot.config import Settings
from bot.errors import CouldNotLook, UsageError
from bot.github import asks
from bot.github.client import Client, Drafter
from bot.github.etags import Answers, EtagCache
from bot.github.identity import Identity
from bot.github.names import repository_name
from bot.github.pace import Pace, SharedPace
from bot.github.records import AppInfo, Attempt, Hook, Installation, parse
from bot.github.transport import Transport
from bot.storage.paces import Paces

#: What tokens ask for. An installation that granted less gets a token with less.
PERMISSIONS: Final = {one.name: one.level for one in asks.PERMISSIONS if one.in_tokens}
#: What GitHub wants for making a pull request a draft. Only the token for that one request has it.
DRAFTING: Final = {"contents": "write", "pull_requests": "write"}
_LEVELS: Final = ("read", "write", "admin")
_AS_APP: Final = "the App's own key"
_RENEW_BEFORE: Final = timedelta(seconds=60)


class GitHubApp:
    """The App that the settings name. Safe to use from several threads.

    With ``paces``, writes keep GitHub's pace together with those of other processes; ``answers`` remembers
    what GitHub said (default: in memory).

    Raises:
        UsageError: the settings name no App, or its key cannot sign.
    """

    def __init__(
        self, settings: Settings, paces: Paces | None = None, answers: Answers | None = None
    ) -> None:
        if settings.app_id is None:
            raise UsageError("no GitHub App is configured: set BYLINE_APP_ID and BYLINE_PRIVATE_KEY_PATH")
        self._settings = settings
        self._paces = paces
        self._auth = Auth.AppAuth(settings.app_id, settings.app_key())
        try:
            self._auth.create_jwt()
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise UsageError(
                "the GitHub App's private key cannot be used: give the whole .pem file that GitHub made "
                f"({type(error).__name__})"
            ) from None
        self._answers: Answers = answers or EtagCache()
        self._transport = Transport(settings, self._auth, "app", self._answers)
        self._clients: dict[int, Client] = {}
        self._lock = threading.Lock()

    @property
    def id(self) -> int:
        """The App's id."""
        return self.about.id

    @cached_property
    def about(self) -> AppInfo:
        """The App as GitHub has it registered (asked once).

        Raises:
            CouldNotLook: GitHub did not say.
        """
        return parse(AppInfo, self._transport.get("/app", _AS_APP), "the App")

    @property
    def slug(self) -> str:
        """The App's name in URLs; its account is ``slug[bot]``."""
        return self.about.slug

    def installation(self, installation_id: int) -> Client:
        """Return the client that acts for an installation; the same one each time."""
        with self._lock:
            if installation_id not in self._clients:
                self._clients[installation_id] = self._client(installation_id)
            return self._clients[installation_id]

    def installation_for(self, repository: str) -> Client:
        """Return the client of the installation that covers ``repository``.

        Raises:
            NotFound: the App is not installed there.
            CouldNotLook: GitHub did not say.
        """
        path = f"/repos/{repository_name(repository)}/installation"
        found = parse(Installation, self._transport.get(path, "the App to be installed there"), path)
        return self.installation(found.id)

    def installations(self) -> tuple[Installation, ...]:
        """Return all installations with the permissions that each granted.

        Raises:
            CouldNotLook: GitHub did not say.
        """
        found = self._transport.pages("/app/installations", _AS_APP)
        return tuple(parse(Installation, item, "an installation") for item in found)

    def attempts(self) -> Iterator[Attempt]:
        """Yield the attempts to hand over webhook deliveries, the newest first.

        Raises:
            CouldNotLook: GitHub did not say.
        """
        for item in self._transport.pages("/app/hook/deliveries", _AS_APP):
            yield parse(Attempt, item, "a webhook delivery")

    def hook(self) -> Hook:
        """Return where GitHub sends the webhooks.

        Raises:
            CouldNotLook: GitHub did not say.
        """
        return parse(Hook, self._transport.get("/app/hook/config", _AS_APP), "the App's webhook")

    def redeliver(self, attempt_id: int) -> None:
        """Ask GitHub to make another attempt at the delivery of which this was one.

        Raises:
            NotFound, RetryLater, CouldNotLook: GitHub does not, or not now.
        """
        self._transport.write("POST", f"/app/hook/deliveries/{int(attempt_id)}/attempts", _AS_APP)

    def permissions(self, installation_id: int) -> dict[str, str]:
        """Return the part of ``PERMISSIONS`` that an installation granted.

        Raises:
            NotFound: there is no such installation (any more).
            CouldNotLook: it is suspended, or GitHub did not say.
        """
        found = self._installation(installation_id)
        if found.suspended_at:
            raise CouldNotLook(f"installation {installation_id} is suspended since {found.suspended_at}")
        return {
            name: min(level, found.permissions[name], key=_LEVELS.index)
            for name, level in PERMISSIONS.items()
            if found.permissions.get(name) in _LEVELS
        }

    def may_draft(self, installation_id: int) -> bool:
        """Return whether an installation granted what making a pull request a draft needs.

        Raises:
            NotFound: there is no such installation (any more).
            CouldNotLook: GitHub did not say.
        """
        granted = self._installation(installation_id).permissions
        return all(granted.get(name) in {level, "admin"} for name, level in DRAFTING.items())

    def _installation(self, installation_id: int) -> Installation:
        path = f"/app/installations/{int(installation_id)}"
        return parse(Installation, self._transport.get(path, _AS_APP), path)

    def _client(self, installation_id: int) -> Client:
        auth = _InstallationAuth(self._auth, installation_id, lambda: self.permissions(installation_id))
        drafting = _InstallationAuth(self._auth, installation_id, lambda: DRAFTING)
        who = f"installation {installation_id}"
        spacing = self._settings.write_spacing_seconds
        pace = SharedPace(spacing, self._paces, installation_id) if self._paces else Pace(spacing)
        transport = Transport(self._settings, auth, who, self._answers, renew=auth.forget, pace=pace)
        identity = Identity(lambda: (f"{self.slug}[bot]", self.id))
        drafter = Drafter(
            lambda: self.may_draft(installation_id),
            Transport(self._settings, drafting, who, self._answers, renew=drafting.forget, pace=pace),
        )
        return Client(self._settings, transport, identity, installation_id, drafter)


class _InstallationAuth(Auth.AppInstallationAuth):
    """PyGithub's way to an installation's token, with a lock, and never asking for more than was granted.

    GitHub refuses the whole token where one permission of the request was not granted. Asking again at each
    renewal also means that a permission granted later is used within the hour.
    """

    def __init__(
        self, auth: Auth.AppAuth, installation_id: int, wanted: Callable[[], dict[str, str]]
    ) -> None:
        super().__init__(auth, installation_id)
        self._wanted = wanted
        self._renewing = threading.Lock()
        self._held: InstallationAuthorization | None = None

    @property
    def token(self) -> str:
        with self._renewing:
            if self._held is None or self._held.expires_at - _RENEW_BEFORE < datetime.now(UTC):
                self._token_permissions = self._wanted()
                self._held = self._get_installation_authorization()
            return self._held.token

    def forget(self) -> None:
        """Drop the token: GitHub does not take it any more."""
        with self._renewing:
            self._held = None
