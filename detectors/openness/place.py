"""Where a sentence stands: the page, the sentence before it, and what both name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from detectors.openness.model import About, Context, Subject, Verdict
from detectors.openness.page import Page
from detectors.openness.phrases import Phrase
from detectors.openness.sentences import Sentence
from detectors.openness.subjects import Candidate

#: What words are said of, and what of it they are about.
Told = list[tuple[Subject, About]]

_DATE = (
    r"(?:\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}"
    r"|[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
)
#: What may stand before the first words of a sentence: marks, or a date.
START = re.compile(rf"^\W*(?:[\[(]?{_DATE}[\])]?\W*)?$")


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence, the one before it, the page, and the names in the sentence."""

    sentence: Sentence
    earlier: Sentence | None
    page: Page
    own: Subject | None
    context: Context
    held: tuple[Candidate, ...]

    @property
    def is_page(self) -> bool:
        """Whether a page speaks that says what it presents; people in issues speak for nothing."""
        return self.page.is_named and self.context is not Context.ISSUE

    @property
    def presented(self) -> About:
        """What the page presents: a model, or a project."""
        return About.MODEL if self.own is not None else About.PROJECT

    def ours(self, about: About) -> Subject:
        """Return the page's own thing of a kind."""
        if about in {About.MODEL, About.WEIGHTS} and self.own is not None:
            return self.own
        return Subject("", None, own=True)

    def of_page(self, phrase: Phrase) -> Told:
        """Return what the page presents, as ``phrase`` describes it."""
        own = phrase.about is None or phrase.is_copy or phrase.is_vague
        about = self.presented if own or phrase.about is None else phrase.about
        return [(self.ours(about), about)]

    def is_link(self, said: str) -> bool:
        """Whether words are those of a link: a page of that title, of which nothing is said here."""
        links = self.sentence.links[:40]
        return not self.sentence.heading and any(said.strip() in link.text for link in links)


def is_program(one: Candidate) -> bool:
    """Whether a name is that of a program in the registry."""
    row = one.subject.row if one.subject is not None else None
    return row is not None and row.verdict is Verdict.NOT_A_MODEL


def is_ours(one: Candidate) -> bool:
    """Whether a name is the page's own."""
    return one.named and one.subject is not None and one.subject.own
