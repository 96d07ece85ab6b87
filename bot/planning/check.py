"""The check run on a pull request's head: written once, and again when what it says changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from bot.actions import Planned, WriteCheck
from bot.messages import github as messages
from detectors.model import Facts, Kind, PostedCheck, Unknown
from policies.decision import Decision


def steps(decision: Decision, facts: Facts) -> Iterator[Planned]:
    """Yield the check run where it has to be written, for the public part of a decision."""
    head, posted = facts.contribution.head, facts.state.check
    if facts.contribution.kind is not Kind.PULL_REQUEST or head is None:
        return
    sha = facts.state.check_sha or head.sha
    yield from due(messages.check(decision, decision.violations, head_sha=sha), posted)


def due(write: WriteCheck, posted: PostedCheck | Unknown | None) -> Iterator[Planned]:
    """Yield the check run where it has to be written: it is not there, or says something else."""
    if isinstance(posted, Unknown):
        reason = f"it is not known whether Byline has reported on this commit: {posted.reason}"
        yield Planned(write, reason)
    elif posted is None or posted.head_sha != write.head_sha:
        yield Planned(write)
    elif not _says_the_same(posted, write):
        # GitHub adds new annotations to the old ones, so a run that has any is replaced by a new one.
        fresh = posted.annotations > 0 or bool(write.annotations)
        yield Planned(write if fresh else dataclasses.replace(write, id=posted.id))


def _says_the_same(posted: PostedCheck, write: WriteCheck) -> bool:
    """Whether the run stands as it would be written; a re-requested one has lost its status."""
    stands = (posted.status, posted.conclusion, posted.digest)
    return stands == ("completed", write.conclusion, write.digest)
