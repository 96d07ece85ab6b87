"""A progress bar on standard error, for a person who waits: the first index of a clone takes its time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


@contextmanager
def reading_files() -> Iterator[Callable[[int, int], None]]:
    """Yield a function to be told how many files of how many were read; nothing is drawn before it is called.

    Where standard error is no terminal, nothing is drawn at all.
    """
    columns = (TextColumn("Reading the tree"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
    task = bar.add_task("", total=None)

    def told(done: int, total: int) -> None:
        if not bar.live.is_started:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield told
    finally:
        bar.stop()
