"""Licenses that are given in languages other than English: to what, by the nouns before them."""

from __future__ import annotations

import re
from typing import Final

from detectors.openness.mentions import Mention
from detectors.openness.model import About, Subject
from detectors.openness.receivers import REPOSITORY, Given, Ours, is_program
from detectors.openness.subjects import Candidate

_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ROMANCE = re.compile(
    r"\b(?:el|los|las|les|dos|der|das|este|esta|ce|cette|dieser?s?|se|são|sont|ist|sind|wird|werden"
    r"|está|están|bajo|sob|unter|sous|é|e)\b",
    re.IGNORECASE,
)
_COLON = re.compile(r"[:：]\s*[\[(【「《]?\s*$")
_CODE = re.compile(
    r"代码|源码|代碼|源代碼|コード|코드|c[óo]digo|Quellcode|kode\b|code\b|工具箱|ツールキット|툴킷",
    re.IGNORECASE,
)
_WEIGHTS = re.compile(
    r"权重|權重|模型|参数|重み|モデル|모델|가중치|\bpesos\b|\bpoids\b|\bmodelos?\b|\bmodèles?\b"
    r"|\bModelle?\b|Gewichte|\bmodels?\b|\bweights\b",
    re.IGNORECASE,
)
_DATA = re.compile(r"数据|數據|データ|데이터|\bdatos\b|\bdados\b|\bdonnées\b|Daten\b|\bdatasets?\b")
_PROJECT = re.compile(
    r"项目|仓库|專案|项目|プロジェクト|リポジトリ|프로젝트|저장소|proyecto|projeto|projet|Projekt"
    r"|proyek|软件|软体|ソフトウェア|소프트웨어|本作品"
)
_FOREIGN_LINK = re.compile(
    r"采用|遵循|使用|基于|依照|依据|根据|按照|在|以|遵守|沿用|许可|協議|协议|授权|适用|遵从|受|は|に"
    r"|の下|は|은|는|을|를|에|따라|unter|bajo|sob|sous|licencia|licença|lisensi|按|见|為|为|查看|参见"
    r"|详见|参阅|阅读|参照|참고|참조"
)
_FOREIGN_AFTER = re.compile(
    r"\W*(?:下|许可|許可|协议|協議|授权|开源|開源|ライセンス|に従|に基|の下|のもと|라이선스|라이센스"
    r"|를|을|에|로|하에|따르|따라|licen|lizenz)",
    re.IGNORECASE,
)
#: "Whether it complies with …" gives nothing.
_WHETHER = re.compile("여부|是否|かどうか")
_OTHER_NAME = re.compile(r"\W*(?P<name>[A-Z][\w.+-]{1,40}?)\s*(?:是|基于|采用|使用|遵循|は|는|은)")
#: So much before a license is looked at, in characters.
_REACH: Final = 80


def is_written(text: str, one: Mention, left: str) -> bool:
    """Whether the words around a license are Chinese, Japanese or Korean; ``left`` are those before it."""
    after = text[one.end : one.end + 12]
    return bool(_CJK.search(left) or (_CJK.search(after) and not left.strip().isascii()))


def is_romance(words: str) -> bool:
    """Whether ``words`` are of a language of Europe that this module knows the nouns of."""
    return bool(_ROMANCE.search(words))


def given(
    text: str, one: Mention, left: str, ours: Ours, held: tuple[Candidate, ...], legal: bool
) -> Given | None:
    """The same in other languages: what a license is given to stands before it in the clause.

    None says that a license is given, and not to what.
    """
    clause = re.split(r"[，。；、,;]", left[-_REACH:])[-1]
    after = text[one.end : one.end + 24]
    label = bool(_COLON.search(left))
    bare = not clause.strip(" :：[(【「《-*")
    if _WHETHER.search(text):
        return []
    name = _OTHER_NAME.match(left)
    if name and not ours.is_title(name["name"]) and not held and legal:
        return [(Subject(name["name"], None), About.PROJECT)]
    if not (label or _FOREIGN_LINK.search(clause) or _FOREIGN_AFTER.match(after) or (legal and bare)):
        return []
    if found := nouns(clause, ours, held, one):
        return found
    if label and not legal and len(clause) > 12:
        return []
    return nouns(left[-_REACH:], ours, held, one) or (
        None if bare or (legal and len(clause.strip()) <= 10) else []
    )


def nouns(clause: str, ours: Ours, held: tuple[Candidate, ...], one: Mention) -> Given:
    """Return what the nouns of ``clause``, which stands before the license ``one``, are about."""
    named = [
        part
        for part in held
        if part.named and part.end <= one.start and part.start >= one.start - len(clause) - 2
    ]
    if named and (named[-1].subject is None or is_program(named[-1].subject)):
        return []
    found: Given = []
    for pattern, about in ((_CODE, About.CODE), (_WEIGHTS, About.WEIGHTS), (_DATA, About.DATA)):
        if pattern.search(clause):
            model = about is About.WEIGHTS
            subject = (
                named[-1].subject if named and model and named[-1].subject is not None else ours.of(about)
            )
            found.append((subject, about))
    if not found and named and named[-1].subject is not None:
        if named[-1].subject.own and _PROJECT.search(clause):
            return [(REPOSITORY, About.PROJECT)]
        return [(named[-1].subject, named[-1].about)]
    if not found and _PROJECT.search(clause):
        return [(REPOSITORY, About.PROJECT)]
    return found
