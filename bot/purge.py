"""Deleting what is kept: in the database, and in the folders of this machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from bot import calibrations
from bot.config import Settings
from bot.errors import UsageError
from bot.gather.copies import Copies
from bot.github.names import owner_name, repository_name
from bot.storage import Database
from bot.storage.expiry import Expiry, Keep
from bot.storage.forgetting import Forgetting
from bot.storage.persons import Persons


@dataclass(frozen=True, slots=True)
class Purged:
    """What was deleted, or would be: rows by table, and files by their sort.

    ``left`` are deliveries that are still being worked on and could not be deleted.
    """

    rows: dict[str, int]
    files: dict[str, int] = field(default_factory=dict)
    left: int = 0


class Purge:
    """Deletes; with ``dry`` it only counts. Everything can be done again, and cut off at any point."""

    def __init__(self, settings: Settings, database: Database, copies: Copies) -> None:
        self._settings = settings
        self._database = database
        self._copies = copies
        self._rows = Forgetting(database)

    def repositories(self, names: Iterable[str], *, dry: bool = False, asked_by: int = 0) -> Purged:
        """Delete everything about some repositories. What is no name of a repository is passed over.

        ``asked_by`` is the delivery that asks for it, which is being worked on and stays.

        Raises:
            RetryLater: a clone or an index is in use for very long.
        """
        wanted = tuple(name for name in dict.fromkeys(name.casefold() for name in names) if _is_name(name))
        files: Counter[str] = Counter(clones=0, indexes=0, calibrations=0)
        for name in wanted:
            files.update(self._copies.kept(name))
            calibration = calibrations.place(self._settings, name)
            files["calibrations"] += calibration.is_file()
            if not dry:
                self._copies.forget(name)
                calibration.unlink(missing_ok=True)
        return Purged(
            self._rows.repositories(wanted, dry=dry), dict(files), self._rows.busy(wanted, asked_by)
        )

    def owner(
        self, owner: str, *, more: Collection[str] = (), dry: bool = False, asked_by: int = 0
    ) -> Purged:
        """Delete everything about the repositories of an account; ``more`` names some that it has.

        Raises:
            UsageError: it is no account's name.
            RetryLater: a clone or an index is in use for very long.
        """
        return self.repositories((*self._names(owner), *more), dry=dry, asked_by=asked_by)

    def installation(self, id_: int, *, dry: bool = False) -> Purged:
        """Delete everything about the account that installed the App.

        Raises:
            UsageError: no delivery tells which account that is.
            RetryLater: a clone or an index is in use for very long.
        """
        owners = self._rows.owners_of(id_)
        if not owners:
            raise UsageError(f"no delivery of installation {id_} is kept: name its account with --owner")
        found = [self.owner(owner, dry=dry) for owner in owners]
        rows = Counter[str]()
        files = Counter[str]()
        for one in found:
            rows.update(one.rows)
            files.update(one.files)
        rows.update(self._rows.installation(id_, dry=dry))
        return Purged(dict(rows), dict(files), sum(one.left for one in found))

    def person(self, login: str, *, dry: bool = False) -> Purged:
        """Delete everything in the database that names somebody's account."""
        persons = Persons(self._database)
        return Purged(persons.forget(login, dry=dry), left=persons.waiting(login))

    def rename(self, old: str, new: str) -> int:
        """Keep everything about a repository under its new name; copies are made anew when needed.

        Raises:
            UsageError: one of them is no repository name.
            RetryLater: a clone or an index is in use for very long.
        """
        repository_name(new)
        self._copies.forget(old)
        calibrations.rename(self._settings, old, new)
        return self._rows.rename(old, new)

    def rename_owner(self, old: str, new: str) -> int:
        """Keep everything about the repositories of an account under its new name; return how many rows.

        Raises:
            UsageError: one of them is no account's name.
            RetryLater: a clone or an index is in use for very long.
        """
        return sum(
            self.rename(name, f"{owner_name(new)}/{name.partition('/')[2]}") for name in self._names(old)
        )

    def _names(self, owner: str) -> tuple[str, ...]:
        """Return the repositories of an account that anything is kept of, in lower case."""
        kept = (*self._copies.clones.names(owner), *calibrations.names(self._settings, owner))
        return tuple(dict.fromkeys((*self._rows.of_owners([owner]), *kept)))

    def expired(self, *, dry: bool = False) -> Purged:
        """Delete what is older than the settings want it kept."""
        settings = self._settings
        keep = Keep(
            payloads=timedelta(days=settings.keep_payloads_days),
            judgements=timedelta(days=settings.keep_judgements_days),
            deliveries=timedelta(days=settings.keep_deliveries_days),
        )
        return Purged(Expiry(self._database, keep).run(dry=dry))


def _is_name(name: str) -> bool:
    try:
        repository_name(name)
    except UsageError:
        return False
    return True
