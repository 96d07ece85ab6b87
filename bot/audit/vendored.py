"""Third-party code in a tree: where it comes from, and whether it was changed, as far as the tree tells."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import Final

from bot.audit.model import Vendored
from bot.errors import CouldNotLook, UsageError
from bot.git import GitDir
from bot.github.names import commit_id
from bot.github.records import clean, decoded
from bot.licensing.trees import Tree
from detectors.licensing import inventory, metadata, vendored
from detectors.model import Unknown

_LIMIT: Final = 1_000_000
_MAX_COMPONENTS: Final = 2_000
_MAX_FILES: Final = 5_000
_SUBTREE_SECONDS: Final = 60
_NOT_TOLD: Final = Unknown("nothing in the tree says which release it is a copy of")
_NOT_READ: Final = Unknown("it has too many files to compare")
_NOT_ALL: Final = Unknown("not all files of its release are here")
_CARGO: Final = ".cargo-checksum.json"
#: Fields of upstream's own descriptions that say where a copy comes from.
_URL: Final = re.compile(
    r"^\s{0,12}[\"']?(?:url|homepage|repository|origin|upstream)[\"']?\s{0,3}[:=]\s{0,3}[\"']?"
    r"(?P<url>(?:git\+)?https?://[^\s\"'<>]{3,300})",
    re.IGNORECASE | re.MULTILINE,
)
_ADDRESS: Final = re.compile(r"(?:git\+)?https?://[^\s\"'<>]{3,300}")
_UNCHANGED: Final = re.compile(
    r"^Local Modifications:\s{0,3}\n?\s{0,8}(?:none|no)\b", re.IGNORECASE | re.MULTILINE
)
_HOST: Final = re.compile(r"(?:^|/)vendor/(?P<name>(?:[a-z0-9-]{1,60}\.){1,4}[a-z]{2,6}/.+)", re.IGNORECASE)
_SUBTREE: Final = re.compile(r"^git-subtree-(?P<key>dir|split|mainline): (?P<value>\S{1,400})$", re.MULTILINE)


def of(
    repository: GitDir, commit: str, tree: Tree, copies: Sequence[inventory.Vendored]
) -> tuple[Vendored, ...]:
    """Return the third-party code of ``tree``, by folder.

    Raises:
        CouldNotLook: git stopped before all was read.
    """
    if not copies:
        return ()
    parts = {one.folder: one for one in vendored.components(tree.paths)}
    known = [parts[one.folder] for one in copies if one.folder in parts][:_MAX_COMPONENTS]
    texts = _descriptions(tree, known)
    look = _Look(repository, commit, tree)
    return tuple(
        Vendored(
            path=one.folder,
            upstream=_upstream(one.folder, texts.get(one.folder, ())),
            expression=_expression(one.licenses),
            files=one.files,
            modified=look.modified(one.folder, texts.get(one.folder, ())),
        )
        for one in copies
    )


def _expression(labels: Sequence[str]) -> str:
    """Return one SPDX expression for what texts, metadata and headers of a copy name; empty if nothing."""
    names = dict.fromkeys(part.strip() for label in labels for part in label.split(","))
    found = [name for name in names if metadata.normal(name)]
    return " AND ".join(f"({one})" if " OR " in one and len(found) > 1 else one for one in found)


def _descriptions(tree: Tree, parts: Sequence[vendored.Component]) -> dict[str, list[tuple[str, str]]]:
    """Return (path, text) of upstream's own descriptions by folder, the topmost ones."""
    wanted: dict[str, str] = {}
    for part in parts:
        for path in sorted(part.upstream, key=lambda path: (path.count("/"), path))[:3]:
            wanted[path] = part.folder
    found: dict[str, list[tuple[str, str]]] = {}
    for content in tree.read(list(wanted), _LIMIT):
        if b"\0" not in content.data:
            text = decoded(content.data)
            found.setdefault(wanted[content.path], []).append((content.path, text))
    return found


def _upstream(folder: str, texts: Sequence[tuple[str, str]]) -> str:
    """Return where a copy comes from: an address that it names itself, else the module's path."""
    for path, text in texts:
        if path.rpartition("/")[0] != folder:
            continue
        named = _of_package(text) if path.endswith(".json") else _URL.search(text)
        if named:
            return (named if isinstance(named, str) else named["url"]).removeprefix("git+")
    match = _HOST.search(folder)
    return f"https://{match['name']}" if match else ""


def _of_package(text: str) -> str:
    """Return the repository or page that ``package.json`` or ``composer.json`` names."""
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    for key in ("repository", "homepage"):
        said = held.get(key) if isinstance(held, dict) else None
        said = said.get("url") if isinstance(said, dict) else said
        if isinstance(said, str) and _ADDRESS.fullmatch(said):
            return str(clean(said))
    return ""


class _Look:
    """What tree and history hold of upstream's own files."""

    def __init__(self, repository: GitDir, commit: str, tree: Tree) -> None:
        self._repository, self._commit, self._tree = repository, commit, tree
        self._paths = frozenset(tree.paths)
        self._subtrees = dict(_subtrees(repository, commit))

    def modified(self, folder: str, texts: Sequence[tuple[str, str]]) -> bool | Unknown:
        """Return whether the copy in ``folder`` differs from upstream's; ``texts`` are its descriptions."""
        if f"{folder}/{_CARGO}" in self._paths:
            return self._differs_from_sums(folder)
        if folder in self._subtrees:
            return _differs_from_subtree(self._repository, self._commit, folder, self._subtrees[folder])
        if any(path.lower().endswith("/readme.chromium") and _UNCHANGED.search(text) for path, text in texts):
            return False
        return _NOT_TOLD

    def _differs_from_sums(self, folder: str) -> bool | Unknown:
        """Compare with the checksums that Cargo puts beside each crate that it copies."""
        held = next(iter(self._tree.read([f"{folder}/{_CARGO}"], _LIMIT)), None)
        try:
            sums = json.loads(held.data)["files"] if held is not None and held.whole else None
        except (ValueError, KeyError, TypeError, RecursionError):
            sums = None
        if not isinstance(sums, dict):
            return _NOT_TOLD
        wanted = [f"{folder}/{name}" for name in sums]
        if len(wanted) > _MAX_FILES:
            return _NOT_READ
        if any(path not in self._paths for path in wanted):
            return _NOT_ALL
        return any(
            content.whole
            and sums[content.path[len(folder) + 1 :]] != hashlib.sha256(content.data).hexdigest()
            for content in self._tree.read(wanted, _LIMIT)
        )


def _subtrees(repository: GitDir, commit: str) -> Iterator[tuple[str, str]]:
    """Yield (folder, commit of upstream's content) for folders that ``git subtree`` brought, newest last.

    Where it brought one squashed commit, that one has upstream's own tree; else the message names upstream's.
    """
    try:
        out = repository.run(
            "log",
            "-z",
            "--format=%H%n%B",
            "--grep=^git-subtree-dir: ",
            "--no-show-signature",
            "--reverse",
            commit_id(commit),
            seconds=_SUBTREE_SECONDS,
        )
    except CouldNotLook:
        return
    for entry in out.decode("utf-8", "replace").split("\0"):
        sha, _, message = entry.partition("\n")
        said = {match["key"]: match["value"] for match in _SUBTREE.finditer(message)}
        if "dir" in said:
            yield said["dir"].strip("/"), said.get("split", "") if "mainline" in said else sha


def _differs_from_subtree(repository: GitDir, commit: str, folder: str, brought: str) -> bool | Unknown:
    """Compare the folder with what ``git subtree`` brought last."""
    try:
        here = repository.run("rev-parse", "--verify", "--quiet", f"{commit_id(commit)}:{folder}")
        there = repository.run("rev-parse", "--verify", "--quiet", f"{commit_id(brought)}^{{tree}}")
    except (CouldNotLook, UsageError):  # not in this clone, or no commit's id
        return _NOT_TOLD
    return here.strip() != there.strip()
