"""Hidden characters made visible, for quotes: each one as its code, such as ``<U+202E>``."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

MAX_QUOTE: Final = 300
_AROUND: Final = 40
#: Letters that draw nothing, and selectors that choose the form of the character before them.
_BLANK: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_TAGS: Final = re.compile("[\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]+")


def around(line: str, start: int, end: int) -> str:
    """Return what stands at ``start`` to ``end`` of ``line`` with a little of what is around it, visible."""
    before, after = max(0, start - _AROUND), end + _AROUND
    cut = line[before : min(after, start + MAX_QUOTE)]
    whole = ("…" if before else "") + shown(cut) + ("…" if before + len(cut) < len(line) else "")
    return clipped(whole)


def shown(text: str) -> str:
    """Return ``text`` with each hidden character as its code; tag characters with what they spell."""
    return "".join(_code(char) if is_hidden(char) else char for char in _TAGS.sub(_spelled, text))


def codes(text: str) -> str:
    """Return ``text`` with a code behind each character that is not ASCII; of a hidden one the code alone."""
    return "".join(_with_code(char) for char in text)


def clipped(text: str) -> str:
    """Return ``text`` cut to the length of a quote."""
    return text if len(text) <= MAX_QUOTE else text[: MAX_QUOTE - 1] + "…"


def is_hidden(char: str) -> bool:
    """Whether a reader sees nothing where the character stands."""
    if char.isascii():
        return char != "\t" and (char < " " or char == "\x7f")
    return char in _BLANK or unicodedata.category(char) in {"Cf", "Cc"} or is_selector(char)


def is_selector(char: str) -> bool:
    """Whether the character chooses the form of the one before it."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _spelled(match: re.Match[str]) -> str:
    """Return a run of tag characters as the ASCII that it spells."""
    low = "".join(chr(ord(char) - 0xE0000) for char in match[0] if 0xE0020 <= ord(char) <= 0xE007E)
    return f'<{len(match[0])} tag characters: "{low}">'


def _with_code(char: str) -> str:
    if is_hidden(char):
        return _code(char)
    return char if char.isascii() else f"{char}{_code(char)}"


def _code(char: str) -> str:
    return f"<U+{ord(char):04X}>"
