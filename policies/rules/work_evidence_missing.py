"""``require.work_evidence``: the text shows that the work was tried.

Whether a log is a good one is for people to judge. So anything that may show a trial is taken for one: code,
an image, a link, numbered steps, a table, or words about a test. Only a text with nothing of the kind fails.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from detectors.markdown import MAX_CHARS
from detectors.model import Kind, Tier, known
from detectors.traces import agents
from policies import templates
from policies.case import Case
from policies.decision import Result, Step, Violation
from policies.problems import listed
from policies.rules import asks
from policies.words import WorkEvidence

KIND: Final = "work_evidence_missing"

_SHOWN: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE, Kind.SECURITY_REPORT})
_WORDS: Final[MappingProxyType[WorkEvidence, str]] = MappingProxyType(
    {
        "test_log": "the log of a test run",
        "reproducer": "steps or code that reproduce the problem",
        "proof_of_concept": "a proof of concept",
        "screenshot": "a screenshot",
        "benchmark": "measurements",
    }
)
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_FENCE: Final = re.compile(r"[\s>]{0,12}(?:[-*+]\s{1,4}|\d{1,3}[.)]\s{1,4})?(```|~~~)")
#: Any address but that of an issue or a pull request.
_LINK: Final = re.compile(
    r"https?://(?!github\.com/[\w.-]{1,100}/[\w.-]{1,100}/(?:issues|pull)/\d)[^\s<>()\[\]]{4,500}"
)
_SIGNS: Final = (
    ("an image", re.compile(r"!\[|<(?:img|video)\b", re.IGNORECASE)),
    ("a details block", re.compile(r"<(?:details|pre|code|table)\b", re.IGNORECASE)),
    ("a table", re.compile(r"^(?=[^\n]{0,200}\|)[ :|-]{5,200}$", re.MULTILINE)),
    ("indented code", re.compile(r"^(?: {4,8}|\t)[^\s*+\d-]", re.MULTILINE)),
    ("inline code", re.compile(r"`[^`\n]{8,400}`")),
    ("steps", re.compile(r"^ {0,6}2[.)] {1,4}\S", re.MULTILINE)),
    ("a command", re.compile(r"^ {0,6}[$%] [./]{0,2}[a-z][\w./-]{1,40}", re.MULTILINE)),
)
#: Plain denials are no tests; every other mention is believed.
_DENIED: Final = re.compile(
    r"\b(?:not|never|without|no|any|n['’]t|yet to)\s(?:\w{1,12}\s){0,2}?"
    r"(?:test\w{0,4}|reproduc\w{0,8}|benchmark\w{0,4}|measur\w{0,5}|run|ran|verified|checked)\b",
    re.IGNORECASE,
)
_TOLD: Final = re.compile(
    r"\b(?:tested|tests? (?:still )?(?:pass\w{0,3}|ran|run|are green|succe\w{0,6})|test (?:log|run|suite)s?"
    r"|passed|ran|running|unit tests?|by hand|manual(?:ly)?|reproduc\w{0,8}|repro|steps to|poc"
    r"|proof of concept|benchmark\w{0,4}|measured|screen ?shots?|recording|verified|checked)\b"
    r"|\d\s?(?:ms|µs|us|ns|x faster|% faster|req/s|mb/s)\b",
    re.IGNORECASE,
)


def check(case: Case) -> Iterator[Step | Violation]:
    """Look for anything that shows a trial; any one of the asked things is enough, and any doubt too."""
    asked, contribution = case.policy.require.work_evidence, case.facts.contribution
    if not asked or contribution.kind not in _SHOWN:
        return
    clause = f"require.work_evidence: [{', '.join(asked)}]"
    sign = _sign(_own(case))
    if sign:
        yield Step(clause, Result.SATISFIED, f"The text has {sign}; whether it shows enough, people judge.")
    else:
        yield _missing(case, clause, asked)


def _own(case: Case) -> str:
    """Return the text without comments, and without the lines that the template put there."""
    body = _COMMENT.sub("", case.facts.contribution.body[:MAX_CHARS]).replace("\r\n", "\n")
    files = known(templates.of_kind(case.facts), ())
    theirs = {line.strip() for file in files for line in templates.text_of(file).split("\n")}
    fenced: list[str] = []
    rest: list[str] = []
    fence = ""
    for line in body.split("\n"):
        mark = _FENCE.match(line)
        if mark and fence in ("", mark[1]):
            fence = "" if fence else mark[1]
        elif line.strip() and line.strip() not in theirs:
            (fenced if fence else rest).append(line)
    return "\n".join([*rest, *(["<pre>"] if fenced else [])])


def _sign(text: str) -> str:
    for name, pattern in _SIGNS:
        if pattern.search(text):
            return name
    if any(not (agents.by_page(link) or agents.by_link(link)) for link in _LINK.findall(text)):
        return "a link"
    return "words about a trial" if _TOLD.search(_DENIED.sub(" ", text)) else ""


def _missing(case: Case, clause: str, asked: tuple[WorkEvidence, ...]) -> Violation:
    wanted = listed(_WORDS[word] for word in asked)
    return Violation(
        kind=KIND,
        tier=Tier.EXACT,
        clause=clause,
        message=f"This project asks to see that the work was tried: {wanted}. The {case.kind} shows nothing "
        "of the kind yet.",
        evidence=(),
        remedy=f"Add {wanted} to the text: what you did and what came out, in a code block, is enough. "
        f"{asks.WRONG}",
        responses=(),
    )
