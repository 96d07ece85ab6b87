"""What a policy asks of a disclosure, in words: shared by the rules about disclosure."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from policies.case import Case
from policies.problems import listed

#: Every remedy leaves room for a trace that is wrong.
MISTAKEN: Final = "If the trace is a mistake, say so in a reply."
#: Every remedy of a rule that rests on plain facts leaves room for facts that were read wrongly.
WRONG: Final = "If this is wrong, say so in a reply."
MISFORMED: Final = (
    "AI use is disclosed in a commit trailer, thank you. "
    "Its value is not in the form that the project asks for."
)

_BODIES: Final = MappingProxyType(
    {
        "pull request": "in the description",
        "issue": "in the description",
        "security report": "in the report",
    }
)
_FIELDS: Final[MappingProxyType[str, str]] = MappingProxyType(
    {
        "tool": "which tool was used",
        "model": "which model was used",
        "extent": "how much of the work it did",
        "parts": "which parts it worked on",
        "purpose": "what it was used for",
        "verification": "how the result was checked",
        "prompt": "the prompt",
    }
)


def places(case: Case) -> str:
    """Return where the policy wants to read a disclosure: ``in the description or by ticking a box``."""
    asked = case.policy.disclosure
    boxes = f" ({listed(asked.one_of)})" if asked.one_of else ""
    words = {
        "body": _BODIES.get(case.kind, "in the text"),
        "report": "in the report",
        "section": f'in the section "{asked.section}"',
        "checkbox": f"by ticking a box{boxes}",
        "trailer": f"in a commit trailer ({listed(asked.trailers.accept)})" if asked.trailers.accept else "",
        "title": f'by starting the title with "{asked.title_prefix}"',
    }
    return listed(dict.fromkeys(words[place] for place in case.disclosed.places))


def fields(case: Case) -> str:
    """Return ``: which tool was used and …``, or nothing where the policy asks for no field."""
    asked = case.policy.disclosure.fields
    return f": {joined(_FIELDS[field] for field in asked)}" if asked else ""


def missing(case: Case) -> tuple[str, ...]:
    """Return the fields that the policy asks for and nobody named, in the policy's order."""
    return tuple(field for field in case.policy.disclosure.fields if field not in case.disclosed.fields)


def field_words(names: Iterable[str]) -> str:
    """Return fields in words, each with its name: ``how much of the work it did (extent)``."""
    return joined(f"{_FIELDS[name]} ({name})" for name in names)


def joined(words: Iterable[str]) -> str:
    """Return ``a, b and c``."""
    *head, last = tuple(words)
    return f"{', '.join(head)} and {last}" if head else last
