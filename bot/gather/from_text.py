"""Facts from plain text: a description, an issue or a commit message that nobody has posted yet."""

from __future__ import annotations

from typing import Final

from bot.gather.contributions import not_looked_up
from bot.github.records import clean
from detectors.model import (
    Account,
    Commit,
    Contribution,
    Facts,
    Identity,
    Kind,
    Repository,
    State,
    Unknown,
)

_ABSENT: Final = Unknown("only a text was given; no network was used")
_NOBODY: Final = Identity("", "")


def facts_from_text(text: str, kind: Kind, as_of: str, title: str = "") -> Facts:
    """Return the Facts of a text; for ``Kind.COMMIT`` it is a whole commit message."""
    body = clean(text)
    changes = kind in {Kind.PULL_REQUEST, Kind.COMMIT}
    commits: tuple[Commit, ...] | Unknown = _ABSENT if changes else ()
    if kind is Kind.COMMIT:
        commits, body = (_commit(body),), ""
    contribution = Contribution(
        kind=kind,
        repository="",
        number=None,
        id="text",
        title=clean(title),
        body=body,
        author=Account(""),
        url="",
        created_at="",
        labels=_ABSENT,
        commits=commits,
        files=_ABSENT if changes else (),
    )
    return Facts(
        contribution=not_looked_up(contribution, _ABSENT),
        repository=Repository("", "", private=False, policy=_ABSENT, templates=_ABSENT),
        as_of=as_of,
        state=State(comment=_ABSENT, check=_ABSENT, repository_labels=_ABSENT, label_events=_ABSENT),
    )


def _commit(message: str) -> Commit:
    return Commit("", message, _NOBODY, _NOBODY, "", None, None, _ABSENT)
