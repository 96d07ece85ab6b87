"""What a project demands of itself: notes that become warnings, and stay notes without the demand."""

from __future__ import annotations

from collections.abc import Mapping

from detectors.model import Severity
from detectors.openness import audit
from detectors.openness.model import Demand
from tests.detectors.openness.build import APACHE, card, published

OPEN = "# Qwen3\n\nQwen3-8B is an open-source model.\n"
DATA = card("size_categories: [1K<n<10K]", "license: unknown", text="# Burrows\n\nA data set.\n")


def severities(files: Mapping[str, str], *demands: Demand, **more: object) -> dict[str, Severity]:
    made = published(files, **more)
    return {one.rule: one.severity for one in audit.of_release(made, "x", demands=frozenset(demands)).raised}


def test_osaid_makes_a4_a_warning() -> None:
    files = {"README.md": OPEN, "LICENSE": APACHE}
    assert severities(files)["A4"] is Severity.INFO
    assert severities(files, Demand.FOUNDATION)["A4"] is Severity.INFO
    assert severities(files, Demand.OSAID)["A4"] is Severity.WARNING


def test_osaid_asks_nothing_of_what_has_its_parts() -> None:
    assert audit.of_text("OLMo 2 is an open-source model.", "a text", frozenset(Demand)).raised == ()


def test_foundation_makes_b11_a_warning() -> None:
    files = {"README.md": card("license: mit", "tags: [text]")}
    assert severities(files)["B11"] is Severity.INFO
    assert severities(files, Demand.FOUNDATION)["B11"] is Severity.WARNING


def test_foundation_makes_d2_a_warning() -> None:
    files = {"README.md": card("license: mit", "datasets: [acme/burrows]", "tags: [text]"), "LICENSE": APACHE}
    held = {"acme/burrows": "unknown"}
    assert severities(files, datasets=held)["D2"] is Severity.INFO
    assert severities(files, Demand.FOUNDATION, datasets=held)["D2"] is Severity.WARNING
    assert "D2" not in severities(files, Demand.FOUNDATION)


def test_the_card_of_a_data_set_without_a_license() -> None:
    assert severities({"README.md": DATA})["D2"] is Severity.INFO
    assert severities({"README.md": DATA}, Demand.FOUNDATION)["D2"] is Severity.WARNING
    assert "D2" not in severities({"README.md": DATA, "LICENSE": APACHE})
    assert "D2" not in severities({"README.md": DATA}, unread=True)
    assert "D2" not in severities({"README.md": DATA.replace("license: unknown", "license: cc0-1.0")})


def test_share_alike_data_that_is_credited_somewhere() -> None:
    files = {"README.md": card("license: mit", "datasets: [acme/burrows]", "tags: [text]")}
    for tag in ("cc-by-sa-4.0", "cc-by-sa-3.0", "odbl", "cdla-sharing-1.0"):
        assert severities(files, datasets={"acme/burrows": tag})["D3"] is Severity.INFO
        credited = files | {"ATTRIBUTION.md": "Burrows by Ada.\n"}
        assert "D3" not in severities(credited, datasets={"acme/burrows": tag})
    assert "D3" not in severities(files, datasets={"acme/burrows": "cc-by-4.0"})
