"""What a maintainer could answer to a finding, and what is therefore not raised, or not as a failure."""

from __future__ import annotations

from typing import Any

import pytest

from detectors.model import Severity
from detectors.openness import rules
from detectors.openness.raised import Raised
from detectors.openness.release import Revision
from tests.detectors.openness.build import APACHE, DEEPSEEK, MIT, MODIFIED, RAIL, by_rule, judged, one

COGVIDEO = "The CogVideoX LICENSE\n\n1. Definitions\n\nUsers who want to earn money have to register.\n"
QWEN = "Tongyi Qianwen LICENSE AGREEMENT\n\nTongyi Qianwen Release Date: August 3, 2023\n\nTerms follow.\n"


def told(files: dict[str, str], name: str = "acme/widget", **more: Any) -> list[Raised]:
    """What is more than information."""
    return [raised for raised in judged(files, name, **more) if rules.is_told(raised)]


def readme(*lines: str) -> str:
    return "# Widget\n\n" + "\n".join(lines) + "\n"


def test_a_page_that_points_to_both_license_files_names_both() -> None:
    files = {
        "README.md": readme(
            "This project is licensed under the MIT License.", "See LICENSE-CODE and LICENSE-MODEL."
        ),
        "LICENSE-CODE": MIT,
        "LICENSE-MODEL": DEEPSEEK,
    }
    assert by_rule("B6", files) == []
    assert len(by_rule("B6", files | {"README.md": files["README.md"].partition("See")[0]})) == 1


def test_a_modified_license_for_the_code_beside_another_for_the_model() -> None:
    page = readme("This project is licensed under the Modified MIT License.")
    files = {"README.md": page, "LICENSE-CODE": MODIFIED, "LICENSE-MODEL": DEEPSEEK}
    assert one("B6", files).severity is Severity.WARNING


def test_a_variant_with_a_license_of_its_own_is_not_judged_by_the_file_of_the_family() -> None:
    small = readme("The CogVideoX-2B model is released under the Apache 2.0 License.")
    files = {"README.md": small, "LICENSE": APACHE, "MODEL_LICENSE": COGVIDEO}
    assert told(files, "THUDM/CogVideo") == []
    large = readme("CogVideoX-5B is an open-source model.")
    [raised] = told(files | {"README.md": large}, "THUDM/CogVideo")
    assert raised.severity is Severity.FAILURE


def test_a_family_of_which_some_sizes_are_open_is_no_failure() -> None:
    page = readme("CogVideoX is an open-source model.")
    files = {"README.md": page, "LICENSE": APACHE, "MODEL_LICENSE": COGVIDEO}
    assert [raised.severity for raised in told(files, "THUDM/CogVideo")] == [Severity.WARNING]


def test_the_license_of_a_namesake_says_nothing() -> None:
    page = readme("We have open-sourced the CogVideo model.")
    files = {"README.md": page, "LICENSE": APACHE, "MODEL_LICENSE": COGVIDEO}
    assert told(files, "THUDM/CogVideo") == []


@pytest.mark.parametrize(
    "line",
    [
        "The Widget weights are fully open for academic research.",
        "The weights of Widget are completely open for research, and free commercial use needs a form.",
    ],
)
def test_open_for_some_is_not_called_open_source(line: str) -> None:
    assert told({"README.md": readme(line), "MODEL_LICENSE": DEEPSEEK}) == []


def test_a_license_that_the_registry_has_for_the_weights_is_not_held_against_that_of_the_code() -> None:
    page = readme("This project is released under the MIT License.")
    assert told({"README.md": page, "LICENSE": APACHE}, "zai-org/GLM-4.5") == []


def test_beside_a_standard_license_in_a_model_repository_it_is_a_warning() -> None:
    files = {"README.md": readme("This project is released under the MIT License."), "LICENSE": APACHE}
    assert one("B1", files).severity is Severity.FAILURE
    model = files | {"model_cards/widget.md": "# Widget\n"}
    assert one("B1", model).severity is Severity.WARNING
    limited = model | {"LICENSE": MODIFIED}
    assert {raised.severity for raised in told(limited)} == {Severity.FAILURE}


def test_a_page_that_names_the_license_in_force_for_a_part() -> None:
    page = readme("The code is under the Apache License 2.0. The Widget model is under the MIT License.")
    was = (Revision("LICENSE", frozenset({"MIT"}), "0123456789ab"),)
    assert by_rule("A13", {"README.md": page, "LICENSE": APACHE}, revisions=was) == []
    old = readme("This project is under the MIT License.")
    assert len(by_rule("A13", {"README.md": old, "LICENSE": APACHE}, revisions=was)) == 1


def test_a_sentence_that_points_to_a_license_file_of_its_own() -> None:
    page = readme("This project is under the MIT License, see LICENSE_OF_CELLS.")
    was = (Revision("LICENSE", frozenset({"MIT"}), "0123456789ab"),)
    files = {"README.md": page, "LICENSE": APACHE, "LICENSE_OF_CELLS": MIT}
    assert by_rule("A13", files, revisions=was) == []


def test_two_licenses_in_one_sentence_both_hold() -> None:
    both = readme("The Baichuan 2 model is under Apache 2.0 and the Baichuan 2 Community License.")
    assert told({"README.md": both, "LICENSE": APACHE}, "baichuan-inc/Baichuan2") == []
    alone = readme("The Baichuan 2 model is under Apache 2.0.")
    [raised] = told({"README.md": alone, "LICENSE": APACHE}, "baichuan-inc/Baichuan2")
    assert (raised.rule, raised.severity) == ("A8", Severity.WARNING)


@pytest.mark.parametrize(
    "line",
    [
        "Widget is free for commercial use after registration.",
        "Widget can be used commercially, but you need to follow our agreement.",
        "Widget has use restrictions, but is otherwise permissive.",
    ],
)
def test_a_permission_with_its_condition_is_no_mismatch(line: str) -> None:
    assert by_rule("A6", {"README.md": readme(line), "MODEL_LICENSE": RAIL}) == []


def test_no_restrictions_is_still_one() -> None:
    files = {"README.md": readme("The Widget model can be used without restrictions."), "MODEL_LICENSE": RAIL}
    assert one("A6", files).severity is Severity.FAILURE


def test_a_badge_of_the_same_house_is_worth_knowing_only() -> None:
    badge = "[![Code License](https://img.shields.io/badge/license-MIT-blue)](https://github.com/{}/blob/main/LICENSE)"
    mine, others = (readme(badge.format(name)) for name in ("acme/gadget", "other/gadget"))
    assert one("B16", {"README.md": mine, "LICENSE": MIT}).severity is Severity.INFO
    assert one("B16", {"README.md": others, "LICENSE": MIT}).severity is Severity.WARNING


def test_a_named_data_set_is_not_all_of_the_training_data() -> None:
    for line in (
        "We have open-sourced UltraText-23k, training data of DeepSeek-V3.",
        "We open-sourced a portion of the training data of DeepSeek-V3.",
    ):
        assert by_rule("D4", {"README.md": readme(line)}, "deepseek-ai/DeepSeek-V3") == []


def test_several_licenses_for_weights_of_which_none_is_open() -> None:
    research = QWEN.replace("LICENSE AGREEMENT", "RESEARCH LICENSE AGREEMENT")
    files = {
        "README.md": readme("Widget is an open-source model."),
        "LICENSE": APACHE,
        "Widget LICENSE AGREEMENT": QWEN,
        "Widget RESEARCH LICENSE AGREEMENT": research,
        "model_cards/widget.md": "# Widget\n",
    }
    assert one("A1", files).severity is Severity.FAILURE
    assert by_rule("A1", files | {"MIT_LICENSE": MIT}) == []


def test_another_version_than_the_one_published_here_is_no_failure() -> None:
    files = {"README.md": readme("Gadget-2.1 is an open-source model."), "MODEL_LICENSE": DEEPSEEK}
    for name, severity in (("acme/Gadget-2.1", Severity.FAILURE), ("acme/Gadget-2.0", None)):
        assert [raised.severity for raised in told(files, name)] == ([severity] if severity else [])


def test_a_link_to_a_file_of_this_repository_that_is_gone() -> None:
    link = "https://github.com/acme/widget/blob/main/LICENSE"
    files = {"README.md": readme(f"This project is under the [MIT License]({link})."), "LICENSE.md": MIT}
    assert one("B5", files).severity is Severity.INFO
    assert by_rule("B5", files | {"README.md": files["README.md"].replace("acme/widget", "acme/other")}) == []


def test_a_whole_address_on_a_page_in_a_folder_counts_from_the_top() -> None:
    link = "https://github.com/acme/widget/blob/main/LICENSE"
    page = readme(f"This project is under the [MIT License]({link}).")
    assert by_rule("B5", {"docs/index.md": page, "LICENSE": MIT}) == []
    assert one("B5", {"docs/index.md": page, "docs/LICENSE": MIT}).severity is Severity.INFO


def test_a_license_file_shows_its_first_line() -> None:
    page = readme("This project is under the MIT License.")
    [raised] = by_rule("B1", {"README.md": page, "LICENSE": APACHE})
    assert raised.evidence[1].quote == "Apache License"


def test_a_license_that_was_inspired_by_others_does_not_call_itself_open_source() -> None:
    page = readme("Widget is an open-source model.")
    inspired = DEEPSEEK + "We took inspiration from open source permissive licenses.\n"
    assert [raised.rule for raised in told({"README.md": page, "MODEL_LICENSE": inspired})] == ["A1"]
    calls = DEEPSEEK + "You may use all open-source models in this repository.\n"
    assert [raised.rule for raised in told({"README.md": page, "MODEL_LICENSE": calls})] == ["A17"]


def test_a_variant_that_speaks_of_the_model_beside_it_is_no_failure() -> None:
    files = {"README.md": readme("HunyuanVideo is an open-source model."), "MODEL_LICENSE": DEEPSEEK}
    for name, severity in (("HunyuanVideo", Severity.FAILURE), ("HunyuanVideo-I2V", Severity.WARNING)):
        assert [raised.severity for raised in told(files, f"Tencent-Hunyuan/{name}")] == [severity]


def test_the_largest_of_the_open_is_said_by_the_way() -> None:
    files = {
        "README.md": readme("Widget is the largest open-source image model to date."),
        "MODEL_LICENSE": DEEPSEEK,
    }
    assert told(files) == []


def test_a_version_after_another_number_counts() -> None:
    files = {"README.md": readme("Hunyuan3D-2.1 is an open-source model."), "MODEL_LICENSE": DEEPSEEK}
    assert [raised.severity for raised in told(files, "Tencent-Hunyuan/Hunyuan3D-2")] == [Severity.WARNING]


@pytest.mark.parametrize(
    "line",
    [
        "Qwen3-Max 大幅超越此前所有开源模型。",
        "Widget 是最接近 GPT-4o 的开源模型。",
        "InstructWidget：基于 Llama 4 进行指令学习，汇总开源数据。",
        "Widget was tuned from Vicuna-13B. It is our attempt at an open-source assistant.",
    ],
)
def test_who_is_compared_or_built_upon_is_not_called_open(line: str) -> None:
    assert told({"README.md": readme(line), "LICENSE": MIT}) == []
