"""A comment as GitHub will show it: its Markdown rendered, and cut down to what GitHub keeps and more.

Nothing is loaded from elsewhere: of an image its words are shown. What could act (scripts, handlers, styles,
forms, frames) is not among the few elements and attributes that stay.
"""

from __future__ import annotations

import re
from typing import Final

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

from bot.messages.neutral import MAX_BODY, cap, unbroken, visible

#: What GitHub keeps of HTML in a comment (its published sanitizer, html-pipeline), but what is obsolete.
_TAGS: Final = frozenset(
    {
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "div", "span", "blockquote", "pre", "wbr"),
        *("b", "i", "strong", "em", "s", "strike", "del", "ins", "sub", "sup", "small", "mark", "q"),
        *("a", "code", "kbd", "samp", "var", "abbr", "bdo", "cite", "dfn", "ruby", "rt", "rp", "img"),
        *("ul", "ol", "li", "dl", "dt", "dd", "details", "summary", "figure", "figcaption"),
        *("table", "thead", "tbody", "tfoot", "tr", "th", "td"),
    }
)
#: GitHub keeps more; classes, ids and names could reach into our page. An image without an address shows
#: the words that stand for it.
_ATTRIBUTES: Final = {
    "a": {"href"},
    "img": {"alt"},
    "td": {"align"},
    "th": {"align"},
    "ol": {"start"},
    "details": {"open"},
}
_SILENT: Final = frozenset({"script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp"})
_CLEANER: Final = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
    clean_content_tags=set(_SILENT),
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="nofollow noreferrer noopener",
    strip_comments=True,
)
#: An address in the text that GitHub makes a link of (GFM 6.9): what may end it is cut off by ``_trimmed``.
_ADDRESS: Final = re.compile(r"(?<![\w/])https?://[A-Za-z0-9][^\s<]{1,2000}", re.ASCII)
_ENDS: Final = "?!.,:*_~'\""
_BREAK: Final = "\N{ZERO WIDTH SPACE}"


def rendered(body: str) -> Markup:
    """Return the HTML of a comment's Markdown, fit to stand on our page. Total, whatever the text holds."""
    # The characters that keep a mention or link from being one count while it is rendered, as on GitHub.
    parts = cap(body, MAX_BODY).split(_BREAK)
    text = _BREAK.join(visible(part, keep_newlines=True) for part in parts)
    clean = _CLEANER.clean(_parser().render(text))
    # What a reference such as &#x202e; stands for has only now become a character.
    return Markup(visible(unbroken(clean), keep_newlines=True))  # noqa: S704 - it was cleaned


def _parser() -> MarkdownIt:
    """GitHub's dialect in comments: tables, strikethrough, plain addresses, and each line end is one."""
    parser = MarkdownIt("commonmark", {"breaks": True}).enable(["table", "strikethrough"])
    parser.core.ruler.push("as_github", _as_github)
    return parser


def _as_github(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = _with_links(token.children)
        elif token.type in ("th_open", "td_open") and "style" in token.attrs:
            # No style gets through; GitHub says it by this attribute, too.
            token.attrs["align"] = str(token.attrs.pop("style")).removeprefix("text-align:")


def _with_links(children: list[Token]) -> list[Token]:
    found: list[Token] = []
    depth = 0
    for child in children:
        depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
        found += _split(child) if child.type == "text" and not depth else [child]
    return found


def _split(text: Token) -> list[Token]:
    """Return a piece of text with the addresses in it as links."""
    parts: list[Token] = []
    at = 0
    for match in _ADDRESS.finditer(text.content):
        address = _trimmed(match[0])
        parts.append(_plain(text.content[at : match.start()]))
        opened = Token("link_open", "a", 1, attrs={"href": address})
        parts += [opened, _plain(address), Token("link_close", "a", -1)]
        at = match.start() + len(address)
    return [*parts, _plain(text.content[at:])]


def _trimmed(address: str) -> str:
    """Leave out what GitHub does not count to an address: final punctuation, and an unopened bracket."""
    end = len(address)
    open_brackets, closed = address.count("("), address.count(")")
    while end > 0:
        last = address[end - 1]
        if last in _ENDS:
            end -= 1
        elif last == ")" and closed > open_brackets:
            end, closed = end - 1, closed - 1
        else:
            break
    return address[:end]


def _plain(content: str) -> Token:
    return Token("text", "", 0, content=content)
