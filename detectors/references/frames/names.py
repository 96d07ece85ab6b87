"""The name of a function as the source has it, out of what a trace makes of it."""

from __future__ import annotations

import re
from typing import Final

_OPEN: Final = frozenset("<([")
_CLOSE: Final = frozenset(">)]")
_HASH = re.compile(r"::h[0-9a-f]{16}$")
_TAIL = re.compile(
    r"(?:\s\[(?:inlined|clone [^\]]{0,40})\]|\s\(\.[\w.]{1,60}\)|\."
    r"(?:constprop|isra|part|cold|lto_priv|llvm)\w{0,40}(?:\.\d\w{0,40}){0,3}"
    r"|\+0x[0-9a-f]{1,16}(?:/0x[0-9a-f]{1,16})?|\s\+\s\d{1,9}|@@?[A-Z]+_[\d.]+|@plt)+$"
)
MANGLED = re.compile(r"_{1,3}(?:ZN?|R)[A-Z0-9]\w{3,}|\$s[\w]{4,}|_T0\w+|\?\w+@@")
IDENTIFIER = re.compile(r"[A-Za-z_$~][\w$]*[!?=]?")
_OPERATOR = re.compile(r"\boperator\s*(?:[^\w\s]|new|delete|bool|int\b)")


def without_brackets(text: str) -> str:
    """Drop everything in round, square and angle brackets, however deep. Linear."""
    kept, depth = [], 0
    before = ""
    for char in text:
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE and not (char == ">" and before == "-"):
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(char)
        before = char
    return "".join(kept)


def native(text: str) -> tuple[str, str]:
    """Return owner and name of a C, C++, Rust or Swift function: no types, arguments, hashes or offsets.

    Both are empty for an operator, an anonymous function, and for what is no name.
    """
    text = _HASH.sub("", _TAIL.sub("", text.strip()))
    if _OPERATOR.search(text[:4000]):
        return "", ""
    text = text.replace("(anonymous namespace)::", "").replace("{anonymous}::", "")
    if text.startswith(("<", "_<")):
        text = _qualified(text.lstrip("_"))
    bare = without_brackets(text.replace("{{closure}}", "").replace("{lambda", "(").replace("}", ")"))
    bare = bare.replace("{closure#0", "").replace("const", " ").strip()
    words = bare.split()
    parts = [part for part in (words[-1] if words else "").split("::") if part.strip("*&{}#")]
    if not parts or not IDENTIFIER.fullmatch(parts[-1]):
        return "", ""
    return "::".join(parts[:-1]), parts[-1].lstrip("~")


def _qualified(text: str) -> str:
    """``<a::B as c::D>::run`` is ``run`` of ``a::B``."""
    depth = 0
    for place, char in enumerate(text):
        depth += (char == "<") - (char == ">" and text[place - 1] != "-")
        if not depth:
            inner = text[1:place].partition(" as ")[0]
            return inner + text[place + 1 :]
    return text


def last(text: str, *, separators: str) -> tuple[str, str]:
    """Split a dotted name into owner and name, at the last of the ``separators``."""
    place = max(text.rfind(char) for char in separators)
    return (text[:place].rstrip(separators), text[place + 1 :]) if place >= 0 else ("", text)
