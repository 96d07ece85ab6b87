"""How a report words what it found: shares, estimates, classes of evidence, method and limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.audit.model import Estimate, Report, SelfClaim

#: What stands behind the number of a percentage.
_SIGN: Final = " %"
ADVICE: Final = "This report compares texts and counts commits. It is not legal advice."
CLASSES: Final[Mapping[str, str]] = {
    "declared": "the author or the project says so, in a trailer or a disclosure",
    "exact": "another trace that can be looked up: a bot account, a tool's footer, a session link",
    "estimated": "the share of a group of commits, by the style of their messages; never said of a person",
}
VERDICTS: Final[Mapping[str, str]] = {"not_distinguishable": "not distinguishable from none"}
CLAIMS: Final[Mapping[str, str]] = {
    "ai_free": "says that it is free of AI",
    "human_only": "says that people alone wrote it",
    "not_by_ai": "shows a Not By AI badge",
    "policy_ban": "asks for contributions without AI",
    "policy_disclose": "asks to disclose the use of AI",
    "disclosure": "says that AI was used",
}
DROPS: Final[Mapping[str, str]] = {
    "author": "one author",
    "vendored": "a folder of others' code",
    "import": "imported history",
}
ESTIMATE_NOTE: Final = (
    "An estimate of a share among the commits that have no declared or exact trace: not a count, and never "
    "of one commit or person. The interval allows for how much false alarms and hits differ between projects "
    "and agents. Human writing is sometimes taken for machine writing: where the interval begins below the "
    'rate of the least favorable project measured, the answer is "not distinguishable from none".'
)
LIMITS: Final = tuple(
    " ".join(text.split())
    for text in (
        """A declared trace shows what its author wrote, not how much a machine did; who used one and did not
        say so leaves no trace.""",
        """The estimate judges commit messages that are long enough, in English, and not made from a template.
        The share that was not judged is printed beside it. A message says little about the code of its
        commit.""",
        """Names and mails are what git recorded; anybody can write any name into a commit. Mails are shown as
        digests unless they were asked for.""",
        """Sign-offs and signatures are counted as they stand in the commits. That a signature is there does
        not say that somebody checked it.""",
        """Licenses are recognized from texts, headers and metadata. A license that is not stated in the tree
        is unknown, not absent.""",
        "What could not be looked at is called unknown, with the reason, and counts for nothing.",
    )
)
CORRECTION: Final = tuple(
    " ".join(text.split())
    for text in (
        """Everything said here rests on a commit, a path or a line that is named. Whoever is named can look
        it up with git show COMMIT.""",
        "A wrong or changed name: add a line to the repository's .mailmap; the next report follows it.",
        """A trace that is misread, or a commit that is not what it seems: ask the maintainers to set the
        finding aside in the project's audit file, with who decided, why and until when. It is then listed as
        set aside.""",
        """A rule that misreads more than one project: report the finding's id and the commit to Byline's
        maintainers.""",
    )
)
CHECK: Final = "To see one commit: git show COMMIT. The JSON and CSV files hold all rows of every table."


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return ``1 commit`` or ``12 commits``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def percent(share: float) -> str:
    """Return a share as a percentage that never rounds something to nothing, nor nearly all to all."""
    if share <= 0:
        return f"0{_SIGN}"
    if share < 0.001:
        return f"< 0.1{_SIGN}"
    if 0.999 < share < 1:
        return f"> 99.9{_SIGN}"
    return f"{100 * share:.1f}".removesuffix(".0") + _SIGN


def part(some: int, of: int) -> str:
    """Return ``3 of 12 (25 %)``, or only the count where there is nothing to divide by."""
    return f"{some:,} of {of:,} ({percent(some / of)})" if of > 0 else f"{some:,}"


def coverage(some: int, of: int) -> str:
    """Return the share alone, or a dash where there is nothing to divide by."""
    return percent(some / of) if of > 0 else "–"


def rough(share: float) -> str:
    """Return an estimated share as a percentage, without digits that no estimate has."""
    return percent(share) if share < 0.1 or share == 1 else f"{min(round(100 * share), 99)}{_SIGN}"


def interval(one: Estimate) -> str:
    """Return ``1.2 to 9 %``; empty where there is no estimate."""
    if one.low is None or one.high is None:
        return ""
    return f"{rough(one.low).removesuffix(_SIGN)} to {rough(one.high)}"


def estimate(one: Estimate) -> str:
    """Return an estimate in words: a share with its interval, or why there is none."""
    if one.verdict == "share" and one.point is not None:
        return f"about {rough(one.point)} (95 % interval {interval(one)})"
    if one.verdict in VERDICTS:
        return VERDICTS[one.verdict]
    return f"no estimate: {one.reason}" if one.reason else "no estimate"


def difference(claim: SelfClaim) -> str:
    """Say how a claim and the history stand to each other, without judging either."""
    commits = counted(claim.counted, "commit")
    verb = "carries" if claim.counted == 1 else "carry"
    if claim.claim == "disclosure":
        if claim.differs:
            return (
                "The two texts differ: no commit in the history carries a declared or exact trace of AI use."
            )
        return f"{commits} in the history {verb} a declared or exact trace of AI use."
    if claim.differs:
        return f"The two texts differ: {commits} {verb} a declared or exact trace of AI use."
    if claim.counted:
        return (
            f"{commits} {verb} a declared or exact trace of AI use; nothing in this text speaks against them."
        )
    return "No declared or exact trace in the history speaks against it."


def headline(report: Report) -> str:
    """Return the title of a report."""
    at = f" at {report.scope.commit[:12]}" if report.scope.commit else ""
    return f"{report.scope.repository}{at}"
