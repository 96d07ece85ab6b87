"""Facts for the sign-off tests: a pull request by Ada, whose commits are hers unless a test says more."""

from __future__ import annotations

from typing import Any

from detectors.model import Account, Commit, Finding, Identity, Signature
from detectors.signoff import detect
from tests import factories

ADA = Identity("Ada", "ada@example.org")
MAX = Identity("Max", "max@example.org")
BOT = Identity("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com")
WEB = Identity("GitHub", "noreply@github.com")
LOGINS = {ADA: "ada", MAX: "max", BOT: "dependabot[bot]", WEB: "web-flow"}


def sha(number: int) -> str:
    return f"{number:07x}" + "0" * 33


def made(
    message: str = "Fix", number: int = 1, author: Identity = ADA, by: Identity | None = None, **changes: Any
) -> Commit:
    """A commit by ``author``, committed ``by`` somebody else where that is said."""
    committer = by or author
    fields = {
        "sha": sha(number),
        "author": author,
        "committer": committer,
        "author_login": LOGINS.get(author),
        "committer_login": LOGINS.get(committer),
        "signature": Signature(False, "unsigned"),
    }
    return factories.commit(message, **(fields | changes))


def signed(number: int = 1, who: Identity = ADA, **changes: Any) -> Commit:
    """A commit with the sign-off of its author."""
    return made(f"Fix\n\n{sign_off(who)}", number, who, **changes)


def sign_off(who: Identity) -> str:
    return f"Signed-off-by: {who.name} <{who.email}>"


def found(*commits: Commit, account: Account | None = None, **changes: Any) -> dict[str, Finding]:
    """The findings by their names."""
    facts = factories.facts(commits=commits, author=account or Account("ada"), **changes)
    return {finding.id.removeprefix("signoff/"): finding for finding in detect(facts)}
