"""All that a contribution cites, each thing once, in the order of its text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Final

from detectors.model import Contribution
from detectors.references import frames, marks, options, paths, quotes, stance, symbols
from detectors.references.model import Citation, Cited, Claim
from detectors.references.text import Text, read

#: Nobody reads more, and every citation costs a look-up.
MAX_CITATIONS: Final = 200
_FINDERS: Final = (paths.find, marks.find, frames.find, symbols.find, options.find, quotes.find)
#: Said once of a name, this holds wherever the text names it again.
_WHOLLY: Final = frozenset({stance.DENIED, stance.OWN})
#: What stands in the lines of a stack trace is read there as a whole.
_IN_FRAMES: Final = frozenset(
    {Cited.PATH, Cited.SYMBOL, Cited.OPTION, Cited.SETTING, Cited.VARIABLE, Cited.CODE, Cited.MESSAGE}
)
_Key = tuple[str, str, str, str]


def citations(contribution: Contribution) -> tuple[Citation, ...]:
    """Return what the title (``at`` 0) and the body cite, 200 things at most. Pure, never raises.

    What is cited more than once is kept as it is said most surely; only, words that set it aside (it is
    proposed, it was renamed) win over a passing mention.
    """
    return _citations(contribution.title, contribution.body, contribution.repository)


@lru_cache(maxsize=8)
def _citations(title: str, body: str, repository: str) -> tuple[Citation, ...]:
    """The look-up, the judgement and each renderer ask about the same text."""
    text = read(body, title)
    kept: dict[_Key, Citation] = {}
    aside: dict[tuple[str, str], Citation] = {}
    traced = frames.trace_lines(text) - {0}
    for citation in chain.from_iterable(find(text, repository) for find in _FINDERS):
        if citation.at in traced and citation.cited in _IN_FRAMES:
            continue
        key = (citation.cited, citation.name, citation.path, citation.owner)
        if key not in kept or _rank(citation) > _rank(kept[key]):
            kept[key] = citation
        if citation.hedge in _WHOLLY:
            aside.setdefault((citation.cited, citation.name), citation)
    chosen = dict.fromkeys(aside.get((citation.cited, citation.name), citation) for citation in kept.values())
    return tuple(_in_order(chosen, text))[:MAX_CITATIONS]


def _rank(citation: Citation) -> int:
    """How much of what the text says about a thing one citation of it holds."""
    if citation.claim is Claim.STATED:
        return 3
    if citation.claim is Claim.WEAK:
        return 1
    return 2 if citation.hedge else 0


def _in_order(found: dict[Citation, None], text: Text) -> Iterator[Citation]:
    lines = {line.number: line.text for line in text.lines}
    return iter(sorted(found, key=lambda one: (one.at, lines.get(one.at, "").find(one.quote))))
