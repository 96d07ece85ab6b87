"""In other languages: "the open-source version" of what a page presents, and what a ticked item opened.

Each language that is read has one way to write either: ja, ko, es, pt and fr; the Chinese forms stand in
`chinese`.
"""

from __future__ import annotations

import re
from typing import Final

from detectors.openness.model import About, Subject
from detectors.openness.page import Page
from detectors.openness.place import Told
from detectors.openness.sentences import Sentence

_I: Final = re.IGNORECASE
#: Behind the words (first) or before them (second): "version", and nothing of whose.
_VERSION: Final[dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]] = {
    "ja": (re.compile(r"(?:化)?(?:され(?:た|ている)|した|の)?(?:バージョン|版)"), None),
    "ko": (re.compile(r"(?:로 공개된|화된|의)?\s?(?:버전|판)"), None),
    "es": (None, re.compile(r"\bversi[óo]n(?: de)?\s*$", _I)),
    "pt": (None, re.compile(r"\bvers[ãa]o(?: de)?\s*$", _I)),
    "fr": (None, re.compile(r"\bversion(?: en)?\s*$", _I)),
}
#: How an item says that something was opened: behind the words, or at its beginning.
_OPENED: Final[dict[str, re.Pattern[str]]] = {
    "ja": re.compile(r"(?:化|として公開|で公開|に(?:する|した)|する|した|公開)"),
    "ko": re.compile(r"(?:화|로 공개|으로 공개|공개)"),
}
_OPENING: Final[dict[str, re.Pattern[str]]] = {
    "es": re.compile(r"\W*(?:publicar|publicad[oa]s?|liberar|liberad[oa]s?|lanzar|abrir|hacer)\b", _I),
    "pt": re.compile(r"\W*(?:publicar|publicad[oa]s?|liberar|liberad[oa]s?|lan[çc]ar|abrir|tornar)\b", _I),
    "fr": re.compile(r"\W*(?:publier|publication|lib[ée]rer|mettre|mise|ouvrir|rendre|passer|passage|$)", _I),
}
_THINGS: Final[tuple[tuple[About, re.Pattern[str]], ...]] = (
    (About.MODEL, re.compile(r"モデル|重み|모델|가중치|\b(?:modelos?|mod[èe]les?|pesos|poids)\b", _I)),
    (
        About.DATA,
        re.compile(r"データ|데이터|\b(?:(?:conjuntos? de )?(?:datos|dados)|donn[ée]es|corpus|dataset)\b", _I),
    ),
    (
        About.CODE,
        re.compile(
            r"コード|スクリプト|코드|스크립트|\bc[óo]digo(?! (?:abierto|aberto))\b|\bcode\b|\bscripts?\b", _I
        ),
    ),
)
_REACH: Final = 90


def of(code: str, hit: re.Match[str], sentence: Sentence, page: Page, own: Subject | None) -> Told:
    """Return what the words ``hit`` of the language ``code`` are said of by these two forms."""
    if not page.is_named or code not in _VERSION:
        return []
    text = sentence.text
    before, after = text[max(0, hit.start() - _REACH) : hit.start()], text[hit.end() : hit.end() + _REACH]
    behind, ahead = _VERSION[code]
    if (behind is not None and behind.match(after)) or (ahead is not None and ahead.search(before)):
        others = re.match(r"\s*(?:de|of|d['’])\s+[A-Z]", after)
        return [(own, About.MODEL)] if own is not None and not others else []
    return _of_item(code, before, after, own) if sentence.ticked else []


def _of_item(code: str, before: str, after: str, own: Subject | None) -> Told:
    """Return the things that a done item opened, as its nouns say."""
    opened = _OPENED[code].match(after) if code in _OPENED else _OPENING[code].match(before)
    if not opened:
        return []
    clause = f"{before} {after}"
    abouts = [about for about, kind in _THINGS if kind.search(clause)]
    ours = own or Subject("", None, own=True)
    return [(ours if about is About.MODEL else Subject("", None, own=True), about) for about in abouts[:1]]
