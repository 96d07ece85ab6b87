"""What is kept of commits, over interruptions and new versions."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audit.note import Disclosed, Note, Seen, Signer, pack, unpack
from bot.audit.store import Store, place
from bot.errors import CouldNotLook
from detectors.model import Identity

ADA = Identity("Ada", "ada@example.com")
PLAIN = Note(
    sha="a" * 40,
    at=100,
    authored=90,
    parents=1,
    author=ADA,
    committer=ADA,
    subject="Subject",
    signature="",
    imported="",
    files=1,
    new_files=0,
    vendored=0,
    added=3,
    seen=(),
    signers=(),
    co_authors=(),
    disclosed=(),
    remedies=False,
    tail=None,
    abstained="too_short",
)
TEXTS = st.text(max_size=30)
PEOPLE = st.builds(Identity, TEXTS, TEXTS)


def named(letter: str, at: int) -> Note:
    return replace(PLAIN, sha=letter * 40, at=at)


@given(
    st.builds(
        Note,
        sha=TEXTS,
        at=st.integers(0, 1 << 40),
        authored=st.integers(0, 1 << 40),
        parents=st.integers(0, 9),
        author=PEOPLE,
        committer=PEOPLE,
        subject=TEXTS,
        signature=TEXTS,
        imported=TEXTS,
        files=st.none() | st.integers(0, 99),
        new_files=st.none() | st.integers(0, 99),
        vendored=st.none() | st.integers(0, 99),
        added=st.none() | st.integers(0, 99),
        seen=st.lists(
            st.builds(Seen, TEXTS, TEXTS, st.booleans(), TEXTS, st.none() | st.integers(1, 9), TEXTS),
            max_size=2,
        ).map(tuple),
        signers=st.lists(st.builds(Signer, PEOPLE, st.integers(1, 9), st.booleans(), TEXTS), max_size=2).map(
            tuple
        ),
        co_authors=st.lists(PEOPLE, max_size=2).map(tuple),
        disclosed=st.lists(st.builds(Disclosed, TEXTS, TEXTS, st.integers(1, 9)), max_size=2).map(tuple),
        remedies=st.booleans(),
        tail=st.none() | st.floats(0, 1),
        abstained=TEXTS,
    )
)
def test_a_note_comes_back_as_it_was(note: Note) -> None:
    assert unpack(pack(note)) == note


def test_notes_come_in_the_order_of_the_history(tmp_path: Path) -> None:
    with Store(tmp_path / "a.sqlite3", "one") as store:
        store.keep([named("c", 30), named("b", 10), named("a", 10), named("d", 99)])
        store.reach(letter * 40 for letter in "dabc")
        assert [note.sha[0] for note in store.notes(0, 99)] == ["a", "b", "c"]
        store.reach(["b" * 40])
        assert [note.sha[0] for note in store.notes(0, 99)] == ["b"], "the others are not of this audit"
        assert store.note("a" * 40) is None
        assert store.note("b" * 40) == named("b", 10)


def test_only_what_is_missing_is_asked_for_again(tmp_path: Path) -> None:
    path = tmp_path / "new folder" / "a.sqlite3"
    with Store(path, "one") as store:
        assert store.reach(letter * 40 for letter in "abcd") == 4
        batches = store.batches(1)
        first = next(batches)
        store.keep([named(first[0][0], 1)])
        assert [shas[0][0] for shas in batches] == ["b", "c", "d"]
    with Store(path, "one") as store:
        store.reach(letter * 40 for letter in "abcd")
        assert (store.missing(), store.noted()) == (3, 1)


def test_notes_of_another_version_are_thrown_away(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with Store(path, "one") as store:
        store.keep([named("a", 1)])
    with Store(path, "two") as store:
        store.reach(["a" * 40])
        assert store.missing() == 1


def test_a_file_that_is_no_store_is_said_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    path.write_text("something else " * 100)
    with pytest.raises(CouldNotLook, match="cannot keep notes in"), Store(path, "one"):
        pass
    path.unlink()
    path.mkdir()
    with pytest.raises(CouldNotLook), Store(path, "one"):
        pass


def test_a_file_that_is_damaged_later_is_said_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with Store(path, "one") as store:
        store.keep(named(letter, at) for at, letter in enumerate("abcdef"))
    data = path.read_bytes()
    path.write_bytes(data[:4096] + b"\xff" * (len(data) - 4096))
    with pytest.raises(CouldNotLook, match="cannot keep notes in"):
        read_all(path)


def read_all(path: Path) -> None:
    with Store(path, "one") as store:
        store.reach(letter * 40 for letter in "abcdef")
        list(store.notes(0, 9))


def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    with Store(tmp_path / "a.sqlite3", "one"):
        pass
    assert (tmp_path / "a.sqlite3").stat().st_mode & 0o077 == 0


def test_two_audits_of_one_repository_do_not_disturb_each_other(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    with Store(path, "one") as store, Store(path, "one") as other:
        store.reach(["a" * 40])
        other.reach(["a" * 40, "b" * 40])
        store.keep([named("a", 1)])
        assert (other.missing(), store.missing()) == (1, 0)
    assert sqlite3.connect(path).execute("SELECT count(*) FROM notes").fetchone() == (1,)


def test_places_tell_repositories_of_the_same_name_apart(tmp_path: Path) -> None:
    one, other = (place(tmp_path, key) for key in ("/a/widget/.git", "/b/widget.git"))
    assert one != other
    assert one.parent == tmp_path
    assert one.name.startswith("widget-")
    assert place(tmp_path, "/x/../../etc/passwd\n\0/..").parent == tmp_path
