"""Which part of a contribution a sentence about AI use is about, where it says so."""

from __future__ import annotations

import re
from typing import Final

from detectors.model import Artifact
from detectors.traces.tools import named_in

_I: Final = re.IGNORECASE
_THING: Final = (
    r"(?:this|the|my) (?:pr|pull request|contribution|changes?|commits?|patch)\b"
    r"(?! (?:message|description|text|body|title|summary))"
)
#: The whole contribution; "in this pull request" only says where the part is.
_WHOLE: Final = re.compile(rf"\b{_THING}", _I)
_WHERE: Final = re.compile(
    rf"\b(?:in|of|for|to) {_THING}(?! (?:message|description|text|body|title|summary))", _I
)
_NAMED: Final = (
    (Artifact.COMMIT_MESSAGE, re.compile(r"\bcommit (?:messages?|descriptions?|texts?)\b", _I)),
    (
        Artifact.PR_BODY,
        re.compile(
            r"\b(?:(?:(?:pr|pull request)(?:['’]s)? )?descriptions?"
            r"|(?:this|the|my) (?:text|post|report|issue|comment|message|review|summary|wording)"
            r"|(?:pr|pull request) (?:text|body|message|summary|title))\b",
            _I,
        ),
    ),
    (
        Artifact.DOCS,
        re.compile(r"\b(?:docs?|documentation|docstrings?|readme|changelog|manual|tutorials?)\b", _I),
    ),
    (
        Artifact.CODE,
        re.compile(
            r"\b(?:code|tests?|fix(?:es)?|features?|implementation|functions?|modules?|class(?:es)?|scripts?"
            r"|refactor\w{0,5}|boilerplate|autocomplet\w{0,5})\b",
            _I,
        ),
    ),
    (
        Artifact.MEDIA,
        re.compile(r"\b(?:images?|pictures?|icons?|logos?|artwork|screenshots?|diagrams?)\b", _I),
    ),
)


def of(text: str) -> frozenset[Artifact]:
    """Return the parts that ``text`` names, the text of the contribution itself as ``PR_BODY``;
    empty where it names none or the whole.

    "Claude Code" names a tool and no code.
    """
    pieces, at = [], 0
    for _, start, end in named_in(text):
        pieces.append(text[at:start])
        at = end
    rest = _WHERE.sub(" ", " ".join((*pieces, text[at:])))
    found = set()
    for artifact, pattern in _NAMED:
        rest, hits = pattern.subn(" ", rest)
        if hits:
            found.add(artifact)
    return frozenset() if _WHOLE.search(rest) else frozenset(found)
