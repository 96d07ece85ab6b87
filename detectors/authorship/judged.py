"""What the classifier says of a whole contribution: values, to be held without loading the model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from detectors.model import Artifact

if TYPE_CHECKING:
    from detectors.authorship.score import Score


@dataclass(frozen=True, slots=True)
class Part:
    """One text of a contribution with its score. ``place`` says where it stands."""

    place: str
    kind: str
    artifact: Artifact
    text: str
    answer: Score


@dataclass(frozen=True, slots=True)
class Judged:
    """All parts, and their combined tail (``None`` where the classifier abstained on every one)."""

    parts: tuple[Part, ...] = ()
    human_tail: float | None = None
