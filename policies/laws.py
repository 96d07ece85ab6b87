"""The laws that one key alone cannot keep, checked when a policy is read: a bad policy never judges anybody.

Law by law from the language's definition: a clause that could never be met is refused (nobody could satisfy
it), and a label that speaks of AI needs evidence of AI. That a classifier's score cannot act is law by
construction: no word of the language names one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from policies.problems import quote
from policies.schema import Policy
from policies.words import LABEL_ACTION, SPEAKS_OF_AI


@dataclass(frozen=True, slots=True)
class Breach:
    """A law that a policy breaks, with the path of the key to point at."""

    path: tuple[str | int, ...]
    found: str
    expected: str


Law = Callable[[Policy], Iterator[Breach]]

#: A label about the disclosure itself says nothing about the work.
_ABOUT_DISCLOSURE: Final = "disclos"


def places_are_described(policy: Policy) -> Iterator[Breach]:
    """A place where a disclosure counts has to be described, or nobody could use it."""
    asked = policy.disclosure
    described = {
        "section": (asked.section, "`disclosure.section`, the heading of that section"),
        "title": (asked.title_prefix, "`disclosure.title_prefix`, what the title starts with"),
        "trailer": (asked.trailers.accept, "`disclosure.trailers.accept`, the trailers that count"),
    }
    if asked.required == "never":
        return
    for index, place in enumerate(asked.where):
        value, expected = described.get(place, (True, ""))
        if not value:
            yield Breach(("disclosure", "where", index), f"{quote(place)} and no word about it", expected)


def answers_have_a_place(policy: Policy) -> Iterator[Breach]:
    """``required: always`` asks everybody for an answer, so there must be a place in the template for it."""
    asked = policy.disclosure
    if asked.required == "always" and not {"section", "checkbox"} & set(asked.where):
        yield Breach(
            ("disclosure", "required"),
            '"always" with no place where everybody answers',
            "section or checkbox in `disclosure.where`",
        )


def trailers_agree(policy: Policy) -> Iterator[Breach]:
    """The same trailer cannot be a duty and forbidden at once."""
    rules = policy.disclosure.trailers
    accepted = {key.casefold() for key in rules.accept}
    for index, key in enumerate(rules.forbid):
        if key.casefold() in accepted:
            path = ("disclosure", "trailers", "forbid", index)
            yield Breach(path, f"{quote(key)} is accepted and forbidden", "each trailer in one of the lists")


def ai_labels_need_evidence(policy: Policy) -> Iterator[Breach]:
    """A blank answer is no evidence of AI use, so it earns no label that speaks of AI."""
    if policy.disclosure.required != "always":
        return
    key = "default" if policy.respond.undisclosed is None else "undisclosed"
    for index, action in enumerate(policy.respond.to("undisclosed")):
        label = action.removeprefix(LABEL_ACTION).casefold()
        if action.startswith(LABEL_ACTION) and SPEAKS_OF_AI.search(label) and _ABOUT_DISCLOSURE not in label:
            yield Breach(
                ("respond", key, index),
                f"the label {quote(label)} speaks of AI, and a blank answer shows none",
                'a label about the answer, such as "label:needs disclosure"',
            )


LAWS: Final[tuple[Law, ...]] = (
    places_are_described,
    answers_have_a_place,
    trailers_agree,
    ai_labels_need_evidence,
)


def breaches(policy: Policy) -> Iterator[Breach]:
    """Yield every law that ``policy`` breaks."""
    for law in LAWS:
        yield from law(policy)
