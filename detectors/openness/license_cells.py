"""Licenses in the cells of tables, and what of the row they are given to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors.openness import mentions, receivers, subjects
from detectors.openness.mentions import Kind, Mention
from detectors.openness.model import About, Context, Subject
from detectors.openness.receivers import REPOSITORY, Given, Ours
from detectors.openness.sentences import Sentence
from detectors.openness.wording import LICENSE, NOUNS
from detectors.openness.wording import words as _set

#: Wider tables compare, and give no license.
_MAX_ROW: Final = 40
_CELL = re.compile(r"^\W*licen[sc]es?\W*$", re.IGNORECASE)
_BEFORE_CELL = re.compile(r"^\W*(?:yes|open[- ]source|free|permissive|fully|the)?\W*$", re.IGNORECASE)
_CELL_LABEL = re.compile(
    r"(?:\b(?:code|toolkit|software|licen[sc]e|library|framework)|代码|工具箱|ツールキット|コード"
    r"|툴킷|코드)\s*[:：]?\s*$",
    re.IGNORECASE,
)
_PLAIN_WORDS: Final = _set("and the our source this pretrained pre-trained trained inference training all")
_BRACKETED = re.compile(r"\W*\([^()]*\)\W*$")


def read(
    sentence: Sentence, row: tuple[str, ...], ours: Ours, card: bool
) -> Iterator[tuple[Mention, Subject, About]]:
    """Yield the license of a cell and what it is given to: the one model, or the part, of its row.

    Tables compare other people's models too: only rows of the repository's own publisher count, and such as
    are named like its own model or its page. ``card`` says that the page is a model's card.
    """
    if len(row) == 2 and _CELL.match(row[0][:40]) and sentence.text == row[1]:
        name = LICENSE.search(sentence.text)
        if name and mentions.is_license(name[0]) and _BEFORE_CELL.match(sentence.text[: name.start()]):
            whole = (ours.model(), About.WEIGHTS) if card else (REPOSITORY, About.PROJECT)
            yield _mention(name, sentence), *whole
        return
    if ours.is_title(_BRACKETED.sub("", sentence.column[:200])) and (name := _own_column(sentence, row)):
        yield _mention(name, sentence), REPOSITORY, About.PROJECT
        return
    if "licen" not in sentence.column.lower() or len(row) > _MAX_ROW:
        return
    if one := _one(sentence):
        for subject, about in _of_parts(row, ours) or _of_data(row) or _of_models(row, ours):
            yield one, subject, about


def _one(sentence: Sentence) -> Mention | None:
    """Return the license of a cell: by name, or a link to its text."""
    name = mentions.in_cell(sentence.text)
    return _mention(name, sentence) if name else next(iter(mentions.find(sentence)), None)


def _of_models(row: tuple[str, ...], ours: Ours) -> Given:
    """Return the model that the first cells of a row name, where it is the repository's or like it."""
    for cell in row[:4]:
        if subject := _of_row(cell, ours):
            kept = subject.own or subject.row is not None or ours.is_like(subject.name)
            return [(subject, About.MODEL)] if kept else []
    return []


def _own_column(sentence: Sentence, row: tuple[str, ...]) -> re.Match[str] | None:
    """Return the license that a comparison names in the column of what the page presents."""
    name = LICENSE.search(sentence.text)
    if name is None or not mentions.is_license(name[0]):
        return None
    listed = (
        bool(row) and bool(_CELL.match(row[0][:40])) and _BEFORE_CELL.match(sentence.text[: name.start()])
    )
    return name if listed or _CELL_LABEL.search(sentence.text[: name.start()]) else None


def _of_parts(row: tuple[str, ...], ours: Ours) -> Given:
    """Return what a row gives its license to that begins with "Code", "Model weights" or the like."""
    words = re.findall(r"[\w-]+", row[0].lower()) if row else []
    plain = 0 < len(words) <= 5 and all(word in NOUNS or word in _PLAIN_WORDS for word in words)
    return (receivers.read(row[0], 0, len(row[0]), (), ours) or []) if plain else []


def _of_data(row: tuple[str, ...]) -> Given:
    """Return the data that the first cell of a row names: "New corpora (Acme-Wiki)"."""
    words = re.findall(r"[\w-]+", _BRACKETED.sub("", row[0][:120])) if row else []
    about = receivers.about_of(words[-1]) if 1 < len(words) <= 10 else None
    return [(Subject(row[0].strip()[:120], None), about)] if about in {About.DATA, About.BENCHMARK} else []


def _of_row(cell: str, ours: Ours) -> Subject | None:
    """Return the model that a cell names; an empty one where it is somebody else's."""
    own = ours.own
    for one in subjects.candidates(cell[:200], own, Context.README):
        subject = one.subject
        if not one.named or subject is None:
            continue
        mine = own is not None and own.row is not None and subject.row is not None
        if subject.own or (mine and subject.row.publisher == own.row.publisher):  # type: ignore[union-attr]
            return subject
        return subject if ours.is_like(subject.name) and own is not None else Subject("", None)
    name = cell.strip(" *`[]()")
    return Subject(name, None) if own is not None and 0 < len(name) <= 60 and ours.is_like(name) else None


def _mention(name: re.Match[str], sentence: Sentence) -> Mention:
    links = tuple(dict.fromkeys(link.href for link in sentence.links[:3]))
    words = sentence.text[name.start() : name.end()]
    return Mention(name.start(), name.end(), words, mentions.license_id(name), Kind.NAME, links)
