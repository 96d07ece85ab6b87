"""What has to be asked of the tree, to judge the things that a text cites."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from detectors.model import Contribution, Kind, Query, Sought
from detectors.references import marks
from detectors.references.extract import citations
from detectors.references.model import Citation, Cited, Claim

#: What is looked at. Commit messages speak of their own change, reviews of one that the tree does not have.
_KINDS: Final = frozenset({Kind.ISSUE, Kind.PULL_REQUEST, Kind.SECURITY_REPORT, Kind.COMMENT})
_SOUGHT: Final = MappingProxyType(
    {
        Cited.PATH: Sought.PATH,
        Cited.SYMBOL: Sought.SYMBOL,
        Cited.OPTION: Sought.SYMBOL,
        Cited.SETTING: Sought.SYMBOL,
        Cited.VARIABLE: Sought.SYMBOL,
        Cited.FRAME: Sought.SYMBOL,
        Cited.CODE: Sought.TEXT,
        Cited.MESSAGE: Sought.TEXT,
        Cited.VERSION: Sought.TAG,
        Cited.COMMIT: Sought.COMMIT,
        Cited.ADVISORY: Sought.SYMBOL,
    }
)


def cited_in(contribution: Contribution) -> tuple[Citation, ...]:
    """Return what the contribution cites, where it is of a kind that is looked at.

    A comment in the thread of a pull request speaks of that change, which the tree does not have.
    """
    in_change = contribution.kind is Kind.COMMENT and "/pull/" in contribution.url
    if contribution.kind not in _KINDS or in_change:
        return ()
    return citations(contribution)


def queries(contribution: Contribution) -> tuple[Query, ...]:
    """Return the questions to the tree, each once, in the order of the text."""
    asked = (query for citation in cited_in(contribution) for query in _all_of(citation))
    return tuple(dict.fromkeys(asked))


def versions(contribution: Contribution) -> tuple[str, ...]:
    """Return the versions that the contribution says it is about, the likeliest first."""
    if contribution.kind not in _KINDS:
        return ()
    return marks.versions(contribution.title, contribution.body, contribution.repository)


def of(citation: Citation) -> Query | None:
    """Return the question that decides about a citation; ``None`` where no tree can answer it."""
    sought = _SOUGHT.get(citation.cited)
    if sought is None or citation.claim is Claim.NONE:
        return None
    if sought in {Sought.SYMBOL, Sought.TEXT}:
        return Query(sought, citation.name, citation.path, citation.owner if sought is Sought.SYMBOL else "")
    return Query(sought, citation.name)


def of_place(citation: Citation) -> Query | None:
    """Return the question for the file that a citation is said to stand in."""
    if not citation.path or citation.claim is Claim.NONE or citation.cited is Cited.PATH:
        return None
    return Query(Sought.PATH, citation.path)


def _all_of(citation: Citation) -> Iterator[Query]:
    yield from (query for query in (of(citation), of_place(citation)) if query is not None)
