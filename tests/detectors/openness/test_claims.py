from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.openness import claims
from detectors.openness.matching import resolve
from detectors.openness.model import About, Claim, Context, Modality, Origin, Strength, Subject

QWEN = Subject("Qwen3", resolve("Qwen3"), own=True)
KIMI = Subject("Kimi-K2", resolve("Kimi-K2"), own=True)


def read(text: str, own: Subject | None = None, context: Context = Context.README) -> tuple[Claim, ...]:
    return claims.read(text, "README.md", own, context)


def said(text: str, own: Subject | None = None, context: Context = Context.README) -> list[str]:
    """Each claim as "subject strength about", and after it what is special."""
    return [
        " ".join(
            part
            for part in (
                claim.subject.name or "own",
                claim.strength.value,
                claim.about.value,
                "" if claim.modality is Modality.DIRECT else claim.modality.value,
                "negated" if claim.negated else "",
                "lowered" if claim.lowered else "",
                claim.license,
            )
            if part
        )
        for claim in read(text, own, context)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Llama 4 is open source.", ["Llama 4 strong model"]),
        ("GLM-4.5 is a fully open model for everybody.", ["GLM-4.5 full model"]),
        ("Kimi K2 is truly open source.", ["Kimi K2 full model"]),
        ("OLMo 2 is open source AI.", ["OLMo 2 full model"]),
        ("DeepSeek-V3 is free software.", ["DeepSeek-V3 strong model"]),
        ("Qwen3-8B is an open-weight model.", ["Qwen3-8B weak model"]),
        ("The weights of Llama 4 are openly available.", ["Llama 4 weak weights"]),
        ("gpt-oss-20b is source-available.", ["gpt-oss-20b weak model"]),
        ("Qwen3-8B is licensed under Apache 2.0.", ["Qwen3-8B license model Apache-2.0"]),
        ("Kimi K2 supports commercial use.", ["Kimi K2 permission model"]),
        ("Llama 4 comes without restrictions.", ["Llama 4 permission model"]),
        ("MiniMax-M2.7 is for research use only.", ["MiniMax-M2.7 restriction model"]),
        ("Llama 4 opens doors and sources power.", []),
        ("Mail us at llama4-opensource@example.org about Llama 4.", []),
    ],
)
def test_t1_claim_words(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We run on Llama 4, an open-source model by Meta.", ["Llama 4 strong model"]),
        (
            "It works with open-source models such as Llama 4 and Kimi K2.",
            ["Llama 4 strong model", "Kimi K2 strong model"],
        ),
        ("Welcome to the gpt-oss series, Acme's open-weight models made for you.", ["gpt-oss weak model"]),
        ("Pick Llama 4 (open source) or Claude 4.", ["Llama 4 strong model"]),
        ("The open-source Kimi K2 does well here.", ["Kimi K2 strong model"]),
        ("Open-source tools for Llama 4 are listed below.", []),
        ("We wrote an open-source benchmark for Llama 4.", []),
        ("The open-source Llama community helped us.", []),
        ("An open-source framework supporting Qwen3 and Llama 4.", []),
        ("This is an open-source alternative to Claude Code.", []),
        ("Acme is open source and works with Llama 4.", []),
        ("Llama 4 is a great base for open-source projects.", []),
        ("Tools for Llama 4 are open source.", []),
        ("Llama 4 runs in our editor; the editor is open source.", []),
        ("Open-source and hosted models can be mixed.", []),
        ("It hosts Gemini models, partner models, open weight models and more.", []),
        ("The parser comes from these open source grammar implementations.", []),
    ],
)
def test_t2_the_subject_is_a_model_and_close_by(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Our evaluation shows that it outperforms other open-source models.",
            ["Kimi-K2 strong model implied"],
        ),
        ("Kimi-K2 ranks #1 among open-source models.", ["Kimi-K2 strong model implied"]),
        ("Kimi-K2 is the strongest open-source base model so far.", ["Kimi-K2 strong model implied"]),
        ("Kimi-K2 is an open-source model.", ["Kimi-K2 strong model"]),
        ("It beats other open-source models (such as Llama 4 and Qwen3).", ["Kimi-K2 strong model implied"]),
    ],
)
def test_t3_comparisons_are_implied(text: str, expected: list[str]) -> None:
    assert said(text, KIMI) == expected


def test_t3_a_comparison_of_others_claims_nothing() -> None:
    assert said("Acme beats all other open-source models of its size.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Llama 4 is not open source.", ["Llama 4 strong model negated"]),
        ("Kimi K2 isn't an open-source model.", ["Kimi K2 strong model negated"]),
        ("Llama 4 has open weights, not open source.", []),
        ("Unlike open-source models, Claude 4 is served by one company.", []),
        ("Llama 4 does not permit commercial use.", ["Llama 4 permission model negated"]),
        ("Compared to open-source models such as Llama 4, it is slow.", []),
    ],
)
def test_t4_negations_and_contrasts(text: str, expected: list[str]) -> None:
    assert [one for one in said(text) if "weak" not in one] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Meta calls Llama 4 open source.", "attributed"),
        ("According to the press, Llama 4 is open source.", "attributed"),
        ("Llama 4 is marketed as an open-source model.", "attributed"),
        ('Llama 4 is an "open source" model.', "quoted"),
        ("Llama 4 is an open-source model.", ""),
    ],
)
def test_t5_words_of_others_are_attributed(text: str, expected: str) -> None:
    held = said(text)
    assert len(held) <= 1
    assert all(one == f"Llama 4 strong model {expected}".strip() for one in held)
    assert held or "calls" in text


def test_t5_block_quotes_and_code_are_not_the_authors() -> None:
    assert (
        said(
            "> Llama 4 is open source.\n\n```\nLlama 4 is open source.\n```\n\n    Llama 4 is open source.\n"
        )
        == []
    )


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Llama 2 is open source.", "Llama 2"),
        ("Qwen models are open source.", "Qwen (unspecified)"),
        ("Kimi K2 is open source.", "Kimi K2 / K2-Thinking"),
    ],
)
def test_t6_a_claim_binds_to_the_version_named(text: str, family: str) -> None:
    (claim,) = read(text)
    assert claim.subject.row is not None
    assert claim.subject.row.family == family


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The inference code is open source.", ["own strong code"]),
        ("The training code of Kimi K2 is open source.", ["Kimi K2 strong code"]),
        ("Kimi K2 inference code is open source.", ["Kimi K2 strong code"]),
        ("This code repository is licensed under the MIT License.", ["own license code MIT"]),
        ("The weights of Kimi K2 are open source.", ["Kimi K2 strong weights"]),
    ],
)
def test_t7_code_is_apart_from_weights(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We open-source Kimi K2 today.", ["Kimi K2 strong model"]),
        ("We have open-sourced the weights of Kimi K2.", ["Kimi K2 strong weights"]),
        ("We open-sourced our training code.", ["own strong code"]),
        ("We open-source the dataset.", ["own strong data"]),
        ("We open-source our benchmark.", ["own strong benchmark"]),
        ("We open-source a model of the CogVideoX series, CogVideoX-2B.", ["CogVideoX-2B strong model"]),
        ("Kimi K2 has been open-sourced.", ["Kimi K2 strong model"]),
        ("We will open-source Kimi K3 next month.", []),
        ("Please open-source Kimi K2 as well.", []),
        ("We plan to open-source Kimi K2.", ["Kimi K2 strong model planned"]),
        ("Is Kimi K2 open source?", []),
        ("If Kimi K2 is open source, we can look.", []),
    ],
)
def test_t8_verbs_claim_and_plans_do_not(text: str, expected: list[str]) -> None:
    assert [one for one in said(text) if "K3" not in one] == expected


def test_t9_every_place_is_a_claim_of_its_own() -> None:
    text = (
        "---\nlicense: mit\n---\n# Kimi-K2\n\n"
        "![License](https://img.shields.io/badge/License-Apache_2.0-blue)\n\nKimi-K2 is open source.\n"
    )
    held = claims.read(text, "README.md", KIMI, Context.CARD)
    assert [(claim.origin, claim.line) for claim in held] == [
        (Origin.CARD, 2),
        (Origin.BADGE, 6),
        (Origin.SENTENCE, 8),
    ]


def test_t9_metadata_is_read_by_its_name() -> None:
    (claim,) = claims.read('[project]\nname = "x"\nlicense = "MIT"\n', "pyproject.toml")
    assert (claim.origin, claim.line, claim.license) == (Origin.METADATA, 3, "MIT")


@pytest.mark.parametrize(
    ("text", "language", "lowered"),
    [
        ("Kimi K2 是一个开源模型。", "zh", True),
        ("我们正式开源 Kimi K2。", "zh", True),
        ("Kimi K2 は オープンソースモデルです。", "ja", False),
        ("Kimi K2 는 오픈소스 모델입니다.", "ko", True),
        ("Kimi K2 é um modelo de código aberto.", "pt", False),
        ("Kimi K2 es un modelo de código abierto.", "es", False),
        ("Kimi K2 est un modèle à code source ouvert.", "fr", False),
        ("Kimi K2 ist ein quelloffenes Modell.", "de", False),
        ("Kimi K2 adalah model sumber terbuka.", "id", False),
    ],
)
def test_t10_other_languages(text: str, language: str, lowered: bool) -> None:
    (claim,) = read(text)
    assert (claim.subject.name, claim.strength, claim.modality) == (
        "Kimi K2",
        Strength.STRONG,
        Modality.DIRECT,
    )
    assert (claim.language, claim.lowered) == (language, lowered)


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("Kimi K2 可免费商用。", Strength.PERMISSION),
        ("Kimi K2 允许商业使用。", Strength.PERMISSION),
        ("Kimi K2 는 상업적 이용 가능 합니다.", Strength.PERMISSION),
        ("Kimi K2 模型权重采用 MIT 协议。", Strength.LICENSE),
        ("Kimi K2 仅供学术研究。", Strength.RESTRICTION),
    ],
)
def test_t10_permissions_and_licenses_are_not_lowered(text: str, strength: Strength) -> None:
    (claim,) = read(text)
    assert (claim.strength, claim.lowered) == (strength, False)


@pytest.mark.parametrize(
    "text",
    [
        "感谢开源社区对 Kimi K2 的支持。",
        "支持 Kimi K2 的开源框架有很多。",
        "这是一个用于 Kimi K2 的开源工具。",
        "Kimi K2 开源了吗？",
        "Una biblioteca de código abierto para Kimi K2.",
        "Quelloffene Werkzeuge für Kimi K2.",
        "ツール は オープンソースコミュニティ で Kimi K2 を使います。",
    ],
)
def test_t10_other_nouns_in_other_languages(text: str) -> None:
    assert said(text) == []


def test_t10_a_comparison_in_chinese_is_implied() -> None:
    assert said("性能超越其他开源模型。", KIMI) == ["Kimi-K2 strong model implied lowered"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Claude wrote that the parser is open source.", []),
        ("The Gemini spacecraft program is open source history.", []),
        ("Claude 4 is an open-source model.", ["Claude 4 strong model"]),
        ("A bloom filter is open source.", []),
        ("Our llama farm is open source.", []),
    ],
)
def test_t11_plain_words_need_a_second_signal(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("## Open Source Kimi K2 Plan\n\n- [ ] weights\n", []),
        ("## Kimi K2 Model Open Source License\n", []),
        ("## 开源计划\n\n- [ ] 推理代码\n", []),
        ("## Kimi K2\n\nIt is open source.\n", ["Kimi K2 strong model"]),
        ("## Notes\n\nIt is open source.\n", []),
        ("- [ ] We open-source Kimi K2\n", ["Kimi K2 strong model planned"]),
    ],
)
def test_t12_headings_supply_subjects_and_claim_nothing(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "We are not liable for problems arising from the use of the open-source model Kimi K2.",
        "您同意承担由于使用 Kimi K2 开源模型而导致的任何问题。",
        "Risks caused by misuse of the open-source Kimi K2 are yours.",
    ],
)
def test_t13_warnings_are_implied(text: str) -> None:
    (claim,) = read(text)
    assert claim.modality is Modality.IMPLIED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I use the open-source Llama 4 and it crashes at start.", ["Llama 4 strong model casual"]),
        ("Llama 4 is open source. The log is below.", ["Llama 4 strong model casual"]),
        ("Llama 4 is open source, so we can bundle it.", ["Llama 4 strong model"]),
        ("Llama 4 is open source. Change the license field, please.", ["Llama 4 strong model"]),
        ("Llama 4 is MIT licensed.", ["Llama 4 license model MIT"]),
    ],
)
def test_t14_casual_words_in_issues(text: str, expected: list[str]) -> None:
    assert said(text, context=Context.ISSUE) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("llama.cpp is open source.", []),
        ("OpenClaw is open source and runs Llama 4.", []),
        ("Step 3: open source the file.", []),
        ("Falcon 3.0 is an open source web framework.", []),
        ("The minimax algorithm is open source.", []),
        ("fluxcd/flux2 is open source.", []),
        ("Compile with gcc -O3, it is open source.", []),
        ("We use LlamaIndex, an open-source framework.", []),
        ("Claude Monet is open source art.", []),
    ],
)
def test_names_that_are_no_models(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_a_program_called_a_model() -> None:
    (claim,) = [
        one for one in read("OpenClaw is an open-source model from China.") if one.strength is Strength.KIND
    ]
    assert (claim.subject.name, claim.about) == ("OpenClaw", About.MODEL)
    assert not [
        one for one in read("OpenClaw is an agent that calls a model.") if one.strength is Strength.KIND
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Both the code and the model weights are released under the [Modified MIT License](LICENSE).",
            ["Kimi-K2 license weights LicenseRef-modified-MIT", "own license code LicenseRef-modified-MIT"],
        ),
        ("The MIT License applies to this.", []),
        ("## License\n\nThe MIT License\n", ["own license project MIT"]),
        ("## License\n\nMIT\n", ["own license project MIT"]),
        ("## License\n\n[Apache 2.0](LICENSE)\n", ["own license project Apache-2.0"]),
        ("License: MIT\n", ["own license project MIT"]),
        ("Model License: MIT\n", ["Kimi-K2 license model MIT"]),
        ("This project contains code from Acme, which is MIT licensed.", []),
        ("The documentation is licensed under CC BY 4.0.", []),
        ("The dataset is released under CC-BY-NC-4.0.", ["own license data CC-BY-NC-4.0"]),
        ("The weights of the autoencoder are released under Apache 2.0.", []),
        ("Do you know whether it is under the MIT License?", []),
        ("He studied at MIT.", []),
    ],
)
def test_license_names(text: str, expected: list[str]) -> None:
    assert said(text, KIMI) == expected


def test_a_license_name_keeps_its_link() -> None:
    (claim,) = read("This project is licensed under the [MIT License](LICENCE).")
    assert claim.links == ("LICENCE",)


def test_a_license_column_counts_for_the_own_publisher_only() -> None:
    table = "| Model | License |\n| --- | --- |\n| Qwen3-8B | apache-2.0 |\n| Llama 4 | MIT |\n"
    assert said(table, QWEN) == ["Qwen3-8B license model Apache-2.0"]
    assert said(table) == []


def test_a_table_of_models_claims_nothing() -> None:
    assert said("| Model | Kind |\n| --- | --- |\n| Llama 4 | Llama 4 is open source |\n") == []


def test_places_are_lines_of_the_text() -> None:
    text = "# T\n\nFirst words.\nThen Kimi K2 is\nopen source.\n\n<p>\nLlama 4 is open source.\n</p>\n"
    assert [(claim.subject.name, claim.line) for claim in read(text)] == [("Kimi K2", 5), ("Llama 4", 8)]


def test_other_forms_of_pages() -> None:
    rst = (
        "Kimi\n====\n\n`Kimi K2 <https://example.org>`_ is open source.\n\n"
        ".. code-block:: text\n\n   Llama 4 is open source.\n"
    )
    (claim,) = claims.read(rst, "README.rst")
    assert (claim.subject.name, claim.line) == ("Kimi K2", 4)
    page = "<html>\n<script>x = 'Llama 4 is open source.'</script>\n    <p>Kimi K2 is open source.</p>\n"
    (claim,) = claims.read(page, "index.html")
    assert (claim.subject.name, claim.line) == ("Kimi K2", 3)


def test_names_in_code_marks_are_subjects() -> None:
    assert said("`Kimi-K2` is open source.") == ["Kimi-K2 strong model"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Llama 4",
                "open source",
                "is",
                "an",
                "model",
                ",",
                ". ",
                "\n",
                "|",
                "`",
                "**",
                "开源",
                "(",
                ")",
                "MIT",
                "license",
                "<a",
                "![",
                "](",
            ]
        ),
        max_size=60,
    ).map(" ".join)
    | st.text(max_size=200)
)
def test_no_text_makes_it_fail(text: str) -> None:
    for context in Context:
        for path in ("README.md", "x.rst", "x.html"):
            for claim in claims.read(text, path, KIMI, context):
                assert 1 <= claim.line <= text.count("\n") + text.count("\r") + 1
