"""Claims in languages other than English: the words, a model close by, and no other noun between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from detectors.openness import subjects
from detectors.openness.meaning import quote
from detectors.openness.model import About, Claim, Context, Modality, Strength, Subject, Verdict
from detectors.openness.sentences import Sentence
from detectors.openness.subjects import REACH, Candidate
from detectors.openness.wording import LANGUAGES, LIABILITY, QUOTED, QUOTED_END, Language

MAX_CLAIMS: Final = 6

_CLAUSE = re.compile(r"[。；;!?！？]|\.\s")
_OTHER_NOUN = re.compile(
    r"教程|课程|手册|指南|文档|论文|技术报告|流水线|チュートリアル|技術報告|튜토리얼|기술 보고서"
    r"|(?<![A-Za-z])(?:cookbooks?|tutorials?|technical reports?"
    r"|pipelines?|librar(?:y|ies)|projects?|tools?)(?![A-Za-z])"
    r"|用の|向けの|VAE|框架|工具|平台|社区|社群|项目|评测|基准|软件|插件|客户端|应用|フレームワーク|ツール|コミュニティ|ソフトウェア|프레임워크|도구|커뮤니티|소프트웨어"
    r"|\b(?:herramientas?|bibliotecas?|projetos?|proyectos?|projets?|outils?|bibliothèques?"
    r"|librer[ií]as?|frameworks?|ferramentas?|alat|pustaka|proyek"
    r"|plataformas?|plateformes?|aplicaci\w+|aplica[cç]\w+|applications?|werkzeuge?|projekte?s?"
    r"|comunidad\w*|comunidade\w*|communauté|komunitas|agentes?|agents?"
    r"|para|com|con|pour|avec|für|mit|untuk|dengan|unterstützt|supports?|soporta|suporta|mendukung)\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"代码|源码|コード|코드|\bkode\b|\bQuellcode\b"
    r"|\bcódigo(?! (?:aberto|abierto))\b|\bcode(?! source ouvert)\b",
    re.IGNORECASE,
)
_DATA = re.compile(r"数据集?|データ|데이터|\b(?:datos|dados|données|Daten|data(?:set)?)\b", re.IGNORECASE)
_BENCHMARK = re.compile(r"评测集?|基准|ベンチマーク|벤치마크|\bbenchmarks?\b", re.IGNORECASE)
_COPULA = re.compile(
    r"\b(?:é|são|es|son|est|sont|ist|sind|adalah|merupakan|um|un|ein|eine|ses?)\b|[,(]", re.IGNORECASE
)
_MODEL_BEFORE = re.compile(
    r"\b(?:modelos?|modèles?|modelle?s?|model|LLMs?)(?:\s+(?:de|à|en|d['’])|\s+\w{2,15}){0,2}\s*$",
    re.IGNORECASE,
)
_WE_ZH = re.compile(r"(?:我们|正式|现已?|今日|今天|已经?|全面|完全|同时|本次|首次|宣布|，|^|\s|】|将)$")


def read(sentence: Sentence, path: str, own: Subject | None) -> Iterator[Claim]:
    """Yield the claims of ``sentence`` in the languages of `LANGUAGES`."""
    text = sentence.text
    if text.rstrip().endswith(("?", "？", "吗", "か。")):
        return
    held: tuple[Candidate, ...] | None = None
    for language in LANGUAGES:
        if not language.spaced and text.isascii():
            continue
        words = [(Strength.STRONG, hit) for hit in islice(language.strong.finditer(text), MAX_CLAIMS)]
        forbidden = [
            (Strength.RESTRICTION, hit) for hit in islice(language.forbidden.finditer(text), MAX_CLAIMS)
        ]
        taken = [hit.span() for _, hit in forbidden]
        words += forbidden
        words += [
            (Strength.PERMISSION, hit)
            for hit in islice(language.allowed.finditer(text), MAX_CLAIMS)
            if not any(start <= hit.start() < end or hit.start() <= start < hit.end() for start, end in taken)
        ]
        for strength, hit in words:
            if held is None:
                held = subjects.candidates(text, own, Context.README)
            yield from _claims(language, strength, hit, sentence, path, own, held)


def _claims(
    language: Language,
    strength: Strength,
    hit: re.Match[str],
    sentence: Sentence,
    path: str,
    own: Subject | None,
    held: tuple[Candidate, ...],
) -> Iterator[Claim]:
    text = sentence.text
    before, after = text[max(0, hit.start() - 60) : hit.start()], text[hit.end() : hit.end() + 40]
    joined = [] if _is_other(language, strength, after) else _joined(language, strength, hit, text, own, held)
    negated = bool(language.negated.search(before))
    compared = strength is Strength.STRONG and bool(
        language.compared.search(_clause(before) + _sentence_rest(language, after))
    )
    if not joined and compared and own is not None and language.nouns.search(after) and not negated:
        joined = [(own, About.MODEL)]
    if joined and compared and own is not None and not joined[0][0].own:
        joined = [(own, About.MODEL)]
    for named, about in joined:
        subject = subjects.specific(named, held, text)
        yield Claim(
            subject,
            hit[0],
            strength,
            about,
            path,
            sentence.line_at(hit.start()),
            quote(sentence, hit.start()),
            modality=_modality(language, sentence, hit, compared),
            negated=negated,
            lowered=language.lowered and strength is Strength.STRONG,
            language=language.code,
        )


def _is_other(language: Language, strength: Strength, after: str) -> bool:
    return strength is Strength.STRONG and bool(language.other.search(after))


def _clause(before: str) -> str:
    return re.split(r"[，。；,;：]", before)[-1]


def _sentence_rest(language: Language, after: str) -> str:
    """ "开源模型中最强" compares behind the words."""
    return "" if language.spaced else re.split(r"[，。；,;]", after)[0][:12]


def _modality(language: Language, sentence: Sentence, hit: re.Match[str], compared: bool) -> Modality:
    text = sentence.text
    before, after = text[max(0, hit.start() - 60) : hit.start()], text[hit.end() : hit.end() + 16]
    if QUOTED.search(before) and QUOTED_END.search(after):
        return Modality.QUOTED
    if language.attributed.search(before):
        return Modality.ATTRIBUTED
    if LIABILITY.search(text) or compared:
        return Modality.IMPLIED
    planned = language.planned.search(before) or (not language.spaced and language.planned.search(after))
    return Modality.PLANNED if planned or sentence.task else Modality.DIRECT


def _joined(
    language: Language,
    strength: Strength,
    hit: re.Match[str],
    text: str,
    own: Subject | None,
    held: tuple[Candidate, ...],
) -> list[tuple[Subject, About]]:
    named = [one for one in held if one.named and one.subject is not None and not _is_program(one.subject)]
    after = next((one for one in named if one.start >= hit.end()), None)
    if (
        after is not None
        and (language.spaced or strength is Strength.STRONG)
        and _fits_after(language, text, hit, after)
    ):
        first = named.index(after)
        found = _list(text, named, first, 1)
        return [
            (subject, about)
            for subject in found
            for about in _after_name(text, named[first + len(found) - 1].end)
        ]
    earlier = [one for one in named if one.end <= hit.start()]
    if earlier and (about := _fits_before(language, text, hit, earlier[-1])):
        return [(subject, about) for subject in _list(text, named, len(earlier) - 1, -1)]
    return _own(language, strength, hit, text, own)


def _fits_after(language: Language, text: str, hit: re.Match[str], one: Candidate) -> bool:
    between = text[hit.end() : one.start]
    if (
        _CLAUSE.search(between)
        or _OTHER_NOUN.search(between)
        or _OTHER_NOUN.match(text[one.end : one.end + 12].lstrip(" 的"))
    ):
        return False
    if language.spaced:
        return len(between.split()) <= 3 and bool(
            _MODEL_BEFORE.search(text[max(0, hit.start() - 60) : hit.start()])
            or language.nouns.match(between + " Modell")
        )
    return len(between) <= 16 and not _CODE.search(between) and not _DATA.search(between)


def _fits_before(language: Language, text: str, hit: re.Match[str], one: Candidate) -> About | None:
    between = text[one.end : hit.start()]
    if _CLAUSE.search(between) or _OTHER_NOUN.search(between):
        return None
    if language.spaced:
        joined = len(between.split()) <= REACH and _COPULA.search(between)
        return About.MODEL if joined and not _CODE.search(between) and not _DATA.search(between) else None
    if len(between) > 30:
        return None
    if _BENCHMARK.search(between):
        return None
    if _CODE.search(between):
        return About.CODE
    return About.DATA if _DATA.search(between) else About.MODEL


def _after_name(text: str, end: int) -> tuple[About, ...]:
    """Return what of a model is opened by the words behind its name ("的推理代码与模型权重")."""
    clause = re.split(r"[，。；,;（(]|以及", text[end : end + 40])[0]
    about = [
        kind
        for kind, fits in (
            (About.CODE, _CODE.search(clause)),
            (About.DATA, _DATA.search(clause)),
            (About.WEIGHTS, re.search(r"权重|参数|重み|가중치", clause)),
            (About.MODEL, re.search(r"(?<!\w)模型(?!权重|参数|训练|推理)", clause)),
        )
        if fits
    ]
    return tuple(about) or (About.MODEL,)


def _list(text: str, named: list[Candidate], first: int, step: int) -> list[Subject]:
    """Return the model ``named[first]`` and those that a list joins to it, forward or backward."""
    found: list[Subject] = []
    place = first
    while 0 <= place < len(named) and len(found) < 8:
        one = named[place]
        if found:
            left, right = sorted((one, named[place - step]), key=lambda part: part.start)
            if not re.fullmatch(
                r"\s*(?:、|,|，|和|与|及|以及|と|와|과|및|and|y|e|et|und|dan|/)\s*",
                text[left.end : right.start][:12],
            ):
                break
        if one.subject is not None:
            found.append(one.subject)
        place += step
    return found


def _own(
    language: Language, strength: Strength, hit: re.Match[str], text: str, own: Subject | None
) -> list[tuple[Subject, About]]:
    """Return the repository's model, where the words name it ("本模型") or say that "we" opened it."""
    subject = own or Subject("", None, own=True)
    before, after = text[max(0, hit.start() - 60) : hit.start()], text[hit.end() : hit.end() + 30]
    last = max(islice(language.own.finditer(before), 8), key=lambda found: found.end(), default=None)
    if last is not None:
        between = before[last.end() :]
        if (
            not _CLAUSE.search(between)
            and not _OTHER_NOUN.search(between)
            and (not language.spaced or _COPULA.search(between) or strength is not Strength.STRONG)
        ):
            return [(subject, About.MODEL)]
    if (
        language.code == "zh"
        and strength is Strength.STRONG
        and "我们" in before[-16:]
        and _WE_ZH.search(before)
    ):
        if re.match(r"了?(?:全部|所有|完整|训练|推理|相关|的|\s){0,4}(?:代码|源码)", after):
            return [(subject, About.CODE)]
        if re.match(r"了?(?:全部|所有|完整|训练|相关|的|\s){0,4}数据", after):
            return [(subject, About.DATA)]
        if language.nouns.search(after):
            return [(subject, About.MODEL)]
    return []


def _is_program(subject: Subject) -> bool:
    return subject.row is not None and subject.row.verdict is Verdict.NOT_A_MODEL
