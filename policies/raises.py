"""Which violations the clauses of a policy can raise at all."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from policies.rules import provenance
from policies.schema import Policy

#: The keys of ``provenance`` and the violation that each one raises.
PROVENANCE: Final = MappingProxyType({rule.key: rule.KIND for rule in provenance.RULES})


def raised_by(policy: Policy) -> frozenset[str]:
    """Return the violations that ``policy`` itself can raise; those of its cases are theirs."""
    raised = {kind for kind, asked in (_about_use(policy) | _about_work(policy)).items() if asked}
    raised |= {kind for key, kind in PROVENANCE.items() if getattr(policy.provenance, key) != "off"}
    return frozenset(raised)


def limits_use(policy: Policy) -> bool:
    """Whether some part of a contribution must not have every kind of AI use in it."""
    return any(level not in (None, "any") for level in policy.use.model_dump().values())


def _about_use(policy: Policy) -> dict[str, bool]:
    asked, require = policy.disclosure, policy.require
    disclosed = asked.required != "never"
    return {
        "use_exceeded": limits_use(policy),
        "undisclosed": disclosed and set(asked.where) != {"trailer"},
        "disclosure_incomplete": disclosed and bool(asked.fields or asked.trailers.format),
        "missing_trailer": disclosed and "trailer" in asked.where,
        "forbidden_trailer": bool(asked.trailers.forbid),
        "agent_author": require.agents != "allow",
        "tool_denied": bool(require.tools.allow or require.tools.deny),
        "reserved_issue": bool(policy.limits.reserved_labels),
        "phantom_reference": policy.detect.references,
        "canary_tripped": policy.detect.canary is not None,
    }


def _about_work(policy: Policy) -> dict[str, bool]:
    require, limits = policy.require, policy.limits
    counts = (limits.open_prs, limits.open_ai_prs, limits.opened_per_day, limits.changed_lines)
    return {
        "unsigned": require.signoff is not None,
        "template_missing": require.template is not None,
        "not_attested": bool(require.attest or require.phrase),
        "issue_missing": require.linked_issue is not None,
        "work_evidence_missing": bool(require.work_evidence),
        "approval_missing": require.approvals is not None,
        "label_missing": require.label is not None,
        "limit_exceeded": any(count is not None for count in counts),
        "metafile": bool(limits.metafiles),
        "review_bot": limits.review_bots is not None,
        "share_exceeded": limits.merged_share is not None,
        "denounced": policy.exempt.trust_file is not None,
    }
