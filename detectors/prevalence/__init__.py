"""The share of machine-written texts among many: an estimate of a share, never of a text or a person."""

from detectors.prevalence.estimator import Result, estimate
from detectors.prevalence.tally import Tally

__all__ = ["Result", "Tally", "estimate"]
