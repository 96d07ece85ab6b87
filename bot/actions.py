"""What Byline may do on GitHub: small values that ``bot.plan`` makes and ``bot.apply`` carries out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.gather.marks import CHECK_NAME


@dataclass(frozen=True, slots=True)
class CreateLabel:
    """Make a label in the repository, so that it has its color (six hex digits) and description."""

    name: str
    color: str
    description: str
    action: Literal["create_label"] = "create_label"


@dataclass(frozen=True, slots=True)
class AddLabel:
    """Put a label on the contribution."""

    name: str
    action: Literal["add_label"] = "add_label"


@dataclass(frozen=True, slots=True)
class RemoveLabel:
    """Take off a label that Byline itself put on."""

    name: str
    action: Literal["remove_label"] = "remove_label"


@dataclass(frozen=True, slots=True)
class CreateComment:
    """Post the one sticky comment."""

    body: str
    action: Literal["create_comment"] = "create_comment"


@dataclass(frozen=True, slots=True)
class UpdateComment:
    """Rewrite the sticky comment."""

    id: int
    body: str
    action: Literal["update_comment"] = "update_comment"


@dataclass(frozen=True, slots=True)
class DeleteComment:
    """Remove a second sticky comment that a race left behind."""

    id: int
    action: Literal["delete_comment"] = "delete_comment"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A remark at a place in a changed file. ``level`` is GitHub's: notice, warning or failure.

    ``column`` counts from 1 and needs a place on one line.
    """

    path: str
    start_line: int
    end_line: int
    level: str
    title: str
    message: str
    column: int | None = None


@dataclass(frozen=True, slots=True)
class WriteCheck:
    """Complete the check run on ``head_sha``: a new one where ``id`` is ``None``, else that one.

    ``digest`` is stored as the run's ``external_id``, so that the next plan can see that nothing changed.
    """

    id: int | None
    head_sha: str
    conclusion: str
    title: str
    summary: str
    text: str
    annotations: tuple[Annotation, ...]
    digest: str
    name: str = CHECK_NAME
    action: Literal["write_check"] = "write_check"


@dataclass(frozen=True, slots=True)
class ConvertToDraft:
    """Make the pull request a draft again. Needs Contents: write, which few installations grant."""

    node_id: str
    action: Literal["convert_to_draft"] = "convert_to_draft"


@dataclass(frozen=True, slots=True)
class RequestChanges:
    """Leave one review that requests changes; ``body`` is the sticky comment's short form."""

    body: str
    action: Literal["request_changes"] = "request_changes"


@dataclass(frozen=True, slots=True)
class Hide:
    """Minimize a comment; ``reason`` is a word of GitHub's ``ReportedContentClassifiers``."""

    node_id: str
    reason: Literal["OUTDATED", "OFF_TOPIC", "RESOLVED"]
    action: Literal["hide"] = "hide"


@dataclass(frozen=True, slots=True)
class Close:
    """Close the issue (as not planned) or pull request."""

    action: Literal["close"] = "close"


@dataclass(frozen=True, slots=True)
class Lock:
    """Lock the conversation; ``reason`` is GitHub's own word."""

    reason: Literal["off-topic", "too heated", "resolved", "spam"] = "resolved"
    action: Literal["lock"] = "lock"


@dataclass(frozen=True, slots=True)
class Notify:
    """Tell the maintainers in private: the dashboard's queue, and where configured a webhook or mail."""

    team: str
    subject: str
    text: str
    digest: str
    action: Literal["notify"] = "notify"


Action = (
    CreateLabel
    | AddLabel
    | RemoveLabel
    | CreateComment
    | UpdateComment
    | DeleteComment
    | WriteCheck
    | ConvertToDraft
    | RequestChanges
    | Hide
    | Close
    | Lock
    | Notify
)


@dataclass(frozen=True, slots=True)
class Planned:
    """An action, and why it is not carried out (empty: it is)."""

    do: Action
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, in order. An empty plan is the usual one."""

    steps: tuple[Planned, ...] = ()

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions that are carried out."""
        return tuple(step.do for step in self.steps if not step.withheld)
