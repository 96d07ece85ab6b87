"""``cases``: the policy that holds where a case applies."""

from __future__ import annotations

from typing import Any

from policies.merge import merge
from policies.schema import CaseRule, Policy


def keys_of(case: CaseRule) -> dict[str, Any]:
    """Return the keys that a case sets."""
    return case.model_dump(exclude_unset=True, exclude={"when"})


def merged(policy: Policy, case: CaseRule) -> Policy:
    """Return ``policy`` with the keys of ``case`` laid on it.

    Raises:
        pydantic.ValidationError: together they are no policy.
    """
    base = policy.model_dump(exclude_unset=True, exclude={"cases"})
    return Policy.model_validate(merge(base, keys_of(case))).named(policy.name, policy.remark)


def all_of(policy: Policy) -> tuple[Policy, ...]:
    """Return the policy itself and the one that each of its cases makes of it, in their order."""
    return (policy, *(merged(policy, case) for case in policy.cases))
