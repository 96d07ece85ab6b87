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


#: The kinds of files, the one that matters most first.
KINDS: Final = (Artifact.CODE, Artifact.DOCS, Artifact.MEDIA)


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
    """The kinds that a trace about the whole change may be about: all that are there.

    A trace does not say which files the agent had a hand in. Where kinds are mixed they are alternatives:
    nobody is told that the code or a picture was generated because a trailer stands beside it.
    """
    seen = {of(file.path) for file in files}
    return tuple(kind for kind in KINDS if kind in seen) or (Artifact.CODE,)
