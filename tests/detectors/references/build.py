"""Facts in which the tree's answers are given by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from detectors.model import Answer, Facts, Kind, LookedUp, Place, Query, Seen
from detectors.references import queries
from tests.factories import facts

COMMIT = "1a2b3c4d5e6f" + "0" * 28

#: What the tree says of a name: how it was seen, and the other fields of the answer.
Said = Mapping[str, tuple[Seen, Mapping[str, Any]]]


def absent(**more: Any) -> tuple[Seen, Mapping[str, Any]]:
    return Seen.ABSENT, more


def looked(
    body: str,
    said: Said,
    *,
    title: str = "It fails",
    kind: Kind = Kind.ISSUE,
    named: bool = True,
    **changes: Any,
) -> Facts:
    """Facts about a text; what ``said`` does not name is in the tree."""
    changes.setdefault("url", "https://github.com/acme/widget/issues/7")
    made = facts(kind=kind, title=title, body=body, **changes)
    answers = tuple(_answer(query, said) for query in queries(made.contribution))
    view = LookedUp("v1.2.0", COMMIT, named, answers)
    return replace(made, repository=replace(made.repository, looked_up=view))


def _answer(query: Query, said: Said) -> Answer:
    seen, more = said.get(query.name, (Seen.HERE, {}))
    places = (Place(query.path or query.name),) if seen is Seen.HERE else ()
    return Answer(query, seen, **{"places": places, **more})
