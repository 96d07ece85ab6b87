"""The parts of a project as bills of material name them: package addresses and license expressions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from packageurl import PackageURL

from bot.audit.model import Dependency
from detectors.licensing.expressions import parse

#: Types of package addresses (the purl specification's list) for the names that lock files go by.
_TYPES: Final[Mapping[str, str]] = {
    "npm": "npm",
    "pypi": "pypi",
    "python": "pypi",
    "cargo": "cargo",
    "rust": "cargo",
    "crates.io": "cargo",
    "go": "golang",
    "golang": "golang",
    "gem": "gem",
    "rubygems": "gem",
    "ruby": "gem",
    "composer": "composer",
    "packagist": "composer",
    "php": "composer",
    "maven": "maven",
    "nuget": "nuget",
    "hex": "hex",
    "pub": "pub",
    "dart": "pub",
    "conan": "conan",
    "swift": "swift",
    "conda": "conda",
    "cocoapods": "cocoapods",
    "hackage": "hackage",
    "cran": "cran",
    "cpan": "cpan",
}
_REFERENCE: Final = re.compile(r"LicenseRef-[A-Za-z0-9.-]{1,200}")
_MAX_NAME: Final = 300


def purl(one: Dependency) -> str:
    """Return the package address of a dependency; empty where its kind has none or its name fits none."""
    kind = _TYPES.get(one.ecosystem.lower(), "")
    if not kind or not one.name.isprintable() or not one.version.isprintable() or len(one.name) > _MAX_NAME:
        return ""
    separator = ":" if kind == "maven" else "/"
    namespace, _, name = one.name.rpartition(separator)
    try:
        return PackageURL(kind, namespace or None, name, one.version or None).to_string()
    except (ValueError, UnicodeError):
        return ""


def expression(text: str) -> str:
    """Return an SPDX license expression in SPDX's spelling; empty where the text is none.

    What SPDX's list does not have may only stand as a ``LicenseRef-``.
    """
    found = parse(text)
    if found is None or not all(_REFERENCE.fullmatch(key) for key in found.unknown):
        return ""
    return found.text


def references(text: str) -> tuple[str, ...]:
    """Return the ``LicenseRef-`` names of an expression."""
    found = parse(text)
    return tuple(key for key in found.keys if _REFERENCE.fullmatch(key)) if found else ()
