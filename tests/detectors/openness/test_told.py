"""What a page says of the thing that it presents, of code and data, and of names that nobody knows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.openness import claims, page, sentences
from detectors.openness.model import About, Claim, Modality, Origin, Strength, Subject
from tests.detectors.openness.build import APACHE, RAIL, by_rule, card, judged

MARMOT = Subject("Marmot-7B", None, own=True)


def read(text: str, own: Subject | None = None, path: str = "README.md") -> tuple[Claim, ...]:
    found = claims.read(text, path, own, name="acme/marmot")
    return tuple(one for one in found if one.strength is not Strength.LICENSE)


def said(text: str, own: Subject | None = None, path: str = "README.md") -> list[str]:
    """Each direct claim as "strength about", with the name where it is not the page's own."""
    return [
        f"{one.strength.value} {one.about.value}" + ("" if one.subject.own else f" {one.subject.name}")
        for one in read(text, own, path)
        if one.modality is Modality.DIRECT and not one.negated
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Marmot\n\nMarmot is an open-source burrow planner.",
        "# Marmot\n\nMarmot is a small, open-source planner for burrows.",
        "# Marmot\n\nMarmot is open source and we welcome help.",
        "# Marmot\n\nMarmot is fast, safe and open source.",
        "# Marmot\n\nMarmot plans burrows. It's open source.",
        "# Marmot\n\nThe open source planner in your terminal.",
        "# Marmot\n\nFree, open-source planner",
        "# Marmot\n\nOpen-source, self-hosted platform for burrows.",
        "# Marmot\n\nOpen source alternative to Ferret, and faster.",
        "# Marmot: an open-source planner",
        "# Marmot\n\n## Why\n\n- **Open source**: MIT licensed.",
        "# Marmot\n\n## Why\n\n- Open source under the MIT license",
        "# Marmot\n\n## Why\n\n- Free and open source",
        "# Marmot\n\nAs an open-source project, Marmot needs you.",
        "# Marmot\n\nThis program is free software: you can redistribute it.",
        "# Marmot\n\nMarmot is a planner, offering an open-source alternative to Ferret.",
        "# Marmot\n\nThis is an open-source planner.",
        "# Marmot\n\nOur open-source desktop planner is here.",
        "# Marmot\n\nPlease note that Marmot is an open-source library.",
        "# Marmot 是什么\n\nMarmot 是一个强大的开源规划引擎。",
        "# Marmot\n\nMarmot es un planificador de código abierto.",
    ],
)
def test_the_page_s_own_project(text: str) -> None:
    assert [one.split()[0] for one in said(text)] in (["strong"], ["full"])
    assert {one.about for one in read(text)} <= {About.PROJECT, About.CODE}


@pytest.mark.parametrize(
    "text",
    [
        "# Burrow\n\nThe planner uses Ferret, an open-source library.",
        "# Burrow\n\nFerret is an open-source library.",
        "# Burrow\n\nWe thank the open-source community.",
        "# Burrow\n\nOpen-source projects that use it:",
        "# Burrow\n\n[Open Source](https://a.example) · [Docs](https://b.example)",
        "# Burrow\n\nIt stores much in places like Ferret, which is a fast, open-source store.",
        "# Burrow\n\nWe use our open-source libraries Ferret and Weasel.",
        "# Burrow\n\nBe sure to explore this fantastic open-source project, Ferret.",
        "# Burrow\n\nferret2 is our next-generation open-source library.",
        "# Burrow\n\nSee [Weasel: An Open-Source Library](https://a.example).",
        '# Burrow\n\nRead "Burrow: An Open-Source Model for Holes".',
        "# Burrow\n\nWrite to opensource+burrow@acme.example please.",
        "# Burrow\n\n- [Ferret](https://a.example): This is the parser.\n- Is Burrow open source?",
        "# Burrow\n\n## Open Source Plan\n\n- [ ] Open-source the code",
    ],
)
def test_what_is_not_the_page_s_own(text: str) -> None:
    assert said(text) == []


def test_plain_words_are_no_names() -> None:
    text = "We continue to use open source, and continue an open-source tradition."
    assert claims.read(text, "README.md", name="acme/continue") == ()
    (claim,) = claims.read("Continue is an open-source editor.", "README.md", name="acme/continue")
    assert claim.about is About.PROJECT


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zorblat is a powerful open-source visual language model (VLM).", ["strong model Zorblat"]),
        (
            "We present Zorblat-3, a state-of-the-art open-source speech model with two heads.",
            ["strong model Zorblat-3"],
        ),
        ("Zorblat (a long story) is a family of open-source models.", ["strong model Zorblat"]),
        (
            "It runs the most popular open-source LLMs, including Zorblat, Snark and Boojum.",
            ["strong model Zorblat", "strong model Snark", "strong model Boojum"],
        ),
        ("The field has an open-source model.", []),
    ],
)
def test_models_that_nobody_knows(text: str, expected: list[str]) -> None:
    assert said(text) == expected


def test_a_model_that_nobody_knows_raises_nothing() -> None:
    page_ = "# Marmot\n\nOur model is small.\n\nZorblat is an open-source language model.\n"
    files = {"README.md": card("license: openrail", "tags: [text]", text=page_), "LICENSE": RAIL}
    assert not [one for one in judged(files) if "Zorblat" in one.claim]


def test_an_open_project_says_nothing_of_the_model() -> None:
    page_ = "# Marmot\n\nMarmot is an open-source framework for marmot models.\n"
    files = {"README.md": card("license: openrail", "tags: [text]", text=page_), "LICENSE": RAIL}
    assert not {"A1", "A11", "A17"} & {one.rule for one in judged(files)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Marmot-7B is fully open and trained from scratch.", ["full model"]),
        ("The Marmot-7B-Chat dialog model is open-sourced, too.", ["strong model"]),
        ("This is the largest open-source model for marmots.", ["strong model"]),
        ("We release the first open-source marmot model, Marmot-7B.", ["strong model"]),
        ("Marmot-7B is an open bilingual language model.", ["weak model"]),
        ("Marmot-7B is a small model with open weights.", ["weak weights"]),
        ("We are excited to announce the open-sourcing of Marmot-7B!", ["strong model"]),
        ("We have made Marmot-7B open source.", ["strong model"]),
        ("Release Marmot-7B, fully open-sourced with all weights.", ["full model"]),
        ("- [x] Open-source the base model", ["strong model"]),
        ("- [ ] Open-source the base model", []),
        ("The Marmot-7B open-source model aims to help you; please follow the terms.", []),
        ("Marmot-7B shows state-of-the-art results among open models.", []),
        ("我们将模型参数和配置文件进行了开源。", ["strong weights", "strong model"]),
        ("Marmot-7B 开源模型旨在推动发展。", []),
    ],
)
def test_the_page_s_own_model(text: str, expected: list[str]) -> None:
    assert said(text, MARMOT) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We open-source the Acme/Tracks-150B dataset.", ["strong data"]),
        ("The training data for it, termed Tracks, is also open-sourced.", ["strong data"]),
        ("We open-source the training code of the tracker.", ["strong code"]),
        ("We are excited to open-source our tuning stacks.", ["strong code"]),
        ("We also open-sourced our evaluation set.", ["strong data"]),
        ("With every line of code open-sourced, you can look.", ["strong code"]),
        ("All the code in this repository outside of `src/pro` is open-source.", ["strong code"]),
        ("# Tracks: an Open Dataset with Many Tracks", ["weak data"]),
        ("我们开源了约500条样本组成的benchmark。", ["strong benchmark"]),
        ("本仓库的代码依照 Apache-2.0 协议开源。", ["strong code"]),
    ],
)
def test_code_and_data(text: str, expected: list[str]) -> None:
    assert said(text, MARMOT) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Marmot-7B can be used for commercial purposes.", ["permission model"]),
        (
            (
                "Marmot-7B is a model trained on our own platform in three long years that"
                " is licensed for commercial use."
            ),
            ["permission model"],
        ),
        ("Marmot-7B is intended for commercial and research use.", ["permission model"]),
        ("Marmot-7B is free for personal, academic and commercial use.", ["permission model"]),
        ("Marmot-7B can be used for both commercial and non-commercial purposes.", ["permission model"]),
        (
            "While commercial use is permitted under the terms of the license, mind the risks.",
            ["permission model"],
        ),
        ("## License\n\nFree for commercial use.", ["permission project"]),
        ("The model is intended for research and development purposes only.", ["restriction model"]),
        (
            "Models trained using the data should not be used outside of research purposes.",
            ["restriction model"],
        ),
        ("We are releasing Marmot-7B, a marmot model, for research purposes:", ["restriction model"]),
        ("You may not use the model for commercial purposes.", ["restriction model"]),
        ("Marmot-7B was developed for research purposes.", []),
        ("Marmot-7B is also at marmot.example.com for non-commercial use.", []),
        ("The weights are under a mixture of non-commercial and commercial licenses.", []),
        ("The tool runs in a permissive Docker container.", []),
        ("Este proyecto es únicamente para fines académicos.", ["restriction project"]),
        ("本项目仅供学术研究使用。", ["restriction project"]),
        ("이 모델은 학술 목적으로만 사용 가능합니다.", ["restriction model"]),
    ],
)
def test_what_is_allowed_and_limited(text: str, expected: list[str]) -> None:
    assert said(text, MARMOT) == expected


def test_the_license_of_another_model_limits_that_one() -> None:
    assert said("Due to the original non-commercial license of Llama 2, we release deltas.", MARMOT) == [
        "restriction model Llama 2"
    ]


def test_columns_that_say_who_may_sell() -> None:
    table = (
        "| Model | Commercial use? |\n| --- | --- |\n| Marmot-7B | Yes |\n| Marmot-7B-Chat | No |\n"
        "| Notes | Yes |\n"
    )
    found = read(table, MARMOT)
    assert [(one.strength, one.origin, one.line) for one in found] == [
        (Strength.PERMISSION, Origin.TABLE, 3),
        (Strength.RESTRICTION, Origin.TABLE, 4),
    ]
    limited = "| Model | License |\n| --- | --- |\n| Marmot-7B | Non-commercial |\n"
    assert Strength.RESTRICTION in {one.strength for one in read(limited, MARMOT)}


def test_b10_a_purpose_alone_takes_no_right_away() -> None:
    purpose = "# Marmot\n\nOur model is released for research purposes.\n"
    assert not by_rule("B10", {"README.md": card("license: mit", "tags: [text]", text=purpose)})
    only = "# Marmot\n\nOur model is for research purposes only.\n"
    assert by_rule("B10", {"README.md": card("license: mit", "tags: [text]", text=only)})


def test_a_closed_model_is_not_called_open_by_what_replaces_it() -> None:
    assert judged({"README.md": "# Marmot\n\nAn open source ChatGPT-alternative.\n", "LICENSE": APACHE}) == ()


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("# Marmot & Burrow\n", ("Marmot", "Burrow", "den")),
        ("# 🎉 Welcome to Marmot: a planner\n", ("Marmot", "den")),
        ("# Installation\n", ("den",)),
        ('<h1 align="center">Marmot</h1>\n\n<p>Words.</p>\n', ("Marmot", "den")),
    ],
)
def test_names_of_a_page(title: str, names: tuple[str, ...]) -> None:
    assert page.of(sentences.read(title + "\nWords.\n", "README.md"), "acme/den").names == names


def test_a_page_in_a_folder_names_nothing_of_the_repository() -> None:
    text = "# Ferret\n\nFerret is an open-source tool.\n\nThe open source tool for you.\n"
    assert said(text, path="examples/ferret/README.md") == []
    assert page.of(sentences.read(text, "docs/a.md"), "acme/ferret", "docs/a.md").names == (
        "Ferret",
        "ferret",
    )


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Marmot",
                "is",
                "open source",
                "an",
                "our",
                "this",
                ",",
                ":",
                "and",
                "as",
                "with",
                "model",
                "(",
                ")",
                "weights",
                "for research purposes",
                "commercial use",
                "it's",
                "'s",
                "**",
                "\n\n",
                "# ",
                "- ",
                "开源",
                "我们",
                "将",
                "of",
                "— ",
            ]
        ),
        max_size=50,
    ).map(" ".join)
)
def test_no_text_makes_it_fail(text: str) -> None:
    for own in (None, MARMOT):
        for claim in claims.read(text, "README.md", own, name="acme/marmot"):
            assert 1 <= claim.line <= text.count("\n") + 1
