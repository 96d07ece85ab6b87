"""Claims in languages other than English: the words, a model close by, and no other noun between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from detectors.openness import chinese, shown, subjects
from detectors.openness.meaning import quote
from detectors.openness.model import About, Claim, Context, Modality, Strength, Subject, Verdict
from detectors.openness.page import UNNAMED, Page
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
#: "On the basis of open-source models".
_MADE_OF = re.compile(r"(?:在|基于|使用|利用|兼容|接入)$")
_VERB = re.compile(r"\s*(?:é|es|est|ist|adalah|merupakan)\b", re.IGNORECASE)
_MODEL_BEFORE = re.compile(
    r"\b(?:modelos?|modèles?|modelle?s?|model|LLMs?)(?:\s+(?:de|à|en|d['’])|\s+\w{2,15}){0,2}\s*$",
    re.IGNORECASE,
)
_WE_ZH = re.compile(r"(?:我们|正式|现已?|今日|今天|已经?|全面|完全|同时|本次|首次|宣布|，|^|\s|】|将)$")


def read(sentence: Sentence, path: str, own: Subject | None, page: Page = UNNAMED) -> Iterator[Claim]:
    """Yield the claims of ``sentence`` in other languages; ``page`` is what the page presents."""
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
                held = subjects.candidates(text, own, Context.README, page.names)
            yield from _claims(language, strength, hit, sentence, path, own, held, page)


def _claims(
    language: Language,
    strength: Strength,
    hit: re.Match[str],
    sentence: Sentence,
    path: str,
    own: Subject | None,
    held: tuple[Candidate, ...],
    page: Page,
) -> Iterator[Claim]:
    text = sentence.text
    before, after = text[max(0, hit.start() - 60) : hit.start()], text[hit.end() : hit.end() + 40]
    joined = [] if _is_other(language, strength, after) else _joined(language, strength, hit, text, own, held)
    by_form = []
    if language.code == "zh" and strength is Strength.STRONG:
        by_form = chinese.of(hit, sentence, page, own, held)
    elif strength is Strength.STRONG:
        by_form = shown.of(language.code, hit, sentence, page, own)
        if not by_form and language.spaced:
            by_form = _presented(hit, text, held)
    negated = bool(language.negated.search(before))
    if by_form:
        joined = by_form
    elif strength is not Strength.STRONG and not joined and not _named(held):
        joined = _of_terms(text[max(0, hit.start() - 90) : hit.start()], strength, own, page)
    compared = (
        strength is Strength.STRONG
        and not by_form
        and bool(language.compared.search(_clause(before) + _sentence_rest(language, after)))
    )
    if not joined and compared and own is not None and language.nouns.search(after) and not negated:
        joined = [(own, About.MODEL)]
    if joined and compared and own is not None and not joined[0][0].own:
        joined = [(own, About.MODEL)]
    if (
        language.code == "zh"
        and not by_form
        and any(
            one.named and text[one.end : hit.start()].strip() == "" and one.end <= hit.start() for one in held
        )
    ):
        # "Acme 开源模型旨在…" says something else of it.
        compared = compared or bool(strength is Strength.STRONG and re.match(r"大?(?:语言)?模型", after))
    for named, about in _as_presented(joined, language, held, after):
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


def _as_presented(
    joined: list[tuple[Subject, About]], language: Language, held: tuple[Candidate, ...], after: str
) -> list[tuple[Subject, About]]:
    """Return what is said of the page's own program as said of a program."""
    programs = {one.subject for one in held if one.named and one.about is About.PROJECT and one.subject}
    return [
        (Subject("", None, own=True), About.PROJECT)
        if named.own and named in programs and about is About.MODEL and not language.nouns.search(after)
        else (named, about)
        for named, about in joined
    ]


_LAST_MODEL = re.compile(r"模型|モデル|모델")
_THINGS: Final = (
    (
        About.MODEL,
        re.compile(r"模型|权重|モデル|모델|\b(?:modelos?|modèles?|Modelle?|model)\b", re.IGNORECASE),
    ),
    (About.DATA, re.compile(r"数据|データ|데이터|\b(?:datos|dados|données|Daten|data)\b", re.IGNORECASE)),
    (
        About.PROJECT,
        re.compile(
            r"项目|仓库|專案|プロジェクト|リポジトリ|프로젝트|저장소"
            r"|\b(?:proyecto|projeto|projet|Projekt|proyek|repositorios?|repositório|dépôt|Repository)\b",
            re.IGNORECASE,
        ),
    ),
)


def _of_terms(
    before: str, strength: Strength, own: Subject | None, page: Page
) -> list[tuple[Subject, About]]:
    """Return whose use is allowed or limited: the nearest thing before the words, in the sentence."""
    last: tuple[int, About | None] = (-1, None)
    for about, kind in _THINGS:
        for found in islice(kind.finditer(before), 12):
            last = max(last, (found.end(), about), key=lambda one: one[0])
    thing = last[1]
    if thing is About.MODEL and re.search(r"[A-Za-z0-9][-.\w]*\s?$", _LAST_MODEL.split(before)[-2:][0][-12:]):
        return []  # "LLaMA 模型": somebody else's, it seems.
    if thing is None:
        return [(own, About.MODEL)] if strength is Strength.PERMISSION and own is not None else []
    if not page.is_named and own is None:
        return []
    if thing is About.MODEL:
        return [(own or Subject("", None, own=True), thing)]
    return [(Subject("", None, own=True), thing)]


def _named(held: tuple[Candidate, ...]) -> bool:
    return any(one.named for one in held)


def _presented(hit: re.Match[str], text: str, held: tuple[Candidate, ...]) -> list[tuple[Subject, About]]:
    """ "Acme es un framework de código abierto": what the page presents."""
    one = next((one for one in reversed(held) if one.named and one.end <= hit.start()), None)
    if one is None or one.subject is None or not one.subject.own or one.about is not About.PROJECT:
        return []
    between = text[one.end : hit.start()]
    if len(between.split()) > REACH or _CLAUSE.search(between) or not _VERB.match(between):
        return []
    if _MODEL_BEFORE.search(between):
        return [(one.subject, About.MODEL)]
    return [(Subject("", None, own=True), About.PROJECT)]


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
        and (
            language.spaced
            or strength is Strength.STRONG
            # "可商用大模型[Acme]": which may be used so.
            or re.fullmatch(r"的?大?(?:语言)?模型[\W_]{0,4}", text[hit.end() : after.start][:16])
        )
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
    if language.code == "zh" and _MADE_OF.search(text[max(0, hit.start() - 4) : hit.start()]):
        return []
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


#: "通过让 X 生成的…": X is what something else was made with.
_IS_MEANS = re.compile(r"(?:让|通过|利用|借助|类似于?|超[过越]|参考)\s*$")
_MADE_WITH = re.compile(r"训练|生成|微调|蒸馏")


def _fits_before(language: Language, text: str, hit: re.Match[str], one: Candidate) -> About | None:
    between = text[one.end : hit.start()]
    if _CLAUSE.search(between) or _OTHER_NOUN.search(between):
        return None
    if language.spaced:
        joined = len(between.split()) <= REACH and _COPULA.search(between)
        return About.MODEL if joined and not _CODE.search(between) and not _DATA.search(between) else None
    if len(between) > 30 or _IS_MEANS.search(text[max(0, one.start - 4) : one.start]):
        return None
    if _MADE_WITH.search(between) and "是" not in between:
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
