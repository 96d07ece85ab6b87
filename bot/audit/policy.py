"""What the audited repository's own policy says of disclosures, where it has one."""

from __future__ import annotations

import policies
from bot.audit.model import Exclusion
from bot.errors import CouldNotLook
from bot.gather.policy_file import POLICY_PATH
from bot.git import GitDir
from bot.git.tree import file_at
from policies import PolicyError
from policies.schema import Policy


def accepted(repository: GitDir, commit: str) -> tuple[frozenset[str], tuple[Exclusion, ...]]:
    """Return the keys (folded) of the trailers that it takes for a disclosure; nobody else is asked."""
    try:
        file = file_at(repository, commit, POLICY_PATH)
        if file is None:
            return frozenset(), ()
        policy = policies.load(file.text, file.path)
    except (CouldNotLook, PolicyError) as error:
        return frozenset(), (Exclusion(POLICY_PATH, 1, f"not gone by: {' '.join(str(error).split())[:300]}"),)
    return trailers(policy), ()


def trailers(policy: Policy) -> frozenset[str]:
    """Return the keys (folded) of the trailers that a policy takes for a disclosure."""
    return frozenset(key.casefold() for key in policy.disclosure.trailers.accept)
