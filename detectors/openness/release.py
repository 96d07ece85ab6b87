"""What one repository or model folder publishes, as its own files say: texts, card, weights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from detectors.licensing import paths
from detectors.model import TextFile
from detectors.openness import cards, claims, metadata, owned, terms
from detectors.openness.cards import Card
from detectors.openness.matching import resolve
from detectors.openness.model import Claim, Context, LicenseKind, Row, Subject, Verdict
from detectors.openness.terms import Covers, Declared, LicenseText, Terms

#: Endings of files that hold weights.
WEIGHTS: Final = re.compile(
    r"\.(?:safetensors|gguf|ggml|ckpt|pth|pt|onnx|h5|msgpack|keras|tflite|mlmodel)\Z"
    r"|(?:pytorch_model|model)[\w.-]{0,40}\.bin\Z|(?:model|weights|params|checkpoint)[\w.-]{0,40}\.npz\Z",
    re.IGNORECASE,
)
_SAMPLES: Final = re.compile(
    r"(?:^|/)(?:[\w.]{0,40}[-_])?(?:tests?|testing|testdata|fixtures?|examples?|samples?|mocks?|e2e)"
    r"(?:[-_][\w.-]{0,40})?/",
    re.IGNORECASE,
)
_OF_A_PART: Final = re.compile(
    r"(?:model|weights?(?:[-_]diff)?|checkpoints?|code|data(?:set)?)[-_. ]licen[sc]e(?:\.(?:txt|md|rst))?\Z"
    r"|[\w. -]{0,60}licen[sc]e[-_ ]?agreement(?:\.(?:txt|md|rst))?\Z",
    re.IGNORECASE,
)
#: The license file of a repository, which is the code's where the weights have files of their own.
_PLAIN: Final = re.compile(r"(?:licen[sc]e|copying)(?:\.\w{2,4})?\Z", re.IGNORECASE)
_OF_SOME: Final = re.compile(
    r"(?!third|3rd|bundled|vendor)[\w.]{1,60}[-_]licen[sc]e(?:\.(?:txt|md|rst))?\Z", re.IGNORECASE
)
_DOCUMENT: Final = re.compile(r"\.(?:md|markdown|mdx|rst|html?)\Z", re.IGNORECASE)
#: Files that speak of other people's work or of the past.
_NOT_OURS: Final = re.compile(
    r"(?:^|/)(?:change(?:s|log)|history|news|release[-_]?notes?|third[-_]?party|notice|vendor|node_modules|tests?|fixtures?|examples?)"
    r"(?:[./_-]|\Z)",
    re.IGNORECASE,
)
_MAX_DOCUMENTS: Final = 60
_MAX_LICENSES: Final = 24


@dataclass(frozen=True, slots=True)
class Revision:
    """A license file that was another license before: the ids then, and the commit (or words) that changed
    it.
    """

    path: str
    was: frozenset[str]
    commit: str
    date: str = ""


@dataclass(frozen=True)
class Release:
    """What a repository says of itself.

    ``name`` is ``owner/name`` where it is known. ``paths`` are all files, None where nobody listed them.
    ``hosted`` is the license (SPDX id) that the hosting site's API says, ``gated`` how it lets people in
    ("auto", "manual", or empty), ``created`` the day (ISO 8601) on which it was first published, where
    that is known. ``datasets`` are the license tags of data sets whose cards were read. ``unread`` says that
    license files are there which could not be read.
    """

    name: str = ""
    licenses: tuple[LicenseText, ...] = ()
    documents: tuple[TextFile, ...] = ()
    metadata: tuple[TextFile, ...] = ()
    configurations: tuple[TextFile, ...] = ()
    sources: tuple[TextFile, ...] = ()
    card: Card = field(default_factory=Card)
    card_path: str = ""
    paths: frozenset[str] | None = None
    own: Subject | None = None
    revisions: tuple[Revision, ...] = ()
    hosted: str = ""
    gated: str = ""
    created: str = ""
    datasets: Mapping[str, str] = field(default_factory=dict)
    unread: bool = False

    @property
    def day(self) -> date | None:
        """The day on which it was first published, where that is known."""
        try:
            return date.fromisoformat(self.created)
        except ValueError:
            return None

    @property
    def holds_weights(self) -> bool:
        """Whether files of weights are here."""
        return any(is_weights(path) for path in self.paths or ())

    @property
    def is_model(self) -> bool:
        """Whether this is a model's own repository: weights, or a card that says so."""
        return self.holds_weights or is_model_card(self.card)

    @property
    def title(self) -> str:
        """The name of what is published, without its owner."""
        return self.name.rpartition("/")[2] or (self.own.name if self.own else "")

    @property
    def declared(self) -> Declared | None:
        """The license that the card names, where it names one that we know."""
        for value in self.card.license[:1]:
            license_ = terms.of_tag(value.text)
            if license_ is not None:
                return Declared(license_, value.text, self.card_path, value.line)
        return None

    @property
    def weights(self) -> Terms | None:
        """The terms of the weights, the surest source first; None where nobody can say."""
        row = self.own.row if self.own else None
        if text := self._weights_text():
            return terms.with_row(text, row)
        if self.is_model and (declared := self.declared):
            return terms.with_row(Terms((declared.license,), declared=declared), row)
        return terms.of_row(row) if row is not None else None

    def _weights_text(self) -> Terms | None:
        """Return the terms that a license file here surely gives the weights."""
        held = [one for one in self.licenses if one.covers in {Covers.WEIGHTS, Covers.ALL}]
        own = [one for one in held if one.covers is Covers.WEIGHTS]
        limited = [
            one for one in held if one.license is not None and one.license.kind is LicenseKind.RESTRICTED
        ]
        row = self.own.row if self.own else None
        agreed = [one for one in held if row is not None and row.weights.spdx in one.ids]
        everything = held if self.is_model and len(self.licenses) == 1 else []
        for group in (own,) if self._names_parts() else (own, limited, agreed, everything):
            if len(group) == 1 and (found := terms.of_text(group[0])):
                return found
        rest = [one for one in self.licenses if one not in limited]
        if len(limited) > 1 and not self._names_parts() and all(_PLAIN.match(one.path) for one in rest):
            return terms.of_texts(limited)
        return None

    def _names_parts(self) -> bool:
        """Whether some license at the top is that of a part which its name tells ("MIT_LICENSE")."""
        listed = self.paths or ()
        return any(_OF_SOME.match(path) and not is_license(path) for path in listed)

    @property
    def code(self) -> tuple[LicenseText, ...]:
        """The license files that the code may be under."""
        return tuple(one for one in self.licenses if one.covers in {Covers.CODE, Covers.ALL})

    def claimed(self) -> tuple[Claim, ...]:
        """Return what the documents and the package metadata claim."""
        found = [
            claim
            for file in self.documents
            for claim in claims.read(file.text, file.path, self.own, self.context(file), self.name)
        ]
        found += [claim for file in self.metadata for claim in claims.read(file.text, file.path, self.own)]
        return tuple(found)

    def context(self, file: TextFile) -> Context:
        """Return what sort of text a document is."""
        return Context.CARD if file.path == self.card_path and self.is_model else Context.README


def of(
    files: Iterable[TextFile],
    name: str = "",
    listed: Iterable[str] | None = None,
    folder: str = "",
    unread: bool = False,
) -> Release:
    """Return what ``files`` say, of those in ``folder`` (``""`` is the top). Pure, linear in the files."""
    texts = [file for file in files if paths.is_above(folder, file.path)]
    every = frozenset(listed) if listed is not None else None
    at_top = [file for file in texts if paths.folder_of(file.path) == folder]
    licenses = [terms.read(file) for file in at_top if is_license(file.path)][:_MAX_LICENSES]
    documents = [file for file in texts if is_document(file.path)][:_MAX_DOCUMENTS]
    readme = next((file for file in at_top if file.path.rpartition("/")[2].lower() == "readme.md"), None)
    card = cards.read(readme.text, readme.path) if readme else Card()
    known = every if every is not None else frozenset(file.path for file in texts)
    shown = owned.shown(name, texts, known, [path for path in known if is_weights(path)])
    return Release(
        name=name,
        licenses=tuple(licenses),
        documents=tuple(documents),
        metadata=tuple(file for file in at_top if metadata.knows(file.path)),
        configurations=tuple(file for file in at_top if _is_configuration(file.path)),
        sources=tuple(file for file in texts if not is_document(file.path) and not paths.role(file.path)),
        card=card,
        card_path=readme.path if readme else "",
        paths=every,
        own=own_subject(name, is_model=is_model_card(card) or shown is not None),
        unread=unread,
    )


def is_document(path: str) -> bool:
    """Whether claims are read in the file ``path``: a page of prose that is not about others or the past."""
    return bool(_DOCUMENT.search(path)) and not _NOT_OURS.search(path) and paths.role(path) is None


def is_license(path: str) -> bool:
    """Whether a file is a license of what is published here, or of a part of it (``MODEL_LICENSE``)."""
    return paths.role(path) is paths.Role.LICENSE or bool(_OF_A_PART.match(path.rpartition("/")[2]))


def is_weights(path: str) -> bool:
    """Whether a file holds weights that are published here, and no sample for tests or examples.

    Deeper than in a folder at the top lie those that a program uses.
    """
    return bool(WEIGHTS.search(path)) and path.count("/") <= 1 and not _SAMPLES.search(path)


def is_model_card(card: Card) -> bool:
    """Whether front matter is a model's and not a page's of a website."""
    return card.present and bool(
        card.base_models or (card.license and (card.tags or card.datasets or card.license_name))
    )


def _is_configuration(path: str) -> bool:
    return path.rpartition("/")[2].lower() in {"config.json", "adapter_config.json", "mergekit_config.yml"}


def own_subject(name: str, *, is_model: bool) -> Subject | None:
    """Return the model that the repository ``owner/name`` publishes, or None where it publishes none.

    ``is_model`` says that something shows a model (`owned.shown`, a card). A row of the registry is its own
    only where the owner is the row's publisher: a copy or a model made of it has the row as an ancestor.
    """
    owner, _, title = name.rpartition("/")
    row = resolve(name) if name else None
    ours = (
        row is not None
        and row.verdict is not Verdict.NOT_A_MODEL
        and publishes(owner, row)
        and not owned.is_beside(title)
    )
    if row is not None and ours and row.verdict is not Verdict.UNKNOWN:
        return Subject(title, row, own=True)
    whole = row is not None and ours and row.names_no_version and owned.is_family(title, row.family)
    return Subject(title, None, own=True) if is_model or whole else None


def publishes(owner: str, row: Row) -> bool:
    """Whether the account ``owner`` looks like the publisher of ``row``."""
    return owned.is_publisher(owner, row.publisher, row.family)
