"""The brake: at most so many public comments and closes an hour and repository, whatever a policy says.

A policy that misfires, or a flood of contributions, must not become a flood of Byline's own. Over the limit
these actions are withheld, the rest goes on, and the maintainers are told once an hour.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

from bot.actions import Notify, Planned
from detectors.model import Facts

#: The team that is told where a policy names none.
MAINTAINERS: Final = "maintainers"
_PREFIX: Final = "the brake: "


def on_comments(facts: Facts, planned: int = 0) -> str:
    """Say why there is no further public comment, with ``planned`` of them in the plan already."""
    brake = facts.state.brake
    if brake.comments + planned < brake.max_comments:
        return ""
    return f"{_PREFIX}Byline wrote {brake.comments + planned} comments in this repository within an hour"


def on_closes(facts: Facts) -> str:
    """Say why nothing more is closed; empty where it may be."""
    brake = facts.state.brake
    if brake.closes < brake.max_closes:
        return ""
    return f"{_PREFIX}Byline closed {brake.closes} contributions in this repository within an hour"


def notice(steps: Iterable[Planned], facts: Facts) -> Notify | None:
    """Return what maintainers are told where the brake holds some of ``steps`` back; once an hour."""
    held = [step for step in steps if step.withheld.startswith(_PREFIX)]
    if not held:
        return None
    repository = facts.repository.full_name.casefold()
    hour = facts.as_of[:13]
    digest = hashlib.sha256(f"brake {repository} {hour}".encode()).hexdigest()
    text = (
        f"Byline holds back: {held[0].withheld.removeprefix(_PREFIX)}. "
        "Until that is less, comments and closes are only recorded; checks and labels go on. "
        "Is the policy right? Then whoever runs Byline can raise BYLINE_MAX_COMMENTS_PER_HOUR and "
        "BYLINE_MAX_CLOSES_PER_HOUR."
    )
    return Notify(MAINTAINERS, repository, text, digest)
