"""A report for a terminal, or a pipe: every word is there without color, and nothing in it can act."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from bot.audit.model import (
    AIEvidence,
    Exclusion,
    People,
    Quarter,
    Report,
    Scope,
    SelfClaim,
)
from bot.report import words
from bot.report.figures import exclusions_of, largest, totals
from bot.report.seen import day, findings_of, for_files, line
from bot.report.terminal import MAX_EXAMPLES, MAX_ROWS, bold, heading, pairs, quote, rest, said, table
from bot.report.text_tree import licenses_part, openness_part
from detectors.model import Unknown

MAX_QUARTERS: Final = 12
#: Columns of the text where nobody says how wide the terminal is.
WIDTH: Final = 100
_NARROWEST: Final = 60


def render(report: Report, *, color: bool = False, width: int = WIDTH) -> bytes:
    """Return the report in UTF-8, ``width`` columns wide; without ``color`` there are no escape codes."""
    report = for_files(report)
    console = Console(
        file=io.StringIO(),
        width=max(width, _NARROWEST),
        height=100,
        force_terminal=color,
        color_system="standard" if color else None,
        no_color=not color,
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
        _environ={},
    )
    for part in _parts(report):
        console.print(part, soft_wrap=False)
    held = console.file
    assert isinstance(held, io.StringIO)  # noqa: S101 - said three lines above
    text = "\n".join(row.rstrip() for row in held.getvalue().splitlines())
    return (text.rstrip("\n") + "\n").encode("utf-8", "replace")


def _parts(report: Report) -> Iterator[RenderableType]:
    yield bold(f"Provenance of {line(words.headline(report))}")
    yield from _scope(report.scope, exclusions_of(report))
    yield from _summary(report)
    yield from _ai(report.ai)
    yield from _claims(report.claims)
    yield from _people(report.people)
    yield from licenses_part(report.licenses)
    yield from openness_part(report.openness)
    yield from _findings(report)
    yield from _comparison(report)
    yield from _method(report)


def _scope(scope: Scope, exclusions: Sequence[Exclusion]) -> Iterator[RenderableType]:
    span = f", {day(scope.first)} to {day(scope.last)}" if scope.first else ""
    yield Text(
        f"{words.counted(scope.commits, 'commit')}, {scope.merges:,} of them merges{span}; "
        f"as of {line(scope.as_of, 40) or 'never'}."
    )
    if scope.since or scope.until:
        yield Text(
            f"Range: since {line(scope.since, 40) or 'the beginning'} "
            f"until {line(scope.until, 40) or 'the end'}."
        )
    if scope.shallow:
        yield Text("Shallow clone: older commits are missing, so nothing is said of them.", style="yellow")
    if scope.partial:
        yield Text("Partial clone: some contents are missing; what needs them is unknown.", style="yellow")
    for one in exclusions[:MAX_ROWS]:
        yield Text(f"Left out: {one.count:,} {line(one.what, 80)}: {line(one.reason)}.")


def _summary(report: Report) -> Iterator[RenderableType]:
    sums = totals(report)
    licenses = report.licenses
    if isinstance(licenses, Unknown):
        terms = f"unknown: {line(licenses.reason)}"
    else:
        terms = line(licenses.declared[0].expression, 80) if licenses.declared else "none found"
    yield from heading("At a glance")
    rows = (
        ("AI use declared", words.part(sums["declared"], sums["commits"]) + " commits"),
        ("other exact traces", words.part(sums["exact"], sums["commits"]) + " commits"),
        (
            "estimated share",
            line(words.estimate(report.ai.whole))
            + f", of {report.ai.whole.judged:,} messages that could be judged",
        ),
        ("signed off", words.part(sums["signed_off"], sums["month_commits"]) + " commits"),
        ("with a signature", words.part(sums["signed"], sums["month_commits"]) + " commits"),
        ("declared license", terms),
        (
            "claims about itself",
            f"{len(report.claims)}, of which {sums['differing']} differ from the history",
        ),
        ("findings", f"{len(findings_of(report))}, and {len(report.dismissed)} set aside"),
    )
    yield Padding(pairs(rows), (0, 0, 0, 2))


def _ai(ai: AIEvidence) -> Iterator[RenderableType]:
    yield from heading("AI evidence, in three classes that are never mixed")
    if ai.quarters:
        yield table(
            (
                "quarter",
                "commits#",
                "declared#",
                "exact#",
                "judged#",
                "not judged#",
                "estimated share",
                "interval",
            ),
            (_quarter(one) for one in ai.quarters[-MAX_QUARTERS:]),
        )
        if len(ai.quarters) > MAX_QUARTERS:
            yield said(f"and {len(ai.quarters) - MAX_QUARTERS} earlier quarters")
    yield said(words.ESTIMATE_NOTE)
    yield from _agents(ai)
    yield from _dialects(ai)


def _quarter(one: Quarter) -> tuple[str, ...]:
    held = one.estimate
    share = (
        words.rough(held.point)
        if held.verdict == "share" and held.point is not None
        else words.estimate(held)
    )
    return (
        line(one.quarter, 10),
        f"{one.commits:,}",
        f"{one.declared:,} {words.coverage(one.declared, one.commits):>8}",
        f"{one.exact:,} {words.coverage(one.exact, one.commits):>8}",
        f"{one.judged:,}",
        f"{one.not_judged:,}",
        line(share, 120),
        words.interval(held),
    )


def _agents(ai: AIEvidence) -> Iterator[RenderableType]:
    if not ai.agents:
        yield said("No declared or exact trace of an agent was found in the commits looked at.")
        return
    yield Text()
    yield table(
        ("agent", "class", "commits#", "first", "last", "example"),
        (
            (
                line(one.name, 40),
                line(one.tier, 10),
                f"{one.commits:,}",
                day(one.first),
                day(one.last),
                quote(one.examples[0]) if one.examples else "",
            )
            for one in ai.agents[:MAX_ROWS]
        ),
    )
    yield from rest(len(ai.agents))


def _dialects(ai: AIEvidence) -> Iterator[RenderableType]:
    dialects = [one for one in ai.dialects if one.kept or one.broken]
    if not dialects:
        return
    yield Text()
    asked = f" The project asks for {line(ai.chosen, 60)}." if ai.chosen else ""
    yield said(f"Disclosures held against published forms.{asked}")
    problems = (
        (
            line(one.dialect, 40),
            f"{one.kept:,}",
            f"{one.broken:,}",
            "; ".join(f"{number:,} x {line(text, 80)}" for text, number in one.problems[:4]),
        )
        for one in dialects[:MAX_ROWS]
    )
    yield table(("form", "kept#", "not kept#", "what differs"), problems)


def _claims(claims: Sequence[SelfClaim]) -> Iterator[RenderableType]:
    yield from heading("What the project says of itself, beside its history")
    if not claims:
        yield said("No statement of the project about its own use of AI was found.")
    for one in claims[:MAX_ROWS]:
        since = f", since {day(one.since)}" if one.since else ""
        yield said(f"The project {words.CLAIMS.get(one.claim, line(one.claim, 40))}{since}:")
        yield said(quote(one.text), 4)
        yield said(words.difference(one), 4)
        for held in one.commits[:MAX_EXAMPLES]:
            yield said(quote(held), 6)
    yield from rest(len(claims))


def _people(people: People) -> Iterator[RenderableType]:
    yield from heading("People, sign-off and signatures")
    yield said(
        f"{words.counted(people.authors, 'author')}, {words.counted(people.bots, 'bot')}, "
        f"{words.counted(people.agents, 'AI agent')}; "
        f"{words.counted(people.unknown_mail, 'person')} without a usable mail, "
        f"{people.changed_mail:,} with more than one; "
        f"{words.counted(people.imported, 'commit')} of imported history."
    )
    years: dict[str, list[int]] = {}
    for month in people.months:
        held = years.setdefault(month.month[:4], [0, 0, 0, 0, 0])
        for at, number in enumerate(
            (month.commits, month.signed_off, month.by_author, month.by_agent, month.signed)
        ):
            held[at] += number
    if years:
        yield table(
            ("year", "commits#", "signed off#", "by author#", "by an agent#", "with a signature#"),
            (
                (
                    line(year, 4),
                    f"{n[0]:,}",
                    words.coverage(n[1], n[0]),
                    words.coverage(n[2], n[0]),
                    f"{n[3]:,}",
                    words.coverage(n[4], n[0]),
                )
                for year, n in list(years.items())[-MAX_ROWS:]
            ),
        )
    for one in people.agent_sign_offs[:MAX_EXAMPLES]:
        yield said(f"Signed off by an agent: {quote(one)}")
    yield from _reviews(people)
    yield from _drops(people)


def _reviews(people: People) -> Iterator[RenderableType]:
    held = people.reviews
    if isinstance(held, Unknown):
        yield said(f"Reviews: unknown: {line(held.reason)}")
        return
    yield said(
        f"Of {words.counted(held.merged, 'merged pull request')}: "
        f"{held.self_merged:,} merged by their own author, "
        f"{held.unreviewed:,} without a review, {held.by_agent:,} approved by bots alone."
    )


def _drops(people: People) -> Iterator[RenderableType]:
    if not people.drops:
        return
    yield Text()
    yield said("Single commits that brought many lines, the largest first:")
    yield table(
        ("commit", "date", "author", "lines#", "files#", "what", "subject"),
        (
            (
                line(one.commit[:10]),
                day(one.date),
                line(one.author, 30),
                f"{one.added:,}",
                f"{one.files:,}",
                line(words.DROPS.get(one.kind, one.kind), 30),
                line(one.subject, 60),
            )
            for one in largest(people.drops, MAX_ROWS)
        ),
    )
    yield from rest(len(people.drops))


def _findings(report: Report) -> Iterator[RenderableType]:
    found = findings_of(report)
    yield from heading(f"Findings ({len(found)})")
    colors = {"failure": "red", "warning": "yellow"}
    for one in found[:MAX_ROWS]:
        word = str(one.severity)
        yield Padding(
            Text.assemble((word, colors.get(word, "cyan")), f"  {line(one.claim)}  [{line(one.id, 80)}]"),
            (0, 0, 0, 2),
        )
        for held in one.evidence[:MAX_EXAMPLES]:
            yield said(f"{line(held.place, 120)}: {line(held.quote, 160)}", 6)
        yield said(line(one.remedy), 6)
    yield from rest(len(found))
    for dismissed in report.dismissed[:MAX_ROWS]:
        until = f", until {line(dismissed.expires, 20)}" if dismissed.expires else ""
        yield said(
            f"Set aside: {line(dismissed.finding, 120)} by {line(dismissed.owner, 60)}{until}: "
            f"{line(dismissed.reason)}"
        )


def _comparison(report: Report) -> Iterator[RenderableType]:
    held = report.comparison
    if held is None:
        return
    yield from heading(f"Since {line(held.commit[:12])} of {line(held.as_of, 40)}")
    if not held.changes:
        yield said("Nothing differs.")
    for one in held.changes[: 3 * MAX_ROWS]:
        yield said(f"{line(one.kind, 10):8} {line(one.what, 100)}: {line(one.text)}")
    yield from rest(len(held.changes), 3 * MAX_ROWS)


def _method(report: Report) -> Iterator[RenderableType]:
    method = report.method
    yield from heading("Method and limits")
    yield said(
        f"Byline {line(method.byline, 40)}; classifier {line(method.model, 60) or 'not used'}; "
        f"calibration {line(method.calibration, 60) or 'none'}; "
        f"error rates {line(method.rates, 60) or 'none'}; registry {line(method.registry, 60) or 'none'}."
    )
    for rate in method.error_rates[:MAX_ROWS]:
        yield said(
            f"{line(rate.what, 120)}: {words.percent(rate.typical)} typically, "
            f"{words.percent(rate.worst)} in the least favorable case ({rate.texts:,} texts)."
        )
    for text in (*words.LIMITS, words.ADVICE):
        yield said(f"- {text}")
    yield said("If you are named here and something is wrong:")
    for text in words.CORRECTION:
        yield said(f"- {text}")
