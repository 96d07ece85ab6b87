"""A change in front of the tree that it is for: what all detectors of this family look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from detectors.licensing import comments, exclusions, patches, paths, project, vendored
from detectors.licensing.exclusions import Exclusions
from detectors.licensing.patches import Patch
from detectors.licensing.project import Project
from detectors.model import Facts, HeaderShare, LicenseView, TextFile, Unknown

#: The change made the file: all of its text is new here.
_NEW: Final = frozenset({"added", "copied"})


@dataclass(frozen=True)
class Changed:
    """What is known of a change. ``view`` is None where nobody could look at the tree."""

    facts: Facts
    patches: tuple[Patch, ...]
    view: LicenseView | None
    exclusions: Exclusions
    project: Project
    texts: Mapping[str, TextFile]

    def added_sources(self) -> Iterator[Patch]:
        """Yield the source files that the change adds, whole, and that a person wrote."""
        for patch in self.patches:
            is_source = patch.file.status in _NEW and patch.hunks and comments.language_of(patch.path)
            if is_source and not self.exclusions.is_generated(patch.path):
                yield patch

    def is_own(self, path: str) -> bool:
        """Whether a path is neither vendored nor generated."""
        return not vendored.is_vendored(path, self.exclusions) and not self.exclusions.is_generated(path)

    def base(self, patch: Patch) -> TextFile | None:
        """Return a license file as it was before the change, where it is known."""
        return self.texts.get(patch.file.previous_path or patch.path)

    def share(self, path: str) -> HeaderShare | None:
        """Return how many files of the path's language have a header, where it is known."""
        language = comments.language_of(path)
        shares = self.view.headers if self.view else ()
        return next((share for share in shares if share.language == language), None)


def of(facts: Facts) -> Changed:
    """Return the change that ``facts`` are about."""
    said = facts.repository.license_view
    view = None if isinstance(said, Unknown) else said
    return Changed(
        facts=facts,
        patches=patches.changed(facts),
        view=view,
        exclusions=exclusions.read(view.exclusions) if view else Exclusions(),
        project=project.of(view) if view else Project(),
        texts={file.path: file for file in view.licenses} if view else {},
    )


def is_license(path: str) -> bool:
    """Whether a file is a license text."""
    return paths.role(path) is paths.Role.LICENSE
