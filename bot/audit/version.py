"""With what an audit is made: versions and identifiers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import cache
from importlib import metadata, resources
from importlib.resources.abc import Traversable

import bot.audit
import bot.openness
import detectors
from bot.audit.note import VERSION
from detectors.authorship.measured import DEFAULT

#: Modules of this package that make what is kept.
_MAKERS = ("commits.py", "history.py", "judge.py", "note.py", "openness.py")


def byline() -> str:
    """Return Byline's version."""
    return metadata.version("byline")


@cache
def model() -> tuple[str, str]:
    """Return the classifier's name and the id of its calibration."""
    told = json.loads(_classifier().read_text("utf-8"))
    return str(told["name"]), str(told["calibration"])


@cache
def registry() -> str:
    """Return a digest of the list of agents."""
    data = resources.files(detectors).joinpath("traces", "data", "agents.yaml").read_bytes()
    return hashlib.sha256(data).hexdigest()[:16]


@cache
def notes() -> str:
    """Return what that which is kept depends on besides the commits: the detectors, word for word."""
    digest = hashlib.sha256(f"{VERSION} {registry()}".encode())
    digest.update(_classifier().read_bytes())
    folders = (resources.files(detectors), resources.files(bot.openness))
    for file in (*(one for folder in folders for one in _sources(folder)), *_makers()):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _classifier() -> Traversable:
    return resources.files(detectors).joinpath("authorship", "models", DEFAULT, "config.json")


def _makers() -> Iterator[Traversable]:
    yield from (resources.files(bot.audit).joinpath(name) for name in _MAKERS)


def _sources(folder: Traversable) -> Iterator[Traversable]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _sources(entry)
        elif entry.name.endswith(".py"):
            yield entry
