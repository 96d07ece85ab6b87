"""``require.exempt_uses``: AI uses that the project accepts anyway, where the author states them.

What the author says in words is read, and only where it names an accepted use and nothing beyond it. A trace
that a tool left is never covered: it does not say what the tool was used for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import Final

from detectors import markdown
from detectors.model import Facts, Finding, Tier
from detectors.traces.details import involvement_of
from detectors.traces.statements import sentences
from detectors.traces.tools import tools_in
from policies import disclosed
from policies.schema import Policy
from policies.words import ExemptUse

_I: Final = re.IGNORECASE
_TRANSLATED: Final = re.compile(r"\b(?:translat\w{0,6}|deepl)\b", _I)
_SAYS: Final[MappingProxyType[ExemptUse, re.Pattern[str]]] = MappingProxyType(
    {
        "translation": _TRANSLATED,
        "translation_with_original": _TRANSLATED,
        "translation_with_note": _TRANSLATED,
        "grammar": re.compile(
            r"\b(?:gramm\w{0,8}|spelling|spell-?check\w{0,4}|typos?|proof-?read\w{0,4}|punctuation|wording|polish\w{0,4}"
            r"|phras\w{0,4}|rephras\w{0,4}|(?:my|the) english)\b",
            _I,
        ),
        "autocomplete": re.compile(
            r"\b(?:auto-?complet\w{0,5}|(?:tab|line|code|inline)[- ]completions?)\b", _I
        ),
        "quoted": re.compile(r"\bquot(?:e[ds]?|ing|ation)\b", _I),
        "private": re.compile(
            r"\b(?:understand\w{0,3}|learn\w{0,3}|study\w{0,3}|explor\w{0,4}|research\w{0,3}|explain\w{0,3}"
            r"|brainstorm\w{0,3}|look(?:ing)? up|search\w{0,3}|navigat\w{0,4})\b",
            _I,
        ),
        "bug_finding": re.compile(
            r"\b(?:find|found|finding|locat\w{1,4}|spot\w{0,4}|discover\w{0,3}|detect\w{0,3}|identif\w{1,4}|hunt\w{0,3}"
            r"|diagnos\w{1,4}|debug\w{0,5})\b",
            _I,
        ),
        "accessibility": re.compile(
            r"\b(?:accessibility|screen[- ]?readers?|dictat\w{1,4}|speech[- ]to[- ]text|voice|dyslexi\w"
            r"|disabilit\w{1,3}|assistive)\b",
            _I,
        ),
        "small_fix": re.compile(
            r"\b(?:(?:small|minor|tiny|trivial|one-line) (?:\w{1,12} )?(?:fix\w{0,2}|changes?|edits?)"
            r"|typos?)\b",
            _I,
        ),
        "experiment": re.compile(r"\b(?:experiment\w{0,4}|prototyp\w{1,3}|trial)\b", _I),
    }
)
#: These tell the size of the work, whoever did it.
_OF_SIZE: Final = frozenset({"small_fix", "experiment"})
#: What goes beyond every other use, once the author's own doing is left out.
_MADE: Final = re.compile(
    r"\b(?:generat\w{1,4}|writ(?:e|es|ing|ten)|wrote|implement\w{0,5}|creat\w{1,4}|draft\w{0,3}|develop\w{0,3}|produc\w{1,4}"
    r"|built|build|cod(?:ed|ing)|refactor\w{0,3}|design\w{0,3})\b"
    # To bring code from one language into another is to write it.
    r"|\btranslat\w{0,6}\b.{0,60}\b(?:c\+\+|rust|python|java|javascript|typescript|golang|code(?! comments?)"
    r"|modules?|functions?|class(?:es)?|librar(?:y|ies))\b",
    _I,
)
_BY_HAND: Final = re.compile(
    r"\b(?:i|we) (?:\w{1,12} )?(?:wrote|write|built|made|designed|implemented|drafted|coded)\b"
    r"|\b(?:written|drafted|implemented|made|coded) (?:\w{1,12} )?"
    r"(?:by (?:me|us|hand|myself|a human)|in \w{3,20})"
    r"|\b(?:writing|text|draft) (?:is|was|are|were) (?:my|our) own"
    r"|\b(?:my|our) (?:own )?(?:writing|draft|design|code)\b",
    _I,
)
_ORIGINAL: Final = re.compile(r"<details\b|^\s{0,3}>\s?\S|\boriginal(?:ly)?\b", _I | re.MULTILINE)
_WORD: Final = re.compile(r"[^\W\d_]{1,40}")
_ENGLISH: Final = frozenset(
    _WORD.findall(
        "the and of to is it this that with for was were are be i you we not have has in on as an a or by at"
    )
)
_FOREIGN: Final = 5


def covered(policy: Policy, facts: Facts, uses: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return those of ``uses`` that are accepted uses and nothing else, in the author's own words."""
    accepted = [use for use in policy.require.exempt_uses if _is_shown(use, facts)]
    return tuple(use for use in uses if _is_declared(use) and _is_covered(use, accepted, facts))


def _is_declared(use: Finding) -> bool:
    return use.tier is Tier.DECLARED and disclosed.is_disclosure(use) and bool(use.evidence)


def _is_covered(use: Finding, accepted: list[ExemptUse], facts: Facts) -> bool:
    """Whether the statement names accepted uses only, and nothing elsewhere in the text says more.

    A finding's involvement is the most that the whole text admits to, its quote the first of the statements.
    """
    in_text = disclosed.is_in_words(use, facts)
    names = [name for name in accepted if in_text or name != "translation_with_note"]
    quotes = [item.quote for item in use.evidence]
    most = max(involvement_of(quote) for quote in quotes)
    return (use.involvement or 0) <= most and all(_names(quote, names) for quote in quotes)


def _names(text: str, names: list[ExemptUse]) -> bool:
    """Whether each sentence about AI names one of these uses, and none a use beyond them."""
    spoken = list(_about_ai(text))
    return bool(spoken) and all(any(_is_nothing_but(name, sentence) for name in names) for sentence in spoken)


def _is_nothing_but(name: ExemptUse, sentence: str) -> bool:
    if not _SAYS[name].search(sentence):
        return False
    return name in _OF_SIZE or not _MADE.search(_BY_HAND.sub(" ", sentence))


def _about_ai(text: str) -> Iterator[str]:
    """Yield the sentences that name AI or a tool; where none does, the text as a whole is the answer."""
    told = [
        sentence for sentence in sentences(text) if any(True for _ in tools_in(sentence, common_too=True))
    ]
    yield from told or [text]


def _is_shown(use: ExemptUse, facts: Facts) -> bool:
    """Whether what the use has to come with is there: a translation's original text."""
    if use != "translation_with_original":
        return True
    body = facts.contribution.body[: markdown.MAX_CHARS]
    return bool(_ORIGINAL.search(body)) or any(_is_foreign(part) for part in body.split("\n"))


def _is_foreign(line: str) -> bool:
    """Whether a line looks like another language than English: in doubt it does."""
    words = [word.casefold() for word in _WORD.findall(line)]
    if any(ord(char) > 0x2FF for word in words for char in word):
        return True
    return len(words) >= _FOREIGN and not any(word in _ENGLISH for word in words)
