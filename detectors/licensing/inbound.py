"""Licenses that come in with new files: ``licensing/compatibility``, ``licensing/vendored``.

A header or license text that a new file brings is compared with the project's own license. What is vendored
and says its license is in order; what is not certain is passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from detectors.licensing import headers, metadata, names, paths, vendored
from detectors.licensing.change import Changed
from detectors.licensing.compatibility import Compatibility, check
from detectors.licensing.made import at, finding, named, of_file, shown
from detectors.licensing.model import Certainty, Identified
from detectors.licensing.patches import Patch
from detectors.licensing.texts import identify
from detectors.model import Evidence, Finding, Severity

COMPATIBILITY: Final = "compatibility"
VENDORED: Final = "vendored"
#: How many license texts of a change are identified.
MAX_TEXTS: Final = 30
_ORIGIN: Final = (
    "Keep the license and the names as they are, and say where the code comes from: beside it, or in the "
    "project's list of third-party code."
)
_CHOOSE: Final = "Ask the maintainers before it goes in, or use something under a license that fits."


@dataclass(frozen=True, slots=True)
class _Inbound:
    """A license that something new comes under: an SPDX expression, and where it says so."""

    path: str
    expression: str
    evidence: Evidence
    holders: tuple[str, ...]


def found(change: Changed) -> Iterator[Finding]:
    """Yield what is to say of the licenses of new files."""
    said = list(_headers(change))
    texts = list(_texts(change))
    inbound = [*said, *(one for patch, text in texts for one in _of_text(patch, text))]
    refused = [one for one in inbound if _is_refused(change, one.expression)]
    yield from _incompatible(change, refused)
    yield from _foreign(change, [one for one in said if one not in refused])
    yield from _folders(change, texts)
    yield from _unlicensed(change)


def _headers(change: Changed) -> Iterator[_Inbound]:
    for patch in change.added_sources():
        header = None if paths.is_sample(patch.path) else headers.read(patch.text, patch.path)
        if header is not None:
            holders = tuple(right.holder for right in header.copyrights)
            evidence = at(patch.path, header.line, header.quote)
            yield _Inbound(patch.path, metadata.normal(header.expression), evidence, holders)


def _texts(change: Changed) -> Iterator[tuple[Patch, Identified]]:
    """Yield the license files that the change adds below the top, with what they hold."""
    number = 0
    for patch in change.patches:
        is_text = paths.role(patch.path) is paths.Role.LICENSE and patch.file.status in {"added", "copied"}
        if is_text and patch.hunks and paths.folder_of(patch.path) and number < MAX_TEXTS:
            number += 1
            yield patch, identify(patch.text)


def _of_text(patch: Patch, text: Identified) -> Iterator[_Inbound]:
    """A file with several texts leaves open whether one of them may be chosen."""
    if text.certain and len(text.ids) == 1:
        evidence = at(patch.path, 1, text.title or text.ids[0])
        yield _Inbound(patch.path, text.ids[0], evidence, tuple(right.holder for right in text.copyrights))


def _is_refused(change: Changed, expression: str) -> bool:
    """Whether the matrix has a clear No, whichever of its forms the project's license is meant in."""
    outbound = change.project.outbound
    families = {metadata.family(name) for name in outbound}
    if {metadata.family(name) for name in metadata.ids(expression)} <= families:
        return False  # the same text: "only" in a project whose other files say "or later" is at home there
    return bool(expression and outbound) and all(
        check(one, expression) is Compatibility.NO for one in outbound
    )


def _incompatible(change: Changed, refused: Iterable[_Inbound]) -> Iterator[Finding]:
    groups: dict[str, list[_Inbound]] = {}
    for one in refused:
        groups.setdefault(one.expression, []).append(one)
    for expression, group in groups.items():
        own = change.project
        yield finding(
            COMPATIBILITY,
            Severity.FAILURE,
            f"{named(one.path for one in group)} {'is' if len(group) == 1 else 'are'} under "
            f"{shown(expression)}, and {own.says} is {own.licenses[0][1].label}: by OSADL's compatibility "
            "matrix, code under the first cannot become part of a work under the second.",
            [*(one.evidence for one in group), of_file(own.says, own.licenses[0][1].title)],
            _CHOOSE,
        )


def _foreign(change: Changed, said: Iterable[_Inbound]) -> Iterator[Finding]:
    """Headers of another license than the project's, or in the name of another project (rule E2)."""
    groups: dict[str, list[_Inbound]] = {}
    for one in said:
        is_in_order = change.exclusions.declared(one.path) or _is_told(change, one)
        if not is_in_order and (reason := _of_others(change, one)):
            groups.setdefault(reason, []).append(one)
    for reason, group in groups.items():
        yield finding(
            VENDORED,
            Severity.WARNING,
            f"{named(one.path for one in group)} {'begins' if len(group) == 1 else 'begin'} "
            f"with a header {reason}.",
            [one.evidence for one in group],
            _ORIGIN,
        )


def _of_others(change: Changed, one: _Inbound) -> str:
    """Return what tells that a header is not the project's own; ``""`` where nothing surely does."""
    project, share = change.project, change.share(one.path)
    if not project.is_certain or share is None:
        return ""
    own = project.ids | (metadata.ids(share.common) if share.common else frozenset())
    ids = metadata.ids(one.expression)
    if ids and not metadata.agree(ids, own) and one.expression != share.common:
        return f"that says {shown(one.expression)}; the project's license is {named(sorted(project.ids))}"
    repository = change.facts.contribution.repository.replace("/", " ")
    for holder in one.holders:
        name = names.collective(holder)
        if name and project.holders and not _is_ours(name, project.holders, repository):
            return f"in the name of {shown(holder)}, whom the project's files that were looked at do not name"
    return ""


def _is_ours(name: str, holders: Iterable[str], repository: str) -> bool:
    """Whether the people of a project are this project's: named in its files, or by its name."""
    plain = repository.replace("-", " ").replace("_", " ")
    return names.is_named(name, [*holders, repository]) or bool(names.words(name) & names.words(plain))


def _is_told(change: Changed, one: _Inbound) -> bool:
    """Whether the code comes with its license, or the change lists it among third-party code."""
    if _licenses_of(change, one.path):
        return True
    return _is_listed(change, (one.path.rpartition("/")[2], *filter(None, one.holders)))


def _is_listed(change: Changed, names: Iterable[str]) -> bool:
    """Whether lines that the change adds to notices, lists and declarations have one of ``names``."""
    wanted = [name.casefold() for name in names if len(name) > 2]
    added = (
        line.text.casefold()
        for patch in change.patches
        if paths.role(patch.path) or patch.path.endswith(("REUSE.toml", ".reuse/dep5"))
        for line in patch.added
    )
    return any(name in text for text in added for name in wanted)


def _licenses_of(change: Changed, path: str) -> list[str]:
    """Return the license files, new or old, in the folders between the top and a path (not of the top)."""
    new = [
        patch.path for patch in change.patches if patch.file.status != "removed" and paths.role(patch.path)
    ]
    old = [file.path for file in change.view.licenses] if change.view else []
    folders = {paths.folder_of(one): one for one in (*new, *old)}
    return [one for folder, one in folders.items() if folder and paths.is_above(folder, path)]


def _folders(change: Changed, texts: Iterable[tuple[Patch, Identified]]) -> Iterator[Finding]:
    """Folders that bring a license of their own, which is none of the standard ones or not the project's."""
    sources = [patch.path for patch in change.added_sources()]
    for patch, text in texts:
        folder = paths.folder_of(patch.path)
        if not any(paths.is_above(folder, path) for path in sources) or _is_listed(change, (folder,)):
            continue
        is_copy = vendored.is_vendored(patch.path, change.exclusions)
        if text.certainty in {Certainty.NAMED, Certainty.EXTRA_TERMS}:
            claim = (
                f"{shown(folder)} comes under {shown(text.label)}, which is none of the standard licenses."
            )
        elif not is_copy and text.certain and change.project.is_certain and not _is_own(change, text):
            ids = named(sorted(change.project.ids))
            claim = f"{shown(folder)} comes with a license of its own, {shown(text.label)}; "
            claim += f"the project's is {ids}."
        else:
            continue
        first = text.terms[0] if text.terms else None
        evidence = [at(patch.path, 1, text.title or text.label)]
        evidence += [at(patch.path, first.line, first.quote)] if first else []
        yield finding(VENDORED, Severity.WARNING, claim, evidence, _ORIGIN)


def _is_own(change: Changed, text: Identified) -> bool:
    return metadata.agree(frozenset(text.ids), change.project.ids)


def _unlicensed(change: Changed) -> Iterator[Finding]:
    """Vendored folders that nobody says the license of (rule E3); where nobody looked, nothing is said."""
    if change.view is None:
        return
    added = {patch.path: patch for patch in change.patches if patch.file.status in {"added", "copied"}}
    old = [patch.path for patch in change.patches if patch.path not in added]
    for one in vendored.components(added):
        is_update = any(paths.is_above(one.folder, path) for path in old)
        if not one.files or is_update or _states(change, one, added):
            continue
        yield finding(
            VENDORED,
            Severity.WARNING,
            f"{shown(one.folder)} looks like code of others, and nothing in it says its license "
            f"({len(one.files)} new source {'file' if len(one.files) == 1 else 'files'}).",
            [of_file(path, "no license file above it, no header in it") for path in one.files[:5]],
            "Add the license text that came with the code, and say where it comes from.",
        )


def _names_holders(change: Changed) -> bool:
    """Whether the change adds holders to the project's own license files, notices or lists of others."""
    return any(
        paths.role(patch.path) and paths.folder_of(patch.path) == "" and metadata.holders_of(patch.text)
        for patch in change.patches
    )


def _states(change: Changed, one: vendored.Component, added: dict[str, Patch]) -> bool:
    """Whether a license is stated for vendored code: by a text, a header, a declaration, metadata."""
    if one.licenses or any(_licenses_of(change, path) for path in one.files[:1]) or _names_holders(change):
        return True
    name = one.folder.rpartition("/")[2]
    if one.folder != one.marker and _is_listed(change, (one.folder, name)):
        return True
    if any("licen" in added[path].text.casefold() for path in one.upstream):
        return True
    sources = [added[path] for path in one.files]
    if any(change.exclusions.declared(patch.path) or not patch.hunks for patch in sources):
        return True
    read = (headers.read(patch.text, patch.path) for patch in sources)
    return any(header is not None and header.licensed for header in read)
