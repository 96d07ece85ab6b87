"""A stateful GitHub, served over HTTP from real git repositories."""

from tests.fakes.github.fake import FakeGitHub
from tests.fakes.github.journal import Request
from tests.fakes.github.model import (
    Account,
    Advisory,
    CheckRun,
    Comment,
    HookDelivery,
    Installation,
    Issue,
    Label,
    Repository,
    Review,
    ReviewComment,
)

__all__ = [
    "Account",
    "Advisory",
    "CheckRun",
    "Comment",
    "FakeGitHub",
    "HookDelivery",
    "Installation",
    "Issue",
    "Label",
    "Repository",
    "Request",
    "Review",
    "ReviewComment",
]
