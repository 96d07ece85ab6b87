"""What commands come to: each is allowed or refused, written down once, and counts from then on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from bot.commands.comment import Comment
from bot.commands.parse import Command, Misread, read, tool_and_extent
from bot.commands.permit import Giver
from bot.github.client import Client
from bot.messages.neutral import unpinged
from bot.planning.brake import MAINTAINERS
from bot.storage import Conversation, Feedback, Given, Notices, Opinion, Says, Source
from bot.storage.models import CommandOutcome
from detectors import registry

_SAYS: Final = {"human": Says.HUMAN, "ai": Says.AI}


@dataclass(frozen=True, slots=True)
class Heard:
    """A comment with commands, and what came of each: in order."""

    comment: Comment
    given: tuple[Given, ...]

    @property
    def reactions(self) -> tuple[str, ...]:
        """GitHub's reactions that answer it: done, and refused or not understood."""
        outcomes = {item.outcome for item in self.given}
        done = ("+1",) if CommandOutcome.DONE in outcomes else ()
        return (*done, "confused") if outcomes - {CommandOutcome.DONE} else done

    @property
    def told(self) -> str:
        """The same in one line."""
        return "commands: " + ", ".join(f"{item.command or 'unknown'} {item.outcome}" for item in self.given)


class Commands:
    """Hears commands. Hearing the same comment again comes to what it came to the first time."""

    def __init__(
        self,
        conversation: Conversation,
        notices: Notices,
        feedback: Feedback,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._conversation = conversation
        self._notices = notices
        self._clock = clock
        self._feedback = feedback

    def hear(self, comment: Comment, client: Client) -> Heard | None:
        """Carry out the commands of a new comment by a person; ``None`` where it has none.

        Raises:
            CouldNotLook: GitHub did not say which role its writer has: nothing is done, and trying again may
                help.
        """
        found = read(comment.body) if comment.is_new and comment.is_person else ()
        if not found:
            return None
        known = self._conversation.of_comment(comment.name)
        if not known:
            known = self._carry_out(comment, found, client)
        return Heard(comment, known)

    def _carry_out(
        self, comment: Comment, found: tuple[Command | Misread, ...], client: Client
    ) -> tuple[Given, ...]:
        thread = comment.thread
        giver = Giver(
            comment.by,
            is_author=comment.by.casefold() == comment.thread_author.casefold(),
            is_concerned=self._conversation.hid_something_of(thread.repository, thread.key, comment.by),
            role=lambda: client.permission(thread.repository, comment.by),
        )
        given = tuple(self._given(comment, item, giver) for item in found)
        for item in given:
            self._tell(comment, item, by_author=giver.is_author)
        self._conversation.keep(given)  # comes last: what is kept has been told
        return given

    def _given(self, comment: Comment, item: Command | Misread, giver: Giver) -> Given:
        name, tool, argument, outcome = "", "", "", CommandOutcome.MISREAD
        if isinstance(item, Command):
            name, argument = item.name, item.argument
            outcome = _outcome(item, comment, giver)
        if name == "disclose":
            tool, argument = tool_and_extent(argument)
        thread = comment.thread
        return Given(
            repository=thread.repository,
            subject=thread.key,
            comment_id=comment.name,
            command=name,
            argument=argument,
            tool=tool,
            by=comment.by,
            at=self._written_at(comment),
            outcome=outcome,
        )

    def _written_at(self, comment: Comment) -> datetime:
        try:
            return datetime.strptime(comment.created_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            return self._clock()

    def _tell(self, comment: Comment, given: Given, *, by_author: bool) -> None:
        """Tell whoever should know of a command that is about to count."""
        if given.outcome is not CommandOutcome.DONE:
            return
        if given.command == "appeal":
            self._notices.add(
                given.repository, given.subject, MAINTAINERS, _appeal(comment, given), _digest(given)
            )
        opinion = _opinion(comment, given, by_author=by_author)
        if opinion is not None:
            self._feedback.record(opinion)


def _outcome(command: Command, comment: Comment, giver: Giver) -> CommandOutcome:
    if command.name == "ignore" and command.argument.partition("/")[0] not in registry.names():
        return CommandOutcome.MISREAD
    if not giver.may(command.name):
        return CommandOutcome.REFUSED
    if command.name == "explain" and not comment.is_open:  # Byline leaves closed threads alone
        return CommandOutcome.REFUSED
    return CommandOutcome.DONE


def _opinion(comment: Comment, given: Given, *, by_author: bool) -> Opinion | None:
    says = _SAYS.get(given.command)
    source = Source.OVERRIDE
    if given.command == "appeal" and by_author:
        says, source = Says.HUMAN, Source.APPEAL
    if says is None:
        return None
    thread = comment.thread
    return Opinion(
        given.repository, given.subject, thread.kind.value, thread.id, says, source, given.by, given.argument
    )


def _appeal(comment: Comment, given: Given) -> str:
    lines = (f"Appeal by {given.by}", given.argument, comment.url)
    return "\n".join(unpinged(line) for line in lines if line)


def _digest(given: Given) -> str:
    return hashlib.sha256(f"appeal {given.comment_id} {given.argument}".encode()).hexdigest()
