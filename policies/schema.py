"""The shape of a policy file: every key, its type, and what it means.

The descriptions here are the reference text: ``python -m policies`` writes them out as JSON Schema, and
``schema.json``, which editors read, is that text. A new key is a field here, a row in ``docs/policy.md`` and,
where it can be broken, a module in ``policies/rules``.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StrictBool,
    StrictInt,
)
from pydantic_core import PydanticCustomError

from detectors.model import Artifact
from policies import patterns, prompts
from policies.decision import Mode
from policies.problems import quote
from policies.words import (
    LABEL_ACTION,
    NOTIFY_ACTION,
    PLAIN_ACTIONS,
    ActOn,
    Agents,
    AuthorGroup,
    DisclosureField,
    ExemptUse,
    InvolvementWord,
    KindWord,
    Level,
    LinkedIssueRule,
    Permission,
    Required,
    Severity,
    ShowOpinion,
    ShowScore,
    Where,
    WorkEvidence,
)

#: GitHub's limit for the name of a label.
MAX_LABEL: Final = 50
_MAX_ITEMS: Final = 50
_ACTIONS: Final = f"{', '.join(PLAIN_ACTIONS)}, label:<name> or notify:<team>"
_ACTION_PATTERN: Final = (
    rf"^({'|'.join(PLAIN_ACTIONS)}|{LABEL_ACTION}.{{1,{MAX_LABEL}}}|{NOTIFY_ACTION}.{{1,100}})$"
)
_MORE_THAN: Final = re.compile(r"(>=|<=|>|<)\s*([0-9]{1,7})")
#: A canary asks for a harmless word and nothing else: no spaces, no path, no address, no command.
_TOKEN: Final = re.compile(r"[A-Za-z][A-Za-z0-9]{3,31}(?:-[A-Za-z0-9]{1,32}){0,3}")
_LINK: Final = re.compile(r"https?://[^\s<>\"'`]{1,400}")
_TRAILER_KEY: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


def refusal(found: str, expected: str) -> PydanticCustomError:
    """Return the error that a validator raises: what it found, and what it expected instead."""
    return PydanticCustomError("policy", "{found}", {"found": found, "expected": expected})


def _one_line(text: str) -> str:
    if not text.strip() or "\n" in text or "\t" in text:
        raise refusal("text that is empty or longer than one line", "one line of text")
    return text.strip()


def _link(text: str) -> str:
    if not _LINK.fullmatch(text):
        raise refusal(quote(text), "a web address that starts with https://")
    return text


def _trailer_key(text: str) -> str:
    key = text.strip().removesuffix(":")
    if not _TRAILER_KEY.fullmatch(key):
        raise refusal(quote(text), "the key of a commit trailer, such as Assisted-by")
    return key


def _format(text: str) -> str:
    try:
        patterns.check(text)
    except patterns.PatternError as error:
        raise refusal(
            f"the pattern {quote(text)} cannot be used ({error})", "a pattern in RE2 syntax"
        ) from error
    return text


def _action(text: str) -> str:
    if text in PLAIN_ACTIONS:
        return text
    if text.startswith(NOTIFY_ACTION):
        return NOTIFY_ACTION + _one_line(text.removeprefix(NOTIFY_ACTION))
    label = text.removeprefix(LABEL_ACTION).strip()
    if label == text.strip():
        raise PydanticCustomError("action", "{found}", {"found": text, "expected": _ACTIONS})
    if not label or len(label) > MAX_LABEL or "\n" in label or "\t" in label:
        raise refusal(quote(text), f"the name of a label, 1 to {MAX_LABEL} characters long, after label:")
    return LABEL_ACTION + label


def _day(value: object) -> object:
    """YAML reads ``2026-10-01`` as a date by itself; in quotes it is text. Both are accepted."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise refusal(quote(value), "a day such as 2026-10-01") from None
    if type(value) is not date:
        raise refusal(quote(value), "a day such as 2026-10-01")
    return value


def _lines_changed(text: str) -> str:
    if not _MORE_THAN.fullmatch(text.strip()):
        raise refusal(quote(text), 'a comparison in quotes, such as ">500"')
    return text.strip()


def _token(text: str) -> str:
    if not _TOKEN.fullmatch(text):
        raise refusal(quote(text), "one harmless word of letters, digits and hyphens, such as Kingfisher-7")
    return text


def _prompt(text: str) -> str:
    """A prompt is one that comes with Byline, or a text file of the repository: the latter has a folder."""
    if text in prompts.NAMES:
        return text
    if "/" not in text or not {"", ".", ".."}.isdisjoint(text.split("/")) or not text.endswith(".txt"):
        expected = f"{', '.join(prompts.NAMES)} or the path of a text file such as .github/byline/prompt.txt"
        raise refusal(quote(text), expected)
    return text


def _off(value: object) -> object:
    """YAML reads a bare off as false."""
    return "off" if value is False else value


def _listed(value: object) -> object:
    """In a condition one word stands for a list of one."""
    return (value,) if isinstance(value, str) else value


Line = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
Link = Annotated[str, AfterValidator(_link)]
TrailerKey = Annotated[str, AfterValidator(_trailer_key)]
Format = Annotated[str, AfterValidator(_format)]
Action = Annotated[str, Field(json_schema_extra={"pattern": _ACTION_PATTERN}), AfterValidator(_action)]
Lines = Annotated[tuple[Line, ...], Field(max_length=_MAX_ITEMS)]
Actions = Annotated[tuple[Action, ...], Field(max_length=_MAX_ITEMS)]
OneOrMore = Annotated[Lines, BeforeValidator(_listed, json_schema_input_type=Line | Lines)]
Day = Annotated[date, BeforeValidator(_day)]
Token = Annotated[str, AfterValidator(_token)]
Off = BeforeValidator(_off)
Weight = Annotated[Severity, Off]
Count = Annotated[StrictInt, Field(ge=0, le=1_000_000)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Meta(_Part):
    """About the policy itself."""

    mode: Mode = Field(
        default=Mode.OBSERVE,
        description="How far Byline may go. observe: it writes nothing. "
        "report: it writes notes, labels and checks. enforce: it may also convert to a draft, "
        "request changes, hide, close and lock.",
    )
    policy_url: Link | None = Field(
        default=None, description="Where the project's policy can be read. Every note and check links to it."
    )
    contact: Line | None = Field(
        default=None, description="Whom to ask when Byline is wrong: a list, a channel, a team."
    )
    effective: Day | None = Field(
        default=None, description="The first day of the policy: what was opened before is not judged."
    )
    review_by: Day | None = Field(
        default=None,
        description="The day by which the project looks at its policy again; maintainers are reminded.",
    )


def _level(what: str) -> Any:
    return Field(default=None, description=f"The most AI involvement accepted in {what}.")


class Use(_Part):
    """The most AI involvement that is accepted, for each part of a contribution."""

    code: Level | None = _level("source code")
    docs: Level | None = _level("documentation")
    media: Level | None = _level("images, sound and other media")
    commit_message: Level | None = _level("commit messages")
    pr_body: Level | None = _level("the description of a pull request")
    issue: Level | None = _level("issues")
    comment: Level | None = _level("comments")
    review: Level | None = _level("reviews")
    security: Level | None = _level("security reports")
    default: Level = Field(default="any", description="The level for every part that is not named.")

    def clause(self, artifact: Artifact) -> tuple[str, Level]:
        """Return the key that rules ``artifact`` and the level it sets."""
        named: Level | None = getattr(self, artifact.value)
        return ("use.default", self.default) if named is None else (f"use.{artifact.value}", named)


class Trailers(_Part):
    """Which commit trailers disclose AI use, and which ones must not name an AI agent."""

    accept: tuple[TrailerKey, ...] = Field(
        default=(),
        max_length=_MAX_ITEMS,
        description="Trailers that count as a disclosure, such as Assisted-by.",
    )
    forbid: tuple[TrailerKey, ...] = Field(
        default=(), max_length=_MAX_ITEMS, description="Trailers that must not name an AI agent."
    )
    format: Format | None = Field(
        default=None,
        description=f"An RE2 pattern, at most {patterns.MAX_LENGTH} characters, "
        "that the whole value of an accepted trailer has to match.",
    )


class Disclosure(_Part):
    """Whether AI use has to be disclosed, where, and what the disclosure has to say."""

    required: Required = Field(
        default="never",
        description="When a disclosure is needed. used: when AI was used. "
        "substantial: when AI wrote a substantial part. always: each time, also to say that no AI was used.",
    )
    where: tuple[Where, ...] = Field(
        default=("body",),
        min_length=1,
        max_length=_MAX_ITEMS,
        description="The places where a disclosure counts; any one of them is enough.",
    )
    section: Line | None = Field(
        default=None, description="The heading of the section that holds the disclosure."
    )
    one_of: Lines = Field(
        default=(),
        description="The labels of the checkboxes that answer the question, one of which is ticked.",
    )
    fields: tuple[DisclosureField, ...] = Field(
        default=(), max_length=_MAX_ITEMS, description="What a disclosure has to say."
    )
    none_phrase: Line | None = Field(default=None, description="The sentence that says that no AI was used.")
    title_prefix: Line | None = Field(
        default=None, description="What the title starts with when AI was used, such as [AI]."
    )
    trailers: Trailers = Field(default=Trailers(), description="Rules for commit trailers.")


class Tools(_Part):
    """Which AI tools may be used, by the names that Byline's list of agents has or that people write."""

    allow: Lines = Field(default=(), description="Only these tools may be used; empty: any.")
    deny: Lines = Field(default=(), description="These tools may not be used.")


class Require(_Part):
    """What a contribution has to have, whoever wrote it."""

    exempt_uses: tuple[ExemptUse, ...] = Field(
        default=(),
        max_length=_MAX_ITEMS,
        description="Uses of AI that are accepted whatever `use` says, where the contributor states them.",
    )
    agents: Agents = Field(
        default="allow",
        description="Whether a program may contribute by itself. supervised: a person has to approve first.",
    )
    signoff: Literal["human"] | None = Field(
        default=None, description="human: a person signs off every commit (Signed-off-by)."
    )
    template: Literal["keep"] | None = Field(
        default=None, description="keep: the headings of the project's template stay in the text."
    )
    attest: Lines = Field(default=(), description="Labels of checkboxes that everybody has to tick.")
    phrase: Line | None = Field(default=None, description="A sentence that the text has to contain.")
    linked_issue: LinkedIssueRule | None = Field(
        default=None,
        description="A pull request belongs to an issue. accepted: to an open one that carries one of "
        "`accepted_labels` or is assigned to the author.",
    )
    accepted_labels: Lines = Field(
        default=("accepted",), description="The labels by which the project accepts an issue."
    )
    work_evidence: tuple[WorkEvidence, ...] = Field(
        default=(),
        max_length=_MAX_ITEMS,
        description="What shows that the work was tried; any one of them is enough.",
    )
    approvals: Annotated[StrictInt, Field(ge=1, le=10)] | None = Field(
        default=None, description="How many people have to approve a pull request."
    )
    tools: Tools = Field(default=Tools(), description="Which AI tools may be used.")
    label: Line | None = Field(
        default=None, description="A label that a maintainer has to put on the contribution."
    )


class MergedShare(_Part):
    """A circuit breaker: what happens when too much of what is merged was made with AI."""

    max: Annotated[float, Field(gt=0, le=1)] = Field(description="The largest share, such as 0.5.")
    days: Annotated[StrictInt, Field(ge=1, le=365)] = Field(default=42, description="Over how many days.")
    cooldown_days: Annotated[StrictInt, Field(ge=0, le=365)] = Field(
        default=0, description="How many days it lasts at least once the share was exceeded."
    )


class Limits(_Part):
    """How much at once, and what is kept for people. Counted for pull requests, by author."""

    open_prs: Count | None = Field(default=None, description="Open pull requests of one author.")
    open_ai_prs: Count | None = Field(
        default=None, description="Open pull requests of one author in which AI had a part."
    )
    opened_per_day: Count | None = Field(
        default=None, description="Pull requests that one author opens in 24 hours."
    )
    changed_lines: Count | None = Field(
        default=None, description="Lines added and removed by a pull request in which AI had a part."
    )
    reserved_labels: Lines = Field(
        default=(), description="Issues with one of these labels are kept for work without AI."
    )
    metafiles: Lines = Field(
        default=(), description="Files that must not be added, as globs, such as **/PLAN.md."
    )
    review_bots: Lines | None = Field(
        default=None,
        description="The review programs that may be called in a pull request; empty: none. "
        "approved: those that exempt.users lists.",
    )
    merged_share: MergedShare | None = Field(
        default=None, description="The largest share of merged pull requests in which AI had a part."
    )


class Exempt(_Part):
    """Contributions that the policy does not judge."""

    permission: Permission | None = Field(
        default=None, description="Authors with this role in the repository or a higher one are exempt."
    )
    users: Lines = Field(default=(), description="Logins of exempt accounts; a bot's login ends with [bot].")
    teams: Lines = Field(default=(), description="Teams (organization/team) whose members are exempt.")
    trust_file: Line | None = Field(
        default=None,
        description="A file of the default branch that lists vouched and denounced people, as vouch does.",
    )
    bots: StrictBool = Field(
        default=False,
        description="Whether every account that GitHub marks as a bot is exempt, also those of AI agents.",
    )
    labels: Lines = Field(default=(), description="A contribution with one of these labels is exempt.")
    drafts: StrictBool = Field(
        default=False, description="Whether a pull request is exempt as long as it is a draft."
    )


class ScoreRule(_Part):
    """What becomes of the classifier's score. It never acts, and no label of it speaks of AI."""

    show: Annotated[ShowScore, Off] = Field(
        default="private",
        description="off: no score is taken. private: maintainers see it. label: also one neutral label.",
    )
    at: Annotated[float, Field(gt=0, le=0.01)] = Field(
        default=0.01, description="The share of human writing that looks at least this machine-like."
    )
    kinds: tuple[KindWord, ...] = Field(
        default=("pull_request", "issue"), description="The kinds of contribution that are scored."
    )
    label: Line = Field(default="triage: second look", description="The label for `show: label`.")


def _score(value: object) -> object:
    """``score: off`` is short for ``score: {show: off}`` (YAML reads a bare off as false)."""
    if value is False:
        value = "off"
    return {"show": value} if isinstance(value, str) else value


class SecondOpinion(_Part):
    """What a safeguard model is asked about a contribution. Its answer never acts."""

    show: Annotated[ShowOpinion, Off] = Field(
        default="off",
        description="off: no model is asked. private: maintainers see what it says, and nothing follows.",
    )
    prompt: Annotated[Line, AfterValidator(_prompt)] = Field(
        default=prompts.DEFAULT,
        description="What the model is told: a prompt that comes with Byline, or the path of a text file on "
        "the default branch.",
    )


class Detect(_Part):
    """Which evidence the policy acts on, and which detectors look."""

    act_on: ActOn = Field(
        default="exact",
        description="The weakest evidence that the policy acts on: declared, exact or checkable.",
    )
    references: StrictBool = Field(
        default=False, description="Whether the things that a text cites are looked up."
    )
    canary: Token | None = Field(
        default=None,
        description="A harmless word that the project's own template asks programs to include.",
    )
    score: Annotated[
        ScoreRule, BeforeValidator(_score, json_schema_input_type=ScoreRule | ShowScore | Literal[False])
    ] = Field(default=ScoreRule(), description="What becomes of the classifier's score.")
    second_opinion: Annotated[
        SecondOpinion,
        BeforeValidator(_score, json_schema_input_type=SecondOpinion | ShowOpinion | Literal[False]),
    ] = Field(default=SecondOpinion(), description="Whether a safeguard model is asked for a second opinion.")


class Provenance(_Part):
    """What follows from plain facts about licenses, names and hidden text: off, note or hold."""

    license_changes: Weight = Field(default="off", description="A license text or header is changed.")
    incompatible: Weight = Field(default="off", description="A license does not fit the project's own.")
    headers: Weight = Field(default="off", description="A new file lacks the header that others have.")
    vendored: Weight = Field(default="off", description="Copied code comes without its license.")
    claims: Weight = Field(default="off", description="A model is called open, and its license is not.")
    lineage: Weight = Field(default="off", description="A model's license differs from its base model's.")
    hidden_text: Weight = Field(default="off", description="Text is hidden from human readers.")
    duplicates: Weight = Field(default="off", description="It repeats an earlier contribution.")
    identities: Weight = Field(default="off", description="Commit identities and account disagree.")


def _response(what: str) -> Any:
    return Field(default=None, description=f"What to do when {what}.")


class Respond(_Part):
    """What to do about each violation: note, hold, draft, close, label:<name>, notify:<team> and so on."""

    use_exceeded: Actions | None = _response("there is more AI use than the project accepts")
    undisclosed: Actions | None = _response("AI was used and not disclosed, or a required answer is blank")
    disclosure_incomplete: Actions | None = _response(
        "a disclosure leaves out something that the project asks for"
    )
    forbidden_trailer: Actions | None = _response("a commit trailer that must not name an AI agent names one")
    missing_trailer: Actions | None = _response("AI was used and no commit carries an accepted trailer")
    agent_author: Actions | None = _response("a program contributes by itself and must not")
    unsigned: Actions | None = _response("a commit lacks a person's sign-off")
    template_missing: Actions | None = _response("the template's headings were taken out")
    not_attested: Actions | None = _response("a required box or sentence is missing")
    issue_missing: Actions | None = _response("no issue, or no accepted one, is linked")
    work_evidence_missing: Actions | None = _response("nothing shows that the work was tried")
    approval_missing: Actions | None = _response("too few people have approved")
    label_missing: Actions | None = _response("the label of `require.label` is not there")
    tool_denied: Actions | None = _response("an AI tool was used that the project does not accept")
    reserved_issue: Actions | None = _response("AI worked on an issue that is kept for people")
    limit_exceeded: Actions | None = _response("one of `limits` is exceeded")
    metafile: Actions | None = _response("a file is added that must not be")
    review_bot: Actions | None = _response("a review program was called that the project does not accept")
    share_exceeded: Actions | None = _response("too much of what was merged was made with AI")
    denounced: Actions | None = _response("the trust file denounces the author")
    phantom_reference: Actions | None = _response("the text cites things that do not exist")
    canary_tripped: Actions | None = _response("the text has the canary's word")

    default: Actions = Field(default=("note",), description="What to do about a violation that is not named.")

    def to(self, violation: str) -> tuple[str, ...]:
        """Return the actions for a kind of violation; an empty list in the file means none."""
        named: tuple[str, ...] | None = getattr(self, violation, None)
        return self.default if named is None else named


class When(_Part):
    """The conditions of a case: all that are named have to hold; of a list, any one."""

    kind: (
        Annotated[
            tuple[KindWord, ...],
            BeforeValidator(_listed, json_schema_input_type=KindWord | tuple[KindWord, ...]),
        ]
        | None
    ) = Field(default=None, description="The kind of contribution.")
    author: (
        Annotated[
            tuple[AuthorGroup, ...],
            BeforeValidator(_listed, json_schema_input_type=AuthorGroup | tuple[AuthorGroup, ...]),
        ]
        | None
    ) = Field(default=None, description="Who the author is to the project.")
    involvement: (
        Annotated[
            tuple[InvolvementWord, ...],
            BeforeValidator(_listed, json_schema_input_type=InvolvementWord | tuple[InvolvementWord, ...]),
        ]
        | None
    ) = Field(default=None, description="How much AI did, from declared or exact evidence only.")
    labels: OneOrMore | None = Field(default=None, description="Labels of the contribution.")
    issue_labels: OneOrMore | None = Field(
        default=None, description="Labels of the issues that it is linked to."
    )
    paths: OneOrMore | None = Field(
        default=None, description="Globs; one changed file that matches is enough."
    )
    base: OneOrMore | None = Field(
        default=None, description="Globs for the branch that a pull request goes to."
    )
    changed_lines: Annotated[str, AfterValidator(_lines_changed)] | None = Field(
        default=None, description='Lines added and removed, such as ">500".'
    )
    nth_violation: Annotated[StrictInt, Field(ge=2, le=100)] | None = Field(
        default=None, description="From the author's n-th violation in this repository on."
    )


class CaseRule(_Part):
    """Keys that hold under conditions: merged over the rest of the policy, the first case that matches."""

    when: When = Field(description="The conditions.")
    use: Use | None = Field(default=None, description="As above, under these conditions.")
    disclosure: Disclosure | None = Field(default=None, description="As above.")
    require: Require | None = Field(default=None, description="As above.")
    limits: Limits | None = Field(default=None, description="As above.")
    exempt: Exempt | None = Field(default=None, description="As above.")
    detect: Detect | None = Field(default=None, description="As above.")
    provenance: Provenance | None = Field(default=None, description="As above.")
    respond: Respond | None = Field(default=None, description="As above.")


class Policy(_Part):
    """What a project asks of contributions that AI had a part in, and what follows."""

    version: Literal[1] = Field(description="The version of this language.")
    extends: str | None = Field(
        default=None,
        description="What this policy starts from: a preset, or a file elsewhere as owner/repo[:path][@ref] "
        "(of another owner, at a whole commit id). Keys of this file win, mappings merge, lists replace.",
    )
    meta: Meta = Field(default=Meta(), description="About the policy itself.")
    use: Use = Field(
        default=Use(), description="The most AI involvement accepted, for each part of a contribution."
    )
    disclosure: Disclosure = Field(
        default=Disclosure(), description="When, where and how to disclose AI use."
    )
    require: Require = Field(default=Require(), description="What a contribution has to have.")
    limits: Limits = Field(default=Limits(), description="How much at once, and what is kept for people.")
    exempt: Exempt = Field(default=Exempt(), description="Contributions that the policy does not judge.")
    detect: Detect = Field(default=Detect(), description="Which evidence the policy acts on.")
    provenance: Provenance = Field(
        default=Provenance(), description="What follows from facts about licenses, names and hidden text."
    )
    respond: Respond = Field(default=Respond(), description="What to do about each violation.")
    cases: tuple[CaseRule, ...] = Field(
        default=(), max_length=_MAX_ITEMS, description="Keys that hold under conditions; first match wins."
    )

    _name: str = PrivateAttr(default="")
    _remark: str = PrivateAttr(default="")

    @property
    def name(self) -> str:
        """What the policy is called and where it came from: a path, or the name of a preset."""
        return self._name

    @property
    def remark(self) -> str:
        """A sentence that every explanation starts with (empty for most policies)."""
        return self._remark

    def named(self, name: str, remark: str = "") -> Self:
        """Return the same policy under another name."""
        copy = self.model_copy()
        copy._name, copy._remark = name, remark
        return copy


def json_schema() -> str:
    """Return the JSON Schema of a policy file, as ``schema.json`` holds it."""
    schema = Policy.model_json_schema()
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Byline policy"}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
