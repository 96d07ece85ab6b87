"""Webhooks as an unreliable network brings them: twice, late, out of order, and sometimes not at all."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from tests.fakes.github import FakeGitHub
from tests.fakes.github.model import HookDelivery

#: Of a hundred deliveries, how many come twice at once, twice in a row, and late.
_TWICE, _AGAIN, _LATE = 12, 12, 30
_MOST_LATE_SECONDS = 1.5
_SENDERS = 6


class Traffic:
    """Sends every webhook that the fake raises, and keeps what was answered."""

    def __init__(self, github: FakeGitHub, chance: random.Random) -> None:
        self.calm = False
        self.tally: Counter[str] = Counter()
        self._github = github
        self._chance = chance
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(_SENDERS, "sender")
        self._under_way: set[Future[None]] = set()
        #: How often Byline has commented on each contribution.
        self.posted: Counter[int] = Counter()
        self._by_guid: dict[str, HookDelivery] = {}
        self._taken: set[str] = set()
        #: Set while some webhook waits for its answer.
        self.posting = threading.Event()
        self._posted_now = 0
        self._acknowledged = threading.Event()
        github.state.emit = self._emit

    def _emit(self, event: str, action: str | None, subject: Any, actor: Any, **extra: Any) -> None:
        if event not in self._github.app.events:
            return
        if (event, action) == ("issue_comment", "created") and actor is self._github.app.bot:
            self.posted[subject.issue.id] += 1
        delivery = self._github.prepare(event, action, subject, sender=actor, **extra)
        with self._lock:
            self._by_guid[delivery.guid] = delivery
            fate, late = self._chance.randrange(100), self._chance.uniform(0, _MOST_LATE_SECONDS)
        if self.calm:
            self._later(delivery)
        elif fate < _TWICE:
            self.tally["delivered twice at once"] += 1
            self._later(delivery)
            self._later(self._github.courier.repeat(delivery))
        elif fate < _TWICE + _AGAIN:
            self.tally["delivered again later"] += 1
            self._later(delivery)
            self._later(self._github.courier.repeat(delivery), late)
        elif fate < _TWICE + _AGAIN + _LATE:
            self.tally["delivered late and out of order"] += 1
            self._later(delivery, late)
        else:
            self._later(delivery)

    def _later(self, delivery: HookDelivery, seconds: float = 0.0) -> None:
        task = self._pool.submit(self._send, delivery, seconds)
        with self._lock:
            self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def _send(self, delivery: HookDelivery, seconds: float) -> None:
        time.sleep(seconds)
        self._post(1)
        self._github.courier.send(delivery)
        self._post(-1)
        if delivery.ok:
            with self._lock:
                self._acknowledged.set()
                self._taken.add(delivery.guid)

    def _post(self, more: int) -> None:
        with self._lock:
            self._posted_now += more
            (self.posting.set if self._posted_now else self.posting.clear)()

    def next_acknowledged(self) -> threading.Event:
        """Return what will be set when the next webhook is acknowledged."""
        with self._lock:
            self._acknowledged = threading.Event()
            return self._acknowledged

    def settle(self) -> None:
        """Wait until nothing is on its way."""
        while under_way := list(self._under_way):
            wait(under_way, 60)

    def missed(self) -> list[str]:
        """Return the deliveries that nobody acknowledged."""
        with self._lock:
            return [guid for guid in self._by_guid if guid not in self._taken]

    def taken(self) -> set[str]:
        """Return the deliveries that were acknowledged, to the sender or to GitHub's own repetition."""
        with self._lock:
            self._taken |= {sent.guid for sent in self._github.deliveries if sent.ok}
            return set(self._taken)

    def repeat_missed(self) -> None:
        """Send once more what was never acknowledged, as the button on GitHub does."""
        self.taken()
        for guid in self.missed():
            self._later(self._github.courier.repeat(self._by_guid[guid]))
        self.settle()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)
