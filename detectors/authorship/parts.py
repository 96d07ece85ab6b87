"""A contribution's texts, each scored by its kind, and the one tail of them together.

Description and commit messages count; code never does. Template lines come from the repository (Facts). The
scores are for maintainers and for whoever runs the command: no decision rests on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from detectors.authorship.calibration import Local
from detectors.authorship.clean import template_lines
from detectors.authorship.combine import combined
from detectors.authorship.judged import Judged, Part
from detectors.authorship.score import score
from detectors.model import Artifact, Contribution, Facts, Kind, known

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


#: As many as a server works on at a time: one judgement asks for its scores twice (finding and record).
_REMEMBERED: Final = 4


@lru_cache(maxsize=_REMEMBERED)
def judge(facts: Facts, local: Local | None = None) -> Judged:
    """Score every text of the contribution. Pure, so the last few answers are remembered.

    Raises:
        detectors.authorship.model.ModelUnavailableError: the model cannot be loaded.
    """
    lines = frozenset(
        line for file in known(facts.repository.templates, ()) for line in template_lines(file.text)
    )
    parts = tuple(
        Part(place, kind.value, artifact, text, score(text, kind, place, lines, local))
        for place, kind, artifact, text in texts(facts.contribution)
    )
    return Judged(parts, combined(part.answer.human_tail for part in parts))


def texts(it: Contribution) -> Iterator[tuple[str, Kind, Artifact, str]]:
    """Yield (place, kind, artifact, text) of every text that is judged."""
    if it.body.strip() and not (it.kind is Kind.COMMIT and known(it.commits, ())):
        yield "description", it.kind, _ARTIFACTS[it.kind], it.body
    for commit in known(it.commits, ())[:MAX_COMMITS]:
        body = commit.message.partition("\n")[2].strip()
        if body and body != it.body.strip():
            yield f"commit {commit.sha[:7]}", Kind.COMMIT, Artifact.COMMIT_MESSAGE, body
