"""A project's own form of the comment (``marks.MESSAGE_PATH``): Markdown with four placeholders.

A form holds words and nothing else: no code, no conditions. ``{found}``, ``{asks}``, ``{todo}`` and
``{appeal}`` each stand on a line of their own; what was found and the way to appeal are added where a form
leaves them out. Markup that could hide a part (HTML, a code block, a link's definition) is no place for one.
"""

from __future__ import annotations

import re
from typing import Final

from markdown_it import MarkdownIt

from bot.messages.neutral import clip
from bot.messages.parts import Parts

MAX_TEMPLATE: Final = 5_000
NAMES: Final = ("found", "asks", "todo", "appeal")
#: What a reader always gets, whatever a form leaves out.
_ALWAYS: Final = ("found", "appeal")

_BRACES: Final = re.compile(r"\{[^{}\n]*\}")
_ALONE: Final = re.compile(r"^[ \t]*\{([a-z]+)\}[ \t]*$", re.MULTILINE)
_GAPS: Final = re.compile(r"\n{3,}")
_ZERO_WIDTH_SPACE: Final = "\u200b"
_PARSER: Final = MarkdownIt("commonmark")


def problem(text: str) -> str:
    """Say in one line why ``text`` cannot be used as a form; empty where it can."""
    if len(text) > MAX_TEMPLATE:
        return f"it has {len(text):,} characters, and at most {MAX_TEMPLATE:,} are read"
    known = {f"{{{name}}}" for name in NAMES}
    found = _BRACES.findall(text)
    for placeholder in found:
        if placeholder not in known:
            return f"{clip(placeholder, 60)} is no placeholder; there are {', '.join(sorted(known))}"
        if found.count(placeholder) > 1:
            return f"{placeholder} stands there more than once"
    added = [f"{{{name}}}" for name in _ALWAYS if f"{{{name}}}" not in found]
    shown = _shown("\n\n".join([text, *added]))
    for placeholder in (*found, *added):
        if placeholder.strip("{}") not in shown:
            how = "would be added inside a code block" if placeholder in added else "is not shown"
            return f"{placeholder} {how}: it needs a line of its own, outside of lists, quotes and code"
    return ""


def fill(text: str, parts: Parts) -> str:
    """Return the comment's Markdown after a form that has no ``problem``."""
    values = {name: getattr(parts, name) for name in NAMES}
    lines = _harmless(text).split("\n")
    filled = [f"\n{values[line[1:-1]]}\n" if _ALONE.fullmatch(line) else line for line in lines]
    missing = [values[name] for name in _ALWAYS if f"{{{name}}}" not in text]
    return _GAPS.sub("\n\n", "\n".join([*filled, *(f"\n{part}" for part in missing)]).strip())


def _harmless(text: str) -> str:
    """No HTML, so no comment that hides and no tag that acts; no mention; one kind of line end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = lines.replace("<", "&lt;").replace("@", f"@{_ZERO_WIDTH_SPACE}")
    return _ALONE.sub(r"{\1}", lines)


def _shown(text: str) -> frozenset[str]:
    """Return the placeholders that a reader would see as a paragraph of their own."""
    spaced = _ALONE.sub(r"\n{\1}\n", _harmless(text))
    tokens = _PARSER.parse(spaced)
    paragraphs = (
        tokens[at + 1].content
        for at, token in enumerate(tokens)
        if token.type == "paragraph_open" and token.level == 0
    )
    return frozenset(words[1:-1] for words in paragraphs if words in {f"{{{name}}}" for name in NAMES})
