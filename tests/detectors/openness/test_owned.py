"""Which repositories publish a model of their own, and what shows it."""

from __future__ import annotations

import pytest

from detectors.model import TextFile
from detectors.openness import owned, release
from tests.detectors.openness.build import MIT, RAIL, published

MARMOT = "# Marmot\n\nMarmot answers every question about the weather in the mountains.\n\n"
PROGRAM = "# Marmot\n\nMarmot is a fast command-line agent for forecasts in your terminal.\n\n"


def shown(text: str = MARMOT, name: str = "alpine-ai/marmot", *paths: str) -> str:
    """The place of what shows a model, empty for none."""
    pages = [TextFile("README.md", text, "head")]
    evidence = owned.shown(name, pages, ["README.md", *paths])
    return evidence.place if evidence else ""


@pytest.mark.parametrize(
    "line",
    [
        "Weights: https://huggingface.co/alpine-ai/marmot-7b",
        "Weights: https://huggingface.co/alpineai/Marmot-7B-Chat",
        "Weights: https://modelscope.cn/models/alpine/marmot_7b/summary",
        'model = AutoModel.from_pretrained("alpine-ai/marmot-7b")',
        "[small](https://files.example.org/marmot/marmot_small.pth)",
        "Put https://files.example.org/marmot/checkpoints_v2.zip into a folder.",
        "The model weights are released under the license beside this file.",
        "- We release the Marmot checkpoints (7B, 13B).",
    ],
)
def test_a_page_that_names_its_own_weights_shows_a_model(line: str) -> None:
    assert shown(MARMOT + line + "\n") == "README.md:5"


@pytest.mark.parametrize(
    "line",
    [
        "It calls https://huggingface.co/meta-llama/Llama-3.1-8B and others.",
        "The data is at https://huggingface.co/datasets/alpine-ai/marmot-weather",
        "See the demo: https://huggingface.co/spaces/alpine-ai/marmot",
        "One user made https://huggingface.co/somebody/marmot-tuned from it.",
        "Download https://files.example.org/llama/model.safetensors first.",
        "Model weights are subject to the licenses of their publishers.",
        "Bring your own checkpoints.",
    ],
)
def test_a_page_that_names_the_weights_of_others_does_not(line: str) -> None:
    assert shown(MARMOT + line + "\n") == ""


def test_two_pages_of_another_account_with_the_name_do() -> None:
    pages = "https://huggingface.co/weather/marmot-7b and https://huggingface.co/weather/marmot-13b\n"
    assert shown(MARMOT + pages) == "README.md:5"


def test_a_program_that_links_many_other_models_of_its_house_does_not() -> None:
    own = "https://huggingface.co/alpine-ai/marmot-tiny\n"
    names = ("ibex", "vole", "lynx", "hare")
    others = [f"https://huggingface.co/alpine-ai/{name}\n" for name in names]
    assert shown(MARMOT + "".join(others[:2]) + own) == "README.md:7"
    assert shown(MARMOT + "".join(others) + own) == ""


@pytest.mark.parametrize(
    "path",
    [
        "MODEL_LICENSE",
        "LICENSE-MODEL",
        "LICENSE_weights",
        "WEIGHT_DIFF_LICENSE",
        "model_licenses/LICENSE-marmot",
        "MODEL_CARD.md",
        "model_cards/marmot_7b.md",
        "Marmot_v1_Model_Card.md",
    ],
)
def test_files_for_weights_show_a_model(path: str) -> None:
    assert shown(MARMOT, "alpine-ai/marmot", path) == path


@pytest.mark.parametrize("path", ["LICENSE-CODE", "docs/models.txt", "src/model_card.py", "licenses/MIT.txt"])
def test_other_files_do_not(path: str) -> None:
    assert shown(MARMOT, "alpine-ai/marmot", path) == ""


@pytest.mark.parametrize(
    "head",
    [
        PROGRAM,
        "# Marmot\n\nAn end-to-end speech recognition toolkit for offline and streaming use.\n\n",
        "<p><strong>Marmot is an open platform for training and serving models.</strong></p>\n\n",
    ],
)
def test_a_program_that_says_so_is_no_model(head: str) -> None:
    link = "https://huggingface.co/alpine-ai/marmot-7b\n"
    assert shown(head + link) == ""
    assert shown(head + link, "alpine-ai/marmot", "MODEL_LICENSE") == ""
    assert shown(head + link, "alpine-ai/marmot", "MODEL_CARD.md") == "MODEL_CARD.md"


def test_a_model_that_was_trained_on_a_platform_is_no_program() -> None:
    head = "# Marmot\n\nMarmot is an instruction model trained on the Alpine machine learning platform.\n"
    assert shown(head + "https://huggingface.co/alpine-ai/marmot-7b\n") == "README.md:4"


@pytest.mark.parametrize("name", ["alpine-ai/marmot-data", "alpine-ai/marmot-cli", "alpine-ai/marmot-bench"])
def test_what_stands_beside_a_model_is_none(name: str) -> None:
    assert shown(MARMOT + "The model weights are released under MIT.\n", name) == ""


@pytest.mark.parametrize(
    ("path", "is_own"),
    [
        ("model.safetensors", True),
        ("weights/marmot.pt", True),
        ("extensions/editor/models/small/onnx/model.onnx", False),
        ("assets/mel_filters.npz", False),
        ("tests/tiny.pt", False),
    ],
)
def test_weights_at_the_top_are_published_and_those_a_program_ships_are_not(path: str, is_own: bool) -> None:
    made = published({"README.md": "# Marmot\n", "LICENSE": MIT, path: ""})
    assert (made.own is not None) is is_own
    assert made.holds_weights is is_own


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("meta-llama/llama3", "Llama 3"),
        ("facebookresearch/dinov3", "DINOv3"),
        ("THUDM/ChatGLM3", "ChatGLM 1-3"),
        ("deepseek-ai/DeepSeek-V3", "DeepSeek-V3 (Dec 2024)"),
    ],
)
def test_a_row_of_the_owner_is_its_own(name: str, family: str) -> None:
    own = release.own_subject(name, is_model=False)
    assert own is not None
    assert own.row is not None
    assert own.row.family == family


@pytest.mark.parametrize(
    "name", ["somebody/llama3", "forge/DeepSeek-V3", "togethercomputer/RedPajama-Data", "MoonshotAI/kimi-cli"]
)
def test_a_copy_or_a_program_does_not_get_the_row(name: str) -> None:
    assert release.own_subject(name, is_model=False) is None


def test_the_name_of_a_whole_family_is_a_model_without_a_row() -> None:
    own = release.own_subject("google-deepmind/gemma", is_model=False)
    assert own is not None
    assert own.row is None


def test_a_license_for_weights_makes_the_repository_speak_of_its_own_model() -> None:
    made = published({"README.md": MARMOT + "The model is open source.\n", "MODEL_LICENSE": RAIL})
    assert [claim.subject.own for claim in made.claimed()] == [True]


@pytest.mark.parametrize(
    "text", ["http://" * 30_000, "https://huggingface.co/a/" * 8_000, "is a " * 40_000, "<" * 200_000]
)
def test_a_page_made_to_be_slow_is_read_to_its_end(text: str) -> None:
    assert shown(text) == ""
