"""Every payload that GitHub publishes, as a workflow's event: it ends well, with outputs and a summary."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from tests.bot.action.running import BLOCK, GRANTED
from tests.e2e.conftest import policy_file
from tests.fakes.github import FakeGitHub

REPO = "Codertocat/Hello-World"
OUTPUTS = {
    *("judged", "outcome", "mode", "kind", "number", "findings", "violations", "actions", "commands"),
    *("comment-url", "report"),
}
Run = Callable[[str, dict[str, Any]], tuple[int, str]]


@pytest.fixture
def run(github: FakeGitHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process, with a runner that reads from a pipe."""
    files = policy_file("human-only")
    repository = github.add_repository(REPO, files=files)
    github.open_issue(repository, "Spelling error in the README file", "It looks odd.")
    github.open_pull(repository, "Update the README with new information.", "Simple.", files={"a.py": "x\n"})
    settings = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_PATH": str(tmp_path / "event.json"),
        "GITHUB_REPOSITORY": REPO,
        "GITHUB_API_URL": github.base_url,
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "RUNNER_TEMP": str(tmp_path),
        "GITHUB_TOKEN": github.installation_token(REPO, GRANTED, as_app=False),
        "BYLINE_HOME": str(tmp_path / "home"),
        "BYLINE_WRITE_SPACING_SECONDS": "0",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def run(event: str, payload: dict[str, Any]) -> tuple[int, str]:
        monkeypatch.setenv("GITHUB_EVENT_NAME", event)
        (tmp_path / "event.json").write_text(json.dumps(payload))
        for name in ("output", "summary"):
            (tmp_path / name).write_text("")
        return _printed(monkeypatch)

    return run


def _printed(monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    reads, writes = os.pipe()
    said: list[bytes] = []
    with os.fdopen(reads, "rb") as reader:
        listener = threading.Thread(target=lambda: said.append(reader.read()))
        listener.start()
        with os.fdopen(writes, "w") as writer, monkeypatch.context() as streams:
            streams.setattr(sys, "stdout", writer)
            streams.setattr(sys, "stderr", writer)
            status = _status()
            sys.stdout.flush()
        listener.join()
    return status, said[0].decode()


def _status() -> int:
    with pytest.raises(SystemExit) as ended:
        main(["action"])
    return int(ended.value.code or 0)


@pytest.mark.npm
def test_every_published_payload_ends_well(
    run: Run, payloads: list[tuple[str, str, dict[str, Any]]], tmp_path: Path
) -> None:
    again = [("pull_request_target", name, one) for event, name, one in payloads if event == "pull_request"]
    count: Counter[tuple[int, str]] = Counter()
    for event, name, payload in [*payloads, *again]:
        status, log = run(event, payload)
        assert "Traceback" not in log, f"{name}: {log}"
        # 2 is GitHub's answer to a push whose commits it does not have.
        assert status in {0, 3} or (status, event) == (2, "push"), f"{name}: {log}"
        found = {key: value for key, _, value in BLOCK.findall((tmp_path / "output").read_text())}
        assert set(found) == OUTPUTS, name
        assert all(isinstance(json.loads(found[key]), list) for key in ("findings", "violations", "actions"))
        summary = (tmp_path / "summary").read_text()
        assert summary.startswith("## "), name
        assert "Byline" in summary.splitlines()[0], name
        if found["judged"] == "true":
            assert json.loads(Path(found["report"]).read_text())["scores"] == []
        count[status, found["judged"]] += 1
    # What is about the one repository that is there is judged; of others GitHub says that they are not there.
    assert count[0, "true"] >= 30
    assert count[0, "false"] >= 250
    assert count[3, "true"] == 0
