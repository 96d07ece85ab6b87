"""A report, the same one in other words, and twins of it, so that a test names only what matters to it."""

from __future__ import annotations

import dataclasses
from typing import Any

from detectors.model import Account, Branch, Contribution, Facts, Finding, Kind, Repository, TextFile, Twin
from detectors.repetition import detect, words
from tests.factories import contribution, facts

REPORT = (
    "When I open a large log file and close the window at once, the reader keeps the file open until the "
    "whole program ends. On our build server this fills the table of open files after about two days, and"
    " then no other job can start. I expected that closing the window also closes the file behind it."
)
#: The same report after somebody went over it: the order and some words are others.
REWORDED = (
    "I expected that closing the window also closes the file behind it. When I open a huge log file and "
    "close the window quickly, the reader keeps the file open until the whole program ends. On my build "
    "machine this fills the table of open files after about three days, and then no other task can start."
)
OTHER = (
    "The colors of the chart are hard to tell apart for people who do not see red and green well. It "
    "would help to have a second palette that can be chosen in the settings, and to remember it for the "
    "next start of the program."
)
TEMPLATE = TextFile(
    ".github/ISSUE_TEMPLATE/bug.md",
    "---\nname: Bug\nabout: Tell us what is wrong\n---\n<!-- thank you -->\n## What happened\n\n"
    "Please say in your own words what you did and what you saw, step by step.\n\n- [ ] I searched for it\n",
    "main",
)


def issue(body: str = REPORT, title: str = "File stays open", **changes: Any) -> Contribution:
    """An issue by somebody new, number 20."""
    made = contribution(kind=Kind.ISSUE, number=20, id="20", title=title, body=body)
    made = dataclasses.replace(made, author=Account("ada", "User", "NONE"))
    return dataclasses.replace(made, **changes)


def pull(body: str = REPORT, title: str = "Close the file", **changes: Any) -> Contribution:
    """A pull request by somebody new, number 20, to ``main``."""
    made = contribution(number=20, id="20", title=title, body=body, author=Account("ada", "User", "NONE"))
    return dataclasses.replace(made, **changes)


def twin(it: Contribution, other: Contribution | None = None, **changes: Any) -> Twin:
    """An earlier contribution as a twin of ``it``; by default issue 12 by grace, with the same report."""
    other = other or issue(REPORT, "Log file is never closed")
    pairs = frozenset(words.of(other).pairs)
    made = Twin(
        kind=other.kind,
        repository="acme/widget",
        number=12,
        title=other.title,
        author="grace",
        url="https://github.com/acme/widget/issues/12",
        created_at="2026-10-01T10:00:00Z",
        open=True,
        pairs=len(pairs),
        shared=tuple(sorted(pairs & frozenset(words.of(it).pairs))),
        base=other.base.name if other.base else "",
    )
    return dataclasses.replace(made, **changes)


def of(it: Contribution, *twins: Twin, templates: tuple[TextFile, ...] = ()) -> Facts:
    """Facts about ``it`` and its twins."""
    repository = Repository("acme/widget", "main", False, policy=None, templates=templates)
    made = facts(repository=repository)
    return dataclasses.replace(made, contribution=dataclasses.replace(it, twins=twins))


def found(it: Contribution, *twins: Twin, templates: tuple[TextFile, ...] = ()) -> list[str]:
    """The ids of what is found."""
    return [finding.id for finding in detect(of(it, *twins, templates=templates))]


def one(it: Contribution, *twins: Twin, templates: tuple[TextFile, ...] = ()) -> Finding:
    """The one finding that there is."""
    (finding,) = detect(of(it, *twins, templates=templates))
    return finding


def branch(name: str) -> Branch:
    """A branch to send a pull request to."""
    return Branch(name, "f" * 40, "acme/widget")
