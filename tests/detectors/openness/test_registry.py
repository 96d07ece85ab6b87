"""The data files: what they hold, what the loader refuses, and what a row may carry."""

from __future__ import annotations

import json
from datetime import date
from importlib import resources

import jsonschema
import pytest
import yaml

from detectors.model import Severity
from detectors.openness import registry
from detectors.openness.model import Component, Confidence, Presence, Restriction, Row, Verdict
from detectors.openness.schema import json_schema

DATA = resources.files("detectors.openness") / "data"
LICENSES = """
- id: plain
  name: A plain license
  spdx: Plain-1.0
  restrictions: []
  kind: permissive
"""
ROW = """
- family: Marmot 2
  priority: 10
  pattern: marmot-?2
  publisher: Burrow Labs
  country: CH
  weights: plain
  code: none
  released: [weights]
  verdict: open_weights_restricted
  source: the card of the hub
  as_of: 2026-05-01
  confidence: high
"""


def family(name: str) -> Row:
    row = registry.family(name)
    assert row is not None, name
    return row


def read(rows: str = ROW, licenses: str = LICENSES) -> Row:
    return registry.read_models(rows, registry.read_licenses(licenses)).rows[0]


def test_the_schema_beside_the_data_is_that_of_the_loader() -> None:
    published = (DATA / "schema.json").read_text(encoding="utf-8")
    wanted = "run: python -m detectors.openness.schema > detectors/openness/data/schema.json"
    assert published == json_schema(), wanted


@pytest.mark.parametrize("name", ["models.yaml", "licenses.yaml", "matching.yaml"])
def test_every_data_file_fits_the_schema(name: str) -> None:
    held = yaml.load((DATA / name).read_text(encoding="utf-8"), yaml.BaseLoader)
    schema = json.loads((DATA / "schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    typed = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    plain = json.loads(json.dumps(typed, default=str))
    jsonschema.Draft202012Validator(schema).validate(plain)
    assert len(held) == len(plain)


def test_rows_come_in_the_order_of_the_walk() -> None:
    held = registry.registry()
    assert len(held.rows) >= 255
    assert len(held.licenses) >= 83
    assert [row.priority for row in held.rows] == sorted(row.priority for row in held.rows)


def test_every_row_says_where_and_when_it_was_seen() -> None:
    for row in registry.registry().rows:
        assert row.source, row.family
        assert date(2020, 1, 1) <= row.as_of, row.family


def test_a_license_without_an_answer_of_osi_is_neither_approved_nor_refused() -> None:
    assert registry.licenses()["openmdw11"].osi_approved is None
    assert family("Nemotron 3.5 Lightning").osi_approved is None


def test_code_and_weights_have_licenses_of_their_own() -> None:
    row = family("DeepSeek-V3 (Dec 2024)")
    assert row.code_license == "mit"
    assert row.weights.id == "deepseek"
    assert row.osi_approved is False


def test_components_that_no_list_names_are_not_released() -> None:
    row = family("TinyLlama")
    assert row.components[Component.TRAINING_CODE] is Presence.YES
    assert row.components[Component.TRAINING_DATA] is Presence.PARTIAL
    assert family("DeepSeek-R1").components[Component.TRAINING_DATA] is Presence.NO
    assert all(set(row.components) == set(Component) for row in registry.registry().rows)


def test_a_model_inherits_the_terms_of_its_base() -> None:
    row = family("DeepSeek-R1-Distill-Llama")
    assert row.weights.id == "mit"
    assert {Restriction.NAMING, Restriction.MAU_CAP} <= set(row.restrictions)
    assert row.osi_approved is False
    assert family("DeepSeek-R1-Distill-Qwen").osi_approved is True


def test_a_restricted_license_says_what_it_limits_and_what_it_asks() -> None:
    llama = registry.licenses()["llama4"]
    assert llama.limits == (Restriction.MAU_CAP,)
    assert set(llama.duties) == {Restriction.NAMING, Restriction.ATTRIBUTION_NOTICE}
    assert registry.licenses()["apache"].limits == ()


def test_a_family_name_asks_for_the_version() -> None:
    assert family("Qwen (unspecified)").names_no_version
    assert family("Qwen2 (size not named)").names_no_version
    assert not family("Qwen3").names_no_version


def test_a_verdict_says_what_it_rests_on() -> None:
    assert "OSI" in family("Pythia").verdict.basis
    assert family("OLMo 3").verdict.basis.endswith("not assessed by OSI")
    assert family("Llama 4").verdict.basis == "license and components"


@pytest.mark.parametrize(
    ("confidence", "text_read", "asked", "given"),
    [
        (Confidence.LOW, True, Severity.FAILURE, Severity.INFO),
        (Confidence.MEDIUM, True, Severity.FAILURE, Severity.WARNING),
        (Confidence.MEDIUM, False, Severity.INFO, Severity.INFO),
        (Confidence.HIGH, False, Severity.FAILURE, Severity.WARNING),
        (Confidence.HIGH, True, Severity.FAILURE, Severity.FAILURE),
        (Confidence.HIGH, True, Severity.WARNING, Severity.WARNING),
    ],
)
def test_what_rests_on_a_row_is_capped(
    confidence: Confidence, text_read: bool, asked: Severity, given: Severity
) -> None:
    row = read(ROW.replace("confidence: high", f"confidence: {confidence}"))
    assert registry.cap(row, asked, text_read=text_read) is given


def test_rows_grow_stale() -> None:
    row = family("Llama 4")
    assert row in registry.stale(date(2026, 11, 22))
    assert row not in registry.stale(row.as_of)
    assert registry.stale(date(2020, 1, 1)) == ()


def test_a_row_is_fresh_for_as_long_as_it_says() -> None:
    oldest = min(row.as_of for row in registry.registry().rows)
    assert registry.stale(oldest.replace(year=oldest.year + 1), as_of_days=370) == ()
    ages = [row.as_of for row in registry.stale(date(2026, 11, 22))]
    assert ages == sorted(ages)


def test_rows_that_nobody_read_are_listed() -> None:
    unsure = registry.unsure()
    assert family("Code Llama") in unsure
    assert family("Llama 4") not in unsure


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("weights: plain", "weights: fancy"), "Marmot 2: licenses.yaml has no license 'fancy'"),
        (("code: none", "code: fancy"), "Marmot 2: licenses.yaml has no license 'fancy'"),
        (("marmot-?2", "'marmot('"), "Marmot 2: pattern: .*no regular expression"),
        (("confidence: high", "confidence: certain"), "Marmot 2: confidence: "),
        (("country: CH", "continent: EU"), "Marmot 2: (?:country|continent): "),
        (("[weights]", "[weights]\n  partly: [weights]"), "component 'weights' stands there twice"),
        (("[weights]", "[hopes]"), "Marmot 2: released: 0: "),
        (("released: [weights]", "context: [Two Words]"), "Marmot 2: context: .*lower case"),
        (("as_of: 2026-05-01", "as_of: soon"), "Marmot 2: as_of: "),
        (("- family: Marmot 2", "- family: [Marmot"), "models.yaml: "),
    ],
)
def test_a_wrong_row_is_refused_by_name(change: tuple[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said) as refused:
        read(ROW.replace(*change))
    assert "\n" not in str(refused.value)


def test_two_rows_must_not_share_a_family_or_a_priority() -> None:
    with pytest.raises(ValueError, match="family 'Marmot 2' stands there twice"):
        read(ROW + ROW)
    with pytest.raises(ValueError, match="priority '10' stands there twice"):
        read(ROW + ROW.replace("Marmot 2", "Marmot 3"))


def test_a_pattern_that_reads_license_files_has_no_lookaround() -> None:
    detect = "  detect:\n    order: 1\n    require: ['plain(?= license)']\n"
    with pytest.raises(ValueError, match=r"licenses.yaml: plain: detect: require: 0: .*RE2"):
        registry.read_licenses(LICENSES + detect)


def test_a_file_that_is_no_list_is_refused() -> None:
    with pytest.raises(ValueError, match=r"models.yaml: the whole file: "):
        read("5")


def test_a_row_for_a_program_says_so() -> None:
    assert family("OpenClaw").verdict is Verdict.NOT_A_MODEL
