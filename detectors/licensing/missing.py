"""``licensing/headers``: new files without the header that nearly all files of their language have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.licensing import headers, paths
from detectors.licensing.change import Changed
from detectors.licensing.made import finding, named, of_file, shown
from detectors.licensing.patches import Patch
from detectors.model import Finding, HeaderShare, Severity

NAME: Final = "headers"
#: A habit: so many files of the language have a header, of at least so many that were looked at (rule E1).
SHARE: Final = 0.8
MIN_FILES: Final = 5
#: Shorter files have nothing to protect.
MIN_LINES: Final = 5


def found(change: Changed) -> Iterator[Finding]:
    """Yield one finding for each language; nothing where nobody could look at the project's files."""
    groups: dict[str, list[Patch]] = {}
    every = {patch.path for patch in change.patches}
    for patch in change.added_sources():
        share = change.share(patch.path)
        if share and _is_habit(share) and f"{patch.path}.license" not in every and _lacks(change, patch):
            groups.setdefault(share.language, []).append(patch)
    for language, patches in groups.items():
        share = change.share(patches[0].path)
        if share:
            yield _finding(language, patches, share)


def _is_habit(share: HeaderShare) -> bool:
    return share.files >= MIN_FILES and share.with_header >= SHARE * share.files


def _lacks(change: Changed, patch: Patch) -> bool:
    path = patch.path
    if paths.is_sample(path) or not change.is_own(path) or not change.exclusions.asks_header(path):
        return False
    if sum(bool(line.text.strip()) for line in patch.added) < MIN_LINES or headers.is_generated(
        patch.text, path
    ):
        return False
    header = headers.read(patch.text, path)
    return header is None or not header.licensed


def _finding(language: str, patches: list[Patch], share: HeaderShare) -> Finding:
    which = f", most of them {shown(share.common)}" if share.common else ""
    one = len(patches) == 1
    return finding(
        NAME,
        Severity.INFO,
        f"{named(patch.path for patch in patches)} {'has' if one else 'have'} no license header; "
        f"{share.with_header} of the {share.files} {shown(language)} files looked at have one{which}.",
        [of_file(patch.path, patch.added[0].text.lstrip("\ufeff")) for patch in patches],
        "Begin the file with the header that the files next to it have.",
    )
