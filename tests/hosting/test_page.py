"""docs/hosting.md: what it tells people to run can be run, as far as this machine has it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.hosting.files import DEPLOY, ROOT, compose

PAGE = (ROOT / "docs" / "hosting.md").read_text()
SHELL = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", SHELL)
def test_a_shell_understands_it(block: str) -> None:
    subprocess.run(["bash", "-n", "-c", block], check=True)


def test_every_file_that_it_names_is_there() -> None:
    named = set(re.findall(r"deploy/[a-z.-]+[a-z]", PAGE))
    assert named == {f"deploy/{file.name}" for file in DEPLOY.iterdir()}


def test_the_first_commands_for_compose_make_a_private_file_with_a_password(tmp_path: Path) -> None:
    (block,) = (block for block in SHELL if "docker compose up --build" in block)
    shutil.copytree(DEPLOY, tmp_path / "deploy")
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    lines = [line for line in block.splitlines() if not line.startswith("docker ")]
    subprocess.run(["sh", "-e", "-c", "\n".join(lines)], cwd=tmp_path, check=True)
    made = tmp_path / ".env"
    assert made.stat().st_mode & 0o777 == 0o600
    assert re.search(r"^POSTGRES_PASSWORD=[0-9a-f]{48}$", made.read_text(), re.MULTILINE)


def test_the_backup_of_the_home_folder_has_what_cannot_be_made_again(tmp_path: Path) -> None:
    (line,) = re.findall(r"^docker compose exec -T web (tar .*)$", PAGE, re.MULTILINE)
    home = tmp_path / "data"
    for name in (".env", "app.pem", "calibrations/a/b.json", "clones/x/HEAD", "index/y.sqlite3"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).touch()
    subprocess.run(["sh", "-c", line.replace("/data", str(home))], cwd=tmp_path, check=True)
    listed = subprocess.run(
        ["tar", "-tf", "byline-home.tar"], cwd=tmp_path, check=True, capture_output=True, text=True
    ).stdout.split()
    assert {"./.env", "./app.pem", "./calibrations/a/b.json"} <= set(listed)
    assert [name for name in listed if name.startswith(("./clones", "./index"))] == []


def test_the_key_can_be_handed_to_the_service(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (Debian: systemd)")
    (part,) = re.findall(r"^```ini\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    unit = (DEPLOY / "byline.service").read_text().replace("/opt/byline/bin/byline", "/bin/true")
    (tmp_path / "byline.service").write_text(unit)
    (tmp_path / "byline.service.d").mkdir()
    (tmp_path / "byline.service.d" / "key.conf").write_text(part)
    given = os.environ | {"SYSTEMD_UNIT_PATH": f"{tmp_path}:"}
    command = [program, "verify", "--man=no", str(tmp_path / "byline.service")]
    done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_how_long_a_stop_may_take_is_the_same_everywhere() -> None:
    units = "".join(file.read_text() for file in DEPLOY.glob("*.service"))
    services = compose()["services"]
    said = {
        *re.findall(r"TimeoutStopSec=([0-9]+)", units),
        *(services[name]["stop_grace_period"].removesuffix("s") for name in ("web", "worker")),
        *re.findall(r"--stop-timeout ([0-9]+)", PAGE),
        *re.findall(r"\(([0-9]+) seconds at most\)", PAGE),
    }
    assert said == {"75"}
