"""What follows when the App is uninstalled or a repository goes: what Byline keeps of it goes or moves along.

GitHub may say so late, or twice. So before anything is deleted, it is asked whether the App works there now.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.errors import NotFound, RetryLater, UsageError
from bot.github.app import GitHubApp
from bot.github.names import owner_name, repository_name
from bot.inbox import StoredDelivery
from bot.purge import Purge, Purged

#: GitHub's servers may not have told each other yet: so often it is asked again before it is believed.
_DOUBTED: Final = 2
_DOUBT: Final = timedelta(seconds=5)


class Moves:
    """Handles deliveries about installations and repositories. Without an ``app`` every one is believed."""

    def __init__(
        self,
        purge: Purge,
        app: GitHubApp | None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._purge = purge
        self._app = app
        self._clock = clock

    def handle(self, delivery: StoredDelivery, payload: dict[str, Any]) -> str:
        """Do what follows, and say it in one line.

        Raises:
            RetryLater: something is in use, or not sure yet; trying again is safe.
            CouldNotLook: GitHub did not say whether the App works there.
        """
        match delivery.event, delivery.action:
            case "installation", "deleted":
                return self._uninstalled(delivery, payload)
            case "installation_repositories", "removed":
                return self._gone(delivery, _names(payload.get("repositories_removed")))
            case "repository", "deleted":
                return self._gone(delivery, _names([payload.get("repository")]))
            case "repository", "renamed" | "transferred":
                return self._renamed(payload)
            case "installation_target", "renamed":
                return self._account_renamed(payload)
        return "noted"

    def _uninstalled(self, delivery: StoredDelivery, payload: dict[str, Any]) -> str:
        owner, names = _login(payload), _names(payload.get("repositories"))
        if owner and self._is_installed_for(owner):
            return "the App was installed again since: everything stays"
        if owner:
            purged = self._purge.owner(owner, more=names, asked_by=delivery.id)
        else:
            purged = self._purge.repositories(names, asked_by=delivery.id)
        return self._told(purged, "the App was uninstalled", delivery)

    def _gone(self, delivery: StoredDelivery, names: tuple[str, ...]) -> str:
        gone = [name for name in names if not self._is_installed_on(name)]
        if len(gone) < len(names) and delivery.attempts <= _DOUBTED:
            at = self._clock() + _DOUBT * delivery.attempts
            raise RetryLater("GitHub still says that the App works there; asking again", at)
        if not gone:
            return "the App works there: everything stays"
        purged = self._purge.repositories(gone, asked_by=delivery.id)
        return self._told(purged, f"{len(gone)} repositories are gone", delivery)

    def _told(self, purged: Purged, why: str, delivery: StoredDelivery) -> str:
        """Say what was deleted; what was being worked on meanwhile may have written again."""
        if purged.left and delivery.attempts <= _DOUBTED:
            raise RetryLater(f"{purged.left} deliveries are being worked on; deleting again after them")
        return f"{why}: {sum(purged.rows.values())} rows and {sum(purged.files.values())} copies are deleted"

    def _renamed(self, payload: dict[str, Any]) -> str:
        now, was = next(iter(_names([payload.get("repository")])), ""), _old_name(payload)
        if not now or not was:
            return "noted: the payload does not tell both names"
        return f"{was} is {now} now: {self._purge.rename(was, now)} rows moved along"

    def _account_renamed(self, payload: dict[str, Any]) -> str:
        was, now = _at(payload, "changes", "login", "from"), _at(payload, "account", "login")
        if not (_is_owner(was) and _is_owner(now)):
            return "noted: the payload does not tell both names"
        return f"{was} is {now} now: {self._purge.rename_owner(was, now)} rows moved along"

    def _is_installed_for(self, owner: str) -> bool:
        if self._app is None:
            return False
        try:
            return any(one.login.casefold() == owner.casefold() for one in self._app.installations())
        except NotFound:
            return False

    def _is_installed_on(self, name: str) -> bool:
        if self._app is None:
            return False
        try:
            self._app.installation_for(name)
        except NotFound:
            return False
        return True


def _names(found: Any) -> tuple[str, ...]:
    """Return the names of repositories in a list of a payload, as far as they are some."""
    listed = found if isinstance(found, list) else ()
    named = (item.get("full_name") for item in listed if isinstance(item, dict))
    return tuple(name for name in named if isinstance(name, str) and _is_name(name))


def _old_name(payload: dict[str, Any]) -> str:
    """Return what a repository was called, in full: GitHub tells the part that changed."""
    full = _at(payload, "repository", "full_name")
    owner, _, name = full.partition("/") if isinstance(full, str) else ("", "", "")
    before = _at(payload, "changes", "repository", "name", "from")
    for kind in ("user", "organization"):
        owner = _at(payload, "changes", "owner", "from", kind, "login") or owner
    found = f"{owner}/{before or name}"
    return found if _is_name(found) and found.casefold() != str(full).casefold() else ""


def _login(payload: dict[str, Any]) -> str:
    login = _at(payload, "installation", "account", "login")
    return login if _is_owner(login) else ""


def _is_owner(name: Any) -> bool:
    return _passes(owner_name, name)


def _is_name(name: Any) -> bool:
    return _passes(repository_name, name)


def _passes(check: Callable[[str], str], name: Any) -> bool:
    try:
        return isinstance(name, str) and bool(check(name))
    except UsageError:
        return False


def _at(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value
