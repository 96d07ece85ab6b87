"""How labels and Byline's own comment stand on a pull request or issue, asked for once.

What stands for what, so that nothing is asked for twice:

- The thread itself, which is always asked for: GitHub shows in it when it was last changed, its labels and
  how many comments it has. Comments and labels that come, go or change are changes of the thread. As long as
  GitHub says the same of it, its timeline is the same.
- Check runs are not part of it, and asked for each time. Only the App that made one can change it, but it may
  do so in another process a moment ago, and what one process remembers would make the other do its work
  a second time.
- A repository's labels are asked for once an hour: one that is not there after all is made when it is put on.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Final

from bot.errors import NotFound
from bot.github.client import Client
from bot.github.records import Issue, IssueEvent, PullRequest, Timeline
from detectors.model import PostedComment
from policies import moments

#: GitHub tells times in whole seconds, and its servers tell each other a little later: what changed just now
#: may change once more and look the same.
_SETTLED: Final = timedelta(seconds=5)
_HOUR: Final = len("2026-11-22T15")


class Thread:
    """One look at a thread. ``seen`` is what GitHub just said of it, ``as_of`` when it was asked.

    ``fresh`` has everything asked for. Every method raises ``CouldNotLook`` for what GitHub does not show.
    """

    def __init__(
        self, client: Client, repository: str, seen: PullRequest | Issue, as_of: str, *, fresh: bool
    ) -> None:
        self._client = client
        self._repository = repository
        self._number = seen.number
        self._same = "" if fresh or not _is_settled(seen, as_of) else seen.mark
        self._hour = "" if fresh else as_of[:_HOUR]

    @cached_property
    def _timeline(self) -> Timeline | None:
        """The timeline; ``None`` where there is none, as on servers that are like GitHub in part."""
        try:
            return self._client.timeline(self._repository, self._number, self._same)
        except NotFound:
            return None

    def comment(self, marker: str) -> PostedComment | None:
        """Return Byline's own comment that starts with ``marker``."""
        if self._timeline is None:
            return self._client.find_comment(self._repository, self._number, marker)
        return self._client.own_comment(self._timeline.comments, marker)

    @property
    def label_events(self) -> tuple[IssueEvent, ...]:
        """Who put labels on and took them off, oldest first."""
        if self._timeline is None:
            return self._client.label_events(self._repository, self._number)
        return self._timeline.label_events

    def repository_labels(self) -> tuple[str, ...]:
        """Return the names of the repository's labels."""
        return self._client.labels(self._repository, self._hour)


def _is_settled(seen: PullRequest | Issue, as_of: str) -> bool:
    changed, now = moments.read(seen.updated_at), moments.read(as_of)
    return changed is not None and now is not None and changed + _SETTLED <= now
