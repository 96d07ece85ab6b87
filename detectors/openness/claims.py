"""What a text claims of the openness and the license of models, code and data.

A claim needs claim words and a subject in the same sentence (a heading may supply it), joined by one of
a few forms: "X is open source", "X, an open-source model", "we open-source X", "open-source models such
as X". What no form joins is no claim: a missed claim is the cheaper error. Questions, wishes and
conditions are none either.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from detectors.openness import (
    allowances,
    badges,
    cards,
    english,
    foreign,
    kinds,
    licensed,
    metadata,
    page,
    sentences,
)
from detectors.openness.model import About, Claim, Context, Modality, Origin, Strength, Subject
from detectors.openness.page import Page
from detectors.openness.sentences import Sentence
from detectors.openness.wording import ARGUMENT

#: More claims than these are not read from one text.
MAX_CLAIMS: Final = 400
#: Nor are more cells of license columns.
MAX_CELLS: Final = 300
#: Below these the data of others is named.
_CONTRIBUTORS: Final = re.compile(
    r"contribut(?:or|ed|ion)|acknowledg|credits|thanks|致谢|贡献", re.IGNORECASE
)


def read(
    text: str, path: str, own: Subject | None = None, context: Context = Context.README, name: str = ""
) -> tuple[Claim, ...]:
    """Return the claims of ``text``, by line. Pure, never raises, linear in the text.

    ``path`` is quoted in the claims and says what is read: package metadata by its name, HTML and RST by
    their endings, anything else as Markdown. ``own`` is the model that the repository itself publishes, if it
    does; ``name`` is the repository's, ``owner/name``, where it is known.
    """
    if metadata.knows(path):
        return metadata.read(text, path)
    spoken = sentences.read(text, path)
    presented = page.of(spoken, name, path) if context is not Context.ISSUE else page.UNNAMED
    found = list(islice(_spoken(spoken, path, own, context, presented), MAX_CLAIMS))
    if context is not Context.ISSUE:
        found += badges.read(sentences.normalized(text, path), path, own)
    if context is Context.CARD:
        found += cards.read(text, path, own).claims
    elif "/" in path and context is Context.README:
        found += _of_front_matter(text, path)
    return tuple(sorted(_once(found), key=lambda claim: claim.line))


def _spoken(
    spoken: tuple[Sentence, ...], path: str, own: Subject | None, context: Context, presented: Page
) -> Iterator[Claim]:
    rows = _rows(spoken)
    licenses = licensed.Reader(path, own, context, presented)
    cells = 0
    for number, sentence in enumerate(spoken):
        cells += "licen" in sentence.column.lower()
        if sentence.row and cells > MAX_CELLS:
            continue
        earlier = spoken[number - 1] if number else None
        for claim in _of_sentence(sentence, path, own, context, rows, presented, earlier, licenses):
            if context is Context.ISSUE and claim.modality is Modality.DIRECT and _is_open_word(claim):
                near = " ".join(one.text for one in spoken[max(0, number - 1) : number + 2])
                yield claim if ARGUMENT.search(near) else replace(claim, modality=Modality.CASUAL)
            else:
                yield claim


def _of_sentence(
    sentence: Sentence,
    path: str,
    own: Subject | None,
    context: Context,
    rows: dict[int, tuple[str, ...]],
    presented: Page,
    earlier: Sentence | None,
    licenses: licensed.Reader,
) -> Iterator[Claim]:
    if sentence.heading:
        if presented.is_title(sentence):
            yield from english.read(sentence, path, own, context, presented)
        return
    if sentence.row:
        row = rows.get(sentence.row, ())
        yield from licenses.in_cell(sentence, row)
        yield from allowances.in_cell(sentence, row, path, own, presented)
        return
    given = list(licenses.read(sentence))
    yield from given
    yield from kinds.read(sentence, path, own, context)
    listed = any(_CONTRIBUTORS.search(title) for title in sentence.headings[-1:])
    said = [
        *english.read(sentence, path, own, context, presented, earlier),
        *foreign.read(sentence, path, own, presented),
    ]
    yield from _shared(given, said, sentence.text)
    for claim in said:
        if not (listed and claim.about is About.DATA):
            yield claim


def _of_front_matter(text: str, path: str) -> list[Claim]:
    """Return the license that the front matter of a card in a folder gives: of which model, nobody says."""
    unknown = Subject("", None)
    return [
        replace(claim, subject=unknown, origin=Origin.METADATA)
        for claim in cards.read(text, path, unknown).claims
        if claim.strength is Strength.LICENSE and claim.quote.startswith("license:")
    ]


def _shared(given: list[Claim], said: list[Claim], text: str) -> Iterator[Claim]:
    """Yield the permissions that a sentence gives all that it gives a license to."""
    if len(given) < 2 or len({(claim.license, claim.words) for claim in given}) > 1:
        return
    held = {claim.about for claim in said if claim.strength is Strength.PERMISSION}
    for claim in said:
        behind = text.find(claim.words) > text.find(given[0].words) >= 0
        if (
            claim.strength is Strength.PERMISSION
            and behind
            and any(one.about is claim.about for one in given)
        ):
            for one in given:
                if one.about not in held:
                    held.add(one.about)
                    yield replace(claim, subject=one.subject, about=one.about)


def _rows(spoken: tuple[Sentence, ...]) -> dict[int, tuple[str, ...]]:
    """Return the cells of each row of a table."""
    rows: dict[int, list[str]] = {}
    for one in spoken:
        if one.row:
            rows.setdefault(one.row, []).append(one.text)
    return {row: tuple(cells) for row, cells in rows.items()}


def _is_open_word(claim: Claim) -> bool:
    return claim.strength in {Strength.FULL, Strength.STRONG, Strength.WEAK}


def _once(found: list[Claim]) -> Iterator[Claim]:
    """Yield each claim once a line."""
    seen: set[tuple[object, ...]] = set()
    for claim in found:
        key = (
            claim.line,
            claim.strength,
            claim.about,
            claim.subject.name.lower(),
            claim.origin,
            claim.license,
        )
        if key not in seen:
            seen.add(key)
            yield claim
