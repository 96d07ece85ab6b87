"""Where a text names a model of the registry.

The walk: rows by rising priority, and of each row the places where its pattern fits, from the left. A place
is refused where a unit follows a number ("Sam 3 weeks ago"), where a word of ``not_context`` stands near, or
where the row needs a second signal and there is none: "Claude" alone in a sentence may be a person. A missed
mention is the cheaper error.

Every step is linear in the text: a page is read in pieces of at most `_MAX_PIECE` characters; an RE2 set of
all patterns, without their lookarounds, says which rows can fit a piece, and only those are tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, zip_longest
from string import ascii_letters, digits
from typing import Final, Literal

import re2  # type: ignore[import-untyped]

from detectors.openness.model import Mention, Reason, Row
from detectors.openness.normalize import Normalized, normalize, quick
from detectors.openness.registry import matching, registry
from detectors.openness.windows import Tokens, Window, tokens

Kind = Literal["prose", "model_id"]

#: Longer paragraphs and names are read in parts.
_MAX_PIECE: Final = 2_000

#: No honest sentence names one model more often.
_MAX_PLACES: Final = 40

#: How far a claim, a version or a unit beside a name is looked for, in characters.
_BESIDE: Final = 120

#: Where one statement ends: blank lines, list items, headings and table cells.
_BREAK = re.compile(r"\n[ \t\r]*\n|\n(?=[ \t]*(?:[-*+#>|]|\d{1,9}[.)]\s))|\|")
_LINK = re.compile(r"\]\([ \t]{0,3}<?(?P<target>[^\s()<>]{1,500})>?\)?")
#: What a model's name is written with. Other letters end it: Chinese has no spaces.
_FULL_WIDTH: Final = "".join(char for char in map(chr, range(0xFF10, 0xFF5B)) if char.isalnum())
_OF_NAMES: Final = frozenset(f"{ascii_letters}{digits}{_FULL_WIDTH}._-+:~@#!?*")
_NO_NAMES: Final = frozenset({"for", "and", "the", "labs", "institute", "contributors", "various", "older"})
_LOOKAROUND: Final = ("(?=", "(?!", "(?<=", "(?<!")


def find(text: str, kind: Kind = "prose") -> tuple[Mention, ...]:
    """Return the places where ``text`` names a model, by position; they never overlap.

    ``prose`` is a sentence, a heading or a whole page; ``model_id`` one value of ``base_model``, a hub link,
    a configuration field or a runner's tag. A page is read a paragraph, list item or table cell at a time,
    and the part of an id before its slash ("deepseek-ai/…") is no mention of its own.
    """
    pieces = tuple(_pieces(text, kind))
    given_alone = len(pieces) == 1
    found = [mention for start, piece in pieces for mention in _in_piece(piece, start, kind, given_alone)]
    return tuple(_apart(sorted(found, key=lambda mention: mention.start)))


def resolve(name_or_id: str) -> Row | None:
    """Return the row of a model's name or id ("Qwen 3", "meta-llama/Llama-4-Scout", "ollama/llama3.2:3b").

    Of several that are named, it is the one of the lowest priority number. None where the registry does not
    know the name.
    """
    name = name_or_id.strip()
    return first(name, "prose" if re.search(r"\s", name) else "model_id")


def owner_of(name: str) -> str:
    """Return the account before the slash of a model's id, without runners' prefixes; empty without one."""
    held = normalize(name[:400], *_affixes()).text
    return held.partition("/")[0] if held.count("/") == 1 else ""


def first(text: str, kind: Kind = "prose") -> Row | None:
    """Return the row with the lowest priority number that ``text`` names."""
    rows = (mention.row for mention in find(text, kind))
    return min(rows, key=lambda row: row.priority, default=None)


@dataclass(frozen=True, slots=True)
class _Hit:
    """A place of a piece where the pattern of a row fits, not accepted yet."""

    row: Row
    normal: Normalized
    start: int
    end: int
    kind: Kind
    given_alone: bool
    window: Window

    @property
    def before(self) -> str:
        return self.normal.text[max(0, self.start - _BESIDE) : self.start]

    @property
    def after(self) -> str:
        return self.normal.text[self.end : self.end + _BESIDE]

    @property
    def name(self) -> str:
        return self.normal.text[self.start : self.end]


def _pieces(text: str, kind: Kind) -> Iterator[tuple[int, str]]:
    """Yield where each statement of ``text`` begins, and the statement without the white space around it.

    The target of a link is a statement of its own, and white space in the sentence around it.
    """
    if kind == "model_id":
        yield from _trimmed(text, 0, min(len(text), _MAX_PIECE))
        return
    for link in _LINK.finditer(text):
        yield link.start("target"), link["target"]
    read = _LINK.sub(lambda link: " " * len(link[0]), text)
    start = 0
    for end, following in [*(cut.span() for cut in _BREAK.finditer(read)), (len(read), len(read))]:
        while end - start > _MAX_PIECE:
            cut_at = _cut_at(read, start)
            yield from _trimmed(read, start, cut_at)
            start = cut_at
        yield from _trimmed(read, start, end)
        start = following


def _apart(found: list[Mention]) -> Iterator[Mention]:
    """Yield ``found`` without what stands in the target of a link that a name is written around."""
    end = 0
    for mention in found:
        if mention.start >= end:
            end = mention.end
            yield mention


def _cut_at(text: str, start: int) -> int:
    """Return where to cut a long statement: after its last sentence, else at white space, else anywhere."""
    part = text[start : start + _MAX_PIECE]
    ends = [part.rfind(mark) for mark in (". ", "! ", "? ", "\n")]
    cut = max(ends) if max(ends) > 0 else part.rfind(" ")
    return start + (cut + 1 if cut > 0 else _MAX_PIECE)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    part = text[start:end]
    if stripped := part.strip():
        yield start + len(part) - len(part.lstrip()), stripped


def _in_piece(piece: str, offset: int, kind: Kind, given_alone: bool) -> list[Mention]:
    """Return the mentions of one statement, which begins at ``offset`` of the text."""
    rows = possible_rows(quick(piece))
    if not rows:
        return []
    normal = normalize(piece, *_affixes())
    parts = tokens(normal.text)
    claimed = bytearray(len(piece))
    found: list[Mention] = []
    for row in rows:
        for hit in _hits(row, normal, parts, kind, given_alone):
            start, end = normal.starts[hit.start], normal.ends[hit.end - 1]
            end -= piece[end - 1] == "/"
            if claimed.find(1, start, end) >= 0 or not (signal := _accepted(hit)):
                continue
            left, right = _name_around(piece, start, end)
            claimed[left:right] = b"\x01" * (right - left)
            name = " ".join(piece[left:right].strip(".!?:*#@~").split())
            found.append(Mention(row, start, end, name, *signal))
    found.sort(key=lambda mention: mention.start)
    return [_moved(mention, offset) for mention in _without_owners(piece, found)]


def _moved(mention: Mention, offset: int) -> Mention:
    start, end = mention.start + offset, mention.end + offset
    return replace(mention, start=start, end=end)


def _hits(row: Row, normal: Normalized, parts: Tokens, kind: Kind, given_alone: bool) -> Iterator[_Hit]:
    for place in islice(_compiled(row.pattern).finditer(normal.text), _MAX_PLACES):
        window = parts.around(place.start(), place.end(), matching().window)
        yield _Hit(row, normal, place.start(), place.end(), kind, given_alone, window)


def _name_around(piece: str, start: int, end: int) -> tuple[int, int]:
    """Return the whole name that ``piece[start:end]`` is a part of: one name is one mention."""
    while start > 0 and piece[start - 1] in _OF_NAMES:
        start -= 1
    while end < len(piece) and piece[end] in _OF_NAMES:
        end += 1
    return start, end


def _without_owners(piece: str, found: list[Mention]) -> Iterator[Mention]:
    """Yield ``found`` without the owners of ids: "Qwen" of "Qwen/Qwen3-8B" is the publisher's name."""
    for mention, following in zip_longest(found, found[1:]):
        _, slash = _name_around(piece, mention.start, mention.end)
        owns = (
            following is not None
            and mention.row.names_no_version
            and piece[slash : slash + 1] == "/"
            and _name_around(piece, following.start, following.end)[0] == slash + 1
            and _publisher_words(mention.row)[:1] == _publisher_words(following.row)[:1]
        )
        if not owns:
            yield mention


def _accepted(hit: _Hit) -> tuple[Reason, str] | None:
    """Return why ``hit`` names a model, with the word that says so, or None where it does not."""
    if hit.name[-1].isdigit() and _settings().unit_after.match(hit.after):
        return None
    if hit.window.first_of(hit.row.not_context):
        return None
    if not hit.row.needs_context:
        return Reason.PATTERN, ""
    return _second_signal(hit)


def _second_signal(hit: _Hit) -> tuple[Reason, str] | None:
    row, settings = hit.row, _settings()
    if hit.kind == "model_id":
        return Reason.MODEL_ID, ""
    if hit.given_alone and _is_alone(hit):
        return Reason.ALONE, ""
    if row.bare and not _compiled(row.bare).fullmatch(hit.name):
        return Reason.INSIDE, hit.name
    if version := settings.version_after.match(hit.after):
        return Reason.VERSION, version[0].strip("-")
    if size := hit.window.first_fit(settings.size):
        return Reason.SIZE, size
    if word := hit.window.first_of((*row.context, *_publisher_words(row))):
        return Reason.CONTEXT, word
    if row.context_only:
        return None
    if word := hit.window.first_of(matching().model_words):
        return Reason.MODEL_WORD, word
    if claim := settings.claim_after.match(hit.after) or settings.claim_before.search(hit.before):
        return Reason.CLAIM, claim[0].strip("-")
    return None


def _is_alone(hit: _Hit) -> bool:
    """Whether the name is all that was given, or all of an id after its last slash."""
    text = hit.normal.text
    last = len(text.rstrip("-.,;!?"))
    begin = len(text) - len(text.lstrip("-"))
    return hit.end == last and hit.start in (begin, text.rfind("/") + 1)


@cache
def _publisher_words(row: Row) -> tuple[str, ...]:
    words = re.findall(r"[a-z0-9]+(?:\.[a-z0-9]+)*", row.publisher.lower())
    return tuple(word for word in words if len(word) > 2 and word not in _NO_NAMES)


@dataclass(frozen=True, slots=True)
class _Settings:
    claim_after: re.Pattern[str]
    claim_before: re.Pattern[str]
    size: re.Pattern[str]
    version_after: re.Pattern[str]
    unit_after: re.Pattern[str]


@cache
def _settings() -> _Settings:
    held = matching()
    patterns = (held.claim_after, held.claim_before, held.size, held.version_after, held.unit_after)
    return _Settings(*map(_compiled, patterns))


@cache
def _affixes() -> tuple[tuple[re.Pattern[str], ...], tuple[re.Pattern[str], ...]]:
    held = matching()
    return tuple(map(_compiled, held.strip_prefixes)), tuple(map(_compiled, held.strip_suffixes))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


def possible_rows(normal: str) -> list[Row]:
    """Return the rows whose patterns can fit the normalized text ``normal``: a first look."""
    rows = registry().rows
    encodable = normal.encode("utf-8", "replace").decode("utf-8")  # RE2 takes no half surrogates
    return [rows[place] for place in sorted(_all_patterns().Match(encodable) or ())]


#: Within RE2's usual 8 MB a first look at some texts is given up, and then nothing is found in them.
_MOST_BYTES: Final = 64 * 1024 * 1024


@cache
def _all_patterns() -> re2.Set:
    options = re2.Options()
    options.max_mem = _MOST_BYTES
    every = re2.Set.SearchSet(options)
    for row in registry().rows:
        every.Add(_without_lookaround(row.pattern))
    every.Compile()
    return every


def _without_lookaround(pattern: str) -> str:
    """Return ``pattern`` without its assertions, which RE2 does not know: it then fits the same and more."""
    kept: list[str] = []
    place = 0
    while place < len(pattern):
        if pattern.startswith(_LOOKAROUND, place):
            place = _closing(pattern, place) + 1
            continue
        step = 2 if pattern[place] == "\\" else 1
        kept.append(pattern[place : place + step])
        place += step
    return "".join(kept)


def _closing(pattern: str, place: int) -> int:
    """Return the index of the parenthesis that closes the one at ``place``."""
    depth, in_class = 0, False
    while True:
        char = pattern[place]
        if char == "\\":
            place += 2
            continue
        if in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
            if not depth:
                return place
        place += 1
