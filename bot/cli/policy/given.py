"""The policies that people name on the command line: a file, a preset, or a repository on GitHub."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

import policies
from bot.config import Settings, load_settings
from bot.errors import CouldNotLook, UsageError
from bot.github.names import commit_id, repository_name
from detectors.model import TextFile, Unknown
from policies import CouldNotExtend, Origin, PolicyError, presets
from policies.chain import Reference, reference_in
from policies.schema import Policy
from policies.source import MAX_BYTES

if TYPE_CHECKING:
    from bot.git import GitDir
    from bot.github.client import Client

_SHA: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII)
_ANONYMOUS: Final = (
    "there is no token to ask GitHub with: set BYLINE_GITHUB_TOKEN, or give --repo OWNER/REPO=PATH"
)
_CLONE_FORM: Final = "--repo takes OWNER/REPO=PATH, for example acme/policies=../policies"

#: ``--repo`` of every command that reads policy files.
clones_option = click.option(
    "--repo",
    "clones",
    multiple=True,
    metavar="OWNER/REPO=PATH",
    help="A local clone to read the files in that the policy extends from OWNER/REPO; may be repeated.",
)


@dataclass(frozen=True, slots=True)
class Given:
    """The text of a policy and everything that it extends. ``repository`` is whose policy it is, if known."""

    text: str
    path: str
    extended: Mapping[str, TextFile | Unknown | None] = field(default_factory=dict)
    repository: str = ""

    def policy(self) -> Policy:
        """Return the policy.

        Raises:
            CouldNotLook: a file that it extends could not be looked at.
            UsageError: it has a mistake.
        """
        try:
            return policies.load(self.text, self.path, self.extended, repository=self.repository)
        except PolicyError as error:
            raise _as_error(error) from error

    def origins(self) -> tuple[Origin, ...]:
        """Return each value of the policy with where it comes from.

        Raises:
            CouldNotLook, UsageError: as ``policy`` does.
        """
        try:
            return policies.origins(self.text, self.path, self.extended, repository=self.repository)
        except PolicyError as error:
            raise _as_error(error) from error


def _as_error(error: PolicyError) -> CouldNotLook | UsageError:
    text = "\n".join(error.lines())
    return CouldNotLook(text) if isinstance(error, CouldNotExtend) else UsageError(text)


def from_preset(name: str) -> Given:
    """Return a preset."""
    return Given(presets.text(name), f"{name} (preset)")


def from_file(path: Path, clones: Mapping[str, Path] | None = None, repository: str = "") -> Given:
    """Return a policy file with what it extends: read in ``clones``, else asked of GitHub with a token.

    Raises:
        UsageError: the file or a clone cannot be read.
    """
    try:
        data = path.read_bytes()[: MAX_BYTES + 1]
        text = data.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"cannot read {path}: it is not text in UTF-8") from error
    return from_text(TextFile(str(path), text, ""), clones, repository)


def from_text(file: TextFile, clones: Mapping[str, Path] | None = None, repository: str = "") -> Given:
    """Return a policy whose text is at hand, with what it extends."""
    return Given(file.text, file.path, _extended(file, clones or {}), repository)


def named(name: str, clones: Mapping[str, Path] | None = None) -> Given:
    """Return what ``FILE|PRESET`` names.

    Raises:
        UsageError: there is no such preset or file, or it cannot be read.
    """
    if name in presets.names():
        return from_preset(name)
    if not Path(name).is_file():
        known = ", ".join(presets.names())
        raise UsageError(f"--policy {name}: neither a file nor a preset; the presets are {known}")
    return from_file(Path(name), clones)


def from_facts(file: TextFile, extended: Mapping[str, TextFile | Unknown | None], repository: str) -> Given:
    """Return the policy that was gathered with the facts about a contribution."""
    return Given(file.text, file.path, extended, repository)


def from_github(client: Client, repository: str) -> Given:
    """Return a repository's own policy, or its owner's.

    Raises:
        CouldNotLook: it could not be looked for.
        UsageError: there is none.
    """
    from bot.gather.files import of_owner, of_repository
    from bot.gather.policy_file import find_extended, find_policy

    own = of_repository(client, repository, client.repository(repository))
    found = find_policy(own, of_owner(client, repository))
    if isinstance(found, Unknown):
        raise CouldNotLook(found.reason)
    if found is None:
        raise UsageError(
            f"{repository} has no policy file, and neither has its owner; see `byline policy init`"
        )
    extended = {item.name: item.file for item in find_extended(client, found)}
    return Given(found.text, found.path, extended, repository)


def clones_from(given: tuple[str, ...]) -> dict[str, Path]:
    """Read the values of ``--repo``.

    Raises:
        UsageError: one is not of the form OWNER/REPO=PATH.
    """
    found: dict[str, Path] = {}
    for text in given:
        name, separator, path = text.partition("=")
        if not separator or not path:
            raise UsageError(_CLONE_FORM)
        found[repository_name(name).casefold()] = Path(path)
    return found


def _extended(file: TextFile, clones: Mapping[str, Path]) -> dict[str, TextFile | Unknown | None]:
    if reference_in(file.text, file.path) is None:
        return {}
    from bot.gather.policy_file import follow

    settings = load_settings()

    def look(reference: Reference) -> TextFile | Unknown | None:
        clone = clones.get(reference.repository.casefold())
        return _in_clone(clone, reference) if clone else _on_github(settings, reference)

    return {item.name: item.file for item in follow(file, look)}


def _on_github(settings: Settings, reference: Reference) -> TextFile | Unknown | None:
    if settings.github_token is None and not settings.has_app:
        return Unknown(_ANONYMOUS)
    from bot.gather.policy_file import extended_file
    from bot.github.connect import connect

    try:
        return extended_file(connect(settings, reference.repository), reference)
    except CouldNotLook as error:
        return Unknown(str(error))


def _in_clone(path: Path, reference: Reference) -> TextFile | Unknown | None:
    from bot.git import open_local
    from bot.git.tree import file_at

    clone = open_local(path)
    try:
        commit = _commit_in(clone, reference.ref)
        if commit is None:
            return Unknown(f"the clone at {path} has no {reference.ref or 'commit'!a}")
        for tried in reference.paths:
            found = file_at(clone, commit, tried)
            if found is not None:
                return TextFile(f"{reference.repository}:{tried}", found.text, commit)
    except CouldNotLook as error:
        return Unknown(str(error))
    return None


def _commit_in(clone: GitDir, ref: str) -> str | None:
    """Return the commit that a clone has under a name: a commit id, a branch or a tag; empty: its HEAD."""
    from bot.git.history import has_commit
    from bot.git.tree import branch_tip, checked_out, tag

    if not ref:
        return checked_out(clone)
    if _SHA.fullmatch(ref):
        return commit_id(ref) if has_commit(clone, ref) else None
    return branch_tip(clone, ref) or tag(clone, ref)
