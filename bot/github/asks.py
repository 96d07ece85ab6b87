"""What Byline asks GitHub for: each permission and each event, and why. The one place that lists them.

The manifest that registers the App, the page that shows it, the tokens, `byline doctor` and
docs/github-app.md follow from these tables. Rule: GitHub refuses a manifest with an event whose permission
it does not ask for ("Webhook events and payloads" names the permission of each event).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Part(StrEnum):
    """What an App can do without; Byline uses it where it was granted."""

    QUEUES = "queues"
    ADVISORIES = "advisories"
    TEAMS = "teams"


@dataclass(frozen=True, slots=True)
class Permission:
    """A permission by GitHub's name for it, with the name that its pages show.

    ``in_tokens``: requests need it, so that tokens ask for it. ``of_organization``: GitHub lists it there.
    """

    name: str
    level: str
    title: str
    why: str
    part: Part | None = None
    in_tokens: bool = True
    of_organization: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """An event to subscribe to. It can be had with the ``permission`` only."""

    name: str
    title: str
    why: str
    permission: str


#: What each optional part is for.
PARTS: Final = {
    Part.QUEUES: "Projects with a merge queue",
    Part.ADVISORIES: "Private vulnerability reports",
    Part.TEAMS: "Policies that exempt the members of a team",
}
PERMISSIONS: Final = (
    Permission("metadata", "read", "Metadata", "GitHub requires it of every App"),
    Permission(
        "contents", "read", "Contents", "read the policy file, templates, and what a contribution cites"
    ),
    Permission("issues", "write", "Issues", "read issues; put on labels, write the one comment"),
    Permission(
        "pull_requests",
        "write",
        "Pull requests",
        "read pull requests, their commits and files; put on labels, write the one comment",
    ),
    Permission("checks", "write", "Checks", "show the result as a check run"),
    Permission(
        "merge_queues",
        "read",
        "Merge queues",
        "hear of merge groups, and repeat the check there",
        Part.QUEUES,
        in_tokens=False,
    ),
    Permission(
        "repository_advisories",
        "read",
        "Repository security advisories",
        "read private reports, which are recorded and never answered in public",
        Part.ADVISORIES,
    ),
    Permission(
        "members",
        "read",
        "Members",
        "see who is in a team that the policy exempts",
        Part.TEAMS,
        of_organization=True,
    ),
)
EVENTS: Final = (
    Event("pull_request", "Pull request", "judge it when it is opened or changed", "pull_requests"),
    Event("pull_request_review", "Pull request review", "judge what a review says", "pull_requests"),
    Event(
        "pull_request_review_comment",
        "Pull request review comment",
        "judge comments on lines",
        "pull_requests",
    ),
    Event("issues", "Issues", "judge them when they are opened or changed", "issues"),
    Event("issue_comment", "Issue comment", "judge comments, and hear commands in them", "issues"),
    Event("check_run", "Check run", "look again when somebody asks for it on the check", "checks"),
    Event("check_suite", "Check suite", "look again when somebody asks for all checks", "checks"),
    Event("merge_group", "Merge group", "repeat the check in the merge queue", "merge_queues"),
    Event("push", "Push", "take up a policy that changed on the default branch", "contents"),
    Event("repository", "Repository", "follow a repository that is renamed, moved or deleted", "metadata"),
    Event(
        "repository_advisory",
        "Repository advisory",
        "record a private report when it comes in",
        "repository_advisories",
    ),
)


def permissions(parts: Collection[Part] = ()) -> tuple[Permission, ...]:
    """Return what an App with these optional parts asks for."""
    return tuple(one for one in PERMISSIONS if one.part is None or one.part in parts)


def events(granted: Collection[str]) -> tuple[Event, ...]:
    """Return the events that an App with these permissions can have, and that Byline uses."""
    return tuple(one for one in EVENTS if one.permission in granted)
