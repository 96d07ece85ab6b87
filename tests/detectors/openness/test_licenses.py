"""Licenses of models: known by their texts, found by any of their ids."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.openness import licenses
from detectors.openness.model import Restriction
from detectors.openness.registry import registry

FILLER = "The words that follow grant and limit rights, as such texts do. " * 20
GRANT = "Permission is hereby granted, free of charge, to any person. "


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("LLAMA 4 COMMUNITY LICENSE AGREEMENT\nEffective one day.", "llama4"),
        ("# **LLAMA 3.3 COMMUNITY LICENSE AGREEMENT**", "llama33"),
        ("META LLAMA 3 COMMUNITY LICENSE AGREEMENT", "llama3"),
        ("Llama 3.2 Acceptable Use Policy", "llama32"),
        ("Gemma Terms of Use", "gemma"),
        ("DEEPSEEK LICENSE AGREEMENT\n\nVersion 1.0", "deepseek"),
        ("Tongyi   Qianwen\nLICENSE AGREEMENT", "qwen_tongyi"),
        ("Qwen RESEARCH LICENSE AGREEMENT", "qwen_research"),
        ("OpenMDW License Agreement, version 1.1 (OpenMDW-1.1)", "openmdw11"),
        ("OpenMDW License Agreement", "openmdw10"),
        ("Copyright (c) somebody\n\nCreativeML Open RAIL++-M License", "sdrailpp"),
        ("Copyright (c) somebody\n\nCreativeML Open RAIL-M", "sdrail"),
        ("NVIDIA Nemotron Open Model License", "nv_nemotron"),
        ("NVIDIA Open Model License Agreement", "nv_open"),
        (f"Modified MIT License\n{GRANT}You shall prominently display “Kimi K2” on it.", "kimi_mit"),
        (f"MIT License\nCopyright 2025 MiniMax AI.\n{GRANT}Prominently display the name.", "mm_mit21"),
        (
            f"MIT License\nCopyright 2025 MiniMax AI.\n{GRANT}Prominently display it. Monthly active users.",
            "mm_mit2",
        ),
        ("NON-COMMERCIAL LICENSE\nNon-commercial use permitted. MiniMax", "mm_nc"),
    ],
)
def test_a_model_license_is_known_by_its_text(text: str, known: str) -> None:
    found = licenses.detect(f"\n\n  {text}\n{FILLER}")
    assert found is not None
    assert found.id == known


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"MIT License\n\nCopyright (c) 2026 Somebody\n\n{GRANT}",
        f"MIT License\n\nCopyright 2025 MiniMax AI.\n\n{GRANT}",
        "Apache License\nVersion 2.0, January 2004",
        "GNU GENERAL PUBLIC LICENSE\nVersion 3, 29 June 2007",
        f"{FILLER}See also the Llama 4 Community License Agreement of another work.",
    ],
)
def test_other_texts_are_left_to_the_detector_of_standard_licenses(text: str) -> None:
    assert licenses.detect(text) is None


def test_every_license_with_patterns_has_one_that_can_fit() -> None:
    """A title in full is what most are known by; those known by a sentence are tried above."""
    titled = [one for one in registry().licenses.values() if one.detect and licenses.detect(one.name) is one]
    assert len(titled) > 50


@pytest.mark.parametrize(
    ("key", "known"),
    [
        ("llama31", "llama31"),
        ("llama3.1", "llama31"),
        ("LicenseRef-scancode-llama-3.1-license-2024", "llama31"),
        ("Apache-2.0", "apache"),
        ("apache-2.0", "apache"),
        ("cc-by-nc-4.0", "ccbync"),
        ("gemma", "gemma"),
        (" openrail++ ", "sdrailpp"),
        ("grok2-community", "grok2"),
    ],
)
def test_a_license_is_found_by_any_of_its_ids(key: str, known: str) -> None:
    found = licenses.by_id(key)
    assert found is not None
    assert found.id == known


@pytest.mark.parametrize("key", ["", "other", "GPL-3.0-only", "llama-99"])
def test_an_id_that_is_not_of_the_registry_finds_nothing(key: str) -> None:
    assert licenses.by_id(key) is None


def test_restrictions_add_up_over_a_lineage() -> None:
    held = [registry().licenses[key] for key in ("mit", "llama33", "ccbync")]
    union = licenses.restrictions_of(held)
    assert {Restriction.NON_COMMERCIAL, Restriction.NAMING, Restriction.MAU_CAP} <= set(union)
    assert union == licenses.restrictions_of(reversed(held))
    assert licenses.restrictions_of([]) == ()


@given(st.text(max_size=400))
def test_any_text_can_be_read(text: str) -> None:
    assert licenses.detect(f"{text}\n\n\nnothing") in {None, *registry().licenses.values()}


@pytest.mark.parametrize(
    "bomb",
    [
        "modified mit license " + "mit license minimax " * 100_000,
        "meta platforms " * 100_000,
        "prominently display " * 100_000,
        "a" + "\u0301" * 500_000,
        " " * 1_000_000,
        "#" * 1_000_000,
    ],
    ids=lambda bomb: repr(bomb[:12]),
)
def test_a_text_made_to_be_slow_is_no_license(bomb: str) -> None:
    assert licenses.detect(bomb) is None
