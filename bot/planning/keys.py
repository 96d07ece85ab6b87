"""The name under which Byline keeps what it did about one contribution."""

from __future__ import annotations

from typing import Final, Protocol

from detectors.model import Kind

_REPLIES: Final = frozenset({Kind.COMMENT, Kind.REVIEW})


class Named(Protocol):
    """What a contribution is known by: a ``Contribution``, or the ``Subject`` of an event."""

    @property
    def kind(self) -> Kind:
        """What sort of contribution it is."""

    @property
    def repository(self) -> str:
        """The repository (``owner/name``)."""

    @property
    def number(self) -> int | None:
        """The number of its thread, if it has one."""

    @property
    def id(self) -> str:
        """What tells contributions of one thread apart."""


def subject_of(contribution: Named) -> str:
    """Return ``owner/repo#12``, ``owner/repo#12/345`` for a comment there, or ``owner/repo@id``."""
    repository = contribution.repository.casefold()
    if contribution.number is None:
        return f"{repository}@{contribution.id}"
    thread = f"{repository}#{contribution.number}"
    return f"{thread}/{contribution.id}" if contribution.kind in _REPLIES else thread
