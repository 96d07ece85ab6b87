"""Which model a text names, and where."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from detectors.openness import matching
from detectors.openness.matching import Kind
from detectors.openness.model import Reason, Verdict
from detectors.openness.registry import registry

MATCHES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "matches.yaml").read_text(encoding="utf-8")
)
#: Parts of names and of what stands around them: what makes patterns fit, nearly fit and overlap.
PARTS = sorted({part for row in registry().rows for part in re.findall(r"[a-z0-9.]+", row.family.lower())})


def named(text: str, kind: Kind = "prose") -> list[tuple[str, str]]:
    return [(mention.name, mention.row.family) for mention in matching.find(text, kind)]


@pytest.mark.parametrize(
    "case", MATCHES, ids=lambda case: f"{case['text'][:60]} {case.get('kind', '')}".strip()
)
def test_a_name_resolves_to_its_row(case: dict[str, Any]) -> None:
    row = matching.first(case["text"], case.get("kind", "prose"))
    assert (row and row.family, row and row.verdict.value) == (case["family"], case["verdict"])


def test_the_list_of_names_is_whole() -> None:
    assert len(MATCHES) >= 350


@pytest.mark.parametrize(
    ("name", "family", "verdict"),
    [
        ("Qwen 3", "Qwen3", Verdict.OPEN_WEIGHTS_OSI_LICENSE),
        ("Qwen/Qwen3-8B", "Qwen3", Verdict.OPEN_WEIGHTS_OSI_LICENSE),
        ("Qwen3.5", "Qwen3.5", Verdict.OPEN_WEIGHTS_OSI_LICENSE),
        ("Qwen3-Coder-Next", "Qwen3-Coder-Next", Verdict.OPEN_WEIGHTS_OSI_LICENSE),
        ("Qwen3-Max-Thinking", "Qwen3-Max / Max-Thinking", Verdict.CLOSED),
        ("DeepSeek V3", "DeepSeek-V3 (Dec 2024)", Verdict.OPEN_WEIGHTS_RESTRICTED),
        ("DeepSeek-V3.2", "DeepSeek-V3.2", Verdict.OPEN_WEIGHTS_OSI_LICENSE),
        ("DeepSeek R1", "DeepSeek-R1", Verdict.OPEN_WEIGHTS_OSI_LICENSE),
        ("MiniMax M2.7", "MiniMax M2.7", Verdict.OPEN_WEIGHTS_RESTRICTED),
        ("Kimi K2", "Kimi K2 / K2-Thinking", Verdict.OPEN_WEIGHTS_RESTRICTED),
        ("moonshotai/Kimi-K2.5", "Kimi K2.5", Verdict.OPEN_WEIGHTS_RESTRICTED),
        ("GLM-4.5", "GLM-4.5 / Air", Verdict.OPEN_WEIGHTS_OSI_LICENSE),
        ("Nemotron 3 Super", "Nemotron 3 Super", Verdict.OPEN_WEIGHTS_RESTRICTED),
        ("nvidia/NVIDIA-Nemotron-3-Super-120B-A12B", "Nemotron 3 Super", Verdict.OPEN_WEIGHTS_RESTRICTED),
        ("Llama 4", "Llama 4", Verdict.OPEN_WEIGHTS_RESTRICTED),
        ("meta-llama/Llama-4-Scout-17B-16E", "Llama 4", Verdict.OPEN_WEIGHTS_RESTRICTED),
        ("Mistral Small 4", "Mistral Small 4", Verdict.OPEN_WEIGHTS_OSI_LICENSE),
        ("gpt-oss", "gpt-oss", Verdict.OPEN_WEIGHTS_OSI_LICENSE),
        ("openai/gpt-oss-20b", "gpt-oss", Verdict.OPEN_WEIGHTS_OSI_LICENSE),
        ("gpt-oss-safeguard", "gpt-oss-safeguard", Verdict.OPEN_WEIGHTS_OSI_LICENSE),
        ("Stepfun", "StepFun (unspecified)", Verdict.UNKNOWN),
        ("stepfun-ai/Step-3.5-Flash", "Step-3.5-Flash", Verdict.OPEN_WEIGHTS_OSI_LICENSE),
        ("OpenClaw", "OpenClaw", Verdict.NOT_A_MODEL),
        ("ChatGPT", "ChatGPT / GPT-3.5 / 4 / 5", Verdict.CLOSED),
        ("Claude", "Claude", Verdict.CLOSED),
        ("Claude Sonnet 4.5", "Claude", Verdict.CLOSED),
        ("Gemini", "Gemini", Verdict.CLOSED),
        ("gemini-2.5-pro", "Gemini", Verdict.CLOSED),
        ("https://ollama.com/library/gemma:2b", "Gemma 1-3", Verdict.OPEN_WEIGHTS_RESTRICTED),
        ("ollama/llama3.2:3b", "Llama 3.2", Verdict.OPEN_WEIGHTS_RESTRICTED),
        ("hf.co/Qwen/Qwen2.5-3B/tree/main?x=1", "Qwen2.5-3B", Verdict.OPEN_WEIGHTS_RESTRICTED),
        ("  Llama 4\n", "Llama 4", Verdict.OPEN_WEIGHTS_RESTRICTED),
    ],
)
def test_well_known_models_resolve(name: str, family: str, verdict: Verdict) -> None:
    row = matching.resolve(name)
    assert row is not None
    assert (row.family, row.verdict) == (family, verdict)


@pytest.mark.parametrize(
    "name", ["", " ", "marmot-7b", "Claude Monet", "fluxcd/flux2", "the llama farm", "-/-"]
)
def test_other_names_do_not(name: str) -> None:
    assert matching.resolve(name) is None


def test_a_sentence_may_name_several_models() -> None:
    text = "We tried Qwen3-8B, Llama 4 and DeepSeek-V3.2 (not GPT-4o)."
    assert named(text) == [
        ("Qwen3-8B", "Qwen3"),
        ("Llama 4", "Llama 4"),
        ("DeepSeek-V3.2", "DeepSeek-V3.2"),
        ("GPT-4o", "ChatGPT / GPT-3.5 / 4 / 5"),
    ]


def test_a_place_is_told_in_the_text_as_it_was_written() -> None:
    text = "Überall läuft „**Ｌlama\u00a04**“, sagt man."
    (mention,) = matching.find(text)
    assert text[mention.start : mention.end] == "Ｌlama\u00a04"
    assert mention.row.family == "Llama 4"


def test_names_are_found_where_words_have_no_spaces() -> None:
    assert named("Qwen3和Llama-4都是开源的，DeepSeek-R1也是。") == [
        ("Qwen3", "Qwen3"),
        ("Llama-4", "Llama 4"),
        ("DeepSeek-R1", "DeepSeek-R1"),
    ]


def test_a_name_may_be_wrapped() -> None:
    text = "All answers come from DeepSeek\n  V3.2 here."
    (mention,) = matching.find(text)
    assert text[mention.start : mention.end] == "DeepSeek\n  V3.2"


def test_list_items_paragraphs_and_cells_are_read_apart() -> None:
    assert named("- Qwen\n- 3 of them\n\nLlama\n\n4 models\n\n| Kimi | K2 |") == [
        ("Qwen", "Qwen (unspecified)")
    ]


def test_lines_may_end_as_on_windows() -> None:
    assert named("about Qwen\r\n\r\n3 of them") == [("Qwen", "Qwen (unspecified)")]


def test_a_list_of_first_names_names_no_model() -> None:
    assert named("Thanks to\n\n- Claude\n- Gemma\n- Kimi") == []
    assert named("Claude") == [("Claude", "Claude")]


def test_a_link_is_read_apart_from_its_sentence() -> None:
    text = "Our [Llama](https://hub.example/deepseek-ai/DeepSeek-R1) is open source."
    assert named(text) == [("Llama", "Llama (unspecified)"), ("DeepSeek-R1", "DeepSeek-R1")]


def test_the_owner_of_an_id_is_no_mention() -> None:
    assert named("base: deepseek-ai/DeepSeek-V3 or Qwen/Qwen3-8B") == [
        ("DeepSeek-V3", "DeepSeek-V3 (Dec 2024)"),
        ("Qwen3-8B", "Qwen3"),
    ]
    assert named("see MiniMaxAI/MiniMax-M2 there") == [("MiniMax-M2", "MiniMax M2")]
    assert [family for _, family in named("Llama/Qwen models")] == [
        "Llama (unspecified)",
        "Qwen (unspecified)",
    ]


def test_a_derivative_is_not_its_base() -> None:
    text = "deepseek-ai/DeepSeek-R1-Distill-Llama-8B"
    assert named(f"We serve {text} here") == [("DeepSeek-R1-Distill-Llama-8B", "DeepSeek-R1-Distill-Llama")]


@pytest.mark.parametrize(
    ("text", "kind", "reason", "signal"),
    [
        ("We use Qwen3 here", "prose", Reason.PATTERN, ""),
        ("claude", "model_id", Reason.MODEL_ID, ""),
        ("Claude", "prose", Reason.ALONE, ""),
        ("Ask Claude 3.5 about it", "prose", Reason.VERSION, "3"),
        ("we tried the Pythia 12B run", "prose", Reason.VERSION, "1"),
        ("the 12B run of Pythia", "prose", Reason.SIZE, "12b"),
        ("written with Claude by Anthropic", "prose", Reason.CONTEXT, "anthropic"),
        ("any Claude model will do", "prose", Reason.MODEL_WORD, "model"),
        ("they say Llama is really open source", "prose", Reason.CLAIM, "is-really-open-source"),
        ("the open-source Llama of theirs", "prose", Reason.CLAIM, "open-source"),
        ("the meta-llama of theirs", "prose", Reason.INSIDE, "meta-llama"),
    ],
)
def test_a_mention_says_why_it_counts(text: str, kind: Kind, reason: Reason, signal: str) -> None:
    (mention,) = matching.find(text, kind)
    assert (mention.reason, mention.signal) == (reason, signal)


@pytest.mark.parametrize(
    "text",
    [
        "Claude wrote this",
        "Claude, model student of the year",
        "We met Llama. The model left.",
        "Claude Shannon and the model of communication",
        "Gemini 3 years later",
        "the Gemini spacecraft model",
        "I asked Gemini; the api broke",
    ],
)
def test_a_plain_word_without_a_signal_is_no_model(text: str) -> None:
    assert named(text) == []


@given(st.text(max_size=300), st.sampled_from(["prose", "model_id"]))
def test_any_text_can_be_read(text: str, kind: Kind) -> None:
    spans = [(mention.start, mention.end) for mention in matching.find(text, kind)]
    assert spans == sorted(spans)


@given(
    st.lists(
        st.tuples(st.sampled_from(PARTS), st.sampled_from(["-", " ", "/", "", ". ", "\n\n", "](", ":", "é"]))
    )
)
def test_mentions_stand_where_they_say_and_apart(parts: list[tuple[str, str]]) -> None:
    text = "".join(part + joint for part, joint in parts)
    end = 0
    for mention in matching.find(text):
        assert end <= mention.start < mention.end <= len(text)
        assert all(word in text for word in mention.name.split())
        end = mention.end


@given(st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from(["-", "/", ""])), max_size=12))
def test_the_first_look_overlooks_no_row(parts: list[tuple[str, str]]) -> None:
    text = "".join(part + joint for part, joint in parts)
    possible = set(matching.possible_rows(text))
    assert {row for row in registry().rows if re.search(row.pattern, text, re.ASCII)} <= possible


@pytest.mark.parametrize(
    "bomb",
    [
        "llama " * 20_000,
        "llama" * 20_000,
        "llama/" * 20_000,
        "🦙llama" * 20_000,
        "qwen2.5-" + "a" * 100_000,
        "qwen2.5" + "-a" * 50_000,
        "claude 3 years " * 6_000,
        "](" * 50_000,
        "\n" * 100_000,
        ("\n" + " " * 99) * 1_000,
        "a" + "\u0301\u0323" * 50_000,
        "https://" * 12_000,
        "a." * 50_000,
        "cohere " * 14_000,
        "groq/" * 20_000,
    ],
    ids=lambda bomb: repr(bomb[:12]),
)
def test_a_text_made_to_be_slow_is_read_to_its_end(bomb: str) -> None:
    assert named(f"{bomb}\n\nWe use Qwen3-8B.")[-1] == ("Qwen3-8B", "Qwen3")
    matching.find(bomb, "model_id")


def test_no_pattern_fits_nothing() -> None:
    for row in registry().rows:
        assert not re.search(row.pattern, ""), row.family
