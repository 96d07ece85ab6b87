"""Files of the repository that the site shows or hands out besides those under ``docs``.

On GitHub a page links to them by their place in the repository. On the site they have a place of their own,
and links to them are rewritten.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

ROOT: Final = Path(__file__).parents[2]
#: The place on the site of each file, by its place in the repository. Markdown becomes a page.
PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "SECURITY.md": "security.md",
        "CONTRIBUTING.md": "contributing.md",
        "CHANGELOG.md": "changelog.md",
        "LICENSE": "LICENSE.txt",
        "bot/dashboard/static/icon.svg": "images/logo.svg",
        "benchmarks/README.md": "measurements.md",
        "detectors/authorship/models/prose-1/CARD.md": "model-card.md",
        "bot/report/schema.json": "report.schema.json",
        "detectors/prevalence/data/CARD.md": "error-rates-card.md",
        "detectors/train/written/README.md": "written-texts.md",
        "policies/prompts/ai-use-v1.txt": "prompts/ai-use-v1.txt",
        "policies/prompts/answer-v1.txt": "prompts/answer-v1.txt",
        "policies/schema.json": "schema.json",
    }
)
_DOCS: Final = "docs/"
_LINK: Final = re.compile(r"(\]\()(?![a-z]+:|#)([^)\s#]+)")
#: Code, in which nothing is a link.
_CODE: Final = re.compile(r"(^ *```.*?^ *```$|`[^`\n]*`)", re.MULTILINE | re.DOTALL)


def relink(text: str, page: str) -> str:
    """Return a page's Markdown with its links as they are on the site.

    ``page`` is the page's place in the repository. A link to a file that is not on the site stays as it is:
    the build then fails on it.
    """
    here = posixpath.dirname(_on_site(page))

    def replace(match: re.Match[str]) -> str:
        named = posixpath.normpath(posixpath.join(posixpath.dirname(page), match[2]))
        target = _on_site(named)
        return f"{match[1]}{posixpath.relpath(target, here or '.') if target else match[2]}"

    return _outside_code(text, lambda part: _LINK.sub(replace, part))


def _on_site(named: str) -> str:
    """Return where a file of the repository is on the site; empty: nowhere."""
    return PLACES.get(named, named.removeprefix(_DOCS) if named.startswith(_DOCS) else "")


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    parts = _CODE.split(text)
    return "".join(part if number % 2 else change(part) for number, part in enumerate(parts))
