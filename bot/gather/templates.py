"""Which files of a repository are its issue and pull-request templates, as GitHub's documentation says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Final

from detectors.model import Kind

#: More templates than this are not read.
MAX_TEMPLATES: Final = 20
_FOLDERS: Final = (".github", "docs")
_NAMES: Final = {Kind.PULL_REQUEST: "pull_request_template", Kind.ISSUE: "issue_template"}
_EXTENSIONS: Final = {
    Kind.PULL_REQUEST: re.compile(r".*\.(?:md|txt)", re.IGNORECASE | re.DOTALL),
    Kind.ISSUE: re.compile(r".*\.(?:md|ya?ml)", re.IGNORECASE | re.DOTALL),
}

#: Returns what is right in a folder as (path, whether it is a folder); nothing where there is none.
ListFolder = Callable[[str], Iterable[tuple[str, bool]]]


def template_paths(kind: Kind, list_folder: ListFolder) -> tuple[str, ...]:
    """Return the paths of the templates for contributions of ``kind``; only two kinds have any."""
    files = template_files(kind, list_folder)
    return tuple(path for path, counts in files if counts)[:MAX_TEMPLATES]


def template_files(kind: Kind, list_folder: ListFolder) -> tuple[tuple[str, bool], ...]:
    """Return what stands where templates do, as (path, whether it is a template).

    A repository that has anything there gets nothing from its owner's ``.github`` repository: GitHub's
    documentation, "Creating a default community health file".
    """
    if kind not in _NAMES:
        return ()
    top = tuple(list_folder(""))
    folders = [path for path, is_folder in top if is_folder and path in _FOLDERS]
    found: list[tuple[str, bool]] = []
    for listed in (top, *map(list_folder, folders)):
        for path, is_folder in listed:
            name = path.rpartition("/")[2].casefold()
            if is_folder and name == _NAMES[kind]:
                found += [(inner, not nested and _counts(kind, inner)) for inner, nested in list_folder(path)]
            elif not is_folder and name.partition(".")[0] == _NAMES[kind]:
                found.append((path, True))
    return tuple(found)


def _counts(kind: Kind, path: str) -> bool:
    chooser = path.rpartition("/")[2].casefold() in {"config.yml", "config.yaml"}
    return bool(_EXTENSIONS[kind].fullmatch(path)) and not chooser
