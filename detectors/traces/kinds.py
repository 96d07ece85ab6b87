"""What kind of thing a change changes, by the names of its files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from detectors.model import Artifact, ChangedFile

_DOCS: Final = frozenset(
    {".md", ".mdx", ".markdown", ".rst", ".txt", ".adoc", ".asciidoc", ".org", ".tex", ".pod"}
)
_MEDIA: Final = frozenset(
    {
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".svg",
        ".webp",
        ".ico",
        ".bmp",
        ".avif",
        ".mp3",
        ".ogg",
        ".wav",
        ".flac",
    }
    | {".mp4", ".webm", ".mov", ".ttf", ".otf", ".woff", ".woff2", ".psd", ".blend", ".glb", ".pdf"}
)
_NOT_DOCS: Final = frozenset({"requirements.txt", "constraints.txt", "cmakelists.txt", "robots.txt"})


def of(path: str) -> Artifact:
    """Code, documentation or media: code where in doubt."""
    name = path.rpartition("/")[2].lower()
    stem, dot, extension = name.rpartition(".")
    suffix = f".{extension}" if stem and dot else ""
    if suffix in _MEDIA:
        return Artifact.MEDIA
    if suffix in _DOCS and name not in _NOT_DOCS:
        return Artifact.DOCS
    return Artifact.CODE


def changed(files: Iterable[ChangedFile]) -> tuple[Artifact, ...]:
    """The one kind that a trace about the whole change is about.

    A trace does not say which files the agent had a hand in. Where kinds are mixed, code stands for the
    change (then documentation): nobody is told that a picture was generated because a trailer stands beside
    it.
    """
    seen = {of(file.path) for file in files}
    for artifact in (Artifact.CODE, Artifact.DOCS, Artifact.MEDIA):
        if artifact in seen:
            return (artifact,)
    return (Artifact.CODE,)
