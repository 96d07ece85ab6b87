"""The list of detector families."""

from __future__ import annotations

import subprocess
import sys


def test_every_family_is_named_without_being_loaded() -> None:
    program = (
        "import sys; from detectors import registry; names = registry.names(); "
        "print(*sorted(name for name in names if f'detectors.{name}' in sys.modules)); "
        "loaded = {family.__name__ for family in registry._checkable()}; "
        "print(loaded == {f'detectors.{name}' for name in names - {'authorship'}})"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.split("\n")[:2] == ["", "True"]
