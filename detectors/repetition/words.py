"""The words of a text that are its author's own, and the numbers by which two texts are compared.

Two texts are compared by their **pairs** of neighboring words: whoever changes a fifth of the words still
shares about two thirds of the pairs, and the order of the sentences makes no difference. Earlier texts are
found by **keys**, the smallest few of the numbers of all runs of three words: texts with much in common have
some of these in common as well (Broder, "On the resemblance and containment of documents", 1997). Nothing
that Byline keeps of a text can be read back from either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Final

from detectors.authorship import clean
from detectors.model import Contribution, TextFile

#: A text of fewer words of its own is too short to be told from another one about the same thing.
MIN_WORDS: Final = 30
#: Words after these are not compared: no report needs more.
MAX_WORDS: Final = 2_000
KEYS: Final = 32
_KEY_WORDS: Final = 3
_PAIR_BYTES: Final = 4
_KEY_BYTES: Final = 8

#: Scripts that put no blanks between words are compared by their characters.
_WORD: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\\W_]+")
#: What programs write into a sentence: addresses, what a browser says that it is, frames of traces.
_PASTED: Final = re.compile(
    r"https?://\S+|Mozilla/[0-9.]{1,9} \([^()]{0,200}\)(?: [\w.]{1,40}/[\w.]{1,40}){0,6}"
    r"|\bat [\w$<>]{1,100}(?:\.[\w$<>]{1,100}){1,20}\([^()]{0,300}\)"
)
_FRAME: Final = re.compile(r"(?:at )?[\w.$<>:]+\(")
_EDGES: Final = "\"'`()[]{}<>*_~.,;:!?-"


@dataclass(frozen=True)
class Words:
    """The words of a title and a text, in order.

    ``prose`` is what they stand in and ``spans`` their places there; the first ``titled`` are the title's.
    """

    prose: str
    spans: tuple[tuple[int, int], ...]
    titled: int

    @property
    def written(self) -> int:
        """How many words the text itself has, without the title."""
        return len(self.spans) - self.titled

    @property
    def title(self) -> tuple[str, ...]:
        """The words of the title, as ``plain`` returns them."""
        return tuple(self._folded[: self.titled])

    @cached_property
    def pairs(self) -> tuple[int, ...]:
        """The number of each pair of neighboring words, in order (signed, 32 bits)."""
        return tuple(_number(" ".join(pair), _PAIR_BYTES) for pair in _runs(self._folded, 2))

    def keys(self, repository: str, most: int = KEYS) -> tuple[int, ...]:
        """Return the ``most`` smallest numbers of its runs of three words in a repository (64 bits)."""
        about = f"{repository.casefold()}\n"
        runs = _runs(self._folded, _KEY_WORDS)
        numbers = {_number(about + " ".join(run), _KEY_BYTES) for run in runs}
        return tuple(sorted(numbers)[:most])

    def quote(self, first: int, count: int) -> str:
        """Return what stands from word ``first`` over ``count`` words, in one line."""
        start, end = self.spans[first][0], self.spans[first + count - 1][1]
        return " ".join(self.prose[start:end].split())

    @cached_property
    def _folded(self) -> list[str]:
        return [self.prose[start:end].casefold() for start, end in self.spans]


def of(it: Contribution, templates: Iterable[TextFile] = ()) -> Words:
    """Return the words of a contribution that its author wrote. Never raises; linear in the text's length.

    Left out are code, logs, quotes, tables, headings, check boxes, what nobody sees, and the lines of the
    repository's templates. At most the first 20,000 characters are read.
    """
    return _words(_line(it.title), it.body[: clean.MAX_CHARS], tuple(templates))


def plain(title: str) -> tuple[str, ...]:
    """Return the words of a title in lower case."""
    return tuple(found.casefold() for found in _WORD.findall(_line(title)))


def _line(title: str) -> str:
    return " ".join(_PASTED.sub(" ", title[: clean.MAX_CHARS]).split())


@lru_cache(maxsize=16)
def _words(title: str, body: str, templates: tuple[TextFile, ...]) -> Words:
    known = frozenset(line for file in templates for line in _template_lines(file.text))
    lines = (_PASTED.sub(" ", line) for line in clean.prose_lines(body, known))
    prose = "\n".join((title, *filter(_is_prose, lines)))
    spans = [match.span() for match in _WORD.finditer(prose)]
    titled = sum(1 for start, _ in spans if start < len(title))
    return Words(prose, tuple(spans[:MAX_WORDS]), min(titled, MAX_WORDS))


@lru_cache(maxsize=64)
def _template_lines(text: str) -> frozenset[str]:
    return clean.template_lines(text)


def _is_prose(line: str) -> bool:
    """Whether half of what blanks set apart are plain words: a path or a list of flags has fewer.

    What begins with a call is a frame of a trace, however many parameters have names that are words.
    """
    if _FRAME.match(line):
        return False
    pieces = line.split()
    plain = sum(piece.strip(_EDGES).replace("'", "").replace("-", "").isalpha() for piece in pieces)
    return 2 * plain >= len(pieces)


def _runs(words: list[str], length: int) -> Iterable[tuple[str, ...]]:
    return zip(*(words[at:] for at in range(length)), strict=False)


def _number(text: str, size: int) -> int:
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=size).digest()
    return int.from_bytes(digest, "big", signed=True)
