"""What stands above a sentence and may say what its license is given to: an item, a sentence, a heading."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from detectors.openness import receivers, subjects
from detectors.openness.mentions import Kind, Mention
from detectors.openness.model import About
from detectors.openness.receivers import REPOSITORY, Given, Ours, is_program
from detectors.openness.sentences import Sentence
from detectors.openness.wording import NOUNS
from detectors.openness.wording import words as _set

#: So many sentences above one are remembered.
_NEAR: Final = 6
#: A bare "see LICENSE" stands at the beginning of its sentence.
_FIRST: Final = 60
_UNDER_LICENSE = re.compile(
    r"licen[sc]|licença|licencia|lizenz|lisensi|legal\b|copyright|许可|許可|协议|協議|授权|ライセンス"
    r"|라이선스|라이센스|terms of use",
    re.IGNORECASE,
)
_APPLIES = re.compile(
    r"\bfollowing licen[sc]es? (?:applies|apply|covers?|governs?)(?: to)?\s+", re.IGNORECASE
)
_OF_PART: Final = (
    r"(?:s)?[-_ ](?:(?:weights|research|community|use|open[- ]source|usage)[-_ ])?"
    r"(?:licen[sc]e|agreement|terms)"
)
_OWN_WORDS: Final = (
    (
        re.compile(
            rf"(?<![a-z])(?:model|weight|checkpoint){_OF_PART}|licen[sc]e[-_ ](?:of[-_ ])?(?:model|weight)"
            r"|(?:模型|权重|モデル|모델).{0,6}(?:许可|協議|协议|ライセンス|라이선스)",
            re.IGNORECASE,
        ),
        About.WEIGHTS,
    ),
    (re.compile(rf"(?<![a-z])code{_OF_PART}|licen[sc]e[-_ ]code", re.IGNORECASE), About.CODE),
    (re.compile(rf"(?<![a-z])data(?:set)?{_OF_PART}|licen[sc]e[-_ ]data", re.IGNORECASE), About.DATA),
)
_NO_NOUN = re.compile(r"\W*\b(?:licen[sc](?:e[sd]?|ing)|terms|of|use|for|and|notices?)\b\W*", re.IGNORECASE)
_BESIDE_NOUN: Final = _set("source training pretrained pre-trained the our and model inference")
_MAY_USE = re.compile(r"(?:可以?|允许|能够?|自由|免费|欢迎)(?:自由|免费|直接)?使用")
#: "See LICENSE." and no more.
_SEE_ONLY = re.compile(
    r"\W*(?:please\s+)?(?:see|check|read|refer to|consult|view)\s+(?:the\s+|our\s+)?\W?"
    r"(?:LICEN[SC]E|COPYING)(?:\.\w{2,3})?\W?(?:\s+file)?\W*",
    re.IGNORECASE,
)
#: "You are free to use the code and weights of …".
_USE = re.compile(
    r"\b(?:free|welcome|allowed|permitted|able|may|can) (?:to )?(?:freely )?(?:use|access|download) ",
    re.IGNORECASE,
)
_USED = re.compile(r"[.;,]\s|\b(?:of|for|under|in|as|with)\b", re.IGNORECASE)
_FOR = re.compile(r"\b(?:applies to|for|covers?)\s+")


#: What lists of a model's properties hold, of cards and pages alike.
_PROPERTY = re.compile(
    r"\W*(?:model (?:type|name|size|family|architecture|details)|base model|fine-?tuned from(?: model)?"
    r"|(?:number of )?parameters|context (?:length|window)|trained (?:by|on)|(?:knowledge|data) cut-?off"
    r"|model (?:creators?|developers?)|funded by|(?:pre-?)?training data)(?:\W{0,6}optional\W{0,3})?\W*[:：]",
    re.IGNORECASE,
)


@dataclass
class Section:
    """The sentences below one heading, as far as they were read."""

    headings: tuple[str, ...] = ()
    #: The last ones, the nearest last.
    earlier: deque[Sentence] = field(default_factory=lambda: deque(maxlen=_NEAR))
    #: Whether one of them gave a license.
    said: bool = False
    #: The last of them that opens a list.
    opener: Sentence | None = None
    #: Whether one of them is a property of a model ("Model type: …").
    of_model: bool = False

    def enter(self, sentence: Sentence) -> None:
        """Forget what was read where ``sentence`` stands below another heading."""
        if sentence.headings != self.headings:
            self.headings, self.said, self.opener = sentence.headings, False, None
            self.of_model = False
            self.earlier.clear()

    def leave(self, sentence: Sentence, *, gives: bool) -> None:
        """Remember ``sentence``; ``gives`` says that it gave a license."""
        self.earlier.append(sentence)
        self.said = self.said or gives
        self.of_model = self.of_model or bool(_PROPERTY.match(sentence.text))
        if sentence.text.rstrip(" *").endswith((":", "：")):
            self.opener = sentence


@dataclass(frozen=True)
class Above:
    """What stands above ``sentence``."""

    sentence: Sentence
    section: Section
    ours: Ours

    @property
    def legal(self) -> bool:
        """Whether a heading near above speaks of licenses."""
        return any(_UNDER_LICENSE.search(title) for title in self.sentence.headings[-2:])

    @property
    def opener(self) -> Sentence | None:
        """The sentence that opened the list."""
        return self.section.opener

    def seen(self, one: Mention) -> Given:
        """ "See LICENSE" where nothing else says the license: what the sentences above speak of."""
        if self.legal and one.start <= _FIRST and (own := self.of_words(one)):
            return own
        if not self.legal or one.start > _FIRST:
            return []
        if self.section.said:
            return [(REPOSITORY, About.PROJECT)] if self._is_apart() else []
        return self.spoken_of() or self.whole(one)

    def labeled(self, one: Mention) -> Given:
        """Return what a bare "License: …" is given to: among a model's properties, the model."""
        if self.section.of_model and not self.legal:
            return [(self.ours.model(), About.MODEL)]
        return self.whole(one)

    def _is_apart(self) -> bool:
        """Whether "see LICENSE" is a paragraph of its own, behind those that gave licenses."""
        last = self.section.earlier[-1] if self.section.earlier else None
        alone = last is not None and last.block != self.sentence.block
        return alone and bool(_SEE_ONLY.fullmatch(self.sentence.text))

    def spoken_of(self) -> Given:
        """Return what the sentences above speak of."""
        for sentence in reversed(self.section.earlier):
            held = self.ours.candidates(sentence.text)
            if used := _USE.search(sentence.text):
                end = used.end() + len(_USED.split(sentence.text[used.end() :], maxsplit=1)[0])
                if found := receivers.read(sentence.text, used.end(), end, held, self.ours):
                    return found
            zone = re.split(r"\b(?:is|are)\b", sentence.text)[0]
            if found := receivers.read(sentence.text, 0, len(zone), held, self.ours):
                return found
        return []

    def whole(self, one: Mention) -> Given:
        """Return what a license without a subject is given to: what stands above it, else the repository."""
        for sentence in reversed(self.section.earlier):
            if found := _APPLIES.search(sentence.text):
                held = self.ours.candidates(sentence.text)
                return receivers.read(sentence.text, found.end(), len(sentence.text), held, self.ours) or []
        last = self.section.earlier[-1] if self.section.earlier else None
        if last is not None and last.block != self.sentence.block and (given := self._parent(last)):
            return given
        return self._of_headings() or self.of_words(one) or [(REPOSITORY, About.PROJECT)]

    def named(self, one: Mention) -> Given:
        """Return what the license's own words say it is for, or in a section on licenses the repository."""
        return self.of_words(one) or self._used() or ([(REPOSITORY, About.PROJECT)] if self.legal else [])

    def _used(self) -> Given:
        """Return the own model that a sentence of the same paragraph lets people use (Chinese)."""
        for sentence in reversed(self.section.earlier):
            if sentence.block != self.sentence.block:
                return []
            if found := _MAY_USE.search(sentence.text):
                for part in self.ours.candidates(sentence.text):
                    own = part.named and part.subject is not None and part.subject.own
                    if own and part.subject is not None and found.end() <= part.start <= found.end() + 6:
                        return [(part.subject, About.MODEL)]
        return []

    def _of_headings(self) -> Given:
        """ "Model License", "Code": what the headings below the title are of."""
        for title in self.sentence.headings[:0:-1][:2]:
            words = re.findall(r"[\w-]+", _NO_NOUN.sub(" ", title).lower())
            nouns = [word for word in words if word in NOUNS]
            if nouns and len(words) <= 4 and all(word in NOUNS or word in _BESIDE_NOUN for word in words):
                about = NOUNS[nouns[-1]]
                return [(self.ours.of(about), about)]
            model = subjects.of_heading((title,), self.ours.own)
            if model is not None and not model.own and not is_program(model) and _UNDER_LICENSE.search(title):
                return [(model, About.MODEL)]
        return []

    def of_words(self, one: Mention) -> Given:
        """Return what the license's own name, or that of its file, says it is for ("Model License")."""
        words = one.words + (
            " " + one.links[0].rpartition("/")[2] if one.kind is Kind.LINK and one.links else ""
        )
        for pattern, about in _OWN_WORDS:
            if pattern.search(words):
                return [(self.ours.of(about), about)]
        return []

    def _parent(self, last: Sentence) -> Given:
        """Return what a short line or one with a colon above names: "Code" over "MIT"."""
        text = last.text.rstrip(" :：*")
        opened = last.text.rstrip(" *").endswith((":", "："))
        if len(text.split()) > (24 if opened else 3) or last.heading or last.row:
            return []
        if opened and (found := _FOR.search(text)):
            held = self.ours.candidates(last.text)
            return receivers.read(last.text, found.end(), len(text), held, self.ours) or []
        words = re.findall(r"[\w-]+", text.lower())
        if not words or not all(word in NOUNS or word in _BESIDE_NOUN for word in words):
            return []
        return receivers.read(last.text, 0, len(text), (), self.ours) or []
