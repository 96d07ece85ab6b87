"""What a page says of itself: the names of the thing that it presents, and which words introduce it.

A README seldom says "this project": it says the project's name, which stands in its title or is the
repository's. A page without a name describes nobody's thing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from detectors.openness.sentences import Sentence
from detectors.openness.wording import words as _set

#: Titles that name no thing.
_PLAIN: Final = _set(
    """readme notes note news overview introduction intro about license licence installation usage
    features documentation docs models model models-zoo table contents content index home changelog
    faq quickstart getting started start what is why how examples example demo citation abstract paper
    artifacts acknowledgements contributing roadmap summary background requirements setup welcome
    license: official implementation code repository repo project website benchmark benchmarks dataset
    datasets data agents agent open source tool tools app server client main core plans plan weights"""
)
_TITLE_END = re.compile(r"\s*[:：|–—(（\[!?,]|\s+[-·•]+\s|——")
_TITLE_START = re.compile(
    r"^\W*(?:welcome to\s+|introducing\s+|about\s+|the\s+|getting started with\s+"
    r"|what is\s+)*\W*",
    re.IGNORECASE,
)
_SAYS_MORE = re.compile(r"[:：–—]|\s-\s")
_JOINED = re.compile(r"\s*(?:&|/|\band\b|,|、|和)\s*")
_NAME = re.compile(r"[A-Za-z0-9][\w.+-]{1,40}(?: [\w.+-]{1,30}){0,3}")
_TAIL = re.compile(r"\s+(?:family|series|models?|project|repository|repo)$", re.IGNORECASE)
_GAP: Final = r"[-_ \u2011]?"
_MORE: Final = r"(?:[- ]?v?\d[A-Za-z0-9_.]{0,12})?(?:[-_.][A-Za-z0-9][A-Za-z0-9_.-]{0,60})?(?<![.])"
#: Sentences that introduce a page, at most.
_LEAD: Final = 14
#: The title of a page is among these.
_FIRST: Final = 8


@dataclass(frozen=True, slots=True)
class Page:
    """What a page presents: its ``names`` as they are written, and the last block that introduces it."""

    names: tuple[str, ...] = ()
    lead: int = 0
    title: Sentence | None = None

    @property
    def is_named(self) -> bool:
        """Whether the page says what it presents."""
        return bool(self.names)

    def is_title(self, sentence: Sentence) -> bool:
        """Whether ``sentence`` is the page's title, and says more than a name."""
        return sentence is self.title and bool(_SAYS_MORE.search(sentence.text))

    def introduces(self, sentence: Sentence) -> bool:
        """Whether ``sentence`` stands where a page says what it is, before its first section."""
        return self.is_named and sentence.block <= self.lead and not sentence.row


#: A page that says nothing of what it presents.
UNNAMED: Final = Page()


def of(spoken: Sequence[Sentence], name: str = "", path: str = "") -> Page:
    """Return what the page of the sentences ``spoken`` presents; ``name`` is that of its repository.

    A page in a folder (``path``) with a title of its own may present something else: its title names nothing
    of the repository's.
    """
    first = next((one for one in spoken[:_FIRST] if one.heading and not one.row), None)
    titles = _titles(first.text) if first is not None else ()
    own = name.rpartition("/")[2]
    names = (*titles, own) if len(own) > 2 else titles
    if "/" in path and titles and not any(_alike(title, own) for title in titles):
        return Page((own,) if len(own) > 2 else ())
    return Page(tuple(dict.fromkeys(names)), _lead(spoken, first), first if titles else None)


def _alike(title: str, own: str) -> bool:
    """Whether a title has the repository's name in it, or the other way round."""
    first, second = (re.sub(r"[^a-z0-9]+", "", one.lower()) for one in (title, own))
    return bool(first and second) and (first in second or second in first)


def _titles(title: str) -> tuple[str, ...]:
    """Return the names that a title begins with: "Acme & Burrow: tools for all" has two."""
    text = title[:200]
    start = _TITLE_START.match(text)
    text = text[start.end() :] if start else text
    head = _TITLE_END.split(text, maxsplit=1)[0]
    found = []
    for part in _JOINED.split(head)[:3]:
        said = _TAIL.sub("", part.strip(" .*_`\ufe0f"))
        if _NAME.fullmatch(said) and not all(word in _PLAIN for word in said.lower().split()):
            found.append(said)
    return tuple(found)


def _lead(spoken: Sequence[Sentence], title: Sentence | None) -> int:
    """Return the last block before the first section."""
    last = 0
    for count, one in enumerate(spoken):
        if one.heading and not one.row and one is not title and not (title is None and count < 2):
            if title is not None and one.block <= title.block:
                continue
            break
        if count >= _LEAD:
            break
        last = max(last, one.block)
    return last


@lru_cache(maxsize=256)
def pattern(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """Return what finds ``names`` in a sentence, with a version or size behind them; None without names."""
    written = [
        _GAP.join(re.escape(part) for part in re.split(r"[-_ ]+", name) if part) for name in names if name
    ]
    if not written:
        return None
    longest = sorted(written, key=len, reverse=True)
    return re.compile(
        rf"(?<![A-Za-z0-9_/@.#-])(?:{'|'.join(longest)})(?P<more>{_MORE})(?![A-Za-z0-9_/@])", re.IGNORECASE
    )


def is_written(said: str, names: tuple[str, ...]) -> bool:
    """Whether ``said`` is one of ``names`` and not the plain word that a name may also be ("continue")."""
    return any(char.isupper() or char.isdigit() for char in said) or any(
        said.startswith(name) and re.search(r"[-_.\d]", name) for name in names
    )
