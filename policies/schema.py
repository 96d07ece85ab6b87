"""The shape of a policy file: every key, its type, and what it means.

The descriptions here are the reference text: ``python -m policies`` writes them out as JSON Schema, and
``schema.json``, which editors read, is that text. A new key is a field here, a row in ``docs/policy.md`` and,
where it can be broken, a module in ``policies/rules``.
"""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, PrivateAttr, StrictBool
from pydantic_core import PydanticCustomError

from detectors.model import Artifact
from policies import patterns
from policies.decision import Mode
from policies.problems import quote
from policies.words import LABEL_ACTION, PLAIN_ACTIONS, DisclosureField, Level, Permission, Required, Where

#: GitHub's limit for the name of a label.
MAX_LABEL: Final = 50
_MAX_ITEMS: Final = 50
_ACTIONS: Final = "note, hold, record or label:<name>"
_ACTION_PATTERN: Final = rf"^({'|'.join(PLAIN_ACTIONS)}|{LABEL_ACTION}.{{1,{MAX_LABEL}}})$"
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
    label = text.removeprefix(LABEL_ACTION).strip()
    if label == text.strip():
        raise PydanticCustomError("action", "{found}", {"found": text, "expected": _ACTIONS})
    if not label or len(label) > MAX_LABEL or "\n" in label or "\t" in label:
        raise refusal(quote(text), f"the name of a label, 1 to {MAX_LABEL} characters long, after label:")
    return LABEL_ACTION + label


Line = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
Link = Annotated[str, AfterValidator(_link)]
TrailerKey = Annotated[str, AfterValidator(_trailer_key)]
Format = Annotated[str, AfterValidator(_format)]
Action = Annotated[str, Field(json_schema_extra={"pattern": _ACTION_PATTERN}), AfterValidator(_action)]
Lines = Annotated[tuple[Line, ...], Field(max_length=_MAX_ITEMS)]
Actions = Annotated[tuple[Action, ...], Field(max_length=_MAX_ITEMS)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Meta(_Part):
    """About the policy itself."""

    mode: Mode = Field(
        default=Mode.OBSERVE,
        description="How far Byline may go. observe: it writes nothing. "
        "report: it writes notes, labels and checks.",
    )
    policy_url: Link | None = Field(
        default=None, description="Where the project's policy can be read. Every note and check links to it."
    )
    contact: Line | None = Field(
        default=None, description="Whom to ask when Byline is wrong: a list, a channel, a team."
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


class Exempt(_Part):
    """Contributions that the policy does not judge."""

    permission: Permission | None = Field(
        default=None, description="Authors with this role in the repository or a higher one are exempt."
    )
    users: Lines = Field(default=(), description="Logins of exempt accounts; a bot's login ends with [bot].")
    bots: StrictBool = Field(
        default=False,
        description="Whether every account that GitHub marks as a bot is exempt, also those of AI agents.",
    )
    labels: Lines = Field(default=(), description="A contribution with one of these labels is exempt.")
    drafts: StrictBool = Field(
        default=False, description="Whether a pull request is exempt as long as it is a draft."
    )


def _response(what: str) -> Any:
    return Field(default=None, description=f"What to do when {what}.")


class Respond(_Part):
    """What to do about each violation: note, hold, record or label:<name>."""

    use_exceeded: Actions | None = _response("there is more AI use than the project accepts")
    undisclosed: Actions | None = _response("AI was used and not disclosed, or a required answer is blank")
    disclosure_incomplete: Actions | None = _response(
        "a disclosure leaves out something that the project asks for"
    )
    forbidden_trailer: Actions | None = _response("a commit trailer that must not name an AI agent names one")
    missing_trailer: Actions | None = _response("AI was used and no commit carries an accepted trailer")
    default: Actions = Field(default=("note",), description="What to do about a violation that is not named.")

    def to(self, violation: str) -> tuple[str, ...]:
        """Return the actions for a kind of violation; an empty list in the file means none."""
        named: tuple[str, ...] | None = getattr(self, violation)
        return self.default if named is None else named


class Policy(_Part):
    """What a project asks of contributions that AI had a part in, and what follows."""

    version: Literal[1] = Field(description="The version of this language.")
    extends: str | None = Field(
        default=None,
        description="The preset that this policy starts from. "
        "Keys of this file win, mappings merge, lists replace.",
    )
    meta: Meta = Field(default=Meta(), description="About the policy itself.")
    use: Use = Field(
        default=Use(), description="The most AI involvement accepted, for each part of a contribution."
    )
    disclosure: Disclosure = Field(
        default=Disclosure(), description="When, where and how to disclose AI use."
    )
    exempt: Exempt = Field(default=Exempt(), description="Contributions that the policy does not judge.")
    respond: Respond = Field(default=Respond(), description="What to do about each violation.")

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
