"""Where a project keeps its policy: in the repository, else in its owner's ``.github`` repository."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.errors import CouldNotLook, RetryLater
from bot.github.client import Client
from detectors.model import TextFile, Unknown

POLICY_PATH: Final = ".github/byline.yml"
_OWNER_PATHS: Final = ("byline.yml", POLICY_PATH)


def find_policy(client: Client, repository: str, default_branch: str) -> TextFile | Unknown | None:
    """Return the policy file; ``None``: GitHub said that there is none; ``Unknown``: it did not say.

    The owner's file is named ``owner/.github:path``, so that nobody takes it for the repository's own.
    GitHub answers "not found" for a private ``.github`` repository that the installation does not cover.

    Raises:
        RetryLater: a passing fault.
    """
    try:
        own = client.file(repository, POLICY_PATH, default_branch or None)
        return own or _owners_policy(client, repository)
    except RetryLater:
        raise
    except CouldNotLook as error:
        return Unknown(f"the policy file could not be looked for: {error}")


def _owners_policy(client: Client, repository: str) -> TextFile | None:
    """Ask for the folder first: one question is enough for the many owners who have no such repository."""
    shared = f"{repository.partition('/')[0]}/.github"
    listed = {entry.path for entry in client.folder(shared, "")}
    for path in _OWNER_PATHS:
        found = client.file(shared, path) if path.partition("/")[0] in listed else None
        if found is not None:
            return replace(found, path=f"{shared}:{path}")
    return None
