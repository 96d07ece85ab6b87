"""Who has approved a pull request, as far as that counts: people with write access, each of them once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from detectors.model import Approval, Contribution, Unknown
from detectors.traces import agents
from policies.words import PERMISSION_RANK

_APPROVED: Final = "APPROVED"
_ENOUGH: Final = PERMISSION_RANK["write"]


@dataclass(frozen=True, slots=True)
class Approved:
    """``by`` are the people whose approval counts, ``unsure`` those whose role is not known."""

    by: tuple[str, ...]
    unsure: tuple[str, ...]


def read(contribution: Contribution) -> Approved | Unknown:
    """Return who approves of the contribution; programs, the author and dropped approvals do not count."""
    held = contribution.approvals
    if isinstance(held, Unknown):
        return held
    latest = {approval.reviewer.login.casefold(): approval for approval in held}
    by: list[str] = []
    unsure: list[str] = []
    for login, approval in latest.items():
        if approval.state.upper() != _APPROVED or login == contribution.author.login.casefold():
            continue
        if not approval.reviewer.is_bot and agents.by_login(login) is None:
            rank = _rank(approval)
            if rank is None:
                unsure.append(approval.reviewer.login)
            elif rank >= _ENOUGH:
                by.append(approval.reviewer.login)
    return Approved(tuple(by), tuple(unsure))


def _rank(approval: Approval) -> int | None:
    """Return the rank of the reviewer's role; ``None`` where it is not known or an organization's own."""
    held = approval.permission
    return None if isinstance(held, Unknown) else PERMISSION_RANK.get(held)
