"""What a policy may go by: public evidence of AI use that is declared or exact, and nothing weaker.

Whether a trailer is a declaration is the policy's to say: one that it accepts is ``declared``, any other one
that names an agent is ``exact``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from detectors.model import (
    Artifact,
    Audience,
    Commit,
    Evidence,
    Facts,
    Finding,
    Involvement,
    Kind,
    Need,
    Tier,
    Unknown,
    known,
)
from policies.problems import quote
from policies.schema import Policy

#: The parts that a contribution of each kind has.
PARTS: Final = MappingProxyType(
    {
        Kind.PULL_REQUEST: (
            Artifact.CODE,
            Artifact.DOCS,
            Artifact.MEDIA,
            Artifact.COMMIT_MESSAGE,
            Artifact.PR_BODY,
        ),
        Kind.ISSUE: (Artifact.ISSUE,),
        Kind.COMMENT: (Artifact.COMMENT,),
        Kind.REVIEW: (Artifact.REVIEW,),
        Kind.COMMIT: (Artifact.CODE, Artifact.DOCS, Artifact.MEDIA, Artifact.COMMIT_MESSAGE),
        Kind.SECURITY_REPORT: (Artifact.SECURITY,),
    }
)

#: The parts that commits and files tell of. Media are rarely all of a change: so nothing is held open for
#: media alone when they could not be looked at.
_SHOWN_BY: Final = MappingProxyType(
    {
        Need.COMMITS: frozenset({Artifact.CODE, Artifact.DOCS, Artifact.COMMIT_MESSAGE}),
        Need.FILES: frozenset({Artifact.CODE, Artifact.DOCS}),
    }
)

#: How the traces begin the place of what stands in a commit, and how much of its hash they show.
_COMMIT: Final = "commit "
_SHORT: Final = 7
_MAX_NAMES: Final = 3
_HAS_COMMITS: Final = frozenset({Kind.PULL_REQUEST, Kind.COMMIT})


def looked_at(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what a policy is shown of the findings: no estimate from writing style is ever among it."""
    return tuple(finding for finding in findings if finding.tier is not Tier.STATISTICAL)


def of_use(policy: Policy, facts: Facts, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that show AI use firmly enough to be named, with the tier that the policy gives.

    Nobody declares anything in somebody else's commit: there a declaration is exact, and the commit's author
    is named.
    """
    accepted = {key.casefold() for key in policy.disclosure.trailers.accept}
    return tuple(
        _by_others(
            replace(finding, tier=Tier.DECLARED)
            if (finding.trailer or "").casefold() in accepted
            else finding,
            facts,
        )
        for finding in findings
        if finding.involvement is not None and is_firm(finding)
    )


def _by_others(finding: Finding, facts: Facts) -> Finding:
    """Return a finding in commits that are not the contribution author's as exact, and say whose they are.

    Of an agent's own commit the claim says so already.
    """
    if finding.involvement is Involvement.AGENT and finding.tier is not Tier.DECLARED:
        return finding
    shas = {item.place[len(_COMMIT) : len(_COMMIT) + _SHORT] for item in finding.evidence if _in_commit(item)}
    others = [
        commit.author.name
        for commit in known(facts.contribution.commits, ())
        if commit.sha[:_SHORT] in shas and not _is_by_author(commit, facts)
    ]
    if not others:
        return finding
    names = [quote(name) for name in dict.fromkeys(others)]
    more = ", and others" if len(names) > _MAX_NAMES else ""
    whose = f"(commits by {', '.join(names[:_MAX_NAMES])}{more})"
    return replace(finding, tier=Tier.EXACT, claim=f"{finding.claim.rstrip('.')} {whose}.")


def _in_commit(item: Evidence) -> bool:
    return item.place.startswith(_COMMIT)


def _is_by_author(commit: Commit, facts: Facts) -> bool:
    """Whether the commit is the contribution author's: by GitHub's account, else (none is known) by name."""
    if commit.author_login is not None:
        return commit.author_login.casefold() == facts.contribution.author.login.casefold()
    if facts.contribution.kind is Kind.COMMIT:
        return True
    return commit.author.name.casefold() == facts.contribution.author.login.casefold()


def is_firm(finding: Finding) -> bool:
    """Whether a finding is exact or declared, and may be shown in public."""
    return finding.tier >= Tier.EXACT and finding.audience is Audience.PUBLIC


def unseen(facts: Facts, parts: Iterable[Artifact] | None = None) -> str:
    """Return why evidence (about ``parts``) may have gone unseen; nothing where all of it was looked at."""
    contribution = facts.contribution
    if not has_commits(facts):
        return ""
    wanted = None if parts is None else frozenset(parts)
    held = {Need.COMMITS: contribution.commits, Need.FILES: contribution.files}
    reasons = [
        f"the {need.value} could not be looked at ({fact.reason})"
        for need, fact in held.items()
        if isinstance(fact, Unknown) and (wanted is None or wanted & _SHOWN_BY[need])
    ]
    return " and ".join(reasons)


def has_commits(facts: Facts) -> bool:
    """Whether this kind of contribution has commits and files at all."""
    return facts.contribution.kind in _HAS_COMMITS


def quoted(findings: Iterable[Finding]) -> tuple[Evidence, ...]:
    """Return all the evidence of ``findings``, each piece once."""
    return tuple(dict.fromkeys(item for finding in findings for item in finding.evidence))


def claims(findings: Iterable[Finding], most: int = 3) -> str:
    """Return what ``findings`` say, as sentences; past ``most`` of them, how many more there are."""
    said = list(dict.fromkeys(finding.claim.strip().rstrip(".") for finding in findings))
    rest = f" There are {len(said) - most} more." if len(said) > most else ""
    return ". ".join(said[:most]) + "." + rest if said else ""


def firmest(findings: Iterable[Finding]) -> Tier:
    """Return the highest tier among ``findings`` (of which there is at least one)."""
    return max(finding.tier for finding in findings)
