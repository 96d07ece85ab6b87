"""What the contribution's own change adds, removes and renames: a text may name all of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from detectors.model import Contribution, Kind, Unknown

#: How much of the patches is read; a change with more has names that nobody looked at.
MAX_PATCHES: Final = 2_097_152
_WORD: Final = re.compile(r"\w{3,64}")


@dataclass(frozen=True)
class Change:
    """The files and the words of a change. Where not ``whole``, it may name more than was read."""

    paths: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()
    whole: bool = True

    def has_path(self, path: str) -> bool:
        """Whether the change touches the path, which may lack its first folders."""
        tail = path.strip("/").casefold()
        return any(
            held == tail or held.endswith(f"/{tail}") or held.startswith(f"{tail}/") or f"/{tail}/" in held
            for held in self.paths
        )

    def has_words(self, name: str) -> bool:
        """Whether all words of a name stand in lines that the change adds or removes, or near them."""
        parts = _WORD.findall(name.casefold())
        return bool(parts) and self.words.issuperset(parts)


def of(contribution: Contribution) -> Change:
    """Return what is known of a contribution's change. A pull request without its files is not ``whole``."""
    if contribution.kind is not Kind.PULL_REQUEST:
        return Change()
    if isinstance(contribution.files, Unknown):
        return Change(whole=False)
    paths: set[str] = set()
    words: set[str] = set()
    left, whole = MAX_PATCHES, True
    for file in contribution.files:
        paths.update(path.casefold() for path in (file.path, file.previous_path or "") if path)
        if isinstance(file.patch, Unknown) or len(file.patch) > left:
            whole = False
            continue
        left -= len(file.patch)
        words.update(_WORD.findall(file.patch.casefold()))
    return Change(tuple(sorted(paths)), frozenset(words), whole)
