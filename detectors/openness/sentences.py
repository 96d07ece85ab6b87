"""The sentences of a page that its author speaks, with the lines they stand on and the headings above them.

Code, quotes and link targets are left out. A cell of a table is a sentence of its own and knows its row
and the head of its column. Every step is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from detectors import markdown
from detectors.openness import rst

#: How much of one page is read, in characters.
MAX_CHARS: Final = 400_000
#: No sentence is longer; a longer one is read in parts.
MAX_SENTENCE: Final = 1_000

_PART: Final = 60_000
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_FRONT_MATTER = re.compile(r"\A(?:\ufeff)?---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{1,}:?\s*){0,60}\|?\s*$")
_INLINE_CODE = re.compile(r"(`+)([^`\n]{1,200})\1(?!`)")
_NAME = re.compile(r"[\w./:@+-]+(?: [\w./:@+-]+| \[[\w ]{1,20}\]){0,4}")
#: A word of another language with the English one behind it: "소스코드(source code)".
_FOREIGN_NAME = re.compile(r"[^\x00-\x7f]{1,40}(?: [^\x00-\x7f]{1,20}){0,3} ?\([\w ./-]{1,40}\)")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s<>()\[\]\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]{1,500}"
)
_STRUCK = re.compile(r"~~[^~\n]{1,300}~~")
_HTML_NOISE: Final = ("script", "style")
_CJK: Final = "\u3040-\u30ff\u3400-\u9fff\uff00-\uffef\u3000-\u303f"
_JOIN_CJK = re.compile(rf"(?<=[{_CJK}]) (?=[{_CJK}])")
#: Stand behind the tags of HTML tables and titles: a cell is no part of the sentence in the next one.
_CELL: Final = "\ue000"
_HEAD: Final = "\ue001"
_NO_MARKS: Final = str.maketrans({_CELL: " ", _HEAD: " "})
_TABLE_TAG = re.compile(
    r"</?(?:table|caption|thead|tbody|tfoot|tr|td|p|(th|h[1-6]))\b[^<>]{0,1000}>", re.IGNORECASE
)
_END = re.compile(
    r"[。！？；]+[”’」』）)\"']*"
    r"|(?<!e\.g)(?<!i\.e)(?<!etc)(?<!vs)(?<!cf)(?<!\s[A-Z])(?<!\bNo)(?<!\bvol)(?<!\bal)(?<!\bInc)(?<!\bv)"
    r"[.!?]{1,3}[\"')\]”’*_]{0,3}\s{1,9}(?=[^a-z\s])"
    r"|\s[•·]\s"
    rf"|[{_CELL}{_HEAD}]"
)


_QUOTE = re.compile(r" {0,3}> ?")
#: "> **Acme** is …" below the title says what the page presents.
_LEAD = re.compile(
    r"^ {0,3}> ?(?:\*\*|__)?"
    r"(?!(?:The|This|That|These|Those|It|They|We|You|There|Here|All|Our|An?|If|What|Note)\b)"
    r"[A-Z][\w.+-]{1,40}(?: [\w.+-]{1,20})?(?:\*\*|__)? (?:is|are)\b",
    re.MULTILINE,
)
_MAX_LEAD: Final = 4_000
_ALERT = re.compile(r" {0,3}>\s{0,9}\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*$", re.IGNORECASE)
#: Older than the alerts of GitHub: "> **Note:** …".
_NOTE = re.compile(
    r"^ {0,3}> ?[*_]{0,3}(?:Note|Notice|Important|Warning|Caution|Disclaimer|Tip)[*_]{0,3} ?[:：]",
    re.IGNORECASE | re.MULTILINE,
)
#: A license notice of a README: longer blocks of code are none.
_MAX_NOTICE: Final = 40
_TITLE = re.compile(r" {0,3}#{1,6}\s+([^\n]{1,200})")
_LEGAL = re.compile(r"licen[sc]|copyright|许可|ライセンス|라이선스", re.IGNORECASE)
_LICENSED = re.compile(r"^[ \t]{0,12}(?:(?:#|//|\*)[ \t]{0,4})?Licensed under the ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    ``shown`` is how it is written, ``text`` the same with blanks for the URLs in it. ``headings`` are the
    titles above it, the nearest last; ``block`` counts paragraphs. ``row`` is the line of the table's row
    that a cell stands in (0: no table), ``column`` the head of its column; ``task`` says that it has an empty
    check box, ``ticked`` that it has a ticked one.
    """

    text: str
    shown: str
    lines: tuple[tuple[int, int], ...]
    links: tuple[markdown.Link, ...] = ()
    headings: tuple[str, ...] = ()
    heading: bool = False
    block: int = 0
    row: int = 0
    column: str = ""
    task: bool = False
    ticked: bool = False

    def line_at(self, place: int) -> int:
        """Return the source line (from 1) of the character ``place``."""
        index = bisect_right(self.lines, (place, 1 << 60)) - 1
        return self.lines[max(index, 0)][1]


def read(text: str, path: str) -> tuple[Sentence, ...]:
    """Return the sentences of the page ``text``; the name ``path`` says whether it is HTML, RST or Markdown.

    Reads ``MAX_CHARS`` characters. Never raises.
    """
    source = _with_marks(_with_notices(_with_alerts(without_front_matter(normalized(text, path)))))
    found: list[Sentence] = []
    titles: list[tuple[int, str]] = []
    block = 0
    firsts: dict[int, int] = {}
    for part, offset in _parts(source):
        lines = markdown.read(part).lines
        tables = _tables(part.split("\n"))
        for key, group in groupby(_trimmed(lines), key=lambda line: line.block):
            held = list(group)
            found.extend(_of_block(held, offset, block + key, titles, tables, firsts))
        block += lines[-1].block if lines else 0
    return tuple(_with_columns(found))


def normalized(text: str, path: str) -> str:
    """Return ``text``, cut, with plain line ends, in the marks of Markdown; no line changes its number."""
    source = text[:MAX_CHARS].replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    name = path.lower()
    if name.endswith((".rst", ".rest")):
        return rst.to_markdown(source)
    if name.endswith((".html", ".htm", ".xhtml")):
        for tag in _HTML_NOISE:
            source = _without_element(source, tag)
        # Indented HTML is no code, and a blank line ends no element.
        return "\n".join(line.strip() for line in source.split("\n"))
    return source


def _without_element(source: str, tag: str) -> str:
    """Return ``source`` with only the line ends left of each ``<tag>…</tag>``."""
    lower, kept, at = source.lower(), [], 0
    if len(lower) != len(source):
        return source
    while (start := lower.find(f"<{tag}", at)) >= 0 and (end := lower.find(f"</{tag}", start)) >= 0:
        kept += [source[at:start], "\n" * source.count("\n", start, end)]
        at = end
    return "".join([*kept, source[at:]])


def _with_marks(source: str) -> str:
    """Return ``source`` with a mark behind each tag of an HTML table."""
    plain = source.translate(_NO_MARKS)
    return _TABLE_TAG.sub(lambda tag: tag[0] + (_HEAD if tag[1] and tag[0][1] != "/" else _CELL), plain)


def without_front_matter(source: str) -> str:
    """Return ``source`` with empty lines where YAML front matter was."""
    if found := _FRONT_MATTER.match(source):
        return "\n" * found[0].count("\n") + source[found.end() :]
    return source


def _with_alerts(source: str) -> str:
    """Return ``source`` with the quotes spoken that quote nobody.

    These are the alerts of GitHub ("> [!NOTE]") and what stands in quotes below the title of a page.
    """
    if "[!" not in source and not _NOTE.search(source) and not _LEAD.search(source[:_MAX_LEAD]):
        return source
    lines, inside = source.split("\n"), False
    titles = place = 0
    for number, line in enumerate(lines):
        quoted = _QUOTE.match(line)
        titles += bool(_TITLE.match(line))
        place += len(line) + 1
        if quoted is None:
            inside = False
        elif titles == 1 and place <= _MAX_LEAD and _LEAD.match(line):
            inside, lines[number] = True, line[quoted.end() :]
        elif _ALERT.match(line):
            inside, lines[number] = True, ""
        elif inside or _NOTE.match(line):
            inside = True
            lines[number] = line[quoted.end() :]
    return "\n".join(lines)


def _with_notices(source: str) -> str:
    """Return ``source`` with the license notices spoken that stand as code below a heading on the license."""
    if not _LICENSED.search(source):
        return source
    lines = source.split("\n")
    legal, opened, fence = False, 0, ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if opened and mark and mark[1].startswith(fence):
            if legal and number - opened < _MAX_NOTICE and _LICENSED.search("\n".join(lines[opened:number])):
                lines[opened - 1] = lines[number] = ""
                lines[opened:number] = [one.strip() for one in lines[opened:number]]
            opened = 0
        elif mark and not opened:
            opened, fence = number + 1, mark[1]
        elif not opened and (title := _TITLE.match(line)):
            legal = bool(_LEGAL.search(title[1]))
    return "\n".join(lines)


def _parts(source: str) -> Iterator[tuple[str, int]]:
    """Yield parts short enough for the reader of Markdown, with the number of lines before each."""
    if len(source) <= _PART:
        yield source, 0
        return
    lines = source.split("\n")
    start, size, fence = 0, 0, ""
    for number, line in enumerate(lines):
        if mark := _FENCE.match(line):
            fence = ("" if mark[1].startswith(fence) else fence) if fence else mark[1]
        size += len(line) + 1
        following = len(lines[number + 1]) if number + 1 < len(lines) else 0
        full = size + following > markdown.MAX_CHARS
        if full or (size > _PART // 2 and not fence and not line.strip()):
            yield "\n".join(lines[start : number + 1]), start
            start, size = number + 1, 0
    if start < len(lines):
        yield "\n".join(lines[start:]), start


def _trimmed(lines: tuple[markdown.Line, ...]) -> Iterator[markdown.Line]:
    """Yield ``lines`` in the order of their blocks."""
    yield from sorted(lines, key=lambda line: line.block)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table: the line of its head, its number of columns, and how many at the left have no name."""

    head: int
    columns: int
    unnamed: int


def _tables(source: list[str]) -> dict[int, _Table]:
    """Return for each line of a table (from 1) the table."""
    tables: dict[int, _Table] = {}
    table: _Table | None = None
    for number, line in enumerate(source, 1):
        if table and "|" in line:
            tables[number] = table
        elif (
            "|" in line
            and number < len(source)
            and "-" in source[number]
            and _TABLE_RULE.match(source[number][:600])
        ):
            names = line.strip()[:4_000].removeprefix("|").split("|")
            unnamed = next((index for index, name in enumerate(names) if name.strip()), 0)
            table = _Table(number, len(source[number].strip()[:600].strip("|").split("|")), unnamed)
            tables[number] = table
        else:
            table = None
    return tables


def _of_block(
    held: list[markdown.Line],
    offset: int,
    block: int,
    titles: list[tuple[int, str]],
    tables: dict[int, _Table],
    firsts: dict[int, int],
) -> Iterator[Sentence]:
    first = held[0]
    if first.heading:
        while titles and titles[-1][0] >= first.heading:
            titles.pop()
    above = tuple(title for _, title in titles)
    text, places = _joined(held, offset)
    links = tuple(link for line in held for link in line.links)
    if first.heading and text:
        titles.append((first.heading, text[:300].translate(_NO_MARKS)))
    table = tables.get(first.number)
    row = first.number + offset if table else 0
    column = ""
    if table:
        # Until the columns are known, the head's line and a number stand in for the name of the column. Each
        # cell is a block, be it empty or not; the first one with a name is of the head.
        head = table.head + offset
        start_of = firsts.setdefault(head, block - table.unnamed)
        column = f"{head}:{(block - start_of) % max(table.columns, 1)}"
    in_head = False
    for start, end in _cut(text):
        part = text[start:end].translate(_NO_MARKS)
        was_head, in_head = in_head, text[end - 1] == _HEAD or (in_head and text[end - 1] != _CELL)
        if not part.strip():
            continue
        yield Sentence(
            _URL.sub(lambda url: " " * len(url[0]), part),
            part,
            _shifted(places, start, end),
            links if start == 0 and end == len(text) else _near(links, part),
            above,
            bool(first.heading) or was_head,
            block,
            row,
            column,
            first.ticked is False,
            bool(first.ticked),
        )


def _near(links: tuple[markdown.Link, ...], text: str) -> tuple[markdown.Link, ...]:
    return tuple(link for link in links[:200] if link.text and link.text in text)


def _with_columns(found: list[Sentence]) -> Iterator[Sentence]:
    """Name the columns as their heads do."""
    names = {
        one.column: one.text[:80]
        for one in reversed(found)
        if one.row and one.column.startswith(f"{one.row}:")
    }
    for one in found:
        if not one.row:
            yield one
            continue
        is_head = one.column.startswith(f"{one.row}:")
        column = "" if is_head else names.get(one.column, "")
        yield replace(one, heading=is_head, column=column)


def _joined(held: list[markdown.Line], offset: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the text of a paragraph in one line, and where in it each source line begins."""
    text, places = "", []
    pieces: list[str] = []
    size = 0
    for line in held:
        spoken = _STRUCK.sub(" ", _with_names(line)).strip()
        if not spoken:
            continue
        places.append((size, line.number + offset))
        pieces.append(spoken + " ")
        size += len(spoken) + 1
    text = "".join(pieces)
    # Japanese and Chinese have no spaces for a line break to stand for. The length stays, for the places.
    return _JOIN_CJK.sub("\u200b", text).rstrip(), tuple(places)


def _with_names(line: markdown.Line) -> str:
    """Return the text of ``line`` with the names that it writes as inline code."""
    if markdown.CODE not in line.text:
        return line.text
    codes = [found[2].strip() for found in _INLINE_CODE.finditer(line.raw[:8_000])]
    parts = line.text.split(markdown.CODE)
    if len(codes) != len(parts) - 1:
        return line.text
    names = [
        code
        if len(code) <= 80 and (_NAME.fullmatch(code) or _FOREIGN_NAME.fullmatch(code))
        else markdown.CODE
        for code in codes
    ]
    return "".join(part + name for part, name in zip(parts, [*names, ""], strict=True))


def _cut(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence begins and ends."""
    start = 0
    for end in [*(found.end() for found in _END.finditer(text)), len(text)]:
        while end - start > MAX_SENTENCE:
            space = text.rfind(" ", start + MAX_SENTENCE // 2, start + MAX_SENTENCE)
            cut = space + 1 if space > 0 else start + MAX_SENTENCE
            yield start, cut
            start = cut
        if text[start:end].strip():
            yield start, end
        start = end


def _shifted(places: tuple[tuple[int, int], ...], start: int, end: int) -> tuple[tuple[int, int], ...]:
    first = max(bisect_right(places, (start, 1 << 60)) - 1, 0)
    last = bisect_right(places, (end, 0))
    held = places[first : max(last, first + 1)] or ((0, 1),)
    return tuple((max(place - start, 0), line) for place, line in held)
