"""License texts by the ids of their contents, as they were at any time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.git import GitDir
from bot.git.batch import reader
from bot.github.records import decoded
from bot.licensing.trees import READ_SECONDS, Content


class Blobs:
    """Contents of a repository as a tree whose paths are their ids."""

    name = ""
    commit = ""

    def __init__(self, repository: GitDir, ids: Sequence[str]) -> None:
        self._repository = replace(repository, url="", token="")
        self.paths = tuple(ids)

    def ids(self, paths: Sequence[str], limit: int) -> dict[str, str]:
        """Return the ids as `GitTree` does."""
        return {path: f"{path}:{limit}" for path in paths}

    def read(self, paths: Sequence[str], limit: int) -> Iterator[Content]:
        """Yield the contents that are there.

        Raises:
            CouldNotLook: git stopped before all was read.
        """
        with reader(self._repository, READ_SECONDS) as read:
            for path, blob in zip(paths, read.blobs(paths, limit), strict=True):
                if blob is not None:
                    yield Content(path, blob.content, blob.size <= limit)

    def texts(self, paths: Sequence[str], limit: int) -> Iterator[tuple[str, str]]:
        """Yield (id, text) of those that are texts, cut to ``limit`` bytes.

        Raises:
            CouldNotLook: git stopped before all was read.
        """
        for content in self.read(paths, limit):
            if b"\0" not in content.data:
                yield content.path, decoded(content.data)
