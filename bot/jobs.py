"""Work on one delivery: claim it, handle it, and write down what came of it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import UTC, datetime
from typing import Final

from structlog.contextvars import bound_contextvars

from bot import log, meters
from bot.errors import BylineError, RetryLater, UsageError
from bot.inbox import Claimed, Delivery, Inbox, State

_log = log.get(__name__)
# A lease is extended three times before it would run out, and for this many leases: what takes longer hangs.
_BEATS_A_LEASE: Final = 3
_LONGEST_JOB_LEASES: Final = 12
# A worker that is told to stop has answered the message at hand after so long, and a job.
_MESSAGE_SECONDS: Final = 10.0
_LET_GO: Final = "let_go"
# Of a delivery's id, so many characters are the beginning of the id of the look that follows it.
_GUID_LIMIT: Final = 100
_AGAIN: Final = ".again"


class LeaseLostError(RetryLater):
    """The delivery is no longer this worker's: it was given to another one, or waits for its turn."""


class Job:
    """A claimed delivery while it is worked on."""

    def __init__(self, claimed: Claimed, inbox: Inbox) -> None:
        self.claimed = claimed
        self.delivery = claimed.delivery
        self.subjects = [claimed.delivery.subject] if claimed.delivery.subject else []
        self._inbox = inbox
        self._may_have_written = False

    def check(self) -> None:
        """Make sure that this worker may still write.

        Raises:
            LeaseLostError: the delivery was given to another worker.
        """
        if not self._inbox.extend(self.claimed):
            raise LeaseLostError("the lease of this delivery is lost: another worker has it")
        self._may_have_written = True

    def let_go(self) -> None:
        """Leave the delivery to whoever has it now.

        A worker that slept through its lease in the middle of a write may have written beside the other one,
        such as a second comment. So the same is looked at once more, after the other one is done with it.
        """
        told = self.delivery
        if not self._may_have_written or told.guid.endswith(_AGAIN):
            return
        again = Delivery(
            guid=f"{told.guid[:_GUID_LIMIT]}.{told.attempts}{_AGAIN}",
            event=told.event,
            action=told.action,
            task=told.task,
            installation_id=told.installation_id,
            repository=told.repository,
            subject=self.subjects[-1] if self.subjects else None,
            payload=told.payload,
            note=f"a worker lost the lease of delivery {told.id} while it wrote: looking once more",
        )
        if self._inbox.record(again).new:
            _log.warning("the lease was lost while writing: it is looked at once more", again=again.guid)

    def enter(self, subject: str) -> None:
        """Begin on a subject, which nobody else works on from now until the job ends or enters another one.

        Raises:
            LeaseLostError: somebody works on it. The delivery waits in the inbox until that is over.
        """
        if self.subjects and self.subjects[-1] == subject:
            return
        self.subjects.append(subject)
        if not self._inbox.enter(self.claimed, subject):
            raise LeaseLostError(f"another worker is busy with {subject}: this delivery waits for it")

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Extend the lease while the block runs; it ends by itself when this process dies."""
        done = threading.Event()
        run = copy_context().run  # so that its lines in the log name the delivery, too
        beat = threading.Thread(target=run, args=(self._beat, done), name="lease", daemon=True)
        beat.start()
        try:
            yield
        finally:
            done.set()
            beat.join()

    def _beat(self, done: threading.Event) -> None:
        for _ in range(_LONGEST_JOB_LEASES * _BEATS_A_LEASE):
            if done.wait(self._inbox.lease_seconds / _BEATS_A_LEASE):
                return
            try:
                if not self._inbox.extend(self.claimed):
                    return
            except Exception:  # noqa: BLE001 - the database may be back for the next beat
                _log.exception("a lease could not be extended")


Handler = Callable[[Job], str]
"""Does what a delivery asks for and returns one line about it. It must bear being run twice."""


def process(delivery_id: int, inbox: Inbox, handle: Handler, owner: str) -> int:
    """Hear that a delivery waits: work on whatever is due until nothing is left; return how many it was.

    What is taken is for the inbox to say: the one that was told of may have to wait for its turn, and whoever
    is busy now with what it waits for goes on with it. After ``_MESSAGE_SECONDS`` the next message is heard.
    """
    begun, handled = time.monotonic(), 0
    while process_next(inbox, handle, owner):
        handled += 1
        if time.monotonic() - begun > _MESSAGE_SECONDS:
            break
    _log.debug("heard of a delivery", row=delivery_id, worked_on=handled)
    return handled


def process_next(inbox: Inbox, handle: Handler, owner: str) -> bool:
    """Work on the delivery whose turn it is; return whether there was one."""
    claimed = inbox.claim(owner)
    if claimed is None:
        return False
    work(Job(claimed, inbox), inbox, handle)
    return True


def work(job: Job, inbox: Inbox, handle: Handler) -> None:
    """Handle a claimed delivery. What goes wrong is logged and kept in its row; only the inbox may raise."""
    delivery, begun = job.delivery, time.monotonic()
    with bound_contextvars(
        row=delivery.id, delivery=delivery.guid, event=delivery.name, subject=delivery.subject
    ):
        came = _worked(job, inbox, handle)
    meters.ATTEMPTS.labels(came).inc()
    meters.HANDLING.observe(time.monotonic() - begun)
    if came == State.DONE:
        meters.COMPLETION.observe(max(0.0, (datetime.now(UTC) - delivery.received_at).total_seconds()))


def _worked(job: Job, inbox: Inbox, handle: Handler) -> str:
    """Return the state in which the delivery is left, or ``let_go`` where it is another worker's now."""
    delivery = job.delivery
    try:
        with job.kept():
            outcome = handle(job)
    except LeaseLostError as error:  # whoever has the row now writes down what becomes of it
        _log.warning("delivery let go", reason=str(error), attempt=delivery.attempts)
        job.let_go()
        return _LET_GO
    except Exception as error:  # noqa: BLE001 - one delivery must not stop the others
        if not inbox.extend(job.claimed):
            job.let_go()
        return _failed(job.claimed, inbox, error).value
    if inbox.finish(job.claimed, outcome):
        _log.info("delivery done", outcome=outcome, attempt=delivery.attempts)
        return State.DONE.value
    _log.warning("delivery done, but its lease had run out", outcome=outcome)
    job.let_go()
    return _LET_GO


def _failed(claimed: Claimed, inbox: Inbox, error: Exception) -> State:
    attempt = claimed.delivery.attempts
    if isinstance(error, UsageError):
        inbox.park(claimed, str(error))
        _log.error("delivery parked: it needs a person", error=str(error), attempt=attempt)
        return State.PARKED
    expected = isinstance(error, BylineError)
    text = str(error) if expected else f"unexpected {type(error).__name__}: {error}"
    passing = isinstance(error, RetryLater | OSError)
    at = error.at if isinstance(error, RetryLater) else None
    state = inbox.fail(claimed, text, at, passing=passing)
    if expected:
        _log.warning("delivery failed", error=text, attempt=attempt, state=state)
    else:
        _log.error("delivery failed", error=text, attempt=attempt, state=state, exc_info=error)
    return state
