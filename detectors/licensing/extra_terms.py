"""Words that restrict, in the part of a license file that no standard text covers.

A second net: it says that somebody should read the file, not what the file says. On license texts it was not
written on it found 34 of 53 custom model licenses and 1 of 8 custom software licenses, so a file without a
hit is not thereby free of terms.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

import yaml

from detectors.licensing.model import Passage, Term
from detectors.licensing.words import weight

#: So much has to be left, in words (four Chinese, Japanese or Korean signs make one, so that is 40 signs and
#: more): a title and a name are no terms.
MIN_WORDS: Final = 12
MIN_SIGNS_AS_WORDS: Final = 10
#: How many words are named.
MAX_TERMS: Final = 8
#: Characters shown on either side of a word.
QUOTE: Final = 60

_SIGN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def find(left: Sequence[Passage]) -> tuple[Term, ...]:
    """Return the first restriction words in ``left``, each word once; none where too little is left.

    Linear in ``left``.
    """
    text = "\n".join(one.text for one in left)
    enough = MIN_SIGNS_AS_WORDS if _SIGN.search(text) else MIN_WORDS
    if weight(text) < enough:
        return ()
    found: dict[str, Term] = {}
    for passage in left:
        for match in _pattern().finditer(passage.text):
            word = " ".join(match.group().casefold().split())
            if word not in found:
                found[word] = _term(passage, match, word)
            if len(found) == MAX_TERMS:
                return tuple(found.values())
    return tuple(found.values())


def _term(passage: Passage, match: re.Match[str], word: str) -> Term:
    line = passage.line + passage.text.count("\n", 0, match.start())
    quote = passage.text[max(match.start() - QUOTE, 0) : match.end() + QUOTE]
    return Term(line, word, _languages()[_stem(word)], " ".join(quote.split()))


def _stem(word: str) -> str:
    return word.replace("-", " ").replace("’", "'")


@cache
def _table() -> dict[str, list[str]]:
    path = resources.files("detectors") / "licensing" / "data" / "restrictions.yaml"
    table: dict[str, list[str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return table


@cache
def _languages() -> dict[str, str]:
    """Return the language of each word; one that two languages share has the first."""
    languages: dict[str, str] = {}
    for language, stems in _table().items():
        for stem in stems:
            languages.setdefault(_stem(stem.casefold()).rstrip("."), language)
    return languages


@cache
def _whole() -> frozenset[str]:
    """Return the stems that are whole words."""
    return frozenset(
        _stem(stem.casefold())[:-1] for stems in _table().values() for stem in stems if stem[-1] == "."
    )


@cache
def _pattern() -> re.Pattern[str]:
    stems = sorted(_languages(), key=len, reverse=True)
    signs = [re.escape(one) for one in stems if _SIGN.match(one)]
    plain = [_spelled(one) for one in stems if not _SIGN.match(one)]
    return re.compile(rf"{'|'.join(signs)}|(?<!\w)(?:{'|'.join(plain)})", re.IGNORECASE)


def _spelled(stem: str) -> str:
    whole = r"(?!\w)" if stem in _whole() else ""
    return re.escape(stem).replace(r"\ ", r"[\s-]{1,40}").replace("'", "['’]") + whole
