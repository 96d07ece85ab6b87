"""Where each contribution stands: its newest judgement in brief, small enough to be searched among many.

A row goes when what its judgement rested on does: nothing here outlives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import Connection, delete, insert

from bot.storage.models import StandingRow
from bot.storage.types import storable
from bot.storage.verdict import outcome_of, set_aside, tiers_of

_CLAIMS: Final = 1_000
_FOR_AUDITORS: Final = "auditor"
_ESTIMATE: Final = "statistical"


def keep(connection: Connection, id_: int, row: Mapping[str, Any]) -> None:
    """Write down what the newest judgement of a contribution comes to, instead of the one before.

    ``row`` are the values of its audit, which has the number ``id_``.
    """
    table = StandingRow
    which = (
        (table.subject == row["subject"])
        & (table.kind == row["kind"])
        & (table.contribution_id == row["contribution_id"])
    )
    connection.execute(delete(table).where(which))
    connection.execute(insert(table).values({"id": id_, **values(row)}))


def forget(connection: Connection, ids: Iterable[int]) -> None:
    """Delete what is kept of some judgements."""
    connection.execute(delete(StandingRow).where(StandingRow.id.in_(list(ids))))


def values(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the row for an audit's; what is for auditors alone is left out."""
    facts, decision = row["facts"] or {}, row["decision"] or {}
    findings = [one for one in row["findings"] or () if isinstance(one, dict)]
    contribution = _mapping(facts.get("contribution"))
    return {
        "repository": row["repository"].casefold(),
        "subject": row["subject"],
        "kind": row["kind"],
        "contribution_id": row["contribution_id"],
        "author": storable(_text(_mapping(contribution.get("author")).get("login")), 255),
        "title": storable(" ".join(_text(contribution.get("title")).split()), 300),
        "outcome": storable(outcome_of(decision), 16),
        "tiers": tiers_of(facts, findings),
        "violations": sum(1 for _ in _shown(decision.get("violations") or ())),
        "claims": storable("\n".join(_claims(facts, findings)), _CLAIMS),
        "judged_at": row["created_at"],
    }


def _shown(items: Iterable[Any]) -> Iterator[dict[str, Any]]:
    return (item for item in items if isinstance(item, dict) and item.get("audience") != _FOR_AUDITORS)


def _claims(facts: Mapping[str, Any], findings: Iterable[Any]) -> Iterator[str]:
    """Yield what was found that counts and can be checked: an estimate is no claim to list somebody with."""
    is_aside = set_aside(facts)
    for one in _shown(findings):
        if one.get("tier") != _ESTIMATE and not is_aside(one):
            yield " ".join(_text(one.get("claim")).split())


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
