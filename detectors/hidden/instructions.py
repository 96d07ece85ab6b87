"""Text that people do not see and that speaks to a program: HTML comments, folded and unpainted text.

In files that a change touches, comments are looked at too, and there only for orders that no honest comment
has. Whoever speaks about such attacks, in sight or as code, is left alone; so are the comments of the
project's own templates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from detectors import markdown
from detectors.hidden import phrases, visible
from detectors.hidden.seen import Seen
from detectors.hidden.texts import BODIES, Changed, Line, outside, spoken
from detectors.model import Evidence, Facts, Kind, Unknown

_REMEDY: Final = "Take the text out, or say in the open what it is for."
_COMMENT: Final = "has an HTML comment that speaks to an AI reader"
_FOLDED: Final = "has collapsed text that speaks to an AI reader"
_UNPAINTED: Final = "has text that is styled to be invisible and speaks to an AI reader"

#: GitHub fills these with templates; whoever writes a comment or review begins with an empty box.
_TEMPLATED: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})
#: A link definition that nothing links to is a comment, too: "[//]: # (words)".
_DEFINITION: Final = re.compile(r" {0,3}\[(?://|comment|_|#)[^\]]{0,40}\]: ?(?:#|<>) ?[\"'(](.{1,2000})")
_WHITE: Final = r"(?:white|#fff(?:fff)?\b|transparent|rgba?\(255, ?255, ?255)"
_STYLED: Final = re.compile(
    rf"<[a-z][a-z0-9]{{0,20}} [^<>]{{0,200}}?(?:(?<![\w-])color ?[:=] ?[\"']?{_WHITE}|font-size ?: ?0"
    r"|display ?: ?none|visibility ?: ?hidden|opacity ?: ?0(?![.\d])|\bhidden(?=[\s>]))"
    r"[^<>]{0,200}>([^<]{1,2000})"
    rf"|\\(?:text)?color{{{_WHITE}}}([^$]{{1,2000}})",
    re.IGNORECASE,
)
#: What every way to hide words in a body has: most bodies have none of it, and need not be parsed.
_MAY_HIDE: Final = re.compile(r"<[!A-Za-z]|\]:|color", re.IGNORECASE)
_HTML: Final = re.compile(r"<!--(.*?)(?:-->|\Z)", re.DOTALL)
_MARK: Final = re.compile(r"(?:^|(?<=\s))(?://+!?|#+|--|/\*+|\*|;+|%+)(?=\s)")
_MAX_BEFORE: Final = 2_000
#: Where such words are the matter itself: tests of guards, prompts, examples of attacks.
_ABOUT_PATH: Final = re.compile(
    r"test|spec|fixture|example|sample|prompt|inject|jailbreak|guard|adversar|red.?team|eval|bench|corpus|dataset",
    re.IGNORECASE,
)


def in_body(facts: Facts) -> Iterator[Seen]:
    """Look through the body for what it hides: comments, collapsed text, text without color or size."""
    it = facts.contribution
    if it.kind not in BODIES or not _MAY_HIDE.search(it.body, 0, markdown.MAX_CHARS):
        return
    name = BODIES[it.kind]
    body = markdown.read(it.body)
    lines = spoken(it.body[: markdown.MAX_CHARS])
    own = _own(facts)
    comments = [Line(comment.number, comment.text) for comment in body.comments]
    comments += [Line(line.number, match[1]) for line in lines if (match := _DEFINITION.match(line.text))]
    for line in comments:
        if own is not None and phrases.to_machine(line.text) and not _is_of(own, line.text):
            yield _in_body(name, _COMMENT, line)
    for line in _unpainted(lines):
        if own is not None and phrases.to_machine(line.text) and not _is_of(own, line.text):
            yield _in_body(name, _UNPAINTED, line)
    if not phrases.about("\n".join(line.text for line in body.lines if not line.folded)):
        for line in _folded(body.lines):
            if own is not None and phrases.orders(line.text) and not _is_of(own, line.text):
                yield _in_body(name, _FOLDED, line)


def in_file(file: Changed) -> Iterator[Seen]:
    """Look through the comments of added lines for orders to a program that reviews them."""
    if _ABOUT_PATH.search(file.path):
        return
    found = _in_html(file) if file.is_docs else (*_in_html(file), *_in_code(file.added))
    for line in found:
        if phrases.orders(line.text):
            place = f"{visible.clipped(visible.shown(file.path))}, line {line.number}"
            quote = visible.clipped(visible.shown(line.text.strip()))
            claim = "A comment in an added line gives orders to an AI reader"
            yield Seen("instruction", claim, Evidence(place, quote, file.path, line.number), _REMEDY)


def _own(facts: Facts) -> str | None:
    """Return the project's templates as one text; ``None`` where they could not be looked at."""
    if facts.contribution.kind not in _TEMPLATED:
        return ""
    templates = facts.repository.templates
    return None if isinstance(templates, Unknown) else phrases.folded("\n".join(t.text for t in templates))


def _is_of(own: str, text: str) -> bool:
    """Whether the templates have each line of ``text`` that speaks to a program; all of it, where none does
    alone.
    """
    speaking = [line for line in text.split("\n") if phrases.to_machine(line)] or [text]
    return bool(own) and all(phrases.folded(line) in own for line in speaking[:20])


def _folded(lines: Iterable[markdown.Line]) -> Iterator[Line]:
    """Collapsed lines, unless the summary above them says that they show a prompt, a log or the like."""
    for is_folded, group in groupby(lines, key=lambda line: line.folded):
        if is_folded:
            summary, *rest = group
            if not phrases.about(summary.text):
                yield from (Line(line.number, line.text) for line in rest)


def _unpainted(lines: tuple[Line, ...]) -> Iterator[Line]:
    for line in lines:
        if "<" in line.text or "color" in line.text:
            for match in _STYLED.finditer(line.text):
                yield Line(line.number, match[1] or match[2] or "")


def _in_html(file: Changed) -> Iterator[Line]:
    """HTML comments of which a line is added, each with the number of the line that it begins on."""
    if not file.has_html:
        return
    added = {line.number for line in file.added}
    for hunk in file.hunks:
        lines = list(outside([line for line, _ in hunk]))
        text = "\n".join(line.text for line in lines)
        at, index = 0, 0
        for match in _HTML.finditer(text):
            index += text.count("\n", at, match.start())
            at = match.start()
            inside = lines[index : index + match[0].count("\n") + 1]
            if any(line.number in added for line in inside):
                yield Line(lines[index].number, match[1])


def _in_code(lines: Iterable[Line]) -> Iterator[Line]:
    """What stands behind the mark of a comment, unless the mark is inside of a string."""
    for line in lines:
        mark = _MARK.search(line.text[:_MAX_BEFORE])
        before = line.text[: mark.start()] if mark else ""
        if mark and before.count('"') % 2 == 0 and before.count("'") % 2 == 0 and "`" not in before:
            yield Line(line.number, line.text[mark.end() : mark.end() + _MAX_BEFORE])


def _in_body(name: str, what: str, line: Line) -> Seen:
    quote = visible.clipped(visible.shown(" ".join(line.text.split())))
    return Seen("instruction", f"The {name} {what}", Evidence(f"{name}, line {line.number}", quote), _REMEDY)
