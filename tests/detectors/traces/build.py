"""Facts for the traces tests: one text or one commit at a time."""

from __future__ import annotations

from typing import Any

from detectors.model import ChangedFile, Facts, Finding, Identity, Kind, Repository
from detectors.traces import detect
from tests.factories import commit, contribution


def facts(**changes: Any) -> Facts:
    return Facts(contribution(**changes), Repository("acme/widget", "main", False), "2026-11-01T10:00:00Z")


def of_body(body: str, kind: Kind = Kind.PULL_REQUEST, **changes: Any) -> tuple[Finding, ...]:
    return detect(facts(kind=kind, body=body, **changes))


def of_message(message: str, **changes: Any) -> tuple[Finding, ...]:
    return detect(facts(commits=(commit(message, **changes),)))


def of_author(name: str, mail: str, login: str | None = None) -> tuple[Finding, ...]:
    who = Identity(name, mail)
    return of_message("Fix\n", author=who, committer=who, author_login=login, committer_login=login)


def brief(findings: tuple[Finding, ...]) -> list[tuple[str, str | None]]:
    return [(f.id.removeprefix("traces/"), f.agent) for f in findings]


def added(path: str) -> ChangedFile:
    return ChangedFile(path, "added", 1, 0, "")
