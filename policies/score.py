"""What becomes of the classifier's score: nothing, a private record, or also one neutral label.

That label is all that a score can do. No rule looks at one, and the label is no violation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from detectors.model import Facts, Finding, Kind, Repository, Tier
from policies.cases import merged
from policies.load import load_for
from policies.problems import PolicyError
from policies.schema import Policy

#: The detector family whose findings are scores.
DETECTOR: Final = "authorship"


def is_taken(policy: Policy, kind: Kind) -> bool:
    """Return whether the policy lets contributions of ``kind`` be scored at all."""
    rule = policy.detect.score
    return rule.show != "off" and kind.value in rule.kinds


def label(policy: Policy, facts: Facts, findings: Iterable[Finding]) -> str:
    """Return the neutral label that a score puts on; empty for none.

    A finding that does not tell its share of human writing says too little for a label.
    """
    rule, kind = policy.detect.score, facts.contribution.kind
    if rule.show != "label" or not is_taken(policy, kind):
        return ""
    scored = (
        found.human_tail
        for found in findings
        if found.detector == DETECTOR and found.tier is Tier.STATISTICAL and found.human_tail is not None
    )
    return rule.label if any(tail <= rule.at for tail in scored) else ""


def lets_score(repository: Repository, kind: Kind, override: Policy | None = None) -> bool:
    """Return whether contributions of ``kind`` may be scored under ``override`` or the repository's policy.

    A policy that cannot be used does not forbid it: a score is private where nothing says otherwise.
    """
    try:
        policy = override or load_for(repository)
    except PolicyError:
        return True
    if policy is None:
        return True
    return any(
        is_taken(possible, kind) for possible in (policy, *(merged(policy, one) for one in policy.cases))
    )
