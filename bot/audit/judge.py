"""From a commit to its note: what detectors see in its message, and the classifier says of it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.audit.commits import RawCommit
from bot.audit.note import Disclosed, Note, Seen, Signer
from detectors import traces
from detectors.authorship.score import score
from detectors.model import (
    Account,
    Commit,
    Contribution,
    Facts,
    Finding,
    Identity,
    Kind,
    Repository,
    Tier,
    Unknown,
)
from detectors.signoff import dco, people
from detectors.traces import messages
from detectors.traces.attribution import split_identity
from detectors.traces.observed import quote
from detectors.traces.trailers import Trailer, own_line

#: How many sign-offs, co-authors and disclosures of one commit are kept: no patch has more hands.
_MOST: Final = 50
_SUBJECT: Final = 200
_PARTNER: Final = frozenset({"co-authored-by", "co-developed-by"})
#: Keys of trailers that are made to say which tool had a part in a commit (see ``bot/audit/dialects.py``).
DISCLOSING: Final = frozenset(
    {
        "assisted-by",
        "generated-by",
        "co-authored-by-ai",
        "ai-assisted-by",
        "ai-generated-by",
        "ai-assistant",
        "ai-tool",
    }
)
_KEYED: Final = re.compile(
    r"(?:assisted|generated|authored|developed)-by|ai-(?:assistant|tool)", re.IGNORECASE
)
_LINE: Final = re.compile(r", line ([0-9]{1,9})\Z")
#: What importers write into the messages of the commits that they make.
_IMPORTED: Final = re.compile(
    r"^[ \t]*(?:(?P<Subversion>git-svn-id: \S{1,2000}@[0-9]|svn path=/)|(?P<Perforce>p4raw-id: |\[git-p4: )"
    r"|(?P<CVS>CVS patchset: |This commit was (?:manufactured|generated) by cvs2)"
    r"|(?P<Darcs>darcs-hash:)|(?P<BitKeeper>BKrev: ))",
    re.MULTILINE,
)
_REPOSITORY: Final = Repository("", "", private=False)
_NOT_ASKED: Final = Unknown("not asked for")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a commit changed: files, those that are new, those of others' code, and added lines."""

    files: int | None = None
    new_files: int | None = None
    vendored: int | None = None
    added: int | None = None


def note(sha: str, raw: RawCommit, counted: Counted) -> Note:
    """Return the note on a commit. Linear in its message, of which a bounded part is read.

    Raises:
        detectors.authorship.model.ModelUnavailableError: the classifier cannot be loaded.
    """
    seen = tuple(_seen(finding) for finding in _found(sha, raw))
    mark = _IMPORTED.search(raw.message)
    tail, abstained = _judged(raw, traced=bool(seen))
    keyed = tuple(islice(_trailers(raw.message), 4 * _MOST))
    return Note(
        sha=sha,
        at=raw.committed,
        authored=raw.authored,
        parents=raw.parents,
        author=raw.author,
        committer=raw.committer,
        subject=quote(raw.message.partition("\n")[0].strip())[:_SUBJECT],
        signature=raw.signature,
        imported=str(mark.lastgroup) if mark else "",
        files=counted.files,
        new_files=counted.new_files,
        vendored=counted.vendored,
        added=counted.added,
        seen=seen,
        signers=tuple(_signer(one) for one in islice(dco.sign_offs(raw.message), _MOST)),
        co_authors=tuple(_person(t) for t in keyed if t.key.casefold() in _PARTNER)[:_MOST],
        disclosed=tuple(
            Disclosed(t.key, quote(t.value), t.line) for t in keyed if t.key.casefold() in DISCLOSING
        )[:_MOST],
        remedies="hereby add my" in raw.message.casefold(),
        tail=tail,
        abstained=abstained,
    )


def _found(sha: str, raw: RawCommit) -> tuple[Finding, ...]:
    """Return what the traces detector sees in a commit by itself."""
    made = Commit(sha, raw.message, raw.author, raw.committer, "", None, None, _NOT_ASKED, raw.parents)
    what = Contribution(Kind.COMMIT, "", None, sha, "", "", Account(""), "", "", commits=(made,))
    return traces.detect(Facts(what, _REPOSITORY, ""))


def _seen(finding: Finding) -> Seen:
    first = finding.evidence[0]
    line = _LINE.search(first.place)
    return Seen(
        kind=finding.id.rpartition("/")[2],
        agent=finding.agent or "",
        declared=finding.tier is Tier.DECLARED,
        trailer=finding.trailer or "",
        line=int(line[1]) if line else None,
        quote=first.quote,
    )


def _judged(raw: RawCommit, *, traced: bool) -> tuple[float | None, str]:
    """Return the classifier's tail of a person's own words, or why there is none."""
    if raw.parents > 1:
        return None, "merge"
    if traced:
        return None, "traced"
    if people.is_program(raw.author):
        return None, "program"
    answer = score(raw.message.partition("\n")[2].strip(), Kind.COMMIT)
    return answer.human_tail, answer.reason or ""


def _signer(one: dco.SignOff) -> Signer:
    who = Identity(one.who.name[:_SUBJECT], one.who.email[:_SUBJECT])
    return Signer(who, one.line.number, one.is_shown, quote(one.line.raw.strip()))


def _trailers(message: str) -> Iterator[Trailer]:
    if not _KEYED.search(message):
        return
    for line in messages.spoken(message):
        trailer = own_line(line.raw, line.number)
        if trailer and trailer.value:
            yield trailer


def _person(trailer: Trailer) -> Identity:
    name, mail = split_identity(trailer.value)
    return Identity(name[:_SUBJECT], mail[:_SUBJECT])
