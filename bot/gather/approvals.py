"""Who reviewed a pull request, with the verdict that counts now and the reviewer's role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bot.gather import contributions as c
from bot.github.client import Client
from detectors.model import Account, Approval, Unknown

#: More people than this are not asked for: whose roles stay unknown.
MAX_REVIEWERS: Final = 20
#: A comment takes back no verdict, and a pending review is nobody's business yet.
_VERDICTS: Final = frozenset({"APPROVED", "CHANGES_REQUESTED", "DISMISSED"})
_NOT_ASKED: Final = Unknown("there are too many reviewers")


def approvals(
    client: Client, repository: str, number: int, role: Callable[[Account], str | Unknown]
) -> tuple[Approval, ...]:
    """Return the latest verdict of each reviewer, in the order in which they first gave one.

    ``role`` is asked for the role of those who approve.

    Raises:
        CouldNotLook: GitHub did not say.
    """
    latest: dict[Account, str] = {}
    for review in client.reviews(repository, number):
        state = review.state.upper()
        if state in _VERDICTS:
            latest[c.account(review.user, review.author_association)] = state
    approving = [reviewer for reviewer, state in latest.items() if state == "APPROVED"]
    roles = {reviewer: role(reviewer) for reviewer in approving[:MAX_REVIEWERS]}
    return tuple(
        Approval(reviewer, state, roles.get(reviewer, _NOT_ASKED)) for reviewer, state in latest.items()
    )
