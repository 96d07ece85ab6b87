"""Which lines are commands, and which are not."""

from __future__ import annotations

import pytest

from bot.commands.parse import MAX_ARGUMENT, MAX_COMMANDS, Command, Misread, is_only_commands, read
from bot.commands.parse import tool_and_extent as split


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/byline recheck", Command("recheck")),
        ("/byline human It is theirs.", Command("human", "It is theirs.")),
        ("/byline ai", Command("ai")),
        ("/byline explain", Command("explain")),
        ("/Byline RECHECK please", Command("recheck", "please")),
        ("   /byline recheck", Command("recheck")),
        ("Thanks!\n/byline appeal I wrote *all* of it\nBye", Command("appeal", "I wrote *all* of it")),
        ("/byline ignore `traces/footer`", Command("ignore", "traces/footer")),
        ("/byline disclose Claude Code tests", Command("disclose", "Claude Code tests")),
        ("> /byline ai\n\n/byline human", Command("human")),
        ("<details>\n\n/byline ai\n\n</details>\n\n/byline human", Command("human")),
        ("/byline\N{NO-BREAK SPACE}recheck", Command("recheck")),
    ],
)
def test_the_first_word_of_a_line_makes_a_command(text: str, command: Command) -> None:
    assert read(text) == (command,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Try /byline human",
        "> /byline human",
        "> Somebody said:\n/byline human",
        "`/byline human`",
        "```\n/byline human\n```",
        "    /byline human",
        "<!-- /byline human -->",
        "<!--\n/byline human\n-->",
        "<details><summary>More</summary>\n\n/byline human\n\n</details>",
        "<details>\n/byline human\n</details>",
        "<blockquote>\n\n/byline human\n\n</blockquote>",
        "<pre>\n/byline human\n</pre>",
        "- /byline human",
        "# /byline human",
        "**/byline human**",
        "~~/byline human~~",
        "[/byline human](https://example.org)",
        "\\/byline human",
        "&#47;byline human",
        "/bylines human",
        "//byline human",
        "/byline\N{ZERO WIDTH SPACE} human",
        "/by\N{SOFT HYPHEN}line human",
        "/b\N{CYRILLIC SMALL LETTER U}line human",
        "\N{RIGHT-TO-LEFT OVERRIDE}/byline human",
    ],
)
def test_everything_else_is_no_command(text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("/byline", "no command"),
        ("/byline humans", "unknown command"),
        ("/byline hu\N{ZERO WIDTH SPACE}man", "unknown command"),
        ("/byline rechec\N{KELVIN SIGN}", "unknown command"),
        ("/byline hu<!-- -->man", "unknown command"),
        ("/byline appeal", "appeal needs the reason"),
        ("/byline disclose ", "disclose needs the tool"),
        ("/byline disclose , all", "disclose needs the tool"),
        ("/byline ignore", "ignore needs the detector"),
        ("/byline ignore two names", "one detector"),
        ("/byline ignore ../../etc", "one detector"),
    ],
)
def test_a_line_that_is_meant_for_byline_and_not_understood_says_why(text: str, problem: str) -> None:
    (found,) = read(text)
    assert isinstance(found, Misread)
    assert problem in found.problem


def test_a_comment_has_a_bounded_number_of_commands() -> None:
    found = read("/byline recheck\n" * 40)
    assert found[:MAX_COMMANDS] == (Command("recheck"),) * MAX_COMMANDS
    assert [type(item) for item in found[MAX_COMMANDS:]] == [Misread]


def test_a_long_reason_is_cut() -> None:
    (found,) = read("/byline appeal " + "x" * 60_000)
    assert found == Command("appeal", "x" * MAX_ARGUMENT)


@pytest.mark.parametrize(
    ("argument", "tool", "extent"),
    [
        ("Claude Code", "Claude Code", ""),
        ("Claude Code: the tests", "Claude Code", "the tests"),
        ("GitHub Copilot autocomplete only", "GitHub Copilot", "autocomplete only"),
        ('"My own tool" all of it', "My own tool", "all of it"),
        ("\N{LEFT DOUBLE QUOTATION MARK}Tool 3\N{RIGHT DOUBLE QUOTATION MARK}, docs", "Tool 3", "docs"),
        ("mytool - comments", "mytool", "comments"),
        ("gpt-5 for translation", "gpt-5", "for translation"),
    ],
)
def test_a_disclosure_names_a_tool_and_an_extent(argument: str, tool: str, extent: str) -> None:
    assert split(argument) == (tool, extent)


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("/byline recheck", True),
        ("> quoted\n\n/byline human\n/byline ignore traces", True),
        ("Hello\n\n/byline recheck", False),
        ("/byline nonsense and a long text", False),
        ("/byline recheck\n" * 9, False),
        ("", False),
        ("<!-- nothing -->", False),
    ],
)
def test_a_comment_of_commands_alone_is_told_from_others(text: str, only: bool) -> None:
    assert is_only_commands(text) is only


@pytest.mark.parametrize("words", ["none", "No AI was used", "Claude was not used", "nothing at all"])
def test_a_denial_is_no_disclosure(words: str) -> None:
    assert read(f"/byline disclose {words}") == (Misread("disclose names a tool that was used"),)


def test_a_disclosure_may_say_what_was_done_by_hand() -> None:
    words = "Claude wrote the tests, not the code"
    assert read(f"/byline disclose {words}") == (Command("disclose", words),)
