"""The databases that tests run on: SQLite in a file, and a real PostgreSQL of the test's own."""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

ENGINES = ["sqlite", "postgresql"]


def address(engine: str, folder: Path) -> str:
    """Return the URL of an empty database, or skip the test where PostgreSQL is not installed."""
    if engine == "sqlite":
        return f"sqlite:///{folder / 'inbox.sqlite3'}"
    url = _cluster()
    if url is None:
        pytest.skip("PostgreSQL is not installed (initdb and postgres)")
    fresh = create_engine(url)
    with fresh.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    fresh.dispose()
    return url


@cache
def _cluster() -> str | None:
    """Start a PostgreSQL that can be reached through a socket only; it ends with the tests."""
    programs = _programs()
    if programs is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="byline-pg-"))
    folder.chmod(0o700)
    as_user: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        if not _exists("postgres"):
            return None
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["runuser", "-u", "postgres", "--"]
    data = folder / "data"
    initdb = [
        *as_user,
        str(programs / "initdb"),
        "--pgdata",
        str(data),
        "-U",
        "byline",
        "-A",
        "trust",
        "-E",
        "UTF8",
    ]
    subprocess.run([*initdb, "--no-sync"], check=True, cwd=folder.parent, stdout=subprocess.DEVNULL)
    control = [*as_user, str(programs / "pg_ctl"), "--pgdata", str(data), "--wait", "--silent"]
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    start = [*control, "--log", str(folder / "log"), "--options", options, "start"]
    subprocess.run(start, check=True, cwd=folder.parent)
    atexit.register(_stop, [*control, "--mode", "immediate", "stop"], folder)
    return f"postgresql://byline@/postgres?host={folder}"


def _stop(command: list[str], folder: Path) -> None:
    subprocess.run(command, check=False, cwd=folder.parent)
    shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return debian[-1].parent if debian else None


def _exists(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return shutil.which("runuser") is not None
