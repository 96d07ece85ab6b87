"""Nothing that a contributor can write makes the detector raise, hang, or find what is not there."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.model import Kind, TextFile
from detectors.repetition import detect, overlap, queries, words
from tests.detectors.repetition.build import REPORT, issue, of, pull, twin

PIECES = st.sampled_from(
    [
        *(
            "<!--",
            "-->",
            "```",
            "`",
            "\n",
            "> ",
            "| ",
            "- [ ] ",
            "<details>",
            "</details>",
            "https://",
            "#12",
        ),
        *("\u202e", "\ud800", "\x00", "漢字", "한국어", "é", "İ", "ß", "don't", "a/b", "/pull/12", REPORT),
    ]
)
TEXT = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12).map("".join)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT, TEXT, st.sampled_from([Kind.ISSUE, Kind.PULL_REQUEST]))
def test_any_text_is_read(text: str, other: str, kind: Kind) -> None:
    make = issue if kind is Kind.ISSUE else pull
    it = make(text, text)
    near = twin(it, make(other, other))
    template = TextFile("t.md", other, "main")
    made = detect(of(it, near, templates=(template,)))
    assert made == detect(of(it, near, templates=(template,)))
    queries(it, (template,))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(REPORT.split()), min_size=40, max_size=90), st.data())
def test_a_text_repeats_itself_and_the_quote_stands_in_it(pieces: list[str], data: st.DataObject) -> None:
    body = " ".join(pieces)
    own = words.of(issue(body))
    assert overlap.share(len(set(own.pairs)), len(set(own.pairs)), len(set(own.pairs))) == 1
    quote = overlap.quote(own, frozenset(own.pairs)).removesuffix(" …")
    assert quote in f"{own.prose} ".replace("\n", " ")
    at = data.draw(st.integers(0, len(pieces) - 1))
    changed = words.of(issue(" ".join([*pieces[:at], "zebra", *pieces[at + 1 :]])))
    assert len(set(own.pairs) ^ set(changed.pairs)) <= 4


N = 1_048_576
BOMBS = [
    *(
        "`" * 100_000,
        "```\n" * 50_000,
        "> " * 50_000,
        "<!--" * 50_000,
        "<details>" * 20_000,
        "a" * N,
        "a " * (N // 2),
    ),
    *(
        "- [ ] " * 50_000,
        "# " * 100_000,
        "| a " * 50_000,
        "https://" * 50_000,
        "/a/pull/" * 50_000,
        "a/" * 100_000,
    ),
    *("#1" * 100_000, "a#" * 100_000, "漢" * N, "\n" * N, "x\n" * (N // 2), "---\n" * 100_000, "'" * 100_000),
]


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: repr(bomb[:12]))
def test_bombs_are_read_to_the_end(bomb: str) -> None:
    for text in (bomb, f"{REPORT}\n{bomb}", f"{bomb}\n{REPORT}"):
        it = issue(text, text)
        own = words.of(it)
        assert len(own.spans) <= words.MAX_WORDS
        assert len(own.keys("acme/widget")) <= words.KEYS
        assert len(detect(of(it, twin(it), templates=(TextFile("t.md", bomb, "main"),)))) <= 2
