"""``when``: whether the conditions of a case hold, are known not to hold, or cannot be told."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from detectors.model import History, Involvement, Kind, LinkedIssue, Unknown
from policies import evidence, globs, trust
from policies.case import Case
from policies.problems import listed, quote
from policies.schema import When

#: GitHub's ``author_association`` in the words of the language.
_GROUPS: Final = MappingProxyType(
    {
        "FIRST_TIME_CONTRIBUTOR": "new",
        "FIRST_TIMER": "new",
        "NONE": "new",
        "CONTRIBUTOR": "contributor",
        "OWNER": "member",
        "MEMBER": "member",
        "COLLABORATOR": "member",
    }
)
_BY_ASSOCIATION: Final = frozenset(_GROUPS.values())
#: Kinds for which GitHub says nothing of the author's association.
_NO_ASSOCIATION: Final = frozenset({Kind.COMMIT, Kind.SECURITY_REPORT})
_COMPARES: Final = MappingProxyType(
    {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}
)
_COMPARISON: Final = re.compile(r"(>=|<=|>|<)\s*([0-9]{1,7})")


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a condition holds (``None``: that cannot be told), and what was looked at."""

    holds: bool | None
    looked_at: str


def check(when: When, case: Case) -> Answer:
    """Judge all conditions of ``when``: one that does not hold settles it, then one that is unknown."""
    answers = [ask(when, case) for key, ask in _ASK.items() if getattr(when, key) is not None]
    against = next((answer for answer in answers if answer.holds is False), None)
    unknown = next((answer for answer in answers if answer.holds is None), None)
    together = Answer(True, "; ".join(answer.looked_at for answer in answers))
    return against or unknown or together


def _kind(when: When, case: Case) -> Answer:
    return Answer(case.facts.contribution.kind.value in (when.kind or ()), f"it is a {case.kind}")


def _author(when: When, case: Case) -> Answer:
    """Any one of the groups is enough; where none is sure, one that cannot be told leaves it open."""
    answers = [_is_in(group, case) for group in when.author or ()]
    for answer in answers:
        if answer.holds:
            return answer
    return next((answer for answer in answers if answer.holds is None), answers[0])


def _is_in(group: str, case: Case) -> Answer:
    author = case.facts.contribution.author
    if group == "bot":
        return Answer(author.is_bot, f"the author's account is {'a' if author.is_bot else 'no'} bot's")
    if group in _BY_ASSOCIATION:
        if case.facts.contribution.kind in _NO_ASSOCIATION:
            return Answer(None, f"GitHub does not say who the author of a {case.kind} is to the project")
        return Answer(
            _GROUPS.get(author.association) == group, f"GitHub calls the author {author.association}"
        )
    standing = trust.standing_of(case.facts)
    if isinstance(standing, Unknown):
        return Answer(None, f"the trust file could not be looked at ({standing.reason})")
    return Answer(standing == group, f"the trust file has the author as {standing or 'nobody'}")


def _involvement(when: When, case: Case) -> Answer:
    """What is not seen may be more than what is seen, and never less."""
    wanted = {Involvement[word.upper()] for word in when.involvement or ()}
    seen = max((use.involvement for use in case.uses if use.involvement is not None), default=None)
    told = f"the traces of AI use are {seen}" if seen else "there is no declared or exact trace of AI use"
    override = case.facts.state.override
    gap = evidence.unseen(case.facts)
    if not gap or (override is not None and override.says == "human"):
        return Answer(seen in wanted, told)
    possible = {level for level in Involvement if seen is None or level >= seen}
    if seen is not None and possible <= wanted:
        return Answer(True, told)
    return Answer(None if possible & wanted else False, f"{told}, and {gap}")


def _labels(when: When, case: Case) -> Answer:
    held = case.facts.contribution.labels
    if isinstance(held, Unknown):
        return Answer(None, f"the labels are not known ({held.reason})")
    return _among(when.labels or (), held, "it has the label")


def _issue_labels(when: When, case: Case) -> Answer:
    issues = case.facts.contribution.linked_issues
    if case.facts.contribution.kind is not Kind.PULL_REQUEST:
        return Answer(False, f"a {case.kind} is linked to no issue")
    if isinstance(issues, Unknown):
        return Answer(None, f"the linked issues are not known ({issues.reason})")
    has = "a linked issue has the label"
    closed = _among(when.issue_labels or (), _labels_of(issues, closes=True), has)
    if closed.holds:
        return closed
    mentioned = _among(when.issue_labels or (), _labels_of(issues, closes=False), has)
    if mentioned.holds:
        return Answer(None, f"{mentioned.looked_at}, and it is only mentioned")
    return closed


def _labels_of(issues: Iterable[LinkedIssue], *, closes: bool) -> Iterator[str]:
    return (label for issue in issues if issue.closes is closes for label in issue.labels)


def _among(wanted: Iterable[str], held: Iterable[str], has: str) -> Answer:
    names = {label.casefold() for label in held}
    found = next((label for label in wanted if label.casefold() in names), None)
    if found is not None:
        return Answer(True, f"{has} {quote(found)}")
    return Answer(False, f"not true that {has} {listed(map(quote, wanted))}")


def _paths(when: When, case: Case) -> Answer:
    files = case.facts.contribution.files
    if not evidence.has_commits(case.facts):
        return Answer(False, f"a {case.kind} changes no files")
    if isinstance(files, Unknown):
        return Answer(None, f"the files could not be looked at ({files.reason})")
    paths = (path for file in files for path in (file.path, file.previous_path) if path)
    found = next((path for path in paths if globs.first(when.paths or (), path)), None)
    return Answer(found is not None, f"it changes {quote(found)}" if found else "it changes no such file")


def _base(when: When, case: Case) -> Answer:
    base = case.facts.contribution.base
    if base is None:
        return Answer(False, "it goes to no branch")
    found = globs.first(when.base or (), base.name) is not None
    return Answer(found, f"it goes to the branch {quote(base.name)}")


def _changed_lines(when: When, case: Case) -> Answer:
    files = case.facts.contribution.files
    if not evidence.has_commits(case.facts):
        return Answer(False, f"a {case.kind} changes no lines")
    if isinstance(files, Unknown):
        return Answer(None, f"the files could not be looked at ({files.reason})")
    lines = sum(file.additions + file.deletions for file in files)
    found = _COMPARISON.fullmatch(when.changed_lines or "")
    holds = found is not None and _COMPARES[found[1]](lines, int(found[2]))
    return Answer(holds, f"it changes {lines} lines")


def _nth_violation(when: When, case: Case) -> Answer:
    """The n-th violation follows n - 1 earlier ones."""
    history = case.facts.contribution.author_history
    earlier = history.violations if isinstance(history, History) else history
    if isinstance(earlier, Unknown):
        return Answer(None, f"the author's earlier contributions are not known ({earlier.reason})")
    holds = earlier + 1 >= (when.nth_violation or 0)
    return Answer(holds, f"there were {earlier} earlier contributions with a violation")


_ASK: Final[MappingProxyType[str, Callable[[When, Case], Answer]]] = MappingProxyType(
    {
        "kind": _kind,
        "author": _author,
        "involvement": _involvement,
        "labels": _labels,
        "issue_labels": _issue_labels,
        "paths": _paths,
        "base": _base,
        "changed_lines": _changed_lines,
        "nth_violation": _nth_violation,
    }
)
