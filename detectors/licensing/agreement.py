"""``licensing/metadata``: package metadata and license files that a change makes say different things."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.licensing import metadata, paths
from detectors.licensing.change import Changed
from detectors.licensing.made import at, finding, shown
from detectors.licensing.metadata import MAX_LINES, Stated
from detectors.licensing.model import Identified
from detectors.licensing.patches import Patch
from detectors.licensing.texts import identify
from detectors.model import Evidence, Finding, Severity, TextFile

NAME: Final = "metadata"
_Licenses = tuple[tuple[TextFile, Identified], ...]


def found(change: Changed) -> Iterator[Finding]:
    """Yield one finding for each metadata file that the change sets against the license files."""
    licenses = _after(change)
    if not licenses or not all(text.certain for _, text in licenses):
        return
    for one in _stated(change, moved=licenses != change.project.licenses):
        ids = frozenset(name for _, text in licenses for name in text.ids)
        if one.ids and not metadata.agree(one.ids, ids):
            yield _finding(one, licenses)


def _after(change: Changed) -> _Licenses:
    """Return the project's license files as the change leaves them; none where that cannot be told."""
    if change.view is None or any(paths.is_own_license(path) for path in change.view.unread):
        return ()
    texts = {file.path: (file, text) for file, text in change.project.licenses}
    for patch in change.patches:
        if patch.file.previous_path:
            texts.pop(patch.file.previous_path, None)
        if not paths.is_own_license(patch.path):
            continue
        base = change.base(patch)
        after = patch.text if patch.file.status in {"added", "copied"} else base and patch.applied(base.text)
        texts.pop(patch.path, None)
        if patch.file.status != "removed":
            if after is None or not after:
                return ()
            texts[patch.path] = (TextFile(patch.path, after, "head"), identify(after))
    return tuple(texts.values())


def _stated(change: Changed, *, moved: bool) -> Iterator[Stated]:
    """Yield what changed lines of metadata say; where the license ``moved``, also what stays as it was."""
    touched = {patch.path for patch in change.patches}
    for patch in change.patches:
        if "/" not in patch.path and paths.is_metadata(patch.path) and patch.file.status != "removed":
            new = {line.number for line in patch.added}
            yield from (one for one in metadata.stated(_placed(patch)) if moved or one.line in new)
    if moved and change.view:
        for file in change.view.metadata:
            if file.path not in touched:
                yield from metadata.stated(file)


def _placed(patch: Patch) -> TextFile:
    """Return the lines that a patch shows, each at its number after the change."""
    lines = [line for line in (*patch.kept, *patch.added) if line.number <= MAX_LINES]
    text = [""] * max((line.number for line in lines), default=0)
    for line in lines:
        text[line.number - 1] = line.text
    return TextFile(patch.path, "\n".join(text), "head")


def _finding(one: Stated, licenses: _Licenses) -> Finding:
    file, text = licenses[0]
    return finding(
        NAME,
        Severity.WARNING,
        f"{shown(one.path)} says {shown(one.text)}, and {shown(file.path)} is {shown(text.label)}.",
        [
            at(one.path, one.line, one.text),
            Evidence(file.path, text.title or text.label),
        ],
        "Write the same license in both places.",
    )
