from __future__ import annotations

from dataclasses import replace

from hypothesis import given as of

from bot.audit.model import Change, Dependency, Report
from bot.report.compare import compare
from detectors.model import Unknown
from tests.bot.report import given, strategies


def _changes(old: Report, new: Report) -> list[tuple[str, str, str]]:
    return [(one.kind, one.what, one.text) for one in compare(old, new).changes]


@strategies.ANY
@of(strategies.reports(), strategies.reports())
def test_a_report_differs_from_itself_in_nothing_and_from_others_both_ways(
    one: Report, other: Report
) -> None:
    assert compare(one, one).changes == ()
    forth, back = compare(one, other).changes, compare(other, one).changes
    new = {change.what for change in forth if change.kind == "new"}
    assert new == {change.what for change in back if change.kind == "gone"}


def test_the_baseline_is_named() -> None:
    found = compare(given.big(), given.big())
    assert (found.commit, found.as_of) == (given.SHA, "2026-10-31T12:00:00Z")


def test_findings_come_and_go() -> None:
    report = given.big()
    fewer = replace(report, findings=())
    what = "finding licensing/header: The README names another license than the LICENSE file."
    assert _changes(fewer, report) == [("new", what, "warning")]
    assert _changes(report, fewer) == [("gone", what, "warning, set aside by the project")]


def test_agents_dependencies_and_terms() -> None:
    old = given.big()
    assert not isinstance(old.licenses, Unknown)
    first, *others = old.licenses.dependencies
    dependencies = (
        replace(first, version="2.0"),
        *others[1:],
        Dependency("npm", "added", "1", Unknown("x"), "lock"),
    )
    agents = (replace(old.ai.agents[0], commits=300), *old.ai.agents[1:])
    new = replace(
        old, ai=replace(old.ai, agents=agents), licenses=replace(old.licenses, dependencies=dependencies)
    )
    assert _changes(old, new) == [
        ("changed", "agent Toolbox (declared)", "288 commits → 300 commits"),
        ("changed", "dependency pypi package-0", "1.0.0 (MIT) → 2.0 (MIT)"),
        ("new", "dependency npm added", "1 (license unknown)"),
        ("gone", "dependency npm package-1", "1.1.0 (license unknown)"),
    ]


def test_what_could_not_be_looked_at_is_neither_new_nor_gone() -> None:
    old = given.big()
    new = replace(old, licenses=Unknown("the tree is not in this clone"))
    assert _changes(old, new) == [("changed", "licenses", "known → unknown: the tree is not in this clone")]
    assert _changes(new, replace(new, licenses=Unknown("for another reason"))) == []


def test_an_estimate_counts_as_changed_only_when_the_intervals_part() -> None:
    old = given.big()
    near = replace(old, ai=replace(old.ai, whole=given.estimate("share", 0.05, 0.09, 0.14)))
    far = replace(old, ai=replace(old.ai, whole=given.estimate("share", 0.2, 0.3, 0.4)))
    assert _changes(old, near) == []
    (change,) = _changes(old, far)
    assert change[:2] == ("changed", "estimated share of machine-written messages")


def test_another_version_is_said_before_anything_else() -> None:
    old = given.big()
    new = replace(old, method=replace(old.method, rates="rates-2"), findings=())
    first = compare(old, new).changes[0]
    assert first == Change("changed", "method: error rates", "rates-1 → rates-2")
