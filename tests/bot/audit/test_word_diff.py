"""The words that differ between two texts."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audit.word_diff import MAX_CHANGE, MAX_PIECES, between

WORDS = st.lists(st.sampled_from(["a", "widget", "may", "not", "be", "sold"]), max_size=30).map(" ".join)


def test_the_same_words_in_another_dress_are_no_difference() -> None:
    assert between('The "Widget" is free.', "the  widget\nis FREE") is None


def test_what_was_removed_and_added_stands_between_what_stayed() -> None:
    found = between("The widget may be sold by all.", "The widget may not be sold by anybody.")
    assert found is not None
    assert found.pieces == (
        ("same", "The widget may"),
        ("added", "not"),
        ("same", "be sold by"),
        ("removed", "all"),
        ("added", "anybody"),
    )
    assert not found.shortened


def test_long_changes_and_long_stretches_between_are_shortened() -> None:
    many = " ".join(f"word{number}" for number in range(200))
    found = between(f"start {many} end", "start end")
    assert found is not None
    assert found.shortened
    removed = next(text for kind, text in found.pieces if kind == "removed")
    assert removed.startswith("word0 ")
    assert removed.endswith(" word199")
    assert len(removed.split()) <= MAX_CHANGE + 1
    around = between(f"one {many} two", f"three {many} four")
    assert around is not None
    assert around.pieces[2] == (
        "same",
        "word0 word1 word2 word3 word4 word5 … word194 word195 word196 word197 word198 word199",
    )


def test_a_text_that_changes_everywhere_has_a_bounded_difference() -> None:
    first = " ".join(f"same{n} same same one{n}" for n in range(2_000))
    found = between(first, first.replace("one", "two"))
    assert found is not None
    assert found.shortened
    assert len(found.pieces) == MAX_PIECES


@settings(deadline=None, max_examples=80)
@given(WORDS, WORDS)
def test_the_pieces_make_both_texts(first: str, second: str) -> None:
    found = between(first, second)
    if found is None:
        assert first == second
    elif not found.shortened:
        for kind, text in (("added", second), ("removed", first)):
            assert " ".join(words for one, words in found.pieces if one in {"same", kind}) == text
