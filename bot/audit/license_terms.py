"""What a license text comes to in one expression, and whether another one surely sets other terms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from rapidfuzz import fuzz

from detectors.licensing.metadata import family
from detectors.licensing.model import Certainty, Identified
from detectors.licensing.texts import MAX_TEXTS

#: Two texts with less than this in common (0 to 100) are two texts, and none is a version of the other.
ALIKE: Final = 50
#: So much of a text is looked at to tell whether it is the other one changed.
_COMPARED: Final = 20_000
_NO_ID: Final = re.compile(r"[^A-Za-z0-9.-]+")
_NAMES: Final = re.compile(
    r"\b(?:[al]?gpl|gnu|apache|mit|bsd|isc|mpl|mozilla|epl|eclipse|elastic|sspl|server side public|busl"
    r"|business source|functional source|commons clause|creative commons|cc0|public domain|unlicense|artistic"
    r"|boost|zlib|proprietary|all rights reserved)\b",
    re.IGNORECASE,
)
#: Beginnings of the ids of licenses that show the source and bar some uses of it.
_SOURCE_AVAILABLE: Final = frozenset({"busl", "fsl", "sspl", "elastic", "polyform"})
_SAME_STEM: Final = {"gnu": "gpl", "agpl": "gpl", "lgpl": "gpl", "mozilla": "mpl", "eclipse": "epl"}


def differ(before: Identified, after: Identified, old: str, new: str) -> bool:
    """Whether other terms hold surely after the text ``old`` became ``new``; in doubt they do not."""
    if before.certain and after.certain:
        return _are_other_terms(_families(before.ids), _families(after.ids))
    if Certainty.POINTER in {before.certainty, after.certainty}:
        return False
    if before.certain and after.certainty is Certainty.EXTRA_TERMS:
        return True
    if after.certain and before.certainty is Certainty.EXTRA_TERMS:
        return True
    if not before.certain and not after.certain:
        return False
    if not old or not new or alike(old, new):
        return False
    if before.certain:
        named = _named(new)
        return not named or bool(named - stems(before.ids))
    return not _named(old) & stems(after.ids)


def alike(one: str, other: str) -> bool:
    """Whether one text is the other one changed."""
    return bool(one and other and fuzz.ratio(one[:_COMPARED], other[:_COMPARED], score_cutoff=ALIKE))


def _named(text: str) -> frozenset[str]:
    """Return the licenses that a text speaks of which nobody knows, by the stems of their ids."""
    found = (match.group().lower() for match in _NAMES.finditer(text[:_COMPARED]))
    return frozenset(_SAME_STEM.get(name, name) for name in found)


def stems(ids: Iterable[str]) -> frozenset[str]:
    """Return the families of licenses by the beginnings of their ids; GNU's are one."""
    return frozenset(_stem(family(one)) for one in ids)


def _families(ids: Iterable[str]) -> frozenset[str]:
    return frozenset(family(one) for one in ids)


def _are_other_terms(before: frozenset[str], after: frozenset[str]) -> bool:
    """Whether two sets of licenses surely differ in terms.

    A list of many licenses is no project's own. One more text in the same file, or one less, may be that of a
    part which came from elsewhere. Not so one that bars uses of the work, such as the FSL above the MIT
    license of earlier versions.
    """
    few = max(len(before), len(after)) <= MAX_TEXTS
    closed = any(_stem(one) in _SOURCE_AVAILABLE for one in before ^ after)
    return few and (closed or (not before <= after and not after <= before))


def _stem(name: str) -> str:
    first = name.partition("-")[0]
    return "gpl" if first in {"lgpl", "agpl"} else first


def expression(found: Identified) -> str:
    """Return an SPDX expression for a license file: ``LicenseRef-…`` where it is no standard text.

    Of a file with several texts all are named: it does not say by itself whether one may be chosen.
    """
    if found.certain:
        return " AND ".join(found.ids)
    names = "-and-".join(one.removeprefix("LicenseRef-") for one in found.resembles[:2])
    match found.certainty:
        case Certainty.EXTRA_TERMS:
            words = f"{names}-with-extra-terms"
        case Certainty.NEAR:
            words = f"near-{names}"
        case Certainty.TITLE_ONLY if names:
            words = f"titled-{names}"
        case Certainty.POINTER:
            words = "text-elsewhere"
        case _:
            words = "unknown"
    return f"LicenseRef-{_NO_ID.sub('-', words)}"
