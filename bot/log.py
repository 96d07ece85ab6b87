"""Structured logs. Every value is escaped: text from outside cannot forge a line or reach a terminal."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import MutableMapping
from contextlib import suppress
from typing import Any, Literal

import structlog
from structlog.typing import FilteringBoundLogger

from bot.config import Settings


class _Lines:
    """Writes lines to standard error, whichever that is then. Where it cannot be written to, as on a full
    disk, the line is lost and nothing else: whoever has something to say has something to do.
    """

    def __init__(self, *_names: str) -> None:
        pass

    def msg(self, line: str) -> None:
        with suppress(OSError, ValueError):  # ValueError: it is closed
            sys.stderr.write(f"{line}\n")
            sys.stderr.flush()

    debug = info = warning = error = critical = msg


class _Foreign(logging.Handler):
    """Writes what libraries log by way of ``logging`` as our own lines are written."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        _Lines().msg(self.format(record))


def _line(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> str:
    """Render ``time level event key='value'``; ``ascii`` escapes control characters and bidi marks."""
    head = f"{event.pop('timestamp')} {event.pop('level'):7} {_escaped(event.pop('event'))}"
    trace = event.pop("exception", "")
    rest = " ".join(f"{key}={_plain(value)!a}" for key, value in event.items())
    return f"{head} {rest}".rstrip() + (f" exception={trace!a}" if trace else "")


def _plain(value: object) -> object:
    """Return a word of an enumeration as the word itself."""
    return str(value) if isinstance(value, str) else value


def _escaped(value: object) -> str:
    return ascii(str(value))[1:-1]


def configure(settings: Settings) -> None:
    """Send all logs to standard error in the configured format: also those of libraries, and warnings.

    Lines that are written while a delivery is worked on name it, whoever writes them: what is bound with
    ``structlog.contextvars`` is part of each line. A thread that is started then needs a copy of the context.
    """
    _configure(settings.log_format, settings.log_level)
    logging.captureWarnings(True)
    threading.excepthook = _thread_ended


def _thread_ended(args: threading.ExceptHookArgs) -> None:
    """Write down what ended a thread as one line like the others."""
    if args.exc_type is not SystemExit:
        name = args.thread.name if args.thread else ""
        get(__name__).error("a thread ended", thread=name, exc_info=args.exc_value)


def configure_for_commands() -> None:
    """Send warnings to standard error: what a command prints belongs to whoever reads its output."""
    _configure("console", "warning")
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # a command says itself what became of its requests


def _configure(log_format: Literal["console", "json"], level: str) -> None:
    """Render our own lines at once, and those that come by way of ``logging`` in the same format."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    renderer = structlog.processors.JSONRenderer() if log_format == "json" else _line
    handler = _Foreign()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for noisy in ("urllib3", "git", "markdown_it", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, renderer],
        logger_factory=_Lines,
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=False,
    )


def get(name: str) -> FilteringBoundLogger:
    """Return a logger; bind what is constant with ``structlog.contextvars.bound_contextvars``."""
    logger: FilteringBoundLogger = structlog.get_logger(name)
    return logger
