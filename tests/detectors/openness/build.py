"""Releases and cases for the tests of the rules: a folder of files that a test writes, judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from detectors.model import TextFile
from detectors.openness import claims, lineage, release, rules
from detectors.openness.cards import Card, read
from detectors.openness.model import Context
from detectors.openness.raised import Raised
from detectors.openness.release import Release
from detectors.openness.rules.case import Case
from tests.detectors.licensing.facts import APACHE, MIT

__all__ = [
    "APACHE",
    "DEEPSEEK",
    "LLAMA",
    "MIT",
    "MODIFIED",
    "RAIL",
    "by_rule",
    "card",
    "case",
    "fixture",
    "judged",
    "of_text",
    "one",
    "published",
]

#: The titles by which the registry knows licenses, with words of our own below them.
DEEPSEEK = (
    "DEEPSEEK LICENSE AGREEMENT\n\nVersion 1.0, 23 October 2023\n\n"
    "Use of the model is limited by the attachment.\n"
)
LLAMA = (
    "LLAMA 4 COMMUNITY LICENSE AGREEMENT\n\nLlama 4 Version Effective Date: April 5, 2025\n\nTerms follow.\n"
)
MODIFIED = MIT.replace("MIT License", "Modified MIT License", 1) + (
    "\nOur only modification part is that, if the Software is used for commercial products with more than "
    '100 million monthly active users, you shall prominently display "Kimi K2" on the user interface.\n'
)
RAIL = (
    "BigScience RAIL License v1.0\n\ndated May 19, 2022\n\n"
    "Use restrictions are in the attachment and are to be passed on.\n"
)


def card(*lines: str, text: str = "# Marmot\n\nA model.\n") -> str:
    """A model card with front matter."""
    return "---\n" + "\n".join(lines) + "\n---\n" + text


def published(files: Mapping[str, str], name: str = "acme/widget", **more: Any) -> Release:
    """What a repository with these files publishes; ``more`` are fields that no file tells."""
    texts = [TextFile(path, text, "head") for path, text in files.items() if text]
    made = release.of(texts, name, more.pop("listed", files))
    return replace(made, **more)


def case(made: Release, known: Mapping[str, str] | None = None) -> Case:
    """The case of a release; ``known`` are the cards of other models."""
    cards: dict[str, Card] = {name: read(text, "README.md") for name, text in (known or {}).items()}
    return Case(made, made.claimed(), lineage.of(made, cards))


def judged(
    files: Mapping[str, str], name: str = "acme/widget", known: Mapping[str, str] | None = None, **more: Any
) -> tuple[Raised, ...]:
    """What the rules raise about a repository."""
    return rules.judge(case(published(files, name, **more), known))


def by_rule(rule: str, files: Mapping[str, str], name: str = "acme/widget", **more: Any) -> list[Raised]:
    """What one rule raises about a repository, whatever the others say of the same place."""
    known = more.pop("known", None)
    return list(rules.RULES[rule](case(published(files, name, **more), known)))


def one(rule: str, files: Mapping[str, str], name: str = "acme/widget", **more: Any) -> Raised:
    """The one thing that a rule raises about a repository."""
    found = by_rule(rule, files, name, **more)
    assert len(found) == 1, [raised.claim for raised in found]
    return found[0]


def of_text(text: str, context: Context = Context.README) -> tuple[Raised, ...]:
    """What the rules raise about a page of a project that publishes no model."""
    made = Release("acme/widget")
    return rules.judge(Case(made, claims.read(text, "README.md", None, context), lineage.of(made)))


def fixture(name: str) -> Path:
    """A file beside the tests."""
    return Path(__file__).parent / name
