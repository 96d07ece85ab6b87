"""How often the classifier flags human and machine-written commits, and how much that differs.

``data/rates.json`` is made by ``detectors/train/rates.py``; ``data/CARD.md`` says of which texts.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Rates:
    """Rates to expect of a further project and of a further agent family: equally likely values of each.

    ``worst`` is the highest share flagged in a human project of which at least 100 texts were judged, and
    ``worst_of`` how many those were. ``human_texts`` and ``machine_texts`` are how many were judged in all.
    ``calibration`` names the classifier's, which the rates hold for.
    """

    id: str
    calibration: str
    human: Array
    machine: Array
    worst: float
    worst_of: int
    human_texts: int = 0
    machine_texts: int = 0

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Rates:
        """Read what ``data/rates.json`` holds.

        Raises:
            KeyError: something is missing.
        """
        human, machine = told["human"], told["machine"]
        return cls(
            told["id"],
            told["calibration"],
            np.array(human["rates"]),
            np.array(machine["rates"]),
            human["worst"],
            human["worst_of"],
            sum(judged for _, judged in human["projects"].values()),
            sum(judged for family in machine["families"].values() for _, judged in family.values()),
        )

    def apparent(self, share: float) -> Array:
        """Return equally likely shares flagged where ``share`` is machine-written, as a table of human
        against machine rates. A family that is flagged less often than people counts as often.
        """
        machine = np.maximum(self.machine[None, :], self.human[:, None])
        return (1 - share) * self.human[:, None] + share * machine


@cache
def load() -> Rates:
    """Return the shipped rates."""
    data = resources.files("detectors.prevalence") / "data" / "rates.json"
    return Rates.of(json.loads(data.read_text("utf-8")))
