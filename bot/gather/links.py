"""The issues that a pull request belongs to: what GitHub links, and what its text refers to."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from bot.errors import NotFound
from bot.github import records as r
from bot.github.client import Client
from detectors import markdown
from detectors.model import Contribution, LinkedIssue

#: More references in one text than this are not looked up; those with a closing word come first.
MAX_REFERENCES: Final = 10
_READ: Final = 65_536
_COMMENT: Final = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
#: The words by which GitHub closes an issue (its documentation, "Linking a pull request to an issue").
_CLOSES: Final = re.compile(r"\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\s?:?\s{1,3}\Z", re.IGNORECASE)
_NEAR: Final = 16


def linked_issues(client: Client, pull: Contribution) -> tuple[LinkedIssue, ...]:
    """Return the issues of the repository that ``pull`` closes or refers to.

    Raises:
        CouldNotLook: GitHub did not say. Without its own list some link made by hand would go unseen.
    """
    number = pull.number or 0
    found = {
        issue.number: _linked(issue)
        for issue in client.closing_issues(pull.repository, number)
        if issue.repository.full_name.casefold() == pull.repository.casefold()
    }
    named = references(pull.repository, f"{pull.title}\n{pull.body}")
    closed = closings(pull.repository, _spoken(pull))
    for reference in [one for one in named if one != number][:MAX_REFERENCES]:
        if reference not in found and (issue := _issue(client, pull.repository, reference)):
            found[reference] = replace(issue, closes=reference in closed)
    return tuple(found.values())


def references(repository: str, text: str) -> tuple[int, ...]:
    """Return the numbers in ``repository`` that a text refers to, those that it closes first.

    ``#12``, ``GH-12``, ``owner/name#12`` and the address of an issue count, but not what an HTML comment
    says: templates give examples there.
    """
    spoken = _COMMENT.sub(" ", text[:_READ])
    matches = [int(match[1]) for match in _form(repository).finditer(spoken)]
    return tuple(dict.fromkeys((*closings(repository, spoken), *matches)))


def closings(repository: str, text: str) -> tuple[int, ...]:
    """Return the numbers that a text says it closes."""
    matches = _form(repository).finditer(text)
    return tuple(dict.fromkeys(int(match[1]) for match in matches if _CLOSES.search(_before(text, match))))


def _form(repository: str) -> re.Pattern[str]:
    own = re.escape(repository)
    short = r"(?<![\w/.&#-])(?:#|gh-)"
    return re.compile(rf"(?:(?<![\w.-]){own}(?:#|/issues/)|{short})([1-9]\d{{0,8}})\b", re.IGNORECASE)


def _spoken(pull: Contribution) -> str:
    """Return what the author says himself: what he quotes, or shows as code, closes nothing."""
    return "\n".join((pull.title, *(line.raw for line in markdown.read(pull.body).lines)))


def _before(text: str, reference: re.Match[str]) -> str:
    """Return the words right before a reference, without the start of an address."""
    start = text[max(0, reference.start() - _NEAR) : reference.start()]
    return re.sub(r"https?://[\w.:]{1,100}/\Z", "", start)


def _issue(client: Client, repository: str, number: int) -> LinkedIssue | None:
    """Return an issue; nothing where the number is a pull request's or nobody's."""
    try:
        issue = client.issue(repository, number)
    except NotFound:
        return None
    return None if issue.pull_request is not None else _linked(issue)


def _linked(issue: r.Issue | r.ClosedIssue) -> LinkedIssue:
    return LinkedIssue(
        number=issue.number,
        open=issue.state.casefold() == "open",
        labels=tuple(label.name for label in issue.labels or ()),
        assignees=tuple(person.login for person in issue.assignees),
    )
