"""Repositories that git itself would not make, written object by object."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.fakes.repository import RepositoryBuilder, git

FILE, LINK, FOLDER, SUBMODULE = "100644", "120000", "40000", "160000"
WHO = b"A <a@example.com>"
Entry = tuple[str, bytes, str]


class Hostile:
    """A bare repository. Nothing is checked: names, dates and messages are written as they are given."""

    def __init__(self, path: Path) -> None:
        self.path = path
        RepositoryBuilder(path)

    def blob(self, data: bytes) -> str:
        return git(self.path, "hash-object", "-w", "--stdin", stdin=data).decode().strip()

    def tree(self, entries: Sequence[Entry]) -> str:
        raw = b"".join(b"%s %s\0" % (mode.encode(), name) + bytes.fromhex(sha) for mode, name, sha in entries)
        return self._literally("tree", raw)

    def commit(
        self, tree: str, message: bytes = b"Start\n", *, when: bytes = b"1700000000 +0000", parent: str = ""
    ) -> str:
        lines = [b"tree " + tree.encode(), *([b"parent " + parent.encode()] if parent else [])]
        lines += [b"author " + WHO + b" " + when, b"committer " + WHO + b" " + when, b"", message]
        sha = self._literally("commit", b"\n".join(lines))
        self.ref("refs/heads/main", sha)
        return sha

    def ref(self, name: str, sha: str) -> None:
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).write_text(f"{sha}\n")

    def _literally(self, kind: str, raw: bytes) -> str:
        out = git(self.path, "hash-object", "-w", "-t", kind, "--literally", "--stdin", stdin=raw)
        return out.decode().strip()
