"""The policy language: what a project asks for, and what follows from the findings. Pure code."""

from policies.chain import DEFAULT_PATH, CouldNotExtend
from policies.decide import decide, decide_for, needs_for, observe
from policies.load import load, load_for
from policies.needs import needs
from policies.origins import Origin, origins
from policies.problems import PolicyError, Problem
from policies.remarks import remarks

__all__ = [
    "DEFAULT_PATH",
    "CouldNotExtend",
    "Origin",
    "PolicyError",
    "Problem",
    "decide",
    "decide_for",
    "load",
    "load_for",
    "needs",
    "needs_for",
    "observe",
    "origins",
    "remarks",
]
