"""The shipped error rates belong to the shipped classifier, and name nobody."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import Any

import pytest

from detectors.authorship.model import load as load_model
from detectors.prevalence.rates import Rates, load


def told() -> dict[str, Any]:
    data = resources.files("detectors.prevalence") / "data" / "rates.json"
    found: dict[str, Any] = json.loads(data.read_text("utf-8"))
    return found


def test_the_rates_are_those_of_the_shipped_classifier() -> None:
    assert load().calibration == load_model().calibration


def test_the_rates_are_ascending_shares() -> None:
    for rates in (load().human, load().machine):
        values = list(rates)
        assert values == sorted(values)
        assert 0 <= values[0] < values[-1] <= 1


def test_people_are_flagged_less_often_than_machines() -> None:
    assert load().human.mean() < 0.03
    assert load().machine.mean() > 0.5


def test_the_worst_project_is_one_of_those_counted() -> None:
    large = [flagged / judged for flagged, judged in told()["human"]["projects"].values() if judged >= 100]
    assert load().worst == pytest.approx(max(large), abs=1e-5)


def test_projects_are_named_by_a_digest_only() -> None:
    families = told()["machine"]["families"].values()
    for projects in (told()["human"]["projects"], *families):
        assert all(re.fullmatch("[0-9a-f]{8}", name) for name in projects)
        assert all(0 <= flagged <= judged for flagged, judged in projects.values())


def test_a_file_with_something_missing_is_refused() -> None:
    with pytest.raises(KeyError, match="machine"):
        Rates.of({"human": {}})
