"""Run the web application and the worker as one process, from the first request to an orderly stop."""

from __future__ import annotations

import logging
import signal
from types import FrameType
from typing import Any, Final, NoReturn

import waitress  # type: ignore[import-untyped]
from flask import Flask

from bot import log
from bot.config import Settings
from bot.errors import UsageError
from bot.worker import Worker

# Requests wait for the disk together, so more of them at once mean larger groups, not more flushes.
_THREADS: Final = 32
# Seconds that deliveries get to finish when the server is told to stop.
_PATIENCE: Final = 30.0
_log = log.get(__name__)


def serve(settings: Settings, app: Flask, worker: Worker) -> None:
    """Serve until SIGTERM or SIGINT, then finish what is being worked on. Port 0 takes a free one.

    Raises:
        UsageError: the address cannot be used, or another server works in the same home folder.
    """
    worker.start()
    signal.signal(signal.SIGTERM, _leave)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a full queue is no news: requests wait
    try:
        server = _listen(settings, app)
        _log.info("byline is running", url=_url(server), home=str(settings.home))
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        _log.info("stopping")
        worker.stop(_PATIENCE)


def _leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)


def _listen(settings: Settings, app: Flask) -> Any:
    largest = app.config["MAX_CONTENT_LENGTH"]
    try:
        return waitress.create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=_THREADS,
            ident="",
            # A larger body is refused as soon as its size is known, before it is read.
            max_request_body_size=largest + 1,
            # Nothing believes what these headers say, but the pages must see that a proxy sent them.
            clear_untrusted_proxy_headers=False,
        )
    except (OSError, ValueError) as error:
        where = f"{settings.host}:{settings.port}"
        raise UsageError(f"cannot listen on {where}: {error} (see BYLINE_HOST and BYLINE_PORT)") from error


def _url(server: Any) -> str:
    addresses = getattr(server, "effective_listen", None) or [(server.effective_host, server.effective_port)]
    host, port = addresses[0]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
