"""How well disclosures of AI use keep to one form of words; four forms are known.

Counted are commits that disclose by a trailer or in words. A commit keeps a dialect where one of its trailers
does; that an agent left another trace, or none, breaks no dialect.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from bot.audit.mails import Mails
from bot.audit.model import Dialect, Quote
from bot.audit.note import Disclosed, Note
from detectors.traces.agents import by_name, find_agent
from detectors.traces.attribution import split_identity
from detectors.traces.details import fields_of

_EXAMPLES: Final = 5
#: ``AGENT_NAME:MODEL_VERSION [TOOL1] [TOOL2]``, where the brackets say that the tools may be missing.
_KERNEL: Final = re.compile(r"[^:\s\[\]][^:\[\]]{0,99}:\s?[^\s:\[\]]{1,200}(?:\s+\[?[\w.+/-]{1,60}\]?){0,20}")
#: ``tool (model)``.
_LIBERTY: Final = re.compile(r"[^()\s][^()]{0,99}\([^()]{1,200}\)")
_VERSION: Final = re.compile(r"[0-9]")
_ROLES: Final = frozenset({"assisted", "generated", "authored", "developed"})


def _kernel(it: Disclosed) -> str:
    if it.key.casefold() != "assisted-by":
        return f"{_spelled(it)} in the place of Assisted-by"
    if split_identity(it.value)[1]:
        return "a mail address in the place of the model"
    return "" if _KERNEL.fullmatch(it.value) else "not written as AGENT:MODEL"


def _asf(it: Disclosed) -> str:
    return "" if it.key.casefold() == "generated-by" else f"{_spelled(it)} in the place of Generated-by"


def _liberty(it: Disclosed) -> str:
    if it.key.casefold() != "co-authored-by-ai":
        return f"{_spelled(it)} in the place of Co-authored-by-AI"
    return "" if _LIBERTY.fullmatch(it.value) else "no model in brackets after the tool"


def _sfc(it: Disclosed) -> str:
    if find_agent(it.value) is None and not fields_of(it.value) & {"model"}:
        return "no known system named"
    name = split_identity(it.value)[0]
    if "model" not in fields_of(name) and not _VERSION.search(name):
        return "no version of the system"
    return "" if _ROLES & set(it.key.casefold().split("-")) else "not said what the system did"


def _spelled(it: Disclosed) -> str:
    return "-".join(
        word.upper() if word == "ai" else word for word in it.key.casefold().split("-")
    ).capitalize()


@dataclass(frozen=True, slots=True)
class _Form:
    """A dialect: where it is laid down, and what is wrong with a trailer (nothing: it keeps the dialect)."""

    source: str
    problem: Callable[[Disclosed], str]


_FORMS: Final[Mapping[str, _Form]] = MappingProxyType(
    {
        "kernel": _Form("https://docs.kernel.org/process/coding-assistants.html", _kernel),
        "asf": _Form("https://www.apache.org/legal/generative-tooling.html", _asf),
        "open-liberty": _Form(
            "https://github.com/OpenLiberty/open-liberty/blob/integration/GENAI_GUIDELINES.md", _liberty
        ),
        "sfc": _Form("Software Freedom Conservancy, recommendations of 2026-06-18", _sfc),
    }
)
NAMES: Final = tuple(_FORMS)
#: Which dialect a policy asks for, by the one trailer that it accepts.
_BY_KEY: Final = MappingProxyType(
    {"assisted-by": "kernel", "generated-by": "asf", "co-authored-by-ai": "open-liberty"}
)
_IN_WORDS: Final = "said in words only, which no program reads"


def chosen(accepted: frozenset[str]) -> str:
    """Return the dialect that goes with the trailers which a policy accepts (folded), or nothing."""
    named = {_BY_KEY[key] for key in accepted if key in _BY_KEY}
    return named.pop() if len(named) == 1 else ""


@dataclass
class _Count:
    kept: int = 0
    broken: int = 0
    problems: Counter[str] = field(default_factory=Counter)
    examples: deque[Quote] = field(default_factory=lambda: deque(maxlen=_EXAMPLES))


class Dialects:
    """Counts commit by commit, in the order of the history."""

    def __init__(self, mails: Mails) -> None:
        self._mails = mails
        self._counts = {name: _Count() for name in _FORMS}

    def add(self, note: Note) -> None:
        """Count a commit, if it discloses AI use."""
        trailers = _disclosures(note)
        words = next((one for one in note.seen if one.kind == "disclosure"), None)
        if not trailers and words is None:
            return
        for name, form in _FORMS.items():
            count = self._counts[name]
            problems = [form.problem(one) for one in trailers]
            if trailers and not all(problems):
                count.kept += 1
                continue
            count.broken += 1
            count.problems.update(set(problems) or {_IN_WORDS})
            line = trailers[0].line if trailers else (words.line if words else None)
            text = f"{trailers[0].key}: {trailers[0].value}" if trailers else (words.quote if words else "")
            count.examples.append(Quote(note.sha, "", line, self._mails.in_text(text)))

    def result(self) -> tuple[Dialect, ...]:
        """Return the counts; the problems met most often come first."""
        return tuple(
            Dialect(
                name,
                form.source,
                self._counts[name].kept,
                self._counts[name].broken,
                tuple(sorted(self._counts[name].problems.items(), key=lambda item: (-item[1], item[0]))),
                tuple(self._counts[name].examples),
            )
            for name, form in _FORMS.items()
        )


def _disclosures(note: Note) -> list[Disclosed]:
    """Return the trailers that name a tool; ``Assisted-by`` and ``Generated-by`` thank people too."""
    named = {one.line for one in note.seen if one.kind == "trailer"}
    kept = [one for one in note.disclosed if one.line in named or _is_tools(one)]
    lines = {one.line for one in kept}
    others = (one for one in note.seen if one.kind == "trailer" and one.line not in lines)
    return kept + [
        Disclosed(one.trailer, one.quote.partition(":")[2].strip(), one.line or 0) for one in others
    ]


def _is_tools(it: Disclosed) -> bool:
    if "ai" in it.key.casefold().split("-"):
        return True
    name, mail = split_identity(it.value)
    return not mail and (bool(_KERNEL.fullmatch(it.value)) or by_name(name) is not None)
