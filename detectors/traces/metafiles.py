"""Agent instruction files that a change adds: they prepare a project for agents, no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from detectors.model import ChangedFile, Evidence, Severity
from detectors.traces.agents import AGENTS, SHARED_METAFILES
from detectors.traces.observed import Seen, quote

_FORMS = tuple((form, agent) for agent in AGENTS for form in agent.metafiles) + tuple(
    (form, None) for form in SHARED_METAFILES
)


def added(files: Iterable[ChangedFile]) -> Iterator[Seen]:
    """Added files that tell an agent how to work in the project."""
    for file in files:
        if file.status != "added":
            continue
        form, agent = next(((f, a) for f, a in _FORMS if matches(file.path, f)), ("", None))
        if form:
            name = agent.name if agent else "coding agents"
            yield Seen(
                name="metafile",
                agent=agent.key if agent else None,
                place_kind="file",
                evidence=Evidence("added file", quote(file.path)),
                one=f"The change adds instructions or settings for {name}.",
                many="",
                remedy="If the file was added by accident, take it out of the change.",
                artifacts=(),
                involvement=None,
                severity=Severity.INFO,
            )


def matches(path: str, form: str) -> bool:
    """Whether a path has the form: a name in any folder, a folder ("x/"), or a path with its folders."""
    parts = path.split("/")
    if form.endswith("/"):
        return f"/{form}" in f"/{'/'.join(parts[:-1])}/"
    if "/" in form:
        return f"/{path}".endswith(f"/{form}")
    return fnmatchcase(parts[-1], form)
