"""The pages of ``docs/reference``: made from the code, so that they say what it does.

``make docs-reference`` writes them, and a test fails where they differ from what the code gives. Each module
here has ``page(...)``, a function from the code's own tables to the text of one page. MkDocs calls ``hooks``
while it builds the site. Nothing here is part of Byline itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from docs.generate import actions, commands, detectors, presets, settings, violations

DOCS: Final = Path(__file__).parents[1]


def pages() -> Mapping[str, str]:
    """Return the text of every generated page by its path under ``docs``."""
    return {
        "reference/actions.md": actions.page(),
        "reference/commands.md": commands.page((DOCS / "commands.md").read_text(encoding="utf-8")),
        "reference/detectors.md": detectors.page(DOCS / "detectors"),
        "reference/presets.md": presets.page(),
        "reference/settings.md": settings.page(),
        "reference/violations.md": violations.page(),
    }
