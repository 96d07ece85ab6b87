"""What the files of each way to host say: the commands that they run, and with which environment."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"


@dataclass(frozen=True)
class Dockerfile:
    """The instructions of each stage, as (name, arguments)."""

    stages: list[list[tuple[str, str]]]

    @classmethod
    def read(cls) -> Dockerfile:
        text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
        lines = re.sub(r"\\\n\s*", "", text).splitlines()
        instructions = [(name, rest) for name, _, rest in (line.partition(" ") for line in lines) if name]
        starts = [at for at, (name, _) in enumerate(instructions) if name == "FROM"]
        ends = [*starts[1:], len(instructions)]
        return cls([instructions[start:end] for start, end in zip(starts, ends, strict=True)])

    def all(self, name: str, stage: int = -1) -> list[str]:
        return [rest for found, rest in self.stages[stage] if found == name]

    def one(self, name: str) -> str:
        (found,) = self.all(name)
        return found

    @property
    def environment(self) -> dict[str, str]:
        pairs = (pair.partition("=") for rest in self.all("ENV") for pair in shlex.split(rest))
        return {name: value for name, _, value in pairs}

    @property
    def command(self) -> list[str]:
        return [*json.loads(self.one("ENTRYPOINT")), *json.loads(self.one("CMD"))]

    @property
    def health(self) -> list[str]:
        command: list[str] = json.loads(self.one("HEALTHCHECK").partition(" CMD ")[2])
        return command


def procfile() -> dict[str, str]:
    """Return the command of each process, for a shell."""
    lines = (ROOT / "Procfile").read_text().splitlines()
    return {name: command.strip() for name, _, command in (line.partition(":") for line in lines)}


def compose() -> dict[str, Any]:
    """Return compose.yaml, with aliases and merges resolved, and no variable put in."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
    return found


def unit(name: str) -> dict[str, list[str]]:
    """Return the settings of a unit, each with all of its values, as systemd adds them up."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / name).read_text().splitlines():
        key, separator, value = line.partition("=")
        if separator and not line.startswith("#"):
            found.setdefault(key, []).append(value)
    return found
