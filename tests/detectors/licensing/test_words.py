from hypothesis import given
from hypothesis import strategies as st

from detectors.licensing.model import Edit
from detectors.licensing.words import MAX_SHOWN, MAX_WORDS, changed, weight, words


def test_line_breaks_case_quotes_and_spelling_of_license_are_no_change():
    assert changed('The "Licence" is\nfree (c) 2020', "the “license” IS free © 2020") == ()


def test_each_change_has_its_kind_words_and_line():
    canonical = "You may copy the work.\nYou must keep the notice.\nThere is no warranty."
    text = "You may copy and sell the work.\nYou should keep the notice.\nThere is warranty."
    assert [(one.kind, one.canonical, one.text, one.line) for one in changed(canonical, text)] == [
        (Edit.ADDED, "", "and sell", 1),
        (Edit.REPLACED, "must", "should", 2),
        (Edit.REMOVED, "no", "", 3),
    ]


def test_a_long_change_is_cut_when_shown():
    (change,) = changed("", "word " * 1000)
    assert change.text == " ".join(["word"] * MAX_SHOWN) + " …"


def test_signs_weigh_a_quarter_of_a_word():
    assert weight("two words") == 2
    assert weight("不得商用") == 1


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_two_texts_are_compared(first, second):
    found = changed(first, second)
    assert (found == ()) == ([one.key for one in words(first)] == [one.key for one in words(second)])
    assert all(1 <= one.line <= second.count("\n") + 1 for one in found)


def test_very_long_texts_are_compared_in_part():
    assert len(changed("a b c d " * MAX_WORDS, "d c b a " * MAX_WORDS)) <= 2 * MAX_WORDS
