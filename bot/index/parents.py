"""What a class inherits from, embeds, or has put into it, as its head says."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.index.languages import language_of
from bot.index.reading import Reading
from bot.index.store import Definition

_HEAD_LINES: Final = 40
_MAX_HEAD: Final = 2_000
_ABOVE: Final = 6
_NAME: Final = re.compile(r"\b[A-Z]\w+")
_PARENTHESES: Final = re.compile(r"\([^()]*\)|<[^<>]*>")
_INHERITS: Final = re.compile(r"\b(?:extends|implements|with|by)\b|:")
_MIXES_IN: Final = re.compile(r"\s*(?:class|include|extend|prepend)\b")
_MAKES_METHODS: Final = re.compile(r"\s*(?:delegate|def_\w+|has_\w+|belongs_to|attribute|scope|enum)\b")
_ACCESS: Final = re.compile(r"\b(?:public|private|protected|virtual|final)\b")
_EMBEDDED: Final = re.compile(
    r"[ \t]+\*?((?:\w+\.)?\w+)(?:\[[^\]\n]{0,80}\])?[ \t]*(?:`[^`\n]*`)?(?://[^\n]*)?"
)
_IMPL: Final = re.compile(r"\bimpl\b[^\n{]*?(\w+)(?:<[^\n{]*>)?\s+for\s")
_DERIVE: Final = re.compile(r"#\[derive\(([^\n]*)\)\]")
_HARMLESS: Final = re.compile(
    r"#\[(?:derive|doc|cfg|allow|expect|repr|must_use|non_exhaustive|inline|deprecated|default)\b"
    r"|@(?:dataclasses?\.)?(?:dataclass|final|total_ordering|unique|runtime_checkable|Override|Deprecated"
    r"|SuppressWarnings|FunctionalInterface|NonNull|Nullable|Immutable|ThreadSafe|internal|objc)\b"
)
#: Stands for a parent that cannot be told.
UNTOLD: Final = "?"


@dataclass(frozen=True, slots=True)
class _Head:
    """The text around a class's name: lines above it, what follows the name, and its first lines."""

    name: str
    kind: str
    above: list[str]
    after: str
    lines: list[str]


def parents(definition: Definition, reading: Reading) -> set[str]:
    """Return the names of what a class or module inherits, with ``UNTOLD`` where some cannot be told."""
    text = reading.text(definition.blob)
    if text is None:
        return {UNTOLD}
    lines = text.split("\n", definition.line + _HEAD_LINES)
    first = definition.line - 1
    body = [line[:_MAX_HEAD] for line in lines[first : first + _HEAD_LINES]]
    after = "\n".join(body)[:_MAX_HEAD].partition(definition.name)[2]
    head = _Head(definition.name, definition.kind, lines[max(0, first - _ABOVE) : first], after, body)
    of_language = _LANGUAGES.get(language_of(reading.listing.blobs[definition.blob]), _like_java)
    return {*of_language(head), *_marked(head)} - {definition.name}


def _marked(head: _Head) -> Iterator[str]:
    """Yield what decorators, annotations and attributes put into a class."""
    for line in reversed(head.above):
        mark = line.strip()
        if not mark.startswith(("@", "#[")):
            return
        if not _HARMLESS.match(mark):
            yield UNTOLD
        if found := _DERIVE.match(mark):
            yield from (name.strip().rpartition("::")[2] for name in found[1].split(",") if name.strip())


def _like_java(head: _Head) -> Iterator[str]:
    before = head.after.partition("{")[0].partition(";")[0].partition("\n\n")[0]
    bare = _PARENTHESES.sub("", _PARENTHESES.sub("", before))
    if start := _INHERITS.search(bare):
        yield from _NAME.findall(bare[start.start() :])


def _python(head: _Head) -> Iterator[str]:
    if not head.after.lstrip().startswith("("):
        return
    inside = re.sub(r"\[[^\]]*\]", "", head.after.lstrip()[1:].partition(")")[0])
    for parent in inside.split(","):
        name = parent.partition("#")[0].strip()
        if name and name != "object":
            yield UNTOLD if "=" in name else name.rpartition(".")[2]


def _ruby(head: _Head) -> Iterator[str]:
    for line in head.lines:
        if _MIXES_IN.match(line):
            yield from _NAME.findall(line)
        elif _MAKES_METHODS.match(line):
            yield UNTOLD


def _cpp(head: _Head) -> Iterator[str]:
    inherits = head.after.partition("{")[0].lstrip()
    if not inherits.startswith((":", "final")) or ";" in inherits:
        return
    bare = _ACCESS.sub("", _PARENTHESES.sub("", _PARENTHESES.sub("", inherits)).replace("::", "~"))
    for parent in bare.replace(":", "").split(","):
        yield parent.strip().rpartition("~")[2] or UNTOLD


def _go(head: _Head) -> Iterator[str]:
    if not re.match(r"(?:\[[^\n]*\])?[ \t]*(?:struct|interface)\b", head.after):
        yield from re.findall(r"\A[ \t]*=[ \t]*\*?(?:\w+\.)?(\w+)", head.after)
        return
    for line in head.lines[1:]:
        if line.startswith("}"):
            return
        if found := _EMBEDDED.fullmatch(line):
            yield UNTOLD if "." in found[1] else found[1]


def _rust(head: _Head) -> Iterator[str]:
    if head.kind == "impl":
        found = _IMPL.search(head.lines[0])
        yield from [found[1]] if found else []
    elif head.kind == "trait":
        before = _PARENTHESES.sub("", head.after.partition("{")[0])
        yield from _NAME.findall(before) if ":" in before else []


def _php(head: _Head) -> Iterator[str]:
    yield from _like_java(head)
    for line in head.lines[1:]:
        if line.strip().startswith("use "):
            yield from _NAME.findall(line)


def _by_use(head: _Head) -> Iterator[str]:
    """Modules of Elixir and Perl are given functions by what they use."""
    if any(line.strip().startswith(("use ", "our @ISA", "extends ")) for line in head.lines[1:]):
        yield UNTOLD


def _none(_: _Head) -> Iterator[str]:
    return iter(())


_LANGUAGES: Final = MappingProxyType[str, Callable[[_Head], Iterator[str]]](
    {
        "c": _cpp,
        "cpp": _cpp,
        "python": _python,
        "ruby": _ruby,
        "go": _go,
        "rust": _rust,
        "php": _php,
        "elixir": _by_use,
        "perl": _by_use,
        "lua": _none,
        "bash": _none,
        "zig": _none,
        "haskell": _none,
        "ocaml": _none,
        "ocaml_interface": _none,
    }
)
