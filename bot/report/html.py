"""A report as one HTML file: no script, nothing from elsewhere, made for screens, phones and paper.

The template engine escapes every text, and makes it visible before (control characters, bidirectional marks).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.audit.model import Licenses, Report, WordDiff
from bot.messages.neutral import clip, shown
from bot.report import charts, seen, words
from bot.report.figures import dependency_terms, exclusions_of, largest, totals
from detectors.model import Unknown

#: How much of each list the page shows; it says how much more there is, and that JSON and CSV have all.
MAX_ROWS: Final = 200
MAX_EXAMPLES: Final = 8
MAX_LARGEST: Final = 25
#: How many characters of a text are shown where nothing else is said.
MAX_TEXT: Final = 400
_MAX_PIECES: Final = 400
_MAX_PIECE: Final = 2000
#: How many characters of unchanged words stay on each side of a change.
_CONTEXT: Final = 160


def render(report: Report) -> bytes:
    """Return the page in UTF-8."""
    report = seen.for_files(report)
    scope, ai, people = report.scope, report.ai, report.people
    licenses = report.licenses if isinstance(report.licenses, Licenses) else None
    rows, legend = charts.license_rows(licenses.directories if licenses else ())
    page = environment().get_template("report.html")
    return page.render(
        report=report,
        scope=scope,
        ai=ai,
        people=people,
        licenses=licenses,
        findings=seen.findings_of(report),
        exclusions=exclusions_of(report),
        dialects=[one for one in ai.dialects if one.kept or one.broken],
        largest=largest(people.drops, MAX_LARGEST),
        traces=charts.traces(ai.quarters, scope.as_of),
        estimates=charts.estimates(ai.quarters, scope.as_of),
        coverage=charts.coverage(people.months, scope.as_of),
        license_rows=rows,
        license_legend=legend,
        header_rows=charts.header_rows(licenses.headers if licenses else ()),
        dependency_terms=dependency_terms(licenses.dependencies if licenses else ()),
        totals=totals(report),
    ).encode("utf-8", "replace")


def pieces(diff: WordDiff) -> list[tuple[str, str]]:
    """Return the pieces of a word diff; long stretches without a change keep only their ends."""
    held = [(kind, _piece(kind, text)) for kind, text in diff.pieces[:_MAX_PIECES]]
    if diff.shortened or len(diff.pieces) > _MAX_PIECES:
        held.append(("cut", "This is shortened; git show has all of it."))
    return held


def _piece(kind: str, text: str) -> str:
    if kind == "same" and len(text) > 2 * _CONTEXT + 20:
        return f"{text[:_CONTEXT]} […] {text[-_CONTEXT:]}"
    return clip(text, _MAX_PIECE)


@cache
def environment() -> Environment:
    """Return the template engine with escaping on and the filters that all pages use."""
    held = Environment(
        loader=PackageLoader("bot.report", "templates"),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., Any]] = {
        "clip": lambda text, limit=MAX_TEXT: clip(str(text), limit),
        "day": lambda date: date[:10],
        "number": lambda number: f"{number:,}",
        "percent": words.percent,
        "pieces": pieces,
    }
    held.filters |= filters
    functions: dict[str, Any] = {
        "MAX_ROWS": MAX_ROWS,
        "MAX_EXAMPLES": MAX_EXAMPLES,
        "address": seen.commit_address,
        "is_unknown": lambda value: isinstance(value, Unknown),
        "words": words,
    }
    held.globals |= functions
    return held
