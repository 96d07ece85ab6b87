"""Every detector family, in the order its findings are listed, and the functions that run them."""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Final

from detectors.model import Facts, Finding, Need

if TYPE_CHECKING:
    from detectors.authorship.calibration import Local

_NAMES: Final = frozenset(
    {"traces", "references", "hidden", "signoff", "licensing", "openness", "repetition", "authorship"}
)


@cache
def _checkable() -> tuple[ModuleType, ...]:
    """Return the families of which anybody can check what they find; the classifier makes estimates.

    Each offers ``detect(facts) -> tuple[Finding, ...]``: pure, total, and linear in the size of its input.
    They are loaded when something is judged: whoever only reads a policy need not wait for them.
    """
    from detectors import hidden, licensing, openness, references, repetition, signoff, traces

    return (traces, references, hidden, signoff, licensing, openness, repetition)


def run(facts: Facts) -> tuple[Finding, ...]:
    """Return what can be checked in ``facts``; the same facts always give the same findings."""
    return tuple(found for family in _checkable() for found in family.detect(facts))


def estimate(facts: Facts, local: Local | None = None) -> tuple[Finding, ...]:
    """Return what the classifier makes of ``facts``; ``local`` is the project's own calibration of it."""
    from detectors.authorship import finding as authorship

    return authorship.detect(facts, local)


def names() -> frozenset[str]:
    """Return the families' names: the part of a finding's id before its slash. Loads none of them."""
    return _NAMES


def needs() -> frozenset[Need]:
    """Return the facts that the detectors look at beyond the contribution's own text."""
    from detectors.authorship import finding as authorship

    return frozenset().union(*(family.NEEDS for family in (*_checkable(), authorship)))
