import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.references.text import MAX_CHARS, Sort, is_log_like, read


def test_lines_keep_their_number_and_sort() -> None:
    body = "Hello\n\n```py\nx = 1\n```\n> quoted\n\n    indented\n\n# Heading\n"
    found = [(line.number, line.sort, line.language) for line in read(body, "A title").lines]
    assert found == [
        (0, Sort.HEADING, ""),
        (1, Sort.PROSE, ""),
        (4, Sort.CODE, "py"),
        (6, Sort.QUOTE, ""),
        (8, Sort.CODE, ""),
        (10, Sort.HEADING, ""),
    ]


def test_inline_code_is_told_by_spans() -> None:
    block = read("see `one` and ``two ` ticks`` and <code>three</code> and `four' here").blocks[0]
    assert [span.content for span in block.spans] == ["one", "two ` ticks", "three", "four"]
    assert block.span_at(block.text.index("one")) == block.spans[0]
    assert block.span_at(0) is None


def test_a_log_without_a_fence_is_no_prose() -> None:
    text = read("It fails:\n2020-01-01 10:00:00 start lib/a.c\nand then nothing.")
    assert [block.sort for block in text.blocks] == [Sort.PROSE, Sort.LOG, Sort.PROSE]
    assert [block.text for block in text.spoken] == ["It fails:", "and then nothing."]


def test_html_comments_are_left_out_and_pre_is_code() -> None:
    text = read("<!-- src/hidden.c -->\n\n<pre>\na\n\nb\n</pre>\n\nend")
    assert [(block.sort, block.text) for block in text.blocks] == [
        (Sort.CODE, "a\n\nb"),
        (Sort.PROSE, "end"),
    ]


def test_a_name_broken_over_lines_is_seen() -> None:
    block = read("it is in lib/\nurl.c now").blocks[0]
    start = block.text.index("url.c")
    assert block.broken(start, start + 5)
    assert not block.broken(0, 2)


def test_what_is_not_read_is_counted() -> None:
    assert read("a" * (MAX_CHARS + 7)).unread == 7


@pytest.mark.parametrize(
    "line",
    [
        "Traceback (most recent call last):",
        "    at com.example.Thing.run(Thing.java:12)",
        "#0 0x00007f in parse (buf=0x0)",
        "lib/url.c:12:3: error: no such thing",
        "$ make test",
        "[  12.345678] kernel: oops",
    ],
)
def test_logs(line: str) -> None:
    assert is_log_like(line)


@pytest.mark.parametrize("line", ["The parser fails.", "at least two of them", "In src/a.c it fails"])
def test_sentences(line: str) -> None:
    assert not is_log_like(line)


@given(st.text(alphabet="`<>-! \n*#>a/.~:[]()1", max_size=400))
def test_any_text_can_be_read(body: str) -> None:
    for block in read(body).blocks:
        assert block.text == "\n".join(line.text for line in block.lines)
        for span in block.spans:
            assert 0 <= span.start < span.end <= len(block.text)


@pytest.mark.parametrize(
    "body",
    ["`" * 100_000, "> " * 100_000, "- a\n" * 50_000, "<!--" * 50_000, "a\n" * 500_000, "<pre>" * 50_000],
)
def test_bombs(body: str) -> None:
    assert read(body).unread == len(body) - MAX_CHARS
