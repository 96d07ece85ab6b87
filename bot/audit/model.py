"""What an audit found. Every format renders this one report, and its JSON is this, field by field.

Dates are ISO 8601 in UTC (days as ``YYYY-MM-DD``, months as ``YYYY-MM``, quarters as ``YYYY-Qn``). Shares are
in [0, 1]. Persons appear as a name and a digest of their mail, unless mails were asked for. What could not
be looked at is ``Unknown`` with the reason, never an empty table. All tuples are in an order that depends on
the commit and the options alone: the same ones give the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from detectors.model import Finding, Unknown

SCHEMA: Final = "byline/audit/1"


@dataclass(frozen=True)
class Exclusion:
    """What the audit left out: how many of what, and why."""

    what: str
    count: int
    reason: str


@dataclass(frozen=True)
class Scope:
    """What was looked at. ``as_of`` is the date of the audited commit, the report's only clock."""

    repository: str
    commit: str
    ref: str
    as_of: str
    since: str
    until: str
    commits: int
    merges: int
    first: str
    last: str
    shallow: bool
    partial: bool
    exclusions: tuple[Exclusion, ...]


@dataclass(frozen=True)
class ErrorRate:
    """One measured rate behind the estimate, such as how often human commits look machine-like.

    ``typical`` and ``worst`` are shares, of the middle and of the least favorable project or agent measured;
    ``texts`` says on how many texts.
    """

    what: str
    typical: float
    worst: float
    texts: int


@dataclass(frozen=True)
class Method:
    """What it was looked at with: versions and identifiers, for whoever wants to do it again."""

    byline: str
    model: str
    calibration: str
    rates: str
    registry: str
    options: tuple[tuple[str, str], ...]
    error_rates: tuple[ErrorRate, ...] = ()


@dataclass(frozen=True)
class Quote:
    """A quotable observation: in which commit or at which path and line, and the words there."""

    commit: str
    path: str
    line: int | None
    text: str


@dataclass(frozen=True)
class Agent:
    """Traces of one agent of one class: ``declared`` (the author says so) or ``exact`` (any other)."""

    agent: str
    name: str
    tier: str
    commits: int
    first: str
    last: str
    examples: tuple[Quote, ...]


@dataclass(frozen=True)
class Estimate:
    """The share of machine-written texts among those judged, with a nominal 95 % interval.

    ``verdict``: ``share``, ``not_distinguishable`` (the lower end is under the rate at which human writing of
    the least favorable project looks so) or ``no_estimate`` (``reason`` says why; the numbers are ``None``).
    """

    verdict: str
    reason: str
    judged: int
    flagged: int
    point: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Quarter:
    """Commits (without merges and those of programs) of three months by class. No commit counts in two."""

    quarter: str
    commits: int
    declared: int
    exact: int
    judged: int
    not_judged: int
    estimate: Estimate


@dataclass(frozen=True)
class Dialect:
    """How well disclosures keep to one form of words, such as the kernel's ``Assisted-by``."""

    dialect: str
    source: str
    kept: int
    broken: int
    problems: tuple[tuple[str, int], ...]
    examples: tuple[Quote, ...]


@dataclass(frozen=True)
class AIEvidence:
    """The three classes, never mixed. ``chosen`` is the dialect that the project asks for, where it says."""

    agents: tuple[Agent, ...]
    quarters: tuple[Quarter, ...]
    whole: Estimate
    dialects: tuple[Dialect, ...]
    chosen: str


@dataclass(frozen=True)
class Person:
    """An identity after ``.mailmap``: ``kind`` is person, bot, agent or imported."""

    name: str
    mail: str
    kind: str
    commits: int
    co_authored: int
    signed_off: int
    first: str
    last: str
    aliases: int


@dataclass(frozen=True)
class Month:
    """Sign-offs and signatures of one month's commits (without merges and those of bots).

    ``signed_off`` counts those that any person signed off, ``by_author`` those that their author or committer
    did, ``by_agent`` those that a program did, ``signed`` those with a signature, which nobody checked.
    """

    month: str
    commits: int
    signed_off: int
    by_author: int
    by_agent: int
    signed: int


@dataclass(frozen=True)
class Drop:
    """One commit that brought much at once: added lines of one author, or a vendored folder, or an import."""

    commit: str
    date: str
    author: str
    subject: str
    files: int
    added: int
    kind: str


@dataclass(frozen=True)
class Reviews:
    """What the hosting API tells of merged pull requests. ``by_agent`` counts approvals by bots alone."""

    merged: int
    self_merged: int
    unreviewed: int
    by_agent: int
    examples: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class People:
    """Who wrote, signed and reviewed. ``unknown_mail`` and ``changed_mail`` count persons.

    ``imported`` counts commits with the mark of a program that brought them from another system.
    """

    persons: tuple[Person, ...]
    authors: int
    bots: int
    agents: int
    unknown_mail: int
    changed_mail: int
    imported: int
    months: tuple[Month, ...]
    agent_sign_offs: tuple[Quote, ...]
    drops: tuple[Drop, ...]
    reviews: Reviews | Unknown


@dataclass(frozen=True)
class WordDiff:
    """A change of a text: its pieces in order, each (``same``, ``removed`` or ``added``, words)."""

    pieces: tuple[tuple[str, str], ...]
    shortened: bool


@dataclass(frozen=True)
class LicenseEvent:
    """A commit that added, changed, moved or removed a LICENSE, COPYING or NOTICE file.

    ``before`` and ``after`` are SPDX expressions, empty where there was none and ``LicenseRef-…`` where the
    text is no standard one; both are empty for notices. ``relicensing`` is true where surely other terms
    hold. ``action`` is added, changed, moved (from ``previous``) or removed.
    """

    commit: str
    date: str
    author: str
    path: str
    action: str
    before: str
    after: str
    relicensing: bool
    diff: WordDiff | None
    previous: str = ""


@dataclass(frozen=True)
class Declared:
    """One place that says which license holds: ``source`` is file, metadata, readme or headers."""

    source: str
    path: str
    expression: str


@dataclass(frozen=True)
class Headers:
    """How many files of a language begin with a license header, and which."""

    language: str
    files: int
    with_header: int
    expressions: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Vendored:
    """Third-party code in the tree."""

    path: str
    upstream: str
    expression: str
    files: int
    modified: bool | Unknown


@dataclass(frozen=True)
class Dependency:
    """One entry of a lock file; the license is ``Unknown`` where the lock file does not tell."""

    ecosystem: str
    name: str
    version: str
    expression: str | Unknown
    path: str


@dataclass(frozen=True)
class Licenses:
    """Under which terms: now, by directory and language, and over time."""

    declared: tuple[Declared, ...]
    disagreements: tuple[str, ...]
    directories: tuple[tuple[str, str, int], ...]
    events: tuple[LicenseEvent, ...]
    headers: tuple[Headers, ...]
    vendored: tuple[Vendored, ...]
    dependencies: tuple[Dependency, ...]
    exclusions: tuple[Exclusion, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Artifact:
    """A model or data set that the repository names, with its lineage, terms and verdict."""

    kind: str
    id: str
    name: str
    license: str
    verdict: str
    restrictions: tuple[str, ...]
    base: tuple[str, ...]
    places: tuple[Quote, ...]


@dataclass(frozen=True)
class Openness:
    """Models and data sets in use, and the findings about what is said of them."""

    artifacts: tuple[Artifact, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class SelfClaim:
    """What the project says of its own use of AI, and what its history shows: two texts side by side.

    ``claim`` is ai_free, human_only, not_by_ai, policy_ban, policy_disclose or disclosure; ``differs`` says
    that the history holds declared or exact traces against it (or, for a disclosure, none that bears it out).
    """

    claim: str
    text: Quote
    since: str
    differs: bool
    commits: tuple[Quote, ...]
    counted: int


@dataclass(frozen=True)
class Dismissal:
    """A finding that the project's audit file sets aside, with who, why and until when."""

    finding: str
    owner: str
    reason: str
    expires: str


@dataclass(frozen=True)
class Change:
    """What differs from the baseline: ``new``, ``gone`` or ``changed``; ``what`` and in words."""

    kind: str
    what: str
    text: str


@dataclass(frozen=True)
class Comparison:
    """The difference from an earlier report."""

    commit: str
    as_of: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Report:
    """A whole-repository provenance report."""

    scope: Scope
    method: Method
    ai: AIEvidence
    people: People
    licenses: Licenses | Unknown
    openness: Openness | Unknown
    claims: tuple[SelfClaim, ...]
    findings: tuple[Finding, ...]
    dismissed: tuple[Dismissal, ...] = ()
    comparison: Comparison | None = None
    schema: str = SCHEMA
