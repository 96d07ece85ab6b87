"""What a model is made of, and what it inherits: ``base_model`` followed to its roots.

Restrictions add up: a merge has those of all its parents, an adapter, a quantization or another file format
keeps those of its base. Where a link is missing the answer is "incomplete at X", and nothing is concluded
from what is not seen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from detectors.model import TextFile
from detectors.openness import terms
from detectors.openness.cards import Card
from detectors.openness.matching import resolve
from detectors.openness.model import License, Restriction, Verdict, restrictions_of
from detectors.openness.release import Release
from detectors.openness.terms import Declared, Terms

#: No honest chain of models is longer, and no merge has more parents.
MAX_DEPTH: Final = 12
MAX_NODES: Final = 200
_QUANTIZED: Final = re.compile(
    r"(?:gguf|gptq|awq|exl[23]|int[48]|[248]bit|mlx|nf4|fp8|q[2-8]_)", re.IGNORECASE
)
_REPOSITORY: Final = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}\Z")

NO_CARDS: Final[Mapping[str, Card]] = MappingProxyType({})


class Relation(StrEnum):
    """How a model was made of its base, in the words of a card's ``base_model_relation``."""

    ADAPTER = "adapter"
    MERGE = "merge"
    QUANTIZED = "quantized"
    FINETUNE = "finetune"
    #: The model that is looked at, or an ancestor about whose making nothing is said.
    NONE = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A model of a lineage. ``terms`` are its own (None: unknown), ``missing`` says why no more is known of
    it.
    """

    name: str
    terms: Terms | None
    relation: Relation = Relation.NONE
    parents: tuple[Node, ...] = ()
    line: int = 1
    missing: str = ""

    def walk(self) -> Iterator[Node]:
        """Yield the model and all that it comes from, the nearest first."""
        yield self
        for parent in self.parents:
            yield from parent.walk()

    @property
    def ancestors(self) -> tuple[Node, ...]:
        """All models that this one comes from."""
        return tuple(node for parent in self.parents for node in parent.walk())

    @property
    def licenses(self) -> tuple[License, ...]:
        """The licenses that bind the model: its own and those of all its ancestors, each once."""
        held = [one for node in self.walk() if node.terms for one in node.terms.licenses]
        return tuple(dict.fromkeys(held))

    @property
    def restrictions(self) -> tuple[Restriction, ...]:
        """The union of what those licenses ask (rule C3)."""
        return restrictions_of(self.licenses)

    @property
    def incomplete(self) -> tuple[str, ...]:
        """Where the lineage ends without an answer, in words (rule C9)."""
        return tuple(dict.fromkeys(f"{node.name}: {node.missing}" for node in self.walk() if node.missing))


def of(release: Release, known: Mapping[str, Card] = NO_CARDS) -> Node:
    """Return the lineage of the model that ``release`` publishes.

    ``known`` are cards of other models by their ids. A base without a card is looked for in the registry.
    """
    steps = _Steps(known, release.day)
    name = release.name or release.title or "this model"
    parents = steps.parents(release.card, (name.lower(),))
    return Node(name, release.weights, relation(release), parents, line=1)


def of_id(name: str, known: Mapping[str, Card] = NO_CARDS) -> Node:
    """Return the lineage of the model ``name``, as cards and the registry know it."""
    return _Steps(known).node(name, Relation.NONE, (), 1)


class _Steps:
    """The walk over one lineage; it stops after `MAX_NODES` models."""

    def __init__(self, known: Mapping[str, Card], day: date | None = None) -> None:
        self._day = day
        self._known = {name.lower(): card for name, card in known.items()}
        self._left = MAX_NODES

    def parents(self, card: Card, path: tuple[str, ...]) -> tuple[Node, ...]:
        """Return the models that ``card`` names as bases; ``path`` are the names on the way here."""
        return tuple(self.node(value.text, Relation.NONE, path, value.line) for value in card.base_models)

    def node(self, name: str, made: Relation, path: tuple[str, ...], line: int) -> Node:
        """Return one model with what it comes from."""
        self._left -= 1
        if name.lower() in path:
            return Node(name, None, made, line=line, missing="it comes from itself")
        if self._left < 0 or len(path) >= MAX_DEPTH:
            return Node(name, None, made, line=line, missing="the chain is longer than what is followed")
        card = self._known.get(name.lower())
        row = resolve(name)
        if row is not None and row.verdict is Verdict.NOT_A_MODEL:
            row = None
        if card is not None and row is not None and not card.base_models:
            card = None  # a card that names no base says less than the model's name does
        if card is None:
            if row is None:
                return Node(
                    name,
                    None,
                    made,
                    line=line,
                    missing="its card was not read and the registry does not know it",
                )
            # What was made of it is bound by the license of the day on which it was made (rule C10).
            held = terms.of_row(row, self._day)
            return Node(
                name, held, made, line=line, missing="" if held else "the name does not say which version"
            )
        tag = terms.of_tag(card.license[0].text) if card.license else None
        declared = Declared(tag, card.license[0].text, name, card.license[0].line) if tag else None
        own = Terms((declared.license,), declared=declared) if declared else None
        parents = self.parents(card, (*path, name.lower()))
        if own is None and not parents and row is not None:
            own = terms.of_row(row, self._day)
        missing = "" if own or parents else "its card names no license"
        return Node(name, own, made or _said(card), parents, line, missing)


def relation(release: Release) -> Relation:
    """Return how the model of ``release`` was made of its base: as the card says, else as its files show."""
    said = _said(release.card)
    if said or not release.card.base_models:
        return said
    names = {path.rpartition("/")[2].lower() for path in release.paths or ()}
    if "adapter_config.json" in names or "adapter_model.safetensors" in names:
        return Relation.ADAPTER
    if len(release.card.base_models) > 1:
        return Relation.MERGE
    if _QUANTIZED.search(release.title) or any(name.endswith(".gguf") for name in names):
        return Relation.QUANTIZED
    return Relation.FINETUNE


def _said(card: Card) -> Relation:
    value = card.base_model_relation
    held = value.text.strip().lower() if value else ""
    return Relation(held) if held in set(Relation) else Relation.NONE


@dataclass(frozen=True, slots=True)
class Named:
    """A base model that a configuration file names."""

    name: str
    path: str
    line: int
    quote: str


_KEYS: Final = {"adapter_config.json": "base_model_name_or_path", "config.json": "_name_or_path"}
_MERGED: Final = re.compile(
    r"^\s{0,20}-?\s*(?:model|base_model)\s*:\s*[\"']?([\w.-]{1,96}/[\w.-]{1,96})[\"']?\s*$"
)


def named_by(file: TextFile) -> tuple[Named, ...]:
    """Return the base models that a configuration file names by their ids; local paths are none. Linear;
    bounded.
    """
    name = file.path.rpartition("/")[2].lower()
    if name == "mergekit_config.yml":
        hits = (
            (number, line, _MERGED.match(line[:300]))
            for number, line in enumerate(file.text.split("\n")[:2_000], 1)
        )
        return tuple(Named(hit[1], file.path, number, line.strip()) for number, line, hit in hits if hit)
    key = _KEYS.get(name, "")
    value = _value(file.text, key) if key else ""
    if not _REPOSITORY.match(value):
        return ()
    for number, line in enumerate(file.text.split("\n"), 1):
        if key in line and value in line:
            return (Named(value, file.path, number, line.strip()[:300]),)
    return (Named(value, file.path, 1, f"{key}: {value}"),)


def _value(text: str, key: str) -> str:
    try:
        held = json.loads(text[:400_000])
    except (ValueError, RecursionError):
        return ""
    value = held.get(key) if isinstance(held, dict) else None
    return value.strip() if isinstance(value, str) else ""
