"""A small disk of its own for a folder, which can be filled to the last byte."""

from __future__ import annotations

import contextlib
import os
import subprocess
from pathlib import Path

_FULL_BLOCK = 1 << 20


class Disk:
    """A folder in memory with room for ``size`` (``64m``); without the right to mount, a plain folder."""

    def __init__(self, folder: Path, size: str) -> None:
        self._folder = folder
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
        self.mounted = (
            os.geteuid() == 0 and not subprocess.run(mount, check=False, capture_output=True).returncode
        )

    def fill(self) -> None:
        """Leave no room."""
        for block in (_FULL_BLOCK, 512):
            with contextlib.suppress(OSError), (self._folder / "ballast").open("ab", buffering=0) as ballast:
                while True:
                    ballast.write(b"\0" * block)

    def free(self) -> None:
        """Make room again."""
        (self._folder / "ballast").unlink(missing_ok=True)

    def close(self) -> None:
        """Give the folder back; what is in it is gone."""
        if self.mounted:
            subprocess.run(["umount", "--lazy", str(self._folder)], check=False)
