"""``licensing/confirmation``: work of a tool, where the project's template asks about others' material.

Foundations ask whoever uses a generative tool to confirm that nothing of others came along, or that it may be
passed on. Where the template has a box for that, and the work names a tool, the box is looked for. Boxes that
the policy asks for (``require.attest``) are the policy's own matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors import markdown
from detectors.licensing.change import Changed
from detectors.licensing.made import finding, of_file
from detectors.model import Commit, Evidence, Finding, Kind, Severity, Unknown, known
from detectors.traces import messages
from detectors.traces.messages import MAX_TOTAL
from detectors.traces.trailers import own_line

NAME: Final = "confirmation"
_KEYS: Final = frozenset({"assisted-by", "generated-by", "co-authored-by-ai", "ai-assisted-by"})
_ASKS: Final = re.compile(
    r"third[- ]part(?:y|ies)|other people's|copyrighted (?:material|code)|someone else's"
    r"|pre-existing (?:code|material)",
    re.IGNORECASE,
)
_MAX_BOX: Final = 1_000


def found(change: Changed) -> Iterator[Finding]:
    """Yield the finding where a trailer names a tool and the template's box is not ticked."""
    it = change.facts.contribution
    if it.kind is not Kind.PULL_REQUEST:
        return
    boxes = list(_asked(change))
    trailers = list(_trailers(known(it.commits, ()))) if boxes else []
    if not boxes or not trailers or _is_confirmed(it.body):
        return
    path, words = boxes[0]
    yield finding(
        NAME,
        Severity.INFO,
        "The commits name a tool, and the project's template asks about third-party material; "
        "the description does not confirm it.",
        [of_file(path, words), *trailers],
        "If it is true, tick that box of the template, or say it in the description.",
    )


def _asked(change: Changed) -> Iterator[tuple[str, str]]:
    """Yield (path, label) of the boxes of the templates that ask about others' material."""
    templates = change.facts.repository.templates
    for file in () if isinstance(templates, Unknown) else templates:
        for line in markdown.read(file.text).lines:
            if line.ticked is not None and _ASKS.search(line.text[:_MAX_BOX]):
                yield file.path, line.text


def _is_confirmed(body: str) -> bool:
    """Whether the description speaks of it outside of an empty box: ticked, or in words of its own."""
    return any(
        line.ticked is not False and _ASKS.search(line.text[:_MAX_BOX]) for line in markdown.read(body).lines
    )


def _trailers(commits: tuple[Commit, ...]) -> Iterator[Evidence]:
    if sum(len(commit.message) for commit in commits) > MAX_TOTAL:
        return
    for commit in commits:
        for line in messages.spoken(commit.message):
            trailer = own_line(line.raw, line.number)
            if trailer and trailer.key.casefold() in _KEYS and trailer.value:
                yield of_file(f"commit {commit.sha[:7]}, line {line.number}", line.raw)
