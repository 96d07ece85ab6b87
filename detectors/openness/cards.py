"""Model cards: the front matter that hubs read, with the line of each value.

The hub checks none of it against the files (https://huggingface.co/docs/hub/model-cards).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from detectors.openness import structured
from detectors.openness.licensed import id_of
from detectors.openness.model import About, Claim, Origin, Strength, Subject
from detectors.openness.structured import Entry
from detectors.openness.wording import ENGLISH

#: Front matter is shorter; a longer one is not read.
MAX_FRONT_MATTER: Final = 60_000

_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\n(?P<yaml>.*?)^(?:---|\.\.\.)[ \t]*$", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Value:
    """A value of the front matter and its line in the file, from 1."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Card:
    """What the front matter of a card says. ``gated`` are the ``extra_gated_*`` texts.

    ``readable`` is False where there is front matter that is no YAML or too large: what it says is unknown.
    """

    license: tuple[Value, ...] = ()
    license_name: Value | None = None
    license_link: Value | None = None
    base_models: tuple[Value, ...] = ()
    base_model_relation: Value | None = None
    datasets: tuple[Value, ...] = ()
    tags: tuple[Value, ...] = ()
    gated: tuple[Value, ...] = ()
    present: bool = False
    readable: bool = True
    claims: tuple[Claim, ...] = ()


def read(text: str, path: str, own: Subject | None = None) -> Card:
    """Return what the front matter of the card ``text`` says. Never raises."""
    head = text[: MAX_FRONT_MATTER + 100].replace("\r\n", "\n").replace("\r", "\n")
    found = _FRONT_MATTER.match(head)
    if not found:
        return Card(present=head.lstrip("\ufeff").startswith("---\n"), readable=not head.startswith("---\n"))
    entries = structured.yaml_entries(found["yaml"])
    if entries is None:
        return Card(present=True, readable=False)
    held = _Fields(entries)
    return Card(
        license=held.every("license"),
        license_name=held.one("license_name"),
        license_link=held.one("license_link"),
        base_models=held.every("base_model"),
        base_model_relation=held.one("base_model_relation"),
        datasets=held.every("datasets"),
        tags=held.every("tags"),
        gated=tuple(
            Value(entry.value, entry.line + 1)
            for entry in entries
            if entry.keys[:1] and entry.keys[0].startswith("extra_gated_")
        ),
        present=True,
        claims=tuple(_claims(held, path, own or Subject("", None, own=True))),
    )


class _Fields:
    """The entries by their first key; lines count the opening ``---``."""

    def __init__(self, entries: tuple[Entry, ...]) -> None:
        self._entries = entries

    def every(self, key: str) -> tuple[Value, ...]:
        return tuple(
            Value(entry.value.strip(), entry.line + 1)
            for entry in self._entries
            if entry.keys == (key,)
            and entry.value.strip()
            and entry.value.strip().lower() not in {"null", "~"}
        )

    def one(self, key: str) -> Value | None:
        return next(iter(self.every(key)), None)

    def gated(self) -> list[Value]:
        return [
            Value(text, entry.line + 1)
            for entry in self._entries
            if entry.keys[:1] and entry.keys[0].startswith("extra_gated_")
            # The fields that a visitor ticks are keys, and they say the terms.
            for text in (" ".join((*entry.keys[1:], entry.value)),)
        ]


def _claims(held: _Fields, path: str, own: Subject) -> list[Claim]:
    links = tuple(value.text for value in held.every("license_link"))
    claims = [
        _license(value, f"license: {value.text}", value.text, path, own, links)
        for value in held.every("license")
    ]
    claims += [
        _license(value, f"license_name: {value.text}", id_of(value.text), path, own, links)
        for value in held.every("license_name")
    ]
    claims += [
        _license(value, f"tags: {value.text}", value.text.partition(":")[2], path, own, ())
        for value in held.every("tags")
        if value.text.lower().startswith("license:")
    ]
    for value in held.gated()[:50]:
        pattern = next(pattern for strength, pattern in ENGLISH if strength is Strength.RESTRICTION)
        if found := pattern.search(value.text[:4_000]):
            quote = value.text[max(0, found.start() - 120) : found.end() + 120].strip()
            claims.append(
                Claim(own, found[0], Strength.RESTRICTION, About.MODEL, path, value.line, quote, Origin.CARD)
            )
    return claims


def _license(value: Value, quote: str, said: str, path: str, own: Subject, links: tuple[str, ...]) -> Claim:
    return Claim(
        own,
        value.text[:200],
        Strength.LICENSE,
        About.MODEL,
        path,
        value.line,
        quote[:300],
        Origin.CARD,
        license=said[:100],
        links=links,
    )
