"""What ``/metrics`` and ``/readyz`` tell, and that it is the same in every process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from flask.testing import FlaskClient
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.parser import text_string_to_metric_families

from bot.dashboard.gauges import Measured, Totals
from bot.errors import RetryLater, UsageError
from bot.inbox import Delivery, Inbox, Task
from bot.jobs import Job, LeaseLostError, process_next
from bot.storage import Database, Tallies, open_database
from bot.storage.models import Base
from tests.bot.storage.engines import ENGINES, address
from tests.webhooks.running import BYLINE_SERVE, server, until


def samples(text: str) -> dict[str, float]:
    """Return the samples of a page in Prometheus' format, by their name with its labels."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{name}={value}" for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def waiting(inbox: Inbox, guid: str) -> None:
    inbox.record(Delivery(guid, "ping", "", Task.PING, 7, None, None, b"{}"))


def test_attempts_are_counted_by_what_came_of_them(client: FlaskClient, inbox: Inbox) -> None:
    def handle(job: Job) -> str:
        match job.delivery.guid:
            case "again":
                raise RetryLater("GitHub is away")
            case "never":
                raise UsageError("nobody can do that")
            case "odd":
                raise ZeroDivisionError
            case "taken":
                raise LeaseLostError("another worker has it")
        return "well"

    for guid in ("well", "again", "never", "odd", "taken"):
        waiting(inbox, guid)
        assert process_next(inbox, handle, "me")
    found = samples(client.get("/metrics").text)
    attempts = "byline_delivery_attempts_total{outcome="
    counted = {name: found[f"{attempts}{name}}}"] for name in ("done", "failed", "parked", "let_go")}
    assert counted == {"done": 1, "failed": 2, "parked": 1, "let_go": 1}
    assert found["byline_delivery_handling_seconds_count"] == 5
    assert found["byline_delivery_handling_seconds_bucket{le=+Inf}"] == 5
    assert found["byline_delivery_completion_seconds_count"] == 1
    assert found["byline_deliveries{state=failed}"] == 2
    assert found["byline_database_size_bytes"] > 4096
    assert found["byline_clone_cache_bytes"] == 0
    assert found["byline_github_rate_limit_wait_seconds_total"] >= 0


def test_names_and_units_are_as_prometheus_wants_them(client: FlaskClient, inbox: Inbox) -> None:
    waiting(inbox, "one")
    text = client.get("/metrics").text
    for family in text_string_to_metric_families(text):
        assert re.fullmatch(r"byline_[a-z_]+", family.name)
        assert family.documentation
        counts = family.type == "counter"
        assert all(sample.name.endswith("_total") == counts for sample in family.samples)
    buckets = re.findall(r'byline_delivery_handling_seconds_bucket\{le="([^"]+)"\} ([0-9.]+)', text)
    bounds, values = [float(le) for le, _ in buckets], [float(value) for _, value in buckets]
    assert bounds == sorted(bounds)
    assert values == sorted(values)


def test_the_size_of_the_clones_is_told(client: FlaskClient, tmp_path: Path) -> None:
    place = tmp_path / "clones" / "github.com" / "acme" / "widget.git"
    place.mkdir(parents=True)
    (place / "pack").write_bytes(b"x" * 1000)
    assert samples(client.get("/metrics").text)["byline_clone_cache_bytes"] >= 1000


def test_folders_are_not_measured_for_every_scrape() -> None:
    now, measured = [0.0], list[int]()

    def measure() -> float:
        measured.append(1)
        return float(len(measured))

    size = Measured(measure, lambda: now[0])
    assert (size.value(), size.value()) == (1, 1)
    now[0] = 61
    assert size.value() == 2


def test_without_a_database_they_say_so(client: FlaskClient, database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("DROP TABLE audits")
        connection.exec_driver_sql("DROP TABLE deliveries")
    for path in ("/readyz", "/metrics"):
        assert client.get(path).status_code == 503
    assert client.get("/healthz").status_code == 200


def test_readiness_tells_the_backlog(client: FlaskClient, inbox: Inbox) -> None:
    waiting(inbox, "one")
    told = client.get("/readyz").json
    assert told is not None
    assert told["status"] == "ready"
    assert told["deliveries"]["queued"] == 1
    assert told["oldest_due_seconds"] >= 0


@pytest.fixture(params=ENGINES)
def shared(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    database = open_database(address(request.param, tmp_path))
    yield database
    database.close()


def test_the_counts_of_several_processes_add_up(shared: Database) -> None:
    """A registry stands for the memory of one process."""
    tallies, registries = [], []
    for number in (1, 2):
        registry = CollectorRegistry()
        requests_, seconds = (
            Counter("asked", "x", ["result"], registry=registry),
            Histogram("took_seconds", "x", buckets=(1.0, 10.0), registry=registry),
        )
        requests_.labels("before").inc()  # what was counted before belongs to somebody else
        tallies.append(Tallies(shared, registry))
        requests_.labels("ok").inc(number)
        seconds.observe(number)
        registries.append(registry)
    tallies[0].add()
    tallies[0].add()
    expected = {
        ("asked_total", '{"result": "ok"}'): 3.0,
        ("took_seconds_bucket", '{"le": "1.0"}'): 1.0,
        ("took_seconds_bucket", '{"le": "10.0"}'): 2.0,
        ("took_seconds_bucket", '{"le": "+Inf"}'): 2.0,
        ("took_seconds_count", "{}"): 2.0,
        ("took_seconds_sum", "{}"): 3.0,
    }
    assert tallies[1].totals() == tallies[0].totals() == expected
    shown = [sample for metric in Totals(tallies[0], registries[0]).collect() for sample in metric.samples]
    assert [sample.value for sample in shown if sample.name == "took_seconds_bucket"] == [1.0, 2.0, 2.0]


def test_counts_wait_for_a_database_that_is_away(shared: Database) -> None:
    registry = CollectorRegistry()
    counter = Counter("asked", "x", registry=registry)
    tallies = Tallies(shared, registry)
    counter.inc()
    with shared.write() as connection:
        connection.exec_driver_sql("ALTER TABLE tallies RENAME TO away")
    tallies.stop()
    with shared.write() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO tallies")
    assert tallies.totals()["asked_total", "{}"] == 1.0


def test_two_web_processes_tell_the_same(tmp_path: Path) -> None:
    with server(tmp_path / "home", *BYLINE_SERVE, BYLINE_WEB_PROCESSES="2") as running:
        for number in range(12):
            assert running.post(f"guid-{number}").status_code == 202

        def told() -> bool:
            found = [samples(requests.get(f"{running.url}/metrics", timeout=30).text) for _ in range(8)]
            return all(
                one.get("byline_webhook_requests_total{result=accepted}") == 12
                and one.get("byline_delivery_attempts_total{outcome=done}") == 12
                for one in found
            )

        until(told, "every process to tell the same")
        running.stop()
    with server(tmp_path / "home", *BYLINE_SERVE) as running:
        found = samples(requests.get(f"{running.url}/metrics", timeout=30).text)
        assert found["byline_webhook_requests_total{result=accepted}"] == 12


def test_every_metric_and_every_table_is_documented(client: FlaskClient) -> None:
    docs = Path(__file__).parents[3] / "docs"
    page = (docs / "operations.md").read_text(encoding="utf-8")
    for family in text_string_to_metric_families(client.get("/metrics").text):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        assert re.search(rf"`{name}[`{{]", page), name
    privacy = (docs / "privacy.md").read_text(encoding="utf-8")
    stored = privacy.partition("## What is stored")[2].partition("## Deletion")[0]
    assert [name for name in Base.metadata.tables if f"`{name}`" not in stored] == []
