"""Runs the Action as a runner of GitHub Actions does: the step's own shell script, or the command in it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests import forked
from tests.fakes.github import FakeGitHub

ACTION: dict[str, Any] = yaml.safe_load((forked.ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["name"]: step for step in ACTION["runs"]["steps"]}
#: What the example workflow grants.
GRANTED = {
    "metadata": "read",
    "contents": "read",
    "issues": "write",
    "pull_requests": "write",
    "checks": "write",
}
_INPUT = re.compile(r"\$\{\{ inputs\.([a-z-]+) \}\}")
BLOCK = re.compile(r"([a-z-]+)<<(byline_[0-9a-f]{32})\n(.*?)\n\2\n", re.DOTALL)


@dataclass
class Ran:
    """What a run left behind. ``status`` is that of the step."""

    status: int
    log: str
    error: str
    outputs: dict[str, str]
    summary: str

    def list(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self.outputs[name])
        return found

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(Path(self.outputs["report"]).read_text(encoding="utf-8"))
        return found

    @property
    def commands(self) -> list[str]:
        """The lines that command the runner."""
        return [line for line in self.log.splitlines() if line.lstrip().startswith("::")]


class Job:
    """A job in which the Action runs, once for each call; each run has files of its own."""

    def __init__(self, github: FakeGitHub | None, folder: Path, *, by_script: bool = False) -> None:
        self._github = github
        self._folder = folder
        self._by_script = by_script
        self._runs = 0

    def token(self, repository: str, **changes: str) -> str:
        """Return a GITHUB_TOKEN of a workflow, with the permissions of the example."""
        assert self._github is not None
        permissions = {name: level for name, level in (GRANTED | changes).items() if level != "none"}
        return self._github.installation_token(repository, permissions, as_app=False)

    def run(
        self,
        event: str,
        payload: dict[str, Any],
        *,
        token: str | None = None,
        settings: dict[str, str] | None = None,
        **inputs: str,
    ) -> Ran:
        """Run the Action for an event; ``inputs`` are those of ``action.yml``, with ``_`` for ``-``."""
        self._runs += 1
        folder = self._folder / f"run-{self._runs}"
        (folder / "temp").mkdir(parents=True)
        repository = payload.get("repository", {}).get("full_name", "acme/widget")
        (folder / "event.json").write_text(json.dumps(payload), encoding="utf-8")
        if token is None:
            token = self.token(repository) if self._github else "ghs_none"
        environment = self._environment(folder, event, repository) | self._inputs(inputs, token)
        environment |= settings or {}
        ran = self._script(folder, environment) if self._by_script else self._command(folder, environment)
        found = BLOCK.findall((folder / "output").read_text(encoding="utf-8"))
        values = {name: value for name, _, value in found}
        summary = (folder / "summary").read_text(encoding="utf-8")
        return Ran(ran.returncode, ran.stdout, ran.stderr, values, summary)

    def _environment(self, folder: Path, event: str, repository: str) -> dict[str, str]:
        for name in ("output", "summary"):
            (folder / name).touch()
        kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
        return {name: os.environ[name] for name in kept if name in os.environ} | {
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_REPOSITORY": repository,
            "GITHUB_API_URL": self._github.base_url if self._github else "http://127.0.0.1:9",
            "GITHUB_OUTPUT": str(folder / "output"),
            "GITHUB_STEP_SUMMARY": str(folder / "summary"),
            "GITHUB_ACTION_PATH": str(forked.ROOT),
            "RUNNER_TEMP": str(folder / "temp"),
            "BYLINE_WRITE_SPACING_SECONDS": "0",
        }

    @staticmethod
    def _inputs(given: dict[str, str], token: str) -> dict[str, str]:
        """Return the variables of the step, with the inputs put in as GitHub does."""
        named = {name.replace("_", "-"): value for name, value in given.items()}
        defaults = {name: str(item["default"]) for name, item in ACTION["inputs"].items()}
        assert set(named) <= set(defaults)
        values = defaults | {"token": token} | named
        step = STEPS["Judge"]["env"]
        return {key: _INPUT.sub(lambda found: values[found[1]], text) for key, text in step.items()}

    @staticmethod
    def _script(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """Run the step's script by bash as GitHub does, with an environment that is installed already."""
        venv = folder / "temp" / "byline" / "venv"
        venv.parent.mkdir()
        venv.symlink_to(sys.prefix)
        (folder / "step.sh").write_text(STEPS["Judge"]["run"], encoding="utf-8")
        bash = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(folder / "step.sh")]
        return subprocess.run(
            bash, env=environment, capture_output=True, cwd=folder, text=True, timeout=120, check=False
        )

    @staticmethod
    def _command(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
        """Run the command of that script in a process that has its libraries already."""
        environment["BYLINE_HOME"] = str(folder / "temp" / "byline" / "home")
        return forked.run(["-m", "bot", "action"], environment, folder / "streams")
