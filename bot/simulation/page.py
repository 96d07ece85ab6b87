"""A simulation as one plain HTML page, without scripts; everything in it is escaped."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from bot.messages.neutral import clip, isolated
from bot.messages.wording import title_of
from bot.simulation.tally import Tally
from policies.decision import Outcome


def render(tally: Tally, shown: int) -> str:
    """Return the page with the first ``shown`` contributions and people."""
    people = tally.people()
    listed = sorted(tally.listed, key=lambda one: not one.breaches)
    return _template().render(
        tally=tally,
        outcomes=[(str(outcome), tally.outcomes[outcome]) for outcome in Outcome],
        violations=[(title_of(kind), kind, number) for kind, number in tally.violations.most_common()],
        people=people[:shown],
        more_people=max(0, len(people) - shown),
        listed=listed[:shown],
        more=max(0, len(listed) - shown) + tally.unlisted,
        unknown=tally.unknown.most_common(),
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("bot.simulation", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["seen"] = lambda text, limit=400: isolated(clip(str(text), limit))
    return environment.get_template("page.html")
