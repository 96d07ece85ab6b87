"""``extends``: from a policy file to the files and presets that it starts from, one after the other.

Nothing is fetched here: whoever gathers facts asks ``reference_in`` what a file extends, fetches it, and
hands over what came of it under ``Reference.name``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from detectors.model import TextFile, Unknown
from policies import presets
from policies.problems import PolicyError, Problem, listed, nearest, quote
from policies.source import Source, read

#: Where a repository keeps its policy.
DEFAULT_PATH: Final = ".github/byline.yml"
#: So many files may extend each other.
MAX_DEPTH: Final = 5

_REFERENCE: Final = re.compile(
    r"(?P<repository>[A-Za-z0-9][A-Za-z0-9_-]{0,99}/(?!\.{1,2}(?:[:@]|\Z))[A-Za-z0-9._-]{1,100})"
    r"(?::(?P<path>[^\s:@\\]{1,200}))?(?:@(?P<ref>[A-Za-z0-9._/-]{1,200}))?",
    re.ASCII,
)
_SHA: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}", re.ASCII)
_FORM: Final = "owner/repo[:path][@ref]"
_NOT_FETCHED: Final = Unknown("it was not looked up")

#: What was found under each ``Reference.name``; ``None``: looked, and there is no such file.
Extended = Mapping[str, TextFile | Unknown | None]


class CouldNotExtend(PolicyError):  # noqa: N818 - the word that the whole design uses
    """A file that the policy extends could not be looked at: nobody knows what the policy says."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A policy file in another place: ``path`` and ``ref`` are empty where the default is meant."""

    repository: str
    path: str = ""
    ref: str = ""

    @property
    def name(self) -> str:
        """The reference as it is written, with nothing left out or added."""
        path, ref = self.path and f":{self.path}", self.ref and f"@{self.ref}"
        return f"{self.repository}{path}{ref}"

    @property
    def owner(self) -> str:
        """The account that the repository belongs to, in lower case."""
        return self.repository.partition("/")[0].casefold()

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths to try, the first one that is there counts: an owner's ``.github`` may have either."""
        if self.path:
            return (self.path,)
        shared = self.repository.partition("/")[2] == ".github"
        return ("byline.yml", DEFAULT_PATH) if shared else (DEFAULT_PATH,)


@dataclass(frozen=True, slots=True)
class Layer:
    """One file of a chain. ``values`` are those that count: a stranger's file does not set the mode."""

    source: Source
    values: Mapping[str, Any]
    is_preset: bool = False


def parse(text: str) -> Reference | None:
    """Return what ``owner/repo[:path][@ref]`` names; ``None`` for text of another form."""
    found = _REFERENCE.fullmatch(text)
    if found is None or {"", ".", ".."} & set((found["path"] or "x").split("/")):
        return None
    return Reference(found["repository"], found["path"] or "", found["ref"] or "")


def reference_in(text: str, path: str = DEFAULT_PATH) -> Reference | None:
    """Return the file elsewhere that a policy file extends; ``None``: none, a preset, or a mistake."""
    try:
        base = read(text, path).values.get("extends")
    except PolicyError:
        return None
    return parse(base) if isinstance(base, str) else None


def layers(source: Source, repository: str, extended: Extended) -> tuple[Layer, ...]:
    """Return the file and everything that it starts from, the furthest last.

    ``repository`` (``owner/name``) is the one that is judged, empty where it is not known.

    Raises:
        CouldNotExtend: a file could not be looked at.
        PolicyError: a file or preset is not there, is not pinned, or leads back to itself.
    """
    found = [Layer(source, source.values)]
    seen: set[tuple[str, ...]] = {_key_of(source.file, repository)}
    owner, foreign = repository.partition("/")[0].casefold(), False
    while (base := found[-1].source.values.get("extends")) is not None:
        above = found[-1].source
        reference = parse(base) if isinstance(base, str) else None
        if reference is None:
            found.append(_preset(above, base))
            break
        foreign = foreign or reference.owner != owner
        _check(above, reference, seen, is_foreign=reference.owner != owner != "", depth=len(found))
        seen.add(_key(reference))
        below = _fetched(above, reference, extended)
        found.append(Layer(below, _without_mode(below.values) if foreign else below.values))
    return tuple(found)


def _key(reference: Reference) -> tuple[str, ...]:
    return (reference.repository.casefold(), reference.paths[0], reference.ref)


def _key_of(file: str, repository: str) -> tuple[str, ...]:
    reference = parse(file) or Reference(repository, file)
    return _key(replace(reference, ref=""))


def _check(
    above: Source, reference: Reference, seen: set[tuple[str, ...]], *, is_foreign: bool, depth: int
) -> None:
    named = quote(reference.name)
    if _key(reference) in seen:
        raise PolicyError([_problem(above, f"{named} leads back to a file that extends it")])
    if depth > MAX_DEPTH:
        raise PolicyError([_problem(above, f"more than {MAX_DEPTH} files extend each other")])
    if is_foreign and not _SHA.fullmatch(reference.ref):
        found = f"{named} belongs to another owner, who may change it at any time"
        raise PolicyError([_problem(above, found, "a whole commit id after it, as in owner/repo@<commit>")])


def _preset(above: Source, base: object) -> Layer:
    names = presets.names()
    if isinstance(base, str) and base in names:
        values = presets.values(base)
        return Layer(Source(f"{base} (preset)", values), values, is_preset=True)
    expected = listed((*names, _FORM))
    if not isinstance(base, str):
        found = "a list" if isinstance(base, list) else "something that is no text"
        raise PolicyError([_problem(above, found, expected)])
    if "/" in base:
        raise PolicyError([_problem(above, quote(base), _FORM)])
    raise PolicyError([_problem(above, f"unknown preset {quote(base)}", expected, nearest(base, names))])


def _fetched(above: Source, reference: Reference, extended: Extended) -> Source:
    file = extended.get(reference.name, _NOT_FETCHED)
    named = quote(reference.name)
    if isinstance(file, Unknown):
        raise CouldNotExtend([_problem(above, f"{named} could not be looked at ({file.reason})")])
    if file is None:
        found = f"{named} is not there, or Byline may not see it"
        raise PolicyError([_problem(above, found, "a file that is there")])
    return read(file.text, file.path)


def _without_mode(values: Mapping[str, Any]) -> dict[str, Any]:
    """How far Byline may go is for the project to say, or for its owner; never for anybody else."""
    meta = values.get("meta")
    if not isinstance(meta, Mapping):
        return dict(values)
    return {**values, "meta": {key: value for key, value in meta.items() if key != "mode"}}


def _problem(above: Source, found: str, expected: str = "", near: str = "") -> Problem:
    place = above.place(("extends",))
    return Problem(above.file, place.line, place.column, found, expected, near)
