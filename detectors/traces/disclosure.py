"""An author's own disclosure in a description: sections, check boxes, labelled lines and plain statements.

Only words that are about this contribution count: a heading or label that names AI use, a ticked box, or a
sentence such as "this patch was written with Claude Code". Text that a template puts there (comments,
questions, unticked boxes) answers nothing. What cannot be told is ``absent`` or ``blank``, never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from detectors.markdown import Line, Spoken
from detectors.markdown import read as read_markdown
from detectors.model import Involvement, Kind
from detectors.traces import footers
from detectors.traces.agents import find_agents
from detectors.traces.details import fields_of, involvement_of
from detectors.traces.statements import statement
from detectors.traces.wording import (
    ABOUT_AI,
    DISCLOSURE,
    HEADING,
    LABEL,
    NEUTRAL,
    NO,
    NOT_USED,
    PLACEHOLDER,
    PROMPT,
    TITLE,
    USED,
    YES,
)

Answer = Literal["used", "none", "blank", "absent"]
_MAX_TEXT: Final = 4_000


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
    parts, purpose, verification, prompt. ``tools`` are keys of the agent list.
    """

    answer: Answer
    place: str = ""
    text: str = ""
    fields: frozenset[str] = frozenset()
    tools: tuple[str, ...] = ()
    involvement: Involvement | None = None
    form: str = ""


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
) -> Disclosure:
    """Return the disclosure in ``body``.

    ``section`` is the heading that the project asks for, ``none_phrase`` its words for "no AI", ``one_of``
    the labels of its boxes. Lines that also stand in ``template`` are the project's and answer nothing. In
    an issue or a comment only what is said about the text itself counts. A footer that an agent wrote names
    the tool and nothing else.
    """
    spoken = _spoken(body)
    lines = _without(spoken.lines, template)
    found = [
        *_from_boxes(lines, one_of),
        *_from_sections(lines, section, none_phrase),
        *_from_labels(lines, none_phrase),
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
    for answer in ("used", "none", "blank"):
        same = [one for one in found if one.answer == answer]
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
    lines: Sequence[Line], wanted: str | None, none_phrase: str | None
) -> Iterator[Disclosure]:
    for part in _sections(lines):
        asked = wanted is not None and wanted.strip().casefold() in part.heading.casefold()
        if asked or (wanted is None and HEADING.search(part.heading)):
            yield _answer(part, none_phrase, sure=asked)


def _answer(part: Section, none_phrase: str | None, *, sure: bool) -> Disclosure:
    """What a disclosure section says; ``sure``: the project asks for this very one, so any text answers."""
    ticked = [line for line in part.lines if line.ticked and not NEUTRAL.search(line.text)]
    own = [line for line in part.lines if line.ticked is None and not PROMPT.search(line.text)] + ticked
    text = "\n".join(line.text for line in own if line.text and not line.heading)[:_MAX_TEXT].strip()
    place = f"description, line {own[0].number if own else part.line}"
    if not text or PLACEHOLDER.fullmatch(text):
        return Disclosure("blank", f"description, line {part.line}", part.heading, form="section")
    if _is_none(text, none_phrase):
        return Disclosure("none", place, text, form="section")
    sure = sure or bool(DISCLOSURE.search(part.heading) and (ABOUT_AI.search(text) or _names_an_agent(text)))
    if sure or YES.match(text) or USED.search(text):
        return _used(place, text, "section")
    return Disclosure("blank", place, text, form="section")


def _from_labels(lines: Iterable[Line], none_phrase: str | None) -> Iterator[Disclosure]:
    for line in lines:
        if line.heading or line.ticked is not None or not (match := LABEL.match(line.text)):
            continue
        value = match[1].strip()
        place = f"description, line {line.number}"
        if not value or PLACEHOLDER.fullmatch(value):
            yield Disclosure("blank", place, line.text, form="label")
        elif _is_none(value, none_phrase):
            yield Disclosure("none", place, line.text, form="label")
        elif YES.match(value) or _names_an_agent(value):
            yield _used(place, line.text, "label")


def _from_boxes(lines: Iterable[Line], one_of: tuple[str, ...]) -> Iterator[Disclosure]:
    wanted = tuple(label.strip().casefold() for label in one_of)
    for line in lines:
        if line.ticked is None:
            continue
        place = f"description, line {line.number}"
        asked = any(label in line.text.casefold() for label in wanted)
        negative = bool(NOT_USED.search(line.text))
        positive = bool(USED.search(line.text)) and not NEUTRAL.search(line.text)
        if not (asked or negative or positive):
            continue
        if not line.ticked:
            yield Disclosure("blank", place, line.text, form="checkbox")
        elif negative:
            yield Disclosure("none", place, line.text, form="checkbox")
        else:
            yield _used(place, line.text, "checkbox")


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
                else _used(place, quote, "statement")
            )


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


def _names_an_agent(text: str) -> bool:
    return any(True for _ in find_agents(text))


def _is_none(text: str, none_phrase: str | None) -> bool:
    if none_phrase and none_phrase.strip().casefold() in text.casefold():
        return True
    if NO.fullmatch(text.strip()):
        return True
    # "No AI tools were used" also holds the words "AI tools were used".
    rest, denials = NOT_USED.subn(" ", text)
    return denials > 0 and not USED.search(rest)


def _used(place: str, text: str, form: str) -> Disclosure:
    tools = tuple(dict.fromkeys(agent.key for agent, _ in find_agents(text)))
    fields = fields_of(text) | ({"tool"} if tools else set())
    return Disclosure("used", place, text, frozenset(fields), tools, involvement_of(text), form)
