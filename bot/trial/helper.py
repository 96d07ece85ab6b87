"""The process that judges for a web process: started when it is needed, ended when it takes too long.

Judging computes for milliseconds to a second, and loads the classifier. In a thread of the web process it
would hold up webhooks (one thread runs Python code at a time), and could not be stopped.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from threading import Lock, Semaphore, Timer
from typing import Any, Final

from bot import log
from bot.errors import BylineError

_log = log.get(__name__)
#: Requests that may wait for their turn, with the one that has it. Each of them occupies a thread of the web
#: server.
_WAITING: Final = 4
_SECONDS: Final = 20.0
#: A machine that is busy with much else may take long to load the libraries.
_START_SECONDS: Final = 60.0
#: What the process gets of the environment: no setting and no secret.
_PASSED_ON: Final = ("PATH", "PYTHONPATH", "LANG", "LC_ALL", "SYSTEMROOT", "TZ")


class BusyError(BylineError):
    """Too many are waiting already."""


class GaveUpError(BylineError):
    """It took too long, or more memory than it may."""


class Helper:
    """Asks one process one question at a time. Safe to use from several threads."""

    def __init__(self, seconds: float = _SECONDS) -> None:
        self._seconds = seconds
        self._turn = Lock()
        self._places = Semaphore(_WAITING)
        self._process: subprocess.Popen[bytes] | None = None
        self._ended: Callable[[], object] = lambda: None

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a question of ``bot.trial.work``.

        Raises:
            BusyError: so many are waiting that this one would wait long.
            GaveUpError: there was no answer in time, or the process came to an end over it.
        """
        if not self._places.acquire(blocking=False):
            raise BusyError("others are being judged here just now; please try again in a moment")
        try:
            with self._turn:
                answer = self._answer(json.dumps(question).encode() + b"\n")
        finally:
            self._places.release()
        if not answer:
            _log.warning("a judgement for the pages was given up", seconds=self._seconds)
            raise GaveUpError(
                f"this took more than {self._seconds:g} seconds or too much memory, and was given up"
            )
        found: dict[str, Any] = json.loads(answer)
        if "failed" in found:
            _log.error("a judgement for the pages failed", exception=found["failed"])
            raise GaveUpError("this could not be judged: something is wrong in Byline, and its log says so")
        return found

    def close(self) -> None:
        """End the process, if there is one."""
        if self._process is not None:
            self._ended()
            self._process = None

    def _answer(self, line: bytes) -> bytes:
        """Return the answer, empty where there is none."""
        was_there = self._process is not None
        answer, in_time = self._tried(line)
        if not answer and in_time and was_there:  # one that is idle goes, perhaps when it is asked
            answer, _ = self._tried(line)
        return answer

    def _tried(self, line: bytes) -> tuple[bytes, bool]:
        """Return the answer, and whether the time sufficed. Without an answer the process is ended."""
        began, seconds = time.monotonic(), self._seconds
        if self._process is None:
            self._start()
            if not self._heard(b"", _START_SECONDS):
                self.close()
                return b"", False
            began = time.monotonic()
        answer = self._heard(line, seconds)
        if not answer:
            self.close()
        return answer, time.monotonic() - began < seconds

    def _heard(self, line: bytes, seconds: float) -> bytes:
        """Return the line that the process answers with; empty where it came to an end."""
        process = self._process
        assert process  # noqa: S101 - for the type checker: it was started, with pipes
        assert process.stdin  # noqa: S101
        assert process.stdout  # noqa: S101
        stop = Timer(seconds, process.kill)
        stop.daemon = True
        stop.start()
        answer = b""
        with suppress(OSError):  # it is gone
            process.stdin.write(line)
            process.stdin.flush()
            answer = process.stdout.readline()
        stop.cancel()
        return answer if answer.endswith(b"\n") else b""

    def _start(self) -> None:
        process = subprocess.Popen(
            [sys.executable, "-P", "-B", "-m", "bot.trial"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
        )
        self._process, self._ended = process, weakref.finalize(self, _end, process)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):  # what it was not told is lost
                stream.close()
