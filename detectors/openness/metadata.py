"""What package metadata says of the license, and the sentences of its description.

``pyproject.toml``, ``setup.cfg``, ``setup.py``, ``package.json``, ``composer.json``, ``Cargo.toml``,
``pom.xml``, ``CITATION.cff`` and ``*.gemspec``. A file that cannot be read claims nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, Final

from detectors.openness import english, structured
from detectors.openness.badges import without_comments
from detectors.openness.licensed import id_of
from detectors.openness.model import About, Claim, Context, Origin, Strength, Subject
from detectors.openness.sentences import Sentence

_MAX_CLAIMS: Final = 50
_WHOLE: Final = Subject("", None, own=True)
_EXPRESSION = re.compile(r"[A-Za-z0-9.+-]{2,60}(?:\s+(?:OR|AND|WITH)\s+[A-Za-z0-9.+-]{2,60}){0,8}")
_CLASSIFIER = re.compile(r"License :: [^\"'\n]{2,120}")
_ASSIGNED = re.compile(r"(?:^|[\s,(])license\s{0,20}=\s{0,20}(?:([\"'])([^\"'\n]{1,200})\1)", re.MULTILINE)
_CONFIGURED = re.compile(r"^license\s{0,20}[=:][ \t]{0,20}([^\n#;]{1,200})", re.MULTILINE)
_GEM = re.compile(r"\.licenses?\s{0,9}=\s{0,9}(\[[^\]\n]{1,300}\]|[\"'][^\"'\n]{1,100}[\"'])")
_QUOTED = re.compile(r"[\"']([^\"'\n]{1,100})[\"']")
_POM = re.compile(r"<license>\s{0,200}<name>\s{0,200}([^<]{1,200}?)\s{0,200}</name>")


def knows(path: str) -> bool:
    """Whether ``path`` is a file of package metadata by its name."""
    return _reader(path) is not None


def read(text: str, path: str) -> tuple[Claim, ...]:
    """Return what the metadata file ``path`` claims of the package. Never raises; linear in ``text``."""
    reader = _reader(path)
    if reader is None or len(text) > structured.MAX_CHARS:
        return ()
    return tuple(islice(reader(text.replace("\r\n", "\n"), path), _MAX_CLAIMS))


def _reader(path: str) -> Callable[[str, str], Iterator[Claim]] | None:
    name = path.rpartition("/")[2].lower()
    if name.endswith(".gemspec"):
        return _gemspec
    return _READERS.get(name)


def _toml(text: str, path: str) -> Iterator[Claim]:
    held = structured.toml_value(text)
    if held is None:
        return
    tables = (
        (held, "project"),
        (_table(held, "tool"), "poetry"),
        (held, "package"),
        (_table(held, "workspace"), "package"),
    )
    for parent, key in tables:
        table = _table(parent, key)
        for value in _licenses(table.get("license")):
            yield _license(value, path, _line(text, "license", value))
        for name in (_table(table, "license").get("file"), table.get("license-file")):
            if isinstance(name, str) and 0 < len(name) <= 200:
                yield _in_file(name, path, _line(text, "license", name))
        for one in _texts(table.get("classifiers")):
            if one.startswith("License ::"):
                yield _license(one, path, _line(text, "", one))
        yield from _description(table.get("description"), text, path)


def _json(text: str, path: str) -> Iterator[Claim]:
    held = structured.json_value(text)
    if not isinstance(held, dict):
        return
    for key in ("license", "licenses"):
        for value in _licenses(held.get(key)):
            yield _license(value, path, _line(text, "license", value))
    yield from _description(held.get("description"), text, path)


def _citation(text: str, path: str) -> Iterator[Claim]:
    for entry in structured.yaml_entries(text) or ():
        if entry.keys == ("license",):
            yield _license(entry.value, path, entry.line)
        elif entry.keys in {("abstract",), ("title",), ("message",)}:
            for claim in _spoken(entry.value, entry.line, path):
                yield replace(claim, line=_line_from(text, entry.line, claim.words))


def _setup(text: str, path: str) -> Iterator[Claim]:
    for pattern, group in ((_ASSIGNED, 2), (_CONFIGURED, 1), (_CLASSIFIER, 0)):
        for found in islice(pattern.finditer(text), 20):
            value = found[group].strip()
            if value and (pattern is not _CONFIGURED or not value.startswith(("file:", '"', "'"))):
                yield _license(value, path, text.count("\n", 0, found.start(group)) + 1)


def _gemspec(text: str, path: str) -> Iterator[Claim]:
    for found in islice(_GEM.finditer(text), 5):
        for value in _QUOTED.findall(found[1]):
            yield _license(value, path, text.count("\n", 0, found.start()) + 1)


def _pom(text: str, path: str) -> Iterator[Claim]:
    plain = without_comments(text)
    for found in islice(_POM.finditer(plain), 10):
        yield _license(found[1], path, plain.count("\n", 0, found.start(1)) + 1)


_READERS: Final[dict[str, Callable[[str, str], Iterator[Claim]]]] = {
    "pyproject.toml": _toml,
    "cargo.toml": _toml,
    "package.json": _json,
    "composer.json": _json,
    "citation.cff": _citation,
    "setup.cfg": _setup,
    "setup.py": _setup,
    "pom.xml": _pom,
}


def _license(value: str, path: str, line: int) -> Claim:
    said = value.strip()
    known = said if _EXPRESSION.fullmatch(said) and not said.startswith("License ::") else id_of(said)
    return Claim(
        _WHOLE,
        said[:200],
        Strength.LICENSE,
        About.PROJECT,
        path,
        line,
        said[:300],
        Origin.METADATA,
        license=known,
    )


def _in_file(name: str, path: str, line: int) -> Claim:
    """Return the claim that the license is the text in the file ``name``: it names none."""
    said = f"file = {name}"
    return Claim(_WHOLE, said, Strength.LICENSE, About.PROJECT, path, line, said, Origin.METADATA, license="")


def _description(value: Any, text: str, path: str) -> Iterator[Claim]:
    if isinstance(value, str):
        yield from _spoken(value, _line(text, "description", value[:40]), path)


def _spoken(value: str, line: int, path: str) -> Iterator[Claim]:
    """Yield what a description claims of models: it is a sentence like any other."""
    text = " ".join(value[:1_000].split())
    sentence = Sentence(text, text, ((0, line),))
    for claim in english.read(sentence, path, None, Context.README):
        yield _in_metadata(claim)


def _in_metadata(claim: Claim) -> Claim:
    return replace(claim, origin=Origin.METADATA)


def _licenses(value: Any) -> Iterator[str]:
    """Yield the licenses of ``"MIT"``, ``{text = "MIT"}``, ``{type: "MIT"}`` and lists of them."""
    if isinstance(value, list):
        for one in value[:10]:
            yield from _licenses(one) if not isinstance(one, list) else ()
    elif isinstance(value, dict):
        for key in ("text", "type", "name"):
            if isinstance(value.get(key), str):
                yield from _licenses(value[key])
    elif isinstance(value, str) and value.strip() and "\n" not in value.strip() and len(value) <= 200:
        yield value.strip()


def _table(held: Any, key: str) -> dict[str, Any]:
    table = held.get(key) if isinstance(held, dict) else None
    return table if isinstance(table, dict) else {}


def _texts(value: Any) -> list[str]:
    return [one for one in value[:500] if isinstance(one, str)] if isinstance(value, list) else []


def _line(text: str, key: str, value: str) -> int:
    """Return the line (from 1) with ``key`` and ``value``, else the first with ``value``, else 1."""
    fallback = 1
    for number, line in enumerate(text.split("\n"), 1):
        if value in line:
            if key in line:
                return number
            fallback = number if fallback == 1 else fallback
    return fallback


def _line_from(text: str, first: int, words: str) -> int:
    """Return the line with ``words`` from ``first`` on (a value may take many lines), else ``first``."""
    for number, line in enumerate(islice(text.split("\n"), first - 1, first + 80), first):
        if words in line:
            return number
    return first
