"""What is there already: texts that repeat an earlier one, or nothing but the repository's template.

``queries`` names what to look for among earlier contributions; the answers are ``Contribution.twins``. That
two texts are the same anybody can check by reading both. Who took it from whom, and why, no finding says.
"""

from __future__ import annotations

from typing import Final

from detectors.model import Facts, Finding, Need, Unknown
from detectors.repetition import crossposts, duplicates, unfilled, words
from detectors.repetition.sketch import KINDS, Sketch, is_program, queries

__all__ = ["NEEDS", "Sketch", "detect", "queries"]

#: Templates, because their lines are nobody's own. Twins are looked up where a policy asks for them.
NEEDS: Final = frozenset({Need.TEMPLATES})
#: GitHub's words for people of the project: its release lists and series repeat themselves for a reason.
_INSIDERS: Final = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
#: GitHub's stand-in for deleted accounts: there is nobody to tell.
_GHOST: Final = "ghost"


def detect(facts: Facts) -> tuple[Finding, ...]:
    """Return what the text repeats. Pure, never raises, linear in the size of the text and of its twins."""
    it, templates = facts.contribution, facts.repository.templates
    if it.kind not in KINDS or is_program(it.author) or isinstance(templates, Unknown):
        return ()
    if it.author.association in _INSIDERS or it.author.login == _GHOST:
        return tuple(unfilled.found(facts))
    own = words.of(it, templates)
    if own.written < words.MIN_WORDS:
        return tuple(unfilled.found(facts))
    return (*duplicates.found(facts, own), *crossposts.found(facts, own), *unfilled.found(facts))
