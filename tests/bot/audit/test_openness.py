"""Models and data sets that a repository publishes or names."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.audit.model import Openness
from bot.audit.openness import openness
from bot.git import open_local
from detectors.model import Unknown
from tests.detectors.licensing.facts import APACHE
from tests.fakes.repository import RepositoryBuilder

CODE = """\
from transformers import AutoModel
model = AutoModel.from_pretrained("meta-llama/Llama-3.1-8B")
other = AutoModel.from_pretrained("acme/gadget-7b")
data = load_dataset("acme/gadgets", split="train")
own = load_dataset("json", data_files="x.json")
"""
CARD = """\
---
license: apache-2.0
base_model: mistralai/Mistral-7B-v0.1
datasets:
- acme/more-gadgets
tags: [text-generation]
---
# Gadget

See https://huggingface.co/datasets/acme/gadgets for the data.
"""


@pytest.fixture
def made(tmp_path: Path) -> RepositoryBuilder:
    return RepositoryBuilder(tmp_path / "gadget.git")


def found(made: RepositoryBuilder, commit: str, name: str = "acme/gadget") -> Openness:
    answer = openness(open_local(made.path), commit, name=name)
    assert not isinstance(answer, Unknown), answer
    return answer


def test_models_and_data_sets_in_code_have_places_and_terms(made: RepositoryBuilder) -> None:
    last = made.commit("Start", {"src/run.py": CODE, "README.md": "# Tool\n"})
    artifacts = {(one.kind, one.id): one for one in found(made, last, "acme/tool").artifacts}
    assert list(artifacts) == [
        ("dataset", "acme/gadgets"),
        ("model", "acme/gadget-7b"),
        ("model", "meta-llama/Llama-3.1-8B"),
    ]
    llama = artifacts["model", "meta-llama/Llama-3.1-8B"]
    assert llama.verdict == "open_weights_restricted"
    assert llama.restrictions
    assert llama.license
    (place,) = llama.places
    assert (place.path, place.line, place.commit) == ("src/run.py", 2, last)
    assert "from_pretrained" in place.text
    assert artifacts["model", "acme/gadget-7b"].verdict == "unknown"
    assert artifacts["dataset", "acme/gadgets"].license == ""


def test_a_model_that_is_published_comes_first_with_its_lineage(made: RepositoryBuilder) -> None:
    last = made.commit("Start", {"README.md": CARD, "LICENSE": APACHE, "model.safetensors": "x"})
    own, *others = found(made, last).artifacts
    assert (own.kind, own.id) == ("model", "acme/gadget")
    assert own.base == ("mistralai/Mistral-7B-v0.1",)
    assert own.license.startswith("Apache-2.0")
    (place,) = own.places
    assert (place.path, place.text) == ("LICENSE", APACHE.strip().split("\n")[0].strip())
    assert [(one.kind, one.id) for one in others] == [
        ("dataset", "acme/gadgets"),
        ("dataset", "acme/more-gadgets"),
        ("model", "mistralai/Mistral-7B-v0.1"),
    ]


def test_texts_that_differ_are_findings(made: RepositoryBuilder) -> None:
    text = CARD.replace("mistralai/Mistral-7B-v0.1", "meta-llama/Llama-3.1-8B")
    last = made.commit("Start", {"README.md": text, "LICENSE": APACHE, "model.safetensors": "x"})
    assert any(one.id == "openness/lineage" for one in found(made, last).findings)


def test_code_of_others_and_a_tree_without_models_name_none(made: RepositoryBuilder) -> None:
    first = made.commit("Start", {"third_party/x/run.py": CODE, "a.py": "a = 1\n"})
    assert found(made, first, "acme/tool") == Openness((), ())
    second = made.commit("Only text", {"third_party/x/run.py": None})
    assert found(made, second, "acme/tool") == Openness((), ())


def test_a_commit_that_is_not_there_is_unknown(made: RepositoryBuilder) -> None:
    made.commit("Start", {"a.py": "a = 1\n"})
    assert isinstance(openness(open_local(made.path), "0" * 40), Unknown)
