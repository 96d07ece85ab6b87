"""One contribution in front of one policy, with what every rule needs to know worked out once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from detectors.model import Facts, Finding, Involvement, Kind
from policies import disclosed, evidence, exempt_uses
from policies.disclosed import Disclosed
from policies.schema import Policy

_KIND_WORDS: Final = MappingProxyType(
    {
        Kind.PULL_REQUEST: "pull request",
        Kind.ISSUE: "issue",
        Kind.COMMENT: "comment",
        Kind.REVIEW: "review",
        Kind.COMMIT: "commit",
        Kind.SECURITY_REPORT: "security report",
    }
)


@dataclass(frozen=True, slots=True)
class Case:
    """What the rules look at: ``uses`` is evidence of AI use that may be named, ``findings`` everything.

    ``exempted`` is what the author states of uses that the policy accepts anyway: no rule counts it as a use.
    """

    policy: Policy
    facts: Facts
    findings: tuple[Finding, ...]
    uses: tuple[Finding, ...]
    disclosed: Disclosed
    exempted: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, policy: Policy, facts: Facts, findings: Iterable[Finding]) -> Case:
        """Work out what the rules need."""
        found = evidence.looked_at(findings)
        uses = evidence.of_use(policy, facts, found)
        said = disclosed.read(policy, facts, uses)
        if said.answer == "none":  # by the policy's own words for it, which no detector knows
            uses = tuple(use for use in uses if not disclosed.is_in_words(use, facts))
        exempted = exempt_uses.covered(policy, facts, uses)
        uses = tuple(use for use in uses if use not in exempted)
        return cls(policy, facts, found, uses, said, exempted)

    @property
    def kind(self) -> str:
        """The kind of contribution in words."""
        return _KIND_WORDS[self.facts.contribution.kind]

    @property
    def uses_to_disclose(self) -> tuple[Finding, ...]:
        """The evidence of use that the policy wants disclosed: all of it, or the substantial part of it."""
        if self.policy.disclosure.required != "substantial":
            return self.uses
        return tuple(use for use in self.uses if (use.involvement or 0) >= Involvement.GENERATED)
