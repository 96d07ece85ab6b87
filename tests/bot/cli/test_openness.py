"""``byline openness`` from the outside."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.openness import openness
from bot.errors import CouldNotLook, UsageError
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
    assert "Step-3.5-Flash" in run("Stepfun").output


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


def test_the_hub_is_asked_only_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    assert run("nobody/nothing").exit_code == 0
    with pytest.raises(CouldNotLook):
        run("nobody/nothing", "--online")
