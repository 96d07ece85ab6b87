"""What a command leads to besides counting: a notice for maintainers, a word for the error rates."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from bot.gather.subject import Subject
from bot.messages.neutral import unpinged
from bot.planning.brake import MAINTAINERS
from bot.storage import Conversation, Feedback, Given, Notices, Opinion, Says, Source
from bot.storage.models import CommandOutcome
from bot.storage.searching import ANSWERS

_SAYS: Final = {"human": Says.HUMAN, "ai": Says.AI}


@dataclass(frozen=True, slots=True)
class Telling:
    """Tells whoever should know of a command that is about to count."""

    conversation: Conversation
    notices: Notices
    feedback: Feedback

    def tell(self, given: Given, thread: Subject, *, by_author: bool, more: str = "") -> None:
        """Tell of a command about ``thread``; of one that was refused or misread there is nothing to tell.

        ``more`` is what an appeal's notice says besides: where it stands, or who wrote it down.
        """
        if given.outcome is not CommandOutcome.DONE:
            return
        if given.command == "appeal":
            lines = (f"Appeal by {given.by}", given.argument, more)
            text = "\n".join(unpinged(line) for line in lines if line)
            self.notices.add(given.repository, given.subject, MAINTAINERS, text, _digest(given))
        elif given.command in ANSWERS:
            # One that came since then waits on, however late this is carried out.
            appeals = [one for one in self.conversation.appeals(given.subject) if one.at <= given.at]
            self.notices.answered(given.subject, [_digest(appeal) for appeal in appeals])
        opinion = _opinion(given, thread, by_author=by_author)
        if opinion is not None:
            self.feedback.record(opinion)


def _opinion(given: Given, thread: Subject, *, by_author: bool) -> Opinion | None:
    says = _SAYS.get(given.command)
    source = Source.OVERRIDE
    if given.command == "appeal" and by_author:
        says, source = Says.HUMAN, Source.APPEAL
    if says is None:
        return None
    about = (given.repository, given.subject, thread.kind.value, thread.id)
    return Opinion(*about, says, source, given.by, given.argument)


def _digest(given: Given) -> str:
    return hashlib.sha256(f"appeal {given.comment_id} {given.argument}".encode()).hexdigest()
