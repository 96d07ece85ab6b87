"""A maintainer's word on a page: kept as a command in a comment is, and carried out by the worker.

It goes into the inbox as a delivery of Byline's own, so it is not lost when this process ends, and the
contribution is judged anew. The webhook takes in no delivery of that event: nobody outside can make one.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any, Final, Literal

from pydantic import Field, TypeAdapter, ValidationError

from bot.commands.parse import MAX_ARGUMENT
from bot.commands.telling import Telling
from bot.errors import UsageError
from bot.gather.subject import Subject
from bot.inbox import Delivery, Task
from bot.inbox.model import FROM_PAGE, PAGE_GUID
from bot.storage import Given
from bot.storage.models import CommandOutcome
from detectors.model import Kind

#: What a maintainer can say on a page. ``decline`` answers an appeal and leaves everything as it is.
WORDS: Final = ("human", "ai", "appeal", "decline")
#: Those that change what a contribution is judged by.
JUDGED_ANEW: Final = frozenset({"human", "ai"})
#: Beside an appeal that a maintainer wrote down: who that was.
WRITTEN_DOWN: Final = "recorded"


@dataclass(frozen=True, slots=True)
class Word:
    """What a maintainer said about a pull request or issue.

    ``by`` is whose word it is: for an appeal that reached a maintainer the one who appeals, and
    ``written_by`` then says who wrote it down. ``author`` is the contribution's.
    """

    id: Annotated[str, Field(pattern=r"^page-[0-9a-f]{32}$")]
    repository: str
    kind: Literal["pull_request", "issue"]
    number: int
    author: str
    said: Literal["human", "ai", "appeal", "decline"]
    by: str
    reason: str
    at: datetime
    written_by: str = ""

    @property
    def thread(self) -> Subject:
        """The contribution that it is about."""
        return Subject(Kind(self.kind), self.repository, self.number, str(self.number))


_ADAPTER: Final = TypeAdapter(Word)


def name_of(nonce: str, *said: str) -> str:
    """Return the id of what was said in a form with that nonce: sent twice, it is one word.

    The same form with other words in it is another one.
    """
    return PAGE_GUID + hashlib.sha256("\0".join((nonce, *said)).encode()).hexdigest()[:32]


def delivery_of(word: Word) -> Delivery:
    """Return a word as it goes into the inbox."""
    told = asdict(word) | {"at": word.at.isoformat()}
    payload = {"action": word.said, "repository": {"full_name": word.repository}, "word": told}
    return Delivery(
        guid=word.id,
        event=FROM_PAGE,
        action=word.said,
        task=Task.RECHECK,
        installation_id=None,
        repository=word.repository,
        subject=word.thread.key,
        payload=json.dumps(payload).encode(),
        note=f"said on a page by {word.written_by or word.by}",
    )


def word_of(payload: Any) -> Word:
    """Return the word that a delivery of Byline's own carries.

    Raises:
        UsageError: it does not have that shape.
    """
    try:
        return _ADAPTER.validate_python(payload["word"])
    except (ValidationError, KeyError, TypeError):
        raise UsageError("this is no word from a page of Byline's") from None


def write_down(word: Word, telling: Telling) -> None:
    """Keep a word among the commands of its thread, and tell whoever should know; twice is once."""
    if telling.conversation.of_comment(word.id):
        return
    given = [_given(word, word.said, word.reason[:MAX_ARGUMENT], word.by)]
    by_author = word.by.casefold() == word.author.casefold()
    if word.written_by:
        given.append(_given(word, WRITTEN_DOWN, "", word.written_by))
    more = f"Written down by {word.written_by}" if word.written_by else ""
    telling.tell(given[0], word.thread, by_author=by_author, more=more)
    telling.conversation.keep(given)  # comes last: what is kept has been told


def _given(word: Word, command: str, argument: str, by: str) -> Given:
    thread = word.thread
    return Given(
        thread.repository, thread.key, word.id, command, argument, "", by, word.at, CommandOutcome.DONE
    )
