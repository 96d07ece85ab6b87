"""``licensing/dependency``: added dependencies whose license their own list does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors.licensing.change import Changed
from detectors.licensing.made import at, finding
from detectors.licensing.patches import Patch
from detectors.model import Finding, Severity

NAME: Final = "dependency"
MAX_LINE: Final = 400
_LISTS: Final = re.compile(
    r"(?:^|/)(?:package-lock\.json|npm-shrinkwrap\.json|composer\.lock|bom\.(?:json|xml)|sbom[\w.-]{0,40}"
    r"|[\w.-]{1,80}\.(?:spdx|spdx\.json|spdx\.ya?ml|cdx\.json|cdx\.xml))\Z",
    re.IGNORECASE,
)
#: What lists of dependencies write where nobody knows.
_UNKNOWN: Final = re.compile(
    r"(?:licen[sc]e\w{0,12}|PackageLicense\w{0,12})[\"']?\s{0,4}[:>]\s{0,4}\[?[\"']?"
    r"(?:NOASSERTION|OTHER|UNKNOWN|LicenseRef-clearlydefined-OTHER)\b",
    re.IGNORECASE,
)


def found(change: Changed) -> Iterator[Finding]:
    """Yield the finding about all such entries; of dependencies that say nothing at all, nothing is said."""
    evidence = [
        at(patch.path, line.number, line.text)
        for patch in change.patches
        if _LISTS.search(patch.path)
        for line in patch.added
        if _UNKNOWN.search(line.text[:MAX_LINE]) and not _was_there(patch, line.text)
    ]
    if evidence:
        many = "one dependency" if len(evidence) == 1 else f"{len(evidence)} dependencies"
        yield finding(
            NAME,
            Severity.INFO,
            f"The license of {many} that the change adds is not known to the list it stands in.",
            evidence,
            "Look the license up in the dependency's own files. Not known does not mean not allowed.",
        )


def _was_there(patch: Patch, text: str) -> bool:
    """Whether the change takes as many such lines away: then an entry moved, or got another version."""
    return text.strip() in {line.text.strip() for line in patch.removed[:100]}
