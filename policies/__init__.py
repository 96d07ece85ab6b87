"""The policy language: what a project asks for, and what follows from the findings. Pure code."""

from policies.decide import decide, decide_for, needs, needs_for, observe
from policies.load import DEFAULT_PATH, load
from policies.problems import PolicyError, Problem

__all__ = [
    "DEFAULT_PATH",
    "PolicyError",
    "Problem",
    "decide",
    "decide_for",
    "load",
    "needs",
    "needs_for",
    "observe",
]
