"""Who merged and who reviewed, which git does not keep: asked of GitHub, where that is wanted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.audit.model import Reviews
from bot.audit.options import Progress
from bot.errors import CouldNotLook
from bot.github.client import Client
from bot.github.records import PullRequest, Review, User
from detectors.model import Account, Unknown

#: So many merged pull requests are looked at, the latest changed ones, among so many closed ones.
MOST: Final = 100
_CLOSED: Final = 2_000
_EXAMPLES: Final = 10
_NOT_ASKED: Final = Unknown("git does not keep reviews, and the hosting site was not asked (--reviews)")


@dataclass(frozen=True, slots=True)
class Hosted:
    """A repository on GitHub (``owner/name``), and the way to ask about it."""

    client: Client
    repository: str


def reviews(hosted: Hosted | None, until: str, progress: Progress) -> Reviews | Unknown:
    """Return what GitHub tells of the latest pull requests merged up to the day ``until``."""
    if hosted is None:
        return _NOT_ASKED
    try:
        return _asked(hosted, until, progress)
    except CouldNotLook as error:
        return Unknown(str(error))


def _asked(hosted: Hosted, until: str, progress: Progress) -> Reviews:
    self_merged = unreviewed = by_agent = done = 0
    examples: list[tuple[int, str]] = []
    for done, listed in enumerate(islice(_merged(hosted, until), MOST), 1):
        progress("Asking GitHub for reviews", done, MOST)
        pull = hosted.client.pull(hosted.repository, listed.number)
        given = _by_others(pull, hosted.client.reviews(hosted.repository, listed.number))
        own = _login(pull.merged_by) != "" and _login(pull.merged_by) == _login(pull.user)
        bots = bool(given) and all(_is_bot(review.user) for review in given)
        self_merged += own
        unreviewed += not given
        by_agent += bots
        if own and not given and len(examples) < _EXAMPLES:
            examples.append((pull.number, "merged by its author, and reviewed by nobody else"))
        elif bots and len(examples) < _EXAMPLES:
            examples.append((pull.number, "reviewed by programs alone"))
    return Reviews(done, self_merged, unreviewed, by_agent, tuple(examples))


def _merged(hosted: Hosted, until: str) -> Iterator[PullRequest]:
    for pull in islice(hosted.client.closed_pulls(hosted.repository), _CLOSED):
        if pull.merged_at and pull.merged_at[:10] <= until:
            yield pull


def _by_others(pull: PullRequest, reviews_of: tuple[Review, ...]) -> list[Review]:
    """Return the reviews that somebody else than the author gave, pending ones apart."""
    return [
        it for it in reviews_of if it.state != "PENDING" and _login(it.user) not in {"", _login(pull.user)}
    ]


def _login(user: User | None) -> str:
    return user.login.casefold() if user else ""


def _is_bot(user: User | None) -> bool:
    return user is not None and Account(user.login, user.type).is_bot
