"""Whether a body is the repository's template with nothing filled in.

Whoever ticked a box, wrote a word, pasted code or took a line out has filled something in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from detectors.model import Audience, Contribution, Evidence, Facts, Finding, Severity, TextFile, Tier, known
from detectors.repetition.repeat import DETECTOR, NOUNS

MAX_CHARS: Final = 65_536
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_SETTINGS: Final = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:.*\n){0,200}?---[ \t]*(?:\r?\n|\Z)")
_FORM: Final = (".yml", ".yaml")
#: GitHub writes the questions of a form as headings, and this where nobody answered.
_HEADING: Final = re.compile(r"### \S.*")
_NO_ANSWER: Final = "_No response_"
_MIN_LINES: Final = 2


def found(facts: Facts) -> Iterator[Finding]:
    """Yield a finding where the whole body is one of the templates, or a form without any answer."""
    it = facts.contribution
    lines = _lines(it.body)
    files = [file for file in known(facts.repository.templates, ()) if not _is_form(file)]
    template = next((file for file in files if len(lines) >= _MIN_LINES and lines == _of(file)), None)
    if template is not None:
        yield _made(it, template.path)
    elif any(map(_is_form, known(facts.repository.templates, ()))) and _is_unanswered(lines):
        yield _made(it, "the issue form")


def _is_form(file: TextFile) -> bool:
    return file.path.casefold().endswith(_FORM)


def _is_unanswered(lines: tuple[str, ...]) -> bool:
    """Whether every line is a question of a form, and each has no answer."""
    questions, answers = lines[::2], lines[1::2]
    return (
        len(lines) >= _MIN_LINES
        and len(questions) == len(answers)
        and all(map(_HEADING.fullmatch, questions))
        and all(answer == _NO_ANSWER for answer in answers)
    )


@lru_cache(maxsize=32)
def _of(file: TextFile) -> tuple[str, ...]:
    return _lines(_SETTINGS.sub("", file.text, count=1))


def _lines(text: str) -> tuple[str, ...]:
    """Return the lines that a reader sees, without the blanks around and within them."""
    seen = _COMMENT.sub(" ", text[:MAX_CHARS])
    return tuple(filter(None, (" ".join(line.split()) for line in seen.splitlines())))


def _made(it: Contribution, template: str) -> Finding:
    return Finding(
        id=f"{DETECTOR}/template",
        detector=DETECTOR,
        tier=Tier.CHECKABLE,
        severity=Severity.INFO,
        audience=Audience.PUBLIC,
        claim=f"The text of this {NOUNS[it.kind]} is {template} with nothing filled in.",
        evidence=(Evidence("text", _lines(it.body)[0]),),
        remedy="Fill in what the template asks for, or say in your own words what this is about.",
    )
