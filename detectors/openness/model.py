"""What the registry of models and licenses holds: a license, a row of models, and where a text names one.

``None`` in place of a yes or no means that nobody could say: it is never read as "no".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final


class Confidence(StrEnum):
    """How well a row is founded: the text or primary repository was read, pages agree, or neither."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Verdict(StrEnum):
    """What a model is under OSI's Open Source AI Definition 1.0 (OSAID), as far as the registry can say."""

    #: Passed OSI's own validation exercise of 2024.
    OPEN_SOURCE_AI = "open_source_ai"
    #: OSI license, weights, training code and data or data information; not assessed by OSI.
    OPEN_SOURCE_AI_LIKELY = "open_source_ai_likely"
    #: Permissive license and recipes; the training data is released in part.
    OPEN_SOURCE_AI_CANDIDATE = "open_source_ai_candidate"
    #: Weights under an OSI-approved license; training code or data are missing.
    OPEN_WEIGHTS_OSI_LICENSE = "open_weights_osi_license"
    #: Weights can be had, under a license that OSI has not approved or with the restrictions of a base model.
    OPEN_WEIGHTS_RESTRICTED = "open_weights_restricted"
    SOURCE_AVAILABLE = "source_available"
    #: No weights are published.
    CLOSED = "closed"
    #: A program whose name looks like a model's.
    NOT_A_MODEL = "not_a_model"
    #: Not known, or the name does not say which version is meant.
    UNKNOWN = "unknown"

    @property
    def basis(self) -> str:
        """What the verdict rests on, in words."""
        if self is Verdict.OPEN_SOURCE_AI:
            return "OSI's validation exercise of 2024"
        if self in (Verdict.OPEN_SOURCE_AI_LIKELY, Verdict.OPEN_SOURCE_AI_CANDIDATE):
            return "license and components, not assessed by OSI"
        return "license and components"


class Restriction(StrEnum):
    """What a license asks or forbids beyond keeping its notice."""

    NON_COMMERCIAL = "non_commercial"
    NON_PRODUCTION = "non_production"
    MAU_CAP = "mau_cap"
    MAU_CAP_ATTRIBUTION = "mau_cap_attribution"
    REVENUE_CAP = "revenue_cap"
    REVENUE_CAP_ATTRIBUTION = "revenue_cap_attribution"
    ACCEPTABLE_USE_POLICY = "acceptable_use_policy"
    CHANGEABLE_AUP = "changeable_aup"
    FIELD_OF_USE = "field_of_use"
    GEOGRAPHIC = "geographic"
    GEOGRAPHIC_EU_MULTIMODAL = "geographic_eu_multimodal"
    NAMING = "naming"
    ATTRIBUTION_NOTICE = "attribution_notice"
    ATTRIBUTION_UI = "attribution_ui"
    NO_TRAINING_OTHER_MODELS = "no_training_other_models"
    PASS_THROUGH_TERMS = "pass_through_terms"  # noqa: S105 - no password
    REMOTE_RESTRICTION = "remote_restriction"
    GUARDRAIL_TERMINATION = "guardrail_termination"
    LITIGATION_TERMINATION = "litigation_termination"
    HOSTING_RESTRICTION = "hosting_restriction"
    REGISTRATION = "registration"
    GATED = "gated"
    REVOCABLE = "revocable"
    NO_REVERSE_ENGINEERING = "no_reverse_engineering"
    SHARE_ALIKE = "share_alike"
    #: Terms of its own, which nobody has sorted into the other kinds: read the text.
    BESPOKE = "bespoke"
    NO_WEIGHTS = "no_weights"
    UNKNOWN = "unknown"


_LIMITS: Final = frozenset(
    {
        Restriction.NON_COMMERCIAL,
        Restriction.NON_PRODUCTION,
        Restriction.REVENUE_CAP,
        Restriction.MAU_CAP,
        Restriction.FIELD_OF_USE,
        Restriction.GEOGRAPHIC,
    }
)
_DUTIES: Final = frozenset(
    {
        Restriction.NAMING,
        Restriction.ATTRIBUTION_NOTICE,
        Restriction.ATTRIBUTION_UI,
        Restriction.MAU_CAP_ATTRIBUTION,
        Restriction.REVENUE_CAP_ATTRIBUTION,
        Restriction.PASS_THROUGH_TERMS,
        Restriction.SHARE_ALIKE,
    }
)


class LicenseKind(StrEnum):
    """The sort of a license, at a glance."""

    PERMISSIVE = "permissive"
    RESTRICTED = "restricted"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Component(StrEnum):
    """A part of a model that OSAID and the Model Openness Framework ask for."""

    WEIGHTS = "weights"
    INFERENCE_CODE = "inference_code"
    TRAINING_CODE = "training_code"
    TRAINING_DATA = "training_data"
    #: A description of the training data from which a skilled person could build an equivalent ("data
    #: information" of OSAID).
    DATA_INFO = "data_info"
    TECH_REPORT = "tech_report"
    CHECKPOINTS = "checkpoints"


class Presence(StrEnum):
    """Whether a component is released."""

    YES = "yes"
    PARTIAL = "partial"
    NO = "no"
    UNKNOWN = "unknown"


class CodeLicense(StrEnum):
    """What stands in ``Row.code_license`` where it names no license."""

    #: A repository of code without a license.
    NONE = "none"
    #: No code is published.
    NOT_APPLICABLE = "n/a"
    UNKNOWN = "unknown"


class Where(StrEnum):
    """Which part of a license file the patterns of ``Detect`` are tried on."""

    #: The first 500 characters of the normalized text.
    HEAD = "head"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Detect:
    """How the text of a license is known: every pattern of ``require`` fits and none of ``reject`` does.

    They are tried on the text in lower case, without quotes, apostrophes and ``* # _ < >``, with single
    spaces. ``order`` is the place of the license in the walk over all (the first that fits wins). ``tested``
    says that the patterns have hit the right text at least once; otherwise they rest on the license's name.
    """

    order: int
    require: tuple[str, ...]
    where: Where = Where.HEAD
    reject: tuple[str, ...] = ()
    tested: bool = False


@dataclass(frozen=True, slots=True)
class License:
    """A license that weights are published under.

    ``spdx`` is an SPDX id, a ``LicenseRef-`` where SPDX has none, or ``NOASSERTION``; ``hub_tag`` is what
    ``license:`` of a Hugging Face card says for it; ``url`` is where the text is published. ``note`` is what
    to know about it, in a sentence or two.
    """

    id: str
    name: str
    spdx: str
    hub_tag: str
    url: str | None
    osi_approved: bool | None
    fsf_free: bool | None
    restrictions: tuple[Restriction, ...]
    kind: LicenseKind
    note: str = ""
    detect: Detect | None = None

    @property
    def limits(self) -> tuple[Restriction, ...]:
        """What it forbids somebody to do or be: such a license is not permissive and not free for any use."""
        return tuple(one for one in self.restrictions if one in _LIMITS)

    @property
    def duties(self) -> tuple[Restriction, ...]:
        """What it asks of those who pass the model on or build on it."""
        return tuple(one for one in self.restrictions if one in _DUTIES)


def restrictions_of(licenses: Iterable[License]) -> tuple[Restriction, ...]:
    """Return the union of what ``licenses`` ask, in a fixed order: what binds a model over its lineage."""
    asked = {one for license_ in licenses for one in license_.restrictions}
    return tuple(one for one in Restriction if one in asked)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A license that weights had before; ``until`` is the first day on which it was no longer theirs."""

    license: License
    until: date


@dataclass(frozen=True, slots=True)
class Row:
    """One pattern of model names and what is known of the models that it fits.

    ``weights`` is the license of the weights, ``code_license`` the id of the license of the code repository
    (often another one) or a ``CodeLicense``. ``base_licenses`` are the licenses that the weights inherit from
    the models they were made of, beside their own; ``earlier`` are those that the weights had before, the
    oldest first. ``mof_class`` is the class of the Model Openness
    Framework: 1 to 3, 0 where the Model Openness Tool lists the model and no class is reached, None where it
    does not list it. ``as_of`` is the date of the fact; ``source`` is what was read.
    """

    family: str
    priority: int
    pattern: str
    publisher: str
    country: str
    weights: License
    code_license: str
    components: Mapping[Component, Presence]
    verdict: Verdict
    mof_class: int | None
    source: str
    as_of: date
    confidence: Confidence
    note: str = ""
    base_licenses: tuple[License, ...] = ()
    earlier: tuple[Earlier, ...] = ()
    needs_context: bool = False
    bare: str = ""
    context: tuple[str, ...] = ()
    context_only: bool = False
    not_context: tuple[str, ...] = ()

    @property
    def restrictions(self) -> tuple[Restriction, ...]:
        """The union of the restrictions of the weights' license and of those inherited, in a fixed order."""
        return restrictions_of((self.weights, *self.base_licenses))

    @property
    def osi_approved(self) -> bool | None:
        """Whether OSI approved every license that binds the weights: one that it did not is enough for no."""
        answers = [license_.osi_approved for license_ in (self.weights, *self.base_licenses)]
        if False in answers:
            return False
        return None if None in answers else True

    @property
    def names_no_version(self) -> bool:
        """Whether the name leaves open which model is meant: ask for the version instead of judging.

        A family whose versions all share a verdict ("Llama") has that verdict all the same.
        """
        return self.family.endswith(("(unspecified)", "not named)"))

    def license_on(self, day: date) -> License:
        """Return the license that the weights had on ``day``."""
        return next((one.license for one in self.earlier if day < one.until), self.weights)

    def __hash__(self) -> int:
        return hash(self.family)


class Reason(StrEnum):
    """Why a mention was accepted: the first that holds."""

    #: The row needs no second signal.
    PATTERN = "pattern"
    #: The text was given as the id of a model.
    MODEL_ID = "model_id"
    #: The name is all of the text, or all of it after the last slash.
    ALONE = "alone"
    #: The version, size or organization stands inside the name.
    INSIDE = "inside"
    #: A version follows.
    VERSION = "version"
    #: A model size ("12B") stands near.
    SIZE = "size"
    #: A word of the row, or of its publisher, stands near.
    CONTEXT = "context"
    #: A word about models stands near.
    MODEL_WORD = "model_word"
    #: Words such as "is open source" stand beside it.
    CLAIM = "claim"


@dataclass(frozen=True, slots=True)
class Mention:
    """A place of a text that names a model of the registry.

    ``text[start:end]`` are the words that the row's pattern fits, in the text as it was given; ``name`` is
    the whole name around them ("Qwen3-8B" where "Qwen3" fits), with single spaces. ``signal`` is the word
    that made the mention sure, where it rests on one. The row may be of something that is no model
    (``Verdict.NOT_A_MODEL``).
    """

    row: Row
    start: int
    end: int
    name: str
    reason: Reason
    signal: str = ""


@dataclass(frozen=True, slots=True)
class Matching:
    """The settings of the matcher: regular expressions on normalized text, and words."""

    strip_prefixes: tuple[str, ...]
    strip_suffixes: tuple[str, ...]
    #: How many parts (between "-" or "/") count as near.
    window: int
    model_words: tuple[str, ...]
    claim_after: str
    claim_before: str
    size: str
    version_after: str
    unit_after: str


@dataclass(frozen=True, slots=True)
class Registry:
    """Everything the data files hold: rows by rising ``priority``, licenses by id."""

    rows: tuple[Row, ...]
    licenses: Mapping[str, License]
    by_family: Mapping[str, Row] = field(repr=False)


class Strength(StrEnum):
    """What kind of words a claim is made of."""

    #: "Fully open", "truly open source", "open source AI": more than a license is promised.
    FULL = "full"
    #: "Open source", "FOSS", "free software".
    STRONG = "strong"
    #: "Open weights", "openly available", "source-available".
    WEAK = "weak"
    #: Something is said to be allowed: "permissive", "commercial use allowed", "no restrictions".
    PERMISSION = "permission"
    #: Something is said not to be allowed: "non-commercial", "research only".
    RESTRICTION = "restriction"
    #: A license is named.
    LICENSE = "license"
    #: A program is called a model ("the OpenClaw model").
    KIND = "kind"
    #: A model is called a program ("Qwen3-8B is a web framework").
    PROGRAM = "program"


class About(StrEnum):
    """What of its subject a claim is about."""

    #: The model as such, which for a license means its weights.
    MODEL = "model"
    WEIGHTS = "weights"
    CODE = "code"
    DATA = "data"
    BENCHMARK = "benchmark"
    #: The repository or package as a whole.
    PROJECT = "project"


class Modality(StrEnum):
    """How a claim is made. Only a direct one is its author's own."""

    DIRECT = "direct"
    #: Said by the way: "outperforms other open-source models", or in a warning.
    IMPLIED = "implied"
    #: "Meta calls it open source".
    ATTRIBUTED = "attributed"
    #: The words stand in quotation marks.
    QUOTED = "quoted"
    #: Announced, not done: "we will open-source it".
    PLANNED = "planned"
    #: A reporter's everyday words in an issue or comment, with no argument resting on them.
    CASUAL = "casual"


class Origin(StrEnum):
    """What sort of place a claim stands in."""

    SENTENCE = "sentence"
    #: A cell of a table's license column.
    TABLE = "table"
    BADGE = "badge"
    METADATA = "metadata"
    #: The front matter of a model card.
    CARD = "card"


class Demand(StrEnum):
    """What a project asks of itself beyond what every project is told."""

    #: "Open source" of a model means OSI's Open Source AI Definition, components included (rule A4).
    OSAID = "osaid"
    #: The text of each license and the license of each data set are there, as foundations ask (B11, D2).
    FOUNDATION = "foundation"


class Context(StrEnum):
    """What sort of text is read."""

    #: A README or another page of documentation.
    README = "readme"
    #: A model card: it may begin with front matter, and "the model" is its own.
    CARD = "card"
    #: The text of an issue, a pull request or a comment.
    ISSUE = "issue"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a claim is about: a model of the registry, or what the repository itself publishes.

    ``name`` is the name as written, empty where the text only says "this model"; ``row`` is None where the
    registry does not know the model; ``own`` says that it is the repository's own.
    """

    name: str
    row: Row | None = None
    own: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of a text, with its place. ``line`` counts from 1; ``quote`` is the sentence, cut.

    ``words`` are the words that claim. ``license`` is the SPDX id that a `LICENSE` claim names, or empty
    where the words are no known name. ``links`` are the targets beside it: of the license's name, or of a
    badge. ``negated`` claims say the opposite ("not open source"). ``lowered`` says that the words are also
    commonly used for published weights in that ``language``: the severity of some rules is a step lower.
    """

    subject: Subject
    words: str
    strength: Strength
    about: About
    path: str
    line: int
    quote: str
    origin: Origin = Origin.SENTENCE
    modality: Modality = Modality.DIRECT
    negated: bool = False
    lowered: bool = False
    language: str = "en"
    license: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelId:
    """A model that a file uses, by the name that it gives: ``path`` and ``line`` (from 1) say where."""

    name: str
    path: str
    line: int
