"""Whether a line of code or a message is in a tree: which of the two it is, and who answers."""

from __future__ import annotations

import re
from typing import Final

from bot.index import codelines, messages
from bot.index.reading import Reading
from detectors.model import Answer, Query

_PROSE: Final = re.compile(
    r"(?<![\w'\"`(.])[A-Za-z']{2,}(?: [A-Za-z']{2,}){3}(?![\w(.])"
    r"|[a-z] (?:than|the|of|to|was|are|cannot|must|been|expected) [a-z]"
)
_STRING: Final = re.compile(r"\"[^\"\n]{0,400}\"|'[^'\n]{0,400}'|`[^`\n]{0,400}`")
#: What no message has: the end of a statement, operators, calls with their end, words that begin a statement.
_CODE: Final = re.compile(
    r"[;{}]\s*\Z|\A\s*[{}]|[\w)\]] ?(?:[-+*/|&^:<>!=]?=|->|=>|&&|\|\||<<|::) ?[\w\"'(\[{&*$-]"
    r"|\w\([^()]{0,200}\)\s*[:;,{]?\s*\Z|\w\(.{0,400}\)\)|\w\[\w{1,40}\]\.?\w|\A\s*\([\w-]+ "
    r"|\A\s*(?:if|for|while|switch)\s?\(|\A\s*(?:#\s?(?:define|include|if|ifdef)\b"
    r"|@\w|(?:def|fn|func|fun|function|class|struct|impl|const|let|var|static|public|private|protected|return"
    r"|import|export|package|namespace|using|elif|else if|case \w+:)\b)"
)


def answer(query: Query, reading: Reading) -> Answer:
    """Answer a question about a line of code or a message."""
    if is_code(query.name):
        return codelines.answer(query, reading)
    return messages.answer(query, reading)


def is_code(text: str) -> bool:
    """Whether a text is a line of code; a message, which may name code, has a few plain words in a row."""
    bare = _STRING.sub('""', text.strip())
    return bool(_CODE.search(bare)) and not _PROSE.search(bare)
