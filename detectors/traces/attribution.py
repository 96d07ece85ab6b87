"""Trailers that name an agent, in commit messages and in descriptions (which squash merges keep)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from detectors.markdown import Line
from detectors.model import Evidence, Involvement
from detectors.traces import agents
from detectors.traces.agents import AGENTS, Agent
from detectors.traces.messages import MAX_CHARS
from detectors.traces.observed import Place, Seen, quote
from detectors.traces.quoted import is_shown
from detectors.traces.trailers import Trailer, own_line, parse

#: Keys whose value is a person: a mail decides, or a name that no person has.
_PEOPLE: Final = {
    "co-authored-by": ("Co-authored-by", "as co-author"),
    "co-developed-by": ("Co-developed-by", "as co-developer"),
    "signed-off-by": ("Signed-off-by", "in a sign-off"),
}
#: Keys that were made for tools: their value may be a bare tool or model name.
_TOOLS: Final = {
    "assisted-by": ("Assisted-by", "as assistant"),
    "generated-by": ("Generated-by", "as generator"),
    "co-authored-by-ai": ("Co-authored-by-AI", "as AI co-author"),
    "ai-assisted-by": ("AI-Assisted-by", "as assistant"),
    "ai-generated-by": ("AI-Generated-by", "as generator"),
    "ai-assistant": ("AI-Assistant", "as assistant"),
    "ai-tool": ("AI-Tool", "as AI tool"),
    "entire-agent": ("Entire-Agent", "as the agent of a session"),
}
_GENERATED: Final = frozenset({"generated-by", "ai-generated-by"})
#: Keys by which a person can be thanked as well: a first name or common word alone names no tool there.
_SHARED: Final = frozenset({"assisted-by", "generated-by"})
_OWN: Final = {
    key.casefold(): (key, start.casefold(), agent) for agent in AGENTS for key, start in agent.keys.items()
}
_KEYS: Final = frozenset(_PEOPLE) | frozenset(_TOOLS) | frozenset(_OWN)
_VIA = re.compile(r"\s(?:via|in|with|using)\s", re.IGNORECASE)
_MAX_VALUE: Final = 500
REMEDY: Final = (
    "If the trailer is right, check that it is the form this project asks for; if it came here by mistake, "
    "reword the commit message without it."
)


def in_message(message: str, lines: Sequence[Line], place: Place) -> Iterator[Seen]:
    """Trailers of a commit message, by git's rules and on any other spoken line of its own.

    Git's rules need the whole message: an oversized one is read line by line only.
    """
    seen: set[int] = set()
    for trailer in parse(message) if len(message) <= MAX_CHARS else ():
        if trailer.key.casefold() in _KEYS:
            seen.add(trailer.line)
            yield from _seen(trailer, place)
    for at, line in enumerate(lines):
        if line.number not in seen:
            yield from _own(lines, at, place, anywhere=True)


def in_body(lines: Sequence[Line], place: Place) -> Iterator[Seen]:
    """Trailer lines of a description."""
    for at in range(len(lines)):
        yield from _own(lines, at, place, anywhere=False)


def _own(lines: Sequence[Line], at: int, place: Place, *, anywhere: bool) -> Iterator[Seen]:
    line = lines[at]
    trailer = own_line(line.raw, line.number) if line.text else None
    if trailer and trailer.key.casefold() in _KEYS and not is_shown(lines, at, anywhere=anywhere):
        yield from _seen(trailer, place)


def _seen(trailer: Trailer, place: Place) -> Iterator[Seen]:
    key = trailer.key.casefold()
    named = _named(key, trailer.value[:_MAX_VALUE])
    if named is None:
        return
    agent, called, shown, role = named
    what = f"{called} {role}" if role else f"{called}'s trailer {shown}"
    one, many = ("names", "name") if role else ("carries", "carry")
    yield Seen(
        name="trailer",
        agent=agent.key,
        place_kind=place.kind,
        evidence=Evidence(place.line(trailer.line), quote(f"{trailer.key}: {trailer.value}")),
        one=f"{place.subject} {one} {what}.",
        many=f"{{n}} commits {many} {what}.",
        remedy=REMEDY,
        artifacts=place.artifacts,
        involvement=Involvement.GENERATED if key in _GENERATED else Involvement.ASSISTED,
        trailer=shown,
    )


def _named(key: str, value: str) -> tuple[Agent, str, str, str] | None:
    """The agent a trailer names, what to call it, the key in its usual spelling, and the role it is given."""
    if key in _PEOPLE:
        hit = person(value)
        return (*hit, *_PEOPLE[key]) if hit else None
    if key in _TOOLS:
        hit = _tool(value, bare=key not in _SHARED)
        return (*hit, *_TOOLS[key]) if hit else None
    shown, start, owner = _OWN[key]
    return (owner, owner.name, shown, "") if value.casefold().startswith(start) else None


def split_identity(value: str) -> tuple[str, str]:
    """Split ``Name <mail>`` (brackets may be missing) into name and mail, either of them possibly empty."""
    name, bracket, rest = value.rpartition("<")
    if bracket:
        return name.strip(), rest.partition(">")[0].strip()
    words = value.split()
    if words and "@" in words[-1]:
        return " ".join(words[:-1]), words[-1]
    return value.strip(), ""


def person(value: str) -> tuple[Agent, str] | None:
    """The agent in the value of a trailer for people, and what to call it: an agent by its mail.

    By its name only where the mail is its vendor's, or where there is none and no person has that name.
    """
    name, mail = split_identity(value)
    if agent := agents.by_mail(mail):
        return agent, agent.name
    named = agents.by_name(name)
    if named is None:
        return None
    if mail:
        return (named, named.called) if agents.by_domain(mail) is named else None
    return (named, named.called) if _is_no_person(name, named) else None


def _is_no_person(name: str, agent: Agent) -> bool:
    folded = " ".join(name.casefold().split())
    return folded.startswith(agent.models or ("\0",)) or (" " in folded and folded in agent.aliases)


def _tool(value: str, *, bare: bool) -> tuple[Agent, str] | None:
    """An agent by its mail, or by a name: of "MODEL via TOOL" the tool.

    ``bare``: the key itself speaks of AI, so a first name or common word ("Claude", "Amp") is a tool too.
    """
    name, mail = split_identity(value)
    if agent := agents.by_mail(mail):
        return agent, agent.name
    parts = [part.strip() for part in _VIA.split(name, maxsplit=3)]
    vendors = agents.by_domain(mail)
    if not (bare or vendors or any(agents.by_proven_name(part) for part in parts)):
        return None
    for part in reversed(parts):
        if (named := agents.by_name(part)) and _may_carry(mail, part, named):
            return named, named.called
    return None


def _may_carry(mail: str, name: str, agent: Agent) -> bool:
    """A stranger's mail next to a name that people bear means the person."""
    return not mail or agents.by_domain(mail) is agent or _is_no_person(name, agent)
