"""The files of a repository as one tree has them.

Trees and their files never change: git names them by what is in them. So one question, which tree a branch
has now, answers for all of its files that were read before, and all files of one judgement are of one tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from bot.errors import CouldNotLook
from bot.github.client import Client, is_file_path
from bot.github.records import DirectoryEntry, Repo, TreeEntry
from detectors.model import TextFile

#: GitHub's size of a repository, in kilobytes, up to which its whole tree is asked for at once.
SMALL_KB: Final = 10_000
#: Larger files are not read: GitHub's contents API does not show them either.
MAX_FILE_BYTES: Final = 1_000_000
_TEN_MINUTES: Final = len("2026-11-22T15:4")
_TREE: Final = "tree"
_PLAIN: Final = frozenset({"100644", "100755", "100664"})

_Folder = dict[str, TreeEntry]


@dataclass
class Files:
    """The files of ``repository`` at ``ref`` (default: the tip of its default branch) at the first look.

    ``small`` asks for the whole tree at once; that there is no repository still counts where it was so under
    the same ``absent``. Every method raises ``RetryLater`` for passing faults and
    ``CouldNotLook`` for what is not shown; a repository that is not there has no files.
    """

    client: Client
    repository: str
    ref: str = ""
    small: bool = False
    absent: str = ""
    _folders: dict[str, _Folder | None] = field(default_factory=dict)
    _in_part: bool = False

    def file(self, path: str) -> TextFile | None:
        """Return a text file, or ``None`` where there is none.

        Raises:
            CouldNotLook: it is no file, too large (1 MB), or the path leads elsewhere.
        """
        if not is_file_path(path):
            raise CouldNotLook(f"{path!a} is no path of a file in a repository")
        folder, _, name = path.rpartition("/")
        entries = self._entries(folder)
        found = entries.get(name) if entries else None
        what = f"{path} in {self.repository}"
        if self._in_part or (found is not None and found.type != _TREE and found.mode not in _PLAIN):
            return self.client.file(self.repository, path, self.ref or None)  # it may be a link
        if found is None:
            return None
        if found.type == _TREE:
            raise CouldNotLook(f"{what} is a folder, not a file")
        if found.size > MAX_FILE_BYTES:
            raise CouldNotLook(f"{what} cannot be read: it is a file of {found.size} bytes")
        return TextFile(path, self.client.blob(self.repository, found.sha, what), self.ref or "HEAD")

    def folder(self, path: str) -> tuple[DirectoryEntry, ...]:
        """Return the entries of a folder; none where there is no such folder."""
        entries = self._entries(path)
        if self._in_part:
            return self.client.folder(self.repository, path)
        return tuple(
            DirectoryEntry(
                type="dir" if entry.type == _TREE else "file",
                name=name,
                path=f"{path}/{name}".lstrip("/"),
            )
            for name, entry in (entries or {}).items()
        )

    def _entries(self, folder: str) -> _Folder | None:
        if "" not in self._folders:
            self._read_top()
        if folder not in self._folders:
            above, _, name = folder.rpartition("/")
            entries = self._entries(above)
            found = entries.get(name) if entries else None
            self._folders[folder] = self._read(found.sha) if found and found.type == _TREE else None
        return self._folders[folder]

    def _read_top(self) -> None:
        name = self.ref or "HEAD"
        top = self.client.tree(self.repository, name, recursive=self.small, absent=self.absent)
        whole = self.small
        if top and top.truncated and whole:
            top, whole = self.client.tree(self.repository, name), False
        self._in_part = bool(top and top.truncated)
        if not whole or top is None:
            self._folders[""] = {entry.path: entry for entry in top.tree} if top else {}
            return
        folders: dict[str, _Folder | None] = {"": {}}
        for entry in top.tree:
            above, _, own = entry.path.rpartition("/")
            inside = folders.setdefault(above, {})
            if inside is not None:
                inside[own] = entry
            if entry.type == _TREE:
                folders.setdefault(entry.path, {})
        self._folders = folders

    def _read(self, sha: str) -> _Folder:
        tree = self.client.tree(self.repository, sha)
        self._in_part = self._in_part or bool(tree and tree.truncated)
        return {entry.path: entry for entry in tree.tree} if tree else {}


def of_repository(client: Client, name: str, about: Repo) -> Files:
    """Return the files of a repository's default branch."""
    return Files(client, name, about.default_branch, small=about.size is not None and about.size <= SMALL_KB)


def of_owner(client: Client, repository: str, as_of: str = "") -> Files:
    """Return the files of the ``.github`` repository that an owner's other repositories fall back on.

    Most owners have none. With ``as_of`` (ISO 8601) one that is made is seen within ten minutes.
    """
    name = f"{repository.partition('/')[0]}/.github"
    return Files(client, name, small=True, absent=as_of[:_TEN_MINUTES])
