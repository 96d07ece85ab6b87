"""What the author of a Markdown text says himself: its lines outside of code, quotes and HTML comments.

GitHub's comments are CommonMark with tables; `markdown-it-py` parses them. Quoted text and code belong to
somebody or something else, so no rule about the author's own words may look at them. Input is cut at
``MAX_CHARS``, nesting is bounded, and rules that take long are left out where their marks are too many: the
worst known input takes about a second.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

MAX_CHARS: Final = 65_536
#: Stands where inline code was: words on either side stay apart, and no name is completed across it.
CODE: Final = "\ufffc"

_HTML = re.compile(r"<!--.*?-->|<!--.*\Z|</?[A-Za-z][^<>]*>", re.DOTALL)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)")
_HREF = re.compile(r"""\bhref\s{0,9}=\s{0,9}["']?([^"'\s<>]{1,2000})""", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>()\[\]\"'`\ufffc]{1,2000}")
_TASK = re.compile(r"\[([ xX])\]\s")
_NOT_SPOKEN_TAGS: Final = frozenset({"pre", "code", "blockquote", "samp", "kbd", "q", "del", "s"})
_NEWLINES: Final = "newlines"
#: HTML allows one open link; a few more are followed for the sake of careless markup.
_MAX_ANCHORS: Final = 8
#: No person writes more: the rules for links and for tables take time that grows with the square of these.
_MAX_BRACKETS: Final = 2_000
_MAX_PIPES: Final = 200


@dataclass(frozen=True, slots=True)
class Link:
    """A link as its writer made it."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line that the author speaks.

    ``number`` counts source lines from 1 and ``raw`` is that source line; ``text`` is its plain text. Lines
    of one paragraph share ``block``. ``heading`` is 1 to 6 (0: no heading); ``ticked`` is the state of a
    check box; ``folded`` lines stand in ``<details>``, which a reader opens first.
    """

    number: int
    text: str
    raw: str
    links: tuple[Link, ...] = ()
    heading: int = 0
    ticked: bool | None = None
    block: int = 0
    strong: bool = False
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Spoken:
    """The author's own lines, and apart from them the HTML comments that a reader never sees."""

    lines: tuple[Line, ...] = ()
    comments: tuple[Line, ...] = ()


def read(text: str) -> Spoken:
    """Parse ``text`` (cut at ``MAX_CHARS``). Never raises.

    Links are not followed in a text with more than 2,000 opening brackets, nor tables in one with more than
    200 bars on a line. The last few texts are remembered: detectors and policies read the same one.
    """
    return _read(text[:MAX_CHARS])


@lru_cache(maxsize=8)
def _read(text: str) -> Spoken:
    source = text.replace("\r\n", "\n").replace("\r", "\n")
    links = source.count("[") <= _MAX_BRACKETS
    tables = source.count("|") <= _MAX_PIPES or all(
        line.count("|") <= _MAX_PIPES for line in source.split("\n")
    )
    try:
        tokens = _parser(links=links, tables=tables).parse(source)
    except RecursionError:
        return Spoken()
    writer = _Writer(source.split("\n"))
    for token in tokens:
        _block(token, writer)
    lines = sorted(writer.done, key=lambda line: line.number)
    return Spoken(tuple(lines), tuple(writer.comments))


@dataclass
class _Writer:
    """Collects lines while the tokens go by."""

    source: list[str]
    done: list[Line] = field(default_factory=list)
    comments: list[Line] = field(default_factory=list)
    number: int = 1
    block: int = 0
    heading: int = 0
    quotes: int = 0
    item: bool = False
    hidden: int = 0
    folds: int = 0
    pieces: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    anchors: list[tuple[str, int]] = field(default_factory=list)
    strong: int = 0
    weak: bool = False

    def text(self, text: str) -> None:
        """Write text that may hold line feeds."""
        first, *rest = text.split("\n")
        self._piece(first)
        for piece in rest:
            self.newline()
            self._piece(piece)

    def _piece(self, piece: str) -> None:
        if self.hidden or self.quotes or not piece:
            return
        self.weak = self.weak or (not self.strong and bool(piece.strip(" :")))
        if not self.anchors:
            self.links.extend(Link(url, url) for url in _URL.findall(piece))
        self.pieces.append(piece)

    def newline(self) -> None:
        """End the current line."""
        text = "".join(self.pieces).strip()
        if (text or self.links) and not (self.quotes or self.hidden):
            ticked = None
            if self.item and (task := _TASK.match(text)):
                ticked = task[1] != " "
                text = text[task.end() :].strip()
            raw = self.source[self.number - 1] if self.number <= len(self.source) else ""
            strong = bool(text) and not self.weak
            self.done.append(
                Line(
                    self.number,
                    text,
                    raw,
                    tuple(self.links),
                    self.heading,
                    ticked,
                    self.block,
                    strong,
                    folded=self.folds > 0,
                )
            )
        self.item = False
        self.weak = False
        self.pieces, self.links = [], []
        self.anchors = [(href, 0) for href, _ in self.anchors]
        self.number += 1

    def anchor(self, href: str) -> None:
        """A link begins; past ``_MAX_ANCHORS`` open ones it is text only."""
        if len(self.anchors) < _MAX_ANCHORS:
            self.anchors.append((href, len(self.pieces)))

    def anchor_end(self) -> None:
        """The innermost link ends."""
        if self.anchors:
            href, at = self.anchors.pop()
            if not (self.hidden or self.quotes):
                self.links.append(Link("".join(self.pieces[at:]).strip(), href))

    def comment(self, text: str) -> None:
        """Keep an HTML comment apart, unless it is quoted."""
        if not (self.quotes or self.hidden):
            inner = text.removeprefix("<!--").removesuffix("-->").strip()
            raw = self.source[self.number - 1] if self.number <= len(self.source) else ""
            self.comments.append(Line(self.number, inner, raw))

    def tag(self, markup: str) -> None:
        """Follow an HTML tag: what stands inside of code and quotes is not spoken."""
        match = _TAG.match(markup)
        if not match:
            return
        closing, name = bool(match[1]), match[2].lower()
        if name in _NOT_SPOKEN_TAGS:
            self.hidden = max(0, self.hidden - 1) if closing else self.hidden + 1
        elif name == "details" and not self.quotes:
            self.folds = max(0, self.folds - 1) if closing else self.folds + 1
        elif name == "a" and closing:
            self.anchor_end()
        elif name == "a" and (href := _HREF.search(markup)):
            self.anchor(html.unescape(href[1]))

    def html(self, content: str) -> None:
        """Write a run of HTML: text is spoken, tags are followed, comments kept apart."""
        at = 0
        for match in _HTML.finditer(content):
            self.text(html.unescape(content[at : match.start()]))
            markup = match[0]
            if markup.startswith("<!--"):
                self.comment(markup)
            else:
                self.tag(markup)
            for _ in range(markup.count("\n")):
                self.newline()
            at = match.end()
        self.text(html.unescape(content[at:]))


def _block(token: Token, out: _Writer) -> None:
    """Follow one block token."""
    if token.type == "blockquote_open":
        out.quotes += 1
    elif token.type == "blockquote_close":
        out.quotes -= 1
    elif token.type == "heading_open":
        out.heading = int(token.tag[1])
    elif token.type == "heading_close":
        out.heading = 0
    elif token.type == "list_item_open":
        out.item = True
    elif token.type in {"inline", "html_block"} and token.map:
        out.block += 1
        out.number = token.map[0] + 1
        if token.type == "html_block":
            out.html(token.content.rstrip("\n"))
            out.newline()
        else:
            hidden = out.hidden
            for child in token.children or ():
                _inline(child, out)
            # An unclosed tag such as `List<code>` in a sentence must not hide the rest of the text.
            out.newline()
            out.hidden = hidden
        out.anchors = []
        out.strong = 0
    else:
        return
    if token.type == "inline":
        out.item = False


def _inline(token: Token, out: _Writer) -> None:
    """Follow one inline token."""
    match token.type:
        case "text" | "text_special":
            out.text(token.content)
        case "softbreak" | "hardbreak":
            out.newline()
        case "code_inline":
            out.text(CODE)
        case "link_open":
            out.anchor(str(token.attrs.get("href", "")))
        case "link_close":
            out.anchor_end()
        case "strong_open":
            out.strong += 1
        case "strong_close":
            out.strong -= 1
        case "html_inline":
            out.html(token.content)
            return
    for _ in range(token.meta.get(_NEWLINES, 0)):
        out.newline()


@cache
def _parser(*, links: bool, tables: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"maxNesting": 20})
    if tables:
        parser.enable("table")
    if not links:
        parser.disable(["link", "image"])
    for name in ("backticks", "link", "image"):
        rule = next(r.fn for r in parser.inline.ruler.__rules__ if r.name == name)
        parser.inline.ruler.at(name, _counting(rule))
    return parser


def _counting(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    """Wrap an inline rule so that its last token tells how many source lines it swallowed.

    Inline tokens carry no position; a link whose title or a code span that goes over lines would make every
    later line number of the paragraph wrong.
    """

    def counted(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        matched = rule(state, silent)
        if matched and not silent and len(state.tokens) > before:
            swallowed = state.src.count("\n", start, state.pos) - sum(_breaks(state.tokens[before:]))
            if swallowed > 0:
                state.tokens[-1].meta[_NEWLINES] = swallowed
        return matched

    return counted


def _breaks(tokens: list[Token]) -> Iterator[int]:
    for token in tokens:
        if token.type in {"softbreak", "hardbreak"}:
            yield 1
        elif token.type == "html_inline":
            yield token.content.count("\n")
        else:
            yield token.meta.get(_NEWLINES, 0)
