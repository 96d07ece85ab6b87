"""Code and messages that a text quotes as the project's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.references import quotes, stance
from detectors.references.model import Citation, Cited, Claim
from detectors.references.text import read

CODE = "```c\nint left = ring->size - used; // no check\n{\n/* more */\ncopy_leaf(ring, left);\n```"


def cited(body: str, title: str = "Crash", repository: str = "acorn/oak") -> list[Citation]:
    return list(quotes.find(read(body, title), repository))


@pytest.mark.parametrize(
    "words",
    [
        "The vulnerable code in `lib/ring.c`:",
        "The code in lib/ring.c, line 12:",
        "Current implementation of lib/ring.c",
        "`lib/ring.c`:",
    ],
)
def test_code_that_is_said_to_be_the_projects_is_cut_into_lines(words: str) -> None:
    found = cited(f"{words}\n\n{CODE}")
    assert [(one.cited, one.name, one.path, one.claim) for one in found] == [
        (Cited.CODE, "int left = ring->size - used;", "lib/ring.c", Claim.STATED),
        (Cited.CODE, "copy_leaf(ring, left);", "lib/ring.c", Claim.STATED),
    ]


def test_the_lines_that_the_words_name_are_kept() -> None:
    found = cited(f"The code in lib/ring.c, lines 12-15:\n\n{CODE}")
    assert {(one.line, one.end) for one in found} == {(12, 15)}


def test_a_comment_on_top_names_the_file() -> None:
    found = cited("Details:\n\n```c\n// lib/ring.c:40\nsize_t left = ring->size;\n```")
    assert [(one.path, one.name) for one in found] == [("lib/ring.c", "size_t left = ring->size;")]


def test_vulnerable_code_without_a_file_is_weak() -> None:
    assert {one.claim for one in cited(f"Vulnerable code:\n\n{CODE}")} == {Claim.WEAK}


@pytest.mark.parametrize(
    "words",
    [
        "Suggested fix in `lib/ring.c`:",
        "Proof of concept:",
        "My code in lib/ring.c:",
        "The simplified vulnerable code:",
        "It prints:",
        "index.js:",
        "## Proposed solution\n\nThe code in lib/ring.c:",
    ],
)
def test_other_code_is_not_quoted(words: str) -> None:
    assert cited(f"{words}\n\n{CODE}") == []


def test_a_diff_a_log_and_a_trace_are_not_quoted() -> None:
    assert cited("The code in lib/ring.c:\n\n```diff\n- int left = ring->size;\n```") == []
    assert cited("The code in lib/ring.py:\n\n```\nTraceback (most recent call last):\n  x = y(1)\n```") == []


def test_only_the_first_lines_are_taken() -> None:
    code = "\n".join(f"int ring_{number} = grow({number});" for number in range(30))
    assert len(cited(f"The code in lib/ring.c:\n\n```c\n{code}\n```")) == quotes.MAX_LINES


def test_a_line_of_inline_code() -> None:
    found = cited("In this loop the check `if (left > ring->size)` in lib/ring.c is off by one.")
    assert [(one.name, one.path, one.claim) for one in found] == [
        ("if (left > ring->size)", "lib/ring.c", Claim.STATED)
    ]


@pytest.mark.parametrize(
    "body",
    [
        'It fails with "ring is too small for its leaves".',
        "The error message is `ring is too small for its leaves`.",
        "It logs “ring is too small for its leaves” and stops.",
        'I see a "ring is too small for its leaves" warning.',
    ],
)
def test_a_message(body: str) -> None:
    found = cited(body)
    assert [(one.cited, one.name, one.claim) for one in found] == [
        (Cited.MESSAGE, "ring is too small for its leaves", Claim.WEAK)
    ]


@pytest.mark.parametrize(
    "body",
    [
        'I typed "ring is too small for its leaves" into the box.',
        'The error is "too small".',
        "It fails with `oak grow --ring-limit here`.",
        "The error is `a.b(c)[d] == e->f && g(h)`.",
        'The page titled "ring is too small for its leaves" is old.',
    ],
)
def test_what_is_no_message(body: str) -> None:
    assert cited(body) == []


def test_a_message_of_the_system_is_not_checked() -> None:
    found = cited('It fails with "open: No such file or directory".')
    assert [(one.claim, one.hedge) for one in found] == [(Claim.NONE, quotes.SYSTEM)]


def test_a_message_that_is_proposed_is_not_checked() -> None:
    found = cited('It would be nice if it showed the error "ring is too small for its leaves".')
    assert [one.hedge for one in found] == [stance.PROPOSED]


@given(st.text(alphabet='`"\n abc=;(){}:.c/#', max_size=400))
def test_any_text_is_read(body: str) -> None:
    for citation in cited(body):
        assert citation.name


@pytest.mark.parametrize(
    "words",
    [
        "In oak/ring.py the query is built like this:",
        "oak/ring.py has this:",
        "oak/ring.py:",
        "Snippet from oak/ring.py",
        "This is wrong. oak/ring.py holds",
    ],
)
def test_a_path_with_the_projects_name_makes_the_code_below_its_own(words: str) -> None:
    found = cited(f"{words}\n\n```python\nquery = build(table, unsafe=True)\n```\nwhich is bad.")
    assert [(one.name, one.path) for one in found] == [("query = build(table, unsafe=True)", "oak/ring.py")]


@pytest.mark.parametrize("words", ["src/pages/ring.tsx:", "In my oak/ring.py:", "oak/ring.py should be:"])
def test_other_code_below_a_path_may_be_the_reporters(words: str) -> None:
    assert cited(f"{words}\n\n```python\nquery = build(table, unsafe=True)\n```") == []


@pytest.mark.parametrize(
    "body",
    [
        "It gives ** (ArgumentError) the leaf ring has no owner.",
        'I get an IllegalLeafException: "the leaf ring has no owner", always.',
        "Every second run ends with\n\n    the leaf ring has no owner\n\nand nothing else.",
        "Today I got\n\n> the leaf ring has no owner\n\nwhich says little.",
        'The last line is always "the leaf ring has no owner".',
    ],
)
def test_messages_as_programs_print_them(body: str) -> None:
    found = cited(body)
    assert [(one.cited, one.name, one.claim) for one in found] == [
        (Cited.MESSAGE, "the leaf ring has no owner", Claim.WEAK)
    ]


@pytest.mark.parametrize("title", ['"the leaf ring has no owner"', "panic: the leaf ring has no owner"])
def test_a_title_that_is_a_message(title: str) -> None:
    assert [(one.name, one.at) for one in cited("Help.", title)] == [("the leaf ring has no owner", 0)]


@pytest.mark.parametrize(
    "body",
    [
        "Yesterday I got\n\n> you should ask the leaf team\n\nfrom a mail.",
        "It prints\n\n```\noak --grow all the leaves now\n```",
    ],
)
def test_what_people_say_and_type_is_no_message(body: str) -> None:
    assert cited(body) == []
