"""Projects' own calibrations of the classifier: one file a repository under ``$BYLINE_HOME/calibrations``.

A file is ``{"schema": "byline/calibration/1", "scores": {kind: [score, …]}}``: scores of that project's human
texts, by the kind of table that judges them. It holds no text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from bot.config import Settings
from bot.errors import UsageError
from bot.github.names import owner_name, repository_name
from detectors.authorship.calibration import Local

SCHEMA: Final = "byline/calibration/1"


def place(settings: Settings, repository: str) -> Path:
    """Return where the calibration of a repository is kept. GitHub's names have no case.

    Raises:
        UsageError: it is no repository name.
    """
    owner, name = repository_name(repository).casefold().split("/")
    return settings.home / "calibrations" / owner / f"{name}.json"


def of(settings: Settings, repository: str) -> Local | None:
    """Return the calibration that is kept for a repository; ``None`` where there is none.

    Raises:
        UsageError: the file cannot be read, or is none.
    """
    try:
        kept = place(settings, repository)
    except UsageError:  # a text without a repository
        return None
    try:
        return read(kept) if kept.is_file() else None
    except OSError as error:
        raise UsageError(f"cannot read {kept}: {error.strerror}") from error


def names(settings: Settings, owner: str) -> tuple[str, ...]:
    """Return the repositories of an account that have a calibration, in lower case.

    Raises:
        UsageError: it is no account's name.
    """
    folder = settings.home / "calibrations" / owner_name(owner).casefold()
    return tuple(sorted(f"{path.parent.name}/{path.stem}" for path in folder.glob("*.json")))


def rename(settings: Settings, old: str, new: str) -> None:
    """Keep the calibration of a repository under its new name, unless that has one of its own.

    Raises:
        UsageError: one of them is no repository name.
    """
    was, now = place(settings, old), place(settings, new)
    if was.is_file() and not now.exists():
        now.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        was.replace(now)


def read(path: Path) -> Local:
    """Read a calibration file.

    Raises:
        UsageError: it cannot be read, or is none.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Local({kind: tuple(sorted(map(float, scores))) for kind, scores in told["scores"].items()})
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as error:
        raise UsageError(f"{path}: no calibration file of `byline calibrate`") from error


def write(path: Path, scores: Mapping[str, Sequence[float]]) -> None:
    """Write a calibration file, whole or not at all.

    Raises:
        UsageError: it cannot be written.
    """
    told = {"schema": SCHEMA, "scores": {kind: sorted(found) for kind, found in scores.items()}}
    fresh = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh.write_text(json.dumps(told) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from error
