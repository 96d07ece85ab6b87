from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.openness import sentences


def texts(text: str, path: str = "README.md") -> list[str]:
    return [one.text.strip() for one in sentences.read(text, path)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One thing. Another thing! A third?", ["One thing.", "Another thing!", "A third?"]),
        ("Version 2.0 is out, e.g. here.", ["Version 2.0 is out, e.g. here."]),
        ("模型已开源。代码也是。", ["模型已开源。", "代码也是。"]),
        ("モデルです。コードです。", ["モデルです。", "コードです。"]),
        ("one\ntwo", ["one two"]),
        ("- one\n- two\n", ["one", "two"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_what_the_author_does_not_say() -> None:
    page = "Said.\n\n```\ncode\n```\n\n> quoted\n\n<!-- hidden -->\n\n<pre>more code</pre>\n\n~~struck~~ kept [text](https://link.example/open-source)\n"
    assert texts(page) == ["Said.", "kept text"]


def test_urls_are_blank_and_shown() -> None:
    (one,) = sentences.read("See https://example.org/open-source for it", "README.md")
    assert "open-source" not in one.text
    assert "https://example.org/open-source" in one.shown
    assert len(one.text) == len(one.shown)


def test_names_in_inline_code_stay_and_code_does_not() -> None:
    assert texts("Use `org/Model-1` with `x = f(1)` here") == ["Use org/Model-1 with \ufffc here"]


def test_lines_and_headings() -> None:
    held = sentences.read("# A\n\nfirst\nsecond. Third\n\n## B\n\nfourth\n", "README.md")
    assert [(one.text.strip(), one.line_at(0), one.headings) for one in held if not one.heading] == [
        ("first second.", 3, ("A",)),
        ("Third", 4, ("A",)),
        ("fourth", 8, ("A", "B")),
    ]


def test_cells_know_their_row_and_column() -> None:
    held = sentences.read("| Model | License |\n| --- | --- |\n| A | mit |\n| B | gpl |\n", "README.md")
    assert [(one.text, one.row, one.column) for one in held if not one.heading] == [
        ("A", 3, "Model"),
        ("mit", 3, "License"),
        ("B", 4, "Model"),
        ("gpl", 4, "License"),
    ]


def test_front_matter_is_no_sentence_and_keeps_lines() -> None:
    (one,) = sentences.read("---\nlicense: mit\n---\nWords\n", "README.md")
    assert (one.text, one.line_at(0)) == ("Words", 4)


def test_long_pages_keep_their_lines() -> None:
    page = "word word word\n\n" * 20_000 + "last words\n"
    held = sentences.read(page, "README.md")
    assert held[-1].line_at(0) <= 40_001
    assert len({one.line_at(0) for one in held}) == len(held)


def test_long_sentences_are_read_in_parts() -> None:
    held = sentences.read("word " * 1_000, "README.md")
    assert max(len(one.text) for one in held) <= sentences.MAX_SENTENCE
    assert "".join(one.text for one in held).split() == ["word"] * 1_000


def test_restructured_text() -> None:
    page = (
        "Title\n=====\n\nWords with `a link <https://x.example>`_ and ``code-name``.\n\n"
        "::\n\n    literal\n\n.. note:: Mind it.\n"
    )
    held = sentences.read(page, "README.rst")
    assert [(one.text.strip(), one.line_at(0), one.heading) for one in held] == [
        ("Title", 1, True),
        ("Words with a link and code-name.", 4, False),
        ("Mind it.", 10, False),
    ]


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="a .\n|-`>#*<>[](){}~:=!。", max_size=300))
def test_any_text_has_lines_of_its_own(text: str) -> None:
    for path in ("a.md", "a.rst", "a.html"):
        for one in sentences.read(text, path):
            assert 1 <= one.line_at(0) <= text.count("\n") + 1
