"""Each rule by its id, on repositories of a few lines that the test writes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from detectors.licensing import detect as licensing
from detectors.model import Severity
from detectors.openness import rules
from detectors.openness.model import Context
from detectors.openness.release import Revision
from tests.detectors.licensing import facts
from tests.detectors.openness.build import (
    APACHE,
    DEEPSEEK,
    LLAMA,
    MIT,
    MODIFIED,
    RAIL,
    by_rule,
    card,
    fixture,
    judged,
    of_text,
    one,
)

CASES = yaml.safe_load(fixture("rules.yaml").read_text(encoding="utf-8"))
WEIGHTS = {"model.safetensors": ""}
KIMI = "moonshotai/Kimi-K2"
DEEPSEEK_V3 = "deepseek-ai/DeepSeek-V3"
FAILURE, WARNING, INFO = Severity.FAILURE, Severity.WARNING, Severity.INFO


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:60] for case in CASES])
def test_what_a_sentence_raises(case: dict[str, str]) -> None:
    found = of_text(case["text"])
    told = {raised.rule: str(raised.severity) for raised in found}
    wanted = case.get("rule")
    if wanted is None:
        assert not [raised for raised in found if rules.is_told(raised)], found
    else:
        assert told.get(wanted) == case["severity"], told


def test_a1_fails_only_where_the_license_text_was_read() -> None:
    page = {"README.md": "# Kimi K2\n\nKimi K2 is an open-source model.\n"}
    read = one("A1", page | {"LICENSE": MODIFIED}, KIMI)
    assert read.severity is FAILURE
    assert [evidence.path for evidence in read.evidence[:2]] == ["README.md", "LICENSE"]
    assert "as of" in read.claim
    assert read.wording.startswith("open weights under the Modified MIT")
    assert one("A1", page, KIMI).severity is WARNING


def test_a1_says_nothing_of_a_restricted_model_that_is_called_open_weights() -> None:
    files = {
        "README.md": "# Kimi K2\n\nKimi K2 is open weights under a modified MIT license.\n",
        "LICENSE": MODIFIED,
    }
    assert not [raised for raised in judged(files, KIMI) if rules.is_told(raised)]


def test_a2_weights_without_any_license() -> None:
    files = {"README.md": "# Marmot\n\nOur model is open source.\n", **WEIGHTS}
    assert one("A2", files).severity is FAILURE
    assert not by_rule("A2", files, unread=True)
    assert not by_rule("A2", files | {"LICENSE": MIT})
    assert not by_rule("A2", files, listed=[*files, "MODEL_LICENSE.pdf"])


def test_a5_the_hub_says_how_it_lets_people_in() -> None:
    page = card("license: mit", "tags: [text]", text="# Marmot\n\nOur model is open weights.\n")
    files = {"README.md": page, "LICENSE": MIT, **WEIGHTS}
    asked = one("A5", files, gated="manual")
    assert asked.severity is WARNING
    assert asked.wording == "weights on request"
    assert one("A5", files, gated="auto").severity is INFO
    assert not by_rule("A5", files)


def test_a7_a_modified_license_is_not_called_by_the_plain_name() -> None:
    files = {"README.md": "# Kimi K2\n\nKimi K2 is released under the MIT License.\n", "LICENSE": MODIFIED}
    raised = one("A7", files, KIMI)
    assert raised.severity is FAILURE
    assert "LicenseRef-" in raised.wording


def test_a8_the_license_of_the_code_is_not_that_of_the_weights() -> None:
    files = {
        "README.md": "# DeepSeek-V3\n\nDeepSeek-V3 is released under the MIT License.\n",
        "LICENSE-CODE": MIT,
        "LICENSE-MODEL": DEEPSEEK,
    }
    raised = one("A8", files, DEEPSEEK_V3)
    assert raised.severity is FAILURE
    assert raised.wording == "code under MIT, weights under the DeepSeek Model License 1.0"


def test_a11_and_a17_licenses_with_forbidden_uses() -> None:
    page = {"README.md": "# Marmot\n\nOur model is open source.\n", **WEIGHTS}
    assert one("A11", page | {"LICENSE": RAIL}).severity is FAILURE
    own = DEEPSEEK + "This license is for open-source models.\n"
    found = by_rule("A17", page | {"LICENSE": own})
    assert {raised.place[0]: raised.severity for raised in found} == {"LICENSE": INFO, "README.md": WARNING}


def test_a12_content_licenses() -> None:
    limited = card("license: cc-by-nc-4.0", "tags: [text]", text="# Marmot\n\nOur model is open source.\n")
    assert one("A12", {"README.md": limited}).severity is WARNING
    free = card(
        "license: cc-by-4.0",
        "tags: [text]",
        text="# Marmot\n\nOur model is open source under an OSI-approved license.\n",
    )
    assert one("A12", {"README.md": free}).severity is WARNING


def test_a13_a_license_that_changed_and_a_sentence_that_did_not() -> None:
    files = {
        "README.md": "## License\n\nThis project is licensed under the MIT License.\n",
        "LICENSE": APACHE,
    }
    was = Revision("LICENSE", frozenset({"MIT"}), "1a2b3c4", "2025-11-13")
    raised = one("A13", files, revisions=(was,))
    assert raised.severity is WARNING
    assert "1a2b3c4" in raised.claim
    assert not by_rule("A13", files)


def test_a14_a_use_policy_beside_a_free_license() -> None:
    files = {"README.md": "# gpt-oss\n", "LICENSE": APACHE, "USAGE_POLICY": "Please obey the law.\n"}
    assert one("A14", files, "openai/gpt-oss").severity is INFO


def test_a15_regions_that_a_license_leaves_out() -> None:
    files = {
        "README.md": "We use Llama 3.2, which is open weights.\n\nThe service is for users in Germany.\n"
    }
    raised = one("A15", files)
    assert raised.severity is WARNING
    assert "Germany" in raised.claim
    assert not by_rule("A15", {"README.md": "We use Llama 3.2, which is open weights.\n"})


def test_a18_data_under_a_license_without_commercial_use() -> None:
    head = ("license: cc-by-nc-4.0", "size_categories: [1K<n<10K]")
    open_ = card(*head, text="# Burrows\n\nThis dataset is open source.\n")
    assert one("A18", {"README.md": open_}).severity is WARNING
    sold = card(*head, text="# Burrows\n\nThis dataset is free for commercial use.\n")
    assert one("A18", {"README.md": sold}).severity is FAILURE


def test_a19_a_license_that_is_a_pdf_is_unknown() -> None:
    files = {"README.md": "# Marmot\n", "Model License.pdf": "", **WEIGHTS}
    assert one("A19", files).severity is INFO
    stated = files | {"README.md": "# Marmot\n\nOur model is released under the Apache-2.0 license.\n"}
    assert one("A19", stated).severity is WARNING


def test_b1_the_readme_and_the_license_file() -> None:
    files = {
        "README.md": "## License\n\nThis project is licensed under the MIT License.\n",
        "LICENSE": APACHE,
    }
    assert one("B1", files).severity is FAILURE
    assert not by_rule("B1", files | {"LICENSE": MIT})
    assert not by_rule("B1", files | {"LICENSE": "Terms of our own.\n"})
    assert not by_rule("B1", files, unread=True)
    both = files | {"README.md": files["README.md"] + "\nThis project is licensed under Apache-2.0.\n"}
    assert not by_rule("B1", both)


def test_b2_a_badge_and_the_license_file() -> None:
    badge = "[![License](https://img.shields.io/badge/license-MIT-blue)](LICENSE)\n"
    assert one("B2", {"README.md": badge, "LICENSE": APACHE}).severity is WARNING
    assert one("B2", {"README.md": badge, "LICENSE": LLAMA}).severity is FAILURE
    assert not by_rule("B2", {"README.md": badge, "LICENSE": MIT})


def test_b3_package_metadata_and_the_license_file() -> None:
    files = {"pyproject.toml": '[project]\nname = "widget"\nlicense = "MIT"\n', "LICENSE": APACHE}
    assert one("B3", files).severity is WARNING


def test_b4_what_the_hosting_site_shows() -> None:
    assert one("B4", {"LICENSE": APACHE}, hosted="mit").severity is WARNING
    assert not by_rule("B4", {"LICENSE": APACHE}, hosted="NOASSERTION")
    assert not by_rule("B4", {"LICENSE": APACHE}, hosted="Apache-2.0")
    assert not by_rule("B4", {"LICENSE": APACHE}, hosted="mit", unread=True)
    assert not by_rule("B4", {"LICENSE": "Terms of our own.\n"}, hosted="mit")
    assert not by_rule("B4", {"LICENSE-MIT": MIT, "LICENSE-APACHE": APACHE}, hosted="apache-2.0")


def test_b5_a_link_to_a_license_that_is_not_there() -> None:
    page = {
        "README.md": "## License\n\nThis project is licensed under the [MIT License](LICENCE).\n",
        "LICENSE": MIT,
    }
    raised = one("B5", page)
    assert raised.severity is INFO
    assert "LICENSE" in raised.resolve


def test_b6_two_licenses_and_one_of_them_named() -> None:
    files = {
        "README.md": "## License\n\nThis project is licensed under the MIT License.\n",
        "LICENSE-CODE": MIT,
        "LICENSE-MODEL": DEEPSEEK,
    }
    raised = one("B6", files)
    assert raised.severity is WARNING
    assert raised.wording == "code under MIT, weights under DeepSeek Model License 1.0"


def test_b7_the_card_and_the_license_file_or_its_own_name() -> None:
    page = card("license: mit", "tags: [text]")
    assert one("B7", {"README.md": page, "LICENSE": APACHE}).severity is WARNING
    named = card("license: apache-2.0", "license_name: flux-1-dev-non-commercial-license", "tags: [text]")
    assert "license_name" in one("B7", {"README.md": named}).claim


def test_b8_other_without_a_name() -> None:
    page = card("license: other", "tags: [text]")
    assert one("B8", {"README.md": page}).severity is WARNING
    assert not by_rule("B8", {"README.md": page, "LICENSE": DEEPSEEK})


def test_b9_no_license_at_all() -> None:
    assert one("B9", {"README.md": "# Marmot\n", **WEIGHTS}).severity is WARNING
    assert one("B9", {"README.md": card("license: unknown", "tags: [text]")}).severity is WARNING
    assert not by_rule("B9", {"README.md": "# Marmot\n", **WEIGHTS}, unread=True)


def test_b10_conditions_beside_a_free_tag() -> None:
    words = "# Marmot\n\nOur model is for research only.\n"
    assert one("B10", {"README.md": card("license: mit", "tags: [text]", text=words)}).severity is FAILURE
    policy = "# Marmot\n\nUse follows the Acceptable Use Policy.\n"
    nc = card("license: cc-by-nc-4.0", "tags: [text]", text=policy)
    assert one("B10", {"README.md": nc}).severity is WARNING


def test_b11_a_tag_without_the_text() -> None:
    assert one("B11", {"README.md": card("license: mit", "tags: [text]")}).severity is INFO
    assert not by_rule("B11", {"README.md": card("license: mit", "tags: [text]"), "LICENSE": MIT})


def test_b12_a_tag_and_a_text_in_one_file() -> None:
    text = (
        "# SPDX-License-Identifier: GPL-3.0-only\n"
        + "".join(f"# {line}\n" for line in MIT.splitlines())
        + "x = 1\n"
    )
    assert one("B12", {"widget.py": text}).severity is FAILURE


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (MIT, MIT.replace("free of charge", "for a fee"), "B13"),
        (MIT, MIT.replace("Ada Lovelace", "Somebody Else"), "B14"),
    ],
)
def test_b13_and_b14_are_told_by_the_licensing_detectors(before: str, after: str, rule: str) -> None:
    assert rule in rules.places.LICENSING
    change = facts.changed("LICENSE", before, after)
    found = licensing(facts.facts(change, tree={"LICENSE": before}))
    assert {finding.severity for finding in found if finding.id == "licensing/changes"} == {FAILURE}


def test_b15_a_text_that_is_nearly_a_standard_one() -> None:
    near = MIT.replace("without restriction", "with no limits").replace("substantial portions", "large parts")
    raised = one("B15", {"LICENSE": near})
    assert raised.severity is WARNING
    assert "MIT" in raised.claim
    assert not by_rule("B15", {"LICENSE": MIT})


def test_b16_a_badge_of_another_repository() -> None:
    badge = "[![License](https://img.shields.io/badge/license-MIT-blue)](https://github.com/other/thing/blob/main/LICENSE)\n"
    raised = one("B16", {"README.md": badge, "LICENSE": MIT})
    assert raised.severity is WARNING
    assert "other/thing" in raised.claim
    assert not by_rule("B16", {"README.md": badge.replace("other/thing", "acme/widget"), "LICENSE": MIT})


def test_b17_a_title_above_another_text() -> None:
    half = (
        "\n".join(MIT.splitlines()[:12])
        + "\n\nEverything else is up to the judge of the village fair, who decides by noon.\n"
    )
    raised = one("B17", {"LICENSE": half})
    assert raised.severity is WARNING
    assert "unknown" in raised.claim


LLAMA_BASE = ("license: mit", "base_model: meta-llama/Llama-3.1-8B", "tags: [text]")


def test_c1_a_free_license_over_a_restricted_base() -> None:
    raised = one("C1", {"README.md": card(*LLAMA_BASE)})
    assert raised.severity is WARNING
    assert raised.about == "lineage"
    own = card("license: llama3.1", *LLAMA_BASE[1:])
    assert not by_rule("C1", {"README.md": own})
    both = card(*LLAMA_BASE, text="# Marmot\n\nUse follows the Llama 3.1 Community License as well.\n")
    assert not by_rule("C1", {"README.md": both})


def test_c2_a_base_that_only_the_files_name() -> None:
    page = card("license: mit", "tags: [text]")
    adapter = {"adapter_config.json": '{\n  "base_model_name_or_path": "Qwen/Qwen3-8B"\n}\n'}
    raised = one("C2", {"README.md": page, **adapter})
    assert raised.severity is WARNING
    assert raised.place == ("adapter_config.json", 2)
    said = card("license: mit", "tags: [text]", text="# Marmot\n\nA model fine-tuned from Gemma 3 4B.\n")
    assert one("C2", {"README.md": said}).severity is WARNING
    assert not by_rule("C2", {"README.md": card(*LLAMA_BASE), **adapter})


def test_c4_an_adapter_and_its_base() -> None:
    page = card(*LLAMA_BASE, "base_model_relation: adapter")
    assert one("C4", {"README.md": page}).severity is INFO


def test_c5_names_that_a_license_asks_for() -> None:
    raised = one("C5", {"README.md": card(*LLAMA_BASE)}, "acme/Marmot-8B")
    assert raised.severity is WARNING
    assert "Built with Llama" in raised.claim
    good = card(*LLAMA_BASE, text="# Llama Marmot\n\nBuilt with Llama.\n")
    assert not by_rule("C5", {"README.md": good}, "acme/Llama-Marmot-8B")


def test_c6_terms_to_pass_on() -> None:
    page = card("license: cc-by-nc-4.0", "base_model: google/gemma-2-9b", "tags: [text]")
    assert one("C6", {"README.md": page}).severity is WARNING
    assert not by_rule("C6", {"README.md": card("license: gemma", "base_model: google/gemma-2-9b")})


def test_c7_taught_by_a_model_that_forbids_it() -> None:
    page = card("license: mit", "tags: [text]", text="# Marmot\n\nThe data was generated by GPT-4o.\n")
    raised = one("C7", {"README.md": page})
    assert raised.severity is WARNING
    assert "not settled" in raised.claim


def test_c8_a_limit_of_ones_own_over_a_free_base() -> None:
    page = card("license: cc-by-nc-4.0", "base_model: Qwen/Qwen3-8B", "tags: [text]")
    assert one("C8", {"README.md": page}).severity is INFO


def test_c9_a_base_that_nobody_knows() -> None:
    raised = one("C9", {"README.md": card("license: mit", "base_model: nobody/burrow-7b")})
    assert raised.severity is INFO
    assert "Lineage incomplete at nobody/burrow-7b" in raised.claim


def test_c10_a_base_whose_license_depends_on_the_date() -> None:
    raised = one("C10", {"README.md": card("license: mit", "base_model: openbmb/MiniCPM-2B-sft-bf16")})
    assert raised.severity is INFO
    assert "2025-06-06" in raised.claim


DATA = card(
    "license: mit", "datasets: [acme/burrows]", "tags: [text]", text="# Marmot\n\nOur model is open source.\n"
)


def test_d1_d2_d3_data_sets_whose_cards_were_read() -> None:
    assert one("D1", {"README.md": DATA}, datasets={"acme/burrows": "cc-by-nc-4.0"}).severity is WARNING
    assert one("D2", {"README.md": DATA}, datasets={"acme/burrows": "unknown"}).severity is INFO
    assert one("D3", {"README.md": DATA}, datasets={"acme/burrows": "cc-by-sa-4.0"}).severity is INFO
    for rule in ("D1", "D2", "D3"):
        assert not by_rule(rule, {"README.md": DATA})
        assert not by_rule(rule, {"README.md": DATA}, datasets={"acme/burrows": "mit"})


def test_d4_open_data_that_is_not_released() -> None:
    files = {"README.md": "# Qwen3\n\nThe training data is open source.\n", "LICENSE": APACHE}
    assert one("D4", files, "QwenLM/Qwen3").severity is WARNING


def test_d5_and_d6_what_a_card_says_of_its_data() -> None:
    gone = card(
        "license: mit",
        "tags: [text]",
        text="# Marmot\n\nThe books subset of the data was taken down later.\n",
    )
    assert one("D5", {"README.md": gone}).severity is INFO
    people = card("license: mit", "tags: [text]", text="# Marmot\n\nWe scraped public user profiles.\n")
    assert one("D6", {"README.md": people}).severity is INFO


def test_words_of_chinese_readmes_weigh_a_step_less() -> None:
    files = {"README.md": "# Kimi K2\n\nKimi K2 是一个开源模型。\n", "LICENSE": MODIFIED}
    assert one("A1", files, KIMI).severity is WARNING


def test_an_everyday_word_in_an_issue_is_nothing() -> None:
    assert of_text("The open-source Llama 4 crashes on start.", Context.ISSUE) == ()


def test_the_documentation_names_every_rule() -> None:
    page = (Path(__file__).parents[3] / "docs/detectors/openness.md").read_text(encoding="utf-8")
    named = re.findall(r"(?m)^\| ([^|]+) \|", page)
    ids = {one for cell in named for one in _ids(cell)}
    assert set(rules.RULES) - {"T6"} <= ids


def _ids(cell: str) -> set[str]:
    """The rules of a cell such as "B3, B12 to B15"."""
    spread = re.findall(r"([A-E])(\d+) to [A-E](\d+)", cell)
    held = {f"{group}{number}" for group, a, b in spread for number in range(int(a), int(b) + 1)}
    return held | set(re.findall(r"[A-E]\d+", cell))


def test_no_rule_speaks_of_people() -> None:
    files = {"README.md": "# Kimi K2\n\nKimi K2 is an open-source model.\n", "LICENSE": MODIFIED}
    said = " ".join(raised.claim + raised.remedy for raised in judged(files, KIMI)).lower()
    assert not {"false", "lie", "openwashing", "violation"} & set(said.replace(".", " ").split())
