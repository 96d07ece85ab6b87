"""Whom a sentence may be about: models of the registry, the repository's own, its code, data and itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Final

from detectors.openness import page
from detectors.openness.matching import find
from detectors.openness.model import About, Context, Subject, Verdict
from detectors.openness.wording import LICENSE, NOUNS, OTHERS, STOP

#: A claim reaches no farther, in words (T2).
REACH: Final = 12
#: Of the page's own names no more are read in one sentence.
_MAX_NAMES: Final = 12

#: "Acme 2, a powerful audio foundation model".
_A_MODEL = re.compile(
    r"\W{0,3}\s*(?:is|are|,)\s+(?:an?|the|our)\s+(?:(?!of\b|for\b|to\b|with\b)[\w,-]+\s+){0,7}?(?:models?|LLMs?|VLMs?|MLLMs?)"
    r"(?=\s*(?:[.,;:(]|$|(?:that|which|with|for|by|in|pretrained|trained|designed|developed|built|capable|based|from|on)\b))",
    re.IGNORECASE,
)
#: What makes a plain word the name that it is, too: "continue is an editor".
_PREDICATE = re.compile(r"\s+(?:is|was|are|has)\b")

_SERIES = re.compile(r"\s*(?:series|family|系列|シリーズ)", re.IGNORECASE)
_VERSION = re.compile(r"[ -]v?\d{1,2}(?:\.\d{1,2})?(?![\w%.]\w|\w|%)")
_REST_OF_NAME = re.compile(r"[A-Za-z0-9_.+/-]{0,60}(?<![./-])(?:[ -]?\[?(?:dev|schnell|pro)\]|\])?")
_NO_JOINT: Final = r"(?!(?:and|or|the|our|its|their|of|for|code|is|are)\b)"
_PROGRAM_NAME = re.compile(
    r"(?:\.(?:cpp|c|js|rs|py|net)|[-_ ](?:agent|cli|sdk|api|bench\w*|eval\w*|tools?|cookbooks?|tutorials?"
    r"|pipelines?|library|project|report"
    r"|factory|server|code|alternatives?|clones?|replacement|like|compatible|style|based|powered|wrapper))$",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?P<det>this|our|these|the|both|all|released)\s+(?P<mods>(?:"
    + _NO_JOINT
    + r"[\w.+'-]{1,25}\s+){0,4}?)(?P<noun>(?:model |pre-?trained )?(?:weights|checkpoints"
    r"|parameters)|model (?:series|family)|models?|LLMs?|VLMs?|MLLMs?)\b(?!\s+(?:zoo|hub|card|cards"
    r"|server|serving"
    r"|training|inference|code|context|provider|providers|api|names?|files?|config\w*|selection"
    r"|pipelines?|librar(?:y|ies)|reports?|tutorials?|cookbooks?|projects?|tools?|router|routing|support|registry|list|picker"
    r"|architectures?|implementations?|licen[sc]e)\b)|\b(?P<bare>(?:model|pre-?trained"
    r"|trained) (?:weights|checkpoints)|weights)\b",
    re.IGNORECASE,
)
_THING = re.compile(
    r"\b(?:(?P<det>this|our|these|the|all|any|its|their|both)\s+)?(?P<mods>(?:"
    + _NO_JOINT
    + r"[\w.+'-]{1,25}\s+){0,3}?)(?P<noun>code (?:repository|repo)|(?:source |training |inference "
    r"|evaluation |model |reference )?(?:code|codebase|scripts?|implementation)(?:\s+(?:in"
    r"|of) this (?:repo|repository|project))?|data ?sets?"
    r"|training data|data|corpus|benchmarks?|code repository|projects?|repo|repository|software"
    r"|package|library|toolkit|work|framework"
    r"|tool|app|application|agent|extension|plugin|documentation|docs|paper|tokenizer)\b",
    re.IGNORECASE,
)
_ABOUT: Final = {
    "code": About.CODE,
    "codebase": About.CODE,
    "script": About.CODE,
    "scripts": About.CODE,
    "implementation": About.CODE,
    "tokenizer": About.CODE,
    "library": About.PROJECT,
    "toolkit": About.PROJECT,
    "package": About.PROJECT,
    "app": About.PROJECT,
    "application": About.PROJECT,
    "agent": About.PROJECT,
    "extension": About.PROJECT,
    "plugin": About.PROJECT,
}
_OF: Final = re.compile(
    r"([\w-]+)\s+(?:of|for|from|behind|around|on|with|in|by|based on|built on|using|like|via"
    r"|to)\s+(?:(?:the|our|all|both|any)\s+)?$",
    re.IGNORECASE,
)
_DERIVED: Final = re.compile(
    r"(?:fine-?tuned|distilled|derived|built|trained|based|adapted|quantized)\s+(?:from|on|with"
    r"|using)\s+(?:the\s+)?$"
    r"|\b(?:deltas?|diffs?)(?: weights)?\s+(?:over|from|of|against|on top of|to)"
    r"\s+(?:the\s+)?(?:original\s+)?$",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\s{0,2}(?:[&+] ?)?-?([A-Za-z][\w-]{0,40})")


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that a claim may be about. ``subject`` is None where they are something of others."""

    start: int
    end: int
    about: About
    subject: Subject | None
    #: Whether the words are a name (and not "this model").
    named: bool = False


@lru_cache(maxsize=64)
def candidates(
    text: str, own: Subject | None, context: Context, names: tuple[str, ...] = ()
) -> tuple[Candidate, ...]:
    """Return what the sentence ``text`` names, by position; names win over the words around them.

    ``names`` are those of what the page presents.
    """
    named = tuple(_with_titled(tuple(_named(text, own)), tuple(_titled(text, own, names)), text))
    taken = bytearray(len(text))
    for one in named:
        taken[one.start : one.end] = b"\x01" * (one.end - one.start)
    kept: list[Candidate] = []
    for found in (*_own(text, own, context), *_things(text)):
        free = taken.find(1, found.start, found.end) < 0
        thing = found if free else _of_name(found, named, text)
        if thing is not None and taken.find(1, thing.start, thing.end) < 0:
            taken[thing.start : thing.end] = b"\x01" * (thing.end - thing.start)
            kept.append(thing)
    return tuple(sorted((*named, *kept), key=lambda one: one.start))


def _of_name(thing: Candidate, named: tuple[Candidate, ...], text: str) -> Candidate | None:
    """Return the thing that a name stands before as the model's: "Qwen3 code", "Qwen3 model weights"."""
    for name in named:
        if thing.start <= name.start and name.end < thing.end and text[name.end : thing.end].count(" ") <= 3:
            start = thing.end - len(text[name.end : thing.end].lstrip())
            return Candidate(start, thing.end, thing.about, name.subject)
    return None


def is_own(name: str, own: Subject | None) -> bool:
    """Whether ``name`` is the repository's own model or one of its sizes ("DeepSeek-V3-Base")."""
    if own is None or not own.name:
        return False
    said, ours = _folded(name.rpartition("/")[2]), _folded(own.name.rpartition("/")[2])
    return said == ours or (
        said.startswith(ours) and not (ours[-1].isdigit() and said[len(ours)] in "0123456789.")
    )


def of_heading(headings: tuple[str, ...], own: Subject | None) -> Subject | None:
    """Return the one model that the nearest heading names (T12)."""
    for title in headings[:-3:-1]:
        held = [one for one in _named(title, own) if one.subject is not None]
        if held:
            return held[0].subject if len(held) == 1 else None
    return None


def of_what(text: str, one: Candidate) -> About | None:
    """Return what a claim about the words ``one`` is about, given the words around; None for something else.

    "The weights of Llama 3" are weights, "tools for Llama 3" nothing of the model's.
    """
    if not one.named:
        return one.about
    before = text[max(0, one.start - 60) : one.start]
    if _DERIVED.search(before):
        return None
    if found := _OF.search(before):
        noun = found[1].lower()
        return NOUNS.get(noun, None)
    following = text[one.end : one.end + 2]
    if following in ("'s", "’s"):
        return _noun_after(text, one.end + 2) or None
    return (
        _noun_after(text, one.end) if is_other(text, one.end) else (_noun_after(text, one.end) or one.about)
    )


def specific(subject: Subject, held: tuple[Candidate, ...], text: str) -> Subject:
    """Return the model of the series ``subject`` that the sentence goes on to name, if it is one.

    "The first of the CogVideoX series, CogVideoX-2B" is about the latter.
    """
    first = next((one for one in held if one.named and one.subject == subject), None)
    if first is None or not _SERIES.match(text[first.end : first.end + 12]):
        return subject
    later = [one.subject for one in held if one.named and one.start > first.end and one.subject is not None]
    said = _folded(subject.name)
    members = {
        one.name: one for one in later if _folded(one.name).startswith(said) and len(one.name) > len(said)
    }
    return next(iter(members.values())) if len(members) == 1 else subject


def is_other(text: str, end: int) -> bool:
    """Whether the noun behind the name that ends at ``end`` makes it something else ("Llama community")."""
    place = end
    for _ in range(3):
        found = _NEXT.match(text, place)
        if not found:
            return False
        word = found[1].lower()
        if word in STOP:
            return False
        if word in OTHERS or word.endswith(("-based", "-compatible", "-powered", "-style", "-like")):
            return True
        place = found.end()
    return False


def _noun_after(text: str, end: int) -> About | None:
    """Return what the nouns right after a name are about: "Qwen3 model weights", "Qwen3 inference code"."""
    about: About | None = None
    place = end
    for _ in range(4):
        found = _NEXT.match(text, place)
        if not found or found[1].lower() in STOP:
            break
        about = NOUNS.get(found[1].lower(), about)
        place = found.end()
    return about


def _named(text: str, own: Subject | None) -> Iterator[Candidate]:
    ours_named = False
    names = [one.span() for one in LICENSE.finditer(text)] if "icen" in text or "ICEN" in text else []
    for mention in find(text):
        if any(start <= mention.start and mention.end < end for start, end in names):
            continue  # "DeepSeek Model License" names no model.
        rest = _REST_OF_NAME.match(text, mention.end)
        end = max(rest.end() if rest else mention.end, mention.end)
        if not any(char.isdigit() for char in text[mention.start : end]) and (
            version := _VERSION.match(text, end)
        ):
            end = version.end()
        name = (
            text[mention.start : end].strip(" .,*[(")
            if end - mention.start <= 90
            else text[mention.start : mention.end]
        )
        # "llm_flux", "Chinese-Llama-2": a part of another name.
        part = (
            text[mention.start - 1 : mention.start] in {"-", "_"} and text[: mention.start - 1][-1:].isalnum()
        )
        program = part or bool(_PROGRAM_NAME.search(name))
        if "[" in name and "]" not in name:
            name += "]"
        ours = is_own(name, own) or (own is not None and own.row is not None and own.row == mention.row)
        ours_named = ours_named or ours
        subject = (
            None
            if program and mention.row.verdict is not Verdict.NOT_A_MODEL
            else Subject(name, mention.row, ours)
        )
        yield Candidate(mention.start, end, About.MODEL, subject, named=True)
    if own is not None and len(own.name) > 2 and not ours_named:
        yield from _by_name(text, own)


def _by_name(text: str, own: Subject) -> Iterator[Candidate]:
    """Find the repository's model by its name, as it is written."""
    place = text.find(own.name)
    if place < 0 or text[place - 1 : place].isalnum():
        return
    rest = _REST_OF_NAME.match(text, place + len(own.name))
    end = rest.end() if rest else place + len(own.name)
    if version := _VERSION.match(text, end):
        end = version.end()
    if not _PROGRAM_NAME.search(text[place:end]):
        yield Candidate(place, end, About.MODEL, own, named=True)


def _with_titled(named: tuple[Candidate, ...], titled: tuple[Candidate, ...], text: str) -> list[Candidate]:
    """Return both kinds of names by position: those of models win, unless they are a part of a program's."""
    # "Sora" within the page's own "Open-Sora" is nothing.
    named = tuple(
        one
        for one in named
        if one.subject is not None
        or not any(held.start <= one.start and one.end <= held.end and held is not one for held in named)
    )
    wins: list[Candidate] = []
    for title in titled:
        inside = [one for one in named if one.start < title.end and title.start < one.end]
        if all(
            title.start <= one.start
            and one.end <= title.end
            and (
                one.subject is None
                or (one.subject.row is not None and one.subject.row.verdict is Verdict.NOT_A_MODEL)
                or (one.end < title.end and is_other(text, one.end))
            )
            for one in inside
        ):
            wins.append(title)
    left = [one for one in named if not any(won.start < one.end and one.start < won.end for won in wins)]
    return sorted((*left, *wins), key=lambda one: one.start)


def _titled(text: str, own: Subject | None, names: tuple[str, ...]) -> Iterator[Candidate]:
    """Find what the page presents, by the names of it: the model that it publishes, or else a project."""
    written = page.pattern(names)
    for found in islice(written.finditer(text), _MAX_NAMES) if written else ():
        said = found[0]
        plain = not page.is_written(said, names)
        if plain and not _PREDICATE.match(text, found.end()):
            continue
        if found["more"] and _PROGRAM_NAME.search(said):
            continue
        about = About.PROJECT if own is None and not _A_MODEL.match(text, found.end()) else About.MODEL
        yield Candidate(found.start(), found.end(), about, Subject(said, None, own=True), named=True)


def _own(text: str, own: Subject | None, context: Context) -> Iterator[Candidate]:
    ours = own or Subject("", None, own=True)
    known = own is not None or context is Context.CARD
    for found in _OWN.finditer(text):
        det = (found["det"] or "").lower()
        words = (found["mods"] or "").lower().split()
        if any(word in STOP or word in OTHERS for word in words) or (det != "our" and "other" in words):
            continue
        if context is Context.ISSUE or (det not in {"our", "this"} and not known):
            continue
        noun = (found["noun"] or found["bare"]).lower()
        about = About.WEIGHTS if noun.endswith(("weights", "checkpoints", "parameters")) else About.MODEL
        yield Candidate(found.start(), found.end(), about, ours)


def _things(text: str) -> Iterator[Candidate]:
    for found in _THING.finditer(text):
        noun = found["noun"].lower()
        words = found["mods"].lower().split()
        if any(word in STOP for word in words):
            words, start = [], found.start("noun")
        else:
            start = found.start()
        det = (found["det"] or "").lower() if start == found.start() else ""
        yield Candidate(start, found.end(), _about(noun), _owner(det, noun, words))


def _about(noun: str) -> About:
    last = noun.rpartition(" ")[2] if " in this" not in noun and " of this" not in noun else "code"
    if last.startswith(("dataset", "data", "corpus")):
        return About.DATA
    if last.startswith("benchmark"):
        return About.BENCHMARK
    if noun.startswith("code repo"):
        return About.CODE
    return _ABOUT.get(last, About.PROJECT)


def _owner(det: str, noun: str, words: list[str]) -> Subject | None:
    """Return the repository where the words mean its own things ("the code"; not "a library")."""
    if noun.endswith(("documentation", "docs", "paper")) or {
        "other",
        "external",
        "third-party",
        "original",
    } & set(words):
        return None
    if det in {"this", "our", "these"} or (det in {"the", "all", "both"} and len(words) <= 2):
        return Subject("", None, own=True)
    bare = not det and not words and noun.endswith(("code", "scripts", "weights"))
    return Subject("", None, own=True) if bare else None


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name.strip().lower())
