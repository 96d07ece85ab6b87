"""Licenses: of files, of a change, and of a tree.

Every finding is a fact that anybody can check with the files open: a text that differs from another one, a
line that is gone, a header that says something. What nobody can say for sure is unknown, and no finding.
"""

from __future__ import annotations

from typing import Final

from detectors.licensing import (
    agreement,
    change,
    changes,
    confirmation,
    dependencies,
    inbound,
    missing,
    sources,
)
from detectors.model import Facts, Finding, Need

#: What the tree says of its licenses is looked up where a policy asks, and otherwise done without.
NEEDS: Final = frozenset({Need.COMMITS, Need.FILES, Need.TEMPLATES})
_PARTS: Final = (changes, inbound, missing, agreement, sources, dependencies, confirmation)


def detect(facts: Facts) -> tuple[Finding, ...]:
    """Return what there is to say of a change's licenses. Pure, never raises, linear in its size."""
    changed = change.of(facts)
    if not changed.patches:
        return ()
    return tuple(found for part in _PARTS for found in part.found(changed))
