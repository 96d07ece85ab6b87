"""Where a project keeps its policy: in the repository, else in its owner's ``.github`` repository.

A policy may extend files in other repositories: those are fetched too, so that judging needs nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from bot.errors import CouldNotLook, NotFound, RetryLater
from bot.gather.files import Files
from bot.github.client import Client
from detectors.model import Extended, Repository, TextFile, Unknown
from policies import chain
from policies.chain import Reference

POLICY_PATH: Final = chain.DEFAULT_PATH
_OWNER_PATHS: Final = ("byline.yml", POLICY_PATH)
_NOT_PUBLIC: Final = Unknown("it is not public, and the policy in force does not extend it")


def find_policy(own: Files, shared: Files) -> TextFile | Unknown | None:
    """Return the policy file; ``None``: GitHub said that there is none; ``Unknown``: it did not say.

    ``own`` are the files of the repository, ``shared`` those of its owner's ``.github``, whose policy is
    named ``owner/.github:path``, so that nobody takes it for the repository's own.
    GitHub answers "not found" for a private ``.github`` repository that the installation does not cover.

    Raises:
        RetryLater: a passing fault.
    """
    try:
        return own.file(POLICY_PATH) or _owners_policy(shared)
    except RetryLater:
        raise
    except CouldNotLook as error:
        return Unknown(f"the policy file could not be looked for: {error}")


def find_extended(client: Client, file: TextFile | Unknown | None) -> tuple[Extended, ...]:
    """Return every file that a policy file extends, directly or not; ``chain.MAX_DEPTH`` of them at most.

    The client remembers answers by their entity tags, so that a file which many projects extend costs little.

    Raises:
        RetryLater: a passing fault.
    """
    return follow(file, lambda reference: extended_file(client, reference))


def find_proposed(
    client: Client, file: TextFile | Unknown | None, current: Repository
) -> tuple[Extended, ...]:
    """Return every file that a policy file extends which a pull request, and so anybody, proposes.

    Byline may see more than whoever proposes it: what is not public is not looked at, and not even told from
    what is not there, unless the policy of the default branch extends it already.

    Raises:
        RetryLater: a passing fault.
    """
    held = {item.name: item.file for item in current.extended}

    def look(reference: Reference) -> TextFile | Unknown | None:
        if reference.name in held:
            return held[reference.name]
        own = reference.repository.casefold() == current.full_name.casefold()
        if own or _is_public(client, reference.repository):
            return extended_file(client, reference)
        return _NOT_PUBLIC

    return follow(file, look)


def _is_public(client: Client, repository: str) -> bool:
    try:
        return not client.repository(repository).private
    except RetryLater:
        raise
    except CouldNotLook:
        return False


def follow(
    file: TextFile | Unknown | None, look: Callable[[Reference], TextFile | Unknown | None]
) -> tuple[Extended, ...]:
    """Return what ``look`` finds of the files that a policy file extends, one after the other."""
    found: dict[str, TextFile | Unknown | None] = {}
    while isinstance(file, TextFile) and len(found) < chain.MAX_DEPTH:
        reference = chain.reference_in(file.text, file.path)
        if reference is None or reference.name in found:
            break
        file = found[reference.name] = look(reference)
    return tuple(Extended(name, file) for name, file in found.items())


def extended_file(client: Client, reference: Reference) -> TextFile | Unknown | None:
    """Ask GitHub for one file that a policy extends; ``None``: it is not there, or may not be seen.

    Raises:
        RetryLater: a passing fault.
    """
    try:
        for path in reference.paths:
            found = client.file(reference.repository, path, reference.ref or None)
            if found is not None:
                return replace(found, path=f"{reference.repository}:{path}")
    except RetryLater:
        raise
    except NotFound:
        return None
    except CouldNotLook as error:
        return Unknown(str(error))
    return None


def _owners_policy(shared: Files) -> TextFile | None:
    for path in _OWNER_PATHS:
        found = shared.file(path)
        if found is not None:
            return replace(found, path=f"{shared.repository}:{path}")
    return None
