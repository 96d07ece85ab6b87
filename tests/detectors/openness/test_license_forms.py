"""Ways in which pages give licenses, each in words of our own."""

from __future__ import annotations

import pytest

from detectors.model import TextFile
from detectors.openness import claims, owned, release
from detectors.openness.model import Origin, Strength

NAME = "alpine-ai/marmot"


def said(text: str, path: str = "README.md", *, own: bool = True) -> set[tuple[str, str, str]]:
    """What the licenses of a page are given to: the name (empty for the page's), what of it, and the id."""
    subject = release.own_subject(NAME, is_model=True) if own else None
    found = claims.read(text, path, subject, name=NAME)
    return {
        ("" if one.subject.own else one.subject.name, str(one.about), one.license)
        for one in found
        if one.strength is Strength.LICENSE
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A name in brackets says the one before it again.
        ("The code is under the Apache License, Version 2.0 (Apache 2.0).", {("", "code", "Apache-2.0")}),
        (
            "We changed the license of the project from MIT to the Apache 2.0 license.",
            {("", "project", "Apache-2.0")},
        ),
        ("Relicensed from GPL-3.0 to MIT.", {("", "project", "MIT")}),
        ("GLOF open data is published under CC BY 4.0.", {("GLOF", "data", "CC-BY-4.0")}),
        ("With MIT-licensed weights, Marmot runs anywhere.", {("", "weights", "MIT")}),
        (
            "Speech comes from it, using MIT-Licensed Ibex Voice 2 in many tongues.",
            {("Ibex Voice 2", "project", "MIT")},
        ),
        ("Talk to your hut by marmot, an Apache V2 open-source project.", {("", "project", "Apache-2.0")}),
        (
            "- **[Ibex Mobile (MIT Licensed)](https://ibex.example):** the app.",
            {("Ibex Mobile", "project", "MIT")},
        ),
        ("## License\n\nPlease strictly follow Llama-2's license.", {("Llama-2", "model", "")}),
        (
            "## License\n\nMarmot 是开放的。使用时请严格遵守Llama-2的开源许可协议。",
            {("Llama-2", "model", "")},
        ),
    ],
)
def test_sentences(text: str, expected: set[tuple[str, str, str]]) -> None:
    assert said(f"# Marmot\n\n{text}\n") == expected


def test_a_program_that_is_used_by_the_page_is_not_the_page() -> None:
    assert said("# Marmot\n\nBuilt with MIT-licensed libraries.\n") == set()
    assert said("# Marmot\n\nIbex, an Apache 2.0 open-source project, inspired us.\n") == set()


def test_files_are_named_after_their_licenses() -> None:
    text = "# Marmot\n\n## License\n\n"
    text += "The code is under [LICENSE-MIT](LICENSE-MIT) or [LICENSE-APACHE](LICENSE-APACHE).\n"
    assert said(text) == {("", "code", "MIT"), ("", "code", "Apache-2.0")}


def test_files_of_parts_speak_for_their_parts() -> None:
    text = (
        "# Marmot\n\n## License\n\nThe code is under the MIT License.\n\n"
        "See the [LICENSE-CODE](LICENSE-CODE) and [LICENSE-MODEL](LICENSE-MODEL) for more details.\n"
    )
    assert said(text) == {("", "code", "MIT"), ("", "code", ""), ("", "weights", "")}


def test_a_license_among_the_properties_of_a_model_is_the_models() -> None:
    text = (
        "# Marmot\n\n## Details\n\n- **Model type:** Decoder\n- **Languages:** Romansh\n- **License:** MIT\n"
    )
    assert said(text, own=False) == {("", "model", "MIT")}
    assert said("# Marmot\n\n## Details\n\n- **Version:** 2\n- **License:** MIT\n", own=False) == {
        ("", "project", "MIT")
    }


def test_a_table_of_data_gives_each_its_license() -> None:
    text = (
        "# Marmot\n\n## License\n\n| Artifact | License |\n|---|---|\n"
        "| Old mountain corpora (Ibex) | CC0 |\n| Weather dataset | CC-BY-4.0 |\n"
    )
    assert said(text) == {
        ("Old mountain corpora (Ibex)", "data", "CC0-1.0"),
        ("Weather dataset", "data", "CC-BY-4.0"),
    }


def test_users_of_code_and_weights_are_sent_to_the_license() -> None:
    text = "# Marmot\n\n## License\n\n"
    text += "You are free to use the code and model weights of Marmot. See our [LICENSE](LICENSE).\n"
    assert {("", "code", ""), ("", "weights", "")} <= said(text)


def test_a_permission_goes_with_all_that_got_the_license() -> None:
    text = "# Marmot\n\n"
    text += "Our code and weights are under the MIT license, and can be used for commercial purposes.\n"
    found = claims.read(text, "README.md", release.own_subject(NAME, is_model=True), name=NAME)
    assert {str(one.about) for one in found if one.strength is Strength.PERMISSION} == {"code", "weights"}


def test_the_front_matter_of_a_card_in_a_folder() -> None:
    card = "---\nlicense: apache-2.0\n---\n# Ibex\n"
    (claim,) = claims.read(card, "models/ibex/README.md", None, name=NAME)
    assert (claim.license, claim.origin, claim.subject.own, claim.line) == (
        "apache-2.0",
        Origin.METADATA,
        False,
        2,
    )


def test_a_quote_below_the_title_presents_the_page() -> None:
    assert said("# Marmot\n\n> **Marmot** is a model. Marmot is released under the MIT License.\n") == {
        ("", "model", "MIT")
    }
    assert said("# Marmot\n\n## Voices\n\n> Ibex is under the MIT License, they say.\n") == set()


@pytest.mark.parametrize(
    ("line", "shows"),
    [
        ("Marmot-2 is a multi-modal foundation model for weather in the high mountains.", True),
        ("Marmot is a family of open language models that know the weather in the Alps.", True),
        (
            "An inference library for [Marmot-82M](https://huggingface.co/alpine-ai/Marmot-82M).",
            True,
        ),
        (
            "An inference library for [Ibex-82M](https://huggingface.co/alpine-ai/Ibex-82M).",
            False,
        ),
        ("Marmot is a library for serving models in the cold huts of the high mountains.", False),
        ("Marmot is a model server for huts, and it runs what other people publish.", False),
        ("Ibex is a foundation model for weather, and it can be called with these scripts.", False),
    ],
)
def test_the_first_lines_define_a_model(line: str, shows: bool) -> None:
    page = TextFile("README.md", f"# Marmot\n\n{line}\n", "head")
    assert (owned.shown(NAME, [page], ["README.md"]) is not None) is shows


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Attribution 4.0 International", "CC-BY-4.0"),
        ("Attribution-ShareAlike 4.0", "CC-BY-SA-4.0"),
        ("Attribution-NoDerivatives 4.0", "CC-BY-ND-4.0"),
        ("Attribution-NonCommercial 4.0", "CC-BY-NC-4.0"),
        ("Attribution-NonCommercial-ShareAlike 4.0 International", "CC-BY-NC-SA-4.0"),
        ("Attribution-NonCommercial-NoDerivatives 4.0", "CC-BY-NC-ND-4.0"),
    ],
)
def test_the_long_names_of_creative_commons_are_told_apart(name: str, expected: str) -> None:
    assert said(f"The data is licensed under a Creative Commons {name} license.") == {("", "data", expected)}


@pytest.mark.parametrize(
    "text",
    [
        "Portions derived from open-source projects are licensed under Apache 2.0.",
        "Some parts of the code are licensed under the MIT License.",
        "Files under third_party/ are licensed under the BSD license.",
        "The sampler is adapted from another project and licensed under MIT.",
    ],
)
def test_the_license_of_a_part_from_elsewhere_is_not_the_projects(text: str) -> None:
    assert said(text) == set()


def test_what_another_model_was_used_for_is_not_said_of_it() -> None:
    text = (
        "* [Ibex](https://ibex.example/ibex). 在10万个通过让ChatGPT自聊生成的对话上进行训练的开源聊天模型。"
    )
    assert not [one for one in claims.read(text, "README.md") if one.subject.name == "ChatGPT"]
