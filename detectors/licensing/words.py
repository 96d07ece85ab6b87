"""The words of a license text, and the words that differ between two texts.

Two texts are the same license when their words are, whatever the line breaks, quotes and case (SPDX's
matching guidelines), so words are all that is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, NamedTuple

from rapidfuzz.distance import Indel

from detectors.licensing.model import Change, Edit

#: The longest standard text (GPL-3.0 with its appendix has 5,600 words) twice over. The comparison needs
#: words x words / 8 bytes.
MAX_WORDS: Final = 12_000
#: A word is judged, and shown, by its first characters.
MAX_WORD: Final = 64
#: How much of one change is shown, in words.
MAX_SHOWN: Final = 40

_CJK: Final = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7a3"
_WORD: Final = re.compile(rf"[{_CJK}]|[^\W_{_CJK}]+|©")
_SIGN: Final = re.compile(f"[{_CJK}]")
#: Equal by SPDX's matching guidelines, or spellings of one word.
_SAME: Final = {
    "©": "copyright",
    "c": "copyright",
    "https": "http",
    "licence": "license",
    "licences": "licenses",
}


class Word(NamedTuple):
    """A word: ``key`` is what is compared; ``text[start:end]`` is how it is written."""

    key: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of ``text``: runs of letters and digits; each Chinese, Japanese or Korean sign is one.

    Linear in ``text``.
    """
    for match in _WORD.finditer(text):
        key = match.group()[:MAX_WORD].casefold()
        yield Word(_SAME.get(key, key), match.start(), match.end())


def weight(text: str) -> int:
    """Return how long ``text`` is in words, four Chinese, Japanese or Korean signs making about one."""
    count = len(_WORD.findall(text))
    if text.isascii():
        return count
    signs = len(_SIGN.findall(text))
    return count - signs + -(-signs // 4)


@dataclass(frozen=True, slots=True)
class Block:
    """Words ``first[i1:i2]`` that became ``second[j1:j2]``; one of the two may be empty."""

    i1: int
    i2: int
    j1: int
    j2: int


def blocks(first: Sequence[str], second: Sequence[str]) -> list[Block]:
    """Return where two lists of words differ, in order. Blocks with at most one equal word between are one.

    At most ``MAX_WORDS`` words of each are compared.
    """
    found: list[Block] = []
    for step in Indel.opcodes(list(first[:MAX_WORDS]), list(second[:MAX_WORDS])):
        if step.tag == "equal":
            continue
        last = found[-1] if found else None
        if last and step.src_start - last.i2 <= 1 and step.dest_start - last.j2 <= 1:
            found[-1] = Block(last.i1, step.src_end, last.j1, step.dest_end)
        else:
            found.append(Block(step.src_start, step.src_end, step.dest_start, step.dest_end))
    return found


def changed(canonical: str, text: str) -> tuple[Change, ...]:
    """Return the words of ``text`` that differ from ``canonical``, in order; none where all are the same.

    Linear in the texts up to ``MAX_WORDS`` words each, which is where the comparison ends.
    """
    first = list(islice(words(canonical), MAX_WORDS))
    second = list(islice(words(text), MAX_WORDS))
    found = blocks([one.key for one in first], [one.key for one in second])
    shown = [written(canonical, first[one.i1 : one.i2]) for one in found]
    return tuple(changes(found, shown, text, second))


def changes(
    found: Iterable[Block], canonical: Sequence[str], text: str, second: Sequence[Word]
) -> Iterator[Change]:
    """Yield ``found`` as changes: ``canonical`` holds the words of the first text for each of them."""
    at, line = 0, 1
    for block, was in zip(found, canonical, strict=True):
        to = second[block.j1].start if block.j1 < len(second) else len(text)
        line += text.count("\n", at, to)
        at = to
        now = written(text, second[block.j1 : block.j2])
        kind = Edit.REPLACED if was and now else Edit.ADDED if now else Edit.REMOVED
        yield Change(kind, was, now, line)


def written(text: str, part: Sequence[Word]) -> str:
    """Return words as ``text`` writes them, with what stands between them, cut to ``MAX_SHOWN`` words."""
    if not part:
        return ""
    shown = part[:MAX_SHOWN]
    cut = " …" if len(part) > len(shown) else ""
    return " ".join(text[shown[0].start : shown[-1].end].split())[: MAX_SHOWN * MAX_WORD] + cut
