"""A contribution's texts, each scored by its kind, and the one tail of them together.

Description, commit messages and replies count; code never does. Template lines come from the repository
(Facts). A finding
is made only where the combined tail is at or under ``THRESHOLD``; it is statistical, for maintainers only,
and states both rates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from detectors.authorship.calibration import THRESHOLD, Local
from detectors.authorship.clean import template_lines
from detectors.authorship.combine import combined
from detectors.authorship.score import Score, score
from detectors.model import (
    Artifact,
    Audience,
    Contribution,
    Evidence,
    Facts,
    Finding,
    Kind,
    Need,
    Severity,
    Tier,
    known,
)

NEEDS: Final = frozenset({Need.COMMITS, Need.TEMPLATES})
DETECTOR: Final = "authorship"
#: More commits than this add cost, not certainty: every further part raises the bar of all (Bonferroni).
MAX_COMMITS: Final = 20
_ARTIFACTS: Final = {
    Kind.PULL_REQUEST: Artifact.PR_BODY,
    Kind.ISSUE: Artifact.ISSUE,
    Kind.COMMENT: Artifact.COMMENT,
    Kind.REVIEW: Artifact.REVIEW,
    Kind.COMMIT: Artifact.COMMIT_MESSAGE,
    Kind.SECURITY_REPORT: Artifact.SECURITY,
}


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a contribution with its score. ``place`` says where it stands."""

    place: str
    artifact: Artifact
    text: str
    answer: Score


@dataclass(frozen=True, slots=True)
class Judged:
    """All parts, and their combined tail (``None`` where the classifier abstained on every one)."""

    parts: tuple[Part, ...]
    human_tail: float | None


def judge(facts: Facts, local: Local | None = None) -> Judged:
    """Score every text of the contribution."""
    lines = frozenset(
        line for file in known(facts.repository.templates, ()) for line in template_lines(file.text)
    )
    parts = tuple(
        Part(place, artifact, text, score(text, kind, place, lines, local))
        for place, kind, artifact, text in _texts(facts.contribution)
    )
    return Judged(parts, combined(part.answer.human_tail for part in parts))


def _texts(it: Contribution) -> Iterator[tuple[str, Kind, Artifact, str]]:
    if it.body.strip() and not (it.kind is Kind.COMMIT and known(it.commits, ())):
        yield "description", it.kind, _ARTIFACTS[it.kind], it.body
    for commit in known(it.commits, ())[:MAX_COMMITS]:
        body = commit.message.partition("\n")[2].strip()
        if body and body != it.body.strip():
            yield f"commit {commit.sha[:7]}", Kind.COMMIT, Artifact.COMMIT_MESSAGE, body


def detect(facts: Facts) -> tuple[Finding, ...]:
    """Return one finding for maintainers where the texts together look machine-like, else nothing."""
    judged = judge(facts)
    if judged.human_tail is None or judged.human_tail > THRESHOLD:
        return ()
    telling = min(
        (part for part in judged.parts if part.answer.human_tail is not None),
        key=lambda part: part.answer.human_tail or 0.0,
    )
    answer = telling.answer
    wording = "; ".join(feature for feature, weight in answer.top if weight > 0)
    return (
        Finding(
            id="authorship/machine-like",
            detector=DETECTOR,
            tier=Tier.STATISTICAL,
            severity=Severity.INFO,
            audience=Audience.MAINTAINER,
            claim=(
                f"about {1000 * judged.human_tail:.1f} in 1,000 human contributions look at least this "
                f"machine-like; in the least favorable project measured, "
                f"{1000 * answer.worst_project:.0f} in 1,000 texts were flagged at 1 in 100"
            ),
            evidence=(Evidence(telling.place, wording or "the text as a whole"),),
            remedy="Style is no proof. Look for checkable evidence, or ask as your policy says.",
            artifacts=tuple(dict.fromkeys(part.artifact for part in judged.parts)),
        ),
    )
