"""Whether a path, or the end of one, is in a tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from bot.index.listing import Listing, components, suffix_of
from bot.index.nearest import similar_paths
from bot.index.reading import Reading
from bot.index.store import Entry, Past
from bot.index.words import parts
from detectors.model import Answer, Place, Query, Seen

MOST_PLACES: Final = 5
#: The longest common end of two paths that says nothing by itself: a file name.
_MIN_COMMON: Final = 2
_MIN_PART: Final = 3


def answer(query: Query, reading: Reading) -> Answer:
    """Answer a question about a path."""
    listing = reading.listing
    found = files_meant(query.name, listing, reading.repository_name)
    if found:
        lines = reading.store.lines(found[0].blob) if len(found) == 1 and found[0].blob else None
        places = tuple(Place(entry.path) for entry in found[:MOST_PLACES])
        return Answer(query, Seen.HERE, places, lines=lines)
    folders = _folders_meant(query.name, listing)
    if folders:
        return Answer(query, Seen.HERE, tuple(Place(path) for path in folders[:MOST_PLACES]))
    if any(_is_inside(query.name, module) for module in listing.submodules):
        return Answer(query, Seen.UNKNOWN)
    scope, nearest, kin = (
        _scope(query.name, listing),
        _nearest(query.name, listing),
        _kin(query.name, listing),
    )
    gone = _gone(query.name, reading)
    if gone:
        return Answer(
            query, Seen.PAST, (), nearest, scope=scope, kin=kin, until=gone.until, moved=_now(gone, reading)
        )
    return Answer(query, Seen.ABSENT, (), nearest, scope=scope, kin=kin)


def files_meant(cited: str, listing: Listing, repository: str) -> list[Entry]:
    """Return the files that a path can mean: that file, else all whose path ends so, else what it ends with.

    ``repository`` is the project's name, which may stand before a path: ``curl/lib/url.c``.
    """
    exact = listing.files.get(cited) or listing.files.get(cited.replace("\\", "/").removeprefix("./"))
    if exact:
        return [exact]
    names = components(cited)
    if not names:
        return []
    same = [(components(entry.path), entry) for entry in listing.bases.get(names[-1], ())]
    found = [entry for real, entry in same if real[-len(names) :] == names]
    if not found:
        found = [entry for real, entry in same if _ends_with(names, real, repository, cited)]
    if not found and not suffix_of(names[-1]):
        found = _without_ending(names, listing)
    spelled = [entry for entry in found if entry.path.endswith(cited.rpartition("/")[2])]
    return sorted(spelled or found, key=lambda entry: (entry.path.count("/"), entry.path))


def _ends_with(names: Sequence[str], real: tuple[str, ...], repository: str, cited: str) -> bool:
    """Whether a cited path is a real one with folders before it: a home folder, or the project's own name."""
    if tuple(names[-len(real) :]) != real:
        return False
    if len(real) >= _MIN_COMMON:
        return True
    is_absolute = cited.startswith(("/", "~", "\\")) or cited[1:2] == ":"
    before = names[-2] if len(names) > 1 else ""
    return before in {"a", "b"} or (bool(repository) and before.startswith(repository)) or is_absolute


def _without_ending(names: tuple[str, ...], listing: Listing) -> list[Entry]:
    """Return the files that an import may mean, which leaves the ending out (``./utils/parse``)."""
    if len(names) < _MIN_COMMON:
        return []
    found = []
    for entry in listing.stems.get(names[-1], ()):
        real = components(entry.path)
        if real[-len(names) : -1] == names[:-1]:
            found.append(entry)
    return found


def _folders_meant(cited: str, listing: Listing) -> list[str]:
    names = components(cited)
    if not names:
        return []
    ends = ((components(folder), folder) for folder in listing.folder_ends.get(names[-1], ()))
    found = [
        folder
        for real, folder in ends
        if real[-len(names) :] == names or (len(real) >= _MIN_COMMON and names[-len(real) :] == real)
    ]
    return sorted(found, key=lambda folder: (folder.count("/"), folder))


def _is_inside(cited: str, folder: str) -> bool:
    """Whether a path leads through a folder, whatever is before it."""
    names, inside = components(cited), components(folder)
    spans = (names[at : at + len(inside)] for at in range(len(names) - len(inside) + 1))
    return any(span == inside for span in spans)


def _scope(cited: str, listing: Listing) -> str:
    names = [name for name in cited.replace("\\", "/").split("/") if name not in ("", ".")]
    for count in range(len(names) - 1, 0, -1):
        folder = "/".join(names[:count])
        if folder in listing.folders:
            return folder
    return ""


def _nearest(cited: str, listing: Listing) -> tuple[str, ...]:
    base = cited.replace("\\", "/").rpartition("/")[2].casefold()
    same = [entry.path for entry in listing.bases.get(base, ())][:200]
    return similar_paths(cited, listing.path_list, listing.base_list, same)


def _kin(cited: str, listing: Listing) -> int:
    """Count the files whose name begins with the same word and has the same ending."""
    base = cited.replace("\\", "/").rpartition("/")[2]
    words = parts(base.partition(".")[0])
    if not words or len(words[0]) < _MIN_PART:
        return 0
    ending = suffix_of(base).casefold()
    return sum(real.startswith(words[0]) and real.endswith(ending) for real in listing.bases)


def _gone(cited: str, reading: Reading) -> Past | None:
    """Return the removed path that is meant: the same, else one that ends so, or that the cited ends with."""
    names = components(cited)
    if not names:
        return None
    removed = reading.store.past(names[-1])
    same = [past for past in removed if components(past.path) == names]
    if same:
        return same[0]
    return next(iter(_longer(removed, names)), None)


def _longer(removed: Iterable[Past], names: tuple[str, ...]) -> list[Past]:
    found = []
    for past in removed:
        real = components(past.path)
        if real[-len(names) :] == names or (len(real) >= _MIN_COMMON and names[-len(real) :] == real):
            found.append(past)
    return sorted(found, key=lambda past: len(past.path))


def _now(gone: Past, reading: Reading) -> str:
    """Follow renames to a path that the tree has; ``""`` where there is none."""
    path = gone.moved
    for _ in range(10):
        if not path or path in reading.listing.files:
            return path
        later = [past for past in reading.store.past(path.rpartition("/")[2].casefold()) if past.path == path]
        path = later[0].moved if later else ""
    return ""
