"""Definitions in a file of code, read with tree-sitter."""

from __future__ import annotations

import re
import threading
import time
from typing import Final, NamedTuple

from tree_sitter import Language, Node, Parser, Query, QueryCursor, Tree
from tree_sitter_language_pack import get_language

from bot.index.languages import patterns
from bot.index.words import MAX_WORD

#: A file that takes longer is left to the word index. Of the processor: a busy machine changes nothing.
PARSE_SECONDS: Final = 2.0
MAX_SYMBOLS: Final = 20_000
_CHUNK: Final = 1 << 16
_MAX_GARBLED: Final = 5_000
#: Where definitions are calls (Elixir), the words that are called.
_DEFINES: Final = re.compile(r"def(?:module|protocol|impl|p|macro|macrop|guard|guardp|delegate)?")
_of_thread = threading.local()
#: Brackets within brackets: more is no code that anybody wrote, and some grammars' scanners recurse.
_MAX_DEPTH: Final = 500
#: Deeper nodes of the syntax tree hold no definitions worth the time.
_MAX_NODES_DEEP: Final = 150
_BRACKETS: Final = {**dict.fromkeys(b"([{", 1), **dict.fromkeys(b")]}", -1)}
_OTHERS: Final = bytes(byte for byte in range(256) if byte not in _BRACKETS)


class Symbol(NamedTuple):
    """A definition: its name, its line from 1, what it is, and the class or module that it belongs to."""

    name: str
    line: int
    kind: str
    owner: str


class _Grammar(NamedTuple):
    parser: Parser
    query: Query
    kinds: tuple[str, ...]
    #: What the parser reads from, over and over: the binding never lets go of what it was given.
    buffer: memoryview


def symbols_in(content: bytes, language: str) -> list[Symbol]:
    """Return the definitions of a file in the order of their lines; none where parsing takes too long."""
    if _too_deep(content):
        return []
    grammar = _grammar(language)
    tree = _parsed(grammar, content)
    if tree is None or _is_garbled(tree.root_node):
        return []
    # No callbacks here: they crash the binding.
    cursor = QueryCursor(grammar.query, match_limit=4096)
    cursor.set_max_start_depth(_MAX_NODES_DEEP)
    matches = cursor.matches(tree.root_node)
    found = [(grammar.kinds[at], nodes) for at, nodes in matches[:MAX_SYMBOLS]]
    return _owned(found, content)


def _parsed(grammar: _Grammar, content: bytes) -> Tree | None:
    """Parse a file, handed over in pieces so that it can be stopped; ``None`` where it takes too long."""
    until = time.thread_time() + PARSE_SECONDS
    buffer = grammar.buffer

    def piece(at: int, _: object) -> memoryview:
        part = content[at : at + _CHUNK]
        buffer[: len(part)] = part
        return buffer[: len(part)]

    def too_late(*_: object) -> bool:
        return time.thread_time() > until

    try:
        return grammar.parser.parse(piece, encoding="utf8", progress_callback=too_late)
    except ValueError:  # the parser was stopped
        grammar.parser.reset()
        return None


def _grammar(language: str) -> _Grammar:
    """Return a language's grammar; each thread has its own, since parsers cannot be shared."""
    made: dict[str, _Grammar] = _of_thread.__dict__
    if language not in made:
        known: Language = get_language(language)  # type: ignore[arg-type]  # our names are a subset of its
        written = patterns(language)
        query = Query(known, "\n".join(pattern for _, pattern in written))
        made[language] = _Grammar(
            Parser(known), query, tuple(kind for kind, _ in written), memoryview(bytearray(_CHUNK))
        )
    return made[language]


def _is_garbled(root: Node) -> bool:
    """Whether so much could not be parsed that looking through it takes quadratic time."""
    if not root.has_error:
        return False
    if root.is_error:
        return root.child_count > _MAX_GARBLED
    return any(node.is_error and node.child_count > _MAX_GARBLED for node in root.children)


def _too_deep(content: bytes) -> bool:
    depth = 0
    for byte in content.translate(None, _OTHERS):
        depth = max(0, depth + _BRACKETS[byte])
        if depth > _MAX_DEPTH:
            return True
    return False


def _owned(found: list[tuple[str, dict[str, list[Node]]]], content: bytes) -> list[Symbol]:
    """Give each definition the innermost class or module around it, unless its name says it (``A::f``)."""
    rows = []
    for kind, nodes in found:
        if "w" in nodes and not _DEFINES.fullmatch(_text(nodes["w"][0], content)):
            continue
        for name in nodes.get("n", nodes.get("q", [])):
            whole = nodes["d"][0]
            said = _text(nodes["o"][0], content) if "o" in nodes else ""
            rows.append((whole.start_byte, -whole.end_byte, kind, name, said))
    rows.sort(key=lambda row: row[:3])
    around: list[tuple[int, str]] = []
    symbols = {}
    for _, end, kind, node, said in rows:
        while around and around[-1][0] > end:
            around.pop()
        owner, own = _split(_text(node, content))
        owner = _last_name(said) or owner or (around[-1][1] if around else "")
        line = node.start_point[0] + 1
        symbols[own, line, owner] = Symbol(own, line, kind.lower(), owner)
        if kind.isupper():
            around.append((end, own))
    return [symbol for symbol in symbols.values() if symbol.name]


def _text(node: Node, content: bytes) -> str:
    """Return what a node covers. The binding's own way crashes where a file was handed over in pieces."""
    return content[node.start_byte : node.end_byte][: 4 * MAX_WORD].decode("utf-8", "replace")


def _split(name: str) -> tuple[str, str]:
    """Split ``A::B<T>::c`` into its owner ``B`` and its name ``c``."""
    bare = name.split("<", 1)[0] if not name.startswith("operator") else name
    for mark in ("::", ".", "\\"):
        if mark in bare:
            owner, _, last = bare.rpartition(mark)
            return owner.rpartition(mark)[2], last[:MAX_WORD]
    return "", bare.strip("\"'$@!?= ")[:MAX_WORD]


def _last_name(said: str) -> str:
    """Return the type of a Go receiver ``(s *Server[T])``, or the last name of ``a.b``."""
    bare = said.strip("()").split("[", 1)[0].replace("*", " ").replace(".", " ").split()
    return bare[-1] if bare else ""
