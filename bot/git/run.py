"""Running git on repositories that nobody vouches for: nothing in them is ever run.

Settings travel in the environment, where they outrank the repository's own and where no process list shows
them.
"""

from __future__ import annotations

import base64
import errno
import os
import re
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import IO, Final
from urllib.parse import urlsplit

import git
from git.exc import InvalidGitRepositoryError, NoSuchPathError

from bot.doubt import doubted
from bot.errors import CouldNotLook, NotFound, RetryLater, UsageError

READ_SECONDS: Final = 120
OUTPUT_LIMIT: Final = 64_000_000
#: Bytes that reading may add to a clone: file contents that are fetched when they are asked for.
READ_WRITES: Final = 256_000_000
#: Bytes of memory of one git process, less what it maps of packs: git holds a comparison of trees in it.
MEMORY: Final = 2_000_000_000
_ERRORS_LIMIT: Final = 65_536
# The shell bounds what git may write to one file, such as a pack (in blocks of 512 bytes), and becomes git.
# With the signal ignored, git fails with "File too large". Its memory is bounded in blocks of 1024.
_LIMITED: Final = 'trap "" XFSZ; ulimit -f "$1"; ulimit -d "$2"; shift 2; exec git "$@"'

_SETTINGS: Final = {
    # A hint about the empty graft file below, which would be taken for what went wrong.
    "advice.graftFileDeprecated": "false",
    # Contents larger than this are not compared line by line.
    "core.bigFileThreshold": "1m",
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
    # The messages below are recognized by their words.
    "LANGUAGE": "C",
    "LC_ALL": "C",
}
_NONE: Final[Mapping[str, str]] = MappingProxyType({})
#: Something that the machine has too little of at the moment.
_SHORT: Final = {errno.EAGAIN, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.ENOSPC}
_NOT_INSTALLED: Final = 127  # the shell's word for a command that is not there (POSIX)
_TOO_LARGE: Final = re.compile(r"File too large|died of signal (?:25|XFSZ)")
# Of what it may have: trying again would not help.
_TOO_MUCH: Final = re.compile(r"[Oo]ut of memory")
_GONE: Final = re.compile(r"couldn't find remote ref|not our ref|repository .* not found|error: 404")
_PASSING: Final = re.compile(
    r"unable to access|could ?n[o']t resolve|timed out|hung up|early EOF|RPC failed"
    r"|No space left on device|quota exceeded|Cannot allocate memory"
    r"|Resource temporarily unavailable|Too many open files"
)
_DENIED: Final = re.compile(r"could not read Username|Authentication failed|returned error: 40[13]")


@dataclass(frozen=True, slots=True)
class GitDir:
    """A repository's git folder. ``url`` and ``token`` serve to fetch objects; without them none are."""

    path: Path
    objects: Path
    url: str = ""
    token: str = field(default="", repr=False)

    def run(
        self,
        *args: str,
        seconds: float = READ_SECONDS,
        limit: int = OUTPUT_LIMIT,
        writes: int = READ_WRITES,
        stdin: bytes = b"",
        settings: Mapping[str, str] = _NONE,
    ) -> bytes:
        """Run git and return what it prints. It reads ``stdin``, and ``settings`` count besides Byline's own.

        Raises:
            NotFound, RetryLater, CouldNotLook: git failed, took longer than ``seconds``, printed more than
                ``limit`` bytes, or wrote more than ``writes`` bytes. The message never holds the token.
        """
        command = _limited(args, writes)
        # A file, and no pipe: nobody has to write into it while what git prints is read.
        with tempfile.TemporaryFile() as given:
            given.write(stdin)
            given.seek(0)
            with (
                self._started(command, given, settings) as process,
                _stopped_after(process, seconds) as expired,
            ):
                out, errors = _communicate(process, limit)
        if expired.is_set():
            raise CouldNotLook(f"git {args[0]} did not complete in {seconds:g} seconds")
        if len(out) > limit:
            raise CouldNotLook(f"git {args[0]} printed more than {limit:,} bytes")
        if process.returncode == _NOT_INSTALLED:
            raise CouldNotLook("git is not installed, or not on the PATH")
        if process.returncode != 0:
            raise self._problem(args[0], errors.decode("utf-8", "replace"))
        return out

    @contextmanager
    def started(self, *args: str, seconds: float) -> Iterator[subprocess.Popen[bytes]]:
        """Start git with pipes to talk to it, and stop it at the end of the block or after ``seconds``.

        Nothing is fetched: objects that a partial clone has not got are not there.

        Raises:
            CouldNotLook: git cannot be run.
        """
        local = replace(self, url="", token="")
        command = _limited(args, READ_WRITES)
        with local._started(command, subprocess.PIPE, {}, errors=subprocess.DEVNULL) as process:
            try:
                with _stopped_after(process, seconds):
                    yield process
            finally:
                if process.stdin:
                    with suppress(BrokenPipeError):
                        process.stdin.close()

    def _started(
        self,
        command: list[str],
        stdin: IO[bytes] | int,
        settings: Mapping[str, str],
        errors: int = subprocess.PIPE,
    ) -> subprocess.Popen[bytes]:
        """Start a command as the leader of a process group, so that its children can be stopped with it."""
        try:
            return subprocess.Popen(  # noqa: S603 - the command is ours; names in it are checked before
                command,
                cwd=self.path,
                env={**os.environ, **self._environment(settings)},
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=errors,
                start_new_session=True,
            )
        except OSError as error:
            short = error.errno in _SHORT
            raise (RetryLater if short else CouldNotLook)(f"git cannot be run: {error.strerror}") from None

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        settings = {**_SETTINGS, **more}
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
        lines = [line for line in stderr.splitlines() if line.strip()]
        marked = (line for line in lines if line.startswith(("fatal:", "error:")))
        words = next(marked, lines[-1] if lines else "")
        said = f"git {command} failed: {self._without_secrets(' '.join(words.split()))[:300]!a}"
        if _TOO_LARGE.search(stderr):
            return CouldNotLook(f"git {command} failed: there is more to fetch than Byline reads")
        if _TOO_MUCH.search(stderr):
            return CouldNotLook(f"git {command} failed: there is more to compare than Byline has room for")
        if _GONE.search(stderr):
            return NotFound(said)
        if _DENIED.search(stderr):
            return doubted(CouldNotLook(f"{said}; it needs the permission contents: read"))
        return RetryLater(said) if _PASSING.search(stderr) else CouldNotLook(said)

    def _without_secrets(self, text: str) -> str:
        """Errors may be shown in public: neither the token nor the machine's paths belong there."""
        text = text.replace(os.fspath(self.path), "the repository")
        return text.replace(self.token, "***") if self.token else text


def _limited(args: Sequence[str], writes: int) -> list[str]:
    return ["sh", "-c", _LIMITED, "sh", str(writes // 512), str(MEMORY // 1024), *args]


@contextmanager
def _stopped_after(process: subprocess.Popen[bytes], seconds: float) -> Iterator[threading.Event]:
    """Stop a process and its children after ``seconds``, and say so; it does not outlive the block."""
    expired = threading.Event()

    def stop() -> None:
        expired.set()
        _kill(process)

    timer = threading.Timer(seconds, stop)
    timer.start()
    try:
        yield expired
    finally:
        timer.cancel()
        timer.join()
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill the whole group, unless its leader was waited for: then its number may be another's by now."""
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _communicate(process: subprocess.Popen[bytes], limit: int) -> tuple[bytes, bytes]:
    """Return what a process prints, at most a byte more than ``limit``, and the beginning of its errors.

    Both pipes are read at once: a process whose pipe is full waits for ever.
    """
    errors: list[bytes] = []
    reader = threading.Thread(target=lambda: errors.append(_read(process.stderr, _ERRORS_LIMIT)), daemon=True)
    reader.start()
    out = _read(process.stdout, limit + 1, drain=False)
    if len(out) > limit:
        _kill(process)
    reader.join()
    process.wait()
    return out, errors[0]


def _read(pipe: IO[bytes] | None, limit: int, *, drain: bool = True) -> bytes:
    """Return the first ``limit`` bytes of a pipe; the rest is read and dropped where ``drain`` is set."""
    if pipe is None:
        return b""
    kept = pipe.read(limit)
    while drain and pipe.read(_ERRORS_LIMIT):
        pass
    return kept


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
