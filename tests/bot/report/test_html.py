from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from hypothesis import given as of

from bot.audit.model import Report
from bot.report import html, portfolio
from detectors.model import Unknown
from tests.bot.report import given, strategies

_TAGS = {
    "a",
    "article",
    "b",
    "blockquote",
    "body",
    "br",
    "caption",
    "code",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "head",
    "header",
    "html",
    "i",
    "ins",
    "li",
    "line",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "path",
    "q",
    "rect",
    "section",
    "span",
    "strong",
    "style",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
}
_ATTRIBUTES = {
    "aria-hidden",
    "aria-label",
    "charset",
    "class",
    "colspan",
    "content",
    "d",
    "height",
    "href",
    "http-equiv",
    "id",
    "lang",
    "name",
    "open",
    "preserveaspectratio",
    "rel",
    "role",
    "scope",
    "style",
    "tabindex",
    "title",
    "viewbox",
    "width",
    "x",
    "x1",
    "x2",
    "y",
    "y1",
    "y2",
}
_STYLE = re.compile(r"(?:width|top|left):[0-9.]+%")
_HREF = re.compile(
    r"#[a-z]+|https://github\.com/example/widget/commit/[0-9a-f]{7,64}|(?!javascript)[A-Za-z0-9%._~/-]+"
)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066\u2067\ufeff\ud800-\udfff]"
)


class _Page(HTMLParser):
    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.comments = 0
        self.feed(page.decode("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.comments += 1

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def _check(page: bytes) -> _Page:
    """Hold a page to what no text may change: its tags, its attributes, and where it may lead."""
    read = _Page(page)
    assert not read.comments
    for tag, attributes in read.tags:
        assert tag in _TAGS
        assert set(attributes) <= _ATTRIBUTES, (tag, attributes)
        assert _STYLE.fullmatch(attributes.get("style", "width:0%"))
        assert _HREF.fullmatch(attributes.get("href", "#a")), attributes
        for value in attributes.values():
            assert not _INVISIBLE.search(value)
    assert not _INVISIBLE.search(read.text)
    return read


def _text(report: Report) -> str:
    return _check(html.render(report)).text


@strategies.ANY
@of(strategies.reports())
def test_no_text_breaks_out_of_the_page(report: Report) -> None:
    _check(html.render(report))
    _check(
        portfolio.render(
            [portfolio.Entry(report.scope.repository, report, report.scope.ref)], report.scope.ref
        )
    )


def test_a_hostile_report_has_the_tags_of_a_harmless_one() -> None:
    nasty, plain = (_check(html.render(given.hostile(text))) for text in (given.NASTY, "plain words"))
    assert [tag for tag, _ in nasty.tags] == [tag for tag, _ in plain.tags]
    assert "<script>alert(1)</script>" in nasty.text


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = html.render(given.big()).decode()
    assert "default-src 'none'" in page
    assert not re.search(r"<script|<img|<link|<iframe|@import|url\(|src=", page)


def test_every_plot_has_words_and_a_table() -> None:
    page = _check(html.render(given.big()))
    plots = [attributes for tag, attributes in page.tags if tag == "svg"]
    assert len(plots) == 3
    assert all(one["role"] == "img" and one["aria-label"] for one in plots)
    captions = [tag for tag, _ in page.tags if tag in {"figure", "table"}]
    for at, tag in enumerate(captions):
        if tag == "figure":
            assert "table" in captions[at:]


def test_every_table_says_what_its_columns_are() -> None:
    page = html.render(given.big()).decode()
    tables = re.findall(r"<table>.*?</table>", page, re.DOTALL)
    assert len(tables) > 12
    assert all('<th scope="col"' in table for table in tables)


def test_headings_step_down_one_at_a_time() -> None:
    levels = [int(tag[1]) for tag, _ in _check(html.render(given.big())).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    "words",
    [
        "about 3.4 % (95 % interval 1.2 to 7.1 %)",
        "not distinguishable from none",
        "no estimate: 12 messages could be judged, 50 are needed",
        "The two texts differ: 31 commits carry a declared or exact trace of AI use.",
        "GPL-2.0-only → Apache-2.0",
        "share it under the same terms",
        "Unknown: 173",
        "not legal advice",
        "If you are named here and something is wrong",
        "0.4 %",
        "The first 200 of 260 rows",
        "set aside",
    ],
)
def test_the_page_says(words: str) -> None:
    assert words in _text(given.big())


def test_what_could_not_be_looked_at_is_unknown_and_never_an_empty_table() -> None:
    said = _text(given.empty())
    assert said.count("Unknown: the tree is not in this clone") == 2
    assert "Unknown: no token was given" in said
    assert "Shallow clone" in said
    assert "No lock file was found" not in said


def test_commits_link_to_a_forge_that_is_known_and_to_no_other() -> None:
    report = given.big()
    assert f"https://github.com/example/widget/commit/{given.SHA}" in html.render(report).decode()
    for other in (
        "https://evil.example/x/y",
        "javascript:alert(1)//github.com/a/b",
        "https://github.com@evil.example/a/b",
    ):
        page = html.render(replace(report, scope=replace(report.scope, repository=other))).decode()
        assert 'href="http' not in page


def test_a_word_diff_marks_what_was_added_and_removed() -> None:
    page = html.render(given.big()).decode()
    assert "<del>share it under the same terms</del>" in page
    assert "<ins>use it for any purpose</ins>" in page
    assert "[…]" in page


def test_dates_that_anybody_can_make_up_do_not_stretch_the_plots() -> None:
    report = given.big()
    first = replace(report.ai.quarters[0], quarter="1970-Q1")
    last = replace(report.ai.quarters[0], quarter="2999-Q1")
    ai = replace(report.ai, quarters=(first, *report.ai.quarters, last))
    said = _text(replace(report, ai=ai))
    assert "2 periods with dates that are far before or after the others are only in the table" in said


def test_a_portfolio_shows_who_could_not_be_looked_at() -> None:
    entries = [
        portfolio.Entry("example/widget", given.big(), "widget & co/audit.html"),
        portfolio.Entry("example/empty", given.empty()),
        portfolio.Entry("gone/gone", Unknown("git says that it is not there")),
    ]
    page = _check(portfolio.render(entries, "Ours"))
    assert "could not be looked at: git says that it is not there" in page.text
    assert "widget%20%26%20co/audit.html" in [attributes.get("href") for _, attributes in page.tags]
    assert sum(tag == "svg" for tag, _ in page.tags) == 1


def test_small_plots_share_their_axes() -> None:
    big = given.big()
    calm = replace(big, ai=replace(big.ai, quarters=big.ai.quarters[:52]))
    page = portfolio.render([portfolio.Entry("a", big), portfolio.Entry("b", calm)]).decode()
    axes = re.findall(r'<div class="[xy]" aria-hidden="true">.*?</div>', page)
    assert len(axes) == 4
    assert axes[:2] == axes[2:]
