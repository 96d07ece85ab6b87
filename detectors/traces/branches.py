"""Head branches named in a form that an agent's program chooses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from detectors.model import Branch, Evidence, Severity
from detectors.traces.agents import AGENTS, Agent
from detectors.traces.observed import Place, Seen, quote

_MAX_NAME: Final = 255
_FORMS: Final = tuple((re.compile(form), agent) for agent in AGENTS for form in agent.branches)


def head(branch: Branch, place: Place) -> Iterator[Seen]:
    """The head branch of a pull request.

    A person can choose such a name too: the claim says no more than the form, and no involvement.
    """
    if agent := _agent(branch.name):
        yield Seen(
            name="branch",
            agent=agent.key,
            place_kind="branch",
            evidence=Evidence("head branch", quote(branch.name)),
            one=f"The head branch is named in the form that {agent.name} uses.",
            many="",
            remedy="Nothing is needed; if an agent took part, say so where the project asks for it.",
            artifacts=place.artifacts,
            involvement=None,
            severity=Severity.INFO,
        )


def _agent(name: str) -> Agent | None:
    if len(name) > _MAX_NAME:
        return None
    return next((agent for form, agent in _FORMS if form.fullmatch(name)), None)
