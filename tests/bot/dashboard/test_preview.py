"""The comment on our page looks as on GitHub, and nothing in it can act, load or reach out of its box."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import nh3
import pytest
from cmarkgfm.cmark import Options
from hypothesis import given
from hypothesis import strategies as st

from bot.dashboard.preview import rendered
from bot.messages.neutral import plain

GOLDEN = sorted((Path(__file__).parents[2] / "golden").glob("*.md"))
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![pixel](https://evil.example/p.png)",
    "[a](javascript:alert(1))",
    "<a href='java\u200bscript:alert(1)'>x</a>",
    "<svg><style><img src=x></style></svg>",
    "<math><mtext></p><style><!--</style><img src=x onerror=alert(1)>",
    "<style>body{display:none}</style>",
    "<p style='position:fixed' class='bar' id='content' name='nonce'>",
    "<form action=//evil.example><input name=nonce><button>",
    "<iframe src=//evil.example>",
    "<object data=x><embed src=x>",
    "<base href=//evil.example><meta http-equiv=refresh content=0><link rel=stylesheet href=//evil.example>",
    "<a href=/setup>here</a>",
    "<details open ontoggle=alert(1)><summary>",
    "</div></section></main>",
    "<!--", "]]>", "&#x202e;", "\u202e", "`", "```", "| a | b |\n|--|:-:|\n", "\n\n", "> ", "    ", "https://a.example/",
)  # fmt: skip
KEPT = {
    "a": {"href", "rel"},
    "img": {"alt"},
    "td": {"align"},
    "th": {"align"},
    "ol": {"start"},
    "details": {"open"},
}
ACTS = {
    *("script", "style", "iframe", "object", "embed", "form", "input", "button", "textarea", "select", "svg"),
    *("base", "meta", "link", "video", "audio", "source", "picture", "template", "math", "main", "section"),
}


class Page(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def skeleton(self) -> list[str]:
        return [tag for tag, _ in self.found]


@given(st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=20)), max_size=12).map("".join))
def test_nothing_acts_whatever_the_comment_holds(body: str) -> None:
    html = str(rendered(body))
    for tag, attributes in Page(html).found:
        assert tag not in ACTS
        assert set(attributes) <= KEPT.get(tag, set())
        if "href" in attributes:
            assert re.match(r"(https?://|mailto:)", attributes["href"] or "", re.IGNORECASE)
            assert attributes["rel"] == "nofollow noreferrer noopener"
    assert all(char.isprintable() or char == "\n" for char in html)
    # Nothing is left open: whoever cleans it again finds nothing to mend.
    assert Page(nh3.clean(f"<div>{html}</div><hr>", tags=nh3.ALLOWED_TAGS | {"div"})).skeleton()[-1] == "hr"


def bodies() -> list[tuple[str, str]]:
    found = []
    for file in GOLDEN:
        for part in file.read_text(encoding="utf-8").split("<<< ")[1:]:
            head, _, body = part.partition("\n")
            if head in ("create_comment", "update_comment"):
                found.append((f"{file.stem}, {head}", body))
    return found


@pytest.mark.parametrize("body", [pytest.param(body, id=name) for name, body in bodies()])
def test_our_comments_have_the_structure_that_githubs_own_renderer_gives_them(body: str) -> None:
    theirs = cmarkgfm.github_flavored_markdown_to_html(
        body, options=Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_HARDBREAKS
    )
    ours, expected = Page(str(rendered(body))), Page(theirs)
    assert ours.skeleton() == expected.skeleton()
    assert ours.text.split() == expected.text.replace("\u200b", "").split()


def test_there_are_comments_to_compare() -> None:
    assert len(bodies()) > 8


FOLDED = "<details><summary>More</summary>\n\n- *one*\n\n</details>"
TABLE = "| a | b |\n|:-:|---|\n| ~~x~~ | `y` |"


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("<!-- byline:comment -->\nHi", "<p>Hi</p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("![a chart](https://x.example/c.png)", '<p><img alt="a chart"></p>'),
        (
            "see https://x.example/a_(b)).",
            (
                '<p>see <a href="https://x.example/a_(b)" rel="nofollow noreferrer noopener">'
                "https://x.example/a_(b)</a>).</p>"
            ),
        ),
        (plain("https://evil.example @all"), "<p>https://evil.example @all</p>"),
        ("[x](../blob)", '<p><a rel="nofollow noreferrer noopener">x</a></p>'),
        ("a\u202eb &#x202e;", "<p>a\\u202eb \\u202e</p>"),
        (
            FOLDED,
            "<details><summary>More</summary>\n<ul>\n<li><em>one</em></li>\n</ul>\n</details>",
        ),
    ],
)
def test_what_github_keeps_is_kept(body: str, html: str) -> None:
    assert str(rendered(body)).strip() == html


def test_tables_and_struck_text_are_shown() -> None:
    html = str(rendered(TABLE))
    assert '<th align="center">a</th>' in html
    assert '<td align="center"><s>x</s></td>\n<td><code>y</code></td>' in html


def test_a_body_of_any_length_is_cut() -> None:
    assert "This text was cut" in rendered("word " * 50_000)
