"""Style in numbers: lengths, punctuation, word classes and repetition of cleaned prose.

Every value is a rate or a ratio, so that it says little about how long a text is, and none looks at what it
is about. All is computed from tokens like those of the n-grams.
"""

from __future__ import annotations

import itertools
import math
import re
import zlib
from collections import Counter
from collections.abc import Sequence
from typing import Final

from detectors.authorship.masks import MASKS

_TOKEN: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.,;:!?()\"-]")
_VOWELS: Final = re.compile(r"[aeiouy]+")
_ENDS: Final = frozenset(".!?")
_MARKS: Final = (",", ".", ";", ":", "-", "(", '"', "!", "?")
_MASKS: Final = ("ident", "path", "0", "url", "ref", "tool")
_FUNCTION: Final = re.findall(
    r"\S+",
    """the a an and or but so of to in on for with by as at from that this which it is are was
        were be not no if when while because since also only just now then than there these has
        have had can could would should will does do into without instead rather still already
        both each any all""",
)
_SUFFIXES: Final = ("ing", "ed", "tion", "ly", "ment", "ity", "able", "ize", "s")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_CLASSES: Final = {
    "hedges": _words(
        "maybe perhaps probably possibly might may seems seem likely guess think believe apparently somewhat "
        "roughly sort kind kinda afaik imho imo"
    ),
    "connectives": _words(
        "however therefore thus additionally furthermore moreover consequently instead meanwhile otherwise "
        "hence whereas although though specifically previously currently"
    ),
    "praise": _words(
        "robust comprehensive seamless efficient clear clean consistent reliable proper explicit dedicated "
        "graceful gracefully properly correctly consistently explicitly entirely silently cleanly"
    ),
    "aims": _words(
        "ensure ensures ensuring improve improves improving enhance enhances provide provides allow allows "
        "allowing prevent prevents preventing enable enables enabling support supports handle handles"
    ),
    "first person": _words("i me my mine im ive id ill i'm i've i'd i'll"),
    "plural first person": _words("we us our ours we're we've we'll"),
    "second person": _words("you your yours you're"),
    "be": _words("is are was were be been being"),
    "talk": _words("hi hello hey thanks thank please sorry cheers ok okay yeah yes well hmm lol btw"),
    "start base verb": _words(
        "add fix update remove use make move change allow improve refactor implement bump rename drop handle "
        "support avoid ensure replace enable set introduce"
    ),
}


def _names() -> tuple[str, ...]:
    names = ["log words", "sentence mean", "sentence deviation", "sentence variation", "sentence longest"]
    names += ["sentence shortest", "lower start", "open end", "capitals", "all capitals", "contractions"]
    names += ["apostrophes missing", "series comma", "comma and", "dots", "paren length"]
    names += [f"mark {mark}" for mark in _MARKS] + [f"mask {mask}" for mask in _MASKS]
    names += [f"word {word}" for word in _FUNCTION] + [f"class {name}" for name in _CLASSES]
    names += [f"ending {suffix}" for suffix in _SUFFIXES] + ["passive", "start ing", "start ed", "start s"]
    names += ["types", "hapaxes", "word mean", "word deviation", "long words", "short words", "syllables"]
    return (
        *names,
        "reading ease",
        "repeated pairs",
        "repeated triples",
        "compressed",
        "letter entropy",
        "unknown",
    )


NAMES: Final = _names()
_BARE: Final = frozenset(
    [
        "dont",
        "doesnt",
        "didnt",
        "cant",
        "wont",
        "isnt",
        "wasnt",
        "im",
        "ive",
        "thats",
        "whats",
        "youre",
        "theyre",
        "shouldnt",
    ]
)


def features(prose: str, known: frozenset[str] | None = None) -> list[float]:
    """Return the values of ``NAMES``; ``known`` are common words, for the share of words outside of them."""
    cased = _TOKEN.findall(prose)
    found = [token.lower() for token in cased]
    words = [token for token in found if token[0].isalpha() and token not in MASKS]
    n = max(len(words), 1)
    out = _sentences(found, n)
    out += _case(cased, found, n)
    out += _joints(found, prose, n)
    count = Counter(found)
    out += [count[mark] / n for mark in _MARKS] + [count[mask] / n for mask in _MASKS]
    out += [count[word] / n for word in _FUNCTION]
    for name, members in _CLASSES.items():
        if name.startswith("start"):
            out.append(float(found[:1] != [] and found[0] in members))
        else:
            out.append(sum(count[word] for word in members) / n)
    long = [word for word in words if len(word) > 4]
    ends = Counter(word[-1] for word in long)
    out += [
        (ends["s"] if suffix == "s" else sum(word.endswith(suffix) for word in long)) / n
        for suffix in _SUFFIXES
    ]
    out.append(_passive(found) / n)
    first = found[0] if found else ""
    out += [float(first.endswith("ing")), float(first.endswith("ed")), float(first.endswith("s"))]
    return out + _wealth(found, words, prose, known, n)


def _sentences(found: Sequence[str], n: int) -> list[float]:
    lengths, at = [], 0
    for token in found:
        if token in _ENDS:
            if at:
                lengths.append(at)
            at = 0
        elif token[0].isalnum():
            at += 1
    if at:
        lengths.append(at)
    lengths = lengths or [0]
    mean = sum(lengths) / len(lengths)
    deviation = math.sqrt(sum((x - mean) ** 2 for x in lengths) / len(lengths))
    return [math.log(n), mean, deviation, deviation / max(mean, 1), max(lengths), min(lengths)]


def _case(cased: Sequence[str], found: Sequence[str], n: int) -> list[float]:
    starts = lower = capitals = loud = 0
    before = "."
    for token in cased:
        if token[0].isalpha():
            if before in _ENDS:
                starts += 1
                lower += token[0].islower()
            elif token[0].isupper():
                capitals += 1
                loud += len(token) > 1 and token.isupper()
        before = token
    contracted = sum("'" in token for token in found)
    bare = sum(token in _BARE for token in found)
    open_end = float(bool(cased) and cased[-1] not in _ENDS)
    return [lower / max(starts, 1), open_end, capitals / n, loud / n, contracted / n, bare / n]


def _joints(found: Sequence[str], prose: str, n: int) -> list[float]:
    comma_and = series = 0
    for at in range(len(found) - 1):
        if found[at] == "," and found[at + 1] in ("and", "or"):
            comma_and += 1
            series += "," in found[max(0, at - 5) : at]
    inside = depth = 0
    for token in found:
        depth = 1 if token == "(" else 0 if token == ")" else depth  # noqa: S105
        inside += depth
    return [series / n, comma_and / n, prose.count("...") / n, inside / n]


def _passive(found: Sequence[str]) -> int:
    be = _CLASSES["be"]
    return sum(
        one in be and (two.endswith("ed") or three.endswith("ed"))
        for one, two, three in zip(found, found[1:], found[2:], strict=False)
    )


def _wealth(
    found: Sequence[str], words: Sequence[str], prose: str, known: frozenset[str] | None, n: int
) -> list[float]:
    """Types, lengths of words, repetition, and how well the text packs."""
    head = Counter(words[:60])
    size = max(min(n, 60), 1)
    letters = [len(word) for word in words] or [0]
    mean = sum(letters) / len(letters)
    deviation = math.sqrt(sum((x - mean) ** 2 for x in letters) / len(letters))
    syllables = sum(len(_VOWELS.findall(word)) or 1 for word in words) / n
    ends = sum(token in _ENDS for token in found) or 1
    pairs = list(itertools.pairwise(found))
    triples = list(zip(found, found[1:], found[2:], strict=False))
    lower = prose[:1500].lower().encode()
    frequency = Counter(lower)
    total = max(len(lower), 1)
    return [
        len(head) / size,
        sum(1 for times in head.values() if times == 1) / size,
        mean,
        deviation,
        sum(x >= 8 for x in letters) / n,
        sum(x <= 3 for x in letters) / n,
        syllables,
        206.8 - 1.015 * n / ends - 84.6 * syllables,
        1 - len(set(pairs)) / max(len(pairs), 1),
        1 - len(set(triples)) / max(len(triples), 1),
        len(zlib.compress(lower, 6)) / total,
        -sum(k / total * math.log(k / total) for k in frequency.values()),
        0.0 if known is None else sum(word not in known for word in words) / n,
    ]
