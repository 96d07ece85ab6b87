"""Noting commits in worker processes: a few batches each are under way, and each is kept when it is done."""

from __future__ import annotations

import itertools
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final

from bot.audit import history, judge
from bot.audit.judge import Counted
from bot.audit.note import Note
from bot.audit.options import Progress
from bot.audit.store import Store
from bot.errors import CouldNotLook
from bot.git import GitDir

_BATCH: Final = 250
#: Starting workers takes about as long as noting this many commits.
_SMALL: Final = 1_000
_AHEAD: Final = 3
_WHAT: Final = "Reading commits"


def complete(repository: GitDir, store: Store, jobs: int, progress: Progress, *, lines: bool) -> None:
    """Note every commit of the store that has no note yet; ``lines``: lines can be counted.

    Whatever was kept stays when this is stopped, and the next call goes on from there.

    Raises:
        CouldNotLook: git failed, or the machine has too little memory for the workers.
        detectors.authorship.model.ModelUnavailableError: the classifier cannot be loaded.
    """
    total = store.missing()
    done = 0
    progress(_WHAT, done, total)
    found = _in_workers if jobs > 1 and total > _SMALL else _here
    for asked, notes in found(repository, store, jobs, lines):
        store.keep(notes)
        done += asked
        progress(_WHAT, done, total)


def noted(repository: GitDir, shas: Sequence[str], lines: bool) -> list[Note]:
    """Return notes on commits; those that cannot be read have none."""
    read = {sha: raw for sha, raw in history.read(repository, shas) if raw is not None}
    counted = history.count(repository, [sha for sha, raw in read.items() if raw.parents < 2], lines=lines)
    return [judge.note(sha, raw, counted.get(sha, Counted())) for sha, raw in read.items()]


def _here(repository: GitDir, store: Store, _jobs: int, lines: bool) -> Iterator[tuple[int, list[Note]]]:
    for shas in store.batches(_BATCH):
        yield len(shas), noted(repository, shas, lines)


def _in_workers(repository: GitDir, store: Store, jobs: int, lines: bool) -> Iterator[tuple[int, list[Note]]]:
    batches = store.batches(_BATCH)
    waiting: deque[tuple[int, Future[list[Note]]]] = deque()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_prepare) as pool:
        try:
            for shas in itertools.islice(batches, _AHEAD * jobs):
                waiting.append((len(shas), pool.submit(noted, repository, shas, lines)))
            while waiting:
                asked, future = waiting.popleft()
                yield asked, future.result()
                for shas in itertools.islice(batches, 1):
                    waiting.append((len(shas), pool.submit(noted, repository, shas, lines)))
        except BrokenProcessPool:
            raise CouldNotLook(
                "a worker process was killed: try again with fewer of them (--jobs 1)"
            ) from None
        finally:
            pool.shutdown(cancel_futures=True)


def _prepare() -> None:
    """End with the process that asked: a worker that nobody hears would wait for ever."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asked says when to stop
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
