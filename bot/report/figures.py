"""Sums over a report that several formats show."""

from __future__ import annotations

from collections import Counter

from bot.audit.model import Dependency, Drop, Exclusion, Licenses, Report
from detectors.model import Unknown


def totals(report: Report) -> dict[str, int]:
    """Return the sums over quarters and months that a report begins with."""
    quarters, months = report.ai.quarters, report.people.months
    events = report.licenses.events if isinstance(report.licenses, Licenses) else ()
    return {
        "commits": sum(one.commits for one in quarters),
        "declared": sum(one.declared for one in quarters),
        "exact": sum(one.exact for one in quarters),
        "judged": sum(one.judged for one in quarters),
        "not_judged": sum(one.not_judged for one in quarters),
        "month_commits": sum(one.commits for one in months),
        "signed_off": sum(one.signed_off for one in months),
        "by_author": sum(one.by_author for one in months),
        "by_agent": sum(one.by_agent for one in months),
        "signed": sum(one.signed for one in months),
        "relicensed": sum(one.relicensing for one in events),
        "differing": sum(one.differs for one in report.claims),
    }


def dependency_terms(dependencies: tuple[Dependency, ...]) -> list[tuple[str, int]]:
    """Return how many dependencies are under which license, the common ones first; unknown is left out."""
    held = Counter(one.expression for one in dependencies if not isinstance(one.expression, Unknown))
    return sorted(held.items(), key=lambda item: (-item[1], item[0]))


def largest(drops: tuple[Drop, ...], limit: int) -> list[Drop]:
    """Return the changes with the most added lines, the largest first."""
    return sorted(drops, key=lambda one: -one.added)[:limit]


def exclusions_of(report: Report) -> tuple[Exclusion, ...]:
    """Return all that was left out, of the history and of the tree."""
    licenses = report.licenses
    return (*report.scope.exclusions, *(licenses.exclusions if isinstance(licenses, Licenses) else ()))


def unknowns(report: Report) -> list[tuple[str, str]]:
    """Return the sections that could not be looked at, with the reasons."""
    held = {
        "licenses": report.licenses,
        "models and data sets": report.openness,
        "reviews": report.people.reviews,
    }
    return [(name, part.reason) for name, part in held.items() if isinstance(part, Unknown)]
