"""The whole answer about a repository, a model or a text: verdict, license, lineage, components and what
differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from detectors.openness import claims, components, lineage, rules, terms, verdict
from detectors.openness.cards import Card
from detectors.openness.components import Part
from detectors.openness.lineage import NO_CARDS, Node
from detectors.openness.matching import owner_of, resolve
from detectors.openness.model import Context, Demand, Presence, Restriction, Row, Verdict
from detectors.openness.raised import Raised
from detectors.openness.registry import registry
from detectors.openness.release import Release, publishes
from detectors.openness.rules.case import Case
from detectors.openness.terms import Terms

#: How much of a text is read, in characters.
MAX_TEXT: Final = 1_000_000
NONE: Final[frozenset[Demand]] = frozenset()
_MAX_VERSIONS: Final = 12
_UNKNOWN: Final = "the registry does not know the name (--online looks it up on the hub)"
_OTHER_OWNER: Final = (
    "{} is not known to publish {}: this is what the registry says of the model in the name. A model made of "
    "it may have more terms (--online reads its card)"
)


@dataclass(frozen=True)
class Answer:
    """What there is to say. ``verdict`` is None for what publishes no model; ``terms`` are those of the
    weights.

    ``claims`` counts those that were read, None where there was no text; ``versions`` are families to
    choose from where a name leaves the version open. ``gated`` is how a hub lets people in ("auto",
    "manual"). ``unread`` is what is there and could not be read, ``advice`` what to do where more could be
    known.
    """

    subject: str
    verdict: Verdict | None = None
    row: Row | None = None
    terms: Terms | None = None
    lineage: Node | None = None
    parts: Mapping[Part, Presence] = field(default_factory=dict)
    raised: tuple[Raised, ...] = ()
    claims: int | None = None
    versions: tuple[str, ...] = ()
    gated: str = ""
    unread: tuple[str, ...] = ()
    advice: str = ""

    @property
    def restrictions(self) -> tuple[Restriction, ...]:
        """What binds the model, over its lineage."""
        return self.lineage.restrictions if self.lineage else ()


def of_release(
    release: Release, subject: str, known: Mapping[str, Card] = NO_CARDS, demands: frozenset[Demand] = NONE
) -> Answer:
    """Return the answer about a repository; ``known`` are the cards of models that it is made of."""
    tree = lineage.of(release, known)
    read = release.claimed()
    raised = rules.once(rules.judge(Case(release, read, tree, demands)))
    if release.own is None:
        return Answer(subject, raised=raised, claims=len(read))
    row = release.own.row
    parts = components.of_release(release)
    return Answer(
        subject,
        verdict.of(row, tree, parts),
        row,
        release.weights,
        tree,
        parts,
        raised,
        len(read),
        gated=release.gated,
    )


def of_model(name: str) -> Answer:
    """Return what the registry knows of the model ``name`` (a name, an id or a runner's tag); else
    ``unknown``.
    """
    row = resolve(name)
    if row is None:
        return Answer(name, Verdict.UNKNOWN, advice=_UNKNOWN)
    if row.verdict is Verdict.NOT_A_MODEL:
        return Answer(name, row.verdict, row)
    owner = owner_of(name)
    advice = _OTHER_OWNER.format(owner, row.family) if owner and not publishes(owner, row) else ""
    held = terms.of_row(row)
    tree = Node(name, held)
    versions = _versions(row) if row.names_no_version else ()
    return Answer(
        name, row.verdict, row, held, tree, components.of_row(row), versions=versions, advice=advice
    )


def of_text(text: str, name: str, demands: frozenset[Demand] = NONE) -> Answer:
    """Return what differs in a text of no repository that we know: its claims beside the registry."""
    read = claims.read(text[:MAX_TEXT], name, None, Context.README)
    release = Release()
    raised = rules.once(rules.judge(Case(release, read, lineage.of(release), demands)))
    return Answer(name, raised=raised, claims=len(read))


def _versions(row: Row) -> tuple[str, ...]:
    """Return the families that a name without a version may mean: those of the publisher that begin like
    it.
    """
    stem = row.family.partition(" (")[0].lower()
    held = (one.family for one in registry().rows if one.publisher == row.publisher and one is not row)
    return tuple(family for family in held if family.lower().startswith(stem[:4]))[:_MAX_VERSIONS]
