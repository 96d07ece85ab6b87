"""The page of health, for whoever runs the server: what is wrong, what waits, and whether webhooks arrive."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final

from flask import Blueprint, render_template, request
from sqlalchemy.exc import SQLAlchemyError

from bot import log
from bot.dashboard.checkup import Checkup
from bot.dashboard.gauges import Figures, Standing
from bot.dashboard.plots import HEIGHT, Label, Plot, Series, ceiling, column
from bot.dashboard.site import Site
from bot.dashboard.viewer import require_operator
from bot.report.charts import Mark
from bot.storage import Database
from bot.storage.models import State
from bot.storage.traffic import Hour, hours, last_heard

if TYPE_CHECKING:
    from bot.diagnosis import Check

_log = log.get(__name__)
_HOURS: Final = 48
_LABELLED: Final = 6
#: A label needs the room of so many hours.
_ROOM: Final = 3
_INSTALLATIONS: Final = 100
#: What asks for somebody comes first.
_ORDER: Final = ("bad", "unseen", "warn", "good")
_FINE: Final = Series("fine", "done, waiting or ignored", "s1")
_TROUBLED: Final = Series("troubled", "failed or parked", "held")
_LEAST: Final = 2.0
_UNITS: Final = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def add(pages: Blueprint, site: Site) -> None:
    """Add ``/health``."""
    standing = Standing(site.inbox, site.database, site.settings)
    checkup = Checkup(site.settings)

    @pages.get("/health")
    def health() -> tuple[str, int]:
        require_operator()
        elsewhere = request.args.get("elsewhere") == "1"
        checks = by_urgency(checkup.examine(elsewhere=elsewhere))
        try:
            found, status = _read(site.database, standing), HTTPStatus.OK
        except SQLAlchemyError as error:
            _log.error("the page of health lacks what is in the database", error=str(error)[:500])
            found, status = {}, HTTPStatus.SERVICE_UNAVAILABLE
        page = render_template(
            "health.html",
            checks=checks,
            urgent=[check for check in checks if check.health.value != "good"],
            elsewhere=elsewhere,
            asks_elsewhere=site.settings.has_app or bool(site.settings.broker_url),
            **found,
        )
        return page, status


def _read(database: Database, standing: Standing) -> dict[str, Any]:
    """Return what the page shows of the database."""
    now, figures = datetime.now(UTC), standing.figures()
    return {
        "figures": figures,
        "sizes": _sizes(figures),
        "troubled": sum(figures.backlog.by_state[state] for state in (State.FAILED, State.PARKED)),
        "waits": spoken(figures.backlog.oldest_due_seconds),
        "plot": drawn(hours(database, now, _HOURS)),
        "heard": [
            (heard, spoken((now - heard.at).total_seconds()))
            for heard in last_heard(database, _INSTALLATIONS)
        ],
        "versions": _versions(database),
    }


def by_urgency(checks: Sequence[Check]) -> list[Check]:
    """Return the checks with those first that ask for somebody."""
    return sorted(checks, key=lambda check: _ORDER.index(check.health.value))


def spoken(seconds: float) -> str:
    """Return a span of time in its largest unit, rounded down: ``3 hours``."""
    for name, length in _UNITS:
        number = int(seconds // length)
        if number >= 1:
            return f"{number} {name}{'' if number == 1 else 's'}"
    return "less than a second"


def drawn(counted: Sequence[Hour]) -> Plot:
    """Draw the deliveries of each hour, and how many of them are failed or parked."""
    top = ceiling(max(hour.received for hour in counted))
    marks = tuple(mark for at, hour in enumerate(counted) for mark in _bars(at, len(counted), hour, top))
    received, troubled = (sum(getattr(hour, name) for hour in counted) for name in ("received", "troubled"))
    about = (
        f"In the last {len(counted)} hours {received:,} deliveries came in; {troubled:,} of them are failed "
        f"or parked now. The busiest hour had {max(hour.received for hour in counted):,}."
    )
    rows = tuple((_named(hour), f"{hour.received:,}", f"{hour.troubled:,}") for hour in reversed(counted))
    return Plot(
        key="arrivals",
        title="Deliveries by the hour",
        about=about,
        series=(_FINE, _TROUBLED) if troubled else (_FINE,) if received else (),
        marks=marks,
        y=(f"{top:,}", f"{top // 2:,}", "0"),
        x=(*(_label(hour) for hour in counted[:-_ROOM]), *[Label()] * _ROOM),
        head=("Hour (UTC)", "Received", "Failed or parked"),
        rows=rows,
    )


def _bars(at: int, of: int, hour: Hour, top: int) -> list[Mark]:
    """Return the bar of an hour; its lower part are those in trouble."""
    base, marks = float(HEIGHT), []
    parts = ((_TROUBLED, hour.troubled), (_FINE, hour.received - hour.troubled))
    for series, number in parts:
        if number > 0:
            height = max(number / top * HEIGHT, _LEAST)
            base = max(base - height, 0.0)
            title = f"{_named(hour)}: {number:,} {series.name}"
            marks.append(column(at, of, base, height, series.of, title))
    return marks


def _named(hour: Hour) -> str:
    return f"{hour.start:%Y-%m-%d %H:00}"


def _label(hour: Hour) -> Label:
    if hour.start.hour % _LABELLED:
        return Label()
    return Label(
        f"{hour.start:%H:00}" if hour.start.hour else f"{hour.start:%d %b}", bool(hour.start.hour % 12)
    )


def _sizes(figures: Figures) -> list[tuple[str, str]]:
    from bot.diagnosis.check import size

    kept = (("database", figures.database), ("clones", figures.clones), ("indexes", figures.indexes))
    return [(name, size(int(number))) for name, number in kept]


def _versions(database: Database) -> list[tuple[str, str]]:
    with database.read() as connection:
        version = connection.dialect.server_version_info or ()
    names = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    engine = database.engine.dialect.name
    return [
        ("Byline", metadata.version("byline")),
        ("Python", platform.python_version()),
        (names.get(engine, engine), ".".join(str(part) for part in version)),
        ("system", f"{platform.system()} {platform.release()}"),
    ]
