"""Progress bars on standard error, for a person who waits; none is drawn where that is no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn, track

T = TypeVar("T")


@contextmanager
def reading_files() -> Iterator[Callable[[int, int], None]]:
    """Yield a function to be told how many files of how many were read; nothing is drawn before it is called.

    The first index of a clone takes its time.
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


def watched(items: Iterable[T], description: str, total: int | None = None) -> Iterable[T]:
    """Return the items, counted on a bar as they are taken; ``total`` is how many there are, if known."""
    console = Console(stderr=True)
    return track(
        items,
        description=description,
        total=total,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
