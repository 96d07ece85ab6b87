"""What commands come to: each is allowed or refused, written down once, and counts from then on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.commands.comment import Comment
from bot.commands.page import Word, write_down
from bot.commands.parse import Command, Misread, read, tool_and_extent
from bot.commands.permit import Giver
from bot.commands.telling import Telling
from bot.github.client import Client
from bot.storage import Conversation, Feedback, Given, Notices
from bot.storage.models import CommandOutcome
from detectors import registry


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
        self._clock = clock
        self._telling = Telling(conversation, notices, feedback)

    def hear(self, comment: Comment, client: Client) -> Heard | None:
        """Carry out the commands of a new comment by a person; ``None`` where it has none.

        Raises:
            CouldNotLook: GitHub did not say which role its writer has: nothing is done, and trying again may
                help.
        """
        if not speaks(comment):
            return None
        known = self._conversation.of_comment(comment.name)
        if not known:
            known = self._carry_out(comment, client)
        return Heard(comment, known)

    def _carry_out(self, comment: Comment, client: Client) -> tuple[Given, ...]:
        thread = comment.thread
        giver = Giver(
            comment.by,
            is_author=comment.by.casefold() == comment.thread_author.casefold(),
            is_concerned=self._conversation.hid_something_of(thread.repository, thread.key, comment.by),
            role=lambda: client.permission(thread.repository, comment.by),
        )
        given = weigh(comment, giver, self._clock())
        for item in given:
            self._telling.tell(item, thread, by_author=giver.is_author, more=comment.url)
        self._conversation.keep(given)  # comes last: what is kept has been told
        return given

    def take(self, word: Word) -> None:
        """Carry out what a maintainer said on a page; taking the same word again changes nothing."""
        write_down(word, self._telling)


def speaks(comment: Comment) -> bool:
    """Whether a comment gives commands: only one that a person wrote, and nobody edited, does."""
    return comment.is_new and comment.is_person and bool(read(comment.body))


def weigh(comment: Comment, giver: Giver, now: datetime) -> tuple[Given, ...]:
    """Return what each command of a comment comes to, in order. Nothing is written down.

    ``now`` stands for when the comment was written, where GitHub does not say.

    Raises:
        CouldNotLook: GitHub did not say which role its writer has.
    """
    try:
        at = datetime.strptime(comment.created_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        at = now
    return tuple(_given(comment, item, giver, at) for item in read(comment.body))


def _given(comment: Comment, item: Command | Misread, giver: Giver, at: datetime) -> Given:
    name, tool, argument, outcome = "", "", "", CommandOutcome.MISREAD
    if isinstance(item, Command):
        name, argument = item.name, item.argument
        outcome = _outcome(item, comment, giver)
    if name == "disclose":
        tool, argument = tool_and_extent(argument)
    return Given(
        repository=comment.thread.repository,
        subject=comment.thread.key,
        comment_id=comment.name,
        command=name,
        argument=argument,
        tool=tool,
        by=comment.by,
        at=at,
        outcome=outcome,
    )


def _outcome(command: Command, comment: Comment, giver: Giver) -> CommandOutcome:
    if command.name == "ignore" and command.argument.partition("/")[0] not in registry.names():
        return CommandOutcome.MISREAD
    if not giver.may(command.name):
        return CommandOutcome.REFUSED
    if command.name == "explain" and not comment.is_open:  # Byline leaves closed threads alone
        return CommandOutcome.REFUSED
    return CommandOutcome.DONE
