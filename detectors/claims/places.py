"""Which files of a tree speak for the project: its front page, its rules for contributors, its templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Final

#: So many files of one tree are read.
MAX_FILES: Final = 60
_TEXT: Final = r"(?:\.(?:md|markdown|mdx|rst|txt|adoc|org|pod))?"
_PAGE: Final = re.compile(
    rf"(?:readme|about|faq|disclaimer|authors|credits|acknowledgements?){_TEXT}\Z", re.IGNORECASE
)
_RULES: Final = re.compile(
    rf"(?:contributing(?:[-_. ]\w{{1,20}})?|hacking|governance|code[-_]of[-_]conduct|agents|claude|gemini"
    rf"|copilot-instructions|coding[-_]assistants|developers?|development|submittingpatches"
    rf"|(?:\w{{1,20}}[-_. ])?(?:no[-_]?)?(?:gen)?(?:ai|llm|llms)(?:[-_. ]\w{{1,20}}){{0,4}}){_TEXT}\Z",
    re.IGNORECASE,
)
_TEMPLATE: Final = re.compile(r"pull_request_template", re.IGNORECASE)
#: Folders in which a project puts what it says of itself.
_FOLDER: Final = re.compile(
    r"(?:(?:\.github|\.gitlab|\.ai|\.agents|\.no[-_]?ai|docs?|documentation|doc/developer|website|site"
    r"|content"
    r"|community|contribut\w{0,8}|develop\w{0,8}|policies|policy|guides?|reference|source|src|en|about"
    r"|contributing-docs|pull_request_template|lib|\w{1,40}/guides?)/){0,4}\Z",
    re.IGNORECASE,
)


class Place(Enum):
    """What sort of text it is."""

    PAGE = "page"
    RULES = "rules"
    TEMPLATE = "template"


def of(path: str) -> Place | None:
    """Return what sort of text ``path`` is, or None where it does not speak for the project."""
    folder, slash, name = path.rpartition("/")
    if not _FOLDER.match(folder + slash):
        return None
    if _TEMPLATE.search(path):
        return Place.TEMPLATE
    if _RULES.match(name):
        return Place.RULES
    in_rules = re.match(r"\.no[-_]?ai\Z", folder, re.IGNORECASE)
    if in_rules:
        return Place.RULES
    return Place.PAGE if _PAGE.match(name) and (not folder or folder.lower() == ".github") else None


def wanted(paths: Iterable[str]) -> Iterator[str]:
    """Yield the paths to read, those at the top first."""
    found = [path for path in paths if of(path) is not None]
    yield from sorted(found, key=lambda path: (path.count("/"), path))[:MAX_FILES]
