"""Wordings of openness and of terms: each with its subject, and beside one that says less."""

from __future__ import annotations

import pytest

from detectors.model import TextFile
from detectors.openness import claims, metadata, owned
from detectors.openness.model import About, Modality, Strength
from detectors.openness.release import own_subject

OWN = own_subject("alpine/marmot", is_model=True)


def said(line: str) -> list[tuple[Strength, About]]:
    found = claims.read(f"# Marmot\n\n{line}\n", "README.md", OWN, name="alpine/marmot")
    return [(one.strength, one.about) for one in found if one.modality is Modality.DIRECT]


@pytest.mark.parametrize(
    ("line", "strength", "about"),
    [
        ("This open version is no product.", Strength.WEAK, About.MODEL),
        ("To use it with the open weights:", Strength.WEAK, About.WEIGHTS),
        ("The code loads public Marmot checkpoints.", Strength.WEAK, About.WEIGHTS),
        ("Marmot is Alpine's open-source speech model.", Strength.STRONG, About.MODEL),
        ("> **Note**: Marmot is an open-source speech model.", Strength.STRONG, About.MODEL),
        (
            "Under it, our models are available for broad use by commercial entities.",
            Strength.PERMISSION,
            About.MODEL,
        ),
        ("Our models are open to commercial users.", Strength.PERMISSION, About.MODEL),
        ("The model is under a research-purposes-only license.", Strength.RESTRICTION, About.MODEL),
        ("The weights are available only for academic research.", Strength.RESTRICTION, About.WEIGHTS),
        ("本开源模型可以下载。", Strength.STRONG, About.MODEL),
        ("您可以出于商业目的修改和使用模型。", Strength.PERMISSION, About.MODEL),
    ],
)
def test_a_wording_claims(line: str, strength: Strength, about: About) -> None:
    assert said(line) == [(strength, about)]


@pytest.mark.parametrize(
    "line",
    [
        "> They say that it is an open-source speech model.",
        "It loads open weights of many houses.",
        "An open version of the question stays open.",
    ],
)
def test_what_others_say_or_have_claims_nothing(line: str) -> None:
    assert said(line) == []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", '[project]\nname = "marmot"\nlicense = { file = "LICENSE" }\n'),
        ("Cargo.toml", '[package]\nname = "marmot"\nlicense-file = "LICENSE"\n'),
    ],
)
def test_metadata_may_name_a_file_and_no_license(path: str, text: str) -> None:
    (claim,) = metadata.read(text, path)
    assert (claim.strength, claim.license, claim.line) == (Strength.LICENSE, "", 3)


@pytest.mark.parametrize(
    ("line", "shows"),
    [
        ("All the code and weights are provided under the MIT license.", True),
        ("Models are uploaded to [the hub](https://huggingface.co/alpine-ai).", True),
        ("Models are uploaded to [the hub](https://huggingface.co/meta-llama).", False),
        ("[base](https://files.example.org/marmot_models/2026/base.zip)", True),
        ("[base](https://files.example.org/ibex_models/2026/base.zip)", False),
    ],
)
def test_a_page_shows_weights_of_its_own(line: str, shows: bool) -> None:
    page = TextFile("README.md", f"# Marmot\n\nMarmot is a family of models.\n\n{line}\n", "head")
    assert (owned.shown("alpine-ai/marmot", [page], ["README.md"]) is not None) is shows


def test_pages_with_words_of_the_title_show_a_family() -> None:
    names = ("alpine-marmot-7b", "alpine-ibex-2-7b", "alpine-marmot-13b-gguf")
    page = "".join(f"https://huggingface.co/weather/{name}\n" for name in names)
    file = TextFile("README.md", f"# Models\n\n{page}", "head")
    assert owned.shown("x/Alpine-Ibex-Marmot", [file], ["README.md"]) is not None
    assert owned.shown("x/Vole", [file], ["README.md"]) is None
