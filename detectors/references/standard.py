"""Names of standard libraries, runtimes and common tools: nobody who says one means the project.

The list is ``data/standard.txt.gz``: a line ``[language]`` before the names of each language. It is made by
``benchmarks/standard_names.py``; ``docs/detectors/references-standard-names.md`` tells the sources.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Final

_DATA: Final = "standard.txt.gz"
_JOINTS = re.compile(r"::|->|[.#\\]")
_SELF: Final = frozenset({"self", "this", "cls", "super", "crate"})
_MAX_NAME: Final = 200


def is_standard(name: str, languages: frozenset[str] | None = None) -> bool:
    """Return whether a name belongs to a standard library, a runtime, or a tool that everybody uses.

    ``languages`` are keys of ``names()``; ``None`` asks all of them. A name with an owner (``os.path.join``,
    ``Foo::bar``) is standard when its last part is and its owner is too, or is a variable (``conn.close``):
    ``Session.close`` may be a member of the project's own class. Trailing ``()`` and ``!`` are passed over.
    """
    bare = name[:_MAX_NAME].strip().rstrip("()!;")
    known = _known(languages)
    if not bare:
        return False
    if bare in known:
        return True
    parts = [part for part in _JOINTS.split(bare) if part and part not in _SELF]
    if not parts or parts[-1] not in known:
        return False
    owners = parts[:-1]
    return not owners or owners[0] in known or owners[-1][:1].islower()


@cache
def names() -> Mapping[str, frozenset[str]]:
    """Return the names of each language. Read once, at the first use."""
    groups: dict[str, frozenset[str]] = {}
    for group in _text().split("\n[")[1:]:
        language, _, listed = group.partition("]\n")
        groups[language] = frozenset(listed.split("\n")) - {""}
    return MappingProxyType(groups)


@cache
def _known(languages: frozenset[str] | None) -> frozenset[str]:
    if languages is None:
        return frozenset(_text().split("\n"))
    groups = names()
    return frozenset().union(*(groups[language] for language in languages & groups.keys()))


def _text() -> str:
    packed = resources.files("detectors.references").joinpath("data", _DATA).read_bytes()
    return gzip.decompress(packed).decode()
