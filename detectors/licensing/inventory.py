"""What a whole tree says of its licenses: by folder, by language, what is vendored, and what disagrees."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from detectors.licensing import exclusions, headers, metadata, paths, readme, vendored
from detectors.licensing.compatibility import Compatibility, check
from detectors.licensing.exclusions import Exclusions
from detectors.licensing.headers import Header
from detectors.licensing.made import at, finding, named, of_file, shown, word_diff
from detectors.licensing.metadata import Stated
from detectors.licensing.model import Certainty, Identified
from detectors.licensing.project import forms
from detectors.model import Finding, HeaderShare, LicenseView, Severity, TextFile

#: What a folder's files are under where neither they nor a file above them says so.
NOT_STATED: Final = "not stated"
_NEAR: Final = frozenset({Certainty.NEAR, Certainty.TITLE_ONLY, Certainty.EXTRA_TERMS})
_COPYLEFT: Final = ("GPL-", "LGPL-", "AGPL-", "EUPL-", "OSL-", "SSPL-")


@dataclass(frozen=True)
class Tree:
    """What was read of a tree: each license file, each source file's header, and the small files whole.

    ``headers`` has every source file that was read; ``generated`` those that say that a program wrote them.
    ``unread`` are files that could not be read.
    """

    name: str
    licenses: Mapping[str, Identified]
    headers: Mapping[str, Header | None]
    generated: frozenset[str]
    metadata: Sequence[TextFile]
    exclusions: Sequence[TextFile]
    readme: TextFile | None
    paths: Sequence[str]
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder: ``declared`` is what ``by`` (a file) says, ``concluded`` the licenses of its source files
    with how many are under each, ``files`` their number.
    """

    path: str
    declared: str
    by: str
    concluded: tuple[tuple[str, int], ...]
    files: int


@dataclass(frozen=True, slots=True)
class Vendored:
    """A folder of others' code: its licenses, and the files that say so."""

    folder: str
    licenses: tuple[str, ...]
    said_by: tuple[str, ...]
    files: int


@dataclass(frozen=True, slots=True)
class Inventory:
    """The whole answer; ``files`` counts all files, ``sources`` those whose header was looked for."""

    files: int
    sources: int
    folders: tuple[Folder, ...]
    headers: tuple[HeaderShare, ...]
    vendored: tuple[Vendored, ...]
    findings: tuple[Finding, ...]
    unread: tuple[str, ...]


def take(tree: Tree) -> Inventory:
    """Return the inventory of ``tree``. Pure; linear in its files times the rules of its exclusions."""
    marks = exclusions.read(tree.exclusions)
    own = _own(tree, marks)
    sought = _asked(own, marks)
    components = vendored.components(tree.paths)
    shares = headers.shares(sought.items())
    copies = tuple(_vendored(tree, one) for one in components if one.files or one.licenses)
    found = (*_disagreeing(tree, marks, own, shares), *_unstated(copies))
    return Inventory(
        files=len(tree.paths),
        sources=len(tree.headers),
        folders=tuple(_folders(tree, marks, own)),
        headers=shares,
        vendored=copies,
        findings=tuple(sorted(found, key=lambda one: -one.severity)),
        unread=(*tree.unread, *marks.unread),
    )


def asked(tree: Tree) -> dict[str, Header | None]:
    """Return the project's own source files of which a license header is asked, with what theirs say."""
    marks = exclusions.read(tree.exclusions)
    return _asked(_own(tree, marks), marks)


def _own(tree: Tree, marks: Exclusions) -> dict[str, Header | None]:
    return {path: header for path, header in tree.headers.items() if _is_own(tree, marks, path)}


def _asked(own: Mapping[str, Header | None], marks: Exclusions) -> dict[str, Header | None]:
    return {path: header for path, header in own.items() if marks.asks_header(path)}


def _is_own(tree: Tree, marks: Exclusions, path: str) -> bool:
    return (
        path not in tree.generated and not vendored.is_vendored(path, marks) and not marks.is_generated(path)
    )


def _folders(tree: Tree, marks: Exclusions, own: Mapping[str, Header | None]) -> Iterator[Folder]:
    """Yield the top, the folders in it, and those that declare a license of their own."""
    declared = _declared(tree, marks)
    rows = {"", *declared, *(path.split("/")[0] for path in own if "/" in path)}
    groups: dict[str, list[str]] = {row: [] for row in rows}
    for path in own:
        groups[_deepest(path, groups)].append(path)
    for row in sorted(groups):
        if not groups[row] and row not in declared and row:
            continue
        label, by = (
            declared[_deepest(f"{row}/x" if row else "x", declared | {"": ("", "")})]
            if declared
            else ("", "")
        )
        counts = Counter(marks.declared(path) or _concluded(own[path], label) for path in groups[row])
        ranked = tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
        yield Folder(row, label or NOT_STATED, by, ranked, len(groups[row]))


def _deepest(path: str, rows: Mapping[str, object]) -> str:
    folder = path.rpartition("/")[0]
    while folder and folder not in rows:
        folder = folder.rpartition("/")[0]
    return folder


def _concluded(header: Header | None, declared: str) -> str:
    if header is not None and header.licensed:
        return header.expression or "a license that its header does not name surely"
    return f"{declared} (by the folder)" if declared else NOT_STATED


def _declared(tree: Tree, marks: Exclusions) -> dict[str, tuple[str, str]]:
    """Return (license, the file that says so) for each folder that has license files or metadata."""
    found: dict[str, tuple[str, str]] = {}
    for file in tree.metadata:
        for one in metadata.stated(file)[:1]:
            found[paths.folder_of(file.path)] = (one.expression or one.text, file.path)
    texts: dict[str, list[str]] = {}
    for path in tree.licenses:
        if paths.role(path) is paths.Role.LICENSE and not vendored.is_vendored(path, marks):
            texts.setdefault(paths.folder_of(path), []).append(path)
    for folder, files in texts.items():
        if folder in found and not any(tree.licenses[path].certain for path in files):
            said, by = found[folder]
            found[folder] = (said, f"{by}; {files[0]} is {tree.licenses[files[0]].label}")
            continue
        labels = dict.fromkeys(tree.licenses[path].label for path in files)
        found[folder] = (", ".join(labels), ", ".join(files[:3]))
    found.setdefault("", ("", ""))
    return found


def _vendored(tree: Tree, one: vendored.Component) -> Vendored:
    texts = [path for path in one.licenses if path in tree.licenses]
    labels = [tree.licenses[path].label for path in texts if paths.role(path) is paths.Role.LICENSE]
    said = [file for file in tree.metadata if paths.is_above(one.folder, file.path)]
    labels += [st.expression or st.text for file in said for st in metadata.stated(file)[:1]]
    read = [header for path in one.files if (header := tree.headers.get(path))]
    labels += [header.expression for header in read if header.expression]
    by = [*texts, *(file.path for file in said)] or (["headers"] if labels else [])
    return Vendored(one.folder, tuple(dict.fromkeys(labels))[:8], tuple(by[:8]), len(one.files))


def _unstated(copies: Sequence[Vendored]) -> Iterator[Finding]:
    silent = [one for one in copies if one.files and not one.licenses and not one.said_by]
    if silent:
        yield finding(
            "vendored",
            Severity.WARNING,
            f"No license is stated in {named(one.folder for one in silent)}.",
            [of_file(one.folder, _silence(one.files)) for one in silent],
            "Add the license text that came with the code, and say where it comes from.",
        )


def _silence(files: int) -> str:
    return f"{files} source {'file' if files == 1 else 'files'}, no license text or header"


def _disagreeing(
    tree: Tree, marks: Exclusions, own: Mapping[str, Header | None], shares: tuple[HeaderShare, ...]
) -> Iterator[Finding]:
    texts = [
        (path, text)
        for path, text in tree.licenses.items()
        if paths.role(path) is paths.Role.LICENSE and not vendored.is_vendored(path, marks)
    ]
    yield from _texts(texts)
    for folder in dict.fromkeys(paths.folder_of(path) for path, _ in texts):
        here = [(path, text) for path, text in texts if paths.folder_of(path) == folder]
        if all(text.certain for _, text in here):
            yield from _stated(tree, folder, here)
            yield from _headers(tree, marks, folder, here, own, shares)
    if not any(paths.folder_of(path) == "" for path, _ in texts):
        yield finding(
            "changes",
            Severity.INFO,
            "No license text stands at the top.",
            [],
            "Add a file LICENSE with the text.",
        )


def _texts(texts: Sequence[tuple[str, Identified]]) -> Iterator[Finding]:
    for path, text in texts:
        if text.certainty in _NEAR:
            changes = text.compared.changes if text.compared else ()
            evidence = [word_diff(path, one) for one in changes]
            evidence += [at(path, term.line, term.quote) for term in text.terms[:3]]
            yield finding(
                "text",
                Severity.WARNING,
                f"{shown(path)} is {shown(text.label)}.",
                evidence or [at(path, 1, text.title)],
                "Restore the canonical text, or give the license a name of its own.",
            )


def _stated(tree: Tree, folder: str, here: Sequence[tuple[str, Identified]]) -> Iterator[Finding]:
    """Metadata, and the README at the top, that name another license than the texts beside them."""
    said: list[Stated] = []
    for file in tree.metadata:
        if paths.folder_of(file.path) == folder:
            said += metadata.stated(file)
    if tree.readme is not None and not folder:
        said += readme.stated(tree.readme, tree.name)
    ids = _ids(here)
    for one in said:
        if one.ids and not metadata.agree(one.ids, ids):
            in_readme = tree.readme is not None and one.path == tree.readme.path
            yield finding(
                "readme" if in_readme else "metadata",
                Severity.FAILURE if in_readme and "shields.io" not in one.text else Severity.WARNING,
                f"{shown(one.path)} says {shown(one.expression)}, "
                f"and {shown(here[0][0])} is {_labels(here)}.",
                [at(one.path, one.line, one.text), of_file(here[0][0], here[0][1].title)],
                "Write the same license in both places.",
            )


def _headers(
    tree: Tree,
    marks: Exclusions,
    folder: str,
    here: Sequence[tuple[str, Identified]],
    own: Mapping[str, Header | None],
    shares: tuple[HeaderShare, ...],
) -> Iterator[Finding]:
    """Headers that name another license than the text of their folder (rule B12)."""
    rows = {paths.folder_of(path) for path, text in tree.licenses.items() if text.ids} | {""}
    groups: dict[str, list[tuple[str, Header]]] = {}
    ids = _ids(here)
    for path, header in own.items():
        if header is None or not header.expression or marks.declared(path):
            continue
        is_here = _deepest(path, dict.fromkeys(rows)) == folder
        said = metadata.ids(header.expression)
        if is_here and said and not metadata.agree(said, ids):
            groups.setdefault(metadata.normal(header.expression), []).append((path, header))
    for expression, group in sorted(groups.items(), key=lambda one: -len(one[1])):
        many = "1 file says" if len(group) == 1 else f"{len(group)} files say"
        yield finding(
            "header",
            _weight(tree, here, expression, shares),
            f"{many} {shown(expression)} in the header, and {shown(here[0][0])} is {_labels(here)}.",
            [at(path, header.line, header.quote) for path, header in group],
            "If the files are others' work, list them as such; else write the same license in both places.",
        )


def _weight(
    tree: Tree, here: Sequence[tuple[str, Identified]], expression: str, shares: tuple[HeaderShare, ...]
) -> Severity:
    """Return how much another license in headers matters (rule B12).

    A failure where copyleft meets a permissive license and the matrix has a clear No, a remark where it says
    that the one may go into the other.
    """
    view = LicenseView("", metadata=tuple(tree.metadata), headers=shares)
    outbound = [form for name in sorted(_ids(here)) for form in forms(name, view)]
    answers = {check(form, expression) for form in outbound}
    if answers & {Compatibility.YES, Compatibility.SAME}:
        return Severity.INFO
    is_copyleft = metadata.normal(expression).startswith(_COPYLEFT)
    is_sure = len(_ids(here)) == 1 and answers == {Compatibility.NO}
    return Severity.FAILURE if is_copyleft and is_sure else Severity.WARNING


def _ids(here: Sequence[tuple[str, Identified]]) -> frozenset[str]:
    return frozenset(name for _, text in here for name in text.ids)


def _labels(here: Sequence[tuple[str, Identified]]) -> str:
    return shown(", ".join(dict.fromkeys(text.label for _, text in here)))
