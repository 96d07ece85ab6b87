"""Sentences that call a model a program ("Qwen3-8B is a web framework"): the other half of rule A16."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors.openness import subjects
from detectors.openness.meaning import modality, quote
from detectors.openness.model import About, Claim, Component, Context, Presence, Row, Strength, Subject
from detectors.openness.sentences import Sentence

#: What no model is. "Agent" and "assistant" are left out: models are called so, and are meant to act as such.
_PROGRAM: Final = re.compile(
    r"^\s+(?:is|was)\s+(?:an?|the)\s+"
    r"(?:(?!(?:that|which|for|of|to|with|on|in|and|models?|LLM|first)\b)[\w.'/-]+\s+){0,4}?"
    r"(?:(?:web|agent|application|inference|training|testing)\s+framework|(?:command-line|CLI)\s+tool"
    r"|(?:desktop|mobile|web|agent|command-line)\s+(?:app|application|program)|code editor|software library"
    r"|(?:Python|npm|Rust)\s+(?:package|library)|inference engine|(?:VS Code|browser)\s+extension)"
    r"(?=\s{0,3}(?:[.,;:!)]|$|(?:that|which|for|from|by|with|in|on|under|written|released|built|made)\b))",
    re.IGNORECASE,
)
_QUICK: Final = re.compile(
    r"\b(?:framework|app|application|program|tool|editor|package|library|engine|extension)\b", re.IGNORECASE
)


def read(sentence: Sentence, path: str, own: Subject | None, context: Context) -> Iterator[Claim]:
    """Yield where the sentence calls a model of the registry, by a name with its version, a program."""
    text = sentence.text
    if not _QUICK.search(text) or text.rstrip().endswith("?"):
        return
    for one in subjects.candidates(text, own, context):
        row = one.subject.row if one.subject is not None and one.named else None
        if one.subject is None or row is None or not _is_surely_a_model(row):
            continue
        if found := _PROGRAM.match(text[one.end : one.end + 200]):
            yield Claim(
                one.subject,
                found[0].strip(),
                Strength.PROGRAM,
                About.MODEL,
                path,
                sentence.line_at(one.start),
                quote(sentence, one.start),
                modality=modality(text, one.start, one.end),
            )


def _is_surely_a_model(row: Row) -> bool:
    """Whether a name means weights that are published: names of services mean their apps as well."""
    return not row.names_no_version and row.components[Component.WEIGHTS] is Presence.YES
