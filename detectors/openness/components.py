"""What of a model is released: an axis of its own, beside the license.

The parts are those of the Model Openness Framework (MOF, https://lfaidata.foundation), which hold those
that OSI's Open Source AI Definition 1.0 asks for. Files tell what is here; what is not here may be
elsewhere, so it is unknown and never "no". Only a row of the registry says no.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from detectors.openness.model import Component, Presence, Row
from detectors.openness.release import WEIGHTS, Release, is_weights


class Part(StrEnum):
    """A component of MOF, in the order of its classes III, II and I."""

    ARCHITECTURE = "model architecture"
    PARAMETERS = "final parameters"
    MODEL_CARD = "model card"
    DATA_CARD = "data card"
    EVALUATION_RESULTS = "evaluation results"
    REPORT = "technical report"
    TRAINING_CODE = "training code"
    INFERENCE_CODE = "inference code"
    EVALUATION_CODE = "evaluation code"
    EVALUATION_DATA = "evaluation data"
    LIBRARIES = "supporting libraries and tools"
    PAPER = "research paper"
    DATASETS = "data sets"
    PREPROCESSING_CODE = "data preprocessing code"
    CHECKPOINTS = "intermediate parameters"


#: What each class needs beyond the one below it; a paper replaces the report, checkpoints may lack (MOF 1.1).
_CLASS_3: Final = tuple(Part)[:6]
_CLASS_2: Final = tuple(Part)[6:11]
_CLASS_1: Final = (Part.PAPER, Part.DATASETS, Part.PREPROCESSING_CODE)

_FILES: Final = (
    (Part.PARAMETERS, WEIGHTS),
    (
        Part.ARCHITECTURE,
        re.compile(
            r"(?:^|/)(?:modeling_\w{1,60}|model|configuration_\w{1,60})\.py\Z|(?:^|/)config\.json\Z",
            re.IGNORECASE,
        ),
    ),
    (
        Part.DATA_CARD,
        re.compile(
            r"(?:^|/)(?:data[-_]?(?:card|sheet)|datasheet)[\w-]{0,40}\.(?:md|pdf|rst|txt)\Z", re.IGNORECASE
        ),
    ),
    (
        Part.TRAINING_CODE,
        re.compile(r"(?:^|/)(?:pre)?train(?:er|ing)?[\w-]{0,40}(?:\.(?:py|sh|jl|cu)\Z|/)", re.IGNORECASE),
    ),
    (
        Part.INFERENCE_CODE,
        re.compile(
            r"(?:^|/)(?:inference|generate|generation|infer|predict|serve|chat)[\w-]{0,40}(?:\.(?:py|sh|cpp)\Z|/)",
            re.IGNORECASE,
        ),
    ),
    (
        Part.EVALUATION_CODE,
        re.compile(r"(?:^|/)(?:eval(?:uat\w{1,4})?|benchmark)[\w-]{0,40}(?:\.(?:py|sh)\Z|/)", re.IGNORECASE),
    ),
    (
        Part.PREPROCESSING_CODE,
        re.compile(
            r"(?:^|/)(?:pre[-_]?process|prepare[-_]data|tokenize|filter|dedup)[\w-]{0,40}\.(?:py|sh)\Z",
            re.IGNORECASE,
        ),
    ),
    (Part.REPORT, re.compile(r"(?:report|paper)[\w.-]{0,60}\.pdf\Z", re.IGNORECASE)),
    (
        Part.LIBRARIES,
        re.compile(
            r"(?:^|/)(?:tokenizer(?:_config)?\.json|tokenizer\.model|requirements[\w-]{0,20}\.txt|pyproject\.toml)\Z",
            re.IGNORECASE,
        ),
    ),
)
_PAPER: Final = re.compile(r"arxiv\.org/(?:abs|pdf)/|(?:technical|tech) report", re.IGNORECASE)
_RESULTS: Final = re.compile(
    r"^#{1,6} .{0,60}(?:evaluation|benchmark|performance|results)|^model-index:", re.IGNORECASE | re.MULTILINE
)
_DATA: Final = re.compile(
    r"^#{1,6} .{0,60}training data|^#{1,6} .{0,40}data ?sets?\b", re.IGNORECASE | re.MULTILINE
)

#: The components of the registry, as parts of MOF.
_OF_ROW: Final = {
    Component.WEIGHTS: Part.PARAMETERS,
    Component.INFERENCE_CODE: Part.INFERENCE_CODE,
    Component.TRAINING_CODE: Part.TRAINING_CODE,
    Component.TRAINING_DATA: Part.DATASETS,
    Component.TECH_REPORT: Part.REPORT,
    Component.CHECKPOINTS: Part.CHECKPOINTS,
    Component.DATA_INFO: Part.DATA_CARD,
}
#: What OSAID asks for, each with the parts of which one is enough, beside a license that OSI approved.
OSAID: Final = {
    "data information": (Part.DATASETS, Part.DATA_CARD),
    "training code": (Part.TRAINING_CODE,),
    "inference code": (Part.INFERENCE_CODE,),
    "parameters": (Part.PARAMETERS,),
}
#: A page of this size holds the headings that are looked for.
_MAX_TEXT: Final = 200_000


def of_row(row: Row) -> Mapping[Part, Presence]:
    """Return what the registry knows of the parts; what its rows do not speak of is unknown."""
    held = dict.fromkeys(Part, Presence.UNKNOWN)
    held |= {part: row.components[component] for component, part in _OF_ROW.items()}
    return MappingProxyType(held)


def of_release(release: Release) -> Mapping[Part, Presence]:
    """Return what the files and the card of ``release`` show, and for its own row what the registry adds."""
    row = release.own.row if release.own else None
    held = dict(of_row(row)) if row else dict.fromkeys(Part, Presence.UNKNOWN)
    for path in release.paths or ():
        for part, pattern in _FILES:
            if pattern.search(path) and (part is not Part.PARAMETERS or is_weights(path)):
                held[part] = Presence.YES
    if release.is_model and release.card.present:
        held[Part.MODEL_CARD] = Presence.YES
    for part, presence in _in_text(release):
        if held[part] in {Presence.UNKNOWN, Presence.NO}:
            held[part] = presence
    return MappingProxyType(held)


def _in_text(release: Release) -> list[tuple[Part, Presence]]:
    """Return what the card shows: words about data are a part of data information at best."""
    text = next((file.text[:_MAX_TEXT] for file in release.documents if file.path == release.card_path), "")
    found = [(Part.REPORT, Presence.PARTIAL)] if _PAPER.search(text) else []
    found += [(Part.EVALUATION_RESULTS, Presence.YES)] if _RESULTS.search(text) else []
    found += [(Part.DATA_CARD, Presence.PARTIAL)] if release.card.datasets or _DATA.search(text) else []
    return found


def osaid(parts: Mapping[Part, Presence]) -> Mapping[str, Presence]:
    """Return how far each thing that OSAID asks for is released."""
    order = (Presence.YES, Presence.PARTIAL, Presence.UNKNOWN, Presence.NO)
    best = {name: min((parts[one] for one in group), key=order.index) for name, group in OSAID.items()}
    return MappingProxyType(best)


def mof_class(parts: Mapping[Part, Presence]) -> int | None:
    """Return the class that the parts reach if each is under an open license of its kind: 1, 2 or 3, 0 for
    none.

    None where nobody can say: a part that class III needs is unknown.
    """

    def has(group: tuple[Part, ...]) -> bool:
        return all(
            parts[one] is Presence.YES or (one is Part.REPORT and parts[Part.PAPER] is Presence.YES)
            for one in group
        )

    if not has(_CLASS_3):
        return 0 if any(parts[one] in {Presence.NO, Presence.PARTIAL} for one in _CLASS_3) else None
    if not has(_CLASS_2):
        return 3
    return 1 if has(_CLASS_1) else 2
