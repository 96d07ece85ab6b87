"""Small real git repositories with the same commit ids on every run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

DEFAULT_AUTHOR = "Casey Contributor <casey@example.com>"
FIRST_DATE = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)

_CONFIG = """\
[core]
    repositoryformatversion = 0
    filemode = true
    bare = true
[uploadpack]
    allowFilter = true
    allowAnySHA1InWant = true
"""

Content = str | bytes | None
"""A file's content; ``None`` deletes it."""


def git_environment() -> dict[str, str]:
    """Return an environment in which git reads no configuration of the machine or of the user."""
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "TMPDIR") if name in os.environ}
    return kept | {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "HOME": os.devnull,
        "LC_ALL": "C.UTF-8",
    }


def git(git_dir: Path, *args: str, stdin: bytes | None = None) -> bytes:
    """Run git on a repository and return what it prints."""
    done = subprocess.run(
        ["git", "-c", "safe.directory=*", "--git-dir", os.fspath(git_dir), *args],
        input=stdin,
        capture_output=True,
        check=False,
        env=git_environment(),
    )
    if done.returncode:
        raise GitError(done.stderr.decode(errors="replace").strip(), args)
    return done.stdout


class GitError(Exception):
    """Git refused."""

    def __init__(self, message: str, args: Sequence[str] = ()) -> None:
        super().__init__(f"git {' '.join(args)}: {message}")


@dataclass
class RepositoryBuilder:
    """A bare repository that is filled commit by commit, without a work tree.

    Dates advance by an hour from a fixed start, so that equal calls give equal commit ids.
    """

    path: Path
    default_branch: str = "main"
    clock: datetime = field(default=FIRST_DATE)

    def __post_init__(self) -> None:
        if not (self.path / "HEAD").exists():
            for folder in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
                (self.path / folder).mkdir(parents=True)
            (self.path / "config").write_text(_CONFIG)
            (self.path / "HEAD").write_text(f"ref: refs/heads/{self.default_branch}\n")

    def commit(
        self,
        message: str,
        files: Mapping[str, Content] | None = None,
        *,
        branch: str | None = None,
        author: str = DEFAULT_AUTHOR,
        committer: str | None = None,
        date: datetime | None = None,
        parents: Sequence[str] | None = None,
        executable: Sequence[str] = (),
        links: Mapping[str, str] | None = None,
    ) -> str:
        """Add a commit to a branch (made from the default branch when new) and return its id.

        ``files`` maps paths to text, bytes, or ``None`` to delete; ``links`` maps paths to symlink targets.
        ``parents`` replaces the branch's tip: an empty list makes a root commit, two make a merge.
        """
        branch = branch or self.default_branch
        ref = f"refs/heads/{branch}"
        if parents is None:
            parents = self._tips(branch)
        stamp = _stamp(date or self._tick())
        stream = bytearray(f"reset {ref}\n\ncommit {ref}\nmark :1\n".encode())
        stream += f"author {author} {stamp}\ncommitter {committer or author} {stamp}\n".encode()
        stream += _data(message)
        stream += "".join(
            f"{'merge' if at else 'from'} {parent}\n" for at, parent in enumerate(parents)
        ).encode()
        for path, content in (files or {}).items():
            stream += _change(path, content, "100755" if path in executable else "100644")
        for path, target in (links or {}).items():
            stream += _change(path, target, "120000")
        return self._import(stream)

    def history(
        self,
        commits: Iterable[tuple[str, Mapping[str, Content]]],
        *,
        branch: str | None = None,
        author: str = DEFAULT_AUTHOR,
    ) -> str:
        """Add many commits, each a message with its files, in one go; return the last one's id."""
        branch = branch or self.default_branch
        ref = f"refs/heads/{branch}"
        start = "".join(f"from {tip}\n" for tip in self._tips(branch))
        stream = bytearray(f"reset {ref}\n{start}\n".encode())
        for message, files in commits:
            stamp = _stamp(self._tick())
            stream += f"commit {ref}\nmark :1\nauthor {author} {stamp}\ncommitter {author} {stamp}\n".encode()
            stream += _data(message)
            for path, content in files.items():
                stream += _change(path, content, "100644")
        return self._import(stream)

    def _import(self, stream: bytearray) -> str:
        """Run a fast-import stream and return the id behind its last mark."""
        stream += b"\nget-mark :1\n"
        return git(self.path, "fast-import", "--quiet", "--force", stdin=bytes(stream)).decode().strip()

    def _tips(self, branch: str) -> list[str]:
        """Return the tip of a branch, or of the default branch where it is new, or nothing."""
        names = [f"refs/heads/{name}" for name in dict.fromkeys((branch, self.default_branch))]
        out = git(self.path, "for-each-ref", "--format=%(refname) %(objectname)", *names).decode()
        tips = dict(line.rsplit(" ", 1) for line in out.splitlines())
        return [tips[name] for name in names if name in tips][:1]

    def merge(self, branch: str, into: str | None = None, message: str | None = None) -> str:
        """Merge a branch whose files win over those of ``into``, and return the merge commit's id."""
        into = into or self.default_branch
        ours, theirs = self.rev_parse(into), self.rev_parse(branch)
        base = git(self.path, "merge-base", ours, theirs).decode().strip()
        names = git(self.path, "diff", "--name-only", "-z", base, theirs).decode().split("\0")[:-1]
        files: dict[str, Content] = {name: self._blob(theirs, name) for name in names}
        text = message or f"Merge branch '{branch}'"
        return self.commit(text, files, branch=into, parents=[ours, theirs])

    def tag(self, name: str, target: str | None = None) -> None:
        """Put a lightweight tag on a commit."""
        git(self.path, "tag", "--force", name, target or self.default_branch)

    def set_branch(self, name: str, target: str) -> None:
        """Point a branch at a commit (made if need be)."""
        git(self.path, "update-ref", f"refs/heads/{name}", self.rev_parse(target))

    def delete_branch(self, name: str) -> None:
        """Delete a branch."""
        git(self.path, "update-ref", "-d", f"refs/heads/{name}")

    def sha(self, name: str) -> str | None:
        """Return the commit id of a branch, or ``None`` where there is no such branch."""
        out = git(self.path, "for-each-ref", "--format=%(objectname)", f"refs/heads/{name}")
        return out.decode().strip() or None

    def rev_parse(self, revision: str) -> str:
        """Return the commit id of any revision."""
        return git(self.path, "rev-parse", "--verify", f"{revision}^{{commit}}").decode().strip()

    def _tick(self) -> datetime:
        self.clock += timedelta(hours=1)
        return self.clock

    def _blob(self, revision: str, path: str) -> bytes | None:
        try:
            return git(self.path, "cat-file", "blob", f"{revision}:{path}")
        except GitError:
            return None


def _stamp(date: datetime) -> str:
    return f"{int(date.timestamp())} {date.strftime('%z') or '+0000'}"


def _data(content: str | bytes) -> bytes:
    raw = content.encode() if isinstance(content, str) else content
    return b"data %d\n%s\n" % (len(raw), raw)


def _change(path: str, content: Content, mode: str) -> bytes:
    quoted = '"' + path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if content is None:
        return f"D {quoted}\n".encode()
    return f"M {mode} inline {quoted}\n".encode() + _data(content)
