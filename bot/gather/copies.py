"""What this machine keeps of repositories besides its database: clones, and the indexes of their trees."""

from __future__ import annotations

from dataclasses import dataclass

from bot.config import Settings
from bot.git import CloneCache
from bot.index import Indexes, Progress


@dataclass(frozen=True, slots=True)
class Copies:
    """Clones and indexes; each is made when it is needed, and can be deleted at any time."""

    clones: CloneCache
    indexes: Indexes

    def kept(self, repository: str) -> dict[str, int]:
        """Return how many copies there are of a repository, by their sort."""
        return {"clones": self.clones.kept(repository), "indexes": self.indexes.kept(repository)}

    def forget(self, repository: str) -> None:
        """Delete what is kept of a repository.

        Raises:
            RetryLater: it is in use for very long.
        """
        self.clones.forget(repository)
        self.indexes.forget(repository)


def copies(settings: Settings) -> Copies:
    """Return the bare clones and the indexes in the home folder."""
    return Copies(CloneCache(settings.home / "clones", settings.clone_cache_mb), indexes(settings))


def indexes(settings: Settings, progress: Progress | None = None) -> Indexes:
    """Return the indexes in the home folder; ``progress`` is told of each that is made."""
    return Indexes(settings.home / "index", settings.index_mb, progress)
