"""The rules of the policy language, one module for each kind of violation.

A rule module has ``KIND``, the word for its violation in ``respond``, and ``check(case)``, which yields a
``Step`` for a clause that is kept (or could not be judged) and a ``Violation`` for one that is not.
``policies.decide`` writes the step of a violation and fills in its responses. To add a rule: write the
module, put it into ``RULES``, and add its kind to ``policies.schema.Respond``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, Protocol

from policies.case import Case
from policies.decision import Step, Violation
from policies.rules import (
    agent_author,
    approval_missing,
    canary_tripped,
    denounced,
    disclosure_incomplete,
    forbidden_trailer,
    issue_missing,
    label_missing,
    limit_exceeded,
    metafile,
    missing_trailer,
    not_attested,
    phantom_reference,
    provenance,
    reserved_issue,
    review_bot,
    share_exceeded,
    template_missing,
    tool_denied,
    undisclosed,
    unsigned,
    use_exceeded,
    work_evidence_missing,
)


class Rule(Protocol):
    """The shape of a rule module."""

    @property
    def KIND(self) -> str:  # noqa: N802  (a constant of the module)
        """The word for the rule's violation in ``respond``."""

    def check(self, case: Case) -> Iterator[Step | Violation]:
        """Yield how each clause that the rule reads came out."""


#: Every rule, in the order in which a decision lists its steps and violations.
RULES: Final[tuple[Rule, ...]] = (
    use_exceeded,
    undisclosed,
    disclosure_incomplete,
    missing_trailer,
    forbidden_trailer,
    agent_author,
    unsigned,
    template_missing,
    not_attested,
    issue_missing,
    work_evidence_missing,
    approval_missing,
    label_missing,
    tool_denied,
    reserved_issue,
    limit_exceeded,
    metafile,
    review_bot,
    share_exceeded,
    denounced,
    phantom_reference,
    canary_tripped,
    *provenance.RULES,
)
