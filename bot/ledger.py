"""Byline's own records, on both sides of a judgement: put into the facts before it, written down after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from bot import log, notify
from bot.actions import Action, Notify
from bot.config import Settings
from bot.errors import BylineError, RetryLater
from bot.planning.keys import Named, subject_of
from bot.storage import Acts, Database, Notices
from bot.storage.acts import COUNTED
from detectors.model import Brake, Contribution, State

#: What is done at most once about a subject, and therefore written down before it is done.
_ONCE: Final = frozenset({"create_comment", "request_changes", "convert_to_draft", "hide", "lock", "close"})
#: Requests that GitHub may have taken although no answer came: whether they happened is then not known.
_UNCLEAR: Final = frozenset({"create_comment", "request_changes"})
_log = log.get(__name__)


class Ledger:
    """Keeps what Byline did and what maintainers were told. Safe to use from several processes at once."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._acts = Acts(database, clock)
        self._notices = Notices(database, clock)
        self._most = {"comment": settings.max_comments_per_hour, "close": settings.max_closes_per_hour}

    def recall(self, state: State, about: Named) -> State:
        """Return a state that also knows what Byline did about a contribution, and what the brake leaves."""
        subject = subject_of(about)
        comments, closes = self._acts.in_the_last_hour(about.repository)
        return replace(
            state,
            brake=Brake(comments, closes, self._most["comment"], self._most["close"]),
            acted=self._acts.of(subject),
            notified=self._notices.digests(subject, about.repository),
        )

    def notify(self, action: Notify, contribution: Contribution) -> None:
        """Put a notice in the maintainers' queue."""
        self._notices.add(contribution.repository, action.subject, action.team, action.text, action.digest)

    def begin(self, action: Action, contribution: Contribution) -> None:
        """Write down that an action is about to be done.

        Raises:
            RetryLater: the brake has taken hold since the plan was made; the next plan says so.
        """
        if action.action not in _ONCE:
            return
        most = self._most[COUNTED[action.action]] if action.action in COUNTED else None
        if not self._acts.take(contribution.repository, subject_of(contribution), action.action, most):
            reason = f"the brake took hold in {contribution.repository} while this was judged"
            raise RetryLater(f"{reason}: judging again", self._clock())

    def failed(self, action: Action, contribution: Contribution, error: Exception) -> None:
        """Take back what ``begin`` wrote, unless the action may have happened."""
        unclear = action.action in _UNCLEAR and isinstance(error, RetryLater)
        if action.action in _ONCE and not unclear:
            self._acts.forget(subject_of(contribution), action.action)

    def send(self, contribution: Contribution) -> str:
        """Send the notices about a contribution that have not been sent; return what went wrong, if anything.

        They stay in the queue whatever happens, and are tried again whenever this is called.
        """
        problem = ""
        about = (subject_of(contribution), contribution.repository)
        for channel, send in notify.channels(self._settings).items():
            for notice in self._notices.unsent(channel, *about):
                try:
                    send(self._settings, notice)
                except BylineError as error:
                    problem = str(error)
                    _log.warning("a notice was not sent", channel=channel, reason=problem)
                    break
                self._notices.sent(notice.id, channel)
        return problem
