"""Who vouches for a contribution: sign-offs, the people on its commits, and what GitHub says of signatures.

All of it is public and can be checked by anybody. It says nothing about AI, and by itself asks for nothing:
whether sign-offs are required is the policy's question (``require.signoff``, by the functions of ``dco``).
"""

from __future__ import annotations

from typing import Final

from detectors.model import Facts, Finding, Need, known
from detectors.signoff import identities, mailmap, programs, signatures, unsigned

NEEDS: Final = frozenset({Need.COMMITS})


def detect(facts: Facts) -> tuple[Finding, ...]:
    """Return what there is to say of the commits. Pure, never raises, linear in their size."""
    commits = known(facts.contribution.commits, ())
    aliases = mailmap.of(facts)
    return (
        *unsigned.found(commits, aliases),
        *programs.found(commits),
        *identities.found(facts.contribution, commits, aliases),
        *signatures.found(commits),
    )
