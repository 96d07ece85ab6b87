"""What is kept of one commit: facts that depend on nothing else than the commit and the detectors.

Anything that a ``.mailmap``, a policy or the rest of the history has a say in is made of notes later.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from detectors.model import Identity

#: Raise it when a note is made or written in another way.
VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Seen:
    """One trace of an agent as the detector saw it; ``declared`` is the detector's own tier."""

    kind: str
    agent: str
    declared: bool
    trailer: str
    line: int | None
    quote: str


@dataclass(frozen=True, slots=True)
class Signer:
    """A ``Signed-off-by``; ``shown``: the words around it talk about the line."""

    who: Identity
    line: int
    shown: bool
    quote: str


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A trailer whose key is made to disclose tools, whatever its value says."""

    key: str
    value: str
    line: int


@dataclass(frozen=True, slots=True)
class Note:
    """What is kept of one commit.

    ``at`` is when it was committed and ``authored`` when it was written (seconds since 1970). ``signature``
    is openpgp, ssh, x509, unknown, or empty where there is none. ``imported`` names the program that brought
    the commit from another system, by its mark in the message. ``files``, ``new_files`` and ``vendored`` (in
    folders of others' code) count changed files and ``added`` lines: ``None`` where they could not be
    counted. ``tail`` is the classifier's ``human_tail`` of the message's body, ``abstained`` why there is
    none.
    """

    sha: str
    at: int
    authored: int
    parents: int
    author: Identity
    committer: Identity
    subject: str
    signature: str
    imported: str
    files: int | None
    new_files: int | None
    vendored: int | None
    added: int | None
    seen: tuple[Seen, ...]
    signers: tuple[Signer, ...]
    co_authors: tuple[Identity, ...]
    disclosed: tuple[Disclosed, ...]
    remedies: bool
    tail: float | None
    abstained: str


def pack(note: Note) -> str:
    """Return a note as text, for the store."""
    values: list[object] = [
        note.sha,
        note.at,
        note.authored,
        note.parents,
        _person(note.author),
        _person(note.committer),
        note.subject,
        note.signature,
        note.imported,
        note.files,
        note.new_files,
        note.vendored,
        note.added,
        [(one.kind, one.agent, one.declared, one.trailer, one.line, one.quote) for one in note.seen],
        [(*_person(one.who), one.line, one.shown, one.quote) for one in note.signers],
        [_person(who) for who in note.co_authors],
        [(one.key, one.value, one.line) for one in note.disclosed],
        note.remedies,
        note.tail,
        note.abstained,
    ]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def unpack(text: str) -> Note:
    """Return the note that ``pack`` wrote."""
    values: list[Any] = json.loads(text)
    sha, at, authored, parents, author, committer, *plain = values[:13]
    seen, signers, co_authors, disclosed, remedies, tail, abstained = values[13:]
    subject, signature, imported, files, new_files, vendored, added = plain
    return Note(
        sha,
        at,
        authored,
        parents,
        Identity(*author),
        Identity(*committer),
        subject,
        signature,
        imported,
        files,
        new_files,
        vendored,
        added,
        tuple(Seen(*one) for one in seen),
        tuple(Signer(Identity(*one[:2]), *one[2:]) for one in signers),
        tuple(Identity(*one) for one in co_authors),
        tuple(Disclosed(*one) for one in disclosed),
        remedies,
        tail,
        abstained,
    )


def _person(who: Identity) -> tuple[str, str]:
    return who.name, who.email
