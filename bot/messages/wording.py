"""The words for each violation, outcome and action: what happened, in a phrase that accuses nobody."""

from __future__ import annotations

from typing import Final

from policies.decision import Outcome

#: Headline of each kind of violation, in the policy language's order.
VIOLATION_TITLES: Final = {
    "use_exceeded": "More AI use than this project accepts here",
    "undisclosed": "A disclosure is missing",
    "disclosure_incomplete": "The disclosure leaves something out",
    "missing_trailer": "A commit trailer is missing",
    "forbidden_trailer": "A commit trailer that this project does not take",
    "agent_author": "A program contributes by itself here",
    "unsigned": "A sign-off by a person is missing",
    "template_missing": "Parts of the template are missing",
    "not_attested": "A statement that the project asks for is missing",
    "issue_missing": "An issue that this belongs to is missing",
    "work_evidence_missing": "Something that shows the work was tried is missing",
    "approval_missing": "An approval is missing",
    "label_missing": "A maintainer's label is missing",
    "tool_denied": "A tool that this project does not accept",
    "reserved_issue": "This issue is kept for work without AI",
    "limit_exceeded": "More at once than this project takes",
    "metafile": "A file that this project does not take",
    "review_bot": "A review program that this project does not use",
    "share_exceeded": "The project has paused such changes for now",
    "denounced": "The project's trust file does not accept this account",
    "phantom_reference": "Something that the text cites was not found",
    "canary_tripped": "The text has a word that the template asks programs for",
    "license_changed": "A license text or header is changed",
    "license_incompatible": "A license that may not fit the project's own",
    "header_missing": "A file lacks the header that others have",
    "vendored_undeclared": "Copied code comes without its license",
    "claim_differs": "A claim about a model differs from its license",
    "lineage_differs": "A model's license differs from its base model's",
    "hidden_text": "Some text is hidden from readers",
    "duplicate": "This repeats an earlier contribution",
    "identity_mismatch": "Commit identities and account differ",
}

OUTCOME_TITLES: Final = {
    Outcome.PASS: "Nothing to do",
    Outcome.NOTE: "A note on this project's AI policy",
    Outcome.UNKNOWN: "Byline could not tell",
    Outcome.HOLD: "On hold: something to settle first",
    Outcome.CLOSE: "This project does not take it as it is",
}

#: What Byline did besides commenting, by the policy language's word for it.
DONE: Final = {
    "close": "It is closed, as the project's policy asks. A maintainer can open it again.",
    "lock": "The conversation is locked, as the project's policy asks.",
    "draft": "It is a draft again. Mark it as ready for review once this is settled.",
    "request_changes": "A review asks for changes. A maintainer dismisses it once this is settled.",
    "hide": "The comment is hidden, as the project's policy asks. A maintainer can show it again.",
}

#: What GitHub's check run concludes for each outcome. Only ``action_required`` holds a merge back.
CONCLUSIONS: Final = {
    Outcome.PASS: "success",
    Outcome.NOTE: "neutral",
    Outcome.UNKNOWN: "neutral",
    Outcome.HOLD: "action_required",
    Outcome.CLOSE: "action_required",
}


def title_of(violation: str) -> str:
    """Return the headline for a kind of violation."""
    return VIOLATION_TITLES.get(violation, violation.replace("_", " ").capitalize())
