"""The closed word lists of the policy language. A word that is not here is a mistake in the file."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final, Literal

from detectors.model import Tier

#: The highest involvement that an artifact accepts.
Level = Literal["none", "trivial", "assisted", "any"]

#: Each level on the scale of ``detectors.model.Involvement``: what lies above it is more than the project
#: accepts.
LEVEL_RANK: Final = MappingProxyType({"none": 0, "trivial": 1, "assisted": 2, "any": 4})

#: Whether, and from which point, AI use has to be disclosed.
Required = Literal["never", "used", "substantial", "always"]

#: A place where a disclosure counts.
Where = Literal["body", "section", "checkbox", "trailer", "title", "report"]

#: Something that a disclosure has to say.
DisclosureField = Literal["tool", "model", "extent", "parts", "purpose", "verification", "prompt"]

#: A role in the repository, in GitHub's words.
Permission = Literal["read", "triage", "write", "maintain", "admin"]

#: GitHub's roles from none to all; a higher rank includes the lower ones.
PERMISSION_RANK: Final = MappingProxyType(
    {"none": 0, "read": 1, "triage": 2, "write": 3, "maintain": 4, "admin": 5}
)

#: A use of AI that a project accepts whatever ``use`` says, as the contributor states it.
ExemptUse = Literal[
    "translation",
    "translation_with_original",
    "translation_with_note",
    "grammar",
    "autocomplete",
    "quoted",
    "private",
    "bug_finding",
    "accessibility",
    "small_fix",
    "experiment",
]

#: Whether a program may contribute by itself: never, with a person who answers for it, or freely.
Agents = Literal["forbid", "supervised", "allow"]

#: Something that shows that the work was done and tried.
WorkEvidence = Literal["test_log", "reproducer", "proof_of_concept", "screenshot", "benchmark"]

#: Whether a change belongs to an issue: any one, or one that the project has accepted.
LinkedIssueRule = Literal["any", "accepted"]

#: The weakest tier of evidence that a policy acts on. A score is no word of this list.
ActOn = Literal["declared", "exact", "checkable"]

#: What becomes of a score: nothing, a private record, or also the one neutral label.
ShowScore = Literal["off", "private", "label"]

#: What becomes of a second opinion: none is asked for, or maintainers see it.
ShowOpinion = Literal["off", "private"]

#: What follows from a plain fact about licenses, names or hidden text.
Severity = Literal["off", "note", "hold"]

#: Who wrote a contribution, as a condition: by history, GitHub's role, or the project's trust file.
AuthorGroup = Literal["new", "contributor", "member", "bot", "vouched", "denounced"]

#: How much of the work a machine did, as a condition (from declared or exact evidence only).
InvolvementWord = Literal["trivial", "assisted", "generated", "agent"]

#: A kind of contribution, as a condition.
KindWord = Literal["pull_request", "issue", "comment", "review", "commit", "security_report"]

#: Actions that take no argument; ``label:<name>`` and ``notify:<team>`` are the other kinds.
PLAIN_ACTIONS: Final = (
    "note",
    "hold",
    "draft",
    "request_changes",
    "hide",
    "close",
    "lock",
    "record",
)
LABEL_ACTION: Final = "label:"
NOTIFY_ACTION: Final = "notify:"

#: Actions that take something away from a person: they need a rule that can be read, and somebody to ask.
HARSH_ACTIONS: Final = frozenset({"draft", "hide", "close", "lock"})
#: Actions that only ``mode: enforce`` carries out.
ENFORCED_ACTIONS: Final = frozenset({"close", "lock", "hide", "draft", "request_changes"})

#: Every violation, in the order in which a decision lists them.
VIOLATIONS: Final = (
    "use_exceeded",
    "undisclosed",
    "disclosure_incomplete",
    "missing_trailer",
    "forbidden_trailer",
    "agent_author",
    "unsigned",
    "template_missing",
    "not_attested",
    "issue_missing",
    "work_evidence_missing",
    "approval_missing",
    "label_missing",
    "tool_denied",
    "reserved_issue",
    "limit_exceeded",
    "metafile",
    "review_bot",
    "share_exceeded",
    "denounced",
    "phantom_reference",
    "canary_tripped",
    "license_changed",
    "license_incompatible",
    "header_missing",
    "vendored_undeclared",
    "claim_differs",
    "lineage_differs",
    "hidden_text",
    "duplicate",
    "identity_mismatch",
)

#: Violations about AI use: what follows from them rests on evidence of use, never on a score (law 1).
ABOUT_AI: Final = frozenset(
    {
        "use_exceeded",
        "undisclosed",
        "agent_author",
        "forbidden_trailer",
        "phantom_reference",
        "canary_tripped",
    }
)

#: Violations that rest on evidence of AI use, those of ``ABOUT_AI`` and what a project asks of such use: on
#: evidence weaker than ``detect.act_on`` they are recorded only, and a maintainer can set them aside.
RESTS_ON_USE: Final = ABOUT_AI | {
    "disclosure_incomplete",
    "missing_trailer",
    "reserved_issue",
    "share_exceeded",
    "tool_denied",
}

#: Each word of ``detect.act_on`` on the scale of ``detectors.model.Tier``.
ACT_ON_TIER: Final = MappingProxyType(
    {"declared": Tier.DECLARED, "exact": Tier.EXACT, "checkable": Tier.CHECKABLE}
)

#: Words (of lower-case text) that a reader takes as a statement about AI.
SPEAKS_OF_AI: Final = re.compile(
    r"(?<![a-z])(?:ai|genai|llms?|gpt|chatgpt|copilot|claude|slop|machine|generated|assisted|agent|agentic|bot)"
    r"(?![a-z])"
)
