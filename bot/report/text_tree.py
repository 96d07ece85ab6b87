"""What a terminal shows of the tree: licenses, others' code, dependencies, models and data sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.text import Text

from bot.audit.model import LicenseEvent, Licenses, Openness
from bot.report import words
from bot.report.figures import dependency_terms
from bot.report.seen import day, line
from bot.report.terminal import MAX_ROWS, heading, rest, said, table, unknown
from detectors.model import Unknown


def licenses_part(licenses: Licenses | Unknown) -> Iterator[RenderableType]:
    """Yield the section on licenses."""
    yield from heading("Licenses")
    if isinstance(licenses, Unknown):
        yield unknown(licenses)
        return
    for one in licenses.declared[:MAX_ROWS]:
        yield said(f"{line(one.expression, 120)}, says {line(one.source, 20)} {line(one.path, 120)}")
    for text in licenses.disagreements[:MAX_ROWS]:
        yield said(f"Disagreement: {line(text)}")
    if licenses.headers:
        yield Text()
        rows = (
            (
                line(one.language, 30),
                words.part(one.with_header, one.files),
                ", ".join(
                    f"{line(name, 60) or 'not named surely'} ({number:,})"
                    for name, number in one.expressions[:4]
                ),
            )
            for one in licenses.headers[:MAX_ROWS]
        )
        yield table(("language", "files with a license header", "which"), rows)
    yield from _events(licenses.events)
    yield from _others(licenses)


def _events(events: Sequence[LicenseEvent]) -> Iterator[RenderableType]:
    if events:
        yield Text()
        yield said(f"{words.counted(len(events), 'change')} of license files; relicensing is marked with *:")
    ordered = [*(one for one in events if one.relicensing), *(one for one in events if not one.relicensing)]
    for one in ordered[:MAX_ROWS]:
        terms = (
            f": {line(one.before, 60) or 'none'} -> {line(one.after, 60) or 'none'}"
            if one.relicensing
            else ""
        )
        star = "*" if one.relicensing else " "
        yield said(
            f"{star} {day(one.date)}  {line(one.commit[:10])}  {line(one.path, 100)} "
            f"{line(one.action, 20)}{terms}"
        )
        if one.diff and one.relicensing:
            yield said(_word_diff(one), 6)
    yield from rest(len(ordered))


def _word_diff(event: LicenseEvent) -> str:
    """Return a change as ``git diff --word-diff=plain`` marks it."""
    marks = {"added": "{{+{}+}}", "removed": "[-{}-]"}
    held = event.diff.pieces[:20] if event.diff else ()
    return " ".join(marks[kind].format(line(text, 200)) for kind, text in held if kind in marks)


def _others(licenses: Licenses) -> Iterator[RenderableType]:
    if licenses.vendored:
        yield Text()
        yield said(f"{words.counted(len(licenses.vendored), 'folder')} of others' code:")
        for one in licenses.vendored[:MAX_ROWS]:
            yield said(
                f"{line(one.path, 100)}  {line(one.upstream, 60)}  "
                f"{line(one.expression, 60) or 'license not stated'}",
                4,
            )
        yield from rest(len(licenses.vendored))
    if licenses.dependencies:
        terms = dependency_terms(licenses.dependencies)
        known = sum(number for _, number in terms)
        common = ", ".join(f"{line(name, 40) or 'not stated'} ({number:,})" for name, number in terms[:8])
        yield Text()
        yield said(
            f"{words.counted(len(licenses.dependencies), 'entry', 'entries')} in lock files; "
            "license unknown: "
            f"{len(licenses.dependencies) - known:,}; known: {known:,}{f' ({common})' if common else ''}."
        )


def openness_part(openness: Openness | Unknown) -> Iterator[RenderableType]:
    """Yield the section on models and data sets."""
    yield from heading("Models and data sets")
    if isinstance(openness, Unknown):
        yield unknown(openness)
        return
    if not openness.artifacts:
        yield said("The repository names no model or data set.")
        return
    yield table(
        ("name", "kind", "license", "verdict", "restrictions", "made from"),
        (
            (
                line(one.name, 60) + (f"\n{line(one.id, 60)}" if one.id != one.name else ""),
                line(one.kind, 10),
                line(one.license, 60) or "unknown",
                line(one.verdict, 60),
                ", ".join(line(held, 40) for held in one.restrictions),
                ", ".join(line(held, 60) for held in one.base),
            )
            for one in openness.artifacts[:MAX_ROWS]
        ),
    )
    yield from rest(len(openness.artifacts))
