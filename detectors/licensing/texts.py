"""Which license a license file is.

The steps, each tried on what the one before left open: the patterns of model licenses (a modified MIT looks
like MIT to everything else), the standard texts word for word, restriction words in the rest of the file,
the standard text that the title names, beside the file word by word. A text that no step knows is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import dropwhile
from typing import Final

from detectors.licensing import canonical, classifier, extra_terms, holders, titles
from detectors.licensing.model import Certainty, Comparison, Identified, Passage, Pointer, Span, Term
from detectors.licensing.words import weight
from detectors.openness import licenses as models

#: Names the model license whose text is given: its SPDX id or ``LicenseRef-…``, or None.
Detect = Callable[[str], str | None]

#: What is read of a file, in characters. The longest standard text has 36,000.
MAX_TEXT: Final = 200_000
#: Share of the words that standard texts must make up for the file to be them (licensecheck's own default).
MIN_SHARE: Final = 0.75
#: Share of the canonical words that must be there for a text to be near a license (rules B15 and B17).
NEAR: Final = 0.9
#: A text with this share of words of its own beside all canonical ones is more than that license reworded.
MAX_ADDED: Final = 0.1
#: A passage of its own with more words than this, beside standard texts, may be one more license.
MAX_LEFT: Final = 400
#: With more standard texts the file is a bundle of other projects' licenses, whose words are not terms.
MAX_TEXTS: Final = 3
#: A text that differs in few places is the standard one with words put in, however many.
FEW: Final = 6
#: The least of the canonical words that a text must have for its title to be held against it.
MIN_KEPT: Final = 0.3
#: A title and a name beside a standard text have at most so many words.
MAX_TITLE: Final = 8
#: A file that only says where the license is has fewer words.
MAX_POINTER_WORDS: Final = 120
MAX_POINTER: Final = 4000
MAX_POINTERS: Final = 8

_TARGET: Final = re.compile(
    r"https?://[^\s<>()\[\]\"'`]{3,300}"
    r"|(?<![\w/])(?:[\w.-]{1,80}/){0,6}[\w.-]{0,60}(?:licen[sc]e|copying)[\w.-]{0,60}"
    r"|(?<![\w/])(?:[\w.-]{1,80}/){0,6}[\w.-]{1,80}\.pdf\b",
    re.IGNORECASE,
)
_PATH: Final = re.compile(r"https?://|/|\.(?:md|txt|rst|pdf|html)\b|[_-]|^(?:LICEN[SC]E|COPYING)\b")
_EXCEPTION: Final = re.compile(r"(?:special|linking|as an?) exception", re.IGNORECASE)
#: A sentence that binds, whatever it asks: with one beside it, a standard text is not surely all there is.
#: "In no event shall …" begins a disclaimer, which asks nothing.
_BINDS: Final = re.compile(
    r"\b(?:must|(?<!no event\s)shall|may only|may not|not (?:be )?(?:permitted|allowed)"
    r"|prohibit|forbid|restrict)",
    re.IGNORECASE,
)
#: How the preface begins that Python's own license file has.
_HISTORY: Final = re.compile(r"\W*(?:a\. )?history of the software\b", re.IGNORECASE)
_GNU: Final = re.compile(r"^(?:A|L)?GPL-\d\.\d$")
_SUFFIXES: Final = ("-only", "-or-later")


def model_license(text: str) -> str | None:
    """Return the id of the model license whose text ``text`` is, by the registry of models, or None."""
    found = models.detect(text)
    if found is None:
        return None
    return found.spdx if found.spdx not in {"", "NOASSERTION"} else f"LicenseRef-{found.id}"


def identify(text: str, detect: Detect = model_license) -> Identified:
    """Return which license (or licenses) the license file ``text`` is.

    ``detect`` names model licenses. Reads ``MAX_TEXT`` characters; never raises; linear in the text.
    """
    read = text[:MAX_TEXT]
    if "\0" in read or read.startswith("%PDF-"):
        return Identified(Certainty.UNKNOWN, cut=len(text) > len(read))
    base = Identified(
        Certainty.UNKNOWN,
        title=titles.title(read),
        copyrights=tuple(holders.lines(read)),
        cut=len(text) > len(read),
    )
    spans = classifier.spans(read)
    left = _left(read, spans)
    base = replace(base, spans=spans, left=left, terms=extra_terms.find(left))
    # Where a standard text is all there is, nothing is left that could make it a model license.
    alone = bool(spans) and sum(weight(one.text) for one in left) <= MAX_TITLE
    named = None if alone else detect(read)
    if named is not None:
        return replace(base, certainty=Certainty.NAMED, ids=(named,), resembles=_ids(spans))
    found = _by_spans(read, base) if spans else None
    return found or _by_title(read, base)


def _by_spans(text: str, base: Identified) -> Identified | None:
    """Judge a file that holds standard texts: those, more than those, or something else."""
    ids = _ids(base.spans)
    notice = _only_notices(base.spans)
    terms = _foreign(base.terms, ids)
    bundle = len(ids) > MAX_TEXTS
    if terms and not notice and not bundle:
        return replace(base, certainty=Certainty.EXTRA_TERMS, resembles=ids)
    excepted = any(_EXCEPTION.search(one.text) for one in base.left)
    held = sum(one.words for one in base.spans)
    if _little(_own(base.left, ids), held) and not terms and not excepted and not base.cut:
        return replace(base, certainty=Certainty.EXACT, ids=ids, notice=notice, terms=())
    if notice:
        return None
    own = Certainty.TITLE_ONLY if titles.custom(text) else Certainty.UNKNOWN
    return replace(base, certainty=own, resembles=ids)


def _by_title(text: str, base: Identified) -> Identified:
    """Judge a file in which no standard text was recognized, or too little of it was."""
    named = titles.standard(text)
    best = _nearest(text, named or titles.opened(text))
    if best is not None and best.kept >= NEAR and (best.added <= MAX_ADDED or best.total <= FEW):
        return _near(base, best)
    pointers = _pointers(text)
    if pointers:
        return replace(base, certainty=Certainty.POINTER, pointers=pointers)
    held = _ids(base.spans)
    if titles.custom(text):
        return replace(base, certainty=Certainty.TITLE_ONLY, resembles=held)
    if best is not None and titles.titled(text, best.id) and best.kept >= MIN_KEPT:
        return replace(base, certainty=Certainty.TITLE_ONLY, resembles=(best.id,), compared=best)
    return replace(base, resembles=held)


def _near(base: Identified, best: Comparison) -> Identified:
    """Judge a text with nearly all words of a standard one: more than it, changed, or the same after all."""
    terms = extra_terms.find(best.extra)
    near = replace(base, resembles=(best.id,), compared=best, left=best.extra, terms=terms)
    if terms:
        return replace(near, certainty=Certainty.EXTRA_TERMS)
    if base.cut or not _little(best.extra, canonical.size(best.id)):
        return replace(near, certainty=Certainty.UNKNOWN)
    if best.total == 0:
        return replace(near, certainty=Certainty.EXACT, ids=(best.id,), resembles=())
    return replace(near, certainty=Certainty.NEAR)


def _little(left: Sequence[Passage], held: int) -> bool:
    """Whether ``left`` is so little beside ``held`` words of standard texts, and binds to so little, that it
    is no license of its own.
    """
    sizes = [weight(one.text) for one in left]
    if any(
        size >= extra_terms.MIN_WORDS and _BINDS.search(one.text)
        for size, one in zip(sizes, left, strict=True)
    ):
        return False
    return sum(sizes) <= (1 - MIN_SHARE) * (held + sum(sizes)) and max(sizes, default=0) <= MAX_LEFT


def _own(left: Sequence[Passage], ids: Sequence[str]) -> Sequence[Passage]:
    """Return ``left`` without what usually stands around the texts of ``ids`` and is no term of them."""
    if all(one.startswith("CC-") for one in ids):
        return [one for one in left if "creative commons" not in one.text.casefold()]
    if any(one.startswith("Python-2") for one in ids):
        return [one for one in left if not _HISTORY.match(one.text)]
    return left


def _nearest(text: str, ids: Sequence[str]) -> Comparison | None:
    """Return ``text`` beside that one of ``ids`` that it is nearest to."""
    compared = [one for one in (canonical.compare(license_id, text) for license_id in ids[:3]) if one]
    return max(compared, key=lambda one: (one.kept - one.added, one.kept), default=None)


def _ids(spans: Sequence[Span]) -> tuple[str, ...]:
    """Return the ids of ``spans``, each once, with the notices taken out that are part of a GNU text.

    The texts of the GNU family end with a sample notice ("either version 3 …, or any later version") that
    says nothing of the project. The same words above the text do: they take the place of the bare id.
    """
    ids: dict[str, None] = {}
    for span in spans:
        family = span.id.removesuffix("-only").removesuffix("-or-later")
        if span.id != family and any(_GNU.match(one) and _stem(one) == _stem(family) for one in ids):
            continue
        if _GNU.match(span.id) and any(family + suffix in ids for suffix in _SUFFIXES):
            continue
        ids[span.id] = None
    return tuple(ids)


def _stem(license_id: str) -> str:
    return license_id.split("-", maxsplit=1)[0]


def _foreign(terms: tuple[Term, ...], ids: Sequence[str]) -> tuple[Term, ...]:
    """Return ``terms`` but for those that a recognized license has in its own title."""
    if ids and all("-NC" in one or "Noncommercial" in one for one in ids):
        return tuple(one for one in terms if "commercial" not in one.word)
    return terms


def _only_notices(spans: Sequence[Span]) -> bool:
    return all(
        one.id.endswith(_SUFFIXES) or one.words < canonical.NOTICE * canonical.size(one.id) for one in spans
    )


def _left(text: str, spans: Sequence[Span]) -> tuple[Passage, ...]:
    """Return what stands outside ``spans``, copyright lines and blank lines taken out."""
    left: list[Passage] = []
    at, line = 0, 1
    for start, end in [*((one.start, one.end) for one in spans), (len(text), len(text))]:
        left += _passage(text[at:start], line)
        line += text.count("\n", at, end)
        at = end
    return tuple(left)


def _passage(part: str, line: int) -> list[Passage]:
    kept = [(line + at, raw) for at, raw in enumerate(part.split("\n")) if not holders.is_line(raw)]
    kept = list(dropwhile(lambda one: not one[1].strip(), kept))
    shown = "\n".join(raw for _, raw in kept).rstrip()
    return [Passage(kept[0][0], shown)] if shown else []


def _pointers(text: str) -> tuple[Pointer, ...]:
    """Return where a short text says that the license is; none for a text that may be a license itself."""
    if len(text) > MAX_POINTER or weight(text) > MAX_POINTER_WORDS:
        return ()
    found: dict[str, Pointer] = {}
    for match in _TARGET.finditer(text):
        target = match.group().rstrip(".,;:")
        if _PATH.search(target) and target not in found:
            found[target] = Pointer(text.count("\n", 0, match.start()) + 1, target)
    return tuple(found.values())[:MAX_POINTERS]
