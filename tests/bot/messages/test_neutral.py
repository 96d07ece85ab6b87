"""Text from a contribution is shown verbatim and cannot do anything, in GitHub's own Markdown renderer."""

from __future__ import annotations

import re
import unicodedata
from html.parser import HTMLParser

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import example, given
from hypothesis import strategies as st

from bot.messages.neutral import MAX_BODY, cap, code, isolated, link, plain, unbroken, unpinged, visible

HOSTILE = [
    "@octocat please",
    "fixes #1 and acme/widget#2 and GH-3",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "`` ` ``` closing ``",
    "```\n# heading\n```",
    "[click](javascript:alert(1)) ![x](https://evil.example/pixel.png)",
    "https://evil.example www.evil.example me@evil.example",
    "a\u202egnp.exe\u200b\x1b[31m\x00",
    "| table | cell |\n| - | - |",
    "<!-- byline:comment -->",
    "&lt;b&gt; &#64;octocat",
    ":tada: ~~strike~~ **bold** _em_ $math$",
    "- [x] ticked",
    "\\",
    "`",
]


class Seen(HTMLParser):
    """Collects tags, and the text inside and outside of code."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.code = ""
        self.text = ""
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.depth += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "code"

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.code += data
        else:
            self.text += data


def rendered(markdown: str) -> Seen:
    page = cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE)
    seen = Seen()
    seen.feed(page)
    seen.close()
    return seen


def assert_inert(seen: Seen) -> None:
    assert seen.tags <= {"p", "code"}
    assert not re.search(r"@[A-Za-z0-9]", seen.text), "a mention would notify somebody"
    assert not re.search(r"(?:#|GH-)[0-9]", seen.text), "a reference would write into another thread"


@pytest.mark.parametrize("text", HOSTILE)
def test_code_shows_hostile_text_verbatim_and_inert(text: str) -> None:
    seen = rendered(f"Quote: {code(text)}")
    assert_inert(seen)
    assert seen.code == re.sub(r"\s", " ", visible(text.strip()))


@given(st.text(max_size=200))
@example("`a` ``b")
def test_code_cannot_be_left(text: str) -> None:
    seen = rendered(f"before {code(text)} after")
    assert_inert(seen)
    assert seen.text.startswith("before")
    assert seen.text.rstrip().endswith("after")


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_shows_hostile_text_inert(text: str) -> None:
    assert_inert(rendered(f"Words: {plain(text)}"))


@given(st.text(max_size=200))
def test_plain_keeps_every_visible_character(text: str) -> None:
    seen = rendered(f"{plain(text)} x")
    assert_inert(seen)
    assert seen.text.replace("\u200b", "").split() == f"{visible(' '.join(text.split()))} x".split()


@given(st.text())
def test_visible_leaves_nothing_unseen(text: str) -> None:
    shown = visible(text)
    assert all(char.isprintable() or unicodedata.category(char) == "Zs" for char in shown)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", shown)


@given(st.text())
def test_isolated_text_can_neither_hide_nor_leave_its_isolates(text: str) -> None:
    for line in isolated(text).split("\n"):
        within = line[1:-1] if line.startswith("\u2068") else line
        assert line in (within, f"\u2068{within}\u2069")
        assert within == visible(within)
        assert line != within or not any(
            unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in line
        )


def test_unbroken_takes_out_what_byline_put_in_and_nothing_else() -> None:
    assert unbroken(unpinged("@mona\u200b.py, a\u202eb")) == "@mona\\u200b.py, a\\u202eb"


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://example.org/policy#ai", True),
        ("javascript:alert(1)", False),
        ("https://example.org/><img src=x>", False),
        ("", False),
    ],
)
def test_link_only_links_to_web_addresses(url: str, is_link: bool) -> None:
    assert ("a" in rendered(f"The rule: {link(url)}.").tags) is is_link


def test_cap_says_that_it_cut() -> None:
    body = cap("line\n" * 20_000)
    assert len(body) <= MAX_BODY
    assert "This text was cut" in body
    assert cap("short") == "short"
