"""Whether a name is defined or used in a tree: there, in a file, or in a class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log
from typing import Final

from bot.index.kin import kin
from bot.index.nearest import Sharing
from bot.index.owners import owner_of
from bot.index.paths import MOST_PLACES, files_meant
from bot.index.reading import Reading
from bot.index.store import Definition, Entry
from bot.index.words import MIN_WORD, is_word, key, parts
from detectors.model import Answer, Place, Query, Seen

_MAX_PARTS: Final = 8
_MAX_SHARING: Final = 300
_MAX_FOUND: Final = 100
_MIN_PART: Final = 3
_MAX_READ: Final = 12
_CALL: Final = re.compile(r"\([^()]*\)\Z")
_SEPARATOR: Final = re.compile(r"::|->|[.#\\:]")
_COMPOUND: Final = re.compile(r"[\s./-]")
#: Words that stand before an option's name in one half of its spellings only.
_SWITCH: Final = re.compile(r"(?:no|enable|disable|with|without)-(?=\w)")
#: What every class has, or what the language itself puts there.
_BUILT_IN: Final = frozenset({"class", "this", "super", "prototype", "constructor", "new", "init", "self"})
#: What every type of Rust can be given without a word of it being written.
_DERIVED: Final = frozenset(
    {
        *("clone", "default", "fmt", "eq", "ne", "cmp", "partial_cmp", "hash", "to_string", "to_owned"),
        *("into", "from", "try_from", "try_into", "drop"),
    }
)
_MARKS: Final = "-$@&*#%!?=;:,.'\"`<>[]{}/ \t"


@dataclass(frozen=True, slots=True)
class Hits:
    """Where a name is: its definitions, the contents that hold it as a word, and its real spelling."""

    defined: tuple[Definition, ...] = ()
    used: frozenset[int] = frozenset()
    spelled: str = ""
    unsure: bool = False

    def __bool__(self) -> bool:
        return bool(self.defined or self.used)


def answer(query: Query, reading: Reading) -> Answer:
    """Answer a question about a name."""
    qualified = _CALL.sub("", query.name.strip()).split("=", 1)[0].strip(_MARKS)
    if not qualified:
        return Answer(query, Seen.UNKNOWN)
    owner, name = _split(qualified, query.owner.strip(_MARKS))
    hits = _hits(name, reading)
    if query.path:
        return _in_file(query, hits, reading, name)
    if owner:
        return _in_owner(query, hits, reading, owner, name)
    if not hits and name != qualified:
        hits = _together(qualified, reading)
    return _here(query, hits, reading) if hits else _nowhere(query, hits, reading, name, "")


def _split(qualified: str, owner: str) -> tuple[str, str]:
    """Split ``A::b``, ``A.b`` or ``A#b`` into owner and name; a setting's name stays in one piece."""
    if re.search(r"[\s-](?!>)", qualified.strip()) and "->" not in qualified:
        return owner, qualified
    pieces = [piece for piece in _SEPARATOR.split(qualified) if piece.strip(_MARKS)]
    if len(pieces) < 2:
        return owner, qualified.split("<", 1)[0] or qualified
    return owner or pieces[-2].strip(_MARKS), pieces[-1].strip(_MARKS)


def _hits(name: str, reading: Reading) -> Hits:
    """Look a name up as it is spelled, in other usual spellings, and as words beside each other."""
    defined = tuple(reading.definitions(name))
    spelled = reading.spellings(name) if is_word(name) or _COMPOUND.search(name) else ()
    if defined or name in spelled:
        return Hits(defined, reading.with_word(name))
    if spelled:
        defined = tuple(found for text in spelled for found in reading.definitions(text))
        used = frozenset().union(*(reading.with_word(text) for text in spelled))
        return Hits(defined, used, spelled[0])
    joined = _beginning(name, reading) or _in_other_number(name, reading)
    if joined or not _COMPOUND.search(name):
        return joined
    return _beside(name, reading) or _without_switch(name, reading)


def _beginning(name: str, reading: Reading) -> Hits:
    """Look up a name that stands for all that begin so (``curl_easy_*`` has lost its star by now)."""
    if not name.endswith("_") or len(key(name)) < _MIN_PART:
        return Hits()
    for word in reading.store.words_from(key(name), 200):
        if word.startswith(name) and reading.with_word(word):
            return Hits((), reading.with_word(word), word)
    return Hits()


def _in_other_number(name: str, reading: Reading) -> Hits:
    """Look up a name whose last word is a plural of the real one's, or the other way round."""
    for folded in _other_numbers(key(name)) if is_word(name) else ():
        spelled = reading.spellings(folded)
        defined = tuple(found for text in spelled for found in reading.definitions(text))
        if spelled and (defined or len(parts(name)) > 1):
            used = frozenset().union(*(reading.with_word(text) for text in spelled))
            return Hits(defined, used, defined[0].name if defined else spelled[0])
    return Hits()


def _other_numbers(folded: str) -> Iterator[str]:
    if folded.endswith("ies"):
        yield folded[:-3] + "y"
    if folded.endswith(("ses", "xes", "zes", "ches", "shes")):
        yield folded[:-2]
    if folded.endswith("s") and not folded.endswith("ss"):
        yield folded[:-1]
        return
    yield folded + "s"
    yield folded[:-1] + "ies" if folded.endswith("y") else folded + "es"


def _beside(name: str, reading: Reading) -> Hits:
    """Look for the words of a name beside each other on a line (``Max Upload Size``, ``foo-bar``)."""
    words = [word for word in re.findall(r"\w+", name) if word]
    looked_up = [word for word in words if is_word(word)]
    if len(words) < 2 or not looked_up:
        return Hits()
    candidates = sorted(frozenset.intersection(*(reading.in_any_case(word) for word in looked_up)))
    pattern = re.compile(r"[-_. \t]{0,2}".join(map(re.escape, words)), re.IGNORECASE)
    for blob in candidates[:_MAX_READ]:
        found = pattern.search(reading.text(blob) or "")
        if found:
            spelled = "" if found[0] == name else found[0]
            return Hits((), frozenset({blob}), spelled)
    return Hits(unsure=len(candidates) > _MAX_READ)


def _without_switch(name: str, reading: Reading) -> Hits:
    bare = _SWITCH.sub("", name, count=1)
    return _hits(bare, reading) if bare != name else Hits()


def _together(name: str, reading: Reading) -> Hits:
    """Look for a dotted key: its parts are in one file, as nested settings are."""
    pieces = [piece for piece in re.findall(r"[\w-]+", name) if is_word(piece)]
    if len(pieces) < 2:
        return Hits()
    return Hits((), frozenset.intersection(*(_hits(piece, reading).used for piece in pieces)))


def _in_file(query: Query, hits: Hits, reading: Reading, name: str) -> Answer:
    files = files_meant(query.path, reading.listing, reading.repository_name)
    scope = files[0].path if len(files) == 1 else ""
    blobs = {entry.blob for entry in files}
    inside = Hits(
        tuple(found for found in hits.defined if found.blob in blobs), hits.used & blobs, hits.spelled
    )
    if inside:
        return _here(query, inside, reading, scope)
    if any(not entry.blob for entry in files):
        return Answer(query, Seen.UNKNOWN, scope=scope)
    if hits:
        return _elsewhere(query, hits, reading, scope)
    return _nowhere(query, hits, reading, name, scope, _own_names(files, reading))


def _own_names(files: Iterable[Entry], reading: Reading) -> tuple[str, ...]:
    few = list(files)[:3]
    return tuple(found.name for entry in few for found in reading.store.defined_in(entry.blob))


def _in_owner(query: Query, hits: Hits, reading: Reading, owner: str, name: str) -> Answer:
    known = owner_of(owner, reading)
    if known is None:
        both = _together(f"{owner}.{name}", reading)
        if both:
            return _here(query, both, reading)
        return _elsewhere(query, hits, reading, "") if hits else _nowhere(query, hits, reading, name, "")
    members = tuple(found for found in hits.defined if key(found.owner) in known.keys)
    used = hits.used & known.blobs
    used = used or _written_so(owner, name, hits, reading)
    if members or used or name in _BUILT_IN | _DERIVED:
        return _here(query, Hits(members, used or known.blobs, hits.spelled), reading, known.name)
    if known.inherits_unseen:
        return Answer(query, Seen.UNKNOWN, scope=known.name)
    if hits:
        return _elsewhere(query, hits, reading, known.name)
    own = tuple(
        found.name
        for blob in sorted(known.blobs)[:5]
        for found in reading.store.defined_in(blob)
        if key(found.owner) in known.keys
    )
    return _nowhere(query, hits, reading, name, known.name, own)


def _written_so(owner: str, name: str, hits: Hits, reading: Reading) -> frozenset[int]:
    """Return a content that has the two together (``A.b``): another library may have such a class, too."""
    pattern = re.compile(rf"\b{re.escape(owner)}\s{{0,3}}(?:\.|::|->|#)\s{{0,3}}{re.escape(name)}\b")
    for blob in sorted(hits.used & reading.with_word(owner))[:_MAX_READ]:
        if pattern.search(reading.text(blob) or ""):
            return frozenset({blob})
    return frozenset()


def _here(query: Query, hits: Hits, reading: Reading, scope: str = "") -> Answer:
    nearest = (hits.spelled,) if hits.spelled else ()
    return Answer(query, Seen.HERE, _places(hits, reading), nearest, scope=scope)


def _elsewhere(query: Query, hits: Hits, reading: Reading, scope: str) -> Answer:
    nearest = (hits.spelled,) if hits.spelled else ()
    return Answer(query, Seen.ELSEWHERE, _places(hits, reading), nearest, scope=scope)


def _places(hits: Hits, reading: Reading) -> tuple[Place, ...]:
    """Return where a name is defined, then where it is used."""
    paths = reading.listing.blobs
    defined = sorted((paths[found.blob], found.line) for found in hits.defined)
    places = [Place(path, line) for path, line in defined[:MOST_PLACES]]
    told = {place.path for place in places}
    used = sorted(paths[blob] for blob in hits.used)
    return (*places, *(Place(path) for path in used if path not in told))[:MOST_PLACES]


def _nowhere(
    query: Query, hits: Hits, reading: Reading, name: str, scope: str, own: tuple[str, ...] = ()
) -> Answer:
    """Say that a name is not there, unless it may be in what could not be looked at."""
    too_short = len(key(name)) < MIN_WORD or not any(is_word(word) for word in re.findall(r"[\w-]+", name))
    # What is said to be nowhere in particular may be in another repository that is a part of this one.
    may_be_outside = not scope and bool(reading.listing.submodules)
    if hits.unsure or too_short or reading.missed or reading.listing.hides or may_be_outside:
        return Answer(query, Seen.UNKNOWN, scope=scope)
    nearest = reading.names.similar(reading.store, name, reading.is_there, own, _sharing(name, reading))
    return Answer(query, Seen.ABSENT, (), nearest, scope=scope, kin=kin(query.name, name, reading))


def _sharing(name: str, reading: Reading) -> Sharing:
    """Return the words of a name with how much each says, and real names that begin with the same words."""
    words, dashed = parts(name)[:_MAX_PARTS], "-" in name
    total = 1 + len(reading.listing.blobs)
    weights = {word: log(2 * total / (1 + len(reading.in_any_case(word)))) for word in words}
    for count in range(len(words) - 1, 0, -1):
        start = "".join(words[:count])
        if len(start) < _MIN_PART:
            break
        others = reading.store.words_from(start, _MAX_SHARING, dashed=dashed)
        found = [text for text in others if parts(text)[:count] == words[:count] and text != name]
        found = [text for text in found[:_MAX_FOUND] if reading.with_word(text)]
        if found:
            return Sharing(weights, tuple(found), dashed)
    return Sharing(weights, (), dashed)
