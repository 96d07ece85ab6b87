"""Starts Byline's processes quickly: ``python -m tests.faults.nursery`` loads the libraries once, then forks.

It reads one JSON object a line, ``{"command": [...], "environment": {...}, "log": PATH}``, starts the real
``byline COMMAND`` and answers with its process id. Whatever still runs ends with it. Byline's pauses are
shortened here, for all that it starts: an hour of retries passes in seconds.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import random
import signal
import sys
from datetime import timedelta
from pathlib import Path
from typing import TextIO

from bot import chores, doubt, redelivery, service, worker
from bot.cli import main
from bot.git import cache, fetching
from bot.github import connection, pace, problems, transport
from bot.inbox import inbox
from tests.faults import webside

_PARTS = ("bot.gather", "bot.github", "bot.inbox", "bot.storage", "bot.git", "bot.index", "bot.messages")
_JUDGING = ("detectors.registry", "bot.cli.serve", "psycopg", "redis", "kombu.transport.redis")


def shorten() -> None:
    """Let Byline's own pauses pass about twenty times as fast."""
    webside.put(worker, _POLL_SECONDS=0.1, _SWEEP_SECONDS=0.5)
    worker.Sweeper.__init__.__defaults__ = (0.5,)
    chores.Chores.__init__.__defaults__ = (*(chores.Chores.__init__.__defaults__ or ())[:-1], 1.0)
    webside.put(inbox, _FIRST_RETRY_SECONDS=0.3, _LAST_RETRY_SECONDS=2.0)
    webside.put(inbox, _PUBLISH_GRACE=timedelta(seconds=0.5), _PUBLISH_AGAIN=timedelta(seconds=4))
    webside.put(inbox, _FURTHEST=timedelta(seconds=4))
    webside.put(connection, ANSWER_SECONDS=2 * webside.ANSWER_SECONDS)
    webside.put(cache, FETCH_SECONDS=8)
    webside.put(fetching, FETCH_SECONDS=8)
    webside.put(transport, TIMEOUT_SECONDS=webside.ANSWER_SECONDS)
    webside.put(pace, _HOLD_SECONDS=2.0)
    webside.put(problems, UNNAMED_WAIT_SECONDS=1)
    webside.put(service, _DOUBT_SECONDS=0.3)
    webside.put(doubt, DOUBTED=20)  # many faults here strike one delivery, and all of them pass
    webside.put(redelivery, EVERY=timedelta(seconds=4), _SETTLED=timedelta(seconds=5))
    webside.shorten()


def _start(command: list[str], environment: dict[str, str], log: str) -> int:
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for stream, target in ((0, os.devnull), (1, log), (2, log)):
            mode = os.O_RDONLY if stream == 0 else os.O_WRONLY | os.O_APPEND | os.O_CREAT
            os.dup2(os.open(target, mode, 0o600), stream)
        os.environ.clear()
        os.environ.update(environment)
        random.seed()
        webside.follow_clock(Path(environment[webside.CLOCK]))
        # Web processes are started anew, not forked: this is what they load before anything else.
        sys.modules["__main__"].__spec__ = importlib.util.find_spec(webside.__name__)
        sys.argv = ["byline", *command]
        main(command)
        status = 0
    except SystemExit as leave:
        status = leave.code if isinstance(leave.code, int) else 1
    except BaseException:  # noqa: BLE001 - a fork must not return into the nursery
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(status)


def _tend(orders: TextIO, answers: TextIO) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel forgets who has died
    begun: list[int] = []
    for line in orders:
        order = json.loads(line)
        begun.append(_start(order["command"], order["environment"], order["log"]))
        answers.write(f"{begun[-1]}\n")
        answers.flush()
    for child in begun:
        try:
            os.killpg(child, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _load() -> None:
    for name in _JUDGING:
        importlib.import_module(name)
    for part in _PARTS:
        for file in Path(importlib.import_module(part).__path__[0]).glob("*.py"):
            importlib.import_module(f"{part}.{file.stem}")


if __name__ == "__main__":
    _load()
    shorten()
    _tend(sys.stdin, sys.stdout)
