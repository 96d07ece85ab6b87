"""Contributions to try Byline with, all invented: with everything that Byline gathers about one on GitHub."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.errors import UsageError
from detectors.model import (
    Account,
    Branch,
    ChangedFile,
    Commit,
    Contribution,
    History,
    Identity,
    Kind,
    Place,
    Signature,
)

REPOSITORY: Final = "example/teapot"
_HEAD: Final = "4f1d2c3b5a69788796a5b4c3d2e1f0011223344a"
TIP: Final = "9b8a7c6d5e4f30211203f4e5d6c7b8a990817263"

_LOOKUPS: Final = """\
version: 1
meta: {mode: report}
detect: {references: true, act_on: checkable}
respond: {phantom_reference: [note]}
"""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample. ``policy`` is the name of the preset that it is first judged by, or a policy's text."""

    name: str
    title: str
    about: str
    policy: str
    contribution: Contribution

    @property
    def commits(self) -> str:
        """The commit messages as the form takes them."""
        commits = self.contribution.commits
        messages = [one.message.strip() for one in commits] if isinstance(commits, tuple) else []
        return "\n---\n".join(messages)


_RETRY: Final = """\
When the sensor is busy, `sensor_read` returns -1 and the kettle shows 0 degrees. Now it asks up to three
times, 20 ms apart, before giving up.

Ran on a mark II for an hour: busy 12 times, each one was there on the second try. My mark I is broken, so I
could not try it there.
"""
_AGENT: Final = """\
## Summary

This pull request introduces a robust retry mechanism that significantly improves the reliability of
temperature readings across the codebase. It ensures that transient sensor failures are handled gracefully,
providing a seamless experience for users.

## Key changes

- **Enhanced error handling**: `sensor_read` now leverages a configurable retry strategy with backoff.
- **Improved maintainability**: the retry logic is encapsulated in a dedicated helper, promoting a clean
  separation of concerns.
- **Comprehensive test coverage**: unit tests validate both the happy path and various edge cases.

## Impact

These changes are fully backward compatible and do not introduce any breaking changes to the public interface.
"""
_INVENTED: Final = """\
## Description

A heap buffer overflow exists in the steam parser of version 2.1. The function `steam_parse_trailer()` in
`src/steam_parser.c` copies the pressure header into a fixed buffer without checking its length.

## Affected code

- File: `src/steam_parser.c`, line 214
- Function: `steam_parse_trailer()`, called from `teapot_dispatch_events()` in `src/teapot.c`

## Steps

1. Build with AddressSanitizer.
2. Send a pressure header of 4,096 bytes to `steam_parse_trailer()`.
3. The process crashes.
"""
_PLAIN: Final = """\
Hi,

since I updated to 2.1 (mark II) it doesn't turn off any more if I press start while the lid is still open.
2.0.3 was ok, I went back and forth twice to be sure.

I think it's because `sensor_read` (src/sensor.c) only asks for the lid once at the beginning. I don't have
the cable to debug it, sorry. For now I just close it first.

Thanks for the teapot btw, best one I ever had!
"""
_DISCLOSURE: Final = """
## AI disclosure

Tool: Claude Code
Extent: it wrote the retry loop, I wrote the test.
"""

#: What the invented project has, and what resembles what it has not.
TREE: Final[Mapping[str, Place]] = {
    "src/sensor.c": Place("src/sensor.c"),
    "src/teapot.c": Place("src/teapot.c"),
    "sensor_read": Place("src/sensor.c", 18),
}
NEAREST: Final = {
    "src/steam_parser.c": "src/sensor.c",
    "steam_parse_trailer": "sensor_read",
    "teapot_dispatch_events": "teapot_heat",
}


def _issue(title: str, body: str, author: str) -> Contribution:
    return Contribution(
        kind=Kind.ISSUE,
        repository=REPOSITORY,
        number=42,
        id="42",
        title=title,
        body=body,
        author=Account(author, "User", "NONE"),
        url="",
        created_at="2026-11-20T10:00:00Z",
        author_permission="read",
        author_teams=(),
        author_history=History(0, 0, 0, 0, 0),
        linked_issues=(),
        approvals=(),
        review_bots=(),
        twins=(),
    )


def _pull(body: str, message: str, branch: str, author: str = "mkettle") -> Contribution:
    person = Identity("Mo Kettle", "mo@example.org")
    commit = Commit(
        *(
            _HEAD,
            message,
            person,
            person,
            "2026-11-20T09:00:00Z",
            author,
            author,
            Signature(False, "unsigned"),
        )
    )
    return Contribution(
        kind=Kind.PULL_REQUEST,
        repository=REPOSITORY,
        number=41,
        id="41",
        title="Read the temperature again when the sensor does not answer",
        body=body,
        author=Account(author, "User", "FIRST_TIME_CONTRIBUTOR"),
        url="",
        created_at="2026-11-20T10:00:00Z",
        base=Branch("main", TIP, REPOSITORY),
        head=Branch(branch, _HEAD, f"{author}/teapot"),
        commits=(commit,),
        files=(ChangedFile("src/sensor.c", "modified", 24, 3, ""),),
        author_permission="read",
        author_teams=(),
        author_history=History(0, 0, 0, 0, 0),
        linked_issues=(),
        approvals=(),
        review_bots=(),
        twins=(),
    )


_MESSAGE: Final = "Read the temperature again when the sensor does not answer"
SAMPLES: Final = (
    Sample(
        "undisclosed",
        "An agent at work, undisclosed",
        "A pull request whose commit names an agent as co-author. Its description says nothing of it.",
        "disclose",
        _pull(_AGENT, f"{_MESSAGE}\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n", "sensor-retry"),
    ),
    Sample(
        "disclosed",
        "The same, disclosed",
        "The author says which tool was used and how much of the work it did.",
        "disclose",
        _pull(
            _RETRY + _DISCLOSURE,
            f"{_MESSAGE}\n\nCo-Authored-By: Claude <noreply@anthropic.com>\n",
            "sensor-retry",
        ),
    ),
    Sample(
        "invented",
        "A report that cites what is not there",
        "It reads well, and names a file and functions that the project never had.",
        _LOOKUPS,
        _issue("Heap buffer overflow in steam_parse_trailer()", _INVENTED, "bountyfan"),
    ),
    Sample(
        "plain",
        "A plain issue",
        "Somebody has a problem and says so. There is nothing to find.",
        "disclose",
        _issue("2.1 does not turn off if the lid was open at start", _PLAIN, "catperson"),
    ),
)


def sample(name: str) -> Sample:
    """Return a sample.

    Raises:
        UsageError: there is no such sample.
    """
    found = next((one for one in SAMPLES if one.name == name), None)
    if found is None:
        known = ", ".join(one.name for one in SAMPLES)
        raise UsageError(f"there is no sample {name[:40]!a}; there are {known}")
    return found
