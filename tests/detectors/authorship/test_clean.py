"""What is left of a text, and what is taken out and counted."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.authorship import masks
from detectors.authorship.clean import MAX_CHARS, clean, template_lines

PROSE = "The server closes the connection too early when the client sends a long header."
PIECES = [
    "```",
    "~~~",
    "<!--",
    "-->",
    "<details>",
    "</details>",
    "> ",
    "# ",
    "- [ ] ",
    "| a | b |",
    "**",
    "`",
]
PIECES += [
    "[x](",
    ")",
    "\n",
    "    ",
    "\t",
    "Signed-off-by: A <a@b.c>",
    "at x.y(Z.java:1)",
    "http://",
    "#1",
    "--",
]
PIECES += ["1. ", "word ", "The server stops. ", "\u200b", "é", "\U0001f916"]
MARKUP = st.sampled_from(PIECES)


@given(st.one_of(st.text(max_size=400), st.lists(MARKUP, max_size=60).map("".join)))
@settings(deadline=None)
def test_any_text_gives_bounded_prose(text: str) -> None:
    cleaned = clean(text)
    assert "\n" not in cleaned.prose
    assert 0 <= cleaned.words <= len(cleaned.prose.split())
    assert 0 <= cleaned.code_share <= 1
    assert 0 <= cleaned.form_share <= 1
    assert 0 <= cleaned.list_share <= 1
    assert all(count >= 0 for count in cleaned.removed.values())


@given(st.lists(MARKUP, max_size=60).map("".join))
@settings(deadline=None)
def test_the_same_text_gives_the_same_prose(text: str) -> None:
    assert clean(text) == clean(text)
    assert clean(text.replace("\n", "\r\n")).prose == clean(text).prose


@pytest.mark.parametrize(
    ("sort", "block"),
    [
        ("comment", "<!-- Please fill in\nthe form -->"),
        ("details", "<details><summary>Log</summary>\nlots of words in here\n</details>"),
        ("code", "```python\nprint('hello to everybody here')\n```"),
        ("code", "~~~\nsome words in a fence\n~~~"),
        ("log", "2024-01-01 10:00:00 server started"),
        ("log", "    at com.example.Main.run(Main.java:12)"),
        ("log", "Traceback (most recent call last):"),
        ("log", "- npm test (passes)"),
        ("quote", "> somebody else said all of this"),
        ("table", "| name | value |\n|------|-------|\n| a | b |"),
        ("heading", "## Steps to reproduce"),
        ("heading", "Steps to reproduce"),
        ("heading", "**Expected behavior**"),
        ("checkbox", "- [x] I have searched the existing issues"),
        ("system", "OS: Windows 11"),
        ("system", "- Browser version: 117.0.1"),
        ("trailer", "Signed-off-by: A U Thor <author@example.com>"),
        ("trailer", "Fixes #123"),
        ("trailer", "Closes: https://example.com/issues/1"),
        ("template", "_No response_"),
        ("signature", "Best regards,\nSomebody"),
    ],
)
def test_what_is_no_prose_is_removed_and_counted(sort: str, block: str) -> None:
    cleaned = clean(f"{PROSE}\n\n{block}\n")
    assert cleaned.prose == clean(PROSE).prose
    assert cleaned.removed[sort] >= 1


def test_the_lines_of_the_repositorys_template_are_removed() -> None:
    template = template_lines("## What\n\nPlease say what this change is good for.\n")
    text = f"Please say what this change is good for.\n\n{PROSE}"
    assert clean(text, template).prose == clean(PROSE).prose
    assert clean(text, template).removed["template"] == 1


def test_stripping_the_markdown_changes_nothing() -> None:
    marked = f"## Summary\n\n**Note** that _all_ of `this` matters.\n\n- {PROSE}\n"
    marked += "- [A link](https://example.com/a) to more words.\n"
    plain = f"Summary\n\nNote that all of this matters.\n\n{PROSE}\nA link to more words.\n"
    assert clean(marked).prose == clean(plain).prose


def test_hard_wrapped_and_flowing_lines_are_alike() -> None:
    assert clean(PROSE.replace(" when", "\nwhen")).prose == clean(PROSE).prose


@pytest.mark.parametrize(
    ("raw", "masked"),
    [
        ("https://example.com/a_(b)", masks.URL),
        ("<someone@example.com>", masks.EMAIL),
        ("src/main/app.py", masks.PATH),
        ("parse_header()", masks.IDENTIFIER),
        ("XMLHttpRequest", masks.IDENTIFIER),
        ("std::vector", masks.IDENTIFIER),
        ("v1.2.3,", masks.NUMBER + ","),
        ("2026", masks.NUMBER),
        ("#4711", masks.REFERENCE),
        ("@octocat", "person"),
        ("Claude's", masks.TOOL),
        ("agents", masks.TOOL),
        ("don't", "don't"),
        ("e.g.", "e.g."),
        ("user-friendly", "user-friendly"),
    ],
)
def test_topic_is_masked_and_style_is_kept(raw: str, masked: str) -> None:
    assert masks.word(raw) == masked


@given(st.text(alphabet=st.characters(blacklist_categories=["Z", "C"]), min_size=1, max_size=300))
@settings(deadline=None)
def test_a_word_stays_one_word(raw: str) -> None:
    assert len(masks.word(raw).split()) <= 1


def test_a_very_long_text_is_cut() -> None:
    assert clean("word " * MAX_CHARS).words <= MAX_CHARS / 5


@pytest.mark.parametrize(
    "piece",
    [
        "[",
        "<",
        "*",
        "`",
        "(a",
        "![",
        "<!--",
        "> ",
        "#1 ",
        "a/",
        "- ",
        "\u00ab",
        "Fixes #1, ",
        "www.",
        "-_",
        "| ",
    ],
)
def test_hostile_repetition_does_no_harm(piece: str) -> None:
    assert clean(piece * (MAX_CHARS // len(piece))).code_share <= 1


def test_lists_are_told_from_prose() -> None:
    items = "- Add a cache for the parsed files\n* Remove the old loader and its tests\n1. Update the guide"
    assert clean(items).list_share == 1
    assert clean("The loader reads every file twice.\nNow it remembers them.").list_share == 0
    assert clean("Two things change here:\n\n" + items + "\n\nBoth were asked for.").list_share < 1
