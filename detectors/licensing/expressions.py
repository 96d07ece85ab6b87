"""SPDX license expressions, and the names people write in their place.

A key that the SPDX list does not have is unknown, not invalid: model licenses have none. A name that leaves
open which license is meant ("BSD", "GPL") stands for no id.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml
from license_expression import (
    AND,
    OR,
    ExpressionError,
    LicenseSymbol,
    Licensing,
    ParseError,
    build_spdx_licensing,
    get_license_index,
)

#: Longer ones are no expressions that a person wrote.
MAX_LENGTH: Final = 1000

#: Ids that the library's list has under another name, or not yet.
_MORE: Final = ("OpenMDW-1.0", "OpenMDW-1.1")
#: What tools write where there is no expression.
_NO_LICENSE: Final = {"NONE", "NOASSERTION", "UNLICENSED", "OTHER", "UNKNOWN"}

_CLASSIFIER: Final = re.compile(r"^License :: (?:OSI Approved :: )?", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\(([^()]{1,40})\)")
_SIGNS: Final = re.compile(r"[\"'`,;:()\[\]_-]+")
_FILLER: Final = re.compile(r"\b(?:the|a|an|licen[sc]e[sd]?|licensing|version|ver|v|terms|under|of the)\b\.?")
_V: Final = re.compile(r"\bv(?:er)?\.?(?=\d)|(?<=[a-z])v(?=\d)")
_CHOICE: Final = re.compile(
    r"\s*/\s*|\s*\|\|?\s*|\s+or\s+(?!(?:any\s+)?(?:later|newer|greater)|\(at your option\))", re.IGNORECASE
)
_GNU: Final = re.compile(
    r"(?:gnu )?(?P<family>affero general public|lesser general public|library general public|general public"
    r"|affero gpl|lesser gpl|agpl|lgpl|gpl) ?(?P<number>[123](?:\.[01])?)(?:\.0)? ?"
    r"(?P<later>\+|or (?:any )?(?:later|newer|greater)|only)?"
)
#: The library reads a bare "GPL" as all versions ever; people mean one of them.
_VAGUE: Final = re.compile(r"[al]?gpl", re.IGNORECASE)
_FAMILIES: Final = {
    "affero general public": "AGPL", "affero gpl": "AGPL", "agpl": "AGPL",
    "lesser general public": "LGPL", "library general public": "LGPL", "lesser gpl": "LGPL", "lgpl": "LGPL",
    "general public": "GPL", "gpl": "GPL",
}  # fmt: skip
_GNU_IDS: Final = re.compile(r"((?:A|L)?GPL-\d\.\d)(?:-only|-or-later)?$")
#: What the parser under the library stumbles with over some texts that are no expressions.
_STUMBLES: Final = (LookupError, RecursionError, TypeError, ValueError, AssertionError)


@dataclass(frozen=True, slots=True)
class Key:
    """One license of an expression, with its exception where it has one ("… WITH …")."""

    id: str
    exception: str = ""

    def __str__(self) -> str:
        return f"{self.id} WITH {self.exception}" if self.exception else self.id


@dataclass(frozen=True, slots=True)
class All:
    """All parts bind ("AND")."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part may be chosen ("OR")."""

    parts: tuple[Node, ...]


Node = Key | All | AnyOf


@dataclass(frozen=True, slots=True)
class Expression:
    """A license expression: ``text`` as SPDX spells it, its licenses in order, and those of them not on
    SPDX's list.
    """

    text: str
    root: Node
    keys: tuple[str, ...]
    unknown: tuple[str, ...]


def parse(text: str) -> Expression | None:
    """Return the license expression ``text``; None where it is none (or longer than ``MAX_LENGTH``).

    Keys may be written in any case. ``GPL-3.0``, ``GPL-3.0+`` and other retired ids are given as SPDX writes
    them today. ``NONE``, ``NOASSERTION`` and the like are no licenses, so no expressions.
    """
    text = text.strip()
    if not text or len(text) > MAX_LENGTH or text.upper() in _NO_LICENSE:
        return None
    try:
        parsed = _licensing().parse(text)
        if parsed is None:
            return None
        keys = tuple(dict.fromkeys(_licensing().license_keys(parsed)))
        unknown = tuple(dict.fromkeys(_licensing().unknown_license_keys(parsed)))
        root, shown = _node(parsed), str(parsed.render())
    except (ExpressionError, ParseError, *_STUMBLES):
        return None
    if any(" " in key for key in keys):
        return None
    return Expression(shown, root, keys, unknown)


def from_name(name: str) -> str | None:
    """Return the SPDX expression for what people write: an id, a name, a classifier, "MIT/Apache-2.0".

    None where nobody can say which license is meant. Reads ``MAX_LENGTH`` characters at most.
    """
    name = " ".join(name[: MAX_LENGTH + 1].split())
    if len(name) > MAX_LENGTH:
        return None
    known = parse(name)
    if known is not None and not known.unknown and not _VAGUE.fullmatch(name):
        return known.text
    single = _single(_CLASSIFIER.sub("", name))
    if single is not None:
        return single
    parts = [part for part in _CHOICE.split(name) if part.strip()]
    if not 1 < len(parts) <= 4:
        return None
    found = [_single(part) or _known_id(part) for part in parts]
    return " OR ".join(one for one in found if one) if all(found) else None


def agree(declared: str, concluded: str) -> bool | None:
    """Whether two license ids or expressions can be the same license; None where one of them is not known.

    The text of a GNU license does not say "only" or "or later", so ``GPL-3.0`` agrees with both.
    """
    first, second = parse(declared), parse(concluded)
    if first is None or second is None or first.unknown or second.unknown:
        return None
    return {_base(key) for key in first.keys} == {_base(key) for key in second.keys}


def _base(key: str) -> str:
    match = _GNU_IDS.match(key)
    return match.group(1) if match else key


def _known_id(name: str) -> str | None:
    found = parse(name)
    return found.text if found and not found.unknown and not _VAGUE.fullmatch(name.strip()) else None


def _single(name: str) -> str | None:
    """Return the id for the name of one license, or for the short form that it has in brackets."""
    reduced = _reduced(name)
    found = _names().get(reduced) or _gnu(reduced)
    if found is not None:
        return found
    without = _reduced(_BRACKETS.sub(" ", name))
    candidates = [without, *(_reduced(part) for part in _BRACKETS.findall(name))]
    ids = {one for one in (_names().get(part) or _gnu(part) for part in candidates) if one}
    return ids.pop() if len(ids) == 1 else None


def _gnu(reduced: str) -> str | None:
    match = _GNU.fullmatch(reduced)
    if match is None:
        return None
    number = match["number"] if "." in match["number"] else match["number"] + ".0"
    later = match["later"] or "only"
    key = f"{_FAMILIES[match['family']]}-{number}-{'only' if later == 'only' else 'or-later'}"
    found = parse(key)
    return found.text if found and not found.unknown else None


def _reduced(name: str) -> str:
    plain = _SIGNS.sub(" ", name.casefold()).replace("©", " ")
    return " ".join(_FILLER.sub(" ", _V.sub(" ", plain)).split())


def _node(parsed: Any) -> Node:
    if isinstance(parsed, AND):
        return All(tuple(_node(part) for part in parsed.args))
    if isinstance(parsed, OR):
        return AnyOf(tuple(_node(part) for part in parsed.args))
    if hasattr(parsed, "exception_symbol"):
        return Key(str(parsed.license_symbol.key), str(parsed.exception_symbol.key))
    return Key(str(parsed.key))


@cache
def _licensing() -> Licensing:
    standard = build_spdx_licensing(get_license_index())
    return Licensing([*standard.known_symbols.values(), *(LicenseSymbol(key) for key in _MORE)])


@cache
def _names() -> dict[str, str]:
    path = resources.files("detectors") / "licensing" / "data" / "names.yaml"
    table: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: key for key, names in table.items() for name in names}
