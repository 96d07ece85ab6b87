"""``python -m bot.trial``: answers questions, one JSON document a line, until nobody asks any more.

The pages start it (``bot.trial.helper``). It takes a place below the web server, and goes when it is idle:
with the classifier it takes some 130 MB.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sys
from typing import Any, Final

from bot.trial.confine import confine

_IDLE_SECONDS: Final = 600.0
_NICENESS: Final = 5


def main() -> None:
    """Say "ready", and answer until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server, which ends this one
    if sys.platform != "win32":
        os.nice(_NICENESS)
    if sys.platform == "linux":  # a web process keeps to one processor, and had better have it for itself
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
    confine()
    from bot.trial.work import answer

    given, told = sys.stdin.buffer, sys.stdout.buffer
    told.write(b"ready\n")
    told.flush()
    while select.select([given], [], [], _IDLE_SECONDS)[0] and (line := given.readline()):
        told.write(json.dumps(_answered(answer, line)).encode() + b"\n")
        told.flush()


def _answered(answer: Any, line: bytes) -> Any:
    try:
        return answer(json.loads(line))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told, and the next question answered
        return {"failed": type(error).__name__}


main()
