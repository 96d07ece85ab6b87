"""``byline openness`` from the outside."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.openness import openness
from bot.errors import UsageError
from tests.detectors.openness.build import APACHE, LLAMA, MIT, MODIFIED, card

NAMED = (
    ("Qwen 3", "open_weights_osi_license"),
    ("Qwen3.5", "open_weights_osi_license"),
    ("Qwen3-Coder-Next", "open_weights_osi_license"),
    ("Qwen3-Max-Thinking", "closed"),
    ("deepseek-ai/DeepSeek-V3", "open_weights_restricted"),
    ("DeepSeek-V3.2", "open_weights_osi_license"),
    ("DeepSeek R1", "open_weights_osi_license"),
    ("MiniMax M2.7", "open_weights_restricted"),
    ("Kimi K2", "open_weights_restricted"),
    ("Kimi K2.5", "open_weights_restricted"),
    ("GLM-4.5", "open_weights_osi_license"),
    ("Nemotron 3 Super", "open_weights_restricted"),
    ("Llama 4", "open_weights_restricted"),
    ("Mistral Small 4", "open_weights_osi_license"),
    ("gpt-oss", "open_weights_osi_license"),
    ("gpt-oss-safeguard", "open_weights_osi_license"),
    ("Step-3.5-Flash", "open_weights_osi_license"),
    ("Stepfun", "unknown"),
    ("OpenClaw", "not_a_model"),
    ("ChatGPT", "closed"),
    ("Claude", "closed"),
    ("Gemini", "closed"),
    # The same by other spellings, ids of the hub and tags of a runner.
    ("qwen3:8b", "open_weights_osi_license"),
    ("Qwen/Qwen3-235B-A22B-Instruct-2507", "open_weights_osi_license"),
    ("Qwen 3 Coder Next", "open_weights_osi_license"),
    ("qwen3 max thinking", "closed"),
    ("DeepSeek V3", "open_weights_restricted"),
    ("deepseek-ai/DeepSeek-V3-0324", "open_weights_osi_license"),
    ("deepseek-r1:70b", "open_weights_restricted"),
    ("MiniMaxAI/MiniMax-M2.7", "open_weights_restricted"),
    ("MiniMax 2.7", "open_weights_restricted"),
    ("moonshotai/Kimi-K2-Instruct", "open_weights_restricted"),
    ("kimi-k2.5", "open_weights_restricted"),
    ("zai-org/GLM-4.5", "open_weights_osi_license"),
    ("GLM 4.5 Air", "open_weights_osi_license"),
    ("nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-BF16", "open_weights_restricted"),
    ("meta-llama/Llama-4-Scout-17B-16E-Instruct", "open_weights_restricted"),
    ("mistralai/Mistral-Small-4-119B-2603", "open_weights_osi_license"),
    ("openai/gpt-oss-120b", "open_weights_osi_license"),
    ("GPT-OSS-Safeguard-20b", "open_weights_osi_license"),
    ("stepfun-ai/Step-3.5-Flash", "open_weights_osi_license"),
    ("Open Claw", "not_a_model"),
    ("openclaw/openclaw", "not_a_model"),
    ("Chat GPT", "closed"),
    ("GPT-5", "closed"),
    ("anthropic/claude-sonnet-4", "closed"),
    ("Gemini 2.5 Pro", "closed"),
)


def run(*arguments: str, text: str = "") -> Result:
    return CliRunner().invoke(openness, list(arguments), input=text, catch_exceptions=False)


def answer(*arguments: str, text: str = "") -> dict[str, object]:
    held: dict[str, object] = json.loads(run(*arguments, "--format", "json", text=text).output)
    return held


def write(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def git(folder: Path, *arguments: str) -> None:
    given = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", *arguments)
    subprocess.run(["git", *given], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(("name", "verdict"), NAMED)
def test_models_by_name(name: str, verdict: str) -> None:
    said = answer(name)
    assert said["verdict"] == verdict
    assert said["registry"]


def test_a_name_without_a_version_offers_versions() -> None:
    output = run("Stepfun").output
    assert "Step-3.5-Flash" in output
    assert "components" not in output


def test_a_name_that_nobody_knows_is_unknown() -> None:
    result = run("nobody/nothing")
    assert result.exit_code == 0
    assert "unknown" in result.output


def test_a_text_from_standard_input() -> None:
    result = run("-", text="Llama 4 is an open-source model.\n")
    assert result.exit_code == 0
    assert "warning (A1)" in result.output
    assert "Suggested wording" in result.output
    assert run("-", "--fail-on", "warning", text="Llama 4 is an open-source model.\n").exit_code == 1


def test_a_folder_with_both_texts(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": "# Kimi K2\n\nKimi K2 is an open-source model.\n", "LICENSE": MODIFIED})
    result = run(str(tmp_path), "--name", "moonshotai/Kimi-K2")
    assert result.exit_code == 1
    assert "failure (A1)" in result.output
    assert "README.md, line 3: Kimi K2 is an open-source model." in result.output
    assert "open weights, restricted" in result.output


def test_a_clone_names_the_commit_that_changed_the_license(tmp_path: Path) -> None:
    page = "# Widget\n\n[![License](https://img.shields.io/badge/license-MIT-blue)](LICENSE)\n"
    write(tmp_path, {"README.md": page, "LICENSE": MIT})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Start")
    write(tmp_path, {"LICENSE": APACHE})
    git(tmp_path, "commit", "-qam", "Change the license")
    said = answer(str(tmp_path))
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout
    assert said["commit"] == head.strip()
    assert head[:12] in json.dumps(said["findings"])


def test_a_card_with_its_lineage(tmp_path: Path) -> None:
    page = card("license: mit", "base_model: meta-llama/Llama-3.1-8B", "tags: [text]")
    write(tmp_path, {"README.md": page, "LICENSE": LLAMA, "model.safetensors": "x"})
    result = run(str(tmp_path), "--name", "acme/Marmot-8B")
    assert "lineage" in result.output
    assert "meta-llama/Llama-3.1-8B" in result.output
    assert "components" in result.output


def test_nothing_in_a_text_acts_on_the_terminal() -> None:
    result = run("-", text="Llama 4 is an open-source model \x1b[31mand more.\n")
    assert "\x1b" not in result.output


def test_the_check_of_the_registry() -> None:
    said = answer("--registry-check")
    assert said["rows"]
    assert all(row["confidence"] == "low" for row in said["low_confidence"])  # type: ignore[attr-defined]
    assert "low confidence" in run("--registry-check").output


@pytest.mark.parametrize(
    "arguments", [(), ("./missing",), ("--registry-check", "Llama 4"), ("Llama 4", "--name", "a/b")]
)
def test_mistakes_are_one_line(arguments: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as error:
        run(*arguments)
    assert "\n" not in str(error.value)


def test_a_demand_makes_a_note_a_warning() -> None:
    words = "Grok-1 is an open-source model.\n"
    assert "info (A4)" in run("-", text=words).output
    result = run("-", "--demand", "osaid", "--fail-on", "warning", text=words)
    assert "warning (A4)" in result.output
    assert result.exit_code == 1


def test_a_model_of_somebody_else_is_not_taken_for_the_publishers() -> None:
    result = run("acme/Qwen3-8B-Marmot")
    assert "acme is not known to publish Qwen3" in result.output
    assert "beware" not in run("Qwen/Qwen3-8B").output
    assert "beware" not in run("ollama/qwen3:8b").output


def test_the_first_commit_tells_which_license_of_a_base_was_in_force(tmp_path: Path) -> None:
    page = card("license: apache-2.0", "base_model: openbmb/MiniCPM-2B-sft-bf16", "tags: [text]")
    write(tmp_path, {"README.md": page, "LICENSE": APACHE})
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "Start", "--date", "2024-05-01T12:00:00Z")
    assert "could not find when" not in run(str(tmp_path)).output
    shutil.rmtree(tmp_path / ".git")
    assert "could not find when" in run(str(tmp_path)).output
