"""Celery, for more than one machine. It carries row ids only: what is to be done stands in the inbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from celery import Celery

from bot.config import Settings

TASK: Final = "byline.process"
# Seconds that a request may wait for a broker that does not answer.
_CONNECT_SECONDS: Final = 2
_ANSWER_SECONDS: Final = 5


def make_celery(settings: Settings, process: Callable[[int], object]) -> Celery:
    """Return the Celery application whose one task hands a row id to ``process``."""
    app = Celery("byline", broker=settings.broker_url, set_as_current=False)
    app.conf.update(_configuration(settings))

    @app.task(name=TASK)  # type: ignore[untyped-decorator]
    def process_delivery(delivery_id: int) -> None:
        process(delivery_id)

    return app


def publish(app: Celery, delivery_id: int) -> None:
    """Send a row id to the workers. It raises when the broker is away; the sweeper tries again later."""
    app.send_task(TASK, (delivery_id,), retry=False)


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
