"""Whatever a comment holds: commands come out within their bounds, and never from what is set apart."""

from __future__ import annotations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.commands.parse import (
    COMMANDS,
    MAX_ARGUMENT,
    MAX_COMMANDS,
    PREFIX,
    Command,
    Misread,
    is_only_commands,
    read,
    tool_and_extent,
)

_HOSTILE = st.sampled_from(
    [
        *(
            "\x00",
            "\ud800",
            "\ufeff",
            "\u202e",
            "\u2066",
            "\u200b",
            "\u00ad",
            "\u2028",
            "\x85",
            "\xa0",
            "\u212a",
        ),
        *(
            "\r",
            "\r\n",
            "\x0b",
            "\x0c",
            "\x1c",
            "\t",
            "\U000e0041",
            "e\u0301",
            "\u0130",
            "\ufdfa",
            "\U0001f916",
        ),
    ]
)
_MARKUP = st.sampled_from(
    [
        *("/byline", "/byline ", "/byline human", "/byline disclose ", "/byline appeal ", "/byline ignore "),
        *("/Byline AI", "recheck", "explain", "Claude Code", "traces/footer", "\n", "\n\n", "\n> ", "\n- "),
        *("\n    ", "\n```\n", "\n~~~\n", "`", "``", "<!--", "-->", "<details>", "</details>", "<summary>"),
        *(
            "<blockquote>",
            "</blockquote>",
            "<pre>",
            "</pre>",
            "<code>",
            "<q>",
            "[",
            "](",
            ")",
            "![",
            "| ",
            "**",
        ),
        *(
            "\n===\n",
            "\n---|---\n",
            "\\",
            "&#47;",
            "<",
            ">",
            '"',
            "\u201c",
            "\u201d",
            ": ",
            ", ",
            "@everyone",
        ),
    ]
)
_TEXT = st.lists(_HOSTILE | _MARKUP | st.text(max_size=12), max_size=40).map("".join) | st.text(max_size=300)
_LINE = st.text(
    st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp"), blacklist_characters="`<>[]\\*_~|&!"),
    max_size=60,
)
_MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _is_well_formed(item: Command | Misread) -> bool:
    if isinstance(item, Misread):
        return item.problem.isprintable()
    tool = tool_and_extent(item.argument)[0] if item.name == "disclose" else "-"
    return (
        item.name in COMMANDS
        and len(item.argument) <= MAX_ARGUMENT
        and "\n" not in item.argument
        and bool(item.argument or not COMMANDS[item.name])
        and 0 < len(tool) <= 100
    )


@_MANY
@given(_TEXT)
def test_any_comment_is_read(text: str) -> None:
    found = read(text)
    assert found == read(text)
    assert len(found) <= MAX_COMMANDS + 1
    assert all(_is_well_formed(item) for item in found), found
    assert not found or PREFIX in text.lower()
    assert not is_only_commands(text) or found


@_MANY
@given(
    st.sampled_from(
        [
            "> {}",
            "```\n{}\n```",
            "    {}",
            "<!-- {} -->",
            "<details>\n\n{}\n\n</details>",
            "<pre>{}</pre>",
            "x {}",
        ]
    ),
    st.sampled_from(sorted(COMMANDS)),
    _LINE,
)
def test_what_is_set_apart_gives_no_command(frame: str, name: str, rest: str) -> None:
    assume("-->" not in rest)
    assert read(frame.format(f"{PREFIX} {name} {rest}")) == ()


@_MANY
@given(st.sampled_from(["human", "ai", "appeal"]), _LINE, _LINE)
def test_a_command_line_is_read_as_it_stands(name: str, reason: str, before: str) -> None:
    reason = " ".join(reason.split())
    assume(reason)
    assume(PREFIX not in before.lower())
    found = read(f"{PREFIX} {name} {reason}\n\n{before}")
    assert found == (Command(name, reason),)
