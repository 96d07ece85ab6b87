"""A report as CSV, one file a table, for spreadsheets: no cell of theirs is a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Final

from bot.audit.model import Estimate, Licenses, Quote, Report
from bot.report import words
from bot.report.figures import exclusions_of, unknowns
from bot.report.seen import cell, findings_of, for_files
from detectors.model import Evidence, Unknown

Rows = Iterable[Sequence[object]]
#: Zip files cannot say "no time"; this is their zero.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_ESTIMATE: Final = ("verdict", "reason", "point", "low", "high")


def render(report: Report) -> bytes:
    """Return all files in one zip; they are stored as they are, so the bytes depend on no version of zlib."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, text in files(report).items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.external_attr = 0o644 << 16
            archive.writestr(info, text)
    return held.getvalue()


def files(report: Report) -> dict[str, bytes]:
    """Return the files by name, in UTF-8 with lines that end as RFC 4180 asks.

    A section that could not be looked at has no file; ``unknown.csv`` says why.
    """
    report = for_files(report)
    tables = {**_about(report), **_ai(report), **_people(report)}
    if isinstance(report.licenses, Licenses):
        tables |= _licenses(report.licenses)
    if not isinstance(report.openness, Unknown):
        tables["models.csv"] = (
            ("kind", "id", "name", "license", "verdict", "restrictions", "base", "places"),
            (
                (
                    a.kind,
                    a.id,
                    a.name,
                    a.license,
                    a.verdict,
                    "; ".join(a.restrictions),
                    "; ".join(a.base),
                    _places(a.places),
                )
                for a in report.openness.artifacts
            ),
        )
    return {name: _written(head, rows) for name, (head, rows) in tables.items()}


def _written(head: Sequence[str], rows: Rows) -> bytes:
    held = io.StringIO(newline="")
    writer = csv.writer(held, lineterminator="\r\n")
    writer.writerow(head)
    writer.writerows([cell(value) for value in row] for row in rows)
    return held.getvalue().encode("utf-8", "replace")


def _places(quotes: Iterable[Quote]) -> str:
    return "; ".join(_place(one) for one in quotes)


def _place(one: Quote) -> str:
    at = "" if one.line is None else f":{one.line}" if one.path else f"line {one.line}"
    return " ".join(part for part in (one.commit, f"{one.path}{at}") if part)


def _estimate(one: Estimate) -> tuple[object, ...]:
    verdict = words.VERDICTS.get(one.verdict, "no estimate" if one.verdict == "no_estimate" else one.verdict)
    point = one.point if one.verdict == "share" else None
    return verdict, one.reason, point, one.low, one.high


Tables = Mapping[str, tuple[Sequence[str], Rows]]


def _about(report: Report) -> Tables:
    rates = ((r.what, r.typical, r.worst, r.texts) for r in report.method.error_rates)
    aside = ((d.finding, d.owner, d.reason, d.expires) for d in report.dismissed)
    tables: dict[str, tuple[Sequence[str], Rows]] = {
        "about.csv": (("name", "value"), _settings(report)),
        "error-rates.csv": (("what", "typical", "worst", "texts"), rates),
        "left-out.csv": (
            ("what", "count", "reason"),
            ((e.what, e.count, e.reason) for e in exclusions_of(report)),
        ),
        "unknown.csv": (("section", "reason"), unknowns(report)),
        "findings.csv": (
            ("severity", "tier", "id", "claim", "place", "path", "line", "quote", "remedy"),
            _findings(report),
        ),
        "set-aside.csv": (("finding", "owner", "reason", "expires"), aside),
    }
    if report.comparison:
        changes = ((c.kind, c.what, c.text) for c in report.comparison.changes)
        tables["changes.csv"] = (("kind", "what", "text"), changes)
    return tables


def _settings(report: Report) -> Iterator[Sequence[object]]:
    yield "schema", report.schema
    for part in (report.scope, report.method):
        for field in fields(part):
            value = getattr(part, field.name)
            if not isinstance(value, tuple):
                yield field.name, value
    yield from report.method.options
    yield "note on the estimate", words.ESTIMATE_NOTE
    yield "note", words.ADVICE


def _findings(report: Report) -> Iterator[Sequence[object]]:
    for one in findings_of(report):
        for held in one.evidence or (Evidence("", ""),):
            place = (held.place, held.path, held.line, held.quote)
            yield str(one.severity), str(one.tier), one.id, one.claim, *place, one.remedy


def _ai(report: Report) -> Tables:
    ai = report.ai
    return {
        "quarters.csv": (
            (
                "quarter",
                "commits",
                "declared",
                "exact",
                "judged",
                "not_judged",
                *(f"estimate_{name}" for name in _ESTIMATE),
            ),
            (
                (q.quarter, q.commits, q.declared, q.exact, q.judged, q.not_judged, *_estimate(q.estimate))
                for q in ai.quarters
            ),
        ),
        "estimate.csv": (
            ("judged", *_ESTIMATE, "note"),
            ((ai.whole.judged, *_estimate(ai.whole), words.ESTIMATE_NOTE),),
        ),
        "agents.csv": (
            ("agent", "name", "class", "commits", "first", "last", "examples"),
            ((a.agent, a.name, a.tier, a.commits, a.first, a.last, _places(a.examples)) for a in ai.agents),
        ),
        "disclosures.csv": (
            ("form", "source", "kept", "not_kept", "problems", "examples"),
            (
                (
                    d.dialect,
                    d.source,
                    d.kept,
                    d.broken,
                    "; ".join(f"{text} ({number})" for text, number in d.problems),
                    _places(d.examples),
                )
                for d in ai.dialects
            ),
        ),
        "claims.csv": (
            ("claim", "since", "place", "text", "differs", "commits", "examples", "in_words"),
            (
                (
                    c.claim,
                    c.since,
                    _place(c.text),
                    c.text.text,
                    c.differs,
                    c.counted,
                    _places(c.commits),
                    words.difference(c),
                )
                for c in report.claims
            ),
        ),
    }


def _people(report: Report) -> Tables:
    people = report.people
    tables: dict[str, tuple[Sequence[str], Rows]] = {
        "identities.csv": (
            ("name", "mail", "kind", "commits", "co_authored", "signed_off", "first", "last", "other_names"),
            (
                (p.name, p.mail, p.kind, p.commits, p.co_authored, p.signed_off, p.first, p.last, p.aliases)
                for p in people.persons
            ),
        ),
        "sign-off.csv": (
            ("month", "commits", "signed_off", "by_author", "by_agent", "with_signature"),
            ((m.month, m.commits, m.signed_off, m.by_author, m.by_agent, m.signed) for m in people.months),
        ),
        "agent-sign-offs.csv": (("place", "text"), ((_place(q), q.text) for q in people.agent_sign_offs)),
        "large-changes.csv": (
            ("commit", "date", "author", "subject", "kind", "files", "added"),
            ((d.commit, d.date, d.author, d.subject, d.kind, d.files, d.added) for d in people.drops),
        ),
    }
    if not isinstance(people.reviews, Unknown):
        held = people.reviews
        counts = ((name, getattr(held, name)) for name in ("merged", "self_merged", "unreviewed", "by_agent"))
        tables["reviews.csv"] = (("what", "count"), counts)
    return tables


def _licenses(held: Licenses) -> Tables:
    return {
        "licenses.csv": (
            ("source", "path", "license"),
            ((d.source, d.path, d.expression) for d in held.declared),
        ),
        "license-disagreements.csv": (("text",), ((text,) for text in held.disagreements)),
        "license-map.csv": (("directory", "license", "files"), held.directories),
        "license-changes.csv": (
            (
                "commit",
                "date",
                "author",
                "path",
                "previous",
                "action",
                "before",
                "after",
                "relicensing",
                "word_diff",
            ),
            (
                (
                    e.commit,
                    e.date,
                    e.author,
                    e.path,
                    e.previous,
                    e.action,
                    e.before,
                    e.after,
                    e.relicensing,
                    _diff(e.diff.pieces if e.diff else ()),
                )
                for e in held.events
            ),
        ),
        "license-headers.csv": (
            ("language", "files", "with_header", "license", "files_with_license"),
            _headers(held),
        ),
        "vendored.csv": (
            ("path", "upstream", "license", "files", "modified"),
            ((v.path, v.upstream, v.expression, v.files, _or_unknown(v.modified)) for v in held.vendored),
        ),
        "dependencies.csv": (
            ("ecosystem", "name", "version", "license", "lock_file"),
            ((d.ecosystem, d.name, d.version, _or_unknown(d.expression), d.path) for d in held.dependencies),
        ),
    }


def _headers(held: Licenses) -> Iterator[Sequence[object]]:
    for one in held.headers:
        for expression, number in one.expressions or (("", 0),):
            yield one.language, one.files, one.with_header, expression, number


def _diff(pieces: Iterable[tuple[str, str]]) -> str:
    marks = {"added": "{{+{}+}}", "removed": "[-{}-]"}
    return " ".join(marks[kind].format(text) for kind, text in pieces if kind in marks)


def _or_unknown(value: object) -> object:
    return f"unknown: {value.reason}" if isinstance(value, Unknown) else value
