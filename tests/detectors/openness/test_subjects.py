from __future__ import annotations

import pytest

from detectors.openness import subjects
from detectors.openness.matching import resolve
from detectors.openness.model import About, Context, Subject

V3 = Subject("DeepSeek-V3", resolve("DeepSeek-V3"), own=True)


def named(text: str, own: Subject | None = None) -> list[tuple[str, bool]]:
    held = subjects.candidates(text, own, Context.README)
    return [(one.subject.name, one.subject.own) for one in held if one.named and one.subject]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We serve Qwen3-8B and Kimi K2.", ["Qwen3-8B", "Kimi K2"]),
        ("FLUX.1 [dev] draws", ["FLUX.1 [dev]"]),
        ("Claude 4 and Llama 4", ["Claude 4", "Llama 4"]),
        ("GLM-4.5は強い", ["GLM-4.5"]),
        ("llm_llama_qwen3 and Chinese-Llama-2 and Kimi K2", ["Kimi K2"]),
        ("Kimi K2 is under the DeepSeek Model License", ["Kimi K2"]),
        ("qwen.cpp and Qwen-Agent for the Qwen model", ["Qwen"]),
    ],
)
def test_names_as_written(text: str, expected: list[str]) -> None:
    assert [name for name, _ in named(text)] == expected


@pytest.mark.parametrize(
    ("name", "ours"),
    [
        ("DeepSeek-V3", True),
        ("DeepSeek-V3-Base", True),
        ("deepseek-ai/DeepSeek-V3", True),
        ("DeepSeek-V3.2", False),
        ("DeepSeek-R1", False),
    ],
)
def test_the_own_model_and_its_sizes(name: str, ours: bool) -> None:
    assert subjects.is_own(name, V3) is ours


def test_a_name_that_the_registry_does_not_know() -> None:
    own = Subject("Zorblat-7B", None, own=True)
    assert named("Zorblat-7B-Chat is out", own) == [("Zorblat-7B", True)]


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("our model", About.MODEL),
        ("the model weights", About.WEIGHTS),
        ("this code repository", About.CODE),
        ("the training data", About.DATA),
        ("this project", About.PROJECT),
        ("the code in this repository", About.CODE),
    ],
)
def test_what_the_words_are_about(text: str, about: About) -> None:
    (one,) = subjects.candidates(text, V3, Context.README)
    assert (one.about, one.subject is not None and one.subject.own) == (about, True)


@pytest.mark.parametrize("text", ["a library", "the documentation", "other models", "the original code"])
def test_what_is_not_the_repositorys(text: str) -> None:
    assert not [one for one in subjects.candidates(text, V3, Context.README) if one.subject is not None]


def test_the_model_is_nobodys_in_a_readme_without_one() -> None:
    assert not subjects.candidates("the model is good", None, Context.README)
    assert subjects.candidates("the model is good", None, Context.CARD)
    assert not subjects.candidates("our model is good", None, Context.ISSUE)


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("The weights of Qwen3 are", About.WEIGHTS),
        ("Tools for Qwen3 are", None),
        ("A model trained on Qwen3 is", None),
        ("The training code of Qwen3 is", About.CODE),
        ("Qwen3 is", About.MODEL),
        ("The Qwen3 community is", None),
    ],
)
def test_what_a_name_stands_for(text: str, about: About | None) -> None:
    (one,) = [one for one in subjects.candidates(text, None, Context.README) if one.named]
    assert subjects.of_what(text, one) is about


def test_a_heading_supplies_one_model() -> None:
    subject = subjects.of_heading(("Models", "Kimi K2"), None)
    assert subject is not None
    assert subject.name == "Kimi K2"
    assert subjects.of_heading(("Kimi K2 and Llama 4",), None) is None
    assert subjects.of_heading(("Notes",), None) is None
