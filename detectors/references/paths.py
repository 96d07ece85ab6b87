"""The files and folders that a text's own sentences cite, with their lines.

A path that can only be the project's is ``STATED``; a bare file name is ``WEAK``, as many projects have one
of that name; what is the reporter's own, installed, generated or made up for an example is hedged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from detectors.references import kinds, permalinks, stance
from detectors.references.model import Citation, Cited, Claim
from detectors.references.text import Block, Text

#: Nobody cites more files, and every one of them costs a look at the words around it.
_MAX_PATHS: Final = 200

#: Path characters are ASCII: what is written without spaces (Chinese, Japanese) then ends a path.
_TOKEN = re.compile(
    r"(?:[A-Za-z0-9_.@+~$%{}<>*\\/:#&^-]|(?<=[/.])\[{1,2}[\w.-]{1,60}\]{1,2}(?=[/.])"
    r"|(?<=/)\([\w.-]{1,60}\)(?=/)){2,400}"
)
_SUFFIX = re.compile(
    r"(?::{1,2}\s?(?P<colon>\d{1,7})(?:\s?[-–]\s?(?P<colon_end>\d{1,7})|:\d{1,5})?|\#L(?P<anchor>\d{1,7})"
    r"(?:-L?(?P<anchor_end>\d{1,7}))?|::?(?:[A-Za-z_~][\w:.<>~-]*)?|\#[\w.-]*):?\Z"
)
_AFTER = re.compile(
    r"[`*_\"'’”]{0,3}(?:\((?P<paren>\d{1,7})(?:,\s?\d{1,5})?\)|:(?P<colon>\d{1,7})\b"
    r"|,?\s{1,3}\(?\[?(?:on |at |in |around |near |@ ?|~ ?)?(?:lines?|l\."
    r"|ln\.?)[\s#:]{0,2}[`#]?(?P<line>\d{1,7})`?"
    r"(?:\s?(?:-|–|to|and|through)\s?`?(?P<end>\d{1,7}))?)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"\blines?\s[`#]?(?P<line>\d{1,7})`?(?:\s?(?:-|–|to|and"
    r"|through)\s?`?(?P<end>\d{1,7})`?)?\s(?:of|in|from)\s"
    r"(?:the\s)?(?:file\s)?[`*_\"'“]{0,3}\Z",
    re.IGNORECASE,
)
_BLOB = re.compile(r"(?:\.\./)*(?:blob|tree)/[^/]+/")
_ATTACHED = re.compile(r"\]\(\s?(?:https?://[^\s)]{1,300}/(?:files|attachments|assets)/|URL\))")
_DRIVE = re.compile(r"\b[A-Za-z]:[\\/][^\n:\"'<>|]{0,200}\Z")
_ARROW_BEFORE = re.compile(r"(?:[-=]>|→)[\s`*\"']{0,4}\Z")
_ARROW_AFTER = re.compile(r"[`*\"']{0,3}\s{0,3}(?:[-=]>|→)")
#: What says that something stands in a file.
_IN_BEFORE = re.compile(
    r"(?:[a-z]\(\)|[a-z]`|\b(?:function|method|class|struct|macro|code|check|line \d{1,6}|bug|race|leak"
    r"|loop|call|field))"
    r"[`*_]{0,3} (?:in|of|from|inside) (?:the (?:file )?)?[`*_(]{0,3}\Z"
)
_HAS_AFTER = re.compile(
    r"[`*_]{0,3} (?:has|contains|defines|declares|implements|calls|checks|reads|uses|never|does(?:n't"
    r"| not))\b"
)
#: "at some.Class.method(File.java:12)" within a sentence: a frame, which is read apart.
_FRAME_BEFORE = re.compile(r"[\w$>]\(\Z")
_WINDOWS = re.compile(r"(?:[\w.-]+\\)+[\w-][\w.-]*\Z")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a block that looks like a path, from ``start`` to ``end``, with its lines if any are told."""

    block: Block
    start: int
    end: int
    word: str
    line: int | None
    last: int | None


def find(text: Text, repository: str) -> Iterator[Citation]:
    """Yield the paths that ``text`` cites, of the repository with that full name and of others."""
    hedges = stance.sections(text)
    left = _MAX_PATHS
    for block in text.spoken:
        plain = block.text
        for link in permalinks.find(block.text):
            yield _linked(link, block, repository)
        plain = permalinks.URL.sub(lambda match: " " * len(match[0]), _without_links(plain))
        for token in _tokens(block, plain):
            for citation in _cited(token, repository, hedges.get(block.id, "")):
                left -= 1
                yield citation
            if left <= 0:
                return


def _without_links(text: str) -> str:
    """Blank links to files, as they are read apart; what GitHub's own addresses hold is no path here."""
    pieces = []
    at = 0
    for link in permalinks.find(text):
        pieces += [text[at : link.start], " " * (link.end - link.start)]
        at = link.end
    return "".join([*pieces, text[at:]])


def _linked(link: permalinks.Permalink, block: Block, repository: str) -> Citation:
    own = permalinks.same(link.repository, repository)
    claim = Claim.NONE if not own else Claim.STATED if link.is_sure else Claim.WEAK
    return Citation(
        Cited.PATH,
        link.path.rstrip("/"),
        block.text[link.start : link.end],
        block.line_at(link.start).number,
        claim,
        line=link.line if link.is_sure else None,
        end=link.last if link.is_sure else None,
        commit=link.commit or link.tag,
        hedge="" if own else f"a file of {link.repository}",
    )


def _tokens(block: Block, plain: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(plain):
        start, end = match.span()
        if _is_in_word(plain, start, end) or _FRAME_BEFORE.search(plain[max(0, start - 2) : start]):
            continue
        word = match[0].rstrip(".:,#&^")
        while word and (word[0] in "*_:#&^+<" or word[:1] == "-"):
            if word.startswith("-") or (word[0] == "<" and word.endswith(">")):
                break
            word, start = word[1:], start + 1
        word = word.rstrip("*_>") if not word.startswith("<") else word
        end = start + len(word)
        if word.startswith(("-", "<")) or not ("." in word or "/" in word or "\\" in word):
            continue
        if plain[start - 1 : start] in {"=", "@"} or block.broken(start, end):
            continue
        yield _lined(block, plain, start, end, word)


def _is_in_word(text: str, start: int, end: int) -> bool:
    """Whether a letter that is not ASCII, but of an alphabet with spaces between words, touches the token."""
    around = (text[start - 1 : start], text[end : end + 1])
    return any(char.isalpha() and not char.isascii() and ord(char) < 0x2E80 for char in around)


def _lined(block: Block, plain: str, start: int, end: int, word: str) -> _Token:
    line = last = None
    suffix = _SUFFIX.search(word)
    if suffix and suffix.start() > 1:
        line = suffix["colon"] or suffix["anchor"]
        last = suffix["colon_end"] or suffix["anchor_end"]
        word = word[: suffix.start()]
    elif after := _AFTER.match(plain, end):
        line, last = after["paren"] or after["colon"] or after["line"], after["end"]
    elif before := _BEFORE.search(plain[max(0, start - 60) : start]):
        line, last = before["line"], before["end"]
    return _Token(block, start, end, word, int(line) if line else None, int(last) if last else None)


def _cited(token: _Token, repository: str, section: str) -> Iterator[Citation]:
    """Yield what one word cites: mostly one path or nothing; "a.c/a.h" are two."""
    word = token.word
    if _WINDOWS.match(word) and kinds.is_file(word.replace("\\", "/")):
        word = word.replace("\\", "/")
    word = _BLOB.sub("", word, count=1) if _BLOB.match(word) else word
    names = kinds.listed(word)
    for name in names or (word,):
        placed = kinds.place(name)
        if placed is None:
            continue
        claim, hedge = placed.claim, placed.hedge or section
        hedge = hedge or _around(token) or stance.in_block(token.block, token.start, token.end, repository)
        if claim is Claim.WEAK and not names and kinds.is_telling(name) and _is_held(token):
            claim = Claim.STATED
        if token.line is not None and not names and claim is Claim.WEAK and placed.is_file:
            claim = Claim.STATED
        line = token.line if placed.is_file else None
        yield Citation(
            Cited.PATH,
            placed.path,
            token.block.text[token.start : token.end],
            token.block.line_at(token.start).number,
            Claim.NONE if hedge else claim,
            line=line or None,
            end=token.last if line and token.last and token.last >= line else None,
            hedge=hedge,
        )


def _is_held(token: _Token) -> bool:
    """Whether the words say that something is in a file: "`grow()` in ring_store.c", "ring_store.c has"."""
    text = token.block.text
    before, after = text[max(0, token.start - 60) : token.start], text[token.end : token.end + 40]
    return (_IN_BEFORE.search(before) or _HAS_AFTER.match(after)) is not None


def _around(token: _Token) -> str:
    """What the marks around a word say: a link to an upload, a rename, a command that is shown."""
    text = token.block.text
    before = text[max(0, token.start - 200) : token.start]
    if "\\" in token.word and _DRIVE.search(before):
        return kinds.MACHINE
    if _ARROW_BEFORE.search(before) or _ARROW_AFTER.match(text, token.end):
        return stance.GONE
    if text[token.start - 1 : token.start] == "[" and _ATTACHED.match(text, token.end):
        return "an attached file"
    span = token.block.span_at(token.start)
    if span is None or " " not in span.content:
        return ""
    first = span.content.split()[0]
    return "" if first.lstrip("./").startswith(token.word.lstrip("./")) else "a part of a command"
