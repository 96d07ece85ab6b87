"""Facts from the short form in which the cases of ``corpus/*.yml`` are written.

What a case leaves out is known and ordinary: a pull request of one commit to one source file, by a person
with read access who has done nothing else. ``unknown`` in the place of a value is a fact that could not be
had.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any, Final

from detectors.model import (
    Account,
    Approval,
    Audience,
    Branch,
    ChangedFile,
    Commit,
    Contribution,
    Declared,
    Evidence,
    Facts,
    Finding,
    History,
    Identity,
    Kind,
    LinkedIssue,
    MergedShare,
    Override,
    Repository,
    Severity,
    State,
    TextFile,
    Tier,
    Unknown,
)
from tests import factories

UNKNOWN: Final = Unknown("no network")
AS_OF: Final = "2026-11-02T00:00:00Z"

_LOGIN: Final = "octocat"
_ORDINARY: Final[Mapping[str, Any]] = {
    "kind": "pull_request",
    "title": "Close the file after reading",
    "body": "The reader left files open.",
    "author": _LOGIN,
    "association": "CONTRIBUTOR",
    "permission": "read",
    "teams": [],
    "labels": [],
    "files": ["src/reader.py"],
    "commits": ["Close the file after reading"],
    "linked_issues": [],
    "approvals": [],
    "review_bots": [],
    "history": {},
    "draft": False,
    "base": "main",
    "head": "close-files",
    "created_at": "2026-11-01T10:00:00Z",
    "template": None,
    "trust_file": None,
    "merged_share": {},
    "override": None,
    "declared": None,
    "not_there": [],
}
_HAS_CHANGES: Final = frozenset({Kind.PULL_REQUEST, Kind.COMMIT})
_TEMPLATES: Final = {
    Kind.PULL_REQUEST: ".github/PULL_REQUEST_TEMPLATE.md",
    Kind.ISSUE: ".github/ISSUE_TEMPLATE.md",
}


def facts(given: Mapping[str, Any], trust_path: str = ".github/VOUCHED.td") -> Facts:
    """Return the facts that ``given`` describes; a word that is no fact is an error."""
    strange = sorted(given.keys() - _ORDINARY.keys())
    assert not strange, f"no facts: {strange}"
    told = {**_ORDINARY, **given}
    kind = Kind(told["kind"])
    state = State(
        override=told["override"] and Override(**{"by": "maintainer", "at": AS_OF, **told["override"]}),
        declared=told["declared"]
        and Declared(**{"extent": "", "by": _LOGIN, "at": AS_OF, **told["declared"]}),
    )
    return Facts(_contribution(kind, told), _repository(kind, told, trust_path), as_of=AS_OF, state=state)


def looked_up(given: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return what the look-up of references says of the things under ``not_there``: the text cites them."""
    return tuple(
        Finding(
            id="references/missing",
            detector="references",
            tier=Tier.CHECKABLE,
            severity=Severity.WARNING,
            audience=Audience.PUBLIC,
            claim=f"{name} is cited and not in the tree.",
            evidence=(Evidence("the text", name),),
            remedy="",
        )
        for name in given.get("not_there", ())
    )


def _contribution(kind: Kind, told: Mapping[str, Any]) -> Contribution:
    login = told["author"]
    account = Account(login, "Bot" if login.endswith("[bot]") else "User", told["association"])
    changes = kind in _HAS_CHANGES
    pull = kind is Kind.PULL_REQUEST
    return factories.contribution(
        kind=kind,
        title=told["title"],
        body=told["body"],
        author=account,
        created_at=told["created_at"],
        labels=_or_unknown(told["labels"], tuple),
        draft=told["draft"],
        base=Branch(told["base"], "f" * 40, "acme/widget") if pull else None,
        head=Branch(told["head"], factories.HEAD, f"{_LOGIN}/widget") if pull else None,
        commits=_or_unknown(told["commits"], lambda all_: _commits(all_, login)) if changes else (),
        files=_or_unknown(told["files"], _files) if changes else (),
        author_permission=_or_unknown(told["permission"], str),
        author_teams=_or_unknown(told["teams"], tuple),
        author_history=_or_unknown(told["history"], _history),
        linked_issues=_or_unknown(told["linked_issues"], _issues),
        approvals=_or_unknown(told["approvals"], _approvals),
        review_bots=_or_unknown(told["review_bots"], tuple),
    )


def _repository(kind: Kind, told: Mapping[str, Any], trust_path: str) -> Repository:
    path = _TEMPLATES.get(kind, "")
    return Repository(
        "acme/widget",
        "main",
        private=False,
        policy=None,
        templates=_or_unknown(told["template"], lambda text: _template(path, text)),
        trust_file=_or_unknown(told["trust_file"], lambda text: _text_file(trust_path, text)),
        message=None,
        merged_share=_or_unknown(told["merged_share"], _share),
    )


def _or_unknown(value: Any, made: Callable[[Any], Any]) -> Any:
    return UNKNOWN if value == "unknown" else made(value)


def _commits(messages: list[str], login: str) -> tuple[Commit, ...]:
    """Return one commit for each message, by the author of the contribution."""
    person = Identity("Mona", "mona@example.org")
    if login.endswith("[bot]"):
        person = Identity(login, f"1+{login}@users.noreply.github.com")
    return tuple(
        replace(
            factories.commit(message),
            sha=f"{number:040x}",
            author=person,
            committer=person,
            author_login=login,
            committer_login=login,
        )
        for number, message in enumerate(messages, start=1)
    )


def _files(files: list[Any] | Mapping[str, list[int]]) -> tuple[ChangedFile, ...]:
    """Read ``[path]``, ``[{path, status}]`` or ``{path: [lines added, lines deleted]}``."""
    if isinstance(files, Mapping):
        return tuple(
            ChangedFile(path, "modified", added, deleted, "") for path, (added, deleted) in files.items()
        )
    told = [file if isinstance(file, Mapping) else {"path": file} for file in files]
    return tuple(ChangedFile(file["path"], file.get("status", "modified"), 3, 1, "") for file in told)


def _history(told: Mapping[str, Any]) -> History:
    nothing = dict.fromkeys(("open_pulls", "open_ai_pulls", "opened_today", "merged", "violations"), 0)
    return History(**{key: _or_unknown(value, int) for key, value in {**nothing, **told}.items()})


def _issues(issues: list[Mapping[str, Any]]) -> tuple[LinkedIssue, ...]:
    return tuple(
        LinkedIssue(
            issue["number"],
            issue.get("open", True),
            tuple(issue.get("labels", ())),
            tuple(issue.get("assignees", ())),
        )
        for issue in issues
    )


def _approvals(approvals: list[Mapping[str, Any]]) -> tuple[Approval, ...]:
    return tuple(
        Approval(Account(one["login"]), one.get("state", "APPROVED"), one.get("permission", "write"))
        for one in approvals
    )


def _template(path: str, text: str | None) -> tuple[TextFile, ...]:
    return () if text is None else (TextFile(path, text, "main"),)


def _text_file(path: str, text: str | None) -> TextFile | None:
    return None if text is None else TextFile(str(PurePosixPath(path)), text, "main")


def _share(told: Mapping[str, Any]) -> MergedShare:
    return MergedShare(**{"days": 42, "merged": 40, "with_ai": 0, **told})
