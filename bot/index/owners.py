"""Classes and modules that a name is said to belong to, with those that they inherit from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.index.languages import language_of
from bot.index.reading import Reading
from bot.index.store import Definition
from bot.index.words import key

_KINDS: Final = frozenset(
    {"class", "struct", "interface", "enum", "trait", "module", "object", "type", "impl"}
)
_MAX_PARENTS: Final = 20
_MAX_FILES: Final = 20
_HEADER: Final = 600
_PARENTHESES: Final = re.compile(r"\([^()]*\)")
_INHERITS: Final = re.compile(r"\b(?:extends|implements|with|include|prepend|extend|use)\b|[:(<]")
_RUBY: Final = re.compile(r"\s*(?:class|include|extend|prepend)\b")
_NAME: Final = re.compile(r"\b[A-Z]\w+")
#: Parents whose members everybody knows, or that have none.
_PLAIN: Final = frozenset(
    {
        *("ABC", "Any", "AnyObject", "Cloneable", "Comparable", "Enum", "Equatable", "Error", "Exception"),
        *("Generic", "Hashable", "IntEnum", "Object", "Protocol", "RuntimeException", "Sendable"),
        *("Serializable", "StandardError", "StrEnum", "Throwable"),
    }
)


@dataclass(frozen=True, slots=True)
class Owner:
    """A class or module of the tree: its real name, the contents that define it and what it inherits from.

    ``keys`` are the names (see ``words.key``) whose members are its own. ``inherits_unseen`` says that it has
    a parent that is not in the tree, so that its members cannot all be known.
    """

    name: str
    keys: frozenset[str]
    blobs: frozenset[int]
    inherits_unseen: bool


def owner_of(name: str, reading: Reading) -> Owner | None:
    """Return the class, module or file that is called so, or ``None`` where the tree has none."""
    defined = _classes(name, reading)
    files = _modules(name, reading)
    if not defined and not files:
        return None
    keys, blobs, unseen = {key(name)}, {found.blob for found in defined} | files, False
    waiting = list(defined)
    while waiting and len(keys) < _MAX_PARENTS:
        for parent in _parents(waiting.pop(), reading):
            above = _classes(parent, reading)
            unseen = unseen or (not above and parent not in _PLAIN)
            if key(parent) not in keys:
                keys.add(key(parent))
                blobs |= {found.blob for found in above}
                waiting += above
    real = defined[0].name if defined else reading.listing.blobs[min(files)]
    return Owner(real, frozenset(keys), frozenset(blobs), unseen or bool(waiting))


def _classes(name: str, reading: Reading) -> list[Definition]:
    spelled = reading.spellings(name)
    found = [found for text in spelled for found in reading.definitions(text)]
    return [definition for definition in found if definition.kind in _KINDS]


def _modules(name: str, reading: Reading) -> set[int]:
    """Return the files of code that are called so: ``json.loads`` lives in ``json.py``."""
    entries = reading.listing.stems.get(name.casefold(), [])
    called = (entry for entry in entries if entry.path.rpartition("/")[2].partition(".")[0] == name)
    blobs = [entry.blob for entry in called if entry.blob and language_of(entry.path)]
    return set(blobs) if len(blobs) <= _MAX_FILES else set()


def _parents(definition: Definition, reading: Reading) -> set[str]:
    """Return the capitalized names in the head of a class, after its own."""
    path = reading.listing.blobs[definition.blob]
    text = reading.text(definition.blob)
    if text is None or definition.kind == "impl":
        return set()
    rest = "\n".join(text.split("\n", definition.line + 20)[definition.line - 1 : definition.line + 20])
    head = rest.partition(definition.name)[2][:_HEADER].partition("{")[0]
    if path.endswith((".py", ".pyi")):
        head = head.partition(")")[0] if head.lstrip().startswith("(") else ""
    elif path.endswith(".rb"):
        head = "\n".join(
            line for line in rest.split("\n") if re.match(r"\s*(?:class|include|extend|prepend)\b", line)
        )
    elif not path.endswith(
        (".java", ".kt", ".scala", ".cs", ".ts", ".tsx", ".js", ".swift", ".php", ".dart")
    ):
        head = _c_head(head) if path.endswith((".cc", ".cpp", ".cxx", ".h", ".hh", ".hpp", ".hxx")) else ""
    else:
        head = _PARENTHESES.sub("", _PARENTHESES.sub("", head)).partition("\n\n")[0]
    start = _INHERITS.search(head)
    return set(_NAME.findall(head[start.start() :])) - {definition.name} if start else set()


def _c_head(head: str) -> str:
    return head if head.lstrip().startswith((":", "final")) else ""
