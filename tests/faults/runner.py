"""A real server with a handler that the test can hold: ``python -m tests.faults.runner``.

The handler appends the delivery's id to ``$BYLINE_HOME/begun``. Where ``$BYLINE_HOME/gate`` is a FIFO, it
then waits until somebody opens the other end. Its effect is the file ``$BYLINE_HOME/effects/GUID``.
"""

from __future__ import annotations

from pathlib import Path

from bot import home, log
from bot.cli.web import web_app
from bot.config import load_settings
from bot.inbox import Inbox, StoredDelivery
from bot.jobs import Job
from bot.serve import serve
from bot.storage import open_database
from bot.worker import Embedded


def main() -> None:
    settings = load_settings()
    log.configure(settings)
    settings = home.ensure_webhook_secret(settings)
    database = open_database(settings.database)
    database.close()  # a fork must not share connections
    inbox = Inbox(database, max_attempts=settings.max_attempts, lease_seconds=settings.lease_seconds)

    def handle(job: Job) -> str:
        return handle_in(settings.home, job.delivery)

    embedded = Embedded(settings, inbox, handle)
    serve(settings, web_app, None if settings.broker_url else embedded)


def handle_in(place: Path, delivery: StoredDelivery) -> str:
    with (place / "begun").open("a") as begun:
        begun.write(f"{delivery.guid}\n")
    gate = place / "gate"
    if gate.exists():
        gate.read_bytes()
    effects = place / "effects"
    effects.mkdir(exist_ok=True)
    (effects / delivery.guid).write_text(delivery.name)
    return "handled"


if __name__ == "__main__":
    main()
