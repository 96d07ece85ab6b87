"""The licenses that sentences and tables give, and what they are given to.

Each mention of a license is read in its clause: a link word before it ("under", "is", "comply with", a
label's colon) says that it is given, and the noun phrases of the clause say to what. Where the clause names
nothing, the list item, the sentence or the heading above does, and last the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.openness import license_cells, mentions
from detectors.openness.above import Above, Section
from detectors.openness.clauses import Clauses
from detectors.openness.meaning import modality, quote
from detectors.openness.mentions import Mention, id_of
from detectors.openness.model import About, Claim, Context, Modality, Origin, Strength, Subject
from detectors.openness.page import UNNAMED, Page
from detectors.openness.receivers import REPOSITORY, Given, Ours
from detectors.openness.sentences import Sentence
from detectors.openness.wording import NEGATED

__all__ = ["Reader", "id_of", "is_card"]

_QUICK = re.compile(
    r"licen[sc]|\bMIT\b|apache|BSD|GPL|许可|協議|协议|授权|許諾|ライセンス|라이선스|라이센스|lisensi"
    r"|lizenz|licencia|licença"
    r"|\bCC\b|CC0|RAIL|OpenMDW|BUSL|SSPL|WTFPL|zlib|EUPL|MulanPSL|terms of use|TOU|[A-Z]{2,}-\d\.\d",
    re.IGNORECASE,
)
_CONTRIBUTING = re.compile(
    r"\b(?:contributions?|contributing|contributors?|contribute[sd]?|submit(?:ting|ted)?|submissions?"
    r"|pull requests?"
    r"|CLA|DCO)\b",
    re.IGNORECASE,
)
#: "Acme and any contributors grant you a license to …" is no word to contributors.
_GRANT = re.compile(r"\bgrant(?:s|ed)? you a licen[sc]e\b", re.IGNORECASE)
_CARD = re.compile(r"(?:^|/)model[-_ ]?card[\w.-]{0,80}\Z|_model_card\w{0,20}\.md\Z", re.IGNORECASE)
_AGAIN = re.compile(
    r"(?:\s*,?\s*(?:licen[sc]e|public licen[sc]e|version \d(?:\.\d)?|v\d(?:\.\d)?)\b){0,3}\s*[(（\[]\s*",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:called|known as|named|stated in|as stated|described|announced)\W*(?:the\W*)?$", re.IGNORECASE
)


class Reader:
    """Reads the sentences and cells of a page in their order: what stands above one may matter to it."""

    def __init__(self, path: str, own: Subject | None, context: Context, presented: Page = UNNAMED) -> None:
        self._path, self._context = path, context
        self._ours = Ours(own, presented.names)
        self._card = is_card(path, context)
        self._section = Section()

    def read(self, sentence: Sentence) -> tuple[Claim, ...]:
        """Return the claims of ``sentence`` that give a license."""
        self._section.enter(sentence)
        found = tuple(self._claims(sentence))
        self._section.leave(sentence, gives=bool(found))
        return found

    def in_cell(self, sentence: Sentence, row: tuple[str, ...]) -> Iterator[Claim]:
        """Yield the claims of a cell of a table, which stands in ``row``."""
        for one, subject, about in license_cells.read(sentence, row, self._ours, self._card):
            yield _claim(one, sentence, self._path, subject, about, Origin.TABLE)

    def _claims(self, sentence: Sentence) -> Iterator[Claim]:
        text = sentence.text
        found = mentions.find(sentence) if sentence.links or _QUICK.search(text) else ()
        if not found or text.rstrip(" \"'”’)*_").endswith(("?", "？")):
            return
        if _CONTRIBUTING.search(text) and not _GRANT.search(text):
            return
        above = Above(sentence, self._section, self._ours)
        clauses = Clauses(above, self._ours, card=self._card, issue=self._context is Context.ISSUE)
        before: Given = []
        floor = 0
        for number, one in enumerate(found):
            if number and _is_alias(text, found[number - 1], one):
                floor = one.end if before else floor
                continue
            given = clauses.given(one, floor, before)
            for subject, about in given:
                yield _claim(one, sentence, self._path, *self._meant(subject, about), Origin.SENTENCE)
            before, floor = (given or before), (one.end if given else floor)

    def _meant(self, subject: Subject, about: About) -> tuple[Subject, About]:
        """Return what a license is given to: on a model's card, that of the whole is that of the weights."""
        whole = (subject, about) == (REPOSITORY, About.PROJECT)
        return (self._ours.model(), About.WEIGHTS) if self._card and whole else (subject, about)


def _is_alias(text: str, last: Mention, one: Mention) -> bool:
    """Whether a name in brackets only says the one before it again: "Apache License 2.0 (Apache 2.0)"."""
    between = text[last.end : one.start]
    return bool(one.license) and one.license == last.license and bool(_AGAIN.fullmatch(between))


def is_card(path: str, context: Context) -> bool:
    """Whether a page is a model's card, by its name or its front matter."""
    return context is Context.CARD or bool(_CARD.search(path))


def _claim(
    one: Mention, sentence: Sentence, path: str, subject: Subject, about: About, origin: Origin
) -> Claim:
    text = sentence.text
    said = modality(text, one.start, one.end)
    if said is Modality.ATTRIBUTED and _CALLED.search(text[max(0, one.start - 40) : one.start]):
        # "A license called …" is nobody else's word.
        said = Modality.DIRECT
    return Claim(
        subject,
        one.words,
        Strength.LICENSE,
        about,
        path,
        sentence.line_at(one.start),
        quote(sentence, one.start),
        origin,
        Modality.DIRECT if said is Modality.IMPLIED else said,
        origin is Origin.SENTENCE and bool(NEGATED.search(text[max(0, one.start - 40) : one.start])),
        license=one.license,
        links=one.links,
    )
