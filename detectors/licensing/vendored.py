"""Folders that hold other people's code: by their names, and by what lies in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from detectors.licensing import comments, paths
from detectors.licensing.exclusions import Exclusions

#: Folders that hold nothing else.
_ALWAYS: Final = frozenset(
    [
        "third_party",
        "thirdparty",
        "third-party",
        "3rdparty",
        "3rd_party",
        "3rd-party",
        "vendored",
        "_vendor",
        "node_modules",
        "bower_components",
        "godeps",
        "pods",
        "carthage",
        "jspm_packages",
    ]
)
#: Elsewhere ``vendor`` may be a word of the project's own trade: shops have vendors.
_ABOVE_VENDOR: Final = frozenset(
    [
        "assets",
        "static",
        "public",
        "js",
        "css",
        "lib",
        "libs",
        "dist",
        "resources",
        "www",
        "web",
        "javascripts",
    ]
)
#: Made from others' code as a rule, and never written by hand.
_MINIFIED: Final = re.compile(r"[.-]min\.(?:js|mjs|css)\Z", re.IGNORECASE)
#: Upstream's own description, by which a copy says where it comes from and under which license.
_UPSTREAM: Final = frozenset(
    [
        "readme.chromium",
        "metadata",
        "moz.yaml",
        "readme.vendor",
        "vendor.yml",
        "upstream",
        "origin.md",
        "package.json",
        "composer.json",
        "cargo.toml",
        "pyproject.toml",
        "setup.py",
        "setup.cfg",
        ".cargo_vcs_info.json",
        "modules.txt",
    ]
)
#: A folder with the name of a release holds one that was unpacked ("widget-1.2.0/").
_RELEASE: Final = re.compile(
    r"(?:^|/)[A-Za-z][\w]{0,40}(?:[-_][A-Za-z]\w{0,40}){0,4}-\d{1,4}\.\d{1,4}(?:\.\w{1,9}){0,3}/"
)
#: Go keeps its modules under the host that they come from.
_HOST: Final = re.compile(
    r"(?:[a-z0-9-]{1,60}\.){1,4}(?:com|org|net|io|in|dev|sh|cc|xyz|co|me)\Z", re.IGNORECASE
)
_SCOPED: Final = re.compile(r"@|(?:[a-z0-9-]{1,60}\.){1,4}[a-z]{2,24}\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Component:
    """One copied work: its folder, and what of it names a license or an origin (paths)."""

    folder: str
    marker: str
    files: tuple[str, ...]
    licenses: tuple[str, ...]
    upstream: tuple[str, ...]


def component_of(path: str) -> tuple[str, str] | None:
    """Return (folder of vendored code, folder of the one work in it) for a path, or None.

    ``third_party/zlib/inflate.c`` gives ``("third_party", "third_party/zlib")``; Go's and npm's names with
    an owner take up to three folders.
    """
    names = path.split("/")
    for at, name in enumerate(names[:-1]):
        if not _is_marker(names, at, name.lower()):
            continue
        rest = names[at + 1 : -1]
        size = 0
        if rest:
            is_host = _SCOPED.match(rest[0]) is not None
            size = min(len(rest), (2 if rest[0].startswith("@") else 3) if is_host else 1)
        return "/".join(names[: at + 1]), "/".join(names[: at + 1 + size])
    return None


def _is_marker(names: list[str], at: int, name: str) -> bool:
    if name == "vendored":
        return at + 2 < len(names)  # right in it lies what a project has to say about vendored things
    if name in _ALWAYS:
        return True
    if name != "vendor":
        return False
    is_of_go = at + 2 < len(names) and _HOST.match(names[at + 1]) is not None
    return at == 0 or names[at - 1].lower() in _ABOVE_VENDOR or is_of_go


def is_vendored(path: str, exclusions: Exclusions) -> bool:
    """Whether a path holds other people's code, by its name, its folders' names or ``.gitattributes``."""
    is_named = component_of(path) is not None or _MINIFIED.search(path) or _RELEASE.search(path)
    return bool(is_named or exclusions.is_vendored(path))


def components(all_paths: Iterable[str]) -> tuple[Component, ...]:
    """Return the copied works among ``all_paths``, in order, each with its files."""
    groups: dict[tuple[str, str], list[str]] = {}
    for path in all_paths:
        if found := component_of(path):
            groups.setdefault(found, []).append(path)
    return tuple(_component(marker, folder, found) for (marker, folder), found in sorted(groups.items()))


def _component(marker: str, folder: str, found: list[str]) -> Component:
    code = tuple(path for path in found if comments.language_of(path))
    return Component(
        folder=folder,
        marker=marker,
        files=code,
        licenses=tuple(path for path in found if paths.role(path)),
        upstream=tuple(path for path in found if path.rpartition("/")[2].lower() in _UPSTREAM),
    )
