"""Work on one delivery: claim it, handle it, and write down what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from structlog.contextvars import bound_contextvars

from bot import log
from bot.errors import BylineError, RetryLater, UsageError
from bot.inbox import Claimed, Inbox

_log = log.get(__name__)
# A lease is extended three times before it would run out, and for this many leases: what takes longer hangs.
_BEATS_A_LEASE: Final = 3
_LONGEST_JOB_LEASES: Final = 12


class LeaseLostError(RetryLater):
    """The delivery is no longer this worker's: it was given to another one, or waits for its turn."""


class Job:
    """A claimed delivery while it is worked on."""

    def __init__(self, claimed: Claimed, inbox: Inbox) -> None:
        self.claimed = claimed
        self.delivery = claimed.delivery
        self.subjects = [claimed.delivery.subject] if claimed.delivery.subject else []
        self._inbox = inbox

    def check(self) -> None:
        """Make sure that this worker may still write.

        Raises:
            LeaseLostError: the delivery was given to another worker.
        """
        if not self._inbox.extend(self.claimed):
            raise LeaseLostError("the lease of this delivery is lost: another worker has it")

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
        beat = threading.Thread(target=self._beat, args=(done,), name="lease", daemon=True)
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
    """Work on one delivery, and then on those of the same subject that had to wait; return how many it was.

    It is no error when the delivery is not to be had: it is done, or somebody else works on its subject and
    will come to it.
    """
    claimed, handled = inbox.claim(owner, id_=delivery_id), 0
    while claimed is not None:
        job = Job(claimed, inbox)
        work(job, inbox, handle)
        handled += 1
        waiting = (inbox.claim(owner, subject=subject) for subject in reversed(job.subjects))
        claimed = next((found for found in waiting if found is not None), None)
    return handled


def process_next(inbox: Inbox, handle: Handler, owner: str) -> bool:
    """Work on the oldest delivery that is due; return whether there was one."""
    claimed = inbox.claim(owner)
    if claimed is None:
        return False
    work(Job(claimed, inbox), inbox, handle)
    return True


def work(job: Job, inbox: Inbox, handle: Handler) -> None:
    """Handle a claimed delivery. What goes wrong is logged and kept in its row; only the inbox may raise."""
    delivery = job.delivery
    with bound_contextvars(
        row=delivery.id, delivery=delivery.guid, event=delivery.name, subject=delivery.subject
    ):
        try:
            with job.kept():
                outcome = handle(job)
        except LeaseLostError as error:  # whoever has the row now writes down what becomes of it
            _log.warning("delivery let go", reason=str(error), attempt=delivery.attempts)
            return
        except Exception as error:  # noqa: BLE001 - one delivery must not stop the others
            _failed(job.claimed, inbox, error)
            return
        if inbox.finish(job.claimed, outcome):
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
