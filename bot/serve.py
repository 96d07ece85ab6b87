"""Run the web server and the worker as one group of processes, from the first request to an orderly stop.

The web application runs in processes of its own, so that a delivery is acknowledged at once however busy
the worker is; they end by themselves when this process is gone. The worker's threads run in this process,
which starts a web process anew when it dies.
"""

from __future__ import annotations

import errno
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from multiprocessing.connection import Connection
from typing import Any, Final, NoReturn, Protocol

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.mp import MPServer

from bot import log
from bot.config import Settings
from bot.errors import UsageError

#: Requests that a web process works on at once. They wait for the disk together: more of them mean larger
#: groups, not more flushes.
_THREADS: Final = 32
#: Requests that may wait for one of these threads; what comes beyond waits for its connection.
_WAITING: Final = 512
_HEADER_SECONDS: Final = 20
# Seconds that deliveries get to finish when the server is told to stop.
_PATIENCE: Final = 30.0
_START_SECONDS: Final = 60.0
#: Added to the niceness of the worker and its git: deliveries are acknowledged before others are judged.
_WORKER_NICENESS: Final = 5
# How often the main thread looks for signals, and a web process whether its parent lives; and how long a new
# server waits for the port.
_LOOK_SECONDS: Final = 0.1
_PORT_SECONDS: Final = 3.0
_MOMENT_SECONDS: Final = 2.0
_log = log.get(__name__)

#: Whether a running server can take up new settings by itself, as other systems than Windows let it.
CAN_START_AGAIN: Final = hasattr(signal, "SIGHUP")

Wake = Callable[[int], None]
MakeApp = Callable[[Settings, Wake], Flask]


class Worker(Protocol):
    """What works on deliveries in this process."""

    def start(self) -> None:
        """Begin."""

    def wake(self, delivery_id: int) -> None:
        """Say that a delivery is waiting."""

    def stop(self, patience: float) -> None:
        """Take nothing new on, and wait at most ``patience`` seconds for what is being worked on."""


class Beside(Protocol):
    """What runs in a thread of this process beside the worker."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End."""


def serve(
    settings: Settings,
    make_app: MakeApp,
    worker: Worker | None,
    beside: Sequence[Beside] = (),
    welcome: Callable[[str], None] = lambda _address: None,
) -> int | None:
    """Serve until SIGTERM or SIGINT, then finish what is being worked on. Port 0 takes a free one.

    ``make_app`` is a function of a module: it is called in each web process, with what rings the ``worker``'s
    bell. Without a worker it has to see to it by itself that deliveries are worked on. ``welcome`` is called
    with the server's address once it answers. Nothing may run in a thread of this process before: see
    ``_Server``.

    Returns the port where the end was asked for by SIGHUP: then call ``start_again``.

    Raises:
        UsageError: the address cannot be used, or another server works in the same home folder.
    """
    port = _free_port(settings)
    heard, rung = multiprocessing.Pipe(duplex=False)
    os.set_blocking(rung.fileno(), False)
    if settings.relay_url is not None:
        beside = (*beside, _relay(settings, str(settings.relay_url), port))

    def then() -> None:
        if worker is not None:
            worker.start()
            threading.Thread(target=_listen, args=(heard, worker), name="bell", daemon=True).start()
        for one in beside:
            one.start()
        _announce(settings, port, welcome)

    server = _server(settings, port, then)
    server.serve(target_loader=_Web(make_app, settings, rung), wrap_loader=False)
    _log.info("stopping")
    if worker is not None:
        worker.stop(_PATIENCE)
    for one in beside:
        one.stop()
    if server.start_again:  # nothing is worked on: whoever ends it from here on ends it at once
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    return port if server.start_again else None


def start_again(port: int) -> NoReturn:
    """Become the same command line anew, with the settings as they are now, at the same port.

    The process stays the same to whoever looks after it. What it holds open ends here.
    """
    _log.info("starting again, with the settings as they are now")
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until it is listened to again, it would end the process
    environment = os.environ | {"BYLINE_PORT": str(port)}
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)  # noqa: S606


def ask_for_another_start() -> None:
    """Let the server that this web process belongs to start again, in a moment: a page that was just sent
    has its style sheets to load.
    """
    parent = multiprocessing.parent_process()
    if parent is not None and parent.pid is not None and CAN_START_AGAIN:
        moment = threading.Timer(_MOMENT_SECONDS, os.kill, (parent.pid, signal.SIGHUP))
        moment.daemon = True
        moment.start()


def _relay(settings: Settings, channel: str, port: int) -> Beside:
    from bot.relay import Relay  # for development only

    return Relay(channel, f"http://{_local(settings.host, port)}/webhooks/github")


class _Interrupt(threading.Event):
    """What signals set, and the main thread waits for.

    It takes no lock, which a handler could meet taken by what it interrupts; and it looks again and again, as
    a signal that comes right before a thread falls asleep does not wake it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._is_set = False

    def set(self) -> None:
        """End the waiting."""
        self._is_set = True

    def clear(self) -> None:
        """Let others wait again."""
        self._is_set = False

    def is_set(self) -> bool:
        """Whether nobody has to wait."""
        return self._is_set

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - granian gives none
        """Return once it is set."""
        while not self._is_set:
            time.sleep(_LOOK_SECONDS)
        return True


class _Server(MPServer):
    """Forks the web processes, which have everything imported then, and starts the threads after that.

    A fork copies the locks that other threads hold at that moment. So where a web process dies later it is
    not forked, but started from nothing.
    """

    def __init__(self, *arguments: Any, then: Callable[[], None], **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.main_loop_interrupt = _Interrupt()
        self._then = then
        self._had_terminal = _is_on_terminal()
        self._for_good = False
        self.start_again = False

    def signal_handler_interrupt(self, *_arguments: Any, **_named: Any) -> None:
        """End for good, whatever was asked for before or is asked for after that."""
        self._for_good, self.start_again = True, False
        super().signal_handler_interrupt()  # type: ignore[no-untyped-call]

    def signal_handler_reload(self, *_arguments: Any, **_named: Any) -> None:
        """End in order to start again, or for good where a terminal was closed: that is the same signal."""
        self.start_again = not self._for_good and (not self._had_terminal or _is_on_terminal())
        super().signal_handler_interrupt()  # type: ignore[no-untyped-call]

    def _spawn_workers(self, spawn_target: Any, target_loader: Any) -> None:
        multiprocessing.set_start_method("fork" if sys.platform == "linux" else "spawn", force=True)
        super()._spawn_workers(spawn_target, target_loader)  # type: ignore[no-untyped-call]
        multiprocessing.set_start_method("spawn", force=True)
        try:
            with ThreadPoolExecutor(1, "start", _step_back) as starting:
                starting.submit(self._then).result()
        except BaseException:
            for one in self.wrks:  # they have only begun, and know of no orderly end yet
                one.kill()  # type: ignore[no-untyped-call]
            raise


def _step_back() -> None:
    """Let other processes go before this thread and those that it starts.

    The niceness of a thread is its own on Linux; the main thread's could not be taken back at another start.
    """
    if sys.platform == "linux":
        os.nice(_WORKER_NICENESS)


def _is_on_terminal() -> bool:
    return any(os.isatty(stream) for stream in (0, 1, 2))


def _server(settings: Settings, port: int, then: Callable[[], None]) -> _Server:
    return _Server(
        "byline",
        then=then,
        address=settings.host,
        port=port,
        interface=Interfaces.WSGI,
        # Nobody needs HTTP/2, and no limit of time holds before a connection has said which one it speaks.
        http=HTTPModes.http1,
        workers=settings.web_processes,
        blocking_threads=_THREADS,
        backpressure=_WAITING,
        websockets=False,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_SECONDS * 1000),
        respawn_failed_workers=True,
        workers_kill_timeout=int(_PATIENCE),
        log_enabled=False,
    )


@dataclass(frozen=True)
class _Web:
    """Makes the web application in a web process."""

    make_app: MakeApp
    settings: Settings
    bell: Connection

    def __call__(self) -> Flask:
        _stay_on_one_processor()
        log.configure(self.settings)
        threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
        return self.make_app(self.settings, self.ring)

    def ring(self, delivery_id: int) -> None:  # noqa: ARG002
        """Wake a worker's thread; it takes the oldest delivery, whichever that is."""
        with suppress(BlockingIOError):  # the bell rings already
            os.write(self.bell.fileno(), b"!")


def _stay_on_one_processor() -> None:
    """Keep all threads of this process on one processor, before they begin.

    One of them runs Python code at a time, whatever there are of processors; to hand over between two costs
    more than the code itself does (see "intake" in benchmarks/README.md). Processes take turns at them.
    """
    if sys.platform == "linux":
        usable = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {usable[os.getpid() % len(usable)]})


def _end_with_parent() -> None:
    """End this process when its parent is gone, however it went: a web process alone helps nobody."""
    parent = multiprocessing.parent_process()
    while parent is not None and os.getppid() == parent.pid:
        time.sleep(_LOOK_SECONDS)
    os._exit(1)


def _listen(bell: Connection, worker: Worker) -> None:
    while rings := os.read(bell.fileno(), 4096):
        for _ in rings:
            worker.wake(0)


def _free_port(settings: Settings) -> int:
    """Return the port to listen on, after a try: web processes would share another server's."""
    deadline = time.monotonic() + _PORT_SECONDS
    while True:
        try:
            return _tried(settings)
        except (OSError, ValueError) as error:
            # The web process of a server that was killed is about to end.
            if getattr(error, "errno", None) == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(_LOOK_SECONDS)
                continue
            where = f"{settings.host}:{settings.port}"
            raise UsageError(
                f"cannot listen on {where}: {error} (see BYLINE_HOST and BYLINE_PORT)"
            ) from error


def _tried(settings: Settings) -> int:
    family, _, _, _, address = socket.getaddrinfo(
        settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        tried.bind(address)
        return int(tried.getsockname()[1])


def _local(host: str, port: int) -> str:
    """Return host and port by which this machine reaches a server that listens on ``host``."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _announce(settings: Settings, port: int, welcome: Callable[[str], None]) -> None:
    """Say that the server is there, once it is."""

    def tell() -> None:
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if _answers(host, port):
                shown = f"[{settings.host}]" if ":" in settings.host else settings.host
                _log.info("byline is running", url=f"http://{shown}:{port}/", home=str(settings.home))
                welcome(f"http://{_local(settings.host, port)}")
                return
            time.sleep(0.02)
        _log.error("the web server does not answer", host=settings.host, port=port)

    logging.getLogger("_granian").setLevel(logging.WARNING)
    threading.Thread(target=tell, name="announce", daemon=True).start()


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection(host, port, timeout=1)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
