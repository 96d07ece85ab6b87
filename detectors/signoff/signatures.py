"""``signoff/signature``: GitHub tried to verify the signature of a commit and says what is wrong with it.

The words are those of "verification.reason" in GitHub's API for commits:
https://docs.github.com/en/rest/commits/commits. A commit without a signature is nothing, and neither is a key
that GitHub does not know or a check that it could not make.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from detectors.model import Commit, Evidence, Finding, Signature
from detectors.signoff import made

_REASONS: Final = MappingProxyType(
    {
        "bad_email": "the key that made it does not name the committer's mail address",
        "unverified_email": "the committer's mail address is not confirmed on the account",
        "invalid": "it does not fit the commit and the key that it names",
        "malformed_signature": "it cannot be read",
        "expired_key": "the key that made it is out of date",
        "not_signing_key": "the key that made it is not for signing",
        "bad_cert": "its certificate, or one that this rests on, is not valid",
        "ocsp_revoked": "its certificate, or one that this rests on, was revoked",
    }
)


def found(commits: Sequence[Commit]) -> Iterator[Finding]:
    """Yield a finding for each reason, in the order in which they were seen."""
    groups: dict[str, list[Commit]] = {}
    for commit in commits:
        signature = commit.signature
        if isinstance(signature, Signature) and not signature.verified and signature.reason in _REASONS:
            groups.setdefault(signature.reason, []).append(commit)
    for reason, among in groups.items():
        where = made.place(among[0]) if len(among) == 1 else f"{len(among)} commits"
        yield made.finding(
            "signature",
            f"GitHub could not verify the signature of {where}: {_REASONS[reason]}.",
            [Evidence(made.place(commit, "signature"), reason) for commit in among],
            "Check the key and the mail address that git signs with, sign again (git rebase --exec "
            "'git commit --amend --no-edit -S' onto the branch that this goes to), and git push "
            "--force-with-lease.",
        )
