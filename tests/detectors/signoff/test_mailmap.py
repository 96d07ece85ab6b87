"""A project's ``.mailmap`` joins the names that one person signs and commits by."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import Identity, Repository, TextFile
from detectors.signoff import dco, detect, mailmap
from tests.factories import commit, facts

WORK, HOME = Identity("Ada", "ada@work.example"), Identity("A. Lovelace", "al@home.example")
SIGNED = "Close the file\n\nSigned-off-by: A. Lovelace <al@home.example>"


@pytest.mark.parametrize(
    "text",
    [
        "A. Lovelace <al@home.example> <ada@work.example>",
        "A. Lovelace <al@home.example> Ada <ADA@work.example>  # at work",
        "<al@home.example> <ada@work.example>",
        "A. Lovelace <ada@work.example>",
        "A. Lovelace <ada@work.example> Ada",
        "A. Lovelace <al@home.example> <ada@work.example> at work",
    ],
)
def test_a_sign_off_by_another_name_of_the_author_counts(text: str) -> None:
    made = commit(SIGNED, author=WORK, committer=WORK)
    assert dco.lacking([made]) == [made]
    assert dco.lacking([made], mailmap.read(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# A. Lovelace <al@home.example> <ada@work.example>",
        "A. Lovelace <al@home.example> Max <ada@work.example>",
        "A. Lovelace <al@home.example> <max@work.example>",
        "A. Lovelace <al@home.example> <ada@work.example> <third@mail.example>",
        "A. Lovelace al@home.example ada@work.example",
    ],
)
def test_a_line_about_somebody_else_joins_nobody(text: str) -> None:
    made = commit(SIGNED, author=WORK, committer=WORK)
    assert dco.lacking([made], mailmap.read(text)) == [made]


def test_the_detector_reads_the_list_of_the_repository() -> None:
    max_ = Identity("Max", "max@example.org")
    other = commit(
        "Test it\n\nSigned-off-by: Max <max@example.org>", sha="b" * 40, author=max_, committer=max_
    )
    mixed = facts(commits=(commit(SIGNED, author=WORK, committer=WORK), other))
    assert [found.id for found in detect(mixed)] == ["signoff/missing"]
    file = TextFile(".mailmap", "A. Lovelace <al@home.example> <ada@work.example>", "main")
    repository: Repository = replace(mixed.repository, mailmap=file)
    assert detect(replace(mixed, repository=repository)) == ()


@given(st.text(st.sampled_from("<> \n#ab@"), max_size=200))
def test_any_list_is_read(text: str) -> None:
    mailmap.read(text).keys(WORK)


@pytest.mark.parametrize("bomb", ["<" * 200_000, "a <a> " * 100_000, "<a> <a>\n" * 100_000, "a" * 1_000_000])
def test_bombs_are_read_to_the_end(bomb: str) -> None:
    mailmap.read(bomb).keys(WORK)
