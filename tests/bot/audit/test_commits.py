"""Reading commit objects, also such as no git would write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audit.commits import parse
from detectors.model import Identity

HEAD = (
    b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent "
    + b"1" * 40
    + b"\nauthor Ada Byron <ada@example.com> 1700000000 +0100\n"
    + b"committer Bo <bo@example.com> 1700000060 -0330\n"
)


def test_people_dates_and_message_are_read() -> None:
    it = parse(HEAD + b"\nSubject\n\nBody of it.\n")
    assert (it.author, it.authored) == (Identity("Ada Byron", "ada@example.com"), 1_700_000_000)
    assert (it.committer, it.committed) == (Identity("Bo", "bo@example.com"), 1_700_000_060)
    assert (it.parents, it.signature, it.message) == (1, "", "Subject\n\nBody of it.")


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (b"-----BEGIN PGP SIGNATURE-----", "openpgp"),
        (b"-----BEGIN SSH SIGNATURE-----", "ssh"),
        (b"-----BEGIN SIGNED MESSAGE-----", "x509"),
        (b"something else", "unknown"),
    ],
)
@pytest.mark.parametrize("header", [b"gpgsig", b"gpgsig-sha256"])
def test_the_type_of_a_signature_is_told_without_checking_it(header: bytes, first: bytes, kind: str) -> None:
    signed = (
        HEAD + header + b" " + first + b"\n \n parent 2\n author Mallory <m@example.com> 1 +0000\n\nSubject\n"
    )
    it = parse(signed)
    assert it.signature == kind
    assert it.parents == 1, "lines of the signature are no headers"
    assert it.author.name == "Ada Byron"


def test_a_message_is_no_header() -> None:
    it = parse(HEAD + b"\nSubject\n\ngpgsig -----BEGIN PGP SIGNATURE-----\nparent 2\n")
    assert (it.signature, it.parents) == ("", 1)


def test_other_encodings_are_decoded() -> None:
    it = parse(
        b"author Andr\xe9 <a@example.com> 1 +0000\ncommitter C <c@example.com> 2 +0000\nencoding ISO-8859-1\n"
        b"\ncaf\xe9\n"
    )
    assert (it.author.name, it.message) == ("André", "café")


@pytest.mark.parametrize(
    "encoding", [b"zip", b"punycode", b"nonsense", b"latin-9999", b"../../etc", b"cp999"]
)
def test_strange_encodings_are_read_as_utf_8(encoding: bytes) -> None:
    assert parse(HEAD + b"encoding " + encoding + "\n\ncafé\n".encode()).message == "café"


def test_dates_that_no_calendar_has_are_bounded() -> None:
    far = parse(b"author A <a@b.c> 99999999999999999999 +0000\ncommitter C <c@d.e> 999999999999 +0000\n\nx")
    assert far.authored == 0
    assert far.committed == 253_402_300_799


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read(data: bytes) -> None:
    it = parse(data)
    assert "\0" not in it.message + it.author.name + it.committer.email
    assert it.message.encode() is not None


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_strange_author_spoils_no_other_field(author: bytes, message: bytes) -> None:
    line = author.replace(b"\n", b" ")
    it = parse(b"author " + line + b"\ncommitter Bo <bo@example.com> 1700000060 +0000\n\nS\n" + message)
    assert it.committer == Identity("Bo", "bo@example.com")
    assert it.committed == 1_700_000_060
