"""compose.yaml: it keeps to the specification, is closed up, and what it runs judges a delivery."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft201909Validator

from tests.bot.storage.engines import _programs
from tests.e2e.conftest import policy_file
from tests.e2e.test_path import FOOTER, LABELED
from tests.fakes.github import FakeGitHub
from tests.faults.servers import Postgres, Redis, free_port
from tests.hosting.files import ROOT, Dockerfile, compose, procfile
from tests.hosting.processes import environment, started, wait_for
from tests.npm_assets import NpmAssets
from tests.webhooks.running import until

SERVICES: dict[str, dict[str, Any]] = compose()["services"]
_VARIABLE = re.compile(r"\$\{([A-Z_]+):\?[^}]*\}")


def test_it_keeps_to_the_specification(npm: NpmAssets) -> None:
    schema = json.loads(npm.compose.read_bytes())
    faults = Draft201909Validator(schema | {"$schema": Draft201909Validator.META_SCHEMA["$schema"]})
    assert [fault.message for fault in faults.iter_errors(compose())] == []


def test_no_password_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text()
    assert set(re.findall(r"\$\{[^}]*\}", text)) == {"${POSTGRES_PASSWORD:?set it in .env}"}
    example = (ROOT / "deploy" / "byline.env.example").read_text()
    assert re.findall(r"^([A-Z_]+)=(.*)$", example, re.MULTILINE) == [("POSTGRES_PASSWORD", "")]


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_closed_up(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    user = service.get("user") or Dockerfile.read().one("USER")
    assert user not in ("root", "0", "0:0")


def test_nothing_is_reached_from_outside_but_by_this_machine() -> None:
    assert {name for name, service in SERVICES.items() if "ports" in service} == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["web"]["ports"])
    assert {name for name, service in SERVICES.items() if "outside" in service["networks"]} == {
        "web",
        "worker",
    }
    assert compose()["networks"]["inside"]["internal"] is True


@pytest.fixture
def servers() -> Iterator[tuple[Postgres, Redis]]:
    if _programs() is None or shutil.which("redis-server") is None:
        pytest.skip("PostgreSQL or redis-server is not installed")
    with ExitStack() as stack:
        postgres = Postgres()
        stack.callback(postgres.close)
        redis = Redis()
        stack.callback(redis.close)
        yield postgres, redis


def test_the_health_checks_tell_dead_from_alive(servers: tuple[Postgres, Redis]) -> None:
    postgres, redis = servers
    programs, socket = _programs(), postgres.url.partition("host=")[2]
    port = redis.url.rpartition(":")[2].partition("/")[0]
    ready = SERVICES["postgres"]["healthcheck"]["test"]
    ping = SERVICES["redis"]["healthcheck"]["test"]
    assert programs is not None
    assert (ready[:3], ping[:2]) == (["CMD", "pg_isready", "--host=127.0.0.1"], ["CMD", "redis-cli"])
    # The servers of these tests listen elsewhere.
    asked = [[str(programs / ready[1]), f"--host={socket}", *ready[3:]], [ping[1], "-p", port, *ping[2:]]]

    def healthy() -> list[bool]:
        return [subprocess.run(one, capture_output=True, check=False).returncode == 0 for one in asked]

    assert healthy() == [True, True]
    for server in servers:
        server.handle.kill()
        server._process.wait()  # type: ignore[attr-defined]
    assert healthy() == [False, False]


def test_the_redis_command_starts_one(tmp_path: Path) -> None:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    name, *arguments = SERVICES["redis"]["command"]
    assert name == "redis-server"
    port = str(free_port())
    given = environment(tmp_path)
    with started([program, *arguments, "--port", port, "--bind", "127.0.0.1"], given, tmp_path) as redis:
        until(lambda: redis.says("Ready to accept connections"), "Redis")


def of_compose(servers: tuple[Postgres, Redis]) -> tuple[dict[str, str], list[list[str]]]:
    """Return the environment and the commands of web and worker, with the addresses of these servers."""
    web, worker = SERVICES["web"], SERVICES["worker"]
    assert web["environment"] == worker["environment"]
    assert web["volumes"] == worker["volumes"]  # $BYLINE_HOME is one for both
    given = {name: _VARIABLE.sub("secret", value) for name, value in web["environment"].items()}
    assert given["BYLINE_DATABASE_URL"] == "postgresql://byline:secret@postgres/byline"
    assert given["BYLINE_BROKER_URL"] == "redis://redis:6379/0"
    postgres, redis = servers
    entry = Dockerfile.read().command[:1]
    found = {"BYLINE_DATABASE_URL": postgres.url, "BYLINE_BROKER_URL": redis.url}
    return found, [[*entry, *web["command"]], [*entry, *worker["command"]]]


def of_procfile(servers: tuple[Postgres, Redis]) -> tuple[dict[str, str], list[str]]:
    """The same of a platform: it names the database as ``postgres://``."""
    postgres, redis = servers
    found = {
        "DATABASE_URL": postgres.url.replace("postgresql://", "postgres://"),
        "BYLINE_BROKER_URL": redis.url,
    }
    return found, [procfile()["web"], procfile()["worker"]]


@pytest.mark.parametrize("way", [of_compose, of_procfile])
def test_web_and_worker_judge_a_delivery(
    way: Any, servers: tuple[Postgres, Redis], github: FakeGitHub, tmp_path: Path
) -> None:
    found, (web_command, worker_command) = way(servers)
    port = free_port()
    given = environment(
        tmp_path / "home",
        BYLINE_APP_ID=str(github.app.id),
        BYLINE_PRIVATE_KEY_PATH=str(github.key.write(tmp_path)),
        BYLINE_GITHUB_API_URL=github.base_url,
        BYLINE_WEBHOOK_SECRET=github.app.webhook_secret,
        BYLINE_WRITE_SPACING_SECONDS="0",
        BYLINE_PORT=str(port),
        PORT=str(port),
        **found,
    )
    repository = github.add_repository("acme/widget", files=policy_file("human-only", LABELED))
    pull = github.open_pull(repository, "Close", FOOTER, files={"a.py": "x\n"})
    url = f"http://127.0.0.1:{port}"
    with (
        started(web_command, given, tmp_path / "web") as web,
        started(worker_command, given, tmp_path / "worker") as worker,
    ):
        wait_for(web, url)
        hook, secret = f"{url}/webhooks/github", github.app.webhook_secret
        assert github.deliver("pull_request", "opened", pull, hook, secret).status_code == 202
        until(lambda: worker.says("delivery done"), "the worker to judge it", 120)
        assert [label.name for label in pull.labels] == ["ai: above the limit"]
        assert web.stop() == 0
        assert worker.stop() == 0
        assert "Traceback" not in web.log + worker.log
