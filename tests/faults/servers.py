"""The servers that distributed mode rests on: they can be killed, stopped for a while, and started again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from pathlib import Path

import amqp
import psycopg
import redis

from tests.bot.storage.engines import _programs
from tests.faults.disk import Disk
from tests.faults.processes import Handle
from tests.webhooks.running import until

#: RabbitMQ takes ten seconds of one core to start, and the machine may be busy.
_START_SECONDS = 240.0
#: On a small disk PostgreSQL keeps no more of its log than it must.
_SMALL = ("max_wal_size=32MB", "min_wal_size=32MB")
_WITHOUT_DISK = ("fsync=off", "full_page_writes=off", "synchronous_commit=on", "listen_addresses=")


class Server:
    """A server in a process of its own. ``url`` is where Byline finds it."""

    name = ""
    url = ""
    handle: Handle

    def start(self) -> None:
        """Start it and wait until it answers."""
        raise NotImplementedError

    def empty(self) -> None:
        """Forget everything."""
        raise NotImplementedError

    def close(self) -> None:
        """End it and remove its files."""
        raise NotImplementedError

    def revive(self) -> None:
        """Start it again if it is dead, and let it go on if it stands still."""
        self.handle.signal(signal.SIGCONT)
        for child in self.handle.children():
            child.signal(signal.SIGCONT)
        if self.handle.ended():
            self.start()


class Postgres(Server):
    """A PostgreSQL behind a socket in a folder of its own; ``room`` (``256m``) bounds its disk."""

    name = "postgresql"

    def __init__(self, room: str = "") -> None:
        programs = _programs()
        assert programs is not None, "PostgreSQL is not installed (initdb and postgres)"
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="byline-faults-pg-"))
        self.disk = Disk(self._folder, room) if room else None
        self._data = self._folder / "data"
        self._user = "postgres" if os.geteuid() == 0 else None  # PostgreSQL refuses to run as root
        if self._user:
            shutil.chown(self._folder, self._user, self._user)
        initdb = [str(programs / "initdb"), "--pgdata", str(self._data), "-U", "byline", "-A", "trust"]
        subprocess.run(
            [*initdb, "-E", "UTF8", "--no-sync"],
            check=True,
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            user=self._user,
        )
        self.url = f"postgresql://byline@/postgres?host={self._folder}"
        self.start()

    def start(self) -> None:
        self._spawn()
        until(self._answers, "PostgreSQL", _START_SECONDS)

    def _spawn(self) -> None:
        chosen = (*_WITHOUT_DISK, *_SMALL) if self.disk else _WITHOUT_DISK
        options = [part for option in chosen for part in ("-c", option)]
        command = [str(self._programs / "postgres"), "-D", str(self._data), "-k", str(self._folder)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *options], cwd=self._folder, stderr=log, stdout=log, user=self._user
            )
        self.handle = Handle(self._process.pid)

    def _answers(self) -> bool:
        if self._process.poll() is not None:  # a predecessor's children may still hold its memory
            self._spawn()
            return False
        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def empty(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")

    def close(self) -> None:
        self.handle.kill()
        self._process.wait()
        if self.disk:
            self.disk.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class Redis(Server):
    """A Redis that keeps nothing on disk: killed, it has lost every message."""

    name = "broker"

    def __init__(self) -> None:
        program = shutil.which("redis-server")
        assert program is not None, "redis-server is not installed"
        self._program = program
        self._port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="byline-faults-redis-"))
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.start()

    def start(self) -> None:
        command = [self._program, "--port", str(self._port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen([*command, "--dir", str(self._folder)], stdout=subprocess.DEVNULL)
        self.handle = Handle(self._process.pid)
        until(self._answers, "Redis", _START_SECONDS)

    def _answers(self) -> bool:
        try:
            with redis.Redis(port=self._port, socket_timeout=2) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def empty(self) -> None:
        with redis.Redis(port=self._port) as client:
            client.flushall()

    def close(self) -> None:
        self.handle.kill()
        self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


class Rabbit(Server):
    """A RabbitMQ with a home, a name and ports of its own; its queue outlives it."""

    name = "broker"

    def __init__(self) -> None:
        program = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # the one in PATH asks for a user of its own
        assert program.exists(), "rabbitmq-server is not installed"
        self._program = program
        self._folder = Path(tempfile.mkdtemp(prefix="byline-faults-rabbit-"))
        self._port = free_port()
        names = free_port()
        (self._folder / "rabbitmq.conf").write_text("loopback_users = none\n")
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self._folder),
            "ERL_EPMD_PORT": str(names),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"byline{self._port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self._port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_CONFIG_FILE": str(self._folder / "rabbitmq"),
            "RABBITMQ_MNESIA_BASE": str(self._folder / "data"),
            "RABBITMQ_LOG_BASE": str(self._folder / "log"),
            "RABBITMQ_PID_FILE": str(self._folder / "pid"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._folder / "plugins"),
        }
        # Erlang's register of names outlives the broker; started here, it is ended here.
        self._names = subprocess.Popen(["epmd"], env=self._environment, stdout=subprocess.DEVNULL)
        self.url = f"amqp://guest:guest@127.0.0.1:{self._port}//"
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self) -> None:
        with (self._folder / "output").open("ab") as log:
            self._process = subprocess.Popen(
                [str(self._program)], env=self._environment, cwd=self._folder, stdout=log, stderr=log
            )
        self.handle = Handle(self._process.pid)
        until(self._answers, f"RabbitMQ; see {self._folder}", _START_SECONDS)

    def _answers(self) -> bool:
        assert self._process.poll() is None, (self._folder / "output").read_text()
        try:
            with amqp.Connection(f"127.0.0.1:{self._port}", connect_timeout=2):
                return True
        except (OSError, amqp.AMQPError):
            return False

    def empty(self) -> None:
        with amqp.Connection(f"127.0.0.1:{self._port}") as connection:
            connection.channel().queue_delete("celery")

    def close(self) -> None:
        for child in self.handle.children():
            child.kill()
        self.handle.kill()
        self._process.wait()
        self._names.kill()
        self._names.wait()
        shutil.rmtree(self._folder, ignore_errors=True)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
