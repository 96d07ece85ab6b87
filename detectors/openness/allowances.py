"""Cells of tables that say who may use a model: "Commercial use? Yes", or "Non-commercial" as its license."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors.openness import subjects
from detectors.openness.meaning import quote
from detectors.openness.model import About, Claim, Context, Origin, Strength, Subject, Verdict
from detectors.openness.page import Page
from detectors.openness.sentences import Sentence

_COLUMN = re.compile(r"commercial|商用|商业|商業|상업", re.IGNORECASE)
_NOT: Final = re.compile(r"non-?commercial|非商", re.IGNORECASE)
_YES = re.compile(
    r"^\W*(?:yes|allowed|permitted|true|y|可|是|支持|允许|✓|✔|✅|☑)\W*$|^\s*[✓✔✅☑]", re.IGNORECASE
)
_NO = re.compile(
    r"^\W*(?:no|not allowed|forbidden|false|n|不可|否|不支持|禁止)\W*$|^\s*[✗✘❌✖]", re.IGNORECASE
)
_LIMITED = re.compile(
    r"^\W*(?:non-?commercial(?: use)?(?: only)?|research(?: use| purposes?)?[ -]only|非商用)\W*$",
    re.IGNORECASE,
)
_NAME = re.compile(r"^\W*(?P<name>[A-Za-z][\w.+/-]{2,60}(?:[ -][\w.+-]{1,20}){0,3})\W*$")
_LICENSE = re.compile(r"licen[sc]|许可|协议", re.IGNORECASE)


def in_cell(
    sentence: Sentence, row: tuple[str, ...], path: str, own: Subject | None, presented: Page
) -> Iterator[Claim]:
    """Yield what a cell says of the model that the first cells of its ``row`` name."""
    strength = _strength(sentence)
    if strength is None or len(row) > 40:
        return
    subject = _of_row(row, sentence, own, presented)
    if subject is None:
        return
    yield Claim(
        subject,
        "commercial use" if strength is Strength.PERMISSION else "no commercial use",
        strength,
        About.MODEL,
        path,
        sentence.line_at(0),
        quote(sentence, 0),
        Origin.TABLE,
    )


def _strength(sentence: Sentence) -> Strength | None:
    text = sentence.text.strip()
    if _LICENSE.search(sentence.column) and _LIMITED.match(text):
        return Strength.RESTRICTION
    if len(text) > 40 or not _COLUMN.search(sentence.column):
        return None
    if _NO.search(text):
        return None if _NOT.search(sentence.column) else Strength.RESTRICTION
    if _YES.search(text):
        return Strength.RESTRICTION if _NOT.search(sentence.column) else Strength.PERMISSION
    return None


def _of_row(row: tuple[str, ...], sentence: Sentence, own: Subject | None, presented: Page) -> Subject | None:
    """Return the one model that a row is about; a name that nobody knows counts in the first cell alone."""
    for cell in row[:3]:
        if cell == sentence.text:
            break
        held = subjects.candidates(cell[:200], own, Context.README, presented.names)
        named = [one.subject for one in held if one.named and one.subject is not None]
        if named:
            known = named[0].row
            return None if known is not None and known.verdict is Verdict.NOT_A_MODEL else named[0]
    found = _NAME.match(row[0][:120]) if row else None
    return Subject(found["name"].strip(), None) if found and any(map(str.isdigit, found["name"])) else None
