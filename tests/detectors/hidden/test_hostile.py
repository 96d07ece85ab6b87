"""Nothing that a contributor can write makes the detector raise, hang, or say what is not there."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.hidden import detect, visible
from detectors.model import ChangedFile, Facts, Kind
from tests.detectors.hidden.build import of_added
from tests.factories import commit, facts

PIECES = st.sampled_from(
    [
        *("<!--", "-->", "```", "`", "\n", "+", "-", "@@ -1 +1 @@\n", "# ", "// ", "<details>", "</details>"),
        *("ignore all previous instructions", "if you are an ai", "<span style='color:white'>", "[//]: # ("),
        *(
            "\u202e",
            "\u2067",
            "\u2069",
            "\u200b\u200c" * 5,
            "\U000e0041",
            "\ufe0f",
            "\u3164",
            "\ud800",
            "\x00",
        ),
        *("pаypal", "https://", "Δ", "می‌خواهم", "\\n", '"', "'"),
    ]
)
TEXT = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=12).map("".join)


def everywhere(text: str, kind: Kind = Kind.PULL_REQUEST, path: str = "a.py") -> Facts:
    files = (
        ChangedFile(path, "added", 1, 0, f"@@ -0,0 +1 @@\n+{text}"),
        ChangedFile(text, "added", 1, 0, text),
    )
    return facts(kind=kind, title=text, body=text, commits=(commit(text),), files=files)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(TEXT, st.sampled_from(Kind), st.sampled_from(["a.py", "a.md", "a.html"]))
def test_any_text_is_read(text: str, kind: Kind, path: str) -> None:
    found = detect(everywhere(text, kind, path))
    assert found == detect(everywhere(text, kind, path))
    quotes = [item.quote for finding in found for item in finding.evidence]
    assert all(len(quote) <= visible.MAX_QUOTE for quote in quotes)
    assert not any(visible.is_hidden(char) for quote in quotes for char in quote)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cf", "Cs", "Cc", "Cn"), max_codepoint=0x36F), max_size=60))
def test_letters_of_western_languages_are_never_told(text: str) -> None:
    assert not [found for found in of_added(text.replace("\u034f", "")) if found.id != "hidden/instruction"]


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("абвгдежзийклмнопрстуфхцчшщъыьэюяАВЕКМНОРСТУХ _.,-/"), max_size=60))
def test_words_of_one_script_are_never_told(text: str) -> None:
    assert of_added(text) == ()


N = 1_048_576
BOMBS = [
    *("\u200b\u200c" * 50_000, "\u200b" * 100_000, "a\u200b" * 50_000, "a" + "\u200b" * 100_000 + "-"),
    *("\u202e" * 100_000, "\u2067\n" * 50_000, "\u2066" * 100_000, "\u2069" * 100_000, "א\u2067" * 50_000),
    *("\U000e0041" * 100_000, "\U0001f3f4\U000e0067" * 50_000, "\ufe0f" * 100_000),
    *("\u3164" * 100_000 + "가", "\u115f\u3164" * 50_000, "`" * 100_000, "```\n" * 50_000, "> " * 50_000),
    *("<!--" * 50_000, "<!---->" * 50_000, "<!--\n-->" * 30_000, "[//]: # (\n" * 30_000, "<a " * 50_000),
    *("<p hidden>" * 30_000, "\\color{white}" * 30_000, "<p style=color:" * 20_000, "<details>" * 20_000),
    *("ignore all " * 50_000, "if you are an ai " * 30_000, "ai. ai " * 50_000, "you are the a-" * 30_000),
    *(
        "а" * N,
        "aа" * 100_000,
        "aaа " * 100_000,
        "https://aaа " * 50_000,
        "%" * 100_000,
        "\\u" * 100_000 + "а",
    ),
    *("# " * 100_000, "'" * 100_000 + " # x", "\ufdfa" * 50_000, "x\n" * (N // 2), " " * N),
]


@pytest.mark.parametrize("bomb", BOMBS, ids=lambda bomb: repr(bomb[:12]))
def test_bombs_are_read_to_the_end(bomb: str) -> None:
    for finding in detect(everywhere(bomb)):
        assert len(finding.evidence) <= 20
    of_added(*bomb.split("\n")[:100_000], path="a.md")


def test_facts_without_anything() -> None:
    assert detect(facts(title="", body="", commits=(), files=())) == ()
