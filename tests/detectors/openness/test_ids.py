from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.openness.ids import model_ids


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.py", 'm = AutoModel.from_pretrained("acme/My-Model-7B")', ["acme/My-Model-7B"]),
        ("a.py", 'm = AutoModel.from_pretrained(\n    "acme/My-Model"\n)', ["acme/My-Model"]),
        ("a.py", "hf_hub_download(repo_id='acme/name', filename='x.bin')", ["acme/name"]),
        ("a.py", 'snapshot_download("acme/name")', ["acme/name"]),
        ("a.py", 'pipeline("text-generation", model="acme/name")', ["acme/name"]),
        ("run.sh", "ollama pull deepseek-r1:8b\nollama run llama3.2:3b", ["deepseek-r1:8b", "llama3.2:3b"]),
        ("a.py", 'subprocess.run(["ollama", "pull", "qwen2.5:3b"])', ["qwen2.5:3b"]),
        ("Dockerfile", "RUN huggingface-cli download --quiet acme/name", ["acme/name"]),
        ("Dockerfile", "RUN vllm serve Qwen/Qwen3-8B --port 80", ["Qwen/Qwen3-8B"]),
        ("c.yaml", "model: meta-llama/Llama-4-Scout-17B-16E", ["meta-llama/Llama-4-Scout-17B-16E"]),
        ("c.json", '{"model_name": "deepseek-v3"}', ["deepseek-v3"]),
        ("c.yaml", "models:\n  - Qwen/Qwen3-8B\n", ["Qwen/Qwen3-8B"]),
        ("Modelfile", "FROM llama3.2:3b", ["llama3.2:3b"]),
        ("adapter_config.json", '{"base_model_name_or_path": "acme/base"}', ["acme/base"]),
        ("a.md", "https://huggingface.co/acme/name/tree/main", ["acme/name"]),
    ],
)
def test_ids(path: str, text: str, expected: list[str]) -> None:
    assert [one.name for one in model_ids(path, text)] == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "m = AutoModel.from_pretrained('./checkpoints/last')"),
        ("a.py", "m = AutoModel.from_pretrained('path/to/model')"),
        ("a.py", "m = AutoModel.from_pretrained(name)"),
        ("a.py", 'm = AutoModel.from_pretrained("${MODEL}")'),
        ("models.py", "class A:\n    model = User\n"),
        ("a.py", "agent = Agent(llm=gemini_llm)"),
        ("c.yaml", "model: car\n"),
        ("c.json", '{"model": "gearbox-3000"}'),
        ("Dockerfile", "FROM python:3.11"),
        ("a.md", "https://huggingface.co/docs/hub and https://huggingface.co/datasets/acme/name"),
        ("a.md", "Turn it on in the [settings](https://huggingface.co/settings/local-apps)."),
    ],
)
def test_what_names_no_model(path: str, text: str) -> None:
    assert model_ids(path, text) == ()


def test_lines_count_from_one_and_each_id_once_a_line() -> None:
    text = 'x = 1\nmodel = "Qwen/Qwen3-8B"  # Qwen\nload(repo_id="Qwen/Qwen3-8B", model="Qwen/Qwen3-8B")\n'
    assert [(one.name, one.line) for one in model_ids("a.py", text)] == [
        ("Qwen/Qwen3-8B", 2),
        ("Qwen/Qwen3-8B", 3),
    ]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="model=\"':/ \nfrom_pretrained(ollama pull", max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    for one in model_ids("a.py", text):
        assert 1 <= one.line <= text.count("\n") + 1
