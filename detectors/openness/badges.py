"""Badges: images that say which license there is, by URL, alternative text and the file that they link."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import Final
from urllib.parse import unquote

from detectors.openness.licensed import id_of
from detectors.openness.model import About, Claim, Origin, Strength, Subject
from detectors.openness.wording import ENGLISH

#: More badges than these are not read.
MAX_BADGES: Final = 200

_FENCED = re.compile(r" {0,3}(`{3,}|~{3,})")
_MARKDOWN = re.compile(
    r"!\[(?P<alt>[^\[\]\n]{0,200})\](?:\((?P<src>[^()\s]{1,1000})(?:\s[^()\n]{0,200})?\)"
    r"|\[(?P<ref>[^\[\]\n]{0,80})\])"
    r"(?:[^\S\n]{0,3}\]\s{0,2}(?:\((?P<href>[^()\s]{1,1000})|\[(?P<href_ref>[^\[\]\n]{1,80})\]))?"
)
_DEFINITION = re.compile(r"^ {0,3}\[([^\[\]\n]{1,80})\]:[ \t]{0,9}<?([^\s<>]{1,1000})", re.MULTILINE)
_TAG = re.compile(r"<(/?)(a|img)\b([^<>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"\b(href|src|alt)\s{0,3}=\s{0,3}(?:\"([^\"]{0,1000})\"|'([^']{0,1000})'|([^\s\"'>]{1,1000}))",
    re.IGNORECASE,
)
_STATIC = re.compile(
    r"(?:shields\.io|badgen\.net)/(?:static/v1|badge/)([^?#]{1,300})?(?:\?([^#]{0,600}))?", re.IGNORECASE
)
_DYNAMIC = re.compile(
    r"shields\.io/(?:(?:github|gitlab|gitea)/license/(?P<repo>[\w.-]{1,100}/[\w.-]{1,100}?)"
    r"|(?P<registry>pypi/l|npm/l|crates/l|packagist/l|conda/l|hexpm/l|cocoapods/l"
    r"|maven-central/l)/(?P<package>[\w@/.-]{1,200}?))(?:\.svg|\.png)?(?:[?#]|$)"
    r"|badgen\.net/(?:github/license/(?P<repo2>[\w.-]{1,100}/[\w.-]{1,100}))",
    re.IGNORECASE,
)
_LICENSE_WORD = re.compile(r"licen[sc]e|lizenz|licencia|许可|协议", re.IGNORECASE)
_LICENSE_LABEL = re.compile(
    r"^\W*(?:(?:code|model|weights?|data(?:set)?|project|github|pypi|npm)\W*)?(?:licen[sc]e)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Badge:
    """An image of a page: its alternative text, address, the link around it and its line."""

    alt: str
    src: str
    href: str
    line: int


def read(source: str, path: str, own: Subject | None = None) -> list[Claim]:
    """Return what the badges of the page ``source`` (Markdown or HTML) claim. Linear; never raises."""
    return [claim for badge in found(source) for claim in _claims(badge, path, own)]


def found(source: str) -> tuple[Badge, ...]:
    """Return the images of a page outside of code, by line."""
    text = _without_code(source)
    starts = [0, *(hit.end() for hit in re.finditer("\n", text))]
    held = [*_in_markdown(text, starts), *_in_html(text, starts)]
    return tuple(sorted(held, key=lambda badge: badge.line)[:MAX_BADGES])


def _without_code(source: str) -> str:
    kept: list[str] = []
    fence = ""
    for line in source.split("\n"):
        mark = _FENCED.match(line)
        if mark and not fence:
            fence = mark[1]
            kept.append("")
        elif fence:
            if mark and mark[1].startswith(fence):
                fence = ""
            kept.append("")
        else:
            kept.append(line)
    return without_comments("\n".join(kept))


def without_comments(text: str) -> str:
    """Return ``text`` with only the line ends left of its HTML or XML comments."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts += [text[at:start], "\n" * text.count("\n", start, end)]
        at = end + 3
    return "".join([*parts, text[at:]])


def _in_markdown(text: str, starts: list[int]) -> Iterator[Badge]:
    if "![" not in text:
        return
    defined = {hit[1].lower(): hit[2] for hit in _DEFINITION.finditer(text)}
    for hit in islice(_MARKDOWN.finditer(text), MAX_BADGES):
        src = hit["src"] or defined.get((hit["ref"] or hit["alt"]).lower(), "")
        href = hit["href"] or defined.get((hit["href_ref"] or "").lower(), "")
        if src:
            yield Badge(hit["alt"], src, href, bisect_right(starts, hit.start()))


def _in_html(text: str, starts: list[int]) -> Iterator[Badge]:
    href = ""
    for hit in _TAG.finditer(text):
        held = {
            one[1].lower(): unescape(one[2] or one[3] or one[4] or "") for one in _ATTRIBUTE.finditer(hit[3])
        }
        if hit[2].lower() == "a":
            href = "" if hit[1] else held.get("href", "")
        elif held.get("src"):
            yield Badge(held.get("alt", ""), held["src"], href, bisect_right(starts, hit.start()))


def _claims(badge: Badge, path: str, own: Subject | None) -> Iterator[Claim]:
    label, message = _shown(badge.src)
    links = tuple(dict.fromkeys(link for link in (badge.href, badge.src) if link))
    if dynamic := _DYNAMIC.search(badge.src):
        words = next(text for text in (dynamic["repo"], dynamic["repo2"], dynamic["package"]) if text)
        yield _claim(badge, path, own, words, "", links, "")
        return
    names: dict[str, str] = {}
    is_name = bool(_LICENSE_WORD.search(message)) and not _LICENSE_LABEL.match(message)
    if message and (_LICENSE_WORD.search(label) or is_name):
        names[message] = id_of(message)
    if (
        (_LICENSE_WORD.search(badge.alt) or names)
        and (said := id_of(badge.alt))
        and said not in names.values()
    ):
        names[badge.alt] = said
    for words, said in names.items():
        yield _claim(
            badge, path, own, words, said, links, f"{label} {badge.alt}" if words == message else badge.alt
        )
    if not names:
        yield from _open_words(badge, path, own, f"{label} {message}".strip() or badge.alt, links)


def _claim(
    badge: Badge, path: str, own: Subject | None, words: str, said: str, links: tuple[str, ...], label: str
) -> Claim:
    about = _about(label)
    subject = (
        own if own is not None and about in {About.MODEL, About.WEIGHTS} else Subject("", None, own=True)
    )
    return Claim(
        subject,
        words,
        Strength.LICENSE,
        about,
        path,
        badge.line,
        _quote(badge),
        Origin.BADGE,
        license=said,
        links=links,
    )


def _open_words(
    badge: Badge, path: str, own: Subject | None, shown: str, links: tuple[str, ...]
) -> Iterator[Claim]:
    """ "Open source: yes" on a badge."""
    if len(shown) > 60 or ("shields.io" not in badge.src and "badgen" not in badge.src):
        return
    for strength, pattern in ENGLISH[:3]:
        if hit := pattern.search(shown):
            about = (
                About.MODEL
                if own is not None and re.search(r"model|weights?|LLM", shown, re.IGNORECASE)
                else About.PROJECT
            )
            subject = own if about is About.MODEL and own is not None else Subject("", None, own=True)
            yield Claim(
                subject, hit[0], strength, about, path, badge.line, _quote(badge), Origin.BADGE, links=links
            )
            return


def _quote(badge: Badge) -> str:
    label, message = _shown(badge.src)
    shown = ": ".join(part for part in (label, message) if part)
    return f"badge {shown or badge.alt or badge.src}"[:300]


def _about(label: str) -> About:
    said = label.lower()
    if "licen" not in said:
        return About.PROJECT
    if "code" in said:
        return About.CODE
    if "weight" in said:
        return About.WEIGHTS
    if "model" in said:
        return About.MODEL
    return About.DATA if "data" in said else About.PROJECT


def _shown(src: str) -> tuple[str, str]:
    """Return the label and the message of a static badge, as a reader sees them."""
    static = _STATIC.search(src)
    if not static:
        return "", ""
    if not static[1]:
        query = dict(part.partition("=")[::2] for part in (static[2] or "").split("&")[:20])
        return _plain(query.get("label", "")), _plain(query.get("message", ""))
    badge = unquote(static[1]).removesuffix(".svg").removesuffix(".png")
    if "badgen" in src:
        label, _, rest = badge.partition("/")
        return _plain(label), _plain(rest.partition("/")[0])
    parts = re.split(r"(?<!-)-(?!-)", badge)
    if len(parts) < 2:
        return "", _plain(parts[0])
    if len(parts) == 2:
        return "", _plain(parts[0])
    return _plain(parts[0]), _plain("-".join(parts[1:-1]))


def _plain(text: str) -> str:
    spaced = (
        re.sub(r"(?<!_)_(?!_)", " ", unquote(text)).replace("__", "_").replace("--", "-").replace("+", " ")
    )
    return " ".join(spaced.split())
