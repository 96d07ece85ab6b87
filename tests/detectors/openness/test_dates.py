"""Rule C10: a base whose license was another one on another day."""

from __future__ import annotations

from datetime import date

from detectors.model import Severity
from detectors.openness.registry import family
from tests.detectors.openness.build import by_rule, card, case, one, published

MINICPM = {
    "README.md": card("license: apache-2.0", "base_model: openbmb/MiniCPM-2B-sft-bf16", "tags: [text]")
}
MINIMAX = {"README.md": card("license: mit", "base_model: MiniMaxAI/MiniMax-M2", "tags: [text]")}


def test_the_license_in_force_on_the_day_of_making_is_said_and_used() -> None:
    early = one("C10", MINICPM, created="2024-05-01")
    assert "on 2024-05-01, it was MiniCPM Model License" in early.claim
    late = one("C10", MINICPM, created="2025-06-06")
    assert "on 2025-06-06, it was Apache License 2.0" in late.claim
    assert early.severity is late.severity is Severity.INFO


def test_without_the_day_both_are_said() -> None:
    raised = one("C10", MINICPM)
    assert (
        "MiniCPM Model License (until 2025-06-06) until 2025-06-06, then Apache License 2.0" in raised.claim
    )
    assert "could not find when" in raised.claim
    assert "could not find when" in one("C10", MINICPM, created="yesterday").claim


def test_a_permissive_license_over_a_base_that_was_permissive_on_that_day_is_fine() -> None:
    assert by_rule("C1", MINIMAX, created="2025-11-01") == []
    assert one("C1", MINIMAX, created="2025-12-01").severity is Severity.WARNING


def test_without_the_day_nothing_is_more_than_a_note() -> None:
    assert one("C1", MINIMAX).severity is Severity.INFO


def test_the_lineage_has_the_license_of_the_day() -> None:
    [base] = case(published(MINICPM, created="2024-05-01")).lineage.ancestors
    assert base.terms is not None
    assert base.terms.own.id == "minicpm"


def test_a_row_knows_its_licenses_by_day() -> None:
    row = family("MiniMax M2")
    assert row is not None
    assert row.license_on(date(2025, 11, 12)).id == "mit"
    assert row.license_on(date(2025, 11, 13)) == row.weights


def test_a_base_with_one_license_is_not_spoken_of() -> None:
    assert not by_rule("C10", {"README.md": card("license: mit", "base_model: Qwen/Qwen3-8B")})
