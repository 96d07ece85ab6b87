"""Reading a tree's licenses: each content once, and again only when it has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.github.records import decoded
from bot.licensing.cache import Cache
from bot.licensing.trees import Content, Tree
from detectors.licensing import comments, exclusions, headers, inventory, paths
from detectors.licensing.headers import Header
from detectors.licensing.model import Identified
from detectors.licensing.texts import identify
from detectors.model import TextFile

T = TypeVar("T")
#: Told how many of the files to be read were read.
Progress = Callable[[int, int], None]

TEXT_LIMIT: Final = 200_000
MAX_LICENSES: Final = 5_000
MAX_METADATA: Final = 2_000
_BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class _Source:
    """What is kept of a source file."""

    header: Header | None
    generated: bool
    text: bool = True


_SOURCE: Final = TypeAdapter(_Source)
_LICENSE: Final = TypeAdapter(Identified)


def read_tree(tree: Tree, cache: Cache, progress: Progress | None = None) -> inventory.Tree:
    """Return what is to be known of the tree's licenses, from the cache as far as it goes.

    Raises:
        CouldNotLook: git stopped before all was read.
    """
    licenses = [path for path in tree.paths if paths.role(path)]
    sources = [path for path in tree.paths if comments.language_of(path)]
    texts = [path for path in tree.paths if _is_small(path)]
    total = len(licenses) + len(sources)
    step = _Steps(total, progress)
    known_texts = _licenses(tree, licenses[:MAX_LICENSES], cache, step)
    read = _sources(tree, sources, cache, step)
    files = {file.path: file for file in _texts(tree, texts[:MAX_METADATA])}
    readme = next((path for path in tree.paths if "/" not in path and paths.is_readme(path)), None)
    return inventory.Tree(
        name=tree.name,
        licenses=known_texts,
        headers={path: one.header for path, one in read.items() if one.text},
        generated=frozenset(path for path, one in read.items() if one.generated),
        metadata=tuple(file for path, file in files.items() if paths.is_metadata(path)),
        exclusions=tuple(file for path, file in files.items() if exclusions.is_file(path)),
        readme=files.get(readme) if readme else None,
        paths=tree.paths,
        unread=tuple(path for path in (*licenses, *texts) if path not in known_texts and path not in files),
    )


class _Steps:
    """Counts what was done, over all kinds of files."""

    def __init__(self, total: int, progress: Progress | None) -> None:
        self._total, self._progress, self._done = total, progress, 0

    def add(self, number: int) -> None:
        self._done += number
        if self._progress:
            self._progress(self._done, self._total)


def _is_small(path: str) -> bool:
    return paths.is_metadata(path) or exclusions.is_file(path) or ("/" not in path and paths.is_readme(path))


def _licenses(tree: Tree, wanted: Sequence[str], cache: Cache, step: _Steps) -> dict[str, Identified]:
    def read(content: Content) -> str | None:
        if not content.whole or b"\0" in content.data:
            return None
        found = identify(decoded(content.data))
        return _LICENSE.dump_json(replace(found, left=(), spans=())).decode()

    kept = _through(tree, wanted, "license", TEXT_LIMIT, cache, step, read)
    return {path: found for path, value in kept if (found := _loaded(_LICENSE, value)) is not None}


def _sources(tree: Tree, wanted: Sequence[str], cache: Cache, step: _Steps) -> dict[str, _Source]:
    def read(content: Content) -> str | None:
        text = decoded(content.data)
        is_text = bool(text.strip()) and b"\0" not in content.data
        found = _Source(None, generated=False, text=False)
        if is_text:
            found = _Source(headers.read(text, content.path), headers.is_generated(text, content.path))
        return _SOURCE.dump_json(found).decode()

    kept = _through(tree, wanted, "source", comments.MAX_CHARS, cache, step, read)
    return {path: found for path, value in kept if (found := _loaded(_SOURCE, value)) is not None}


def _through(
    tree: Tree,
    wanted: Sequence[str],
    kind: str,
    limit: int,
    cache: Cache,
    step: _Steps,
    read: Callable[[Content], str | None],
) -> Iterator[tuple[str, str]]:
    """Yield (path, what was read) of ``wanted``, reading only what the cache does not have."""
    for at in range(0, len(wanted), _BATCH):
        batch = wanted[at : at + _BATCH]
        keys = {
            path: f"{kind}:{comments.language_of(path)}:{key}" for path, key in tree.ids(batch, limit).items()
        }
        known = cache.get(list(dict.fromkeys(keys.values())))
        fresh: dict[str, str] = {}
        for content in tree.read([path for path, key in keys.items() if key not in known], limit):
            value = read(content)
            if value is not None:
                fresh[keys[content.path]] = value
        cache.put(fresh)
        known |= fresh
        yield from ((path, known[key]) for path, key in keys.items() if key in known)
        step.add(len(batch))


def _loaded(adapter: TypeAdapter[T], value: str) -> T | None:
    try:
        return adapter.validate_json(value)
    except ValidationError:  # an older version wrote it
        return None


def _texts(tree: Tree, wanted: Sequence[str]) -> Iterator[TextFile]:
    for content in tree.read(wanted, TEXT_LIMIT):
        if content.whole and b"\0" not in content.data:
            yield TextFile(content.path, decoded(content.data), tree.commit)


def identified(tree: Tree, wanted: Sequence[str], cache: Cache) -> dict[str, Identified]:
    """Return what the license texts ``wanted`` of ``tree`` are, from the cache as far as it goes.

    Raises:
        CouldNotLook: git stopped before all was read.
    """
    return _licenses(tree, wanted, cache, _Steps(len(wanted), None))
