"""What a project leaves out of license checks, or declares elsewhere than in the file.

Read are ``REUSE.toml`` and ``.reuse/dep5`` (they declare a license for paths), ``.rat-excludes``,
``.licenserc.yaml`` and ``.licenserc.json`` (paths without a header), and ``.gitattributes`` (vendored,
generated). All of it is the contributors' text: sizes and numbers are bounded, patterns matched by RE2.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

import re2  # type: ignore[import-untyped]
import yaml

from detectors.model import TextFile

MAX_CHARS: Final = 262_144
MAX_RULES: Final = 500
#: YAML is read slowly.
MAX_YAML: Final = 32_768
MAX_NESTED: Final = 500
#: Longer patterns are left out: what part of one would match, nobody meant.
MAX_PATTERN: Final = 600
_NAMES: Final = {
    "REUSE.toml": "reuse",
    "dep5": "dep5",
    ".rat-excludes": "rat",
    ".ratignore": "rat",
    ".gitattributes": "attributes",
    ".licenserc.yaml": "licenserc",
    ".licenserc.yml": "licenserc",
    ".licenserc.json": "licenserc",
}
_PARTS: Final = re.compile(r"(?P<folders>\*\*/)|(?P<all>\*\*)|(?P<some>\*)|(?P<one>\?)|(?P<text>[^*?]+)")
_MEANS: Final = {"folders": "(?:.*/)?", "all": ".*", "some": "[^/]*", "one": "[^/]"}
#: Apache RAT took regular expressions before it took globs.
_IS_REGEX: Final = re.compile(r"\.\*|\\\.|\[\^|\$$|^\^|\.\+")
_ATTRIBUTES: Final = re.compile(r"linguist-(vendored|generated)(?:=(true|false))?\Z")


class Kind(StrEnum):
    """What is said of a path."""

    #: Its license is declared elsewhere.
    DECLARED = "declared"
    #: No header is asked of it.
    IGNORED = "ignored"
    VENDORED = "vendored"
    GENERATED = "generated"
    #: It is not vendored or generated, whatever an earlier line says.
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern: ``file`` and ``line`` say where it stands, ``license`` is what it declares."""

    kind: Kind
    pattern: str
    file: str
    license: str = ""


@dataclass(frozen=True)
class Exclusions:
    """All rules of a project, in the order of its files; ``unread`` are files that could not be read."""

    rules: tuple[Rule, ...] = ()
    unread: tuple[str, ...] = ()
    _compiled: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    _known: dict[str, tuple[Rule, ...]] = field(default_factory=dict, compare=False, repr=False)

    def of(self, path: str) -> tuple[Rule, ...]:
        """Return the rules that hold for ``path``; linear in the path for each rule."""
        if path not in self._known:
            self._known[path] = self._of(path)
        return self._known[path]

    def _of(self, path: str) -> tuple[Rule, ...]:
        found = tuple(rule for rule in self.rules if self._matches(rule.pattern, path))
        marks = [rule for rule in found if rule.kind in {Kind.VENDORED, Kind.GENERATED, Kind.OWN}]
        if marks and marks[-1].kind is Kind.OWN:
            return tuple(rule for rule in found if rule not in marks)
        return tuple(rule for rule in found if rule.kind is not Kind.OWN)

    def asks_header(self, path: str) -> bool:
        """Whether nothing here says that ``path`` needs no header."""
        return not self.of(path)

    def is_vendored(self, path: str) -> bool:
        """Whether the project marks ``path`` as vendored."""
        return any(rule.kind is Kind.VENDORED for rule in self.of(path))

    def is_generated(self, path: str) -> bool:
        """Whether the project marks ``path`` as generated."""
        return any(rule.kind is Kind.GENERATED for rule in self.of(path))

    def declared(self, path: str) -> str:
        """Return the license that is declared for ``path``, the last declaration counting; or ``""``."""
        said = [rule.license for rule in self.of(path) if rule.kind is Kind.DECLARED]
        return said[-1] if said else ""

    def _matches(self, pattern: str, path: str) -> bool:
        if pattern not in self._compiled:
            self._compiled[pattern] = _compiled(pattern)
        compiled = self._compiled[pattern]
        return compiled is not None and compiled.fullmatch(path) is not None


def is_file(path: str) -> bool:
    """Whether a file says what is left out."""
    name = path.rpartition("/")[2]
    return name in _NAMES and (name != "dep5" or path.endswith(".reuse/dep5"))


def read(files: Iterable[TextFile]) -> Exclusions:
    """Return what ``files`` say. A file that cannot be read is named, and says nothing."""
    rules: list[Rule] = []
    unread: list[str] = []
    for file in files:
        try:
            rules += _rules(file)
        except (ValueError, RecursionError, yaml.YAMLError):  # TOML's and JSON's errors are ValueErrors
            unread.append(file.path)
    short = [rule for rule in rules if len(rule.pattern) <= MAX_PATTERN]
    return Exclusions(tuple(short[:MAX_RULES]), tuple(unread))


def _rules(file: TextFile) -> list[Rule]:
    folder, _, name = file.path.rpartition("/")
    if len(file.text) > MAX_CHARS:
        raise ValueError("too large")
    match _NAMES.get(name):
        case "reuse":
            found = _reuse(file, folder)
        case "dep5":
            found = _dep5(file)
        case "rat":
            found = _rat(file)
        case "attributes":
            found = _attributes(file, folder)
        case "licenserc":
            found = _licenserc(file)
        case _:
            found = iter(())
    return list(found)


def _reuse(file: TextFile, folder: str) -> Iterator[Rule]:
    tables = tomllib.loads(file.text).get("annotations", [])
    for table in tables if isinstance(tables, list) else ():
        if not isinstance(table, dict):
            continue
        said = " AND ".join(_texts(table.get("SPDX-License-Identifier")))
        for glob in _texts(table.get("path")):
            yield Rule(Kind.DECLARED, _glob(glob.replace("\\", ""), folder), file.path, said)


def _dep5(file: TextFile) -> Iterator[Rule]:
    """Debian's machine-readable format: paragraphs; in ``Files`` a ``*`` also stands for slashes."""
    for paragraph in re.split(r"\n[ \t]*\n", file.text):
        fields: dict[str, str] = {}
        key = ""
        for raw in paragraph.split("\n"):
            if raw[:1] in (" ", "\t") and key:
                fields[key] += f" {raw.strip()}"
            elif ":" in raw:
                key, _, value = raw.partition(":")
                key = key.strip().casefold()
                fields[key] = value.strip()
        said = fields.get("license", "").partition("  ")[0]
        for glob in fields.get("files", "").split():
            yield Rule(Kind.DECLARED, _glob(glob, "").replace("[^/]", "."), file.path, said)


def _rat(file: TextFile) -> Iterator[Rule]:
    for raw in file.text.split("\n"):
        line = raw.strip()
        if line and not line.startswith("#"):
            is_regex = _IS_REGEX.search(line) is not None
            yield Rule(Kind.IGNORED, line if is_regex else _anywhere(line), file.path)


def _attributes(file: TextFile, folder: str) -> Iterator[Rule]:
    for raw in file.text.split("\n"):
        glob, *words = raw.split() or [""]
        for word in words:
            match = _ATTRIBUTES.match(word.lstrip("-!"))
            if match and glob and not glob.startswith("#"):
                is_off = word[0] in "-!" or match[2] == "false"
                kind = Kind.OWN if is_off else Kind(match[1])
                pattern = _glob(glob, folder) if "/" in glob.rstrip("/") else _anywhere(glob, folder)
                yield Rule(kind, pattern, file.path)


def _licenserc(file: TextFile) -> Iterator[Rule]:
    """SkyWalking Eyes (``header.paths-ignore``), and license-check tools in JSON (``ignore``)."""
    is_json = file.path.endswith(".json")
    said = json.loads(file.text) if is_json else yaml.safe_load(_unaliased(file.text))
    headers = said.get("header", {}) if isinstance(said, dict) else {}
    ignored = _texts(said.get("ignore")) if isinstance(said, dict) else ()
    for header in headers if isinstance(headers, list) else [headers]:
        if isinstance(header, dict):
            ignored += _texts(header.get("paths-ignore"))
    for glob in ignored:
        yield Rule(Kind.IGNORED, _glob(glob, "") if "/" in glob else _anywhere(glob), file.path)


def _unaliased(text: str) -> str:
    """Return ``text``, unless it is long or has aliases, by which a short text can be a vast one."""
    if len(text) > MAX_YAML or text.count("[") + text.count("{") > MAX_NESTED:
        raise ValueError("too long, or too deep")
    if re.search(r"(?:^|[\s\[,])[&*][A-Za-z0-9_]", text):
        # A glob may begin with a star, and is then quoted; what is left is an alias.
        raise ValueError("with aliases")
    return text


def _texts(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    return tuple(one for one in values[:MAX_RULES] if isinstance(one, str))


def _glob(glob: str, folder: str) -> str:
    """Return a pattern for a glob that begins in ``folder``; one that names a folder stands for all in it."""
    start = re.escape(f"{folder}/") if folder else ""
    bare = glob.removeprefix("./").removeprefix("/")
    parts = (
        _MEANS.get(part.lastgroup or "") or re.escape(part.group())
        for part in _PARTS.finditer(bare.rstrip("/"))
    )
    return f"(?s){start}{''.join(parts)}(?:/.*)?"


def _anywhere(glob: str, folder: str = "") -> str:
    """Return a pattern for a glob that may begin in every folder below ``folder``."""
    bare = glob.removeprefix("./").removeprefix("/")
    return _glob(bare if bare.startswith("**/") else f"**/{bare}", folder)


def _compiled(pattern: str) -> Any:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 1 << 20
    try:
        return re2.compile(pattern, options)
    except re2.error:  # of a project's own regular expression
        return None
