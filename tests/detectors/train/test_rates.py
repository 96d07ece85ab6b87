"""Error rates to expect of a further project or family, from the counts of some."""

from __future__ import annotations

import json
from importlib import resources

import numpy as np
import pytest

from detectors.train.rates import Cell, cells, fitted, further


def projects(rates: list[float], size: int = 400) -> list[list[Cell]]:
    return [[Cell("", f"p{at}", round(rate * size), size)] for at, rate in enumerate(rates)]


def test_texts_are_counted_by_family_and_project() -> None:
    rows = [("", "a", False), ("", "a", True), ("claude", "a", True), ("claude", "b", True)]
    assert cells(rows) == [
        Cell("", "a", 1, 2),
        Cell("claude", "a", 1, 1),
        Cell("claude", "b", 1, 1),
    ]


def test_projects_that_differ_widen_what_is_expected_of_the_next() -> None:
    alike = further(projects([0.01] * 20))
    apart = further(projects([0.0025, 0.03] * 10))
    assert alike[-1] < 0.02
    assert apart[-1] > 0.03
    assert abs(float(np.median(alike)) - 0.01) < 0.002


def test_few_groups_widen_it_too() -> None:
    many, few = further(projects([0.005, 0.01, 0.02] * 12)), further(projects([0.005, 0.01, 0.02]))
    assert few[-1] > many[-1]


def test_many_projects_of_one_family_count_as_one_family() -> None:
    seen = [Cell("claude", f"p{at}", 90, 100) for at in range(40)]
    rest = [[Cell(name, "p", 30, 100)] for name in ("b", "c", "d", "e")]
    rates = further([seen, *rest])
    assert float(np.median(rates)) < 0.6


def test_the_rates_fall_nowhere() -> None:
    rates = further([[Cell("a", "p", 0, 3), Cell("a", "q", 3, 3)], [Cell("b", "p", 2, 2)]])
    assert list(rates) == sorted(rates)


def test_the_file_holds_counts_and_the_worst_large_project() -> None:
    found = [
        Cell("", "aaaaaaaa", 4, 200),
        Cell("", "bbbbbbbb", 9, 60),
        Cell("", "cccccccc", 1, 150),
        Cell("claude", "aaaaaaaa", 40, 50),
    ]
    told = fitted(found, "625e")
    assert (told["human"]["worst"], told["human"]["worst_of"]) == (0.02, 200)
    assert told["human"]["projects"]["bbbbbbbb"] == [9, 60]
    assert told["machine"]["families"] == {"claude": {"aaaaaaaa": [40, 50]}}
    assert told == fitted(found, "625e")
    assert told["id"] != fitted(found, "626e")["id"]


def test_the_shipped_rates_follow_from_the_shipped_counts() -> None:
    data = resources.files("detectors.prevalence") / "data" / "rates.json"
    shipped = json.loads(data.read_text("utf-8"))
    people, families = shipped["human"]["projects"], shipped["machine"]["families"]
    found = [Cell("", name, *counts) for name, counts in people.items()]
    found += [Cell(family, name, *counts) for family, own in families.items() for name, counts in own.items()]
    told = fitted(found, shipped["calibration"])
    for side in ("human", "machine"):
        assert told[side]["rates"] == pytest.approx(shipped[side]["rates"], abs=2e-5)


def test_without_large_projects_or_machine_texts_there_are_no_rates() -> None:
    with pytest.raises(ValueError, match="no human project of 100 texts"):
        fitted([Cell("", "a", 0, 99), Cell("claude", "a", 1, 2)], "x")
    with pytest.raises(ValueError, match="no machine text"):
        fitted([Cell("", "a", 0, 100)], "x")
