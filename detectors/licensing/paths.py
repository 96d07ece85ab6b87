"""What a file is by its name: a license text, a notice, a list of others' licenses, package metadata."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from detectors.licensing import comments

_NAME: Final = re.compile(
    r"(?P<license>(?:un|mit-|apache-|bsd-|gpl-)?licen[sc]e(?![a-z])|copying(?![a-z])|copyright(?![a-z]))"
    r"|(?P<notice>notices?(?![a-z]))",
    re.IGNORECASE,
)
_LICENSE_OF: Final = re.compile(r".{1,60}[-_.]licen[sc]e(?:\.(?:txt|md|rst))?\Z", re.IGNORECASE)
#: A form for the tops of files, or a tool's settings: no text of the project's own.
_FORM: Final = re.compile(
    r"licen[sc]e[-_. ]?(?:header|template|checker|report|maven|plugin|mapping|scan)", re.IGNORECASE
)
_BUNDLE: Final = re.compile(
    r"third|3rd|bundled|dependenc|licenses\b|attribution|acknowledge?ment|credits|vendored", re.IGNORECASE
)
_BUNDLE_NAME: Final = re.compile(
    r"(?:third|3rd)[-_. ]?part(?:y|ies)|acknowledge?ments?\b|attributions?\b|licenses(?:\.\w{2,4})?\Z",
    re.IGNORECASE,
)
#: Data, pictures and settings about licenses are no license.
_NO_TEXT: Final = frozenset(
    [
        "json",
        "yaml",
        "yml",
        "toml",
        "lock",
        "csv",
        "tsv",
        "xml",
        "svg",
        "png",
        "jpg",
        "gif",
        "ico",
        "pdf",
        "html",
        "htm",
        "ini",
        "cfg",
        "conf",
        "template",
        "tmpl",
        "tpl",
        "j2",
        "in",
        "header",
        "hdr",
        "spec",
        "log",
        "snap",
        "patch",
        "diff",
        "gz",
        "zip",
    ]
)
_README: Final = re.compile(r"readme(?:\.(?:md|rst|txt|markdown|adoc|org))?\Z", re.IGNORECASE)
_METADATA: Final = frozenset(
    [
        "pyproject.toml",
        "setup.cfg",
        "setup.py",
        "package.json",
        "composer.json",
        "cargo.toml",
        "pom.xml",
        "citation.cff",
    ]
)


_SAMPLES: Final = re.compile(
    r"(?:^|/)(?:test_?data|__?fixtures?__?|fixtures?|snapshots?|goldens?|__snapshots__|examples?|samples?"
    r"|tests?/(?:resources|data|files|cases))/",
    re.IGNORECASE,
)


class Role(StrEnum):
    """What a file says of licenses."""

    LICENSE = "license"
    NOTICE = "notice"
    #: A list of the licenses of others: never the project's own license.
    BUNDLE = "bundle"


def role(path: str) -> Role | None:
    """Return what a file says of licenses by its name, or None where it is no such file."""
    folder, _, name = path.rpartition("/")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _NO_TEXT or comments.language_of(path):
        return None
    if _FORM.match(name):
        return None
    if folder.rpartition("/")[2] == "LICENSES":
        return Role.LICENSE
    if _BUNDLE_NAME.match(name):
        return Role.BUNDLE
    match = _NAME.match(name)
    if match is None:
        return Role.BUNDLE if _LICENSE_OF.match(name) else None  # the license of a thing that it names
    if _BUNDLE.search(name):
        return Role.BUNDLE
    if not match["license"] or name[:9].lower() == "copyright":
        stem = name.partition(".")[0]
        if stem != name and not stem.isupper():  # a page about it
            return None
    return Role.NOTICE if match["notice"] else Role.LICENSE


def folder_of(path: str) -> str:
    """Return the folder of a file, ``""`` for the top; a text in ``LICENSES`` is for the folder above it."""
    folder = path.rpartition("/")[0]
    above, _, last = folder.rpartition("/")
    return above if last == "LICENSES" else folder


def is_own_license(path: str) -> bool:
    """Whether a file holds a license of the whole project: a text at its top, and no list of others'."""
    return role(path) is Role.LICENSE and folder_of(path) == ""


def is_license_page(path: str) -> bool:
    """Whether a file is a license or notice by its name, in whatever form (``LICENSE.html``)."""
    return _NAME.match(path.rpartition("/")[2]) is not None


def is_metadata(path: str) -> bool:
    """Whether a file is package metadata that may name the license."""
    name = path.rpartition("/")[2].lower()
    return name in _METADATA or name.endswith((".gemspec", ".podspec"))


def is_readme(path: str) -> bool:
    """Whether a file is a README."""
    return _README.match(path.rpartition("/")[2]) is not None


def is_sample(path: str) -> bool:
    """Whether a file is there to be read by tests, or as an example: it need not speak for the project."""
    return _SAMPLES.search(path) is not None


def is_above(folder: str, path: str) -> bool:
    """Whether ``path`` lies somewhere in ``folder`` (``""`` is the top)."""
    return not folder or path.startswith(f"{folder}/")
