"""The facts that a policy asks about: what no clause needs is not fetched."""

from __future__ import annotations

from typing import Final

from detectors.model import Kind, Need
from policies import cases, raises
from policies.decision import Mode
from policies.schema import CaseRule, Policy, When
from policies.words import LABEL_ACTION

_HAS_COMMITS: Final = frozenset({Kind.PULL_REQUEST, Kind.COMMIT})
_HAS_TEMPLATE: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})
#: Commit messages and reviews speak of a change, and not of what the repository has.
_CITES: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE, Kind.SECURITY_REPORT, Kind.COMMENT})
_CALLS: Final = frozenset({Kind.PULL_REQUEST, Kind.COMMENT, Kind.REVIEW})
#: What is said twice is said in the text.
_ABOUT_CHANGES: Final = frozenset(raises.PROVENANCE.values()) - {"duplicate"}
_ABOUT_LICENSES: Final = frozenset(
    {
        *("license_changed", "license_incompatible", "header_missing", "vendored_undeclared"),
        *("claim_differs", "lineage_differs"),
    }
)
_CHANGE: Final = frozenset({Need.COMMITS, Need.FILES})


def needs(policy: Policy, kind: Kind) -> frozenset[Need]:
    """Return the facts that ``policy`` asks about for a contribution of ``kind``, beyond its own text.

    A case that is for other kinds only asks for nothing.
    """
    wanted = set(_of(policy, kind))
    for case in policy.cases:
        if _is_for(case, kind):
            wanted |= _of_conditions(case.when, kind) | _of(cases.merged(policy, case), kind)
    return frozenset(wanted)


def _is_for(case: CaseRule, kind: Kind) -> bool:
    return case.when.kind is None or kind.value in case.when.kind


def _of(policy: Policy, kind: Kind) -> frozenset[Need]:
    wanted = _of_anybody(policy)
    if kind in _HAS_COMMITS:
        wanted |= _of_change(policy) | _of_people(policy) | _of_licenses(policy)
    if kind in _HAS_TEMPLATE:
        wanted |= _of_thread(policy)
    if kind is Kind.PULL_REQUEST:
        wanted |= _of_pull(policy)
    if kind in _CITES:
        wanted |= _chosen({Need.LOOKED_UP: policy.detect.references})
    if kind in _CALLS:
        wanted |= _chosen({Need.REVIEW_BOTS: policy.limits.review_bots is not None})
    return wanted


def _of_anybody(policy: Policy) -> frozenset[Need]:
    rules = policy.exempt
    asked = {
        Need.AUTHOR_PERMISSION: rules.permission is not None,
        Need.AUTHOR_TEAMS: bool(rules.teams),
        Need.TRUST_FILE: rules.trust_file is not None,
    }
    return _chosen(asked)


def _of_change(policy: Policy) -> frozenset[Need]:
    """Evidence of use stands in the commits, and the files tell what it is about."""
    raised = raises.raised_by(policy)
    about_use = raised & {"use_exceeded", "undisclosed", "disclosure_incomplete", "missing_trailer"}
    if about_use or raised & {"agent_author", "tool_denied", "reserved_issue", "share_exceeded"}:
        return _CHANGE
    counts = policy.limits.open_ai_prs is not None or policy.limits.changed_lines is not None
    if counts or raised & _ABOUT_CHANGES:
        return _CHANGE
    asked = {
        Need.COMMITS: bool(raised & {"forbidden_trailer", "unsigned"}),
        Need.FILES: bool(raised & {"metafile", "phantom_reference"}),
    }
    return _chosen(asked)


def _of_people(policy: Policy) -> frozenset[Need]:
    """Whose name is on a commit tells the project's own list, where several are one person's."""
    return _chosen({Need.MAILMAP: bool(raises.raised_by(policy) & {"unsigned", "identity_mismatch"})})


def _of_licenses(policy: Policy) -> frozenset[Need]:
    """What the tree says of its licenses is what a change is compared with."""
    return _chosen({Need.LICENSE_VIEW: bool(raises.raised_by(policy) & _ABOUT_LICENSES)})


def _of_thread(policy: Policy) -> frozenset[Need]:
    raised, require = raises.raised_by(policy), policy.require
    responses = (action for actions in policy.respond.model_dump().values() for action in actions or ())
    labels = any(action.startswith(LABEL_ACTION) for action in responses)
    asked = {
        Need.TEMPLATES: policy.disclosure.required != "never"
        or bool(raised & {"template_missing", "work_evidence_missing", "canary_tripped", "duplicate"}),
        Need.TWINS: "duplicate" in raised,
        Need.MESSAGE: policy.meta.mode is not Mode.OBSERVE,
        Need.LABEL_HISTORY: labels or require.label is not None or policy.detect.score.show == "label",
    }
    return _chosen(asked)


def _of_pull(policy: Policy) -> frozenset[Need]:
    require, limits = policy.require, policy.limits
    counts = (limits.open_prs, limits.open_ai_prs, limits.opened_per_day)
    asked = {
        Need.LINKED_ISSUES: require.linked_issue is not None or bool(limits.reserved_labels),
        Need.APPROVALS: require.approvals is not None or require.agents == "supervised",
        Need.AUTHOR_HISTORY: any(count is not None for count in counts),
        Need.MERGED_SHARE: limits.merged_share is not None,
        Need.MAY_DRAFT: policy.meta.mode is Mode.ENFORCE
        and any("draft" in policy.respond.to(kind) for kind in raises.raised_by(policy)),
    }
    return _chosen(asked)


def _of_conditions(when: When, kind: Kind) -> frozenset[Need]:
    has_commits = kind in _HAS_COMMITS
    asked = {
        Need.COMMITS: has_commits and when.involvement is not None,
        Need.FILES: has_commits and (when.paths or when.changed_lines or when.involvement) is not None,
        Need.LINKED_ISSUES: kind is Kind.PULL_REQUEST and when.issue_labels is not None,
        Need.AUTHOR_HISTORY: when.nth_violation is not None,
        Need.TRUST_FILE: bool({"vouched", "denounced"} & set(when.author or ())),
    }
    return _chosen(asked)


def _chosen(asked: dict[Need, bool]) -> frozenset[Need]:
    return frozenset(need for need, is_asked in asked.items() if is_asked)
