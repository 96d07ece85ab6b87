"""Facts for the tests of changes: a pull request against a small project under the MIT license."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from detectors.licensing import detect, exclusions, headers, paths
from detectors.model import ChangedFile, Facts, Finding, HeaderShare, LicenseView, Repository, TextFile
from tests import factories

APACHE = (Path(__file__).parents[3] / "LICENSE").read_text(encoding="utf-8")
MIT = """MIT License

Copyright (c) 2020 Ada Lovelace

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
CODE = "".join(f"value_{number} = {number}\n" for number in range(8))
SPDX = "# SPDX-License-Identifier: {}\n"


def patch(before: str, after: str) -> str:
    """The hunks between two texts, as git shows them."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    return "\n".join(list(lines)[2:])


def changed(path: str, before: str | None, after: str | None, **more: Any) -> ChangedFile:
    """A file that the change adds (``before`` is None), removes or edits."""
    status = "added" if before is None else "removed" if after is None else "modified"
    return ChangedFile(path, more.pop("status", status), 0, 0, patch(before or "", after or ""), **more)


def view(tree: Mapping[str, str], **changes: Any) -> LicenseView:
    """What a tree of these files says of its licenses."""
    made = [TextFile(path, text, "f" * 40) for path, text in tree.items()]
    read = ((path, headers.read(text, path)) for path, text in tree.items())
    fields: dict[str, Any] = {
        "licenses": tuple(file for file in made if paths.role(file.path)),
        "metadata": tuple(file for file in made if paths.is_metadata(file.path)),
        "exclusions": tuple(file for file in made if exclusions.is_file(file.path)),
        "headers": headers.shares(read),
    }
    return LicenseView("f" * 40, **(fields | changes))


def facts(*files: ChangedFile, tree: Mapping[str, str] | None = None, **changes: Any) -> Facts:
    """A pull request of ``files`` to a project whose tree is ``tree``; None: nobody could look at it."""
    more = {"license_view": view(tree)} if tree is not None else {}
    templates = changes.pop("templates", ())
    repository = Repository("acme/widget", "main", False, policy=None, templates=templates, **more)
    return factories.facts(files=files, repository=repository, **changes)


def found(*files: ChangedFile, tree: Mapping[str, str] | None = None, **changes: Any) -> list[Finding]:
    """All findings of the family."""
    return list(detect(facts(*files, tree=tree, **changes)))


def named(name: str, findings: list[Finding]) -> list[Finding]:
    """The findings under ``licensing/<name>``."""
    return [finding for finding in findings if finding.id == f"licensing/{name}"]


def with_header(license_id: str, number: int = 10, end: str = "py") -> dict[str, str]:
    """Source files that say their license."""
    return {f"src/module_{at}.{end}": SPDX.format(license_id) + CODE for at in range(number)}


def share(language: str, files: int, with_header: int, common: str) -> HeaderShare:
    return HeaderShare(language, files, with_header, common, with_header)
