"""A tree's paths, arranged so that the end of a path finds it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from bot.index.languages import language_of
from bot.index.store import Entry

#: So few contents that are not there hide nothing, unless they are code: its names may be used there alone.
_FEW_UNREAD = 2
_SMALL_SHARE = 0.002


class Listing:
    """The files and folders of one tree; never changed after it is made."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.files = {entry.path: entry for entry in entries}
        self.blobs: dict[int, str] = {}
        self.bases: dict[str, list[Entry]] = defaultdict(list)
        self.stems: dict[str, list[Entry]] = defaultdict(list)
        self.folders: dict[str, str] = {}
        self.folder_ends: dict[str, list[str]] = defaultdict(list)
        for entry in entries:
            if entry.blob:
                self.blobs.setdefault(entry.blob, entry.path)
            folder, _, base = entry.path.rpartition("/")
            self.bases[base.casefold()].append(entry)
            self.stems[base.casefold().partition(".")[0]].append(entry)
            self._add_folder(folder)
        self.submodules = tuple(entry.path for entry in entries if entry.kind == "s")
        self.path_list = list(self.files)
        self.base_list = [path.rpartition("/")[2].casefold() for path in self.path_list]
        unread = [entry.path for entry in entries if entry.kind == "u"]
        self.unread = len(unread)
        self._lacks_code = any(map(language_of, unread))

    def _add_folder(self, folder: str) -> None:
        while folder and folder not in self.folders:
            self.folders[folder] = folder.casefold()
            parent, _, base = folder.rpartition("/")
            self.folder_ends[base.casefold()].append(folder)
            folder = parent

    @property
    def hides(self) -> bool:
        """Whether so many contents could not be read that a missing name may be in one of them."""
        return self._lacks_code or self.unread > max(_FEW_UNREAD, _SMALL_SHARE * len(self.files))

    def paths(self, blobs: Sequence[int]) -> Iterator[str]:
        """Yield the paths of contents; the first path, where a content has several."""
        return (self.blobs[blob] for blob in blobs if blob in self.blobs)


def components(path: str) -> tuple[str, ...]:
    """Return the names in a path, case folded, without ``.``; ``..`` takes the name before it away."""
    names: list[str] = []
    for name in path.replace("\\", "/").casefold().split("/"):
        if name == "..":
            del names[-1:]
        elif name not in ("", "."):
            names.append(name)
    return tuple(names)


def suffix_of(path: str) -> str:
    """Return the ending of a file name with its dot."""
    return PurePosixPath(path).suffix
