"""Running git on repositories that nobody vouches for: nothing in them is ever run.

Settings travel in the environment, where they outrank the repository's own and where no process list shows
them.
"""

from __future__ import annotations

import base64
import io
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import git
from git.exc import GitCommandError, GitCommandNotFound, InvalidGitRepositoryError, NoSuchPathError

from bot.errors import CouldNotLook, NotFound, RetryLater, UsageError

READ_SECONDS: Final = 120
OUTPUT_LIMIT: Final = 64_000_000

_SETTINGS: Final = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.attributesFile": os.devnull,
    "core.quotePath": "true",
    "credential.helper": "",
    "fetch.recurseSubmodules": "false",
    "submodule.recurse": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "http.followRedirects": "false",
    "log.showSignature": "false",
    "protocol.version": "2",
    "transfer.fsckObjects": "true",
    # Old and harmless faults that well-known repositories have in their history.
    "fetch.fsck.badTimezone": "ignore",
    "fetch.fsck.missingSpaceBeforeDate": "ignore",
    "fetch.fsck.zeroPaddedFilemode": "ignore",
    "fetch.fsck.missingTaggerEntry": "ignore",
}
_ENVIRONMENT: Final = {
    "GIT_ALTERNATE_OBJECT_DIRECTORIES": "",
    "GIT_ASKPASS": "",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_PARAMETERS": "",
    "GIT_DIFF_OPTS": "",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NAMESPACE": "",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_TRACE_REDACT": "1",
}
_GONE: Final = re.compile(r"couldn't find remote ref|not our ref|repository .* not found|error: 404")
_PASSING: Final = re.compile(
    r"unable to access|could ?n[o']t resolve|timed out|did not complete in|hung up|early EOF|RPC failed"
)
_DENIED: Final = re.compile(r"could not read Username|Authentication failed|returned error: 40[13]")


@dataclass(frozen=True, slots=True)
class GitDir:
    """A repository's git folder. ``url`` and ``token`` serve to fetch objects; without them none are."""

    path: Path
    objects: Path
    url: str = ""
    token: str = field(default="", repr=False)

    def run(self, *args: str, seconds: float = READ_SECONDS, limit: int = OUTPUT_LIMIT) -> bytes:
        """Run git and return what it prints.

        Raises:
            NotFound, RetryLater, CouldNotLook: git failed, took longer than ``seconds``, or printed more
                than ``limit`` bytes. The message never holds the token.
        """
        out = _Bounded(limit)
        try:
            git.Git(os.fspath(self.path)).execute(
                ["git", *args], env=self._environment(), output_stream=out, kill_after_timeout=seconds
            )
        except GitCommandNotFound:
            raise CouldNotLook("git is not installed, or not on the PATH") from None
        except GitCommandError as error:
            raise self._problem(args[0], _text(error.stderr)) from None
        if out.full:
            raise CouldNotLook(f"git {args[0]} printed more than {limit:,} bytes")
        return out.getvalue()

    def _environment(self) -> dict[str, str]:
        settings = dict(_SETTINGS)
        if self.token:
            parts = urlsplit(self.url)
            basic = base64.b64encode(f"x-access-token:{self.token}".encode()).decode()
            settings[f"http.{parts.scheme}://{parts.netloc}/.extraHeader"] = f"Authorization: Basic {basic}"
        return {
            **_ENVIRONMENT,
            **_as_environment(settings),
            "GIT_ALLOW_PROTOCOL": urlsplit(self.url).scheme,
            "GIT_DIR": os.fspath(self.path),
            "GIT_OBJECT_DIRECTORY": os.fspath(self.objects),
        }

    def _problem(self, command: str, stderr: str) -> CouldNotLook:
        lines = [line for line in stderr.replace("stderr:", "").strip(" '\n").splitlines() if line.strip()]
        marked = (line for line in lines if line.startswith(("fatal:", "error:")))
        words = next(marked, lines[-1] if lines else "")
        said = f"git {command} failed: {self._without_secrets(' '.join(words.split()))[:300]!a}"
        if _GONE.search(stderr):
            return NotFound(said)
        if _DENIED.search(stderr):
            return CouldNotLook(f"{said}; it needs the permission contents: read")
        return RetryLater(said) if _PASSING.search(stderr) else CouldNotLook(said)

    def _without_secrets(self, text: str) -> str:
        """Errors may be shown in public: neither the token nor the machine's paths belong there."""
        text = text.replace(os.fspath(self.path), "the repository")
        return text.replace(self.token, "***") if self.token else text


class _Bounded(io.BytesIO):
    """Keeps the first ``limit`` bytes; the rest is read and dropped, so that git can end by itself."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = limit
        self.full = False

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        room = self._limit - self.tell()
        self.full = self.full or len(data) > room
        super().write(data[:room])
        return len(data)


def open_local(path: Path) -> GitDir:
    """Return the git folder of a user's own clone, which is only ever read, and never fetched into.

    Raises:
        UsageError: there is no git repository at ``path``.
    """
    try:
        with git.Repo(path, search_parent_directories=True) as repo:
            return GitDir(Path(repo.git_dir), Path(repo.common_dir) / "objects")
    except NoSuchPathError:
        raise UsageError(f"{path} does not exist") from None
    except InvalidGitRepositoryError:
        raise UsageError(f"{path} is no git repository") from None
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from None


def _as_environment(settings: Mapping[str, str]) -> dict[str, str]:
    pairs = {"GIT_CONFIG_COUNT": str(len(settings))}
    for at, (key, value) in enumerate(settings.items()):
        pairs |= {f"GIT_CONFIG_KEY_{at}": key, f"GIT_CONFIG_VALUE_{at}": value}
    return pairs


def _text(value: str | bytes | None) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value or ""
