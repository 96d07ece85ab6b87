"""Many reports on one page: a table and a small plot of each, all on the same axes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.audit.model import Licenses, Openness, Report
from bot.report import charts
from bot.report.figures import totals
from bot.report.html import environment
from bot.report.seen import findings_of, for_files, uri
from detectors.model import Unknown


@dataclass(frozen=True)
class Entry:
    """One repository: its report, or why there is none; ``page`` is the path of its own page."""

    name: str
    report: Report | Unknown
    page: str = ""


def render(entries: Sequence[Entry], title: str = "Portfolio") -> bytes:
    """Return the page in UTF-8, in the order of the entries."""
    reports = [for_files(one.report) for one in entries if isinstance(one.report, Report)]
    quarters = [quarter for one in reports for quarter in one.ai.quarters]
    latest = max((one.scope.as_of for one in reports), default="")
    last = charts.period_of(latest[:7])
    time = charts.axis(
        (charts.period_of(one.quarter) for one in quarters), 4, last // 3 if last is not None else None
    )
    top = charts.top_of((one.declared + one.exact) / one.commits for one in quarters if one.commits)
    page = environment().get_template("portfolio.html")
    return page.render(
        title=title, rows=[_row(one, time, top) for one in entries], known=len(reports)
    ).encode("utf-8", "replace")


def _row(entry: Entry, time: charts.Axis | None, top: float) -> dict[str, Any]:
    head = {"name": entry.name, "page": uri(entry.page) if entry.page else ""}
    if isinstance(entry.report, Unknown):
        return head | {"reason": entry.report.reason, "report": None}
    report = for_files(entry.report)
    licenses = report.licenses if isinstance(report.licenses, Licenses) else None
    return head | {
        "report": report,
        "totals": totals(report),
        "plot": charts.traces(report.ai.quarters, report.scope.as_of, time, top)
        if report.ai.quarters
        else None,
        "license": (licenses.declared[0].expression if licenses.declared else "none found")
        if licenses
        else "unknown",
        "models": str(len(report.openness.artifacts)) if isinstance(report.openness, Openness) else "unknown",
        "findings": len(findings_of(report)),
    }
