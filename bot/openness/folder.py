"""What a folder or a clone publishes: its texts are read here, and judged by ``detectors.openness``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Final

from bot.errors import CouldNotLook, UsageError
from bot.git import GitDir, open_local
from bot.git.history import is_shallow
from bot.git.tree import file_at, origin
from bot.github.records import decoded
from bot.licensing.trees import Tree, open_tree
from detectors.licensing import comments, paths
from detectors.model import TextFile
from detectors.openness import metadata, release, terms
from detectors.openness.release import Release, Revision

#: Bytes of one file that are read; a longer license file is left unread.
TEXT_LIMIT: Final = 400_000
MAX_DOCUMENTS: Final = 60
MAX_SOURCES: Final = 200
#: How far back the changes of a license file are followed.
MAX_REVISIONS: Final = 4
_MAX_LICENSES: Final = 8
_CONFIGURATIONS: Final = frozenset({"config.json", "adapter_config.json", "mergekit_config.yml"})
_REMOTE: Final = re.compile(
    r"(?:github\.com|gitlab\.com|huggingface\.co)[/:](?P<name>[\w.-]{1,96}/[\w.-]{1,96}?)(?:\.git)?/?\Z"
)


def read(path: Path, name: str = "") -> tuple[Release, str]:
    """Return what the tree at ``path`` publishes, and its commit (empty for a folder outside of git).

    ``name`` is ``owner/name`` of the repository; without it the clone's remote tells.

    Raises:
        UsageError: there is no such folder.
        CouldNotLook: git cannot be read.
    """
    tree = open_tree(path)
    return of_tree(tree, open_local(path) if tree.commit else None, name), tree.commit


def of_tree(tree: Tree, clone: GitDir | None, name: str = "") -> Release:
    """Return what ``tree`` publishes; ``clone`` is what it is a commit of, or None.

    Raises:
        CouldNotLook: git cannot be read.
    """
    wanted = _wanted(tree.paths)
    files = {file.path: file for file in _texts(tree, wanted)}
    missing = any(paths.is_own_license(one) and one not in files for one in wanted)
    made = release.of(files.values(), name or (_remote(clone) if clone else ""), tree.paths, unread=missing)
    if clone is not None and made.licenses:
        made = replace(
            made, revisions=tuple(_revisions(clone, tree.commit, [one.path for one in made.licenses]))
        )
    if clone is not None and made.card.base_models:
        made = replace(made, created=_created(clone, tree.commit))
    return made


def _created(clone: GitDir, commit: str) -> str:
    """Return the day of the first commit; nothing where the clone is shallow, and the first is not here."""
    try:
        if is_shallow(clone):
            return ""
        out = clone.run("log", "--max-parents=0", "--format=%cs", commit)
    except CouldNotLook:
        return ""
    return min(out.decode("ascii", "replace").split(), default="")


def _wanted(listed: Iterable[str]) -> list[str]:
    """Return the paths to read: license files, metadata and configuration at the top, pages, and some
    sources.
    """
    every = list(listed)
    top = [path for path in every if paths.is_own_license(path) or ("/" not in path and _is_read(path))]
    pages = sorted(
        (path for path in every if release.is_document(path)), key=lambda path: (path.count("/"), path)
    )
    sources = [path for path in every if comments.language_of(path) and not release.is_document(path)]
    step = max(1, len(sources) // MAX_SOURCES)
    return list(dict.fromkeys([*top, *pages[:MAX_DOCUMENTS], *sources[::step][:MAX_SOURCES]]))


def _is_read(path: str) -> bool:
    return release.is_license(path) or metadata.knows(path) or path.lower() in _CONFIGURATIONS


def _texts(tree: Tree, wanted: list[str]) -> Iterator[TextFile]:
    for content in tree.read(wanted, TEXT_LIMIT):
        if b"\0" not in content.data and (content.whole or not paths.role(content.path)):
            yield TextFile(content.path, decoded(content.data), tree.commit)


def _remote(clone: GitDir) -> str:
    """Return ``owner/name`` of the clone's origin, or nothing where it has none that says so."""
    found = _REMOTE.search(origin(clone))
    return found["name"] if found else ""


def _revisions(clone: GitDir, commit: str, licenses: list[str]) -> Iterator[Revision]:
    """Yield the license files that were another license at an earlier commit. A partial clone has none to
    show.
    """
    for path in licenses[:_MAX_LICENSES]:
        try:
            out = clone.run("log", f"--max-count={MAX_REVISIONS + 1}", "--format=%H %cs", commit, "--", path)
            steps = [line.split() for line in out.decode("ascii").splitlines()]
            for (changed, date), (before, _) in pairwise(steps):
                was, now = file_at(clone, before, path), file_at(clone, changed, path)
                if was is None or now is None:
                    continue
                old, new = terms.read(was).ids, terms.read(now).ids
                if old and new and old != new:
                    yield Revision(path, old, changed[:12], date)
        except CouldNotLook:
            continue


def text(path: Path) -> str:
    """Return the text of one file.

    Raises:
        UsageError: it cannot be read, or is no text.
    """
    try:
        data = path.read_bytes() if path.stat().st_size <= 25_000_000 else None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    if data is None or b"\0" in data[:8_000]:
        raise UsageError(f"{path} is no text, or over 25 MB")
    return decoded(data)
