"""Rule A16: a program that is called a model, and a model that is called a program."""

from __future__ import annotations

import pytest

from detectors.model import Severity
from tests.detectors.openness.build import of_text


def a16(text: str) -> list[str]:
    return [raised.claim for raised in of_text(text) if raised.rule == "A16"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("OpenClaw is an open-source large language model.", "OpenClaw a model. It is a program"),
        ("llama.cpp is a language model by volunteers.", "llama.cpp a model. It is a program"),
        ("Qwen3-8B is a web framework for Python.", "It is a model of Alibaba, under Apache License 2.0"),
        ("DeepSeek-R1 is an open-source agent framework.", "It is a model of DeepSeek, under MIT License"),
        ("Llama 4 is a fast inference engine.", "It is a model of Meta, under Llama 4 Community License"),
    ],
)
def test_what_is_called_something_else_than_it_is(text: str, name: str) -> None:
    [raised] = [one for one in of_text(text) if one.rule == "A16"]
    assert raised.severity is Severity.WARNING
    assert name in raised.claim
    assert raised.wording


@pytest.mark.parametrize(
    "text",
    [
        "OpenClaw is a personal assistant that runs any model.",
        "OpenClaw is a model for how agents should work together.",
        "llama.cpp is an LLM inference engine.",
        "ChatGPT is a desktop app.",
        "Claude is a coding tool for us.",
        "Gemini CLI is a command-line tool.",
        "Kimi K2 is an agent that plans.",
        "GLM-4.5 is a foundation model for agent frameworks.",
        "Qwen3-8B is the engine of our application.",
        "Is Qwen3-8B a web framework?",
        "Our tool is a web framework with Qwen3-8B.",
        "They said that Qwen3-8B is a model.",
        "Falcon 3.0 is a web framework.",
    ],
)
def test_what_is_called_what_it_is(text: str) -> None:
    assert a16(text) == []
