"""A commit as git keeps it: headers and a message (https://git-scm.com/docs/gitformat-signature)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.github.records import clean
from detectors.model import Identity

#: Encodings that git's ``i18n.commitEncoding`` is set to; others, whose readers may be slow, are read as
#: UTF-8.
_ENCODING: Final = re.compile(
    r"(?:iso-?8859-?\d{1,2}|latin-?[1-9]|(?:windows-?|cp)\d{3,4}|koi8-?[ru]|euc-?(?:jp|kr)|shift_?jis"
    r"|sjis|gbk|gb2312|gb18030|big5)",
    re.IGNORECASE,
)
_SIGNATURES: Final = {
    b"-----BEGIN PGP SIGNATURE-----": "openpgp",
    b"-----BEGIN PGP MESSAGE-----": "openpgp",
    b"-----BEGIN SSH SIGNATURE-----": "ssh",
    b"-----BEGIN SIGNED MESSAGE-----": "x509",
}
_SIGNED: Final = frozenset({b"gpgsig", b"gpgsig-sha256"})
_NAME: Final = 300
#: Seconds since 1970 at the end of the year 9999, the last that a date can have.
_LAST_SECOND: Final = 253_402_300_799


@dataclass(frozen=True, slots=True)
class RawCommit:
    """What a commit object says; texts are decoded, and free of NUL. ``signature`` is its type or empty."""

    parents: int
    author: Identity
    authored: int
    committer: Identity
    committed: int
    signature: str
    message: str


def parse(data: bytes) -> RawCommit:
    """Read a commit object. Never raises: what is not there is empty, and a date that is none is 0."""
    head, _, body = data.partition(b"\n\n")
    headers: dict[bytes, bytes] = {}
    parents, signature = 0, ""
    for line in head.split(b"\n"):
        key, _, value = line.partition(b" ")
        if key == b"parent":
            parents += 1
        elif key in _SIGNED:
            signature = _SIGNATURES.get(value.strip(), "unknown")
        elif key:  # a line that begins with a space goes on with the one before
            headers.setdefault(key, value)
    encoding = _encoding(headers.get(b"encoding", b""))
    author, authored = _person(headers.get(b"author", b""), encoding)
    committer, committed = _person(headers.get(b"committer", b""), encoding)
    message = clean(body.decode(encoding, "replace").strip("\n"))
    return RawCommit(parents, author, authored, committer, committed, signature, message)


def _encoding(value: bytes) -> str:
    name = value.decode("ascii", "replace").strip()
    if not _ENCODING.fullmatch(name):
        return "utf-8"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name


def _person(value: bytes, encoding: str) -> tuple[Identity, int]:
    """Read ``NAME <MAIL> SECONDS ZONE``."""
    who, _, when = value.rpartition(b">")
    name, _, mail = who.partition(b"<")
    seconds = when.split()[:1]
    at = int(seconds[0]) if seconds and seconds[0].isdigit() and len(seconds[0]) < 13 else 0
    texts = (clean(part.decode(encoding, "replace")).strip()[:_NAME] for part in (name, mail))
    return Identity(*texts), min(at, _LAST_SECOND)
