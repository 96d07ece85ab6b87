"""What becomes of the classifier's score: nothing, a private record, or also one neutral label.

That label is all that a score can do. No rule looks at one, and the label is no violation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from detectors.model import Facts, Finding, Kind, Tier
from policies import heard
from policies.choice import choose
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


def lets_score(facts: Facts, findings: Iterable[Finding], override: Policy | None = None) -> bool:
    """Return whether a contribution may be scored under ``override`` or the repository's policy.

    ``findings`` are the other ones: they tell which case of the policy applies, and where that stays open,
    every case that may apply has to allow it. A policy that cannot be used does not forbid it: a score is
    private where nothing says otherwise.
    """
    try:
        policy = override or load_for(facts.repository)
    except PolicyError:
        return True
    if policy is None:
        return True
    possible = choose(policy, facts, heard.read(facts, findings).findings).policies
    return all(is_taken(one, facts.contribution.kind) for one in possible)
