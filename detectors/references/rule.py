"""When missing things make a finding. The figures behind the rule are in docs/detectors/references.md."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from detectors.references.model import Cited, Claim, Item, Status

#: Fewer missing things than this are a slip, or a fault of the look-up.
MIN_MISSING: Final = 2
#: What the missing things weigh together, at least.
MIN_WEIGHT: Final = 4
#: The least share of the checkable things that is missing: long, careful reports have a slip or two.
MIN_SHARE: Final = 0.2
#: What has a form of its own, and the marks of code: Markdown's, and that of Emacs Lisp (`name').
_MARKED: Final = frozenset({Cited.OPTION, Cited.VARIABLE, Cited.MESSAGE, Cited.FRAME})
_CODE: Final = frozenset("`'")


def missing(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items to show in a finding; empty where there is none to make."""
    gone = tuple(item for item in items if item.status is Status.NOT_FOUND and item.weight)
    names = {item.citation.name.casefold() for item in gone}
    checked = sum(1 for item in items if item.status is not Status.NOT_CHECKABLE)
    is_enough = (
        len(names) >= MIN_MISSING
        and sum(item.weight for item in gone) >= MIN_WEIGHT
        and len(gone) >= MIN_SHARE * checked
        and any(map(_is_meant, gone))
    )
    return gone if is_enough else ()


def _is_meant(item: Item) -> bool:
    """Whether the writer marked the thing as one of the program's: pasted logs and data are full of names."""
    citation = item.citation
    return citation.claim is Claim.STATED or citation.cited in _MARKED or not _CODE.isdisjoint(citation.quote)
