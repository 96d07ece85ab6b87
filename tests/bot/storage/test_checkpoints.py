"""What is written comes from SQLite's log into its file while nobody closes the database."""

from __future__ import annotations

from pathlib import Path

from bot.storage import open_database
from bot.storage.checkpoints import LATE_PAGES, Checkpoints
from tests.webhooks.running import until


def test_what_was_written_gets_into_the_database_file(tmp_path: Path) -> None:
    file = tmp_path / "x.sqlite3"
    database = open_database(f"sqlite:///{file}", checkpoint_pages=LATE_PAGES)
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE words (word TEXT)")
        connection.exec_driver_sql("INSERT INTO words VALUES ('a word to be looked for')")
    assert b"a word to be looked for" not in file.read_bytes()
    checkpoints = Checkpoints(database)
    checkpoints.start()
    until(lambda: b"a word to be looked for" in file.read_bytes(), "the checkpoint")
    checkpoints.stop()
    database.close()
