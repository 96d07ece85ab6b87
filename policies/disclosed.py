"""What a contribution says about AI use, read by the policy's own rules on where and how to say it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from detectors import markdown
from detectors.markdown import Line, Spoken
from detectors.model import (
    Contribution,
    Declared,
    Evidence,
    Facts,
    Finding,
    Involvement,
    Kind,
    Need,
    Unknown,
    known,
)
from detectors.traces import disclosure as reader
from detectors.traces import messages, trailers
from detectors.traces.declared import HAS_TEMPLATE
from detectors.traces.details import fields_of, involvement_of
from policies import heard, patterns
from policies.schema import Disclosure as Asked
from policies.schema import Policy
from policies.words import SPEAKS_OF_AI, Where

#: The places that a contribution of each kind has.
_PLACES: Final = MappingProxyType(
    {
        Kind.PULL_REQUEST: frozenset({"body", "section", "checkbox", "trailer", "title"}),
        Kind.ISSUE: frozenset({"body", "section", "checkbox", "title"}),
        Kind.COMMENT: frozenset({"body"}),
        Kind.REVIEW: frozenset({"body"}),
        Kind.COMMIT: frozenset({"trailer"}),
        Kind.SECURITY_REPORT: frozenset({"body", "report"}),
    }
)
_IN_TEXT: Final = frozenset({"body", "report", "section", "checkbox"})
#: Places for which the whole text counts: "report" is the text of a security report.
_ALL_OF_TEXT: Final = frozenset({"body", "report"})
#: What the traces call the text of each kind of contribution in the place of their evidence.
_TEXT_NAMES: Final = MappingProxyType(
    {Kind.COMMENT: "comment", Kind.REVIEW: "review", Kind.SECURITY_REPORT: "report"}
)
_COMMIT_PLACES: Final = ("commit ", "message, ")
#: The finding for what the author says in words: read here again, by the policy's own rules.
_DISCLOSURE: Final = "traces/disclosure"
_MAX_QUOTE: Final = 300
#: Trailers that name people as a rule: they disclose AI use only where the name is that of an agent.
_NAMES_PEOPLE: Final = frozenset(
    {"acked-by", "author", "co-authored-by", "co-developed-by", "helped-by", "reported-by", "reviewed-by"}
    | {"signed-off-by", "suggested-by", "tested-by"}
)
#: Trailers whose key itself says how much a tool did.
_SAYS_EXTENT: Final = MappingProxyType(
    {"assisted-by": Involvement.ASSISTED, "generated-by": Involvement.GENERATED}
)

Answer = Literal["used", "none", "blank", "absent"]


@dataclass(frozen=True, slots=True)
class Statement:
    """One place where the contribution says that AI was used, and which of the fields it names."""

    place: str
    fields: frozenset[str]
    involvement: Involvement | None
    evidence: tuple[Evidence, ...]
    by_author: bool


@dataclass(frozen=True, slots=True)
class Disclosed:
    """What was said in the places that the policy accepts.

    ``places`` are those of them that this kind of contribution has; ``answer`` is what all of them together
    say; ``misformed`` are accepted trailers whose value is not in the format that the policy asks for.
    ``doubt`` tells why more may have been said than could be read: without the templates, the words of a
    section or box may be theirs; without the commits, a trailer goes unseen.
    """

    places: tuple[Where, ...]
    answer: Answer
    statements: tuple[Statement, ...] = ()
    misformed: tuple[Evidence, ...] = ()
    doubt: str = ""

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the statements name together; to name the parts is to say the extent as well."""
        named = frozenset[str]().union(*(statement.fields for statement in self.statements))
        return named | {"extent"} if "parts" in named else named

    @property
    def involvement(self) -> Involvement | None:
        """The most that the author says a tool did; ``None`` where nothing is said of it."""
        return max(
            (s.involvement for s in self.statements if s.involvement is not None),
            default=None,
        )


def read(policy: Policy, facts: Facts, uses: Iterable[Finding]) -> Disclosed:
    """Return what the contribution says about AI use in the places that ``policy`` accepts."""
    asked, contribution = policy.disclosure, facts.contribution
    if asked.required == "never":
        return Disclosed((), "absent")
    places = tuple(dict.fromkeys(place for place in asked.where if place in _PLACES[contribution.kind]))
    uses = tuple(uses)
    answer: Answer = "absent"
    statements: list[Statement] = []
    misformed: tuple[Evidence, ...] = ()
    doubt = ""
    if _IN_TEXT & set(places):
        said, doubt = _in_text(asked, places, facts)
        answer = said.answer
        statements += _said(said, contribution.kind)
    if _ALL_OF_TEXT & set(places):
        statements += _marks(uses, contribution.kind)
    if "body" in places and (by_command := heard.declared(facts)):
        statements.append(_by_command(by_command))
    if "title" in places and asked.title_prefix:
        statements += _title(asked.title_prefix, contribution)
    if "trailer" in places:
        doubt = " and ".join(reason for reason in (doubt, _unseen_commits(contribution)) if reason)
        good, misformed = _trailers(asked, contribution, uses)
        statements += good
    return Disclosed(places, "used" if statements else answer, tuple(statements), misformed, doubt)


def _unseen_commits(contribution: Contribution) -> str:
    """Return why a trailer may be there that nobody could look at."""
    commits = contribution.commits
    return (
        f"the {Need.COMMITS.value} could not be looked at ({commits.reason})"
        if isinstance(commits, Unknown)
        else ""
    )


def _in_text(asked: Asked, places: tuple[Where, ...], facts: Facts) -> tuple[reader.Disclosure, str]:
    """Read the author's answer in the places of the text that count, and why there may be more of it."""
    templates = facts.repository.templates
    said = _read(asked, places, facts, own_only=False)
    if not isinstance(templates, Unknown) or facts.contribution.kind not in HAS_TEMPLATE:
        return said, ""
    sure = _read(asked, places, facts, own_only=True)
    doubt = f"the {Need.TEMPLATES.value} could not be looked at ({templates.reason})"
    return sure, "" if sure == said else doubt


def _read(asked: Asked, places: tuple[Where, ...], facts: Facts, *, own_only: bool) -> reader.Disclosure:
    spoken = markdown.read(facts.contribution.body)
    whole = bool(_ALL_OF_TEXT & set(places))
    lines = spoken.lines if whole else tuple(_lines_of(spoken, asked, places))
    without_ai = {line.number: line for line in lines if _is_ticked_without_ai(line, asked.one_of)}
    said = reader.read(
        Spoken(
            tuple(line for line in lines if line.number not in without_ai),
            spoken.comments if whole else (),
        ),
        section=asked.section,
        none_phrase=asked.none_phrase,
        one_of=asked.one_of,
        kind=facts.contribution.kind,
        template="\n\n".join(file.text for file in known(facts.repository.templates, ())),
        own_only=own_only,
    )
    if without_ai and said.answer in ("blank", "absent"):
        first = next(iter(without_ai.values()))
        return reader.Disclosure("none", f"description, line {first.number}", first.text)
    return said


def _lines_of(spoken: Spoken, asked: Asked, places: tuple[Where, ...]) -> Iterator[Line]:
    """Yield the lines of the named section, and the check boxes, where these places count."""
    wanted = (asked.section or "").casefold()
    inside: set[int] = set()
    if "section" in places:
        for section in reader.sections(spoken):
            if wanted in section.heading.casefold():
                inside |= {section.line, *(line.number for line in section.lines)}
    for line in spoken.lines:
        if line.number in inside or ("checkbox" in places and line.ticked is not None):
            yield line


def _is_ticked_without_ai(line: Line, one_of: tuple[str, ...]) -> bool:
    """Whether the line is a ticked box of the project that, like "Human-written", speaks of no AI."""
    text = line.text.casefold()
    return bool(line.ticked) and any(
        label.casefold() in text and not SPEAKS_OF_AI.search(label.casefold()) for label in one_of
    )


def _said(said: reader.Disclosure, kind: Kind) -> Iterator[Statement]:
    if said.answer == "used":
        place = said.place.replace("description", _TEXT_NAMES.get(kind, "description"), 1)
        evidence = (Evidence(place, said.text[:_MAX_QUOTE]),)
        by_author = said.form != "footer"
        yield Statement(place, said.fields, said.involvement, evidence, by_author)


def _by_command(said: Declared) -> Statement:
    """What the author said by a command counts as if it stood in the description."""
    fields = fields_of(heard.words_of(said)) | {"tool"} | ({"extent"} if said.extent else set())
    involvement = involvement_of(said.extent) if said.extent else None
    item = heard.evidence_of(said)
    return Statement(item.place, frozenset(fields), involvement, (item,), by_author=True)


def _marks(uses: tuple[Finding, ...], kind: Kind) -> Iterator[Statement]:
    """A mark that a tool left in the text, such as a footer, names the tool: that much is disclosed."""
    for finding in uses:
        here = _here(finding, kind)
        if finding.agent is not None and here and finding.id != _DISCLOSURE:
            yield Statement(here[0].place, _named_by(finding.trailer), None, here, by_author=False)


def _here(finding: Finding, kind: Kind) -> tuple[Evidence, ...]:
    """Return the evidence that stands in the contribution's own text."""
    start = f"{_TEXT_NAMES.get(kind, 'description')}, line "
    return tuple(item for item in finding.evidence if item.place.startswith(start))


def is_disclosure(finding: Finding) -> bool:
    """Whether a finding is what somebody says in words, of which the parts it is about are alternatives."""
    return finding.id == _DISCLOSURE


def is_in_words(finding: Finding, facts: Facts) -> bool:
    """Whether a finding is what the author says in words, as opposed to a mark that a tool left."""
    return finding.id == _DISCLOSURE and bool(_here(finding, facts.contribution.kind))


def _title(prefix: str, contribution: Contribution) -> Iterator[Statement]:
    if contribution.title.lstrip().casefold().startswith(prefix.casefold()):
        yield Statement(
            "title", frozenset(), None, (Evidence("the title", contribution.title),), by_author=True
        )


def _trailers(
    asked: Asked, contribution: Contribution, uses: tuple[Finding, ...]
) -> tuple[tuple[Statement, ...], tuple[Evidence, ...]]:
    """Return the accepted trailers on the commits, and those among them whose value has another format."""
    good: list[Statement] = []
    misformed: list[Evidence] = []
    told: set[tuple[str, str]] = set()
    for key, value, evidence in _accepted(asked, contribution, uses):
        if (key, value) in told:
            continue
        told.add((key, value))
        if asked.trailers.format is None or patterns.matches(asked.trailers.format, value):
            fields = _named_by(key) | (fields_of(value) & {"model"})
            good.append(Statement("trailer", fields, _SAYS_EXTENT.get(key), (evidence,), by_author=True))
        else:
            misformed.append(evidence)
    return tuple(good), tuple(misformed)


def _accepted(
    asked: Asked, contribution: Contribution, uses: tuple[Finding, ...]
) -> Iterator[tuple[str, str, Evidence]]:
    """Yield key, value and place of each accepted trailer on a commit.

    Those that name a known agent are findings already, also where they stand outside the trailer block (as
    squash merges leave them). A tool that nobody knows yet is believed in a trailer that is made for tools.
    """
    keys = {key.casefold() for key in asked.trailers.accept}
    for use in uses:
        if (use.trailer or "").casefold() in keys:
            for item in use.evidence:
                key, _, value = item.quote.partition(":")
                if item.place.startswith(_COMMIT_PLACES):
                    yield key.strip().casefold(), value.strip(), item
    for commit in known(contribution.commits, ()):
        # An oversized message is left to the traces, which read both of its ends.
        whole = commit.message if len(commit.message) <= messages.MAX_CHARS else ""
        for trailer in trailers.parse(whole):
            key = trailer.key.casefold()
            if key in keys - _NAMES_PEOPLE and trailer.value:
                place = f"commit {commit.sha[:7]}, line {trailer.line}"
                yield key, trailer.value, Evidence(place, f"{trailer.key}: {trailer.value}")


def _named_by(trailer: str | None) -> frozenset[str]:
    """Return the fields that a trailer answers: the tool, and where its key says so how much the tool did."""
    says_extent = (trailer or "").casefold() in _SAYS_EXTENT
    return frozenset({"tool", "extent"}) if says_extent else frozenset({"tool"})
