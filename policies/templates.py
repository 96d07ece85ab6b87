"""The repository's templates as a contribution's text should still show them: their headings and lines.

An issue form is a template too: GitHub writes each of its labels as a heading of the third rank (GitHub's
documentation, "Syntax for GitHub's form schema").
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final

import yaml

from detectors import markdown
from detectors.model import Facts, Kind, TextFile, Unknown

_MARKS: Final = MappingProxyType({Kind.PULL_REQUEST: "issue_template", Kind.ISSUE: "pull_request_template"})
_FRONT_MATTER: Final = re.compile(r"\A\ufeff?---[ \t]*\r?\n(?:.*\n){0,200}?---[ \t]*(?:\r?\n|\Z)")
#: The elements of a form that stand in the finished issue; ``markdown`` only speaks to the writer.
_ANSWERED: Final = frozenset({"input", "textarea", "dropdown", "checkboxes", "upload"})
_MAX_DEPTH: Final = 12
_MAX_CHARS: Final = 65_536


def of_kind(facts: Facts) -> tuple[TextFile, ...] | Unknown:
    """Return the templates for this kind of contribution; only pull requests and issues have any."""
    held, other = facts.repository.templates, _MARKS.get(facts.contribution.kind)
    if other is None:
        return ()
    if isinstance(held, Unknown):
        return held
    return tuple(file for file in held if other not in file.path.casefold())


@lru_cache(maxsize=32)
def headings(file: TextFile) -> tuple[str, ...]:
    """Return the headings that a text written from the template shows."""
    if is_form(file):
        return _labels(file.text)
    return tuple(line.text for line in markdown.read(text_of(file)).lines if line.heading and line.text)


def text_of(file: TextFile) -> str:
    """Return what the template puts into the text: without the settings at its top; nothing of a form."""
    return "" if is_form(file) else _FRONT_MATTER.sub("", file.text, count=1)


def is_form(file: TextFile) -> bool:
    """Whether the template is an issue form."""
    return file.path.casefold().endswith((".yml", ".yaml"))


def folded(text: str) -> str:
    """Return a heading as it is compared: without case, marks around it and doubled spaces."""
    return " ".join(text.casefold().split()).strip(" #*_:.!?")


def missing(file: TextFile, lines: Iterable[str]) -> tuple[str, ...]:
    """Return the headings of the template that are none of ``lines`` (which are ``folded``)."""
    there = frozenset(lines)
    return tuple(heading for heading in headings(file) if folded(heading) not in there)


def _labels(text: str) -> tuple[str, ...]:
    """Return the labels of a form; none of a file that is no form."""
    form = _loaded(text[:_MAX_CHARS])
    body = form.get("body") if isinstance(form, dict) else None
    elements = [item for item in body if isinstance(item, dict)] if isinstance(body, list) else []
    found = (_label(item) for item in elements if item.get("type") in _ANSWERED)
    return tuple(label for label in found if label)


def _label(element: dict[str, Any]) -> str:
    attributes = element.get("attributes")
    label = attributes.get("label") if isinstance(attributes, dict) else None
    return label if isinstance(label, str) else ""


def _loaded(text: str) -> Any:
    """Return the YAML, or nothing where it cannot be read: GitHub shows no such form to anybody."""
    try:
        depth = 0
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _MAX_DEPTH or isinstance(event, yaml.AliasEvent):
                return None
        # Every plain word stays text: no tag that a form may carry is carried out.
        return yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError):
        return None
