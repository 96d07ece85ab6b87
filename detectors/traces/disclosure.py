"""An author's own disclosure in a description: sections, check boxes, labelled lines and plain statements.

Only words that are about this contribution count: a heading or label that names AI use, a ticked box, or a
sentence such as "this patch was written with Claude Code". Text that a template puts there (comments,
questions, unticked boxes) answers nothing. What cannot be told is ``absent`` or ``blank``, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from detectors.markdown import Line, Spoken
from detectors.markdown import read as read_markdown
from detectors.model import Artifact, Involvement, Kind
from detectors.traces import denial, footers, scope
from detectors.traces.agents import find_agents
from detectors.traces.answers import Said, answer
from detectors.traces.details import fields_of, involvement_of
from detectors.traces.statements import statement
from detectors.traces.wording import (
    HEADING,
    LABEL,
    NEUTRAL,
    NONE,
    NOT_USED,
    OWN,
    PLACEHOLDER,
    PROMPT,
    TITLE,
    USED,
)

Answer = Literal["used", "none", "blank", "absent"]
_MAX_TEXT: Final = 4_000
#: "Tool: …", "Extent - …": a line that is no continuation of the one before.
_LABELLED: Final = re.compile(r"[^\W\d_][\w /]{0,40}[:=]\s|[-*•]\s")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (or a line that is all bold) and the author's own lines up to the next one of its rank."""

    heading: str
    line: int
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """What the author wrote in the section, boxes aside."""
        return "\n".join(line.text for line in self.lines if line.ticked is None and line.text)


@dataclass(frozen=True, slots=True)
class Checkbox:
    """A check box with its label; ``line`` counts from 1."""

    label: str
    ticked: bool
    line: int


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What an author says about AI use.

    ``place`` tells where in the description, ``text`` quotes it, ``form`` is how it was said ("section",
    "checkbox", "label", "statement", "footer" or ""). ``fields`` is what it names: tool, model, extent,
    parts, purpose, verification, prompt. ``tools`` are keys of the agent list. ``about`` are the parts of the
    contribution that the words are about, the text itself as ``PR_BODY``; empty where they do not say.
    """

    answer: Answer
    place: str = ""
    text: str = ""
    fields: frozenset[str] = frozenset()
    tools: tuple[str, ...] = ()
    involvement: Involvement | None = None
    form: str = ""
    about: frozenset[Artifact] = frozenset()


ABSENT: Final = Disclosure("absent")


def sections(body: str | Spoken) -> tuple[Section, ...]:
    """Every heading of a description with the text below it."""
    return tuple(_sections(_spoken(body).lines))


def checkboxes(body: str | Spoken) -> tuple[Checkbox, ...]:
    """Every check box of a description."""
    return tuple(
        Checkbox(line.text, line.ticked, line.number)
        for line in _spoken(body).lines
        if line.ticked is not None
    )


def title_prefix(title: str) -> str | None:
    """The bracketed prefix of a title that names AI: "[AI]", "[AI-assisted]"."""
    match = TITLE.match(title)
    return match[0].strip() if match else None


def read(
    body: str | Spoken,
    *,
    section: str | None = None,
    none_phrase: str | None = None,
    one_of: tuple[str, ...] = (),
    kind: Kind = Kind.PULL_REQUEST,
    template: str = "",
    own_only: bool = False,
) -> Disclosure:
    """Return the disclosure in ``body``.

    ``section`` is the heading that the project asks for, ``none_phrase`` its words for "no AI", ``one_of``
    the labels of its boxes. Lines that also stand in ``template`` are the project's and answer nothing. In
    an issue or a comment only what is said about the text itself counts. ``own_only``: the templates could
    not be looked at, so of sections, boxes and labels only what no template can have said counts as "used". A
    footer that an agent wrote names the tool and nothing else.
    """
    spoken = _spoken(body)
    lines = _without(spoken.lines, template)
    found = [
        *_from_boxes(lines, one_of, own_only=own_only),
        *_from_sections(lines, section, none_phrase, own_only=own_only),
        *_from_labels(lines, none_phrase, own_only=own_only),
        *_from_statements(lines, kind),
    ]
    best = _strongest(found)
    if best.answer in {"absent", "blank"} and (footer := _from_footer(spoken, kind)):
        return footer
    return best


def statements(lines: Sequence[Line], kind: Kind = Kind.COMMIT) -> Disclosure:
    """Return what the plain sentences of a text say about AI use, without sections and boxes."""
    return _strongest([*_from_labels(lines, None), *_from_statements(lines, kind)])


def _spoken(body: str | Spoken) -> Spoken:
    return body if isinstance(body, Spoken) else read_markdown(body)


def _without(lines: Sequence[Line], template: str) -> tuple[Line, ...]:
    """Drop what the template says; headings and boxes stay, for they are what is answered."""
    if not template:
        return tuple(lines)
    theirs = {line.text for line in read_markdown(template).lines}
    return tuple(
        line
        for line in lines
        if line.text not in theirs or line.heading or line.strong or line.ticked is not None
    )


def _strongest(found: list[Disclosure]) -> Disclosure:
    """Of several answers "used" wins, then "none", then "blank"; all that says "used" counts together."""
    for which in ("used", "none", "blank"):
        same = [one for one in found if one.answer == which]
        if same:
            first = same[0]
            return Disclosure(
                first.answer,
                first.place,
                first.text,
                frozenset().union(*(one.fields for one in same)),
                tuple(dict.fromkeys(tool for one in same for tool in one.tools)),
                max((one.involvement for one in same if one.involvement), default=None),
                first.form,
                # One answer that does not say what it is about leaves that open for all of them.
                frozenset().union(*(one.about for one in same if all(other.about for other in same))),
            )
    return ABSENT


def _sections(lines: Sequence[Line]) -> Iterator[Section]:
    heads = [i for i, line in enumerate(lines) if line.heading or line.strong]
    for order, at in enumerate(heads):
        # A bold line or a deeper heading inside of a section does not end it.
        rank = lines[at].heading or 9
        later = (i for i in heads[order + 1 :] if (lines[i].heading or 9) <= rank)
        end = next(later, len(lines))
        yield Section(lines[at].text, lines[at].number, tuple(lines[at + 1 : end]))


def _from_sections(
    lines: Sequence[Line], wanted: str | None, none_phrase: str | None, *, own_only: bool
) -> Iterator[Disclosure]:
    for part in _sections(lines):
        asked = wanted is not None and wanted.strip().casefold() in part.heading.casefold()
        if asked or (wanted is None and HEADING.search(part.heading)):
            yield _answer(part, none_phrase, sure=asked, own_only=own_only)


def _answer(part: Section, none_phrase: str | None, *, sure: bool, own_only: bool) -> Disclosure:
    """What a disclosure section says; ``sure``: the project asks for this very one, so any text answers."""
    ticked = [line for line in part.lines if line.ticked and not NEUTRAL.search(line.text)]
    own = [line for line in part.lines if line.ticked is None and not PROMPT.search(line.text)] + ticked
    own = [line for line in own if line.text and not line.heading]
    text = "\n".join(line.text for line in own)[:_MAX_TEXT].strip()
    place = f"description, line {own[0].number if own else part.line}"
    if not text or PLACEHOLDER.fullmatch(text):
        return Disclosure("blank", f"description, line {part.line}", part.heading, form="section")
    said = _said(_paragraphed(own)[:_MAX_TEXT], none_phrase)
    if said and said.answer == "none":
        return Disclosure("none", place, text, form="section")
    if (said and (said.own or not own_only)) or (sure and not own_only):
        return _used(place, text, "section", said.parts if said else frozenset())
    return Disclosure("blank", place, text, form="section")


def _said(text: str, none_phrase: str | None) -> Said | None:
    if none_phrase and none_phrase.strip().casefold() in text.casefold():
        return Said("none")
    return answer(text)


def _paragraphed(lines: Sequence[Line]) -> str:
    """The text with wrapped lines joined, so that no "not" is parted from its verb; labels stay apart."""
    pieces: list[str] = []
    for before, line in zip([None, *lines], lines, strict=False):
        wrapped = before is not None and before.block == line.block and not _LABELLED.match(line.text)
        pieces += [" " if wrapped else "\n", line.text]
    return "".join(pieces).strip()


def _from_labels(
    lines: Iterable[Line], none_phrase: str | None, *, own_only: bool = False
) -> Iterator[Disclosure]:
    for line in lines:
        if line.heading or line.ticked is not None or not (match := LABEL.match(line.text)):
            continue
        value = match[1].strip()
        place = f"description, line {line.number}"
        if not value or PLACEHOLDER.fullmatch(value):
            yield Disclosure("blank", place, line.text, form="label")
        elif NONE.match(value):
            yield Disclosure("none", place, line.text, form="label")
        elif said := _said(value, none_phrase):
            if said.answer == "none":
                yield Disclosure("none", place, line.text, form="label")
            elif said.own or not own_only:
                yield _used(place, line.text, "label", said.parts)


def _from_boxes(lines: Iterable[Line], one_of: tuple[str, ...], *, own_only: bool) -> Iterator[Disclosure]:
    wanted = tuple(label.strip().casefold() for label in one_of)
    for line in lines:
        if line.ticked is None:
            continue
        place = f"description, line {line.number}"
        asked = any(label in line.text.casefold() for label in wanted)
        says_used, doubted = bool(USED.search(line.text)), denial.doubted(line.text)
        negative = bool(NOT_USED.search(line.text)) or (
            doubted and (asked or (says_used and denial.denies_all(line.text)))
        )
        positive = says_used and not doubted and not NEUTRAL.search(line.text)
        if not (asked or negative or positive):
            continue
        if not line.ticked:
            yield Disclosure("blank", place, line.text, form="checkbox")
        elif negative:
            yield Disclosure("none", place, line.text, form="checkbox")
        elif asked or not own_only or OWN.search(line.text):
            yield _used(place, line.text, "checkbox", scope.of(line.text))


def _from_statements(lines: Sequence[Line], kind: Kind) -> Iterator[Disclosure]:
    own = kind not in {Kind.PULL_REQUEST, Kind.COMMIT}
    for paragraph in _paragraphs(lines):
        text = " ".join(line.text for line in paragraph)
        if said := statement(text[:_MAX_TEXT], about_text_only=own):
            answer, quote, at = said
            place = f"description, line {_line_at(paragraph, at)}"
            yield (
                Disclosure("none", place, quote, form="statement")
                if answer == "none"
                else _with_check(_used(place, quote, "statement", scope.of(quote)), text)
            )


def _with_check(said: Disclosure, paragraph: str) -> Disclosure:
    """How the result was checked is often said in the next sentence."""
    checked = fields_of(paragraph[:_MAX_TEXT]) & {"verification"}
    return replace(said, fields=said.fields | checked)


def _paragraphs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines that belong together: a sentence may be wrapped."""
    group: list[Line] = []
    for line in lines:
        if group and line.block != group[-1].block:
            yield group
            group = []
        if line.ticked is None and not line.heading:
            group.append(line)
    if group:
        yield group


def _line_at(paragraph: Sequence[Line], at: int) -> int:
    for line in paragraph:
        at -= len(line.text) + 1
        if at < 0:
            return line.number
    return paragraph[-1].number


def _from_footer(spoken: Spoken, kind: Kind) -> Disclosure | None:
    for agent, line in footers.named(spoken, bare_links=kind is Kind.PULL_REQUEST):
        place = f"description, line {line.number}"
        return Disclosure(
            "used", place, line.raw.strip()[:_MAX_TEXT], frozenset({"tool"}), (agent.key,), None, "footer"
        )
    return None


def _used(place: str, text: str, form: str, about: frozenset[Artifact]) -> Disclosure:
    tools = tuple(dict.fromkeys(agent.key for agent, _ in find_agents(text)))
    fields = fields_of(text) | ({"tool"} if tools else set())
    return Disclosure("used", place, text, frozenset(fields), tools, involvement_of(text), form, about)
