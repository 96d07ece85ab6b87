"""Facts for the tests of hidden text: one body, one message or one patch at a time."""

from __future__ import annotations

from typing import Any

from detectors.hidden import detect
from detectors.model import ChangedFile, Finding, Kind, TextFile, Unknown
from tests.factories import commit, facts


def of_body(body: str, kind: Kind = Kind.PULL_REQUEST, **changes: Any) -> tuple[Finding, ...]:
    return detect(facts(body=body, kind=kind, **changes))


def of_message(message: str) -> tuple[Finding, ...]:
    return detect(facts(commits=(commit(message),)))


def of_patch(patch: str, path: str = "src/app.py", status: str = "modified") -> tuple[Finding, ...]:
    return detect(facts(files=(ChangedFile(path, status, 1, 1, patch),)))


def of_added(*lines: str, path: str = "src/app.py") -> tuple[Finding, ...]:
    return of_patch(f"@@ -9,0 +10,{len(lines)} @@\n" + "\n".join(f"+{line}" for line in lines), path)


def of_path(path: str, status: str = "added") -> tuple[Finding, ...]:
    return detect(facts(files=(ChangedFile(path, status, 1, 0, Unknown("binary")),)))


def template(text: str) -> tuple[TextFile, ...]:
    return (TextFile(".github/pull_request_template.md", text, "main"),)


def ids(findings: tuple[Finding, ...]) -> list[str]:
    return [found.id.removeprefix("hidden/") for found in findings]
