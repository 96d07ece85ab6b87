"""The rules, by their ids, and what remains of what they raise.

A: a claim beside a license. B: places of one repository that have to agree. C: lineage. D: data. T6 asks
for a version. Each is a small pure function from a case to what it raises.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from detectors.model import Severity
from detectors.openness.raised import Raised, short
from detectors.openness.rules import claims, data, files, lineage, places
from detectors.openness.rules.case import Case, Rule

RULES: Final[Mapping[str, Rule]] = MappingProxyType(
    {**claims.RULES, **files.RULES, **places.RULES, **lineage.RULES, **data.RULES}
)
#: Of a statement that stands in many places so many are named after the first.
_MAX_PLACES: Final = 3


def judge(case: Case, without: Container[str] = ()) -> tuple[Raised, ...]:
    """Return what the rules raise, the gravest first, and of one place only the gravest; not the rules
    ``without``.
    """
    found = [raised for name, rule in RULES.items() if name not in without for raised in rule(case)]
    return gravest(found)


def gravest(found: Iterable[Raised]) -> tuple[Raised, ...]:
    """Return the gravest of each place, in order of severity; of equals the one that came first."""
    kept: dict[tuple[str, int], Raised] = {}
    for one in found:
        held = kept.get(one.place)
        if held is None or one.severity > held.severity:
            kept[one.place] = one
    return tuple(sorted(kept.values(), key=_order))


def _order(one: Raised) -> tuple[int, int, bool, tuple[str, int]]:
    """Return the gravest first; of equals a README, then pages at the top."""
    path = one.place[0]
    return -one.severity, path.count("/"), not path.lower().startswith("readme."), one.place


def once(found: Iterable[Raised]) -> tuple[Raised, ...]:
    """Return each statement and each fact once, at the gravest of its places, with where else it stands."""
    same: dict[tuple[str, ...], list[Raised]] = {}
    for one in found:
        path, line = one.place
        said = one.claim.replace(f"{short(path)} line {line}", "").replace(f"{short(path)}, line {line}", "")
        key = (one.fact,) if one.fact else (one.rule, str(one.severity), said)
        same.setdefault(key, []).append(one)
    return tuple(_with_more(held[0], held[1:]) for held in same.values())


def _with_more(first: Raised, rest_of_it: list[Raised]) -> Raised:
    # What is only implied elsewhere adds no weight to what is said here.
    others = [one for one in rest_of_it if one.severity > Severity.INFO or first.severity is Severity.INFO]
    if not others:
        return first
    places = ", ".join(
        f"{short(path)} line {line}" for path, line in (one.place for one in others[:_MAX_PLACES])
    )
    counted = f"{len(others)} more {'place' if len(others) == 1 else 'places'}"
    rest = ", …" if len(others) > _MAX_PLACES else ""
    shown = tuple(one.evidence[0] for one in others[:_MAX_PLACES] if one.evidence[0] not in first.evidence)
    evidence = (*first.evidence, *shown) if first.fact else first.evidence
    return replace(first, claim=f"{first.claim} And {counted}: {places}{rest}.", evidence=evidence)


def is_told(raised: Raised) -> bool:
    """Whether something is more than information."""
    return raised.severity > Severity.INFO
