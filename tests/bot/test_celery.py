"""The same job through Celery and a real Redis."""

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from bot.celery import make_celery
from bot.config import load_settings
from tests.faults.test_kill import accept, begun, effects, settled
from tests.webhooks.running import ROOT, server, until

WORKER = """
from bot import log
from bot.config import load_settings
from bot.inbox import Inbox
from bot.chores import Chores
from bot.storage import Turns, open_database
from bot.worker import run_distributed
from tests.faults.runner import handle_in
settings = load_settings()
log.configure(settings)
database = open_database(settings.database)
inbox = Inbox(database, lease_seconds=settings.lease_seconds)
handle = lambda job: handle_in(settings.home, job.delivery)
chores = Chores(Turns(database), ())
raise SystemExit(run_distributed(settings, database, inbox, handle, chores))
"""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    client = redis.Redis(port=port)
    until(lambda: _answers(client), "redis")
    client.close()
    yield f"redis://127.0.0.1:{port}/0"
    process.terminate()
    process.wait()


def _answers(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except redis.ConnectionError:
        return False


def test_a_delivery_goes_through_the_broker_to_a_worker(broker: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    with server(home, BYLINE_BROKER_URL=broker) as web:
        accepted = accept(web, "a", "b", "c")
        assert effects(home) == set()  # the web process does no work itself
        with _worker(home, broker) as worker:
            settled(web, 3)
            worker.terminate()
            assert worker.wait(60) == 0
        assert "Traceback" not in web.log
        assert "Traceback" not in (home / "worker-log").read_text()
    assert effects(home) == accepted
    assert set(begun(home).values()) == {1}


def test_with_the_broker_away_deliveries_are_still_taken_in(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with server(home, BYLINE_BROKER_URL="redis://127.0.0.1:1/0") as web:
        accept(web, "a")
        until(lambda: "could not be published" in web.log, "the log to say so")


def test_messages_carry_row_ids_as_json_and_outlive_their_worker(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path, broker_url="redis://127.0.0.1:1/0", lease_seconds=50)
    seen: list[int] = []
    app = make_celery(settings, seen.append)
    app.tasks["byline.process"](7)
    assert seen == [7]
    assert (app.conf.task_acks_late, app.conf.task_reject_on_worker_lost) == (True, True)
    assert (app.conf.accept_content, app.conf.worker_prefetch_multiplier) == (["json"], 1)
    assert app.conf.broker_transport_options["visibility_timeout"] > settings.lease_seconds


def _worker(home: Path, broker: str) -> subprocess.Popen[bytes]:
    environment = {
        "BYLINE_HOME": str(home),
        "BYLINE_BROKER_URL": broker,
        "BYLINE_WORKERS": "2",
        "PATH": "/usr/bin:/bin",
    }
    with (home / "worker-log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-c", WORKER], cwd=ROOT, env=environment, stderr=log, stdout=log
        )
