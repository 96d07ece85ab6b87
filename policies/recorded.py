"""What goes on record of a contribution, for judging the next ones of the project and of its author."""

from __future__ import annotations

from collections.abc import Iterable

from detectors.model import Facts, Finding
from policies import evidence, heard


def ai_use(facts: Facts, findings: Iterable[Finding]) -> bool | None:
    """Return whether AI had a part in it, by what people said and by declared or exact traces.

    ``None`` where there is no trace and not everything could be looked at.
    """
    said = heard.read(facts, findings)
    if any(found.involvement is not None and evidence.is_firm(found) for found in said.findings):
        return True
    return None if evidence.unseen(facts) and not said.no_ai else False
