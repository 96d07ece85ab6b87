"""From raw text to the prose that is judged: one function for training and for live text.

What is left is only what a person or a machine *wrote as prose*. Taken out, and counted, are: HTML comments,
folded
``<details>``, code, logs and stack traces, quotes, tables, headings (all of them, and the lines of the
repository's own
templates), check-boxes, system information, trailers, signatures and images. Markdown marks go; list items
become lines of their own.
So a text and the same text with its Markdown stripped give nearly the same prose.

Input is cut at ``MAX_CHARS``; every step is one pass, so time is linear. Nothing here raises.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from detectors.authorship import masks

MAX_CHARS: Final = 20_000
MAX_LINE: Final = 4_000
#: Only this much of the prose is judged; later words add time, not certainty.
MAX_WORDS: Final = 600

_FOLD = {
    0x2018: "'", 0x2019: "'", 0x201A: "'", 0x201B: "'", 0x201C: '"', 0x201D: '"', 0x201E: '"',
    0xAB: '"', 0xBB: '"',
    0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x2014: " - ", 0x2015: " - ",
    0x2192: " - ", 0x2022: "-",
    0x2212: "-", 0x2026: "...", 0xA0: " ",
    0xFEFF: None, 0x200B: None, 0x200C: None, 0x200D: None, 0x2060: None, 0xAD: None,
}  # fmt: skip
#: Characters that nobody sees: controls (not tab and line feed), format marks, private use, surrogates, tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ud800-\uf8ff"
    "\ufff9-\ufffb\U000e0000-\U0010ffff]"
)
_FENCE = re.compile(r"\s{0,12}(`{3,}|~{3,})")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s+(.*))?$")
_RULE = re.compile(r"\s*(?:[-=_*~#+]\s*){3,}$")
_CHECKBOX = re.compile(r"\s*(?:[-*+]|\d{1,3}[.)])?\s*\[[ xX✓✗]?\]\s")
_QUOTE = re.compile(r"\s{0,3}>")
_LETTERS = re.compile(r"[^\W\d_]+| +")
_BULLET = re.compile(r"\s*(?:[-*+\u2013]|\(?\d{1,3}[.)]|\(?[a-z]\))\s+")
_TABLE = re.compile(r"\s*\|.*\||[^|]*\|[^|]*\|[^|]*|\s*\+[-=+]{5,}")
_TRAILER = re.compile(
    r"[A-Z][A-Za-z]+(?:-[A-Za-z]+){1,4}:\s.*|"
    r"(?i:cc|bug|link|see also|ref|refs|pr|tested-by|suggested-by|change-id|relnotes?|release note):\s*\S.*"
)
_CLOSES = re.compile(
    r"(?i)(?:this (?:pr|change|commit|patch) )?(?:also )?"
    r"(?:part of|partially|fix(?:es|ed)?|close[sd]?|resolve[sd]?|addresses|refs?|references|see|"
    r"related(?: to)?|relates to|bug|issue|depends on|supersedes|ticket|jira|reverts)[:\s]*"
    r"(?:issue|bug|pr|ticket)?\s*"
    r"(?:url|#|gh-|https?://|[A-Z]{2,10}-\d|[\w.-]{1,60}/[\w.-]{1,60}#\d)[^\s]*"
    r"(?:[\s,&]+(?:and\s+)?(?:fixes|closes|resolves)?\s*(?:url|#\d|#nnn|https?://)\S*)*\.?"
)
_FOOTER = re.compile(
    r"(?i).{0,8}(?:generated (?:with|by)|created (?:with|by)|co-authored by|made with|sent from my|"
    r"written by) .{1,80}$"
)
_SIGNATURE = re.compile(
    r"--\s?$|(?i:(?:best|kind|warm)?\s*"
    r"(?:regards|cheers|sincerely|best|yours|greetings|br|thanks|thank you|thx)\s*[,!.]*)$"
)
_KEY_VALUE = re.compile(
    r"\s*[-*+]?\s*[*_`]{0,3}([A-Za-z][\w ./()#+-]{0,38}?)[*_`]{0,3}\s*[:=]\s*[*_`]{0,3}(\S.{0,120})?$"
)
_LOG = re.compile(
    r"\s*(?:\[?\d{4}-\d\d-\d\d[T ]\d|\[?\d\d:\d\d:\d\d|\[\s*\d+\.\d+\]|"
    r"(?:\[)?(?:ERROR|WARN|WARNING|INFO|DEBUG|FATAL|TRACE|E|W|I|D)(?:\]|/|:\s)|\d\d-\d\d \d\d:\d\d|"
    r"at [\w.$<>]+[(:]|File \"|Traceback |Caused by:|\s+\.\.\. \d+ more|#\d+\s+0x|0x[0-9a-f]{4,}|"
    r"[\w.]+(?:Error|Exception)(?::|$)|"
    r"\$ |% |>>> |\.\.\. |C:\\>|PS |> |sudo |git [a-z]+ |npm |pip |cargo |make |diff --git|@@ |"
    r"index [0-9a-f]{7}|\+\+\+ |--- )"
)
#: A list of the commands that were run, as agents leave it: a layout, not prose.
_COMMAND = re.compile(
    r"\s*(?:[-*+]\s+)?[^\w\s]{0,4}\s?`{0,2}(?:\$ )?(?:[A-Z_]+=\S+ )?"
    r"(?:npm|npx|pnpm|yarn|bun|pytest|cargo|pip3?|python3?|go|dotnet|make|cmake|docker|"
    r"git|node|uv|poetry|ruff|mypy|black|eslint|tsc|jest|vitest|mvn|gradle|\./\S+|bash|sh|"
    r"pre-commit|mix|bundle|rake|swift|flutter|dart|composer|phpunit|deno|tox|isort|flake8)"
    r"(?:`|\s+(?:-|run|test|build|install|check|fmt|vet|lint|exec|clippy|ci|add|up|compose|diff|"
    r"status|format|\./|\S+\.\w{1,4}\b)).*"
)
_CODE_END = re.compile(
    r"[;{}]\s*$|^\s*[})\]]+[;,]?\s*$|"
    r"^\s*(?:import|from|#include|def|class|func|fn|let|const|var|return|if|for|while|public|private|static|package|"
    r"using|namespace)\b.*[({;:=]\s*$|"
    r"^\s*//|^\s*/\*|^\s*\*/|^\s*<[/!?a-zA-Z][^>]*>?\s*$"
)
_LINK = re.compile(
    r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,600}(?:\([^()\s]{0,100}\)[^()\s]{0,300})?(?:\s[^()]{0,200})?\)"
)
_REFLINK = re.compile(r"\[([^\[\]]{0,300})\]\[[^\[\]]{0,100}\]")
_LINKDEF = re.compile(r"\s{0,3}\[[^\]]{1,100}\]:\s*\S+")
_IMAGE = re.compile(r"!\[[^\[\]]{0,300}\]\([^()\s]{0,600}(?:\s[^()]{0,200})?\)|\[img\]", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|blockquote|br|center|cite|code|dd|del|details|div|dl|dt|em|font|h[1-6]|hr|i|"
    r"img|input|ins|kbd|li|ol|p|picture|pre|q|s|samp|small|source|span|strike|strong|sub|summary|sup|table|tbody|td|tfoot|th|thead|tr|"
    r"tt|u|ul|var|video)(?:[\s/][^<>]{0,300})?>",
    re.IGNORECASE,
)
_EMPTY_ANSWER = re.compile(r"[_*]*(?:no response|n/?a|none|-)[_*.]*", re.IGNORECASE)
_EMPHASIS = re.compile(r"(?<![\w*])[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?![\w*])|\*\*|~~|`+")
_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?;,:]['\")\]]*$")
#: First words of form headings that people meet as plain text too, when the Markdown has gone.
_FORM_WORDS = frozenset(
    re.findall(
        r"\S+",
        """summary description details overview motivation background context problem solution changes change
        testing tests test notes note impact environment version versions reproduce reproduction steps
        expected actual behavior behaviour result results checklist references related type motivation
        rationale proposal proposed alternatives additional information info screenshots logs configuration
        config severity affected workaround fix suggested acceptance criteria goal goals implementation
        approach verification validation risk risks migration breaking objective purpose scope why what how
        platform os browser device hardware software system key features""",
    )
)
_SYSTEM_KEYS = frozenset(
    re.findall(
        r"\S+",
        """os version browser device platform architecture arch node npm python java ruby rust go gcc clang
        kernel distro distribution hardware gpu cpu ram memory environment build product component severity
        priority reporter assignee status android ios windows macos linux chrome firefox tensorflow cuda
        cudnn bazel model phone rom app commit branch package type milestone labels owner created url
        compiler toolchain rustc cargo docker kubernetes locale timezone""",
    )
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The prose of a text.

    ``prose`` is one line of text with masks in it; ``words`` counts its real words (no masks, no digits);
    ``removed``
    counts lines (or inline pieces) by the sort of thing that they were; ``code_share`` is the share of the
    non-blank lines that
    was code or logs, ``form_share`` the share that was headings, boxes, tables and system information.
    ``list_share`` is the share of the lines of prose that are items of a list, with its mark or without.

    """

    prose: str
    words: int
    removed: Mapping[str, int] = field(default_factory=dict)
    code_share: float = 0.0
    form_share: float = 0.0
    list_share: float = 0.0


_CODE_SORTS = ("code", "log", "diff")
_FORM_SORTS = ("heading", "template", "checkbox", "system", "table", "details", "comment")


def clean(text: str, template_lines: Iterable[str] = ()) -> Cleaned:
    """Return the prose of ``text``. ``template_lines`` are the lines of the repository's own templates
    (from Facts).
    """
    removed: Counter[str] = Counter()
    lines = _lines(text, removed)
    filled = sum(1 for line in lines if line.strip()) + removed["comment"] + removed["details"]
    kept, marked = _kept_lines(_without_tail(lines, removed), _known(template_lines), removed)
    prose, words = _join(kept)
    code = sum(removed[sort] for sort in _CODE_SORTS)
    form = sum(removed[sort] for sort in _FORM_SORTS)
    total = max(filled, 1)
    shares = (min(code / total, 1.0), min(form / total, 1.0), _list_share(kept, marked))
    return Cleaned(prose, words, dict(removed), *shares)


def prose_lines(text: str, template_lines: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the lines of prose of ``text``, with the words that ``clean`` masks as they stand there."""
    removed: Counter[str] = Counter()
    lines = _without_tail(_lines(text, removed), removed)
    return tuple(filter(None, _kept_lines(lines, _known(template_lines), removed)[0]))


def template_lines(text: str) -> frozenset[str]:
    """Return the lines of an issue or pull-request template in the form that ``clean`` compares."""
    return frozenset(filter(None, (_key(line) for line in _normalize(text[:MAX_CHARS]).split("\n"))))


def _lines(text: str, removed: Counter[str]) -> list[str]:
    source = _normalize(text[:MAX_CHARS])
    source = _cut_blocks(source, "<!--", "-->", "comment", removed)
    source = _cut_blocks(source, "<details", "</details>", "details", removed)
    return [line[:MAX_LINE].rstrip() for line in source.split("\n")]


def _known(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(None, (_key(line) for line in lines)))


def _key(line: str) -> str:
    return " ".join(_WORD.findall(line.lower()))[:200]


def _normalize(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_FOLD)
    return _UNSEEN.sub("", unicodedata.normalize("NFC", text))


def _cut_blocks(text: str, start: str, end: str, sort: str, removed: Counter[str]) -> str:
    """Cut ``start … end`` (or to the end of the text, as GitHub renders it) in one pass."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = text
    pieces: list[str] = []
    at = 0
    while (begin := lower.find(start, at)) >= 0:
        pieces.append(text[at:begin])
        stop = lower.find(end, begin + len(start))
        until = len(text) if stop < 0 else stop + len(end)
        removed[sort] += text.count("\n", begin, until) + 1
        at = until
    pieces.append(text[at:])
    return "\n".join(pieces) if len(pieces) > 1 else text


def _without_tail(lines: list[str], removed: Counter[str]) -> list[str]:
    """Cut a mail signature: it can only stand in the last lines."""
    for index in range(max(1, len(lines) - 8), len(lines)):
        if _SIGNATURE.match(lines[index].strip()) and lines[index].strip():
            removed["signature"] += len(lines) - index
            return lines[:index]
    return lines


def _list_share(kept: list[str], marked: set[int]) -> float:
    """Return the share of list items. Where the marks are gone, an item is a line that starts with a capital
    right after a line that no sentence ends with: wrapped prose goes on in lower case.
    """
    listed, filled, before = 0, 0, ""
    for index, line in enumerate(kept):
        if line:
            filled += 1
            listed += index in marked or (bool(before) and before[-1] not in ".!?:;," and line[0].isupper())
        before = line
    return listed / max(filled, 1)


def _kept_lines(lines: list[str], known: frozenset[str], removed: Counter[str]) -> tuple[list[str], set[int]]:
    """Return the lines of prose (others blank), and which of them have the mark of a list."""
    kept: list[str] = []
    marked: set[int] = set()
    fence = ""
    before_blank, in_code = True, False
    for index, line in enumerate(lines):
        bare = line.strip()
        if fence:
            removed["code"] += bool(bare)
            if bare.startswith(fence) and not bare.strip(fence[0]):
                fence = ""
            continue
        if opened := _FENCE.match(line):
            fence = opened[1]
            removed["code"] += 1
            continue
        if not bare:
            before_blank = True
            kept.append("")
            continue
        after_blank = index + 1 >= len(lines) or not lines[index + 1].strip()
        sort = _sort(line, bare, known, before_blank, after_blank, in_code)
        in_code = sort == "code" and line[:1] in " \t"
        before_blank = False
        if sort:
            removed[sort] += 1
            kept.append("")
        else:
            kept.append(_inline(line, removed))
            if _BULLET.match(line):
                marked.add(len(kept) - 1)
    return kept, marked


def _sort(
    line: str, bare: str, known: frozenset[str], before_blank: bool, after_blank: bool, in_code: bool
) -> str:
    """Say what a line is where it is no prose; empty for prose."""
    if sort := _marked(line, bare, known):
        return sort
    if (
        _TRAILER.fullmatch(bare)
        or _CLOSES.fullmatch(_BULLET.sub("", bare, count=1))
        or _FOOTER.fullmatch(bare)
    ):
        return "trailer"
    if sort := _technical(line, bare, before_blank or in_code):
        return sort
    if _label(bare, before_blank, after_blank):
        return "heading"
    if _system(bare):
        return "system"
    if _EMPTY_ANSWER.fullmatch(bare) or (before_blank and after_blank and _answer(bare)):
        return "template"
    return ""


def _technical(line: str, bare: str, may_be_code: bool) -> str:
    """Say whether a line is a log or code."""
    if (_LOG.match(line) or _COMMAND.match(line)) and not _wordy(bare):
        return "log"
    indented = may_be_code and line.startswith(("    ", "\t")) and not _BULLET.match(line)
    if _code_like(bare) or (indented and not _wordy(bare)):
        return "code"
    return ""


def _marked(line: str, bare: str, known: frozenset[str]) -> str:
    """Say what a line is by its marks, or by the repository's template."""
    if _QUOTE.match(line):
        return "quote"
    if _HEADING.match(line):
        return "heading"
    if _RULE.match(line):
        return "rule"
    if _CHECKBOX.match(line):
        return "checkbox"
    if known and _key(bare) in known:
        return "template"
    if _TABLE.match(line):
        return "table"
    if _LINKDEF.match(line) or _IMAGE.fullmatch(bare):
        return "link"
    return ""


def _wordy(bare: str) -> bool:
    """Whether a line reads as a sentence: six plain words, few symbols."""
    words = bare.split()
    plain = sum(1 for word in words if word.strip(",.;:!?()\"'").isalpha())
    return plain >= 6 and plain >= 0.75 * len(words)


def _code_like(bare: str) -> bool:
    body = _BULLET.sub("", bare, count=1)
    if _CODE_END.search(bare) and not _wordy(body):
        return True
    if len(body) < 12:
        return False
    letters = sum(map(len, _LETTERS.findall(body)))
    return letters < 0.6 * len(body) and not body.lstrip("*_[(").startswith(("http", "www"))


def _label(bare: str, before_blank: bool, after_blank: bool) -> bool:
    """A line that only names what follows: bold, ends in a colon, or a form's heading without its marks."""
    body = _EMPHASIS.sub("", _BULLET.sub("", bare, count=1)).strip()
    words = body.rstrip(":?").split()
    if not words or len(words) > 7:
        return not words
    if bare.startswith(("**", "__")) and bare.rstrip(":").endswith(("**", "__")):
        return True
    if body.endswith(":") and len(words) <= 5:
        return True
    first = words[0].lower().strip("()/&")
    form = ":" not in body.rstrip(":") and (
        first in _FORM_WORDS or words[-1].lower().strip("()/&") in _FORM_WORDS
    )
    return (
        len(words) <= 5
        and form
        and not _SENTENCE_END.search(body.rstrip(":?"))
        and (before_blank or after_blank)
    )


def _answer(bare: str) -> bool:
    """A line that stands alone, has at most three words and ends no sentence fills a field of a form."""
    return len(bare.split()) <= 3 and not _SENTENCE_END.search(bare)


def _system(bare: str) -> bool:
    match = _KEY_VALUE.match(bare)
    if match is None:
        return False
    key = match[1].strip().lower().split()
    value = (match[2] or "").split()
    if not key or len(key) > 4:
        return False
    if any(word.strip("()/.") in _SYSTEM_KEYS for word in key):
        return len(value) <= 8
    return len(value) <= 3 or (any(c.isdigit() for c in match[2] or "") and len(value) <= 5)


def _inline(line: str, removed: Counter[str]) -> str:
    """Drop the marks inside a line; the words stay."""
    text = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
    if "[" in text:
        text, images = _IMAGE.subn(" ", text)
        text, links = _LINK.subn(r"\1", text)
        text = _REFLINK.sub(r"\1", text)
        removed["image"] += images
        removed["link"] += links
    if "<" in text:
        text = _TAG.sub(" ", text)
    if any(c in text for c in "*_`~"):
        text = _EMPHASIS.sub("", text)
    return _EMOJI.sub(" ", text)


_EMOJI: Final = re.compile(":[a-z0-9_]{2,30}:|[\u2190-\u2bff\u2600-\u27bf\U0001f000-\U0001faff\ufe0f]")


def _join(lines: list[str]) -> tuple[str, int]:
    """Mask word by word, up to ``MAX_WORDS``; count the real words. Runs of one mask shrink to one."""
    out: list[str] = []
    words = 0
    for line in lines:
        for raw in line.split():
            masked = masks.word(raw)
            bare = masked.strip(",.;:!?()\"'")
            if not masked or (bare in masks.MASKS and out and out[-1] == masked):
                continue
            out.append(masked)
            if bare not in masks.MASKS and any(c.isalpha() for c in bare):
                words += 1
        if words >= MAX_WORDS:
            break
    return " ".join(out), words
