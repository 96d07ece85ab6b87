"""What is left of an audit when its time is over: nothing that anybody wrote, and no judgement.

What stays is what Byline needs to undo no decision of a person: which labels it put on a thread, and whether
it commented there. The score's tail stays for the error rates.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, cast

from bot.storage.models import AuditRow

#: See ``Audits.labels_put`` and ``Audits.commented``, which read them.
_REMEMBERED: Final = frozenset({"add_label", "remove_label", "create_comment"})
COLUMNS: Final = (AuditRow.id, AuditRow.actions)


def is_whole() -> ColumnElement[bool]:
    """Return the condition that an audit still has what it rests on."""
    return cast(AuditRow.facts, Text) != "{}"


def thin(actions: Iterable[dict[str, Any]], *, scores: bool) -> dict[str, Any]:
    """Return the values of a thin audit; ``scores`` says whether those of the classifier stay."""
    kept = [
        {key: action[key] for key in ("action", "name", "withheld") if key in action}
        for action in actions
        if action.get("action") in _REMEMBERED and not action.get("withheld")
    ]
    left: dict[str, Any] = {
        "facts": {},
        "findings": [],
        "decision": {},
        "actions": kept,
        "error": "",
        "head_sha": "",
        "outcome": "",
        "tiers": "",
    }
    return left if scores else {**left, "scores": [], "human_tail": None}
