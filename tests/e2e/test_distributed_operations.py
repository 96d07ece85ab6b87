"""With a worker of its own: the web process tells what it did, and its log names the delivery."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import requests

from tests.bot.dashboard.test_operations import samples
from tests.bot.test_celery import broker
from tests.forked import Forked
from tests.webhooks.running import BYLINE_SERVE, SECRET, server, until

__all__ = ["broker"]


def test_metrics_and_logs_of_a_worker_process(broker: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    settings = {"BYLINE_BROKER_URL": broker, "BYLINE_WORKERS": "2", "BYLINE_LOG_FORMAT": "json"}
    with server(home, *BYLINE_SERVE, **settings) as running:
        given = {name: value for name, value in os.environ.items() if not name.startswith("BYLINE_")}
        given |= {"BYLINE_HOME": str(home), "BYLINE_WEBHOOK_SECRET": SECRET.decode(), **settings}
        log = tmp_path / "worker.log"
        worker = Forked(("-m", "bot", "worker"), given, log, log)
        try:
            for number in range(4):
                assert running.post(f"guid-{number}").status_code == 202

            def told() -> bool:
                found = samples(requests.get(f"{running.url}/metrics", timeout=30).text)
                return found.get("byline_delivery_attempts_total{outcome=done}") == 4

            until(told, "the web process to tell what the worker did")
        finally:
            worker.send_signal(signal.SIGTERM)
            worker.wait(60)
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    done = [line["delivery"] for line in lines if line["event"] == "delivery done"]
    assert sorted(done) == [f"guid-{number}" for number in range(4)]
