"""Nothing that a contributor can write makes the detector raise, hang or speak in somebody else's name."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.markdown import MAX_CHARS
from detectors.markdown import read as read_markdown
from detectors.model import Account, Branch, ChangedFile, Facts, Identity, Kind, Repository
from detectors.traces import detect
from detectors.traces.disclosure import read
from tests.detectors.traces.build import facts, of_body, of_message
from tests.factories import commit

PIECES = st.sampled_from(
    [
        "Co-authored-by: Claude <noreply@anthropic.com>",
        "🤖 Generated with [Claude Code](https://claude.com/claude-code)",
        "## AI disclosure",
        "- [x] I used AI",
        "> ",
        "```",
        "<!--",
        "-->",
        "<pre>",
        "</a>",
        '<a href="https://cursor.com/agents/bc-1">',
        "\u202e",
        "\x00",
        "\r",
        "\n",
        "    ",
        "[",
        "](",
        "`",
        "\ud800",
        "AI usage: ",
        "https://app.devin.ai/sessions/1",
        "Link to Devin run: ",
    ]
)
TEXT = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT, TEXT, TEXT, TEXT, st.sampled_from(Kind))
def test_any_text_is_read(body: str, message: str, name: str, title: str, kind: Kind) -> None:
    made = commit(message, author=Identity(name, name), committer=Identity(title, name), author_login=name)
    given = facts(
        kind=kind,
        title=title,
        body=body,
        author=Account(name),
        head=Branch(name, "0", None),
        commits=(made,),
        files=(ChangedFile(name, "added", 0, 0, ""),),
    )
    assert detect(given) == detect(given)
    assert all(len(e.quote) <= 300 for finding in detect(given) for e in finding.evidence)


N = MAX_CHARS
BOMBS = [
    " " * N,
    "\t" * N,
    "\n" * N,
    "\x00" * N,
    "> " * (N // 2),
    "[" * N,
    "](" * (N // 2),
    "![" * (N // 2),
    "*" * N,
    "`" * N,
    "<" * N,
    "<!--" * (N // 4),
    "<a " * (N // 3),
    "- " * (N // 2),
    "AI " * (N // 3),
    "AI usage " * (N // 9),
    "this code was " * (N // 14),
    "I used " * (N // 7),
    "without any " * (N // 12),
    "no ai or " * (N // 9),
    "a" * N,
    "A:" * (N // 2),
    "Co-authored-by: " * (N // 16),
    "Co-authored-by: " + "<" * N,
    "Assisted-by: " + " via" * (N // 4),
    "Generated with " + "[" * N,
    "\\n\\n" * (N // 4),
    "[a](https://" * (N // 12),
    "https://claude.ai/code/session_" * (N // 31),
    "| a " * (N // 4) + "\n" + "|-" * (N // 2),
    "\n".join(f"{'#' * (k % 6 + 1)} AI disclosure" for k in range(3000)),
    "- [x] I used AI\n" * (N // 16),
]


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: repr(bomb[:12]))
def test_bombs_are_read_to_the_end(bomb: str) -> None:
    of_body(bomb)
    of_message("t\n\n" + bomb * 3)
    read(bomb, section="AI", one_of=("a",), none_phrase="none", template=bomb[:2000])
    detect(facts(title=bomb, author=Account(bomb)))


def test_a_description_is_read_up_to_its_limit_and_a_message_to_its_end() -> None:
    assert (
        of_body("words\n" * MAX_CHARS + "\n🤖 Generated with [Claude Code](https://claude.com/claude-code)")
        == ()
    )
    [finding] = of_message(
        "t\n\n" + "words\n" * 100_000 + "\nCo-authored-by: Claude <noreply@anthropic.com>\n"
    )
    assert finding.evidence[0].place == "commit 1a2b3c4, line 100004"


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(PIECES, st.sampled_from(["a b", "c"])), max_size=15).map("\n".join))
def test_a_line_number_is_that_of_the_source_line(text: str) -> None:
    source = text[:MAX_CHARS].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for line in read_markdown(text).lines:
        assert source[line.number - 1] == line.raw


def test_bidi_marks_do_not_hide_a_quote() -> None:
    assert of_body("> \u202e🤖 Generated with [Claude Code](https://claude.com/claude-code)") == ()


def test_facts_without_anything() -> None:
    empty = facts(body="", title="", commits=(), head=None, base=None)
    assert detect(Facts(empty.contribution, Repository("", "", False), "")) == ()
