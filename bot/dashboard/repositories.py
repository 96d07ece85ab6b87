"""The pages about repositories: how much was judged, what came of it, and the policy in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import quote, urlencode

from flask import Blueprint, abort, render_template, request

from bot.dashboard import repository_plots
from bot.dashboard.likeness import likeness
from bot.dashboard.plots import Spark, spark
from bot.dashboard.rates import Line, lines
from bot.dashboard.site import PAGE_ROWS, Site
from bot.dashboard.viewer import viewer
from bot.errors import UsageError
from bot.github.names import repository_name
from bot.storage import Feedback
from bot.storage.periods import Periods, months, weeks
from bot.storage.types import storable
from bot.storage.volumes import Known, Volumes

_WEEKS: Final = 26
_MONTHS: Final = 12
_TEXT_LIMIT: Final = 200
_LAST_PAGE: Final = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. ``address`` is empty for a name that no repository can have."""

    name: str
    address: str
    spark: Spark
    judged: int
    last: datetime
    appeals: int
    mode: str


def add(pages: Blueprint, site: Site) -> None:
    """Add ``/repositories`` and ``/repositories/OWNER/NAME``."""
    volumes, feedback = Volumes(site.database), Feedback(site.database)

    @pages.get("/repositories")
    def repositories() -> str:
        text = storable(request.args.get("q", "").strip(), _TEXT_LIMIT)
        known = volumes.known(viewer().repositories)
        found = [one for one in known if text.casefold() in one.key]
        page = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
        here = found[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
        return render_template(
            "repositories.html",
            rows=_rows(volumes, here),
            text=text,
            weeks=_WEEKS,
            newer=_address(text, page - 1) if page > 1 else None,
            older=_address(text, page + 1) if page * PAGE_ROWS < len(found) else None,
            is_empty=not known,
        )

    @pages.get("/repositories/<owner>/<name>")
    def repository(owner: str, name: str) -> str:
        from bot.dashboard.in_force import in_force  # loads the policy language, which intake does without

        known = _mine(volumes, f"{owner}/{name}")
        by_month = request.args.get("by") == "month"
        now = datetime.now(UTC)
        over = months(now, _MONTHS) if by_month else weeks(now, _WEEKS)
        return render_template(
            "repository.html",
            name=known.name,
            address=f"/repositories/{quote(known.name)}",
            by_month=by_month,
            over=over,
            keep_days=site.settings.keep_judgements_days,
            last=known.last,
            appeals=volumes.open_appeals([known.key]).get(known.key, 0),
            rates=_rates(feedback, known),
            policy=in_force(volumes.newest(known)),
            links=_links(site, known.name),
            to_answer=f"/contributions?{urlencode({'repository': known.name, 'said': 'open'})}",
            **_plots(volumes, known, over, months(now, _MONTHS)),
        )


def _mine(volumes: Volumes, name: str) -> Known:
    """Return a repository that the viewer sees; who may not, or where nothing was judged, gets 404."""
    if not viewer().sees(name):
        abort(404)
    return next(iter(volumes.known({name.casefold()})), None) or abort(404)


def _rows(volumes: Volumes, known: list[Known]) -> list[Row]:
    sparks = volumes.sparks(known, weeks(datetime.now(UTC), _WEEKS))
    appeals = volumes.open_appeals([one.key for one in known])
    return [
        Row(
            one.name,
            _address_of(one.name),
            spark(sparks[one.key], f"Judged in each of {_WEEKS} weeks"),
            sum(sparks[one.key]),
            one.last,
            appeals.get(one.key, 0),
            str(volumes.decision(one).get("mode") or ""),
        )
        for one in known
    ]


def _address_of(name: str) -> str:
    try:
        return f"/repositories/{quote(repository_name(name))}"
    except UsageError:
        return ""


def _address(text: str, page: int) -> str:
    given = {name: str(value) for name, value in (("q", text), ("page", page)) if value}
    return f"/repositories?{urlencode(given)}"


def _plots(volumes: Volumes, known: Known, over: Periods, year: Periods) -> dict[str, object]:
    judged = volumes.judged(known, over)
    return {
        "judged": sum(one.count for one in judged),
        "not_kept": sum(one.count for one in judged if not one.outcome),
        "plots": (repository_plots.by_kind(judged, over), repository_plots.by_outcome(judged, over)),
        "traces": repository_plots.traces(judged, over),
        "likeness": likeness(judged, over),
        "opinions": repository_plots.opinions(volumes.words(known.key, year), year),
    }


def _rates(feedback: Feedback, known: Known) -> Line:
    """Return the counts of one repository; the first line is that of all that were asked for."""
    return lines(feedback.rates({known.key}))[0]


def _links(site: Site, name: str) -> Mapping[str, str]:
    """Return the other pages about a repository, by what they are called."""
    asked = urlencode({"repository": name})
    found = {
        "Contributions": f"/contributions?{asked}",
        "Deliveries": f"/?{urlencode({'q': name})}",
        "Queue": "/queue",
        "Try changes of the policy": f"/playground?{asked}",
    }
    on_github = site.link_to(name, None)
    return {**found, "On GitHub": on_github} if on_github else found
