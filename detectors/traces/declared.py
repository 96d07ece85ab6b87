"""Disclosures as findings: what the author himself declares is the firmest evidence there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from detectors.markdown import Line, Spoken
from detectors.model import Artifact, Evidence, Facts, Involvement, Kind, Severity, Tier, Unknown, known
from detectors.traces import disclosure
from detectors.traces.agents import BY_KEY
from detectors.traces.observed import Place, Seen, quote

#: Only these come out of a template.
HAS_TEMPLATE: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})
_REMEDY: Final = (
    "Nothing is needed unless the project asks for more detail: which tool, how much, and how it was checked."
)


def in_body(spoken: Spoken, facts: Facts, place: Place) -> Iterator[Seen]:
    """The disclosure in a description, and the one in the title."""
    it = facts.contribution
    templates = "\n\n".join(template.text for template in known(facts.repository.templates, ()))
    unseen = isinstance(facts.repository.templates, Unknown) and it.kind in HAS_TEMPLATE
    said = disclosure.read(spoken, kind=it.kind, template=templates, own_only=unseen)
    if said.answer == "used" and said.form != "footer":
        # A description speaks of the change; an issue or a comment of itself.
        artifacts = place.artifacts
        if it.kind is Kind.PULL_REQUEST:
            artifacts = _about(said, place.artifacts[1:], Artifact.PR_BODY)
        yield _seen(said, said.place.replace("description", place.name), place, artifacts)
    if prefix := disclosure.title_prefix(it.title):
        yield _title(prefix, it.title, place, is_report=it.kind is Kind.ISSUE)


def in_message(lines: Sequence[Line], place: Place) -> Iterator[Seen]:
    """A plain statement in a commit message."""
    said = disclosure.statements(lines)
    if said.answer == "used":
        artifacts = _about(said, place.artifacts, Artifact.COMMIT_MESSAGE)
        yield _seen(said, said.place.replace("description", place.name), place, artifacts)


def _about(
    said: disclosure.Disclosure, changed: tuple[Artifact, ...], text: Artifact
) -> tuple[Artifact, ...]:
    """The parts that the words name, else the change; several parts are alternatives."""
    named = {text if part is Artifact.PR_BODY else part for part in said.about}
    return tuple(part for part in Artifact if part in named) or changed


def _seen(said: disclosure.Disclosure, where: str, place: Place, artifacts: tuple[Artifact, ...]) -> Seen:
    tools = [BY_KEY[key].called for key in said.tools]
    named = f": {', '.join(tools)}" if tools else ""
    return Seen(
        name="disclosure",
        agent=said.tools[0] if said.tools else None,
        place_kind=place.kind,
        evidence=Evidence(where, quote(said.text)),
        one=f"{place.subject} discloses the use of AI{named}.",
        many="{n} commits disclose the use of AI.",
        remedy=_REMEDY,
        artifacts=artifacts,
        involvement=said.involvement,
        tier=Tier.DECLARED,
        severity=Severity.INFO,
    )


def _title(prefix: str, title: str, place: Place, *, is_report: bool) -> Seen:
    """A bare "[AI]" may be the name of a component, so only "[AI-assisted]" and its like say how much.

    In the title of an issue any of them may name what the issue is about, such as a label or a mode.
    """
    folded = prefix.casefold()
    plain = folded.strip("[]() ") in {"ai", "genai", "llm", "genllm"}
    helped = any(word in folded for word in ("assisted", "aided"))
    involvement = None if plain or is_report else Involvement.ASSISTED if helped else Involvement.GENERATED
    return Seen(
        name="title-prefix",
        agent=None,
        place_kind="title",
        evidence=Evidence("title", quote(title)),
        one=f"The title begins with {prefix}.",
        many="",
        remedy=_REMEDY,
        artifacts=place.artifacts[-1:],
        involvement=involvement,
        tier=Tier.DECLARED,
        severity=Severity.INFO,
    )
