"""What became of the things that a contribution cites, for the person at the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from detectors.model import Facts, LookedUp, Unknown
from detectors.references import items
from detectors.references.model import Item, Status

_SHOWN: Final = (Status.NOT_FOUND, Status.MOVED)
_MAX_SHOWN: Final = 20


def as_dict(facts: Facts) -> dict[str, Any] | None:
    """Return what was looked up and what came of it; ``None`` where nothing was looked up."""
    looked = facts.repository.looked_up
    if isinstance(looked, Unknown):
        return None
    return {
        "ref": looked.ref,
        "commit": looked.commit,
        "named": looked.named,
        "items": [_as_dict(item) for item in items(facts)],
    }


def _as_dict(item: Item) -> dict[str, Any]:
    citation, answer = item.citation, item.answer
    return {
        "cited": citation.cited.value,
        "name": citation.name,
        "quote": citation.quote,
        "line": citation.at,
        "status": item.status.value,
        "told": item.told,
        "nearest": item.nearest,
        "places": [{"path": place.path, "line": place.line} for place in answer.places] if answer else [],
    }


def heading(looked: LookedUp) -> str:
    """Return the heading of the section: which version was looked at."""
    commit = looked.commit[:7]
    version = commit if looked.commit.startswith(looked.ref) else f"{looked.ref}, {commit}"
    return f"References (checked at {version})"


def told(facts: Facts) -> Iterator[tuple[Status | None, str]]:
    """Yield the lines of the section: what is missing or moved, then how much is not listed."""
    judged = items(facts)
    listed = [item for status in _SHOWN for item in judged if item.status is status]
    for item in listed[:_MAX_SHOWN]:
        yield item.status, _line(item)
    if len(listed) > _MAX_SHOWN:
        yield None, f"and {len(listed) - _MAX_SHOWN} more of these"
    counts = Counter(item.status for item in judged)
    yield None, f"found: {counts[Status.FOUND]}, not checkable: {counts[Status.NOT_CHECKABLE]}"


def _line(item: Item) -> str:
    citation = item.citation
    where = f"line {citation.at}" if citation.at else "title"
    nearest = f"; nearest: {item.nearest}" if item.nearest else ""
    return f"{where}: {citation.quote} ({item.told}{nearest})"
