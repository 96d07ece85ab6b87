"""The words of a line or a message: which stand in it as they are, and where values are filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

#: Stands for a value that is filled in when the program runs.
ANY: Final = "\0"
MAX_WORDS: Final = 60
_MAX_GAP: Final = 80
_ESCAPE: Final = re.compile(r"\\[nrt\"']")
#: ``%s``, ``%(name)s``, ``{}``, ``${x}``, ``#{x}``, ``%lu``, ``%{x}``, ``<x>``.
_FILLED: Final = re.compile(
    r"%[-+ #0]{0,5}(?:\(\w{1,40}\))?[0-9.*]{0,8}(?:hh|h|ll|l|z|j|t|L)?[a-zA-Z]"
    r"|[$#]?\{[^{}]{0,60}\}|\$\w{1,40}|%\{\w{1,40}\}|<[\w .-]{1,40}>"
)
#: What a program filled in, in a message as it was printed: what is quoted, addresses, paths, and names.
_VALUE: Final = re.compile(
    r"""(?<!\w)(["'`“‘])[^"'`“”‘’\n]{1,200}["'`”’](?!\w)"""
    r"|(?<![\w.~/\\-])[\w.~-]{0,100}[/\\][^\s'\",;]{0,400}|(?<!\w)\w{0,64}(?:_\w|[a-z][A-Z]|\w(?:\.|::)\w)"
    r"""[\w.:]{0,100}(?:\(\))?"""
)
#: Numbers that are filled in: no words are.
_NUMBER: Final = re.compile(r"%[-+ #0]{0,5}[0-9.*]{0,8}(?:hh|h|ll|l|z|j|t|L)?[diouxXfFeEgGp](?!\w)")
_TOKEN: Final = re.compile(rf"\w+|{ANY}")
#: String literals on a few lines, without looking for the code they are in; linear.
_STRING: Final = re.compile(
    r""" "((?:[^"\\\n]|\\.){0,1000})" | '((?:[^'\\\n]|\\.){0,1000})' | `([^`\n]{0,1000})` """, re.VERBOSE
)
_QUOTE: Final = re.compile(r"[\"'`]")
_JOINT: Final = re.compile(r"[\s+.,&\\()]{0,80}(?:[a-zA-Z@$]{0,2})")
_SEAM: Final = re.compile(r"""["'`]\s{0,80}[+.,&\\]?\s{0,80}[a-zA-Z@$]{0,2}["'`]""")
_END: Final = re.compile(r"[;{}]")
_BEFORE: Final = re.compile(r"(?:\+|<<|\.\.)\s*\Z")
_AFTER: Final = re.compile(r"\s*(?:\+|<<|\.\.)")
#: Words that any text has: two texts that share them need not share anything else.
STOP: Final = frozenset(
    {
        *("a", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "cannot"),
        *("could", "did", "do", "does", "doesn", "don", "for", "from", "had", "has", "have", "if"),
        *("in", "into", "is", "isn", "it", "its", "ll", "may", "more", "must", "no", "not", "of"),
        *("on", "only", "or", "re", "s", "should", "so", "such", "t", "than", "that", "the"),
        *("their", "then", "there", "these", "they", "this", "to", "too", "use", "was", "we"),
        *("were", "when", "which", "while", "will", "with", "would", "you", "your"),
    }
)


def printed(text: str) -> list[str]:
    """Return the words of a message as somebody saw it, in lower case; values and numbers are ``ANY``."""
    text = text.replace(ANY, " ")
    outer = text.strip()
    if len(outer) > 1 and outer[0] == outer[-1] and outer[0] in "\"'`":
        text = outer[1:-1]
    marked = _VALUE.sub(f" {ANY} ", _FILLED.sub(f" {ANY} ", _ESCAPE.sub(" ", text)))
    return [ANY if token[0].isdigit() else token.lower() for token in _TOKEN.findall(marked)]


def written(text: str) -> list[str]:
    """Return the words of some lines of a file, in lower case; what is filled in is ``ANY``."""
    bare = _NUMBER.sub(" ", _ESCAPE.sub(" ", text.replace(ANY, " ")))
    marked = _FILLED.sub(f" {ANY} ", bare)
    return _TOKEN.findall(marked.lower())


def plain(tokens: Sequence[str]) -> list[str]:
    """Return the words among some tokens, at most ``MAX_WORDS``."""
    return [token for token in tokens if token != ANY][:MAX_WORDS]


def telling(word: str) -> bool:
    """Whether a word says what a text is about. Letters beyond ASCII are cut into words by other rules."""
    return len(word) > 1 and word.isascii() and word not in STOP


def seamless(text: str) -> str:
    """Return some lines with strings that are put together (``"a " "b"``) made one."""
    return _SEAM.sub(" ", _ESCAPE.sub(" ", text))


def has_values(text: str) -> bool:
    """Whether anything in some lines is filled in when the program runs."""
    return bool(_FILLED.search(text) or "+" in text or "<<" in text)


def messages(text: str) -> Iterator[list[str]]:
    """Yield the words of each message in some lines: of a string, or of several that are put together.

    What stands between two strings of one expression is a value.
    """
    held: list[str] = []
    until = -1
    for found in _STRING.finditer(text):
        before = text[max(0, until) : found.start()]
        if until >= 0 and (len(before) > _MAX_GAP or _END.search(before)):
            yield held
            held, until = [], -1
        if until < 0:
            held = [ANY] if _BEFORE.search(text[max(0, found.start() - 8) : found.start()]) else []
        elif not _JOINT.fullmatch(before):
            held.append(ANY)
        held += written(found[1] or found[2] or found[3] or "")
        until = found.end()
        if _AFTER.match(text, until):
            held.append(ANY)
    if held:
        yield held
    first = text.split("\n", 1)[0]
    if not _QUOTE.search(first):  # a text of a resource file
        yield written(first)
        yield written(re.split(r"[=:>]", first, maxsplit=1)[-1])
