"""Where a writer's words say that a thing is: the file, class or line beside a name.

Only what grammar ties to the name counts: "X in P", "X (P, line 12)", "X of class C", "P: X", "P's X", "in P,
the function X". A file that stands in the same sentence otherwise is no place of the name.
"""

from __future__ import annotations

import re
from typing import Final

#: A name as code writes it, and one with those that it is reached through.
IDENTIFIER: Final = r"[A-Za-z_$][A-Za-z0-9_$]{0,99}"
JOINT: Final = r"(?:::|\?\.|->|\.|#)"
CHAIN: Final = rf"{IDENTIFIER}(?:{JOINT}~?{IDENTIFIER}){{0,8}}"

#: Endings of files that projects are made of.
ENDING: Final = (
    r"(?-i:c|h|cc|cpp|cxx|hpp|hh|hxx|inl|mm?|pyi?|pyx|rb|rs|go|java|kts?|scala|groovy|cs|fs|vb|[cm]?[jt]s"
    r"|[jt]sx|vue|svelte|php|pl|pm|lua|sh|bash|zig|nim|exs?|erl|hs|mli?|cljs?|el|lisp|scm|swift|dart|jl"
    r"|sql|proto|vim"
    r"|tcl|asm|ya?ml|json|toml|xml|html?|s?css|md|rst|txt|cmake|gradle|ini|cfg|conf)"
)
PATH: Final = rf"(?:[\w.@+~-]{{1,80}}/){{0,12}}[\w.@+-]{{1,80}}\.{ENDING}(?![\w/])(?!\.\w)"

#: What a name can be called.
NOUN: Final = (
    r"(?:functions?|methods?|routines?|procedures?|class(?:es)?|structs?|structures?|macros?|constants?"
    r"|enums?|traits?|interfaces?|helpers?|callbacks?|handlers?|fields?|members?|constructors?|modules?"
    r"|hooks?|components?|subroutines?|typedefs?|unions?|objects?|types?|property|properties|attributes?"
    r"|variables?|wrappers?)"
)

#: How much is read on either side of a name, in characters.
REACH: Final = 200

#: "`a` and `b` in P": what may stand between a name and the words that place it.
_AND_MORE: Final = rf"(?:[`*_]{{0,3}}\s?(?:,|,? and|,? or|/|&)\s?`{CHAIN}(?:\(\))?`){{0,4}}"
_LINES: Final = r"(?:(?:at |on )?lines?|L)\s?~?\d{1,7}(?:\s?[–-]\s?L?\d{1,7})?"
_AFTER: Final = re.compile(
    rf"[*_]{{0,3}}{_AND_MORE}(?:\s+{NOUN})?(?:\s*,?\s*(?:(?:which|that) (?:is|lives) |is |are "
    rf"|as )?(?:located "
    rf"|defined |found "
    r"|declared |implemented |residing |living |present )?(?:in|at|inside|within|of"
    r"|from)\s+(?:the\s+)?(?:(?:source\s+)?(?:file|module|header)\s+)?|\s*\(\s*(?:(?:in|see|file:?|from"
    r"|at|of|defined in|located in)\s+)?"
    rf"|\s+@\s*)[`*_\[(]{{0,3}}({PATH})",
    re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    rf"(?<![\w./])({PATH})(?::\d{{1,7}}(?:[-–:]\d{{1,7}})?|#L\d{{1,7}}(?:-L\d{{1,7}})?)?[`*_\])]{{0,4}}"
    rf"(?:\([^()\s]{{0,300}}\))?(?:'s|’s)?(?:\s*\({_LINES}\)|,?\s*{_LINES})?"
    r"(?:\s*[:,]|\s+[—–-]+|\s+(?:has|contains|defines|declares|implements|provides)|::|#)?"
    rf"\s*(?:in\s+)?(?:the\s+|an?\s+)?(?:\w{{1,40}}\s+)?(?:{NOUN}\s+)?[`*_]{{0,4}}$",
    re.IGNORECASE,
)
_CLASS: Final = r"(class|struct|interface|trait|enum|object|type|module)"
_OWNED_AFTER: Final = re.compile(
    r"[*_]{0,3}\s+(?:(?:method|function|field|member|property|attribute|constructor|constant|callback"
    r"|handler)\s+)?"
    rf"(?:of|in|on|from)\s+(?:the\s+"
    rf"|an?\s+)?(?:{_CLASS}\s+)?[`*_]{{0,3}}([A-Z][A-Za-z0-9_]{{1,80}})[`*_]{{0,3}}(?:\s+{_CLASS})?(?![\w.:"
    rf"/(])"
)
_OWNED_BEFORE: Final = re.compile(
    rf"([A-Z][A-Za-z0-9_]{{1,80}})[`*_]{{0,3}}(?:\s+{_CLASS})?(?:'s|’s)\s+"
    r"(?:(?:method|function|field|member|property|constructor)\s+)?[`*_]{0,3}$"
)
_FIRST_LINE: Final = re.compile(
    r"\b(?:lines?\s?~?|L)(\d{1,7})(?:\s?(?:[–-]|to)\s?L?(\d{1,7}))?", re.IGNORECASE
)
_PRODUCTS: Final = frozenset({"node.js", "vue.js", "next.js", "nuxt.js", "three.js", "d3.js", "express.js"})
_CAMEL: Final = re.compile(r"[a-z0-9][A-Z]|[A-Z]{2}[a-z]{2}")
_ANY_PATH: Final = re.compile(rf"(?<![\w./]){PATH}")


#: "struct Cookie.hint" and "the class Cookie": a single word that is called a type.
_TYPE_BEFORE: Final = re.compile(rf"\b{_CLASS}\s+[`*_]{{0,3}}$", re.IGNORECASE)


def is_type(before: str) -> bool:
    """Whether the words right before a name say that it begins with a type."""
    return _TYPE_BEFORE.search(before[-REACH:]) is not None


def several_words(name: str) -> bool:
    """Whether a name looks as only code writes it: snake_case, camelCase, CamelCase or SCREAMING_CASE."""
    bare = name.strip("_$")
    if "_" in bare:
        return sum(1 for part in bare.split("_") if part) > 1 and any(char.isalpha() for char in bare)
    return _CAMEL.search(bare) is not None


def path(before: str, after: str) -> str:
    """Return the file that the words right before or behind a name say it is in; "" where they say none."""
    found = _AFTER.match(after[:REACH])
    if found and found[1].lower() not in _PRODUCTS:
        return found[1]
    found = _BEFORE.search(before[-REACH:])
    return found[1] if found and found[1].lower() not in _PRODUCTS else ""


def owner(before: str, after: str) -> str:
    """Return the class that the words right before or behind a name say it belongs to; "" where none."""
    match = _OWNED_AFTER.match(after[:REACH])
    if match and (match[1] or match[3] or several_words(match[2])):
        return match[2]
    match = _OWNED_BEFORE.search(before[-REACH:])
    return match[1] if match and (match[2] or several_words(match[1])) else ""


def paths(words: str) -> tuple[str, ...]:
    """Return the files that a few words name, in order."""
    return tuple(m[0] for m in _ANY_PATH.finditer(words[:1_000]) if m[0].lower() not in _PRODUCTS)


def lines(words: str) -> tuple[int | None, int | None]:
    """Return the first and last line that a few words name ("line 12", "L12-L20")."""
    match = _FIRST_LINE.search(words[:1_000])
    if not match:
        return None, None
    return int(match[1]), int(match[2]) if match[2] else None
