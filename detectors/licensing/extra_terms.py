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
from typing import Any, Final

import re2  # type: ignore[import-untyped]
import yaml

from detectors.licensing.model import Passage, Term
from detectors.licensing.words import weight

#: So much has to be left, in words (four Chinese, Japanese or Korean signs make one, so that is 40 signs and
#: more): a title and a name are no terms.
MIN_WORDS: Final = 4
MIN_SIGNS_AS_WORDS: Final = 10
#: How many words are named.
MAX_TERMS: Final = 8
#: Characters shown on either side of a word.
QUOTE: Final = 60

#: White space that RE2 does not know as such.
_SPACES: Final = dict.fromkeys(
    [*map(ord, "\x0b\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"), *range(0x2000, 0x200B)], " "
)
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
        read = passage.text if passage.text.isascii() else passage.text.translate(_SPACES)
        for match in _pattern().finditer(read):
            word = " ".join(match.group().casefold().split())
            if word not in found and not _inside(passage.text, match):
                found[word] = _term(passage, match, word)
            if len(found) == MAX_TERMS:
                return tuple(found.values())
    return tuple(found.values())


def _inside(text: str, match: Any) -> bool:
    """Whether the match stands inside a longer word: for RE2 a letter with an accent ends a word."""
    found = match.group()
    if _SIGN.match(found):
        return False
    return _is_letter(text[match.start() - 1 : match.start()]) or (
        _stem(found.casefold()) in _whole() and _is_letter(text[match.end() : match.end() + 1])
    )


def _is_letter(sign: str) -> bool:
    return sign.isalnum() or sign == "_"


def _term(passage: Passage, match: Any, word: str) -> Term:
    line = passage.line + passage.text.count("\n", 0, match.start())
    quote = passage.text[max(match.start() - QUOTE, 0) : match.end() + QUOTE]
    return Term(line, word, _languages()[_stem(word)], " ".join(quote.split()))


def _stem(word: str) -> str:
    return " ".join(word.replace("-", " ").replace("’", "'").split())


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


#: What the pattern may take; within RE2's usual 8 MB it is given up halfway on some texts, and read slowly.
_MOST_BYTES: Final = 64 * 1024 * 1024


@cache
def _whole() -> frozenset[str]:
    """Return the stems that are whole words."""
    return frozenset(
        _stem(stem.casefold())[:-1] for stems in _table().values() for stem in stems if stem[-1] == "."
    )


@cache
def _pattern() -> Any:
    """Return all stems as one pattern of RE2, which reads a text at once where ``re`` tries each stem at each
    letter.
    """
    stems = sorted(_languages(), key=len, reverse=True)
    options = re2.Options()
    options.max_mem = _MOST_BYTES
    return re2.compile("(?i)" + "|".join(map(_spelled, stems)), options)


def _spelled(stem: str) -> str:
    if _SIGN.match(stem):
        return re.escape(stem)
    before = r"\b" if stem[0].isascii() else ""
    after = r"\b" if stem in _whole() else ""
    spelled = re.escape(stem).replace(r"\ ", r"[\s-]+").replace("'", "['’]")
    return before + spelled + after
