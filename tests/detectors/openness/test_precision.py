"""What looks like a claim or a difference and is none: the faults that readings of real pages found."""

from __future__ import annotations

import pytest

from detectors.model import Severity
from detectors.openness import audit, claims, release, sentences
from detectors.openness.matching import resolve
from detectors.openness.model import About, Context, Modality, Subject, Verdict
from detectors.openness.release import is_weights
from tests.detectors.openness.build import APACHE, MIT, RAIL, by_rule, card, judged, of_text, one, published

QWEN = Subject("Qwen3", resolve("Qwen3"), own=True)


def said(text: str, own: Subject | None = None, path: str = "README.md") -> list[tuple[str, About, Modality]]:
    return [(claim.subject.name, claim.about, claim.modality) for claim in claims.read(text, path, own)]


@pytest.mark.parametrize(
    "path", ["modelcard.md", "model_card_tiny.md", "docs/MODEL_CARD.md", "model-card.md"]
)
@pytest.mark.parametrize("line", ["License: MIT\n", "- **License:** MIT\n"])
def test_the_license_line_of_a_model_card_is_about_the_weights(path: str, line: str) -> None:
    assert [claim.about for claim in claims.read(line, path)] == [About.WEIGHTS]
    assert [claim.about for claim in claims.read(line, "README.md")] == [About.PROJECT]


def test_the_license_line_of_a_readme_with_front_matter_is_about_the_weights() -> None:
    found = claims.read(
        card("license: mit", text="# Marmot\n\nLicense: MIT\n"), "README.md", None, Context.CARD
    )
    assert About.WEIGHTS in {claim.about for claim in found}
    assert About.PROJECT not in {claim.about for claim in found}


@pytest.mark.parametrize("name", ["LICENSE-MODEL", "LICENSE_WEIGHTS", "MODEL_LICENSE", "LICENSE-DATA"])
def test_b1_any_license_file_may_agree_with_a_sentence(name: str) -> None:
    files = {
        "README.md": "## License\n\nThis project is licensed under the MIT License.\n",
        "LICENSE": APACHE,
    }
    assert by_rule("B1", files)
    assert not by_rule("B1", files | {name: MIT})


def test_b1_a_license_of_the_rail_family_by_its_short_name() -> None:
    files = {"model_card.md": "# Marmot\n\nLicense: CreativeML OpenRAIL-M\n", "LICENSE": MIT}
    assert not by_rule("B1", files | {"LICENSE-MODEL": RAIL})


def test_b1_is_a_failure_only_for_the_whole_project() -> None:
    of_code = {"README.md": "## License\n\nThe code is licensed under the MIT License.\n", "LICENSE": APACHE}
    assert one("B1", of_code).severity is Severity.WARNING
    whole = {
        "README.md": "## License\n\nThis project is licensed under the MIT License.\n",
        "LICENSE": APACHE,
        "LICENSE-DATA": "Ask us.\n",
    }
    assert one("B1", whole).severity is Severity.WARNING
    del whole["LICENSE-DATA"]
    assert one("B1", whole).severity is Severity.FAILURE


TABLE = """# Acme

<table>
<tr><th>Open-source</th><th>Hosted</th></tr>
<tr><td>Open-source</td><td>Llama 4</td><td>is fast</td></tr>
<tr>
<td>Fully open</td>
<td>Kimi K2</td>
</tr>
</table>

Llama 4 is open source.
"""


def test_the_cells_of_an_html_table_are_apart() -> None:
    found = claims.read(TABLE, "README.md")
    assert [(claim.subject.name, claim.line) for claim in found] == [("Llama 4", 12)]
    read = sentences.read(TABLE, "README.md")
    assert [one.text.strip() for one in read if one.heading] == ["Acme", "Open-source", "Hosted"]
    assert [(one.text.strip(), one.lines[0][1]) for one in read if "K2" in one.text] == [("Kimi K2", 8)]


def test_the_head_of_an_html_table_claims_nothing() -> None:
    assert said("<table><tr><th>Llama 4 is open source</th></tr><tr><td>yes</td></tr></table>\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "Our model surpasses Acme-1, Acme-2, Acme-3 and strong open-source models like Llama 4.",
        "It outperforms GPT-4 and the open-source Llama 4 on all tasks.",
        "Compared with open-source Llama 4, ours is smaller.",
        "We compared it against Acme-2.5, and several open-source models such as Llama 4.",
    ],
)
def test_a_comparison_is_implied_at_most(text: str) -> None:
    assert Modality.DIRECT not in {modality for _, _, modality in said(text, QWEN)}
    assert Modality.DIRECT not in {modality for _, _, modality in said(text)}


def test_what_is_said_beside_a_comparison_is_still_said() -> None:
    text = "It surpasses the older ones. We release Llama 4, which is open source."
    assert said(text) == [("Llama 4", About.MODEL, Modality.DIRECT)]


@pytest.mark.parametrize(
    "noun", ["inference framework", "inference engine", "server", "and RAG toolbox", "gateway"]
)
def test_a16_a_program_for_models_is_called_no_model(noun: str) -> None:
    assert of_text(f"llama.cpp is an LLM {noun} for small machines.") == ()
    assert [raised.rule for raised in of_text("llama.cpp is a language model for small machines.")] == ["A16"]


OPEN = card("license: mit", "tags: [text]", text="# Marmot\n\nOur model is open source.\n")


def test_d1_what_a_model_is_measured_on_is_no_training_data() -> None:
    limited = {"README.md": OPEN + "\nThe dataset is for research use only.\n"}
    raised = one("D1", limited)
    assert "is for research use only" in raised.claim
    assert "for for" not in raised.claim
    assert not by_rule("D1", {"README.md": OPEN + "\nThe evaluation dataset is for research use only.\n"})


def test_d1_the_page_of_a_part_says_nothing_of_the_training_data() -> None:
    other = "# Burrow\n\nThe dataset is for research use only.\n"
    assert by_rule("D1", {"README.md": OPEN, "DATA.md": other})
    assert not by_rule("D1", {"README.md": OPEN, "third/burrow/README.md": other})


@pytest.mark.parametrize(
    "text",
    [
        "Our mission is that the training data is open source.",
        "## Data contributors\n\nThe training data is open source.",
    ],
)
def test_d4_a_mission_or_a_list_of_contributors_releases_nothing(text: str) -> None:
    files = {"README.md": f"# Qwen3\n\n{text}\n", "LICENSE": APACHE}
    assert not by_rule("D4", files, "QwenLM/Qwen3")


@pytest.mark.parametrize(
    "text",
    [
        "《开源大模型教程》介绍 Qwen3 的部署。",
        "这是一个开源教程，介绍 Qwen3。",
        "开源 Qwen3 技术报告。",
        "开源 Qwen3 Cookbook。",
        "The open-source Qwen3 tutorial is here.",
        "The open-source Qwen3 technical report is here.",
        "The open-source Qwen3 pipeline is here.",
        "Qwen3 Cookbook is open source.",
        "Qwen3 is served by an open-source library.",
        "An open-source project Acme runs Qwen3.",
        "An open-source tool for Qwen3.",
    ],
)
def test_the_head_noun_says_what_is_open(text: str) -> None:
    assert not {About.MODEL, About.WEIGHTS} & {about for _, about, _ in said(text)}


def test_a_name_of_two_parts_and_a_pipeline_for_data() -> None:
    assert said("We open-sourced the Qwen3 & o Cookbook!", QWEN) == []
    assert {about for _, about, _ in said("We open-source the data construction pipeline.")} == {About.CODE}
    assert said("Delta weights over the original Llama 4 are released under CC BY-NC 4.0.") == []
    assert (
        said("🎉 For all of you out there: delta weights over the original Llama 4 are released under MIT.")
        == []
    )


def test_where_licenses_are_stated() -> None:
    listed = "# Acme\n\n## License\n\n- Code: [MIT](./LICENSE)\n- Weights: CC-BY-NC-4.0\n- Data: CC-BY-4.0\n"
    found = claims.read(listed, "README.md")
    assert [(one.about, one.license) for one in found] == [
        (About.CODE, "MIT"),
        (About.WEIGHTS, "CC-BY-NC-4.0"),
        (About.DATA, "CC-BY-4.0"),
    ]
    table = "| Field | Value |\n| --- | --- |\n| License | Apache-2.0 |\n| Size | 4 MIT labs |\n"
    assert [(one.about, one.license) for one in claims.read(table, "README.md")] == [
        (About.PROJECT, "Apache-2.0")
    ]
    assert [one.about for one in claims.read(table, "model_card.md")] == [About.WEIGHTS]


def test_a_name_that_is_licensed_is_the_project_where_it_is_the_title() -> None:
    line = "Marmot is licensed under the MIT License.\n"
    assert said(f"# Marmot\n\n{line}") == [("", About.PROJECT, Modality.DIRECT)]
    assert said(f"# Burrow\n\n{line}") == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("model.safetensors", True),
        ("weights/model.onnx", True),
        ("latest/model.onnx", True),
        ("tests/data/model.onnx", False),
        ("lib/test_fixtures/tiny.pt", False),
        ("examples/demo.gguf", False),
        ("unit-tests/a.h5", False),
    ],
)
def test_weights_for_tests_and_examples_are_not_published(path: str, expected: bool) -> None:
    assert is_weights(path) is expected


def test_a_program_with_weights_for_its_tests_has_no_verdict() -> None:
    files = {"README.md": "# Widget\n\nA program.\n", "LICENSE": MIT, "tests/data/tiny.onnx": ""}
    assert audit.of_release(published(files), "acme/widget").verdict is None
    own = {**files, "weights/widget.onnx": ""}
    assert audit.of_release(published(own), "acme/widget").verdict is Verdict.OPEN_WEIGHTS_OSI_LICENSE


def test_a_statement_that_stands_in_many_places_is_told_once() -> None:
    page = "# Acme\n\nLlama 4 is open source.\n"
    files = {"README.md": page, "docs/a.md": page, "docs/b.md": page}
    assert len(judged(files)) == 3
    raised = audit.of_release(published(files), "acme/widget").raised
    assert len(raised) == 1
    assert raised[0].place == ("README.md", 3)
    assert raised[0].claim.endswith("And 2 more places: docs/a.md line 3, docs/b.md line 3.")


def test_a_license_file_of_a_part_is_a_license_file() -> None:
    assert release.is_license("MODEL_LICENSE")
    assert not release.is_license("model_license.py")
