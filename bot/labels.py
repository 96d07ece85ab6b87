"""Color and description of the labels that Byline creates, so that a new one looks made on purpose."""

from __future__ import annotations

from typing import Final

#: By the start of the label's name: six hex digits, and at most 100 characters of description (GitHub's
#: limits).
_STYLES: Final = (
    ("ai: disclosed", "0e8a16", "The author says how AI was used"),
    ("ai:", "c5def5", "Set by Byline from this project's AI policy; the check says why"),
    ("triage:", "fbca04", "A second look is wanted; this says nothing about the author"),
    ("do-not-merge", "b60205", "Something has to be settled before this is merged"),
)
_DEFAULT: Final = ("d4c5f9", "Set by Byline from this project's policy; the check says why")


def style_of(name: str) -> tuple[str, str]:
    """Return (color, description) for a label that is missing in the repository."""
    for prefix, color, description in _STYLES:
        if name.casefold().startswith(prefix):
            return color, description
    return _DEFAULT
