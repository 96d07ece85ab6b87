"""The tools that a sentence about AI use names, told apart from people and other things of the same name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors.traces.agents import Agent, find_spans
from detectors.traces.wording import AI

_AI: Final = re.compile(rf"\b{AI}\b", re.IGNORECASE)
_NEXT: Final = re.compile(r"\s+([A-Z][\w'’-]*)")
#: Capitalized words that follow a product's name where it is the product; others make another name.
_PRODUCT_LIST: Final = (
    "code cli opus sonnet haiku fable pro max mini nano flash lite turbo plus ai agent agents chat cloud ide"
    " editor composer coder cascade assistant assistants autocomplete completion completions copilot desktop"
    " web app api llm llms model models tool tools edits extension plugin mode preview spark workspace vscode"
    " jetbrains vs visual i for to and in on was or the"
)
_PRODUCT_WORDS: Final = frozenset(_PRODUCT_LIST.split())
_KIN: Final = re.compile(
    r"\b(?:colleague|coworker|co-worker|friend|boss|mentor|teammate|brother|sister|wife|husband|intern|student|mr|mrs"
    r"|ms|dr|named|called|maintainer|reviewer|contributor|developer|manager|name is)\.?\s(?:\w{1,20}\s)?$",
    re.IGNORECASE,
)
_FIRST_NAMES: Final = frozenset({"claude"})


def named_in(text: str, *, common_too: bool = False) -> Iterator[tuple[Agent, int, int]]:
    """The agents that ``text`` names, each with the place of its name; people, and words with another meaning
    (unless ``common_too``), are left out.
    """
    for agent, common, start, end in find_spans(text):
        if (common_too or not common) and not _is_other(text, start, end):
            yield agent, start, end


def tools_in(text: str, *, common_too: bool = False) -> Iterator[tuple[int, int]]:
    """The places where ``text`` names an agent or AI itself."""
    places = [(start, end) for _, start, end in named_in(text, common_too=common_too)]
    places += [match.span() for match in _AI.finditer(text)]
    yield from sorted(places)


def is_bare_first_name(words: str) -> bool:
    """Whether the words begin with a name that people bear, and no product or version behind it."""
    first, _, rest = words.partition(" ")
    follows = re.match(r"[\w.]+", rest.strip())
    behind = follows[0].rstrip(".").casefold() if follows else ""
    product = behind in _PRODUCT_WORDS - _LINKING or behind[:1].isdigit()
    return first.strip(".,;:!)").casefold() in _FIRST_NAMES and not product


#: Words that stand behind a person's name as well as behind a product's.
_LINKING: Final = frozenset({"i", "for", "to", "and", "in", "on", "was", "or", "the"})


def _is_other(text: str, start: int, end: int) -> bool:
    """Whether the name is part of another one ("Claude Paroz", "Codex Sinaiticus") or of a person we know."""
    follows = _NEXT.match(text, end)
    if follows and not _is_product_word(follows[1]):
        return True
    return text[start:end].casefold() in _FIRST_NAMES and bool(_KIN.search(text[max(0, start - 60) : start]))


def _is_product_word(word: str) -> bool:
    folded = word.casefold()
    return folded in _PRODUCT_WORDS or any(True for _ in find_spans(word)) or bool(_AI.fullmatch(word))
