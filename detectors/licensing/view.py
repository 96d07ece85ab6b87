"""Which files of a tree say what its licenses are: the few that have to be read, of many thousands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from detectors.licensing import comments, exclusions, paths, vendored
from detectors.licensing.exclusions import Exclusions
from detectors.model import ChangedFile

#: How many files of a kind are read, and how many of a language to see whether headers are its habit.
MAX_LICENSES: Final = 24
MAX_OTHERS: Final = 12
MAX_SAMPLE: Final = 60
MAX_LANGUAGES: Final = 8
_PROSE: Final = (".md", ".markdown", ".mdx", ".rst", ".html")
#: How far up from a changed file its license may lie.
_MAX_DEPTH: Final = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """Paths to read: licenses, metadata, exclusions and the README. ``beyond`` are too many."""

    licenses: tuple[str, ...] = ()
    metadata: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()
    readme: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()

    @property
    def every(self) -> tuple[str, ...]:
        """All paths that are read whole."""
        return (*self.licenses, *self.metadata, *self.exclusions, *self.readme, *self.documents)


def wanted(listed: Sequence[str], files: Iterable[ChangedFile]) -> Wanted:
    """Return what to read of a tree with the paths ``listed`` for a change of ``files``."""
    touched = [path for file in files for path in (file.path, file.previous_path) if path]
    above = _folders_above(touched)
    licenses, metadata, marks, readme = [], [], [], []
    for path in listed:
        folder = paths.folder_of(path)
        if exclusions.is_file(path) and (not folder or folder == ".reuse" or folder in above):
            marks.append(path)
        elif folder not in above:
            continue
        elif paths.role(path):
            licenses.append(path)
        elif "/" not in path and paths.is_metadata(path):
            metadata.append(path)
        elif "/" not in path and paths.is_readme(path):
            readme.append(path)
    changed = set(touched)
    licenses.sort(key=lambda path: (path not in changed, path.count("/"), path))
    return Wanted(
        licenses=tuple(licenses[:MAX_LICENSES]),
        metadata=tuple(metadata[:MAX_OTHERS]),
        exclusions=tuple(sorted(marks, key=lambda path: path.count("/"))[:MAX_OTHERS]),
        readme=tuple(readme[:1]),
        documents=_documents(listed, changed - set(readme[:1])),
        beyond=tuple(licenses[MAX_LICENSES : MAX_LICENSES * 2]),
    )


def _documents(listed: Iterable[str], changed: set[str]) -> tuple[str, ...]:
    """Return the pages of prose among what a change edits."""
    pages = (path for path in listed if path in changed and path.lower().endswith(_PROSE))
    return tuple(path for path in pages if not paths.role(path))[:MAX_OTHERS]


def samples(listed: Iterable[str], files: Iterable[ChangedFile], left_out: Exclusions) -> tuple[str, ...]:
    """Return paths whose headers are looked at: evenly spread files of the languages that are added."""
    added = (comments.language_of(file.path) for file in files if file.status in {"added", "copied"})
    languages = list(dict.fromkeys(language for language in added if language))[:MAX_LANGUAGES]
    groups: dict[str, list[str]] = {language: [] for language in languages}
    for path in listed:
        if (language := comments.language_of(path)) in groups:
            groups[language].append(path)
    return tuple(path for found in groups.values() for path in _spread(found, left_out))


def _spread(found: list[str], left_out: Exclusions) -> list[str]:
    """Return up to ``MAX_SAMPLE`` paths at even distances; what the project leaves out is passed over."""
    step = max(1, len(found) // (MAX_SAMPLE * 2))
    some = sorted(found)[::step]
    own = [path for path in some if left_out.asks_header(path) and not vendored.is_vendored(path, left_out)]
    return own[:: max(1, -(-len(own) // MAX_SAMPLE))]


def _folders_above(touched: Iterable[str]) -> frozenset[str]:
    """Return the folders on the way from the top to each path, with the top itself."""
    found = {""}
    for path in touched:
        names = path.split("/")[:-1][:_MAX_DEPTH]
        found |= {"/".join(names[:size]) for size in range(1, len(names) + 1)}
    return frozenset(found)
