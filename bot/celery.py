"""Celery, for more than one machine. It carries row ids only: what is to be done stands in the inbox."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final

from celery import Celery
from kombu.connection import Connection

from bot.config import Settings

TASK: Final = "byline.process"
# Seconds that a request may wait for a broker that does not answer.
_CONNECT_SECONDS: Final = 2
_ANSWER_SECONDS: Final = 5
_ENOUGH: Final = 100


def make_celery(settings: Settings, process: Callable[[int], object]) -> Celery:
    """Return the Celery application whose one task hands a row id to ``process``."""
    app = Celery("byline", broker=settings.broker_url, set_as_current=False)
    app.conf.update(_configuration(settings))

    @app.task(name=TASK)  # type: ignore[untyped-decorator]
    def process_delivery(delivery_id: int) -> None:
        process(delivery_id)

    return app


class Messages:
    """A connection to the broker that tells the workers of deliveries. For one thread at a time.

    A message says that there is something to do; whoever hears it goes on until nothing is left. Where
    ``_ENOUGH`` messages wait to be heard, every worker is busy, and one more would only take up memory.
    """

    def __init__(self, app: Celery) -> None:
        self._app = app
        self._connection: Connection | None = None

    def send(self, delivery_id: int) -> None:
        """Tell of a delivery. It raises when the broker is away; the next call tries it anew."""
        try:
            if self._connection is None:
                self._connection = self._app.connection_for_write()
                self._connection.connect()
                self._channel = self._connection.channel()
                self._producer = self._app.amqp.Producer(self._channel, auto_declare=False)
            queue = self._app.amqp.queues[self._app.conf.task_default_queue]
            if queue(self._channel).queue_declare().message_count < _ENOUGH:
                self._app.send_task(TASK, (delivery_id,), retry=False, producer=self._producer)
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Give the connection up."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):  # it may be broken
                connection.release()  # type: ignore[no-untyped-call]


def _configuration(settings: Settings) -> dict[str, Any]:
    configuration: dict[str, Any] = {
        "accept_content": ["json"],
        "task_serializer": "json",
        "task_ignore_result": True,
        # A killed worker's message goes back to the queue. The attempts are counted in the row, so a
        # payload that kills its worker does not go round for ever.
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,  # our own lines go there
        "worker_enable_remote_control": False,
        "broker_connection_retry_on_startup": True,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
    }
    if settings.broker_url.startswith(("redis:", "rediss:", "redis+", "sentinel:")):
        configuration["broker_transport_options"] = {
            # A message that is seen again while its task runs on finds its row taken, or done.
            "visibility_timeout": 2 * settings.lease_seconds,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": _CONNECT_SECONDS,
            "socket_timeout": _ANSWER_SECONDS,
            # A request must not wait while a broker that is away is tried again and again.
            "max_retries": 1,
            "interval_start": 0,
            "interval_step": 0.1,
            "interval_max": 0.1,
        }
    return configuration
