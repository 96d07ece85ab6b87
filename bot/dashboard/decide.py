"""What maintainers say on a contribution's page: overrides, appeals that reached them, answers to appeals.

It is the same as saying it in a comment: kept in the same place, and carried out by the worker.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final, Literal, cast

from flask import abort, redirect, request
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse

from bot import log
from bot.commands.page import WORDS, Word, delivery_of, name_of, write_down
from bot.commands.parse import MAX_ARGUMENT
from bot.commands.telling import Telling
from bot.dashboard import addresses
from bot.dashboard.contribution import Form, author_of, show
from bot.dashboard.rights import require_maintainer
from bot.dashboard.site import Site
from bot.dashboard.viewer import viewer
from bot.storage import Audit, Conversation, Feedback, Notices
from bot.storage.searching import Searching, open_appeals
from bot.storage.types import storable

_log = log.get(__name__)
_NONCE: Final = re.compile(r"[0-9a-f]{32}", re.ASCII)
_MOST_BY: Final = 100
_OLD_FORM: Final = "That form is not one of this page. Open the contribution again, and fill it in anew."


def take(site: Site, repository: str, number: int) -> BaseResponse | tuple[str, int]:
    """Record what a form says, have the contribution judged anew, and lead back to its page.

    Sent twice, it is recorded once.
    """
    key = addresses.thread_key(repository, number)
    audit = Searching(site.database).newest(key) or abort(404)
    require_maintainer(site, repository)
    form = _form()
    if form.said not in WORDS or not _NONCE.fullmatch(request.form.get("nonce", "")):
        abort(HTTPStatus.BAD_REQUEST, _OLD_FORM)
    if form.problems:
        return show(site, key, form), HTTPStatus.BAD_REQUEST
    word = _word(form, audit, number)
    conversation = Conversation(site.database)
    if not conversation.of_comment(word.id):
        if form.said == "decline" and not open_appeals(Searching(site.database).said([key.subject])):
            answered = Form(
                form.said, form.reason, problems={"reason": "No appeal waits for an answer here."}
            )
            return show(site, key, answered), HTTPStatus.CONFLICT
        _keep(site, word, conversation)
    page = addresses.address_of(audit.subject)
    return redirect(f"{page}?said={word.id}#said", code=303)


def _keep(site: Site, word: Word, conversation: Conversation) -> None:
    """Put a word into the inbox, where nothing is lost, and write it down at once, as the worker would."""
    recorded = site.inbox.record(delivery_of(word))
    _log.info("said on a page", row=recorded.id, said=word.said, by=word.written_by or word.by)
    telling = Telling(conversation, Notices(site.database), Feedback(site.database))
    with suppress(SQLAlchemyError):  # the worker is quicker, or makes up for it
        write_down(word, telling)
    with suppress(Exception):  # the row is on disk, and the sweeper finds it
        site.enqueue(recorded.id)


def _form() -> Form:
    """Read what was sent: a reason is one line, as it is in a comment."""
    said = request.form.get("said", "")
    reason = storable(" ".join(request.form.get("reason", "").split()), MAX_ARGUMENT + 1)
    by = storable(" ".join(request.form.get("by", "").split()).removeprefix("@"), _MOST_BY + 1)
    problems, is_appeal = {}, said == "appeal"
    if is_appeal and not 0 < len(by) <= _MOST_BY:
        problems["by"] = f"Say whose appeal it is, in at most {_MOST_BY} characters."
    if not reason and is_appeal:
        problems["reason"] = "Say what they wrote or told you."
    elif not reason:
        problems["reason"] = "Say why: the author and the other maintainers will ask."
    elif len(reason) > MAX_ARGUMENT:
        problems["reason"] = f"That is too long: at most {MAX_ARGUMENT:,} characters."
    return Form(said, reason, by, problems)


def _word(form: Form, audit: Audit, number: int) -> Word:
    who, is_appeal = viewer().name, form.said == "appeal"
    said = cast("Literal['human', 'ai', 'appeal', 'decline']", form.said)
    return Word(
        id=name_of(request.form["nonce"], audit.subject, said, who, form.by, form.reason),
        repository=audit.repository,
        kind=cast("Literal['pull_request', 'issue']", audit.kind),
        number=number,
        author=author_of(audit),
        said=said,
        by=form.by if is_appeal else who,
        reason=form.reason,
        at=datetime.now(UTC),
        written_by=who if is_appeal else "",
    )
