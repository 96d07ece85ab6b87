"""Under which terms a project is: what its files say now, and what happened to its license texts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bot.audit import dependencies, license_history, license_terms, vendored
from bot.audit.model import Declared, Headers, LicenseEvent, Licenses
from bot.errors import CouldNotLook, UsageError
from bot.git import GitDir
from bot.github.names import commit_id
from bot.licensing.cache import Cache
from bot.licensing.reading import read_tree
from bot.licensing.trees import GitTree
from detectors.licensing import comments, inventory, metadata, paths, readme
from detectors.licensing import vendored as copies
from detectors.licensing.inventory import Inventory
from detectors.model import Unknown

#: Told how many of how many files were read.
Told = Callable[[int, int], None]

CACHE: Final = "licenses.sqlite3"
_MAX_DECLARED: Final = 200
_BY_FOLDER: Final = " (by the folder)"
#: Findings that say that two places name different licenses.
_DISAGREE: Final = frozenset({"licensing/metadata", "licensing/readme", "licensing/header", "licensing/text"})


def licenses(
    repository: GitDir,
    commit: str,
    *,
    home: Path,
    name: str = "",
    since: str = "",
    until: str = "",
    told: Told | None = None,
) -> Licenses | Unknown:
    """Return the licenses at ``commit``, and the events in the history below it.

    What was read is kept in ``home``, by content. ``name`` is the project's; ``since`` and ``until`` are the
    first and the last day (UTC) of events, or empty. ``Unknown`` where git cannot read the tree or history.
    """
    try:
        tree = GitTree(repository, commit_id(commit), "", name.rpartition("/")[2])
        with Cache(home / CACHE) as cache:
            read = read_tree(tree, cache, told)
            events, left_out = license_history.of(repository, commit, cache)
            locked, unread = dependencies.of(tree, cache)
        taken = inventory.take(read)
        return Licenses(
            declared=tuple(_declared(read, taken))[:_MAX_DECLARED],
            disagreements=tuple(one.claim for one in taken.findings if one.id in _DISAGREE),
            directories=tuple(_directories(taken)),
            events=tuple(one for one in events if _is_between(one, since, until)),
            headers=tuple(_headers(read)),
            vendored=vendored.of(repository, commit, tree, taken.vendored),
            dependencies=locked,
            exclusions=(*left_out, *unread),
            findings=taken.findings,
        )
    except (CouldNotLook, UsageError) as error:
        return Unknown(str(error))


def _is_between(event: LicenseEvent, since: str, until: str) -> bool:
    return (not since or event.date >= since) and (not until or event.date <= until)


def _declared(read: inventory.Tree, taken: Inventory) -> Iterator[Declared]:
    """Yield what the license files at the top say, then metadata, README, and the commonest headers."""
    for path, found in sorted(read.licenses.items()):
        if paths.is_own_license(path):
            yield Declared("file", path, license_terms.expression(found))
    for file in sorted(read.metadata, key=lambda file: (file.path.count("/"), file.path)):
        if copies.component_of(file.path) is None and not paths.is_sample(file.path):
            for stated in metadata.stated(file)[:1]:
                yield Declared("metadata", file.path, stated.expression or stated.text)
    if read.readme is not None:
        for stated in readme.stated(read.readme, read.name):
            if stated.expression:
                yield Declared("readme", stated.path, stated.expression)
    for share in sorted(taken.headers, key=lambda one: (-one.with_common, one.language)):
        if share.common:
            yield Declared("headers", share.language, share.common)


def _directories(taken: Inventory) -> Iterator[tuple[str, str, int]]:
    """Yield (folder, license, files) for each license that a folder's own source files come to."""
    for folder in taken.folders:
        counts = Counter[str]()
        for name, number in folder.concluded:
            counts[name.removesuffix(_BY_FOLDER)] += number
        rows = sorted(counts.items(), key=lambda one: (-one[1], one[0])) or [(folder.declared, 0)]
        yield from ((folder.path, name, number) for name, number in rows)


def _headers(read: inventory.Tree) -> Iterator[Headers]:
    """Yield each language with all the licenses that its files' headers name; "" is one not surely named."""
    files, said = Counter[str](), dict[str, Counter[str]]()
    for path, header in inventory.asked(read).items():
        language = comments.language_of(path)
        if language:
            files[language] += 1
            if header is not None and header.licensed:
                said.setdefault(language, Counter())[header.expression] += 1
    for language in sorted(files):
        counts = said.get(language, Counter())
        ranked = tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
        yield Headers(language, files[language], counts.total(), ranked)
