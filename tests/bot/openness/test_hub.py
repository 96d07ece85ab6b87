"""``byline openness --online`` against a hub of our own, over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import huggingface_hub.constants
import pytest
from click.testing import CliRunner, Result

from bot.cli.openness import openness
from bot.errors import CouldNotLook, NotFound, RetryLater, UsageError
from bot.openness import asking, hub
from tests.detectors.openness.build import APACHE, LLAMA, MIT, card
from tests.fakes.hub import DRIPPING, SHA, FakeHub, running

CARD = card("license: apache-2.0", "tags: [text]")
FILES = {"README.md": CARD, "LICENSE": APACHE, "model.safetensors": "x"}


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeHub]:
    with running() as held:
        monkeypatch.setattr(huggingface_hub.constants, "ENDPOINT", held.url)
        yield held


def run(*arguments: str) -> Result:
    return CliRunner().invoke(openness, [*arguments, "--online"], catch_exceptions=False)


def said(*arguments: str) -> dict[str, object]:
    held: dict[str, object] = json.loads(run(*arguments, "--format", "json").stdout)
    return held


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as a person runs it."""
    return subprocess.run(
        [sys.executable, "-m", "bot", "openness", *arguments, "--online"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def test_a_model_that_the_registry_does_not_know(fake: FakeHub) -> None:
    fake.add("acme/marmot-7b", FILES)
    held = said("acme/marmot-7b")
    assert held["verdict"] == "open_weights_osi_license"
    assert held["commit"] == SHA
    assert held["license"]["read"] == "LICENSE"  # type: ignore[index]
    assert held["findings"] == []
    assert held["unread"] == []


def test_the_address_is_that_of_the_environment(fake: FakeHub) -> None:
    fake.add("acme/marmot-7b", FILES)
    result = command("acme/marmot-7b", HF_ENDPOINT=f"{fake.url}/")
    assert result.returncode == 0
    assert f"acme/marmot-7b at {SHA[:12]}" in result.stdout
    assert "open weights, OSI license" in result.stdout
    assert result.stderr == ""


def test_the_hub_is_asked_only_on_request(fake: FakeHub) -> None:
    result = CliRunner().invoke(openness, ["acme/marmot-7b"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "--online looks it up" in result.output
    assert fake.asked == []


def test_no_token_is_sent(fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    fake.add("acme/marmot-7b", FILES)
    run("acme/marmot-7b")
    assert set(fake.tokens) == {None}


def test_files_are_read_at_the_commit_and_weights_are_not(fake: FakeHub) -> None:
    fake.add("acme/marmot-7b", FILES)
    run("acme/marmot-7b")
    assert fake.asked == [
        "GET /api/models/acme/marmot-7b",
        f"GET /acme/marmot-7b/resolve/{SHA}/README.md",
        f"GET /acme/marmot-7b/resolve/{SHA}/LICENSE",
    ]


def test_a_model_that_nobody_knows_is_unknown_with_what_to_do(fake: FakeHub) -> None:
    fake.add("acme/secret-7b", FILES, private=True)
    for name in ("nobody/nothing", "acme/secret-7b"):
        result = run(name)
        assert result.exit_code == 0
        assert "unknown" in result.output
        assert "does not show it to everybody" in result.output
        assert "byline openness PATH" in result.output


def test_a_model_that_the_registry_knows_is_not_asked_for(fake: FakeHub) -> None:
    assert said("Qwen/Qwen3-8B")["verdict"] == "open_weights_osi_license"
    assert fake.asked == []


def test_a_model_of_somebody_else_with_a_known_name_is_looked_up(fake: FakeHub) -> None:
    fake.add(
        "acme/Qwen3-8B-Marmot", {"README.md": card("license: cc-by-nc-4.0", "base_model: Qwen/Qwen3-8B")}
    )
    held = said("acme/Qwen3-8B-Marmot")
    assert "non_commercial" in held["restrictions"]  # type: ignore[operator]
    gone = said("acme/Qwen3-8B-Lost")
    assert gone["verdict"] == "open_weights_osi_license"
    assert "does not show it" in str(gone["advice"])


@pytest.mark.parametrize(("how", "words"), [("auto", "agrees to terms"), ("manual", "decides one by one")])
def test_a_gated_model_is_judged_by_what_the_api_says(fake: FakeHub, how: str, words: str) -> None:
    gated = {"README.md": card("license: mit", "base_model: meta-llama/Llama-3.1-8B"), "LICENSE": MIT}
    fake.add("acme/closed-7b", gated, gated=how)
    result = run("acme/closed-7b")
    assert words in result.output
    assert "not read      README.md: only for those whom its publisher let in" in result.output
    assert "LICENSE: only for those" in result.output
    assert "license: mit" in result.output
    assert "meta-llama/Llama-3.1-8B: Llama 3.1 Community License" in result.output
    assert "(A2)" not in result.output
    assert "(B9)" not in result.output


def test_no_license_file_is_no_more_than_b11(fake: FakeHub) -> None:
    fake.add("acme/marmot-7b", {"README.md": CARD, "model.safetensors": "x"})
    result = run("acme/marmot-7b")
    assert "info (B11)" in result.output
    assert result.exit_code == 0


def test_a_license_that_is_listed_and_not_given_is_not_missing(fake: FakeHub) -> None:
    page = "# Marmot\n\nOur model is open source.\n"
    fake.add("acme/marmot-7b", {"README.md": page, "LICENSE": MIT, "model.safetensors": "x"})
    fake.faults[f"/acme/marmot-7b/resolve/{SHA}/LICENSE"] = 429
    result = run("acme/marmot-7b")
    assert "LICENSE: 127.0.0.1" in result.output
    assert "answered 429: try again in 30 seconds" in result.output
    assert "(A2)" not in result.output
    assert "(B9)" not in result.output


def test_bases_are_followed_from_card_to_card(fake: FakeHub) -> None:
    fake.add(
        "acme/marmot-7b", FILES | {"README.md": card("license: apache-2.0", "base_model: acme/middle-7b")}
    )
    fake.add("acme/middle-7b", {"README.md": card("license: apache-2.0", "base_model: acme/oldest-7b")})
    fake.add(
        "acme/oldest-7b", {"README.md": card("license: apache-2.0", "base_model: meta-llama/Llama-3.1-8B")}
    )
    held = said("acme/marmot-7b")
    assert held["verdict"] == "open_weights_restricted"
    assert "C1" in [one["rule"] for one in held["findings"]]  # type: ignore[attr-defined]
    assert held["incomplete"] == []


def test_a_gated_base_is_known_by_what_the_api_says(fake: FakeHub) -> None:
    fake.add(
        "acme/marmot-7b", FILES | {"README.md": card("license: apache-2.0", "base_model: acme/closed-7b")}
    )
    fake.add("acme/closed-7b", {"README.md": card("license: cc-by-nc-4.0")}, gated="manual")
    assert "non_commercial" in said("acme/marmot-7b")["restrictions"]  # type: ignore[operator]


def test_a_base_that_is_gone_leaves_the_lineage_incomplete(fake: FakeHub) -> None:
    fake.add("acme/marmot-7b", FILES | {"README.md": card("license: apache-2.0", "base_model: acme/gone-7b")})
    result = run("acme/marmot-7b")
    assert "incomplete" in result.output
    assert "acme/gone-7b: not found, or not shown to everybody" in result.output
    assert "info (C9)" in result.output


def test_bases_that_come_from_each_other_end(fake: FakeHub) -> None:
    fake.add("acme/one", {"README.md": card("license: mit", "base_model: acme/two", "tags: [text]")})
    fake.add("acme/two", {"README.md": card("license: mit", "base_model: acme/one")})
    assert "it comes from itself" in run("acme/one").output


def test_a_card_of_many_bases_and_data_sets_asks_for_some(fake: FakeHub) -> None:
    bases = ", ".join(f"acme/x{number}" for number in range(300))
    data = ", ".join(f"acme/d{number}" for number in range(300))
    page = card("license: mit", f"base_model: [{bases}]", f"datasets: [{data}]")
    fake.add("acme/wide", {"README.md": page, "model.safetensors": "x"})
    run("acme/wide")
    assert len(fake.asked) <= 2 + 2 * hub.MAX_ANCESTORS + hub.MAX_DATASETS


def test_data_sets_are_looked_up(fake: FakeHub) -> None:
    words = "# Marmot\n\nOur model is open source.\n"
    page = card("license: apache-2.0", "datasets: [acme/burrows, acme/silent]", "tags: [text]", text=words)
    fake.add("acme/marmot-7b", FILES | {"README.md": page})
    fake.add_dataset("acme/burrows", card("license: cc-by-nc-4.0"))
    fake.add_dataset("acme/silent")
    rules = [one["rule"] for one in said("acme/marmot-7b")["findings"]]  # type: ignore[attr-defined]
    assert "D1" in rules
    assert "D2" in rules


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_hub_that_will_not_answer(fake: FakeHub, status: int) -> None:
    fake.faults["/api/models/acme/marmot-7b"] = status
    with pytest.raises(RetryLater, match=f"answered {status}: try again in 30 seconds"):
        run("acme/marmot-7b")


def test_a_hub_that_drips_is_left(fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "TOTAL_SECONDS", 0.5)
    fake.faults["/api/models/acme/marmot-7b"] = DRIPPING
    with pytest.raises(CouldNotLook, match="took more than"):
        run("acme/marmot-7b")


def test_an_answer_without_end_is_left(fake: FakeHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MAX_TEXT", 1_000)
    fake.add("acme/marmot-7b", FILES | {"README.md": CARD + "word " * 1_000})
    result = run("acme/marmot-7b")
    assert "README.md: over 1,000 bytes" in result.output
    assert "LICENSE: over 1,000 bytes" in result.output


def test_no_network(fake: FakeHub) -> None:
    result = command("acme/marmot-7b", HF_ENDPOINT=f"http://127.0.0.1:{closed_port()}")
    assert result.returncode == 3
    assert "could not be asked (ConnectError): check the network" in result.stderr
    assert result.stderr.count("\n") == 1
    offline = command("acme/marmot-7b", HF_ENDPOINT=fake.url, HF_HUB_OFFLINE="1")
    assert offline.returncode == 3
    assert "HF_HUB_OFFLINE is set" in offline.stderr


def test_an_address_that_is_none() -> None:
    result = command("acme/marmot-7b", HF_ENDPOINT="the hub")
    assert result.returncode == 2
    assert result.stderr == "byline: HF_ENDPOINT is no address: 'the hub'\n"


def test_a_site_that_is_no_hub(fake: FakeHub) -> None:
    fake.faults["/api/models/acme/marmot-7b"] = b"<html>Please sign in.</html>"
    with pytest.raises(CouldNotLook, match="is HF_ENDPOINT right"):
        run("acme/marmot-7b")


def test_without_the_library(tmp_path: Path) -> None:
    code = "import sys; sys.modules['huggingface_hub'] = None; from bot.cli import main; main(sys.argv[1:])"
    result = subprocess.run(
        [sys.executable, "-c", code, "openness", "acme/marmot-7b", "--online"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 3
    assert result.stderr == "byline: --online needs huggingface_hub: pip install 'byline[hub]'\n"


@pytest.mark.parametrize(
    "name", ["a model with spaces", "acme/../admin", "acme/a/b", "acme/-x", "acme/x?y=1"]
)
def test_what_is_no_id_is_not_asked_for(fake: FakeHub, name: str) -> None:
    with pytest.raises(UsageError, match="no model's id"):
        run(name)
    assert fake.asked == []


def test_names_in_a_card_are_data(fake: FakeHub) -> None:
    bases = '["../../api/whoami", "http://example.org/x", "acme/x?token=1", "acme/\\u0000", "a/b/c"]'
    page = card("license: mit", f"base_model: {bases}", 'datasets: ["../x"]', "tags: [text]")
    hostile = {"README.md": page, "../LICENSE": MIT, "LICENSE\x1b[31m": MIT, "model.safetensors": "x"}
    fake.add("acme/marmot-7b", hostile)
    result = run("acme/marmot-7b")
    assert fake.asked == ["GET /api/models/acme/marmot-7b", f"GET /acme/marmot-7b/resolve/{SHA}/README.md"]
    assert "\x1b" not in result.output


@pytest.mark.parametrize(
    "more",
    [
        {"siblings": None, "tags": 7, "cardData": ["x"], "createdAt": 5, "gated": {"a": 1}, "sha": "../x"},
        {
            "siblings": [{"rfilename": 3}, "x", None],
            "cardData": {"license": {"deep": [[["x"]]]}, "tags": [1]},
        },
    ],
)
def test_answers_of_other_shapes(fake: FakeHub, more: dict[str, object]) -> None:
    fake.add("acme/odd", {}, **more)
    assert said("acme/odd")["verdict"] == "unknown"


def test_who_waits_hears_how_far_it_is(fake: FakeHub) -> None:
    fake.add("acme/marmot-7b", FILES)
    heard: list[tuple[int, int]] = []
    hub.look_up("acme/marmot-7b", lambda done, expected: heard.append((done, expected)))
    assert heard == [(0, 1), (1, 3), (2, 3)]


def test_the_errors_are_of_the_tree_of_errors(fake: FakeHub) -> None:
    fake.add("acme/marmot-7b", FILES | {"LICENSE": LLAMA})
    with pytest.raises(NotFound):
        hub.look_up("nobody/nothing", lambda done, expected: None)


def test_of_many_license_files_some_are_read_and_none_is_missing(fake: FakeHub) -> None:
    many = {f"LICENSE-{number}": MIT for number in range(40)}
    page = card("tags: [text]", text="# Marmot\n\nOur model is open source.\n")
    fake.add("acme/marmot-7b", {**many, "README.md": page, "model.safetensors": "x"})
    result = run("acme/marmot-7b")
    assert len(fake.asked) == 1 + hub.MAX_FILES
    assert f"GET /acme/marmot-7b/resolve/{SHA}/README.md" in fake.asked
    assert "(A2)" not in result.output
