"""What is cited and not there, as a table that no quote can break, in GitHub's own Markdown renderer."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import cmarkgfm
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.messages.evidence import in_a_line, markdown
from bot.messages.neutral import visible
from detectors.model import Evidence
from tests.bot.messages.test_neutral import HOSTILE

WORDS = st.text(min_size=1, max_size=80).filter(lambda text: bool(visible(text).strip()))


class Table(HTMLParser):
    """Collects the cells of each row, and the tags that are not a table's."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.outside = ""
        self.inside = False
        self.feed(cmarkgfm.github_flavored_markdown_to_html(text))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"td", "th"}:
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data
        else:
            self.outside += data


def evidence(quote: str, instead: str = "no such file", nearest: str = "lib/url.c") -> Evidence:
    return Evidence("description, line 12", quote, instead=instead, nearest=nearest)


def test_what_is_there_instead_makes_a_table() -> None:
    table = Table("\n".join(markdown([evidence("lib/urls.c"), evidence("tidy()", "no such name", "")], 10)))
    assert table.rows == [
        ["Cited", "In the tree", "Nearest"],
        ["lib/urls.c, description, line 12", "no such file", "lib/url.c"],
        ["tidy(), description, line 12", "no such name", ""],
    ]


def test_quotes_with_nothing_instead_stay_a_list() -> None:
    assert markdown([Evidence("title", "a|b")], 10) == ["- title: `a|b`"]


@pytest.mark.parametrize("instead", ["", "no such file"])
def test_no_more_is_shown_than_asked_for_and_the_rest_is_counted(instead: str) -> None:
    shown = markdown([evidence(f"f{at}", instead) for at in range(12)], 10)
    assert sum("`f" in line for line in shown) == 10
    assert "2 more" in shown[-1]


@pytest.mark.parametrize("text", [*HOSTILE, "a|b", "a\\|b", "|", "\\", "a\\\\|`|`", "``|``"])
def test_a_hostile_quote_stays_in_its_cell(text: str) -> None:
    table = Table("\n".join(markdown([evidence(text, text, text)], 10)))
    assert table.tags <= {"table", "thead", "tbody", "tr", "th", "td", "code"}
    ((cited, instead, nearest),) = table.rows[1:]
    assert cited.startswith(re.sub(r"\s", " ", visible(text.strip())).strip())
    assert cited.endswith(", description, line 12")
    assert nearest == re.sub(r"\s", " ", visible(text.strip())).strip()
    assert not re.search(r"@[A-Za-z0-9]", instead)
    assert not table.outside.strip()


@given(WORDS, WORDS, WORDS)
@example("\\|", "|\\", "`|")
def test_any_words_make_one_row_of_three_cells(quote: str, instead: str, nearest: str) -> None:
    table = Table("\n".join(markdown([evidence(quote, instead, nearest)], 10)))
    assert [len(row) for row in table.rows] == [3, 3]
    assert table.tags <= {"table", "thead", "tbody", "tr", "th", "td", "code"}


def test_one_line_says_the_same() -> None:
    assert in_a_line(evidence("lib/urls.c"), "lib/urls.c") == (
        "description, line 12: lib/urls.c (no such file); nearest: lib/url.c"
    )
    assert in_a_line(Evidence("title", "x"), "x") == "title: x"
