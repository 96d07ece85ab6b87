"""Making text from outside harmless before it is shown: nothing it holds may act, link, notify or hide.

Contribution text is shown only through these functions. On GitHub, code spans are inert (no mentions, no
references,
no HTML, no links); everything else is escaped, and the characters that start a mention or reference are cut
off from
what follows by a zero-width space.
"""

from __future__ import annotations

import re
import unicodedata

#: GitHub refuses bodies over 65,536 characters in practice; the product's own cap leaves room for what
#: GitHub adds.
MAX_BODY = 60_000
MAX_QUOTE = 300

# What can start markup in the middle of a line, and what can only at its beginning (CommonMark, GFM,
# GitHub's emoji
# and math); escaping no more than that keeps the text readable in mail, where GitHub sends it as it is.
_MARKUP = re.compile(r"[\\`*_\[\]<>|~$]|:(?=[\w+-]+:)|&(?=#?\w+;)")
_LINE_START = re.compile(r"^(?:[#+=-]|[0-9]+(?=[.)]))")
_BACKTICKS = re.compile(r"`+")
_ZERO_WIDTH_SPACE = "\u200b"
_REFERENCE = re.compile(r"(?<=[Gg][Hh])(?=-[0-9])")


def visible(text: str, *, keep_newlines: bool = False) -> str:
    r"""Replace characters that a reader cannot see, or that move text around, by a form like ``\u202e``.

    That covers control characters, terminal escapes, bidirectional marks, zero-width characters, tag
    characters and
    lone surrogates (Unicode categories Cc, Cf, Cs, Co, Cn and the line separators Zl, Zp).
    """
    if text.isprintable():  # most texts are; what else there is, one look at each character tells
        return text
    return "".join(_shown(char, keep_newlines=keep_newlines) for char in text)


def _shown(char: str, *, keep_newlines: bool) -> str:
    if char == "\n":
        return char if keep_newlines else " "
    if char == "\t":
        return " "
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}:
        point = ord(char)
        return f"\\u{point:04x}" if point <= 0xFFFF else f"\\U{point:08x}"
    return char


def isolated(text: str) -> str:
    """Return text for a page: visible, its line ends kept, and unable to move what stands beside it.

    Letters that are written from right to left reorder digits and signs around them. Lines that hold some
    stand between isolates (Unicode Annex 9, 2.4), which text that is visible cannot close.
    """
    lines = visible(text, keep_newlines=True).split("\n")
    return "\n".join(f"\u2068{line}\u2069" if _runs_leftward(line) else line for line in lines)


def shown(value: object) -> object:
    """Make a value visible that a page's template shows: for Jinja's ``finalize``, which sees each of them.

    What templates and macros have put together was made so part by part.
    """
    return isolated(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


def _runs_leftward(line: str) -> bool:
    return not line.isascii() and any(unicodedata.bidirectional(char) in {"R", "AL", "AN"} for char in line)


def unbroken(text: str) -> str:
    """Return text that Byline wrote without the zero-width spaces that these functions put into it.

    Nothing can be a mention or a link on Byline's own pages. What others wrote in such a text was made
    visible before.
    """
    return text.replace(_ZERO_WIDTH_SPACE, "")


def clip(text: str, limit: int) -> str:
    """Cut ``text`` to ``limit`` characters, the last one an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def code(text: str, limit: int = MAX_QUOTE) -> str:
    """Return Markdown that shows ``text`` in a one-line code span that it cannot close (CommonMark 6.1)."""
    line = visible(clip(text.strip(), limit)).strip()
    if not line:
        return "(empty)"
    longest = max((len(run) for run in _BACKTICKS.findall(line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def cell(text: str) -> str:
    """Return a code span for a table: there a bar ends the cell, in code too, unless it is escaped.

    GitHub takes the backslash away before it reads the cell (GFM 4.10).
    """
    return code(text).replace("|", "\\|")


def plain(text: str) -> str:
    """Return Markdown that shows ``text`` as plain words: no markup, mention, reference or link."""
    line = visible(" ".join(text.split()))
    line = line.replace("@", f"@{_ZERO_WIDTH_SPACE}").replace("#", f"#{_ZERO_WIDTH_SPACE}")
    line = line.replace("://", f":{_ZERO_WIDTH_SPACE}//").replace("www.", f"www{_ZERO_WIDTH_SPACE}.")
    line = _REFERENCE.sub(_ZERO_WIDTH_SPACE, line)
    line = _MARKUP.sub(r"\\\g<0>", line)
    return _LINE_START.sub(_escape_start, line)


def _escape_start(match: re.Match[str]) -> str:
    """Escape a list, heading or underline mark; an ordered list's number is left to its dot or bracket."""
    start = match[0]
    return f"{start}\\" if start[0].isdigit() else f"\\{start}"


def unpinged(text: str) -> str:
    """Return plain text of one line that calls nobody where a chat or mail program shows it."""
    line = visible(" ".join(text.split()))
    return line.replace("@", f"@{_ZERO_WIDTH_SPACE}").replace("<!", f"<{_ZERO_WIDTH_SPACE}!")


def link(url: str) -> str:
    """Return ``url`` as a Markdown autolink where it is a plain http(s) address, and as code otherwise."""
    if re.fullmatch(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&()*+,;=%-]{1,2000}", url):
        return f"<{url}>"
    return code(url)


def cap(body: str, limit: int = MAX_BODY) -> str:
    """Cut a rendered body to ``limit`` characters at a line end, and say that it was cut."""
    if len(body) <= limit:
        return body
    notice = "\n\n*This text was cut: it was longer than GitHub shows.*\n"
    kept = body[: limit - len(notice)]
    return kept[: kept.rfind("\n") + 1].rstrip() + notice
