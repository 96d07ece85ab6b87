import pytest

from detectors.licensing.extra_terms import find
from detectors.licensing.model import Passage

PADDING = "and here follow enough other words to make of these lines a clause of its own"


@pytest.mark.parametrize(
    ("words", "language"),
    [
        ("only for research   purposes", "English"),
        ("for non-commercial\nuse", "English"),
        ("for non - commercial ends", "English"),
        ("for research\u00a0purposes", "English"),
        ("à des fins de recherche", "French"),
        ("chiffre d’affaires", "French"),
        ("autorización previa y por escrito", "Spanish"),
        ("usuários ativos mensais", "Portuguese"),
        ("dilarang", "Indonesian"),
        ("不得用于", "Chinese"),
        ("月間アクティブユーザー", "Japanese"),
        ("상업적 이용", "Korean"),
    ],
)
def test_restriction_words_of_each_language(words, language):
    (term,) = find([Passage(7, f"{PADDING}\n{words} {PADDING}")])
    assert (term.language, term.line) == (language, 8)


def test_a_few_words_are_no_clause():
    assert find([Passage(1, "Non-commercial License")]) == ()


def test_a_registered_trademark_is_no_registration():
    assert (
        find([Passage(1, f"{PADDING}; all trademarks and registered trademarks belong to their owners")])
        == ()
    )


@pytest.mark.parametrize("word", ["émilitary", "xmilitary", "_military", "registerë"])
def test_a_part_of_a_longer_word_is_no_restriction(word):
    assert find([Passage(1, f"{PADDING} {word} {PADDING}")]) == ()
