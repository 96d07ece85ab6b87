"""A built site, as a reader's browser finds it."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_SHOWN = frozenset({"li", "tr", "td", "pre", "blockquote", "h1", "h2", "h3", "h4"})


@dataclass
class Page:
    """One page: its anchors, where it leads to, what it loads, and how much of what it shows."""

    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    shown: Counter[str] = field(default_factory=Counter)


class Reader(HTMLParser):
    """Reads a page, of which the article counts as shown; with ``whole`` a text with nothing around it."""

    def __init__(self, *, whole: bool = False) -> None:
        super().__init__()
        self.page = Page()
        self._inside = int(whole)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if values.get("id"):
            self.page.anchors.add(values["id"])
        if tag == "article":
            self._inside += 1
        if tag in _SHOWN and self._inside:
            self.page.shown[tag] += 1
        if tag == "a" and "href" in values:
            self.page.links.append(values["href"])
        elif tag == "link":
            (
                self.page.links if values.get("rel") in {"next", "prev", "canonical"} else self.page.loads
            ).append(values.get("href", ""))
        elif "src" in values:
            self.page.loads.append(values["src"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self._inside -= 1


@dataclass
class Site:
    """The pages by their addresses, such as ``start/index.html``, and the folder with every file."""

    folder: Path
    pages: Mapping[str, Page]

    @staticmethod
    def read(folder: Path) -> Site:
        pages = {}
        for path in sorted(folder.rglob("*.html")):
            reader = Reader()
            reader.feed(path.read_text(encoding="utf-8"))
            pages[path.relative_to(folder).as_posix()] = reader.page
        return Site(folder, pages)

    def missing(self, address: str, link: str) -> str:
        """Say what is missing where a link of the page at ``address`` leads; empty: nothing is."""
        parts = urlsplit(link)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(address), unquote(parts.path)))
        if not parts.path:
            path = address
        elif parts.path.endswith("/") or path == ".":
            path = posixpath.normpath(posixpath.join(path, "index.html"))
        if not (self.folder / path).is_file():
            return f"no file {path}"
        page = self.pages.get(path)
        if parts.fragment and page is not None and unquote(parts.fragment) not in page.anchors:
            return f"no anchor #{parts.fragment} on {path}"
        return ""
