"""What lock files say of the dependencies that they pin: names, versions and, where they tell, licenses.

Each format is read by the parser that is kept for it. A file is somebody's text: one that is no such file
gives nothing, and whatever has the wrong type in it is passed over.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import yaml

from bot.github.records import clean

#: Longer lock files are left unread: JSON and TOML, and the slower YAML (bytes).
MAX_BYTES: Final = 20_000_000
MAX_YAML: Final = 4_000_000
#: So many entries of one file are read.
MAX_ENTRIES: Final = 20_000
_MAX_NAME: Final = 214
_MAX_VERSION: Final = 128
_MAX_LICENSE: Final = 500
_YARN_KEY: Final = re.compile(r"^\"?(?P<name>@?[^@\s\"]{1,214})@[^\n]{1,2000}:\s*$")
_YARN_VERSION: Final = re.compile(r"^  version:? \"?(?P<version>[^\"\s]{1,128})")
_BERRY: Final = re.compile(r"^__metadata:", re.MULTILINE)
_GEM: Final = re.compile(r"^ {4}(?P<name>[\w.-]{1,214}) \((?P<version>[^()\s]{1,128})\)$")
_GO: Final = re.compile(r"^(?P<name>[^\s]{1,500}) (?P<version>v[^\s/]{1,128}) h1:")
_PNPM: Final = re.compile(
    r"^/?(?P<name>(?:@[^/@\s]{1,100}/)?[^/@\s]{1,214})[@/](?P<version>\d[^(\s_]{0,127})"
)
_MERGE: Final = re.compile(r"<<\s*:|tag:yaml\.org,2002:merge|!!merge")
_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FAULTS: Final = (ValueError, yaml.YAMLError, RecursionError)


@dataclass(frozen=True, slots=True)
class Locked:
    """One entry; ``license`` is as the file writes it, None where its format has no place for it."""

    name: str
    version: str
    license: str | None


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of lock file: ``tells`` says whether it has a place for licenses."""

    ecosystem: str
    read: Callable[[str], Iterator[Locked]]
    tells: bool = False
    most: int = MAX_BYTES


def form(path: str) -> Format | None:
    """Return what kind of lock file ``path`` is, or None where it is none."""
    return _FORMATS.get(path.rpartition("/")[2].lower())


def read(path: str, text: str) -> tuple[Locked, ...] | None:
    """Return the entries of the lock file ``text`` by name and version; None where it is no such file.

    Linear in the text; at most ``MAX_ENTRIES``; never raises.
    """
    kind = form(path)
    if kind is None or len(text) > kind.most:
        return None
    found: dict[Locked, None] = {}
    try:
        for one in kind.read(text):
            if 0 < len(one.name) <= _MAX_NAME and len(one.version) <= _MAX_VERSION:
                found[Locked(clean(one.name), clean(one.version), one.license and clean(one.license))] = None
            if len(found) >= MAX_ENTRIES:
                break
    except _FAULTS:
        return None
    return tuple(sorted(found, key=lambda one: (one.name, one.version)))


def _rows(held: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(held, list):
        yield from (one for one in held if isinstance(one, dict))


def _pairs(held: object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(held, dict):
        yield from ((key, one) for key, one in held.items() if isinstance(key, str) and isinstance(one, dict))


def _word(held: object) -> str:
    return held if isinstance(held, str) else ""


def _number(held: object) -> str:
    return str(held) if isinstance(held, int | float) else _word(held)


def _json(text: str) -> Mapping[str, Any]:
    held = json.loads(text)
    if not isinstance(held, dict):
        raise ValueError("no table")
    return held


def _yaml(text: str) -> Mapping[str, Any]:
    if _MERGE.search(text):  # no lock file has any, and nested ones grow without bounds
        raise ValueError("merged tables")
    held = yaml.load(text, Loader=_LOADER)  # noqa: S506 - the safe loader, in C where it is there
    if not isinstance(held, dict):
        raise ValueError("no table")
    return held


def _license(held: object) -> str:
    """Return a license as npm and Composer write it: a name, a table with a type, or some to choose from."""
    if isinstance(held, dict):
        return _license(held.get("type"))
    if isinstance(held, list):
        names = [one for one in (_license(part) for part in held[:10] if not isinstance(part, list)) if one]
        return " OR ".join(names)
    return _word(held)[:_MAX_LICENSE]


def _npm(text: str) -> Iterator[Locked]:
    whole = _json(text)
    for path, one in _pairs(whole.get("packages")):
        _, mark, name = path.rpartition("node_modules/")
        if mark and not one.get("link"):
            yield Locked(
                _word(one.get("name")) or name, _word(one.get("version")), _license(one.get("license"))
            )
    if "packages" not in whole:  # the first version of the format has no licenses
        yield from _npm_tree(whole)


def _npm_tree(whole: Mapping[str, Any]) -> Iterator[Locked]:
    left = [whole]
    while left:
        for name, one in _pairs(left.pop().get("dependencies")):
            yield Locked(name, _word(one.get("version")), None)
            left.append(one)


def _composer(text: str) -> Iterator[Locked]:
    whole = _json(text)
    for key in ("packages", "packages-dev"):
        for one in _rows(whole.get(key)):
            yield Locked(_word(one.get("name")), _word(one.get("version")), _license(one.get("license")))


def _cargo(text: str) -> Iterator[Locked]:
    """Yield the packages that come from elsewhere: those of the project itself have no source."""
    for one in _rows(tomllib.loads(text).get("package")):
        if one.get("source") is not None:
            yield Locked(_word(one.get("name")), _word(one.get("version")), None)


def _python(text: str) -> Iterator[Locked]:
    """Yield the packages of Poetry, PDM and uv, without the project itself."""
    for one in _rows(tomllib.loads(text).get("package")):
        source = one.get("source")
        if not (isinstance(source, dict) and {"virtual", "editable", "directory"} & source.keys()):
            yield Locked(_word(one.get("name")), _word(one.get("version")), None)


def _pipfile(text: str) -> Iterator[Locked]:
    whole = _json(text)
    for key in ("default", "develop"):
        for name, one in _pairs(whole.get(key)):
            yield Locked(name, _word(one.get("version")).removeprefix("=="), None)


def _yarn(text: str) -> Iterator[Locked]:
    if _BERRY.search(text[:1_000]):
        for key, one in _pairs(_yaml(text)):
            if key != "__metadata" and "@workspace:" not in key:
                yield Locked(key[: key.find("@", 1)], _number(one.get("version")), None)
        return
    name = ""
    for line in text.split("\n"):
        if match := _YARN_KEY.match(line):
            name = match["name"]
        elif name and (match := _YARN_VERSION.match(line)):
            yield Locked(name, match["version"], None)
            name = ""


def _pnpm(text: str) -> Iterator[Locked]:
    packages = _yaml(text).get("packages")
    for key in packages if isinstance(packages, dict) else ():
        if match := _PNPM.match(key if isinstance(key, str) else ""):
            yield Locked(match["name"], match["version"], None)


def _gems(text: str) -> Iterator[Locked]:
    part = ""
    for line in text.split("\n"):
        if line[:1].isalpha():
            part = line.strip()
        elif part in {"GEM", "GIT"} and (match := _GEM.match(line)):
            yield Locked(match["name"], match["version"], None)


def _go(text: str) -> Iterator[Locked]:
    yield from _matched(_GO, text.split("\n"))


def _matched(pattern: re.Pattern[str], lines: Iterable[str]) -> Iterator[Locked]:
    for line in lines:
        if match := pattern.match(line):
            yield Locked(match["name"], match["version"], None)


_FORMATS: Final = {
    "package-lock.json": Format("npm", _npm, tells=True),
    "npm-shrinkwrap.json": Format("npm", _npm, tells=True),
    "yarn.lock": Format("npm", _yarn, most=MAX_YAML),
    "pnpm-lock.yaml": Format("npm", _pnpm, most=MAX_YAML),
    "composer.lock": Format("composer", _composer, tells=True),
    "cargo.lock": Format("cargo", _cargo, most=MAX_YAML),
    "poetry.lock": Format("pypi", _python, most=MAX_YAML),
    "pdm.lock": Format("pypi", _python, most=MAX_YAML),
    "uv.lock": Format("pypi", _python, most=MAX_YAML),
    "pipfile.lock": Format("pypi", _pipfile),
    "gemfile.lock": Format("gem", _gems),
    "go.sum": Format("golang", _go),
}
NAMES: Final = frozenset(_FORMATS)
