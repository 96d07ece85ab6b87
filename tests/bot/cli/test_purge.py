"""``byline purge`` as a person calls it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.storage import Database, open_database
from tests.bot.cli.conftest import Run
from tests.bot.inbox.clock import Clock
from tests.bot.storage.everything import Place, dump, fill

WIDGET = Place("acme/widget", "quinn", 3, 71)
OTHER = Place("other/thing", "robin", 4, 72)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'home' / 'byline.sqlite3'}")
    for place in (WIDGET, OTHER):
        fill(database, place, Clock())
    yield database
    database.close()


def test_a_dry_run_counts_and_apply_deletes(byline: Run, database: Database, tmp_path: Path) -> None:
    calibration = tmp_path / "home" / "calibrations" / "acme" / "widget.json"
    calibration.parent.mkdir(parents=True)
    calibration.write_text("{}")
    before = dump(database)
    looked = byline("purge", "--installation", "71")
    assert looked.returncode == 0, looked.stderr
    assert "3 deliveries" in looked.stdout
    assert looked.stdout.endswith("nothing was deleted: run it with --apply\n")
    assert dump(database) == before
    assert calibration.exists()
    told = json.loads(byline("purge", "--installation", "71", "--dry-run", "--format", "json").stdout)
    done = json.loads(byline("purge", "--installation", "71", "--apply", "--format", "json").stdout)
    assert (told["applied"], done["applied"], done["schema"]) == (False, True, "byline/purge/1")
    assert (told["rows"], told["files"]) == (done["rows"], done["files"])
    assert done["files"]["calibrations"] == 1
    assert not calibration.exists()
    assert not any("acme/widget" in row for rows in dump(database).values() for row in rows)
    assert any("other/thing" in row for rows in dump(database).values() for row in rows)


@pytest.mark.parametrize(
    "given",
    [("--repository", "ACME/widget"), ("--owner", "acme"), ("--login", "Quinn"), ("--expired",)],
)
def test_each_way_to_say_it(byline: Run, database: Database, given: tuple[str, ...]) -> None:
    done = byline("purge", *given, "--apply")
    assert done.returncode == 0, done.stderr
    rows = dump(database)
    assert not any("quinn" in row for table in ("deliveries", "audits") for row in rows[table])
    # The clock of the test stands in the past: all is too old.
    assert any("robin" in row for row in rows["audits"]) == (given[0] != "--expired")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((), "give one of --repository"),
        (("--owner", "a", "--login", "b"), "give one of --repository"),
        (("--expired", "--apply", "--dry-run"), "not both"),
        (("--repository", "../x"), "not a repository name"),
        (("--owner", "a/b"), "not an account's name"),
        (("--login", "a%"), "not a login"),
        (("--installation", "999"), "name its account with --owner"),
    ],
)
def test_a_mistake_is_one_line(byline: Run, given: tuple[str, ...], said: str) -> None:
    done = byline("purge", *given)
    assert done.returncode == 2
    assert said in done.stderr
    assert done.stderr.count("\n") == 1
