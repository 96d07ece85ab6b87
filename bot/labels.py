"""Color and description of the labels that Byline creates, so that a new one looks made on purpose."""

from __future__ import annotations

from typing import Final

from policies.words import SPEAKS_OF_AI

#: What Byline says of AI use that evidence shows, and what a maintainer says: before the second, the first
#: gives way.
SUSPECTED: Final = "ai: suspected"
CONFIRMED: Final = "ai: confirmed"
#: A label about the disclosure itself says nothing about the work.
_ABOUT_DISCLOSURE: Final = "disclos"

#: By the start of the label's name: six hex digits, and at most 100 characters of description (GitHub's
#: limits).
_STYLES: Final = (
    ("ai: disclosed", "0e8a16", "The author says how AI was used"),
    (SUSPECTED, "fbca04", "Evidence of AI use was found, the check shows it; a maintainer decides"),
    (CONFIRMED, "5319e7", "A maintainer says that AI was used"),
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


def speaks_of_ai(name: str) -> bool:
    """Return whether a reader takes a label as a statement about AI in the work."""
    text = name.casefold()
    return SPEAKS_OF_AI.search(text) is not None and _ABOUT_DISCLOSURE not in text
