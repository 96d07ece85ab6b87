"""The four parts of everything Byline says in public: what was found, what is asked, what to do, appeal.

Each is Markdown with an upper bound, and everything that came from outside is made harmless in it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from bot.messages.evidence import markdown
from bot.messages.neutral import cap, code, link, plain
from bot.messages.wording import DONE, title_of
from detectors.model import Evidence, Tier
from policies.decision import Decision, Violation

MAX_EVIDENCE: Final = 10
#: Together with a project's own form they stay below what GitHub takes: nothing has to be cut off the end.
MAX_FOUND: Final = 35_000
_MAX_ASKS: Final = 3_000
_MAX_TODO: Final = 8_000
_MAX_CLAUSES: Final = 10

_FOUNDED_ON: Final = {
    Tier.DECLARED: "said in the contribution itself",
    Tier.EXACT: "read off the contribution; anyone can check it",
    Tier.CHECKABLE: "checked against the repository",
    Tier.STATISTICAL: "an estimate",
}
_THANKS: Final = "Thank you for saying how AI was used."


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts, as Markdown without a blank line at either end."""

    found: str
    asks: str
    todo: str
    appeal: str


def parts(
    decision: Decision, violations: Sequence[Violation], done: Collection[str] = (), *, thanked: bool = False
) -> Parts:
    """Put the parts together. ``done`` names what Byline did besides (words of the policy language)."""
    lines = [_THANKS, ""] if thanked or any(item.tier is Tier.DECLARED for item in violations) else []
    if done:
        lines += [" ".join(DONE[word] for word in DONE if word in done), ""]
    found = cap("\n".join([*lines, *_found(violations)]).strip(), MAX_FOUND)
    return Parts(
        found,
        cap(_asks(violations), _MAX_ASKS),
        cap(_todo(violations), _MAX_TODO),
        appeal(decision, locked="lock" in done),
    )


def appeal(decision: Decision, *, locked: bool = False) -> str:
    """Say which rule it is, and what to do where Byline is wrong; nobody can reply where it is ``locked``."""
    reply = "" if locked and decision.contact else "Reply with `/byline appeal <reason>`"
    write = (
        f"{', or write' if reply else 'Write'} to {_contact(decision.contact)}" if decision.contact else ""
    )
    return (
        f"The rule: {_rule(decision)}. Is something wrong here? {reply}{write}: "
        "a maintainer decides. Byline states what can be checked; writing style played no part."
    )


def _rule(decision: Decision) -> str:
    return link(decision.policy_url) if decision.policy_url else code(decision.policy)


def _contact(contact: str) -> str:
    return link(contact) if contact.startswith(("https://", "http://")) else plain(contact)


def _found(violations: Sequence[Violation]) -> list[str]:
    lines: list[str] = []
    for violation in violations:
        lines += [f"**{plain(title_of(violation.kind))}**", "", plain(violation.message), ""]
        lines += _evidence(violation.evidence, _FOUNDED_ON[violation.tier])
    return lines


def _evidence(evidence: Sequence[Evidence], founded_on: str) -> list[str]:
    if not evidence:
        return []
    return [f"Evidence ({founded_on}):", "", *markdown(evidence, MAX_EVIDENCE), ""]


def _asks(violations: Sequence[Violation]) -> str:
    clauses = list(dict.fromkeys(violation.clause for violation in violations))
    named = ", ".join(code(clause) for clause in clauses[:_MAX_CLAUSES])
    rest = f" and {len(clauses) - _MAX_CLAUSES} more" if len(clauses) > _MAX_CLAUSES else ""
    return f"**What the project asks:** {named}{rest}."


def _todo(violations: Sequence[Violation]) -> str:
    remedies = list(dict.fromkeys(plain(violation.remedy) for violation in violations))
    if len(remedies) == 1:
        return f"**What to do:** {remedies[0]}"
    return "\n".join(["**What to do:**", "", *(f"- {remedy}" for remedy in remedies)])
