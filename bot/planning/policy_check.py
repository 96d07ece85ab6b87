"""The check run on the policy file that a pull request changes: what is wrong, and what is worth knowing."""

from __future__ import annotations

from collections.abc import Iterator

from bot.actions import Planned
from bot.messages import policy_file
from bot.planning import check
from detectors.model import Facts


def steps(facts: Facts) -> Iterator[Planned]:
    """Yield the check run where it has to be written; the pull request itself is judged by the old file."""
    it, state = facts.contribution, facts.state
    if it.proposed is None or it.head is None:
        return
    sha = state.check_sha or it.head.sha
    write = policy_file.check(it.proposed, facts.repository.full_name, head_sha=sha, as_of=facts.as_of)
    yield from check.due(write, state.policy_check)
