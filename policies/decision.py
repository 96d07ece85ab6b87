"""What a policy concludes about a contribution, with its reasons: the values between findings and actions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from detectors.model import Audience, Evidence, Tier


class Outcome(IntEnum):
    """The strongest thing that a decision asks for; higher is stronger. Rendered by its lower-case name."""

    PASS = 1
    NOTE = 2
    UNKNOWN = 3
    HOLD = 4
    CLOSE = 5

    def __str__(self) -> str:
        return self.name.lower()


class Mode(StrEnum):
    """How far Byline may go: ``observe`` writes nothing, ``report`` writes notes, labels and checks.

    ``enforce`` may also convert to a draft, request changes, hide, close and lock.
    """

    OBSERVE = "observe"
    REPORT = "report"
    ENFORCE = "enforce"


class Result(StrEnum):
    """How one clause of the policy came out."""

    SATISFIED = "satisfied"
    VIOLATED = "violated"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"
    SILENT = "silent"  # the clause had nothing to go on, and therefore says nothing


@dataclass(frozen=True, slots=True)
class Step:
    """One clause and how it came out: what was looked at, and what would satisfy it, if anything must.

    ``audience`` is that of what ``looked_at`` says: nothing is shown below it.
    """

    clause: str
    result: Result
    looked_at: str
    would_satisfy: str = ""
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that the contribution does not meet.

    ``kind`` is a word of the policy language's closed list (``use_exceeded`` …), ``clause`` the place in
    the policy (``use.pr_body: none``), ``responses`` what the policy asks to be done (``note``, ``hold``,
    ``label:<name>``, ``record``). ``audience`` is the narrowest of its findings': nothing is shown below
    it.
    """

    kind: str
    tier: Tier
    clause: str
    message: str
    evidence: tuple[Evidence, ...]
    remedy: str
    responses: tuple[str, ...]
    audience: Audience = Audience.PUBLIC


@dataclass(frozen=True, slots=True)
class Decision:
    """The judgement of one contribution under one policy.

    ``policy`` names the policy and where it came from. ``problem`` is set where the policy file could not
    be used: the decision is then ``unknown`` and the text is shown to the project. ``score_label`` is the
    neutral label that the policy puts on for a score (``detect.score``): all that a score can do.
    """

    policy: str
    mode: Mode
    outcome: Outcome
    violations: tuple[Violation, ...]
    explanation: tuple[Step, ...]
    policy_url: str = ""
    contact: str = ""
    problem: str = ""
    score_label: str = ""
