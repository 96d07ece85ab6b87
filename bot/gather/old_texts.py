"""A project's own writing from before a date, when people wrote it: what a local calibration is made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from bot.errors import NotFound
from bot.gather.templates import template_paths
from bot.git import open_local
from bot.git.history import messages_before
from bot.github.client import Client
from bot.github.records import User
from detectors.authorship.clean import template_lines
from detectors.model import Kind

#: More than these add time, not certainty.
MAX_LOCAL_COMMITS: Final = 20_000
#: One request brings a hundred.
MAX_COMMITS: Final = 3_000
MAX_THREADS: Final = 5_000
_BOT: Final = "[bot]"


@dataclass(frozen=True, slots=True)
class OldText:
    """One text with its kind, as ``detectors.authorship.score`` knows it.

    ``templates`` are lines of the repository's templates, which its author did not write.
    """

    kind: str
    text: str
    templates: frozenset[str] = frozenset()


def from_clone(path: Path, until: str) -> Iterator[OldText]:
    """Yield the messages of a clone's commits before ``until`` (ISO 8601), each text once.

    Raises:
        UsageError: there is no git repository at ``path``.
        CouldNotLook: nothing is checked out there, or git failed.
    """
    found = messages_before(open_local(path), until, MAX_LOCAL_COMMITS)
    return _bodies(message for author, message in found if not author.endswith(_BOT))


def from_github(client: Client, repository: str, until: str) -> Iterator[OldText]:
    """Yield issues, pull requests and commit messages before ``until`` (ISO 8601, UTC), each text once.

    Raises:
        NotFound, RetryLater, CouldNotLook: the repository is not there, or GitHub did not answer.
    """
    lines = {kind: _template_lines(client, repository, kind) for kind in (Kind.ISSUE, Kind.PULL_REQUEST)}
    seen: set[str] = set()
    for thread in islice(client.threads_before(repository, until), MAX_THREADS):
        text = thread.body.strip()
        if text and text not in seen and _is_person(thread.user):
            seen.add(text)
            kind = Kind.PULL_REQUEST if thread.pull_request else Kind.ISSUE
            yield OldText(kind, text, lines[kind])
    made = islice(client.commits_before(repository, until), MAX_COMMITS)
    plain = (item for item in made if len(item.parents) < 2 and _is_person(item.author))
    yield from _bodies(item.commit.message for item in plain)


def _bodies(messages: Iterator[str]) -> Iterator[OldText]:
    """Yield commit messages without their titles, as ``detectors.authorship.parts`` reads them."""
    seen: set[str] = set()
    for message in messages:
        body = message.partition("\n")[2].strip()
        if body and body not in seen:
            seen.add(body)
            yield OldText(Kind.COMMIT, body)


def _is_person(account: User | None) -> bool:
    return account is None or not (account.type == "Bot" or account.login.endswith(_BOT))


def _template_lines(client: Client, repository: str, kind: Kind) -> frozenset[str]:
    def listed(folder: str) -> list[tuple[str, bool]]:
        return [(entry.path, entry.type == "dir") for entry in client.folder(repository, folder)]

    try:
        files = [client.file(repository, path) for path in template_paths(kind, listed)]
    except NotFound:
        return frozenset()
    return frozenset(line for file in files if file for line in template_lines(file.text))
