"""Progress bars on standard error, for a person who waits; none is drawn where that is no terminal, or one
that cannot draw.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn, track

from bot.cli.terminal import color, draws

T = TypeVar("T")


def reading_files() -> AbstractContextManager[Callable[[int, int], None]]:
    """Return `counted` for the files of a tree: the first index of a clone takes its time."""
    return counted("Reading the tree")


@contextmanager
def counted(what: str) -> Iterator[Callable[[int, int], None]]:
    """Yield a function to be told how many of how many are done; nothing is drawn before it is called."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=_console(), transient=True, disable=not draws(os.environ))
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
    return track(
        items,
        description=description,
        total=total,
        console=_console(),
        transient=True,
        disable=not draws(os.environ),
    )


@contextmanager
def staged() -> Iterator[Callable[[str, int, int], None]]:
    """Yield a function to be told what is being done, and how much of how much (0 of 0: not known)."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=_console(), transient=True, disable=not draws(os.environ)) as bar:
        task, current = bar.add_task("", total=None), ""

        def told(what: str, done: int, total: int) -> None:
            nonlocal task, current
            if what != current:  # the time that is left is reckoned from the speed of this stage alone
                bar.remove_task(task)
                task, current = bar.add_task(what, total=total or None), what
            bar.update(task, completed=done, total=total or None)

        yield told


def _console() -> Console:
    return Console(stderr=True, no_color=color(os.environ) is False)
