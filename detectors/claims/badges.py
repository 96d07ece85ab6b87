"""Badges that say that no AI was used: pictures by their address and the words in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

MAX_LINES: Final = 5_000
MAX_LINE: Final = 2_000
_PICTURE: Final = re.compile(
    r"!\[(?P<alt>[^\[\]]{0,200})\]\((?P<url>[^()\s]{1,500})"
    r"|<img\b(?P<tag>[^<>]{1,900})>"
    r"|^\.\.\s{1,3}(?:\|[^|]{1,80}\|\s{1,3})?image::\s{1,3}(?P<rst>\S{1,500})",
    re.IGNORECASE,
)
_ATTRIBUTE: Final = re.compile(r"\b(?:src|alt|title)\s{0,3}=\s{0,3}[\"']([^\"']{0,500})[\"']", re.IGNORECASE)
#: The makers of the badges name the files so: Written-By-Human-Not-By-AI-Badge-white.svg.
_NOT_BY_AI: Final = re.compile(
    r"\bnot[-_ ]?by[-_ ]?ai\b|(?:written|painted|produced|developed|created|made|coded)[-_ ]by[-_ ]humans?"
    r"[-_ ,]{1,3}not[-_ ]by[-_ ](?:ai|machines?)",
    re.IGNORECASE,
)
#: "AI-free" alone most often says that a program needs no AI to run; so it counts beside words for writing.
_SHIELD: Final = re.compile(
    r"(?:badge|static/v1)[/?].{0,80}?(?<![a-z])(?:(?:ai|llm)[-_ ]{1,3}free[-_ ]{1,3}(?:code|hand|human"
    r"|writ)"
    r"|no[-_ ]{1,3}(?:ai|llm)[-_ ]{1,3}(?:generated[-_ ]{1,3})?code"
    r"|human[-_ ]{1,3}(?:made|written|coded|authored)|(?:made|written"
    r"|coded)[-_ ]{1,3}by[-_ ]{1,3}humans?(?![a-z]))",
    re.IGNORECASE,
)
#: "No AI slop" and "no AI training" speak of something else than how the project was made.
_ELSE: Final = re.compile(r"slop|train|scrap|crawl|index|mode|tier|dataset|data[-_ ]", re.IGNORECASE)


def find(text: str) -> Iterator[tuple[int, str]]:
    """Yield (line, words) of each such badge outside of code. Linear in the text; bounded."""
    fence = ""
    for number, raw in enumerate(text.split("\n")[:MAX_LINES], 1):
        line = raw[:MAX_LINE]
        mark = line.lstrip()[:3]
        if mark in {"```", "~~~"}:
            fence = "" if mark == fence else fence or mark
        elif not fence and not line.lstrip().startswith((">", "<!--")) and "`" not in line:
            for said in _pictures(line):
                if _says(said):
                    yield number, line.strip()
                    break


def _pictures(line: str) -> Iterator[str]:
    for match in _PICTURE.finditer(line):
        if match["tag"]:
            yield " ".join(_ATTRIBUTE.findall(match["tag"]))
        else:
            yield f"{match['alt'] or ''} {match['url'] or match['rst'] or ''}"


def _says(said: str) -> bool:
    plain = unquote(said)
    return not _ELSE.search(plain) and bool(_NOT_BY_AI.search(plain) or _SHIELD.search(plain))
