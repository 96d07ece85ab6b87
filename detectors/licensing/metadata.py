"""The license that package metadata names, and whether it agrees with the license files.

Read are ``pyproject.toml``, ``setup.cfg``, ``setup.py``, ``package.json``, ``composer.json``, ``Cargo.toml``,
``pom.xml``, ``CITATION.cff``, gemspecs and podspecs: each line by line, for a change shows lines only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from detectors.licensing import expressions, holders
from detectors.licensing.model import Copyright
from detectors.model import TextFile

MAX_LINES: Final = 5_000
MAX_LINE: Final = 500
MAX_STATED: Final = 20

_QUOTED: Final = r"[\"'](?P<said>[^\"']{1,200})[\"']"
_CLASSIFIER: Final = re.compile(r"License\s*::\s*(?:OSI Approved\s*::\s*)?(?P<said>[^\"',]{2,120})")
_JSON: Final = re.compile(rf"^\s{{0,8}}\"licen[sc]e\"\s*:\s*\[?\s*{_QUOTED}")
_TOML: Final = re.compile(rf"^\s*license\s*=\s*(?:\{{\s*text\s*=\s*)?{_QUOTED}")
_FORMS: Final = {
    "pyproject.toml": (_TOML, _CLASSIFIER),
    "setup.cfg": (re.compile(r"^\s*license(?:_expression)?\s*[=:]\s*(?P<said>[^\n#;]{1,200})"), _CLASSIFIER),
    "setup.py": (re.compile(rf"^\s{{0,12}}licen[sc]e(?:_expression)?\s*=\s*{_QUOTED}"), _CLASSIFIER),
    "package.json": (_JSON,),
    "composer.json": (_JSON,),
    "cargo.toml": (_TOML,),
    "citation.cff": (re.compile(r"^license\s*:\s*[\"']?(?P<said>[^\"'#\n]{1,200})"),),
}
_SPEC: Final = (re.compile(rf"\.licenses?\s*=\s*(?:\{{\s*:type\s*=>\s*|\[\s*)?{_QUOTED}"),)
_POM_BLOCK: Final = re.compile(r"<(/?)licenses?>", re.IGNORECASE)
_POM_NAME: Final = re.compile(r"<name>\s*(?P<said>[^<]{1,200})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Stated:
    """A license that a file names: ``text`` as written, ``expression`` as SPDX writes it, or empty."""

    path: str
    line: int
    text: str
    expression: str

    @property
    def ids(self) -> frozenset[str]:
        """The licenses in the expression; none where it is unknown."""
        return ids(self.expression)


def stated(file: TextFile) -> tuple[Stated, ...]:
    """Return the licenses that package metadata names, with their lines. Linear; bounded."""
    found = list(_lines(file))[:MAX_STATED]
    return tuple(Stated(file.path, line, text, expressions.from_name(text) or "") for line, text in found)


def _lines(file: TextFile) -> Iterator[tuple[int, str]]:
    name = file.path.rpartition("/")[2].lower()
    forms = _FORMS.get(name) or (_SPEC if name.endswith(("spec",)) else ())
    in_licenses = False
    for number, line in enumerate(file.text.split("\n")[:MAX_LINES], 1):
        raw = line[:MAX_LINE]
        if name == "pom.xml":
            opened = _POM_BLOCK.findall(raw)
            match = _POM_NAME.search(raw) if in_licenses or (opened and not opened[0]) else None
            in_licenses = not opened[-1] if opened else in_licenses
        else:
            match = next((hit for form in forms if (hit := form.search(raw))), None)
        if match:
            yield number, match["said"].strip()


def normal(expression: str) -> str:
    """Return an expression as SPDX spells it; ``""`` where it is none, or has a license not on its list."""
    found = expressions.parse(expression)
    return found.text if found and not found.unknown else ""


def ids(expression: str) -> frozenset[str]:
    """Return the licenses in an expression; none where one of them is unknown."""
    found = expressions.parse(expression)
    return frozenset(found.keys) if found and not found.unknown else frozenset()


def agree(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two sets of license ids may speak of the same: one name in common is enough.

    GNU ids agree with and without "only" and "or later".
    """
    return bool({family(name) for name in one} & {family(name) for name in other})


def family(name: str) -> str:
    """Return an id without GNU's "only" and "or later", in lower case."""
    return name.casefold().removesuffix("-only").removesuffix("-or-later").removesuffix("+")


def sameness(expression: str) -> str:
    """Return an expression in a form that is the same for "GPL-2.0" and "GPL-2.0-only"."""
    return (normal(expression) or expression).casefold()


def holders_of(text: str) -> tuple[Copyright, ...]:
    """Return the copyright lines of a notice."""
    return tuple(holders.lines(text))
