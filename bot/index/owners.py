"""Classes and modules that a name is said to belong to, with those that they inherit from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.index.languages import language_of
from bot.index.parents import UNTOLD, parents
from bot.index.reading import Reading
from bot.index.store import Definition
from bot.index.words import key

_KINDS: Final = frozenset(
    {"class", "struct", "interface", "enum", "trait", "module", "object", "type", "impl"}
)
_MAX_PARENTS: Final = 20
_MAX_FILES: Final = 20
#: Parents whose members everybody knows, or that have none.
_PLAIN: Final = frozenset(
    {
        *("ABC", "Any", "AnyObject", "Cloneable", "Comparable", "Enum", "Equatable", "Generic", "Hashable"),
        *("Object", "Protocol", "Sendable", "Serializable"),
        *("Clone", "Copy", "Debug", "Default", "Display", "Drop", "Eq", "From", "Hash", "Into", "Ord"),
        *("PartialEq", "PartialOrd", "Send", "Sync", "TryFrom", "Unpin"),
    }
)
#: Words of files whose classes may have members that are written nowhere.
_DYNAMIC: Final = (
    *(
        "__getattr__",
        "__getattribute__",
        "setattr",
        "method_missing",
        "define_method",
        "delegate",
        "class_eval",
    ),
    *("__call", "__get", "__callStatic", "setmetatable", "noSuchMethod", "dynamicMemberLookup", "AUTOLOAD"),
    *("macro_rules"),
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
        for parent in parents(waiting.pop(), reading):
            above = _classes(parent, reading)
            unseen = unseen or parent == UNTOLD or (not above and parent not in _PLAIN)
            if key(parent) not in keys:
                keys.add(key(parent))
                blobs |= {found.blob for found in above}
                waiting += above
    unseen = (
        unseen or bool(waiting) or any(not blobs.isdisjoint(reading.with_word(word)) for word in _DYNAMIC)
    )
    real = defined[0].name if defined else reading.listing.blobs[min(files)]
    return Owner(real, frozenset(keys), frozenset(blobs), unseen)


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
