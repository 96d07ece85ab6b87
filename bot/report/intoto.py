"""A report as an in-toto Statement v1: what an audit attests of one commit, ready to be signed.

The predicate has counts and facts that can be looked up, and the digest of the JSON report they are taken
from. The estimated share is not in it: statements are published, and an estimate is for auditors.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from typing import Any, Final

from bot.audit.model import Licenses, Openness, Report
from bot.report import json as report_json
from bot.report import words
from bot.report.figures import exclusions_of, totals, unknowns
from bot.report.seen import findings_of, for_files, line
from detectors.model import Unknown

STATEMENT: Final = "https://in-toto.io/Statement/v1"
#: Names the form of the predicate (docs/audit-formats.md); a URN of ours needs no web server to stay true.
PREDICATE: Final = "urn:byline:audit:1"
_COMMIT: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def render(report: Report) -> bytes:
    """Return the statement in UTF-8; its subject is the commit, or the JSON report where there is none."""
    report = for_files(report)
    digest = hashlib.sha256(report_json.render(report)).hexdigest()
    commit = report.scope.commit
    if _COMMIT.fullmatch(commit):
        subject = {"name": line(report.scope.repository), "digest": {"gitCommit": commit}}
    else:
        subject = {"name": "audit.json", "digest": {"sha256": digest}}
    statement = {
        "_type": STATEMENT,
        "subject": [subject],
        "predicateType": PREDICATE,
        "predicate": _predicate(report, digest),
    }
    return json.dumps(statement, indent=1, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _predicate(report: Report, digest: str) -> dict[str, Any]:
    scope, sums = report.scope, totals(report)
    return {
        "auditor": {"name": "byline", "version": line(report.method.byline)},
        "report": {"schema": report.schema, "digest": {"sha256": digest}},
        "scope": {
            "repository": line(scope.repository),
            "asOf": line(scope.as_of),
            "since": line(scope.since),
            "until": line(scope.until),
            "commits": scope.commits,
            "merges": scope.merges,
            "shallow": scope.shallow,
            "partial": scope.partial,
            "leftOut": [
                {"what": line(e.what), "count": e.count, "reason": line(e.reason)}
                for e in exclusions_of(report)
            ],
        },
        "aiEvidence": {
            "commits": sums["commits"],
            "declared": sums["declared"],
            "exact": sums["exact"],
            "agents": [
                {"agent": line(a.agent), "class": line(a.tier), "commits": a.commits}
                for a in report.ai.agents
            ],
        },
        "claims": [
            {"claim": line(c.claim), "text": line(c.text.text), "differs": c.differs, "commits": c.counted}
            for c in report.claims
        ],
        "signOff": {
            "commits": sums["month_commits"],
            "signedOff": sums["signed_off"],
            "byAuthor": sums["by_author"],
            "byAgent": sums["by_agent"],
            "withSignature": sums["signed"],
        },
        "reviews": _reviews(report),
        "licenses": _licenses(report.licenses),
        "models": _models(report.openness),
        "findings": dict(sorted(Counter(line(one.id) for one in findings_of(report)).items())),
        "setAside": len(report.dismissed),
        "unknown": [{"section": name, "reason": line(reason)} for name, reason in unknowns(report)],
        "note": words.ADVICE,
    }


def _reviews(report: Report) -> dict[str, int] | None:
    held = report.people.reviews
    if isinstance(held, Unknown):
        return None
    return {
        "merged": held.merged,
        "selfMerged": held.self_merged,
        "unreviewed": held.unreviewed,
        "byAgent": held.by_agent,
    }


def _licenses(held: Licenses | Unknown) -> dict[str, Any] | None:
    if isinstance(held, Unknown):
        return None
    return {
        "declared": [
            {"license": line(d.expression), "source": line(d.source), "path": line(d.path)}
            for d in held.declared
        ],
        "relicensings": [
            {"commit": line(e.commit), "path": line(e.path), "before": line(e.before), "after": line(e.after)}
            for e in held.events
            if e.relicensing
        ],
        "vendored": len(held.vendored),
        "dependencies": len(held.dependencies),
        "dependenciesUnknown": sum(isinstance(d.expression, Unknown) for d in held.dependencies),
    }


def _models(held: Openness | Unknown) -> list[dict[str, str]] | None:
    if isinstance(held, Unknown):
        return None
    return [
        {"kind": line(a.kind), "id": line(a.id), "license": line(a.license), "verdict": line(a.verdict)}
        for a in held.artifacts
    ]
