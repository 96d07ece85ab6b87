"""License names in sentences and tables, and what they are given to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from detectors.openness import subjects
from detectors.openness.english import joined_before
from detectors.openness.meaning import modality, quote
from detectors.openness.model import About, Claim, Context, Modality, Origin, Strength, Subject, Verdict
from detectors.openness.sentences import Sentence
from detectors.openness.subjects import REACH, Candidate
from detectors.openness.wording import IF_ONLY, LICENSE, LICENSE_IDS, NEGATED, UNDER
from detectors.openness.wording import words as _set

_QUICK = re.compile(
    r"licen[sc]|\bMIT\b|apache|BSD|GPL|许可|協議|协议|授权|ライセンス|라이선스|lisensi|lizenz|licencia|licença"
    r"|\bCC\b|RAIL|OpenMDW",
    re.IGNORECASE,
)
_GENERIC: Final = _set(
    """this the see your our its a an under software source open full view read and file no any main
    dual new their same following respective original user end code data third-party corresponding
    project repository all check for of license agreement"""
)
_LABEL = re.compile(
    r"(?:^|[\s|*(])(?:(?P<what>model|weights?|code|software|data(?:set)?|project)\s+)?licen[sc]e\s*[:：]\s*$",
    re.IGNORECASE,
)
#: "Code: MIT" in a list below a heading that speaks of licenses.
_LISTED = re.compile(
    r"^\W*(?:the\s+)?(?:(?P<code>(?:(?:source|sample|training|inference)\s+)?code|software|toolkit)"
    r"|(?P<weights>(?:(?:ML|AI|model|pre-?trained)\s+)?(?:models?|weights|checkpoints))"
    r"|(?P<data>(?:training\s+)?data(?:\s?sets?)?))\s*[:：]\s*[\[(【]?$",
    re.IGNORECASE,
)
_CELL = re.compile(r"^\W*licen[sc]e\W*$", re.IGNORECASE)
#: "Acme is licensed under": the project, where the page has its name as title.
_SUBJECT = re.compile(
    r"^\W*(?P<name>[A-Za-z][\w.-]{1,40}(?: [A-Z][\w.-]{1,40}){0,2}) (?:is|are) "
    r"(?:(?:also|fully|now|free|and|open|source|open-source|software|dual)[ ,-]+){0,4}"
    r"(?:(?:licensed|released|distributed|available|published|provided|made available) )?$"
)
#: What a license without a subject is given to.
_REPOSITORY: Final = Subject("", None, own=True)
_CARD = re.compile(r"(?:^|/)model[-_ ]?card[\w.-]{0,80}\Z", re.IGNORECASE)
_ALONE = re.compile(r"^\W*(?:the\s+)?$", re.IGNORECASE)
_AFTER_ALONE = re.compile(
    r"^(?:\s+licen[sc]e\w?|\s*(?:\(|\[)[^()]{0,60}\)?|[\s,.;©-]|\s+see .{0,80}|\s+[-–—] .{0,80}"
    r"|\s+©.{0,80})*$",
    re.IGNORECASE,
)
_FILLERS: Final = _set(
    """is are was were be been being both all each also now currently officially licensed released
    distributed available published provided offered shared open-sourced open sourced opensourced
    covered governed made free freely publicly dual-licensed and the of which that this it they has
    have comes come use uses used using usage for falls fall primarily weights model models code
    itself here on series subject family in permissively huggingface hugging face repo repository to
    terms adopts adopt follows follow can will strictly solely research commercial academic under
    its open-source opensource license licence by with found root"""
)
_BULLET = re.compile(r"^\W*(?:permissive|fully|open[- ]source|the|\s)*$", re.IGNORECASE)
#: "Acme is released", with a link to a license file: the project by its name.
_BY_NAME = re.compile(r"^\W*[A-Z][\w.-]{1,40}(?: [A-Z][\w.-]{1,40}){0,2} (?:is|are) (?:[\w-]+ ){0,3}$")
_LOCAL = re.compile(r"(?:^|/)(?:LICEN[SC]E|COPYING)[\w.-]{0,40}$", re.IGNORECASE)
_START = re.compile(
    r"^\W*(?:it is |it's |this is |they are |all )?(?:freely |also |dual[- ])?(?:licensed|released"
    r"|distributed|available|open[- ]sourced?|published|provided|made available|under)\b",
    re.IGNORECASE,
)
_CODE_ZH = re.compile(r"代码|源码|代碼|コード|코드|c[óo]digo|Quellcode|kode")
_WEIGHTS_ZH = re.compile(r"权重|权重|模型|参数|重み|モデル|모델|가중치|modelos?|modèles?|Modelle?|Gewichte")
_DATA_ZH = re.compile(r"数据|データ|데이터|datos|dados|données|Daten\b")
_PROJECT_ZH = re.compile(
    r"项目|仓库|專案|プロジェクト|リポジトリ|프로젝트|저장소|proyecto|projeto|projet|Projekt|proyek"
)
_FOREIGN_LINK = re.compile(
    r"(?:采用|遵循|使用|基于|依照|依据|根据|按照|在|以|遵守|沿用|许可|协议|ライセンス|라이선스|unter|bajo|sob|sous|licencia|licença|lisensi|按)"
)


def read(sentence: Sentence, path: str, own: Subject | None, context: Context) -> Iterator[Claim]:
    """Yield the claims of ``sentence`` that name a license."""
    text = sentence.text
    if not _QUICK.search(text) or text.rstrip().endswith(("?", "？")):
        return
    held: tuple[Candidate, ...] | None = None
    for name in islice(LICENSE.finditer(text), 8):
        if not is_license(name[0]):
            continue
        before = text[max(0, name.start() - 160) : name.start()]
        if IF_ONLY.search(before[-60:]):
            continue
        if held is None:
            held = subjects.candidates(text, own, context)
        given = _given_to(name, before, sentence, held, own)
        if is_card(path, context) and given == [(_REPOSITORY, About.PROJECT)] and _LABEL.search(before):
            # A model card's license is that of the weights.
            given = [(own or _REPOSITORY, About.WEIGHTS)]
        for subject, about in given:
            yield _claim(name, sentence, path, subject, about, bool(NEGATED.search(before[-40:])))


def is_card(path: str, context: Context) -> bool:
    """Whether a page is a model's card, by its name or its front matter."""
    return context is Context.CARD or bool(_CARD.search(path))


def is_license(name: str) -> bool:
    """Whether ``name`` is more than a phrase such as "This License"."""
    words = re.findall(r"[a-z0-9.+-]+", name.lower())
    return not all(word in _GENERIC or word in {"licence", "terms", "use"} for word in words)


def license_id(found: re.Match[str]) -> str:
    """Return the SPDX id (or ``LicenseRef-…``) of a match of `LICENSE`; empty for an unknown name."""
    return LICENSE_IDS[(found.lastindex or len(LICENSE_IDS)) - 1]


def id_of(name: str) -> str:
    """Return the SPDX id of the license that ``name`` is, or empty where it is none that we know."""
    found = LICENSE.search(name[:200]) or LICENSE.search(name[:200].upper())
    return license_id(found) if found else ""


def _is_pair(sentence: Sentence, row: tuple[str, ...]) -> bool:
    """Whether a cell is the second of a row "License | …"."""
    return len(row) == 2 and bool(_CELL.match(row[0][:40])) and sentence.text == row[1]


def in_cell(
    sentence: Sentence, row: tuple[str, ...], path: str, own: Subject | None, context: Context
) -> Iterator[Claim]:
    """Yield the claim of a cell in a license column about the one model of its row.

    Tables compare other people's models too: only rows of the repository's own publisher count.
    """
    if _is_pair(sentence, row):
        name = LICENSE.search(sentence.text)
        if name and is_license(name[0]) and _BULLET.match(sentence.text[: name.start()]):
            given = (
                (own or _REPOSITORY, About.WEIGHTS)
                if is_card(path, context)
                else (_REPOSITORY, About.PROJECT)
            )
            yield _claim(name, sentence, path, *given, False, Origin.TABLE)
        return
    if own is None or "licen" not in sentence.column.lower() or len(row) > 40:
        return
    name = LICENSE.search(sentence.text) or LICENSE.search(sentence.text.upper())
    if not name or not is_license(name[0]):
        return
    for cell in row[:4]:
        for one in subjects.candidates(cell[:200], own, Context.README):
            subject = one.subject
            if not one.named or subject is None:
                continue
            rows = (subject.row, own.row)
            if subject.own or (rows[0] and rows[1] and rows[0].publisher == rows[1].publisher):
                yield _claim(name, sentence, path, subject, About.MODEL, False, Origin.TABLE)
            return


def _claim(
    name: re.Match[str],
    sentence: Sentence,
    path: str,
    subject: Subject,
    about: About,
    negated: bool,
    origin: Origin = Origin.SENTENCE,
) -> Claim:
    text = sentence.text
    said = modality(text, name.start(), name.end())
    return Claim(
        subject,
        name[0],
        Strength.LICENSE,
        about,
        path,
        sentence.line_at(name.start()),
        quote(sentence, name.start()),
        origin,
        Modality.DIRECT if said is Modality.IMPLIED else said,
        negated,
        license=license_id(name),
        links=_links(name, sentence),
    )


def _links(name: re.Match[str], sentence: Sentence) -> tuple[str, ...]:
    """Return where the name, or words with "license" in them, lead."""
    held = [
        link.href
        for link in sentence.links[:40]
        if link.text
        and (
            name[0] in link.text
            or (link.text in name[0] and len(link.text) > 2)
            or "licen" in link.text.lower()
        )
    ]
    return tuple(dict.fromkeys(held))[:3]


def _given_to(
    name: re.Match[str], before: str, sentence: Sentence, held: tuple[Candidate, ...], own: Subject | None
) -> list[tuple[Subject, About]]:
    text = sentence.text
    if label := _LABEL.search(before):
        return [_labeled(label["what"], held, name, sentence, own)]
    under_license = any(
        "licen" in title.lower() or "许可" in title or "协议" in title for title in sentence.headings[-1:]
    )
    if _is_alone(name, sentence, own, under_license):
        return [_whole(sentence, own)]
    if under_license and (listed := _LISTED.match(text[: name.start()])):
        return [_listed(listed, own)]
    attributive = re.match(r"[ -]licen[sc]ed\b", text[name.end() : name.end() + 12])
    link = UNDER.search(before[-120:])
    if attributive:
        return _attributive(name, text, held)
    if not link:
        return []
    start = name.start() - (len(before[-120:]) - link.start())
    earlier = [one for one in held if one.end <= max(start, 0)]
    if earlier and (found := _nearest(earlier, text, start)):
        return found
    if found := _foreign(text, start, name, own, held):
        return found
    if own is not None and re.match(r"\W*(?:they|these)\b", text, re.IGNORECASE) and not earlier:
        return [(own, About.MODEL)]
    if (
        under_license
        and not earlier
        and _BY_NAME.match(text[: max(start, 0)])
        and any(map(_LOCAL.search, _links(name, sentence)))
    ):
        return [_whole(sentence, own)]
    if not earlier and _is_title(text[: max(start, 0)], sentence.headings):
        return [(_REPOSITORY, About.PROJECT)]
    if not earlier and (_START.match(text[: name.start()]) or (under_license and start < 12)):
        return [_whole(sentence, own)]
    return []


def _is_alone(name: re.Match[str], sentence: Sentence, own: Subject | None, under_license: bool) -> bool:
    """Whether the name of a license is all that the sentence says, or what a list item begins with."""
    before, after = sentence.text[: name.start()], sentence.text[name.end() : name.end() + 200]
    if under_license and _ALONE.match(before) and _AFTER_ALONE.match(after):
        return True
    return (
        own is not None
        and bool(license_id(name) and _BULLET.match(before))
        and bool(re.match(r"(?:\s+licen[sc]e)?\s*[:.–—-]", after[:12], re.IGNORECASE))
    )


def _listed(label: re.Match[str], own: Subject | None) -> tuple[Subject, About]:
    """ "Code: MIT", "Weights: CC-BY-NC-4.0"."""
    if label["weights"]:
        return own or _REPOSITORY, About.WEIGHTS
    return _REPOSITORY, About.CODE if label["code"] else About.DATA


def _is_title(before: str, headings: tuple[str, ...]) -> bool:
    """Whether the words before a license are the name in the title of the page, with a verb."""
    found = _SUBJECT.match(before) if headings else None
    return found is not None and found["name"].lower() in re.findall(
        r"[a-z][\w.-]*(?: [a-z][\w.-]*){0,2}", headings[0].lower()
    )


def _labeled(
    what: str | None,
    held: tuple[Candidate, ...],
    name: re.Match[str],
    sentence: Sentence,
    own: Subject | None,
) -> tuple[Subject, About]:
    known = {
        "model": About.MODEL,
        "weight": About.WEIGHTS,
        "weights": About.WEIGHTS,
        "code": About.CODE,
        "data": About.DATA,
        "dataset": About.DATA,
    }
    about = known.get((what or "").lower(), About.PROJECT)
    named = [one for one in held if one.named and one.end <= name.start() and one.subject is not None]
    if len(named) == 1 and named[0].subject is not None:
        return named[0].subject, About.MODEL if about is About.PROJECT else about
    if about in {About.MODEL, About.WEIGHTS} and own is not None:
        return own, about
    return (_whole(sentence, own)[0], about) if about is not About.PROJECT else _whole(sentence, own)


def _whole(sentence: Sentence, own: Subject | None) -> tuple[Subject, About]:
    """What a license without a subject is given to: the model of the heading, else the repository."""
    subject = subjects.of_heading(sentence.headings, own)
    if (
        subject is not None
        and not subject.own
        and not _is_program(subject)
        and "licen" in sentence.headings[-1].lower()
    ):
        return subject, About.MODEL
    return Subject("", None, own=True), About.PROJECT


def _attributive(name: re.Match[str], text: str, held: tuple[Candidate, ...]) -> list[tuple[Subject, About]]:
    """ "The MIT-licensed GLM-4.5", "GLM-4.5 is MIT-licensed"."""
    end = name.end() + 9
    for one in held:
        if (
            one.start >= end
            and one.named
            and one.subject is not None
            and not text[end : one.start].strip(" -,")
        ):
            return (
                []
                if subjects.is_other(text, one.end) or _is_program(one.subject)
                else [(one.subject, About.MODEL)]
            )
    following = re.match(
        r"\s+(?:[\w-]+\s+){0,3}?(?:models?|LLMs?|weights|checkpoints)\b", text[end : end + 60]
    )
    if (
        re.match(r"\s+\w", text[end : end + 3])
        and not following
        and not re.match(r"\s+(?:and|so|but|which|,|as|with|for|by|on)\b", text[end : end + 8])
    ):
        return []
    return _nearest([one for one in held if one.end <= name.start()], text, name.start())


def _nearest(earlier: list[Candidate], text: str, start: int) -> list[tuple[Subject, About]]:
    """Return the words nearest before ``start`` that a license is given to, with those that a list adds."""
    if not earlier:
        return []
    for one in reversed(earlier[-2:]):
        between = text[one.end : start]
        words = re.findall(r"[\w'-]+", re.sub(r"\([^()]{0,160}\)", " ", between).lower())
        strange = [word for word in words if word not in _FILLERS]
        if not one.named and re.match(r"\s*(?:of|for|from)\s+(?!this\b)", between):
            return []
        if (
            len(words) > REACH
            or len(strange) > 2
            or re.search(r"[;!?]|[.,]\s+[A-Z]|\bbut\b|\bwhile\b", between)
        ):
            return []
        about = subjects.of_what(text, one)
        if (
            one.named
            and about is None
            and re.search(
                r"\b(?:use|usage) of (?:the )?$", text[max(0, one.start - 30) : one.start], re.IGNORECASE
            )
        ):
            about = About.MODEL
        if one.named and about is About.PROJECT:
            return []
        if one.subject is None or about is None or _is_program(one.subject):
            return []
        return [(one.subject, about), *joined_before(one, about, text, earlier)]
    return []


def _is_program(subject: Subject) -> bool:
    return subject.row is not None and subject.row.verdict is Verdict.NOT_A_MODEL


def _foreign(
    text: str,
    start: int,
    name: re.Match[str],
    own: Subject | None,
    held: tuple[Candidate, ...],
) -> list[tuple[Subject, About]]:
    """The same in other languages: what a license is given to stands before it in the clause."""
    clause = re.split(r"[，。；、,;]", text[max(0, start - 60) : max(start, 0)])[-1]
    if clause.isascii() and not _FOREIGN_LINK.search(text[max(0, start) : name.start()]):
        return []
    named = [one for one in held if one.named and one.end <= max(start, 0) and one.start >= start - 60]
    subject = (
        named[-1].subject if named and named[-1].subject is not None else (own or Subject("", None, own=True))
    )
    if named and named[-1].subject is not None and _is_program(named[-1].subject):
        return []
    found: list[tuple[Subject, About]] = []
    for pattern, about in ((_CODE_ZH, About.CODE), (_WEIGHTS_ZH, About.WEIGHTS), (_DATA_ZH, About.DATA)):
        if pattern.search(clause):
            found.append((subject, about))
    if not found and named:
        return [(subject, About.MODEL)]
    if not found and _PROJECT_ZH.search(clause):
        return [(Subject("", None, own=True), About.PROJECT)]
    return found
