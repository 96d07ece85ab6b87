"""A simulation for a terminal: what would have happened, to how many people, and what cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import click

from bot.messages.neutral import clip, visible
from bot.messages.wording import title_of
from bot.simulation.judged import Judged
from bot.simulation.tally import Tally
from policies.decision import Outcome

_WIDTH: Final = 100
_MEANINGS: Final[Mapping[Outcome, str]] = {
    Outcome.PASS: "nothing to say",
    Outcome.NOTE: "a note",
    Outcome.UNKNOWN: "could not be judged: held against nobody",
    Outcome.HOLD: "on hold until it is settled",
    Outcome.CLOSE: "closed",
}
_COLORS: Final[Mapping[Outcome, str]] = {
    Outcome.PASS: "green",
    Outcome.NOTE: "yellow",
    Outcome.UNKNOWN: "cyan",
    Outcome.HOLD: "red",
    Outcome.CLOSE: "magenta",
}


def render(tally: Tally, shown: int) -> str:
    """Return the result with the first ``shown`` contributions and people; all text is made visible."""
    return "\n".join(_lines(tally, shown)) + "\n"


def _lines(tally: Tally, shown: int) -> Iterator[str]:
    yield click.style(visible(f"{tally.policy} over {tally.source}"), bold=True)
    span = f", {tally.first} to {tally.last}" if tally.first else ""
    yield f"{counted(tally.total, 'contribution')}{span}. Nothing was written."
    yield from _wrapped(f"{counted(tally.with_ai, 'contribution')} with a declared or exact trace of AI use.")
    if tally.exempt:
        yield f"{counted(tally.exempt, 'contribution')} exempt from the policy."
    yield ""
    yield from _outcomes(tally)
    yield from _table("Violations", {f"{title_of(k)} ({k})": n for k, n in tally.violations.most_common()})
    yield from _table("What the policy asks for then", dict(tally.actions.most_common()))
    yield from _people(tally, shown)
    yield from _list(tally, shown)
    yield from _unknown(tally)
    yield from _remarks("Could not be looked at", tally.unseen)
    yield from _remarks("Please note", tally.notes)


def counted(number: int, noun: str) -> str:
    """Return ``1 contribution`` or ``12 contributions``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _heading(text: str) -> str:
    return click.style(text, bold=True)


def _outcomes(tally: Tally) -> Iterator[str]:
    yield _heading("Outcomes")
    for outcome in Outcome:
        number = tally.outcomes[outcome]
        share = f"{100 * number / tally.total:5.1f} %" if tally.total else ""
        word = click.style(f"{outcome!s:8}", fg=_COLORS[outcome])
        yield f"  {number:7,} {share}  {word} {_MEANINGS[outcome]}"
    yield ""


def _table(heading: str, counts: Mapping[str, int]) -> Iterator[str]:
    if not counts:
        return
    yield _heading(heading)
    for name, number in counts.items():
        yield f"  {number:7,}  {visible(name)}"
    yield ""


def _people(tally: Tally, shown: int) -> Iterator[str]:
    people = tally.people()
    if not people:
        return
    yield _heading(f"{counted(len(people), 'author')} would have heard of it")
    for person in people[:shown]:
        outcomes = ", ".join(f"{number} {name}" for name, number in person.outcomes.items())
        name = visible(clip(person.name, 60))
        yield f"  {person.touched:5,} of {person.contributions:5,}  {name} ({outcomes})"
    if len(people) > shown:
        yield f"  and {len(people) - shown:,} more"
    yield ""


def _list(tally: Tally, shown: int) -> Iterator[str]:
    """List what has a violation first: that is what somebody will want to read."""
    found = sorted(tally.listed, key=lambda one: not one.breaches)
    if not found:
        return
    yield _heading("Contributions, those with a violation first")
    for one in found[:shown]:
        yield from _one(one)
    left = len(found) - shown + tally.unlisted
    if left > 0:
        yield f"  and {left:,} more (--show lists more of them; --format json has up to 1,000)"
    yield ""


def _one(one: Judged) -> Iterator[str]:
    word = click.style(f"{one.outcome!s:8}", fg=_COLORS[one.outcome])
    yield f"  {word}{one.date}  {visible(one.name)}  {visible(clip(one.author, 40))}"
    yield f"          {visible(clip(one.title, 84))}"
    for breach in one.breaches:
        yield from _wrapped(f"{breach.kind}: {clip(breach.message, 400)}", " " * 10, " " * 12)
    for clause, reason in () if one.breaches else one.unknown[:2]:
        yield from _wrapped(f"{clause}: {clip(reason, 400)}", " " * 10, " " * 12)


def _unknown(tally: Tally) -> Iterator[str]:
    if not tally.unknown:
        return
    yield _heading("What could not be judged, and an example of why")
    for clause, number in tally.unknown.most_common():
        yield f"  {number:7,}  {visible(clause)}"
        yield from _wrapped(clip(tally.examples[clause], 300), " " * 11, " " * 11)
    yield ""


def _remarks(heading: str, lines: Iterable[str]) -> Iterator[str]:
    listed = list(lines)
    if not listed:
        return
    yield _heading(heading)
    for line in listed:
        yield from _wrapped(line, "  - ", "    ")
    yield ""


def _wrapped(text: str, first: str = "", rest: str = "") -> Iterator[str]:
    yield from click.wrap_text(visible(text), _WIDTH, first, rest).splitlines()
