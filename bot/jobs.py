"""Work on one delivery: claim it, handle it, and write down what came of it."""

from __future__ import annotations

from collections.abc import Callable

from structlog.contextvars import bound_contextvars

from bot import log
from bot.errors import BylineError, RetryLater, UsageError
from bot.inbox import Claimed, Inbox, StoredDelivery

Handler = Callable[[StoredDelivery], str]
"""Does what a delivery asks for and returns one line about it. It must bear being run twice."""

_log = log.get(__name__)


def process(delivery_id: int, inbox: Inbox, handle: Handler, owner: str) -> int:
    """Work on one delivery, and then on those of the same subject that had to wait; return how many it was.

    It is no error when the delivery is not to be had: it is done, or somebody else works on its subject and
    will come to it.
    """
    claimed, handled = inbox.claim(owner, id_=delivery_id), 0
    while claimed is not None:
        work(claimed, inbox, handle)
        handled += 1
        subject = claimed.delivery.subject
        claimed = inbox.claim(owner, subject=subject) if subject else None
    return handled


def process_next(inbox: Inbox, handle: Handler, owner: str) -> bool:
    """Work on the oldest delivery that is due; return whether there was one."""
    claimed = inbox.claim(owner)
    if claimed is None:
        return False
    work(claimed, inbox, handle)
    return True


def work(claimed: Claimed, inbox: Inbox, handle: Handler) -> None:
    """Handle a claimed delivery. What goes wrong is logged and kept in its row; only the inbox may raise."""
    delivery = claimed.delivery
    with bound_contextvars(
        row=delivery.id, delivery=delivery.guid, event=delivery.name, subject=delivery.subject
    ):
        try:
            outcome = handle(delivery)
        except Exception as error:  # noqa: BLE001 - one delivery must not stop the others
            _failed(claimed, inbox, error)
            return
        if inbox.finish(claimed, outcome):
            _log.info("delivery done", outcome=outcome, attempt=delivery.attempts)
        else:
            _log.warning("delivery done, but its lease had run out", outcome=outcome)


def _failed(claimed: Claimed, inbox: Inbox, error: Exception) -> None:
    attempt = claimed.delivery.attempts
    if isinstance(error, UsageError):
        inbox.park(claimed, str(error))
        _log.error("delivery parked: it needs a person", error=str(error), attempt=attempt)
        return
    expected = isinstance(error, BylineError)
    text = str(error) if expected else f"unexpected {type(error).__name__}: {error}"
    state = inbox.fail(claimed, text, error.at if isinstance(error, RetryLater) else None)
    if expected:
        _log.warning("delivery failed", error=text, attempt=attempt, state=state)
    else:
        _log.error("delivery failed", error=text, attempt=attempt, state=state, exc_info=error)
