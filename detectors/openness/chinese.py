"""Chinese forms beyond "X 是开源模型": what "we" open, what is opened under a license, what a page presents.

A thing stands before its verb with 将, 对 or 把, or behind it; the last noun says what it is.
"""

from __future__ import annotations

import re
from typing import Final

from detectors.openness.model import About, Subject
from detectors.openness.page import Page
from detectors.openness.sentences import Sentence
from detectors.openness.subjects import Candidate

Told = list[tuple[Subject, About]]

_KINDS: Final = (
    (About.BENCHMARK, re.compile(r"benchmark|评测集|测试集|基准|榜单", re.IGNORECASE)),
    (About.DATA, re.compile(r"数据|语料|dataset|corpus", re.IGNORECASE)),
    (About.CODE, re.compile(r"代码|源码|脚本|推理框架|训练框架|demo", re.IGNORECASE)),
    (About.WEIGHTS, re.compile(r"权重|参数|checkpoint", re.IGNORECASE)),
    (About.MODEL, re.compile(r"模型|LLM|VLM", re.IGNORECASE)),
)
_PROGRAM = re.compile(
    r"框架|平台|工具|项目|系统|助手|应用|引擎|程序|智能体|代理|agent|软件|方案|编辑器|客户端|服务|库|插件|机器人|替代",
    re.IGNORECASE,
)
#: "On this day (we) open": who speaks is the page.
_WE = re.compile(
    r"(?:我们|本次|此次|正式|全面|同时|已经?|也|均|都|还|现|首次|今日|今天|宣布|将)+$|^(?:\W|[\d年月日./-])*$"
)
_OPENED_BEFORE = re.compile(
    r"(?:将|把|对|关于)(?P<what>[^，。；]{2,50}?)(?:也|都|均|全部|已){0,4}(?:在[^，。；]{2,40})?(?:进行了?|做了)$"
)
_BY_LICENSE = re.compile(
    r"(?P<what>[^，。；]{2,40}?)(?:均|都|也)?(?:依照|依据|遵循|采用|基于|使用|以|根据|按照|在)[^，。；]{2,40}(?:协议|许可证?|licen[sc]e)(?:下|进行|来)?$",
    re.IGNORECASE,
)
_IS = re.compile(r"^\s*(?:[（(][^（()）]{0,40}[)）])?\s*(?:是|为|作为|——?|：|:|，)[^，。；：]{0,30}$")
_CLAUSE = re.compile(r"[，。；;：！!？?]")
_OBJECT = re.compile(r"[^，。；;！!？?（(]{1,44}")
#: "Acme 开源模型" goes on with the name.
_GOES_ON = re.compile(r"(?:大?(?:语言)?模型|LLM|版本?)")
_OTHERS = re.compile(
    r"^(?:了)?的?(?:社区|生态|协议|许可|精神|贡献|世界|领域|基金会|组织)|其他|其它|众多|各类|主流|优秀"
)


def of(
    hit: re.Match[str], sentence: Sentence, page: Page, own: Subject | None, held: tuple[Candidate, ...]
) -> Told:
    """Return what 开源 at ``hit`` is said of, by the forms above."""
    text = sentence.text
    before = _CLAUSE.split(text[max(0, hit.start() - 90) : hit.start()])[-1]
    after = text[hit.end() : hit.end() + 60]
    if _OTHERS.search(after[:12]):
        return []
    if re.search(r"(?:本|该|此|我们的)$", before) and re.match(r"大?(?:语言)?模型(?!项目|社区|库)", after):
        return [(own or Subject("", None, own=True), About.MODEL)]
    if found := _OPENED_BEFORE.search(before) or _BY_LICENSE.search(before):
        return _kinds(found["what"], page, own, every=True)
    if re.match(r"版本?(?:是|为|，)", after) and page.is_named and own is not None:
        return [(own, About.MODEL)]
    if found := _OBJECT.match(after):
        end = hit.end() + found.end()
        if any(one.named and hit.end() <= one.start < end for one in held):
            return []
        if presented := _presented(hit, text, found[0], own, held):
            return presented
        if _WE.search(before.strip(" *_")) or (_is_owner(held, hit.start()) and not _GOES_ON.match(after)):
            return _kinds(found[0], page, own)
    return []


def _is_owner(held: tuple[Candidate, ...], start: int) -> bool:
    """Whether the page's own name, or the end of it, stands right before: "Acme 开源…"."""
    return any(
        one.named and one.subject is not None and one.subject.own and 0 <= start - one.end <= 2
        for one in held
    )


def _presented(
    hit: re.Match[str], text: str, after: str, own: Subject | None, held: tuple[Candidate, ...]
) -> Told:
    """ "X 是一个开源的智能体框架": what the page presents, by the noun."""
    ours = [one for one in held if one.named and one.end <= hit.start() and one.subject is not None]
    if not ours or ours[-1].subject is None or not ours[-1].subject.own:
        return []
    one = ours[-1]
    if not _IS.match(text[one.end : hit.start()]) or one.subject is None:
        return []
    phrase = re.split(r"用于|旨在|支持|由|可以|可用|，", after)[0]
    if _PROGRAM.search(phrase[-8:]) or (own is None and not _KINDS[4][1].search(phrase)):
        return [(Subject("", None, own=True), About.PROJECT)]
    about = _last(phrase)
    if about in {None, About.MODEL, About.WEIGHTS}:
        return [(one.subject, About.MODEL)]
    return [(Subject("", None, own=True), about or About.PROJECT)]


def _last(phrase: str) -> About | None:
    """Return the kind of the last noun of ``phrase``."""
    last: tuple[int, About | None] = (-1, None)
    for about, kind in _KINDS:
        for found in list(kind.finditer(phrase))[-1:]:
            if found.end() > last[0]:
                last = found.end(), about
    return last[1]


def _kinds(phrase: str, page: Page, own: Subject | None, *, every: bool = False) -> Told:
    """Return the things that ``phrase`` names, or its last."""
    if not page.is_named and own is None:
        return []
    if every:
        abouts = [about for about, kind in _KINDS if kind.search(phrase)]
        if About.DATA in abouts and About.CODE in abouts and not re.search(r"代码|源码", phrase):
            abouts.remove(About.CODE)
    else:
        last = _last(phrase)
        abouts = [] if last is None else [last]
    ours = own or Subject("", None, own=True)
    return [
        (ours if about in {About.MODEL, About.WEIGHTS} else Subject("", None, own=True), about)
        for about in abouts
    ]
