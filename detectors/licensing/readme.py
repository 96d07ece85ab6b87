"""The license that a README says the project has: by a badge, or in a sentence about the project itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from detectors.licensing import expressions
from detectors.licensing.metadata import Stated
from detectors.model import TextFile

MAX_LINES: Final = 5_000
MAX_LINE: Final = 1_000
MAX_STATED: Final = 10
_HEADING: Final = re.compile(r"#{1,6}\s{1,4}(?P<words>.{1,200})|(?P<bare>[^\s#].{0,60})")
_UNDERLINE: Final = re.compile(r"(?:={3,}|-{3,}|~{3,})\s*\Z")
_BADGE: Final = re.compile(
    r"img\.shields\.io/badge/licen[sc]e-(?P<said>(?:[^-\s)\]\"'>]|--){1,60})-"
    r"|img\.shields\.io/static/v1\?[^\s)]{0,200}?message=(?P<static>[^&\s)]{1,60})[^\s)]{0,200}?label=licen[sc]e",
    re.IGNORECASE,
)
_SUBJECT: Final = (
    r"(?:this|the) (?:project|software|library|package|repository|repo|(?:source )?code|module|tool|program)"
    r"|it|we|all code|{name}"
)
_UNDER: Final = (
    r"(?:is|are|was|has been)? ?(?:available |open[- ]sourced? |free software )?"
    r"(?:licensed|released|distributed|available|published|provided|made available) under "
    r"(?:the )?(?:terms of )?(?:the )?\[?(?P<said>[^\n\[\]().;:]{2,80}(?:\d\.\d[^\n\[\]().;:]{0,40})?)"
)
_LEAD: Final = re.compile(rf"^\W{{0,4}}{_UNDER}", re.IGNORECASE)
_END: Final = re.compile(r"(?:\blicen[sc]e\b|[,*_`]| - | see | as | which | by ).*$", re.IGNORECASE)
_ALONE: Final = re.compile(
    r"^[\s\[*_`]{0,6}(?P<said>[A-Za-z][\w .,+/-]{1,60}?)(?: licen[sc]e)?[\]*_`]{0,4}"
    r"(?:\([^()]{0,200}\))?[.\s©]*$"
)


def stated(file: TextFile, name: str = "") -> tuple[Stated, ...]:
    """Return the licenses that a README states, with their lines; ``name`` is the project's own name.

    A sentence counts where it is about the project ("this project is licensed under …"), or stands under a
    heading about the license. Linear in the text; bounded.
    """
    return tuple(_stated(file, name))[:MAX_STATED]


def _stated(file: TextFile, name: str) -> Iterator[Stated]:
    subject = _SUBJECT.replace("{name}", re.escape(name[:60]) if name else "the project")
    sentence = re.compile(rf"(?:^|[.!]\s)\W{{0,4}}(?:{subject})\s{{1,3}}{_UNDER}", re.IGNORECASE)
    about, fenced, previous = False, False, ""
    for number, raw in enumerate(file.text.split("\n")[:MAX_LINES], 1):
        line = raw[:MAX_LINE]
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        if fenced or line.lstrip().startswith(">"):
            continue
        if (heading := _heading(line, previous)) is not None:
            about = bool(
                re.fullmatch(r"\W*(?:copyright (?:and|&) )?licen[sc](?:e|es|ing)\W*", heading, re.IGNORECASE)
            )
        said = _said(line, sentence, about=about)
        if said:
            yield Stated(file.path, number, line.strip(), expressions.from_name(said) or "")
        previous = line


def _heading(line: str, previous: str) -> str | None:
    if _UNDERLINE.match(line) and previous.strip():
        return previous
    match = _HEADING.match(line)
    return match["words"] if match and match["words"] else None


def _said(line: str, sentence: re.Pattern[str], *, about: bool) -> str:
    """Return the name of a license as a line gives it; ``""`` where it gives none."""
    if badge := _BADGE.search(line):
        return unquote((badge["said"] or badge["static"]).replace("--", "-").replace("_", " ")).strip()
    if match := sentence.search(line) or (_LEAD.match(line) if about else None):
        return _name(match["said"])
    if about and (match := _ALONE.match(line)) and expressions.from_name(match["said"]):
        return match["said"]
    return ""


def _name(text: str) -> str:
    """Return the words before "license", and the version after it: "Apache License, Version 2.0"."""
    whole = text.strip(" *_`,")
    if expressions.from_name(whole):
        return whole
    return _END.sub("", whole).strip()
