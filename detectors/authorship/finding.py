"""The detector family ``authorship``: at most one finding a contribution, for its maintainers alone.

It is an estimate from writing style, and therefore never evidence: the tier is ``statistical``, no policy
looks at it, and nothing public shows it. An abstention is no finding, and neither is a model that cannot be
loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from detectors.authorship.wording import noun, per_thousand
from detectors.model import Audience, Evidence, Facts, Finding, Need, Severity, Tier

if TYPE_CHECKING:
    from detectors.authorship.calibration import Local
    from detectors.authorship.judged import Judged, Part

DETECTOR: Final = "authorship"
#: Templates, because lines of the repository's own templates are not the author's prose.
NEEDS: Final = frozenset({Need.COMMITS, Need.TEMPLATES})
_QUOTED: Final = 60


def detect(facts: Facts, local: Local | None = None) -> tuple[Finding, ...]:
    """Return one finding where the parts together look machine-like (a tail of 0.01 at most), else none.

    Pure, never raises, linear in the size of the texts. The model is loaded by the first call.
    """
    # Imported here, as numpy takes a third of a second that a start need not wait for.
    from detectors.authorship.calibration import THRESHOLD
    from detectors.authorship.model import ModelUnavailableError
    from detectors.authorship.parts import judge

    try:
        judged = judge(facts, local)
    except ModelUnavailableError:
        return ()
    if judged.human_tail is None or judged.human_tail > THRESHOLD:
        return ()
    return (_finding(judged, judged.human_tail),)


def _finding(judged: Judged, tail: float) -> Finding:
    scored = sorted((part.answer.human_tail, at) for at, part in enumerate(judged.parts) if _is_scored(part))
    parts = [judged.parts[at] for _, at in scored]
    return Finding(
        id=f"{DETECTOR}/machine-like",
        detector=DETECTOR,
        tier=Tier.STATISTICAL,
        severity=Severity.INFO,
        audience=Audience.MAINTAINER,
        claim=_claim(parts, tail),
        evidence=tuple(Evidence(part.place, _beginning(part.text)) for part in parts),
        remedy="Nothing follows from this by itself: look at what can be checked, and ask.",
        artifacts=tuple(dict.fromkeys(part.artifact for part in parts)),
        human_tail=tail,
    )


def _is_scored(part: Part) -> bool:
    return part.answer.human_tail is not None


def _claim(parts: list[Part], tail: float) -> str:
    """Give both rates. That of the least favorable project was measured on single texts."""
    kinds = {part.kind for part in parts}
    if len(parts) == 1:
        what = f"human-written {noun(parts[0].kind)} look"
    elif len(kinds) == 1:
        what = f"human-written contributions of {len(parts)} {noun(parts[0].kind)} look"
    else:
        what = f"human-written contributions of {len(parts)} texts look"
    worst = max(part.answer.worst_project for part in parts)
    return (
        f"About {per_thousand(tail)} in 1,000 {what} this machine-like; in the least favorable project "
        f"measured, {per_thousand(worst)} in 1,000 texts were flagged. It is an estimate from writing style, "
        "and proves nothing about who wrote it."
    )


def _beginning(text: str) -> str:
    """Return the first words, to know the part by; the whole text is where the place says."""
    line = " ".join(text[: 4 * _QUOTED].split())
    return line if len(line) <= _QUOTED else line[: _QUOTED - 1] + "…"
