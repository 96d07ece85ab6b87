"""The terms that weights, code or data are under: read from a license file, a card's tag, or a row of the
registry.

What no text and no row says is None, and never "no license".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from detectors.licensing import expressions, metadata, texts
from detectors.licensing.model import Certainty, Identified
from detectors.model import TextFile
from detectors.openness import licenses as known
from detectors.openness.model import License, LicenseKind, Restriction, Row, restrictions_of

#: On the list of https://opensource.org/licenses by the SPDX license list 3.27, as far as models and their
#: code use
#: them. What is neither here nor below is unknown.
_APPROVED: Final = frozenset(
    "0BSD AFL-3.0 AGPL-3.0 Apache-2.0 Artistic-2.0 BlueOak-1.0.0 BSD-1-Clause BSD-2-Clause BSD-3-Clause"
    " BSL-1.0 CDDL-1.0 ECL-2.0 EPL-1.0 "
    "EPL-2.0 EUPL-1.2 GPL-2.0 GPL-3.0 ISC LGPL-2.1 LGPL-3.0 MIT MIT-0 MPL-2.0 MS-PL MulanPSL-2.0 NCSA "
    "OSL-3.0 PostgreSQL "
    "Python-2.0 Unlicense UPL-1.0 Zlib".casefold().split()
)
#: Licenses with limits that are no model licenses, by the beginning of their SPDX id.
_LIMITED: Final = (
    (re.compile(r"cc-by-nc-", re.IGNORECASE), (Restriction.NON_COMMERCIAL,)),
    (re.compile(r"cc-by-nd-", re.IGNORECASE), (Restriction.BESPOKE,)),
    (re.compile(r"polyform-noncommercial", re.IGNORECASE), (Restriction.NON_COMMERCIAL,)),
    (re.compile(r"busl-1\.1", re.IGNORECASE), (Restriction.NON_PRODUCTION,)),
    (re.compile(r"(?:sspl-1\.0|elastic-2\.0)", re.IGNORECASE), (Restriction.HOSTING_RESTRICTION,)),
)
#: Content licenses: OSI has no say on them, so weights under one of them are not called restricted for that.
_CONTENT: Final = re.compile(r"cc0|cc-by(?:-sa)?-\d|odc-by|odbl|pddl", re.IGNORECASE)
#: Tags of the hub that are no SPDX ids (https://huggingface.co/docs/hub/repositories-licenses).
_HUB_TAGS: Final = {"odbl": "ODbL-1.0", "odc-by": "ODC-By-1.0", "pddl": "PDDL-1.0"}
#: What `license:` of a card says where it names no license.
NO_TAG: Final = frozenset({"", "other", "unknown", "none", "noassertion", "openrail-other"})

_CODE: Final = re.compile(r"(?<![a-z])code(?![a-z])", re.IGNORECASE)
_WEIGHTS: Final = re.compile(r"model|weights?(?![a-z])|checkpoint", re.IGNORECASE)
_DATA: Final = re.compile(r"data(?:set)?s?(?![a-z])|(?<![a-z])docs?(?![a-z])|documentation", re.IGNORECASE)


class Covers(StrEnum):
    """What a license file is for, by its name."""

    ALL = "all"
    CODE = "code"
    WEIGHTS = "weights"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class LicenseText:
    """A license file that was read: ``license`` is what the registry or the lists say of it, if it is
    certain.
    """

    path: str
    found: Identified
    license: License | None
    covers: Covers
    text: str = ""

    @property
    def label(self) -> str:
        """The license in a few words, as the registry calls it where it knows it."""
        if self.license is not None and self.license.kind is LicenseKind.RESTRICTED:
            return self.license.name
        return self.found.label

    @property
    def ids(self) -> frozenset[str]:
        """The ids of the license; none where it is not certain."""
        return frozenset(self.found.ids) if self.found.certain else frozenset()


@dataclass(frozen=True, slots=True)
class Declared:
    """A license that a card's front matter names, with its place."""

    license: License
    tag: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What binds something, with everything that says so: ``text`` was read in this run, ``row`` is the
    registry's.

    ``licenses`` are its own license first and then those that it inherits.
    """

    licenses: tuple[License, ...]
    text: LicenseText | None = None
    declared: Declared | None = None
    row: Row | None = None

    @property
    def own(self) -> License:
        """The license of the thing itself."""
        return self.licenses[0]

    @property
    def osi_approved(self) -> bool | None:
        """Whether OSI approved every license that binds; one that it did not is enough for no."""
        answers = [one.osi_approved for one in self.licenses]
        if False in answers:
            return False
        return None if None in answers else True

    @property
    def restrictions(self) -> tuple[Restriction, ...]:
        """The union of what the licenses ask, in a fixed order."""
        return restrictions_of(self.licenses)

    @property
    def limits(self) -> tuple[Restriction, ...]:
        """What they forbid somebody to do or be."""
        held = {limit for one in self.licenses for limit in one.limits}
        return tuple(one for one in Restriction if one in held)


def read(file: TextFile) -> LicenseText:
    """Return what the license file ``file`` is. Linear in the file."""
    found = texts.identify(file.text)
    return LicenseText(file.path, found, _license(found), covers(file.path), file.text)


def covers(path: str) -> Covers:
    """Return what the license file ``path`` is for."""
    name = path.rpartition("/")[2]
    if _CODE.search(name):
        return Covers.CODE
    if _WEIGHTS.search(name):
        return Covers.WEIGHTS
    return Covers.DATA if _DATA.search(name) else Covers.ALL


def _license(found: Identified) -> License | None:
    """Return the one license that a file surely is."""
    if not found.certain or len(found.ids) != 1:
        return None
    return of_id(found.ids[0])


def of_id(name: str) -> License:
    """Return the license with the SPDX id ``name``: the registry's, else what the lists say of it."""
    held = known.by_id(name)
    return held if held is not None else _standard(name)


def of_tag(tag: str) -> License | None:
    """Return the license that ``license:`` of a card names, or None where the tag names none."""
    if tag.strip().lower() in NO_TAG:
        return None
    held = known.by_id(tag)
    if held is not None:
        return held
    spdx = _HUB_TAGS.get(tag.strip().lower()) or expressions.from_name(tag)
    return of_id(spdx) if spdx and " " not in spdx else None


def _standard(spdx: str) -> License:
    limits = next((held for pattern, held in _LIMITED if pattern.match(spdx)), ())
    approved = True if metadata.family(spdx) in _APPROVED else (False if limits else None)
    kind = LicenseKind.RESTRICTED if limits else LicenseKind.PERMISSIVE if approved else LicenseKind.UNKNOWN
    return License(spdx.lower(), spdx, spdx, spdx.lower(), None, approved, None, limits, kind)


def is_content(license_: License) -> bool:
    """Whether ``license_`` is one for content without limits of use (CC0, CC-BY, CC-BY-SA …)."""
    return bool(_CONTENT.match(license_.spdx))


def is_rail(license_: License) -> bool:
    """Whether ``license_`` is of the RAIL family: permissive but for uses that it forbids, and passes on."""
    return "RAIL" in license_.name.upper() or "rail" in license_.hub_tag


def is_creative_commons_limited(license_: License) -> bool:
    """Whether ``license_`` is a Creative Commons license without commercial use or without changes."""
    return bool(re.match(r"CC-BY-(?:NC|ND)", license_.spdx, re.IGNORECASE))


def of_text(text: LicenseText) -> Terms | None:
    """Return the terms of a license file, or None where nobody can say which license it is."""
    return Terms((text.license,), text=text) if text.license is not None else None


def of_texts(texts: Sequence[LicenseText]) -> Terms | None:
    """Return the terms of models under several license files, each for some of them, or None where one is
    unknown.
    """
    known_ = [text.license for text in texts if text.license is not None]
    return Terms(tuple(known_), text=texts[0]) if len(known_) == len(texts) else None


def of_row(row: Row, day: date | None = None) -> Terms | None:
    """Return the terms of a row of the registry (on ``day``), or None where it does not know the license."""
    own = row.weights if day is None else row.license_on(day)
    if own.kind is LicenseKind.UNKNOWN and not row.base_licenses:
        return None
    return Terms((own, *row.base_licenses), row=row)


def with_row(terms: Terms, row: Row | None) -> Terms:
    """Return ``terms`` with the row that stands for the same model, and what it inherits."""
    if row is None:
        return terms
    inherited = tuple(one for one in row.base_licenses if one not in terms.licenses)
    return replace(terms, row=row, licenses=(*terms.licenses, *inherited))


def is_extended(text: LicenseText, spdx: str) -> bool:
    """Whether ``text`` is the standard license ``spdx`` plus clauses of its own."""
    return text.found.certainty in {Certainty.NAMED, Certainty.EXTRA_TERMS} and spdx in text.found.resembles


def is_modified(license_: License, spdx: str) -> bool:
    """Whether ``license_`` is known as a changed form of the standard license ``spdx``.

    The registry calls those "Modified MIT License" and "MIT-titled license with …".
    """
    name, base = license_.name.lower(), spdx.split("-", maxsplit=1)[0].lower()
    changed = "modified" in name or f"{base}-titled" in name
    return bool(license_.restrictions) and changed and base in name
