"""What a policy names of the things that have to be looked up: ``needs`` says only what kinds of things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from detectors.model import Repository
from policies import prompts, trust
from policies.load import load_for
from policies.problems import PolicyError
from policies.schema import Detect, Exempt, Limits, MergedShare, Policy

#: A policy and its cases name more prompts than this to no purpose: later ones are not looked up.
_MAX_PROMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class Wants:
    """The teams (``organization/team``), the trust file and the share that a policy speaks of, if it does.

    ``prompts`` are the paths of the project's own prompts for a second opinion.
    """

    teams: tuple[str, ...] = ()
    trust_file: str | None = None
    merged_share: MergedShare | None = None
    prompts: tuple[str, ...] = ()


def wants(policy: Policy) -> Wants:
    """Return what ``policy`` names, in its cases too. Of several shares the first one is looked up."""
    shares = (limits.merged_share for limits in _limits(policy))
    return Wants(
        teams=tuple(dict.fromkeys(team for exempt in _exempt(policy) for team in exempt.teams)),
        trust_file=trust.path_of(policy),
        merged_share=next((share for share in shares if share), None),
        prompts=tuple(dict.fromkeys(_prompts(policy)))[:_MAX_PROMPTS],
    )


def wants_for(repository: Repository, override: Policy | None = None) -> Wants:
    """Return what the policy that judges names; nothing where it is missing, unknown or wrong."""
    try:
        policy = override or load_for(repository)
    except PolicyError:
        return Wants()
    return wants(policy) if policy else Wants()


def _exempt(policy: Policy) -> Iterator[Exempt]:
    yield policy.exempt
    yield from (case.exempt for case in policy.cases if case.exempt)


def _limits(policy: Policy) -> Iterator[Limits]:
    yield policy.limits
    yield from (case.limits for case in policy.cases if case.limits)


def _prompts(policy: Policy) -> Iterator[str]:
    detect: tuple[Detect, ...] = (policy.detect, *(case.detect for case in policy.cases if case.detect))
    named = (one.second_opinion.prompt for one in detect)
    yield from (name for name in named if name not in prompts.NAMES)
