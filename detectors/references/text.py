"""A contribution's text, cut into lines and blocks: what is prose, what is code, what is quoted or a log.

``markdown-it-py`` finds the blocks, as GitHub does. Inside of a block the source stays as it was written, so
that a place in it is a place in the body; only HTML comments and the tags of HTML blocks are blanked, and
inline code is told by its spans. Input is cut at ``MAX_CHARS``. Everything is linear in it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, lru_cache
from itertools import groupby, pairwise
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

MAX_CHARS: Final = 65_536
_MAX_TITLE: Final = 1_000
_MAX_NESTING: Final = 20
#: No person writes a longer list, and the parser takes a second for some thousand items.
_MAX_ITEMS: Final = 3_000

_HTML_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,20}(?:\s[^<>\n]{0,500})?/?>")
_PRE = re.compile(r"<(/?)(?:pre|samp|listing)\b", re.IGNORECASE)
_FENCE = re.compile(r"\s{0,9}(?:```|~~~)")
_CODE_TAG = re.compile(r"<(/?)code>", re.IGNORECASE)
_ITEM = re.compile(r"^[ \t>]{0,40}(?:[*+-]|\d{1,9}[.)])\s", re.MULTILINE)
_TICKS = re.compile(r"`+")
#: `name' was the usual way to quote before Markdown, and still is in many a commit message.
_GNU_QUOTE = re.compile(r"[\w./:+-]{1,80}'(?![\w'])")
_NOT_NEWLINE = re.compile(r"[^\n]")

#: A line that ends (or goes on) so inside of a name: the line break may have cut the name.
_JOINTS: Final = frozenset("/_-.:\\@")
_JOINTS_AHEAD: Final = frozenset("/_.\\")


class Sort(StrEnum):
    """What sort of text a line is.

    ``LOG`` is a line outside of code marks that a program wrote, or that is code: a log, a trace, a dump, a
    diff, a statement. The title is a ``HEADING``.
    """

    PROSE = "prose"
    HEADING = "heading"
    QUOTE = "quote"
    CODE = "code"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Span:
    """Inline code: ``content`` is what stands between the marks; ``start`` to ``end`` take the marks in."""

    start: int
    end: int
    content: str


@dataclass(frozen=True, slots=True)
class Line:
    """One source line without the marks of the list or quote that it stands in.

    ``number`` counts lines of the body from 1 (0: the title). ``block`` is the place of its block in
    ``Text.blocks``. ``language`` is the first word after the fence, in lower case. ``quoted`` is true of code
    in a Markdown quote too, where ``sort`` is ``CODE``. ``spans`` are those that lie in this one line.
    """

    number: int
    text: str
    sort: Sort
    block: int
    language: str = ""
    quoted: bool = False
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one paragraph, heading, fence or run of log lines, joined by line feeds in ``text``.

    ``spans`` and all offsets count in ``text``; a span may go over lines. ``starts`` are the offsets at which
    the lines begin.
    """

    id: int
    sort: Sort
    text: str
    lines: tuple[Line, ...]
    starts: tuple[int, ...]
    language: str = ""
    quoted: bool = False
    spans: tuple[Span, ...] = ()

    @property
    def spoken(self) -> bool:
        """Whether these are the author's own sentences: no quote, no code, no log."""
        return self.sort in {Sort.PROSE, Sort.HEADING}

    def line_at(self, offset: int) -> Line:
        """Return the line that holds ``offset`` of ``text``."""
        return self.lines[max(0, bisect_right(self.starts, offset) - 1)]

    def span_at(self, offset: int) -> Span | None:
        """Return the inline code that ``offset`` of ``text`` lies in."""
        place = bisect_right(self.spans, offset, key=lambda span: span.start) - 1
        if place < 0 or offset >= self.spans[place].end:
            return None
        return self.spans[place]

    def broken(self, start: int, end: int) -> bool:
        """Whether the name at ``start`` to ``end`` may be one half of a name that a line break cut."""
        text = self.text
        behind = start >= 2 and text[start - 1] == "\n" and text[start - 2] in _JOINTS
        ends = end < len(text) and text[end] == "\n"
        ahead = ends and (text[end - 1] in _JOINTS or text[end + 1 : end + 2] in _JOINTS_AHEAD)
        return behind or ahead


@dataclass(frozen=True, slots=True)
class Text:
    """The title and body of a contribution. ``unread`` counts the characters past ``MAX_CHARS``."""

    lines: tuple[Line, ...] = ()
    blocks: tuple[Block, ...] = ()
    unread: int = 0

    @property
    def spoken(self) -> Iterator[Block]:
        """The author's own sentences: paragraphs, headings and the title."""
        return (block for block in self.blocks if block.spoken)


def read(body: str, title: str = "") -> Text:
    """Cut ``body`` (up to ``MAX_CHARS``) into lines and blocks; ``title`` becomes line 0. Never raises.

    The last few texts are remembered: every extractor reads the same one.
    """
    return _read(body[:MAX_CHARS], " ".join(title[:_MAX_TITLE].split()), max(0, len(body) - MAX_CHARS))


@lru_cache(maxsize=8)
def _read(body: str, title: str, unread: int) -> Text:
    source = body.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    writer = _Writer()
    if title:
        writer.block([(0, title)], Sort.HEADING)
    try:
        tokens = _parser(lists=len(_ITEM.findall(source)) <= _MAX_ITEMS).parse(source)
    except RecursionError:
        return Text(tuple(writer.lines), tuple(writer.blocks), unread + len(body))
    quotes = 0
    heading = False
    for token in tokens:
        if token.type in {"blockquote_open", "blockquote_close"}:
            quotes += token.nesting
        elif token.type in {"heading_open", "heading_close"}:
            heading = token.nesting > 0
        else:
            _follow(token, writer, heading=heading, quoted=quotes > 0)
    return Text(tuple(writer.lines), tuple(writer.blocks), unread)


@cache
def _parser(*, lists: bool) -> MarkdownIt:
    """Blocks only; a link's definition stays where it is, for its address may cite something."""
    parser = MarkdownIt("commonmark", {"maxNesting": _MAX_NESTING})
    return parser.disable(["inline", "reference"] if lists else ["inline", "reference", "list"])


def _follow(token: Token, out: _Writer, *, heading: bool, quoted: bool) -> None:
    """Write one block of the parser."""
    if not token.map:
        return
    first = token.map[0] + 1
    if token.type == "fence":
        language = token.info.replace("{", " ").replace("}", " ").split()[:1]
        word = language[0].lstrip(".").lower() if language else ""
        out.block(_numbered(token.content, first + 1), Sort.CODE, word, quoted=quoted)
    elif token.type == "code_block":
        out.block(_numbered(token.content, first), Sort.CODE, quoted=quoted)
    elif token.type in {"inline", "html_block"}:
        content = _uncommented(token.content)
        if token.type == "html_block" or out.pre:
            _html(_numbered(content, first), out, quoted=quoted, opens=token.type == "html_block")
        elif heading and "\n" not in content:
            out.block([(first, content)], Sort.QUOTE if quoted else Sort.HEADING, quoted=quoted)
        else:
            out.paragraph(_numbered(content, first), quoted=quoted)


def _numbered(content: str, first: int) -> list[tuple[int, str]]:
    return list(enumerate(content.removesuffix("\n").split("\n"), first))


def _uncommented(content: str) -> str:
    """Blank HTML comments: they are no part of what the author shows."""
    pieces = []
    at = 0
    while (start := content.find("<!--", at)) >= 0 and (end := content.find("-->", start)) >= 0:
        pieces += [content[at:start], _blank(content[start : end + 3])]
        at = end + 3
    return "".join([*pieces, content[at:]])


def _blank(text: str) -> str:
    return _NOT_NEWLINE.sub(" ", text)


def _html(lines: list[tuple[int, str]], out: _Writer, *, quoted: bool, opens: bool) -> None:
    """Write lines of HTML: tags are blanked; code in ``<pre>``, or in a fence that nothing sets off."""
    fenced = False
    marked = []
    for number, line in lines:
        fence = _FENCE.match(line) is not None
        inside = out.pre or fenced
        for tag in _PRE.finditer(line):
            out.pre = not tag[1] and (opens or out.pre)
            inside = inside or out.pre
        fenced = fenced != fence
        if not fence:
            plain = _HTML_TAG.sub(lambda tag: tag[0] if _CODE_TAG.match(tag[0]) else " " * len(tag[0]), line)
            marked.append((inside, (number, plain)))
    for inside, group in groupby(marked, key=lambda entry: entry[0]):
        numbered = [entry for _, entry in group]
        if inside:
            out.block(numbered, Sort.CODE, quoted=quoted)
        else:
            out.paragraph(numbered, quoted=quoted)


@dataclass
class _Writer:
    """Collects lines and blocks; ``pre`` says that an HTML ``<pre>`` is open."""

    lines: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    pre: bool = False

    def paragraph(self, lines: list[tuple[int, str]], *, quoted: bool) -> None:
        """Write a paragraph; its log lines and its sentences become blocks of their own."""
        if quoted:
            self.block(lines, Sort.QUOTE, quoted=True)
            return
        for log, group in groupby(lines, key=lambda line: is_log_like(line[1])):
            self.block(list(group), Sort.LOG if log else Sort.PROSE)

    def block(
        self, lines: list[tuple[int, str]], sort: Sort, language: str = "", *, quoted: bool = False
    ) -> None:
        """Write a block, without the blank lines around it."""
        while lines and not lines[-1][1].strip():
            lines = lines[:-1]
        while lines and not lines[0][1].strip():
            lines = lines[1:]
        if not lines:
            return
        text = "\n".join(line for _, line in lines)
        starts = [0]
        for _, line in lines[:-1]:
            starts.append(starts[-1] + len(line) + 1)
        spans = () if sort in {Sort.CODE, Sort.LOG} else tuple(_spans(text))
        place = len(self.blocks)
        of_line = _per_line(spans, starts, text)
        made = tuple(
            Line(number, line, sort, place, language, quoted, tuple(of_line.get(index, ())))
            for index, (number, line) in enumerate(lines)
        )
        self.lines.extend(made)
        self.blocks.append(Block(place, sort, text, made, tuple(starts), language, quoted, spans))


def _per_line(spans: tuple[Span, ...], starts: list[int], text: str) -> dict[int, list[Span]]:
    """Return the spans that lie in one line, by the line's place in its block, counted in that line."""
    found: dict[int, list[Span]] = {}
    for span in spans:
        index = bisect_right(starts, span.start) - 1
        if "\n" not in text[span.start : span.end]:
            start = starts[index]
            found.setdefault(index, []).append(Span(span.start - start, span.end - start, span.content))
    return found


def _spans(text: str) -> Iterator[Span]:
    """Find inline code: ``code``, <code>code</code>, and `code' as it was quoted before Markdown."""
    ticks = [
        (match.start(), match.end())
        for match in _TICKS.finditer(text)
        if match.start() == 0 or text[match.start() - 1] != "\\"
    ]
    tags = list(_CODE_TAG.finditer(text))
    found = [*_ticked(text, ticks), *_tagged(text, tags)]
    end = 0
    for span in sorted(found, key=lambda span: (span.start, span.end)):
        if span.start >= end and span.content:
            yield span
            end = span.end


def _ticked(text: str, ticks: list[tuple[int, int]]) -> Iterator[Span]:
    """Pair runs of as many backticks, each with the next of its length, as CommonMark does."""
    runs: dict[int, list[int]] = {}
    for start, end in ticks:
        runs.setdefault(end - start, []).append(start)
    done = 0
    for start, end in ticks:
        if start < done:
            continue
        same = runs[end - start]
        if end - start == 1 and (gnu := _GNU_QUOTE.match(text, end)):
            yield Span(start, gnu.end(), gnu[0][:-1])
            done = gnu.end()
        elif (place := bisect_right(same, start)) < len(same):
            close = same[place]
            yield Span(start, close + end - start, " ".join(text[end:close].split()))
            done = close + end - start


def _tagged(text: str, tags: list[re.Match[str]]) -> Iterator[Span]:
    for opening, closing in pairwise(tags):
        if not opening[1] and closing[1]:
            content = " ".join(text[opening.end() : closing.start()].split())
            yield Span(opening.start(), closing.end(), content)


_LOG_START = re.compile(
    r"""\s{0,40}(?:
        \[?\(?\d{4}[-/.]\d\d[-/.]\d\d[T\ _]\d\d:\d\d                       # a time stamp
      | \[?\(?\d\d:\d\d:\d\d\b
      | (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\ {1,2}\d{1,2}\ \d\d:\d\d:\d\d
      | \[\ {0,8}\d{1,8}\.\d{3,9}\]                                        # a kernel's time
      | \[?(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|TRACE|CRITICAL|SEVERE|NOTICE)\]?\s?[:\]|-]
      | \[(?:DEBUG|INFO|WARN|WARNING|ERROR|FATAL|TRACE|CRITICAL)\]
      | [VDIWEF]/[\w.:-]{1,60}\ {0,4}\(\s{0,6}\d{1,6}\)
      | npm\ (?:ERR!|WARN|notice)\b | gyp\ (?:ERR!|info|verb)\b | yarn\ (?:run|install)\ v\d
      | Traceback\ \(most | File\ "[^"]{1,300}",\ line\ \d
      | at\ [\w$<>/\[\]]{1,80}\.[\w.$<>/\[\]]{1,200}\s?\( | at\ \S{1,300}:\d{1,7}(?::\d{1,7})?\)?\s*\Z
      | Caused\ by:\s | \.\.\.\ \d{1,4}\ (?:more|common) | Exception\ in\ thread\s
      | (?:[a-z_]\w{0,40}\.){1,8}[A-Z]\w{0,80}(?:Exception|Error)\b
      | [A-Z]\w{0,60}(?:Exception|Error):\s
      | \#\d{1,3}:?\s{1,4}(?:0x[0-9a-fA-F]|[\w:~<>]{1,200}\s?\(|/) | ==\d{1,9}==
      | \d{1,4}:\s{1,8}(?:0x[0-9a-f]{6}|[\w<>]{1,80}::) | thread\ '[^']{0,80}'\ panicked
      | goroutine\ \d{1,9}\ \[ | panic:\s | /\S{1,300}\.go:\d{1,7}
      | [^\s:]{1,200}:\d{1,7}(?::\d{1,7})?:\ {1,2}(?:error|warning|note|fatal\ error|undefined)\b
      | [^\s(]{1,200}\(\d{1,7}(?:,\d{1,7})?\)\ ?:\ (?:error|warning|fatal)\b
      | In\ file\ included\ from\ | g?make(?:\[\d{1,3}\])?:\s | ld:\s | cc1\w*:\s
      | (?:error|fatal|warning|note|error\[E\d{4}\]):\s
      | [$%]\s{1,4}[\w./~-] | [\w.-]{1,40}@[\w.-]{1,60}[:\ ][^\s$\#]{0,80}[$\#]\s
      | PS\ [A-Z]:\\ | [A-Z]:\\[^\s>]{0,200}>
      | diff\ --git\ | index\ [0-9a-f]{7,40}\.\. | @@\ -\d | \+\+\+\ \S{0,200}[/.]\w | ---\ [^\s/]{0,100}/\S
      | \#(?:include|define|ifdef|ifndef|endif|pragma)\b
      | (?:import|from)\ [\w.{}*]{1,100}(?:\s*;|\ import\ .{0,200}|\s*)\Z
      | "[\w.$@/-]{1,80}"\s?:\s | [\[\]{}();,]{1,40}\s*\Z | </?\w[^<>]{0,200}>\s*\Z | <\?xml
      | [0-9a-fA-F]{4,16}:?(?:\s{1,3}[0-9a-fA-F]{2,8}){4}
      | 0x[0-9a-fA-F]{6,16}\b
    )""",
    re.VERBOSE,
)
_STATEMENT = re.compile(r"[=(){}\[\]]|->|::")


def is_log_like(line: str) -> bool:
    """Whether a line outside of code marks looks as if a program wrote it, or as if it were code.

    Logs, traces, compilers' messages, diffs, shell prompts and statements are pasted into bodies without a
    fence, and in commit messages there is none.
    """
    if _LOG_START.match(line[:1_000]):
        return True
    end = line.rstrip()[-1:]
    return end in {";", "{", "}"} and _STATEMENT.search(line[:1_000]) is not None
