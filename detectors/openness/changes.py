"""What a change adds that speaks of the openness of models, judged in the repository as the change leaves
it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from detectors.licensing import patches, paths
from detectors.licensing.comments import Line
from detectors.licensing.patches import Patch
from detectors.model import Evidence, Facts, Kind, LicenseView, Severity, TextFile, Unknown
from detectors.openness import claims, ids, lineage, metadata, release, terms
from detectors.openness.matching import resolve
from detectors.openness.model import Context, LicenseKind, Row, Subject, Verdict
from detectors.openness.raised import Raised, asks, at, named, of_row, short
from detectors.openness.release import Release, Revision
from detectors.openness.rules import judge, once, places
from detectors.openness.rules.case import Case
from detectors.openness.rules.places import LICENSING

#: How much of a text that is no file is read, in characters: more than GitHub lets anybody write.
MAX_BODY: Final = 131_072
#: Lines of a file beyond these are not placed: nobody writes longer pages.
MAX_LINES: Final = 20_000
#: How many files of a change are read for ids of models.
MAX_FILES: Final = 300
_BODIES: Final = {
    Kind.PULL_REQUEST: "description",
    Kind.ISSUE: "description",
    Kind.COMMENT: "comment",
    Kind.REVIEW: "review",
    Kind.SECURITY_REPORT: "report",
}
_WHOLE: Final = frozenset({"added", "copied"})
_TOLD: Final = frozenset({Verdict.OPEN_WEIGHTS_RESTRICTED, Verdict.SOURCE_AVAILABLE})


@dataclass(frozen=True, slots=True)
class Touched:
    """The places that a change adds: its new lines by path, and the license files that it changes."""

    lines: Mapping[str, frozenset[int]]
    licenses: frozenset[str]

    def has(self, evidence: Evidence) -> bool:
        """Whether evidence stands in what the change adds."""
        if evidence.path is None:
            return False
        return evidence.path in self.licenses or evidence.line in self.lines.get(evidence.path, frozenset())

    def placed(self, raised: Raised) -> Raised:
        """Return ``raised`` with paths only where the change touches the file: elsewhere there is no diff
        to show.
        """
        shown = tuple(
            one
            if one.path is None or one.path in self.lines or one.path in self.licenses
            else replace(one, path=None, line=None)
            for one in raised.evidence
        )
        return replace(raised, evidence=tuple(sorted(shown, key=lambda one: not self.has(one))))


def found(facts: Facts) -> tuple[Raised, ...]:
    """Return what there is to say of the lines that a change adds, the gravest first. Pure, never raises."""
    changed = patches.changed(facts)
    if not changed:
        return ()
    touched = _touched(changed)
    own = release_of(facts, changed)
    case = Case(own, own.claimed(), lineage.of(own))
    told = [
        touched.placed(raised)
        for raised in judge(case, without=LICENSING)
        if any(touched.has(one) for one in raised.evidence)
    ]
    return (*once(told), *_shown_by_host(case, touched), *_weights(own, changed), *_models(changed))


def _shown_by_host(case: Case, touched: Touched) -> Iterator[Raised]:
    """Yield that the hosting site shows another license: no doing of this change, so it is only noted."""
    for raised in places.b4(case):
        yield touched.placed(replace(raised, severity=Severity.INFO))


def spoken(facts: Facts) -> tuple[Raised, ...]:
    """Return what there is to say of the text of an issue, a comment or a description (rule T14).

    Its words are nobody's publication: what they claim counts where a license argument rests on it, as a
    warning.
    """
    it = facts.contribution
    name = _BODIES.get(it.kind)
    if name is None or not it.body:
        return ()
    view = facts.repository.license_view
    own = (
        release.of(_texts(view, {}), it.repository, unread=True)
        if isinstance(view, LicenseView)
        else Release(it.repository, unread=True)
    )
    read = claims.read(it.body[:MAX_BODY], f":{name}", own.own, Context.ISSUE)
    case = Case(own, read, lineage.of(own))
    return once(one for one in judge(case, without=LICENSING) if not one.evidence[0].path)


def release_of(facts: Facts, changed: tuple[Patch, ...]) -> Release:
    """Return what the repository publishes once the change is in it, as far as it is known."""
    view = facts.repository.license_view
    if isinstance(view, Unknown):
        files, unread = {}, True
    else:
        files, unread = (
            {file.path: file for file in _texts(view, {})},
            any(paths.is_own_license(path) for path in view.unread),
        )
    before = dict(files)
    for patch in changed:
        files.pop(patch.file.previous_path or patch.path, None)
        if patch.file.status != "removed" and patch.hunks and (after := _after(patch, before)):
            files[patch.path] = after
    made = release.of(files.values(), facts.contribution.repository, unread=unread)
    weights = frozenset(
        patch.path for patch in changed if patch.file.status in _WHOLE and release.is_weights(patch.path)
    )
    return replace(
        made,
        revisions=tuple(_revisions(before, files)),
        own=made.own or _own(facts, weights),
        # Beside a license that the change edits, what the site shows of the default branch says nothing.
        hosted="" if _touched(changed).licenses else facts.repository.hosted_license,
    )


def _own(facts: Facts, weights: frozenset[str]) -> Subject | None:
    return release.own_subject(facts.contribution.repository, is_model=bool(weights))


def _texts(view: LicenseView | Unknown, without: Mapping[str, object]) -> Iterator[TextFile]:
    if isinstance(view, LicenseView):
        held = (*view.licenses, *view.metadata, *((view.readme,) if view.readme else ()), *view.documents)
        yield from (file for file in held if file.path not in without)


def _after(patch: Patch, before: Mapping[str, TextFile]) -> TextFile | None:
    """Return a file as the change leaves it: the whole where it is known, else the lines shown, each at its
    number.
    """
    path = patch.path
    if not (
        release.is_document(path)
        or metadata.knows(path)
        or paths.role(path)
        or path.endswith((".json", ".yml"))
    ):
        return None
    if patch.file.status in _WHOLE:
        return TextFile(path, patch.text, "head")
    base = before.get(patch.file.previous_path or path)
    whole = patch.applied(base.text) if base else None
    if whole is not None:
        return TextFile(path, whole, "head")
    return None if paths.role(path) else TextFile(path, _shown(patch, patch.kept), "head")


def _shown(patch: Patch, beside: tuple[Line, ...] = ()) -> str:
    lines = {line.number: line.text for line in (*beside, *patch.added) if line.number <= MAX_LINES}
    return "\n".join(lines.get(number, "") for number in range(1, max(lines, default=0) + 1))


def _revisions(before: Mapping[str, TextFile], after: Mapping[str, TextFile]) -> Iterator[Revision]:
    """Yield the license files that the change makes another license."""
    for path, file in before.items():
        if paths.is_own_license(path) and path in after and after[path].text != file.text:
            was, now = terms.read(file), terms.read(after[path])
            if was.ids and now.ids and was.ids != now.ids:
                yield Revision(path, was.ids, "this change")


def _touched(changed: tuple[Patch, ...]) -> Touched:
    lines = {patch.path: frozenset(line.number for line in patch.added) for patch in changed}
    licenses = frozenset(patch.path for patch in changed if paths.role(patch.path) is paths.Role.LICENSE)
    return Touched(lines, licenses)


def _weights(own: Release, changed: tuple[Patch, ...]) -> Iterator[Raised]:
    """Yield one word on the weights that a change adds: which license they are under, if anything says so."""
    added = [
        patch.path for patch in changed if patch.file.status in _WHOLE and release.WEIGHTS.search(patch.path)
    ]
    if not added or own.card.license:
        return
    evidence = tuple(Evidence(path, "weights", path) for path in added[:10])
    many = f" and {len(added) - 1} more" if len(added) > 1 else ""
    row = resolve(added[0].rpartition("/")[2])
    resolve_ = (
        "Say in a card or beside the file which license the weights are under, and where they come from."
    )
    if row is not None and row.verdict in _TOLD:
        said = f"{short(added[0])}{many} is added. By its name it is {_row(row)}."
        yield Raised("A1", Severity.INFO, said, (*evidence, of_row(row)), resolve_)
    elif not own.licenses and not own.unread:
        said = f"{short(added[0])}{many} is added, and we could not find a license for the weights."
        yield Raised("B9", Severity.WARNING, said, evidence, resolve_)


def _models(changed: tuple[Patch, ...]) -> Iterator[Raised]:
    """Yield what is known of the models that new lines of code and configuration use."""
    seen: dict[str, tuple[Row, list[Evidence]]] = {}
    for patch in changed[:MAX_FILES]:
        if patch.file.status == "removed" or release.is_document(patch.path) or paths.role(patch.path):
            continue
        new = {line.number: line.text for line in patch.added}
        for one in ids.model_ids(patch.path, _shown(patch)):
            row = resolve(one.name)
            if row is not None and row.verdict in _TOLD and one.line in new:
                held = seen.setdefault(row.family, (row, []))
                held[1].append(at(patch.path, one.line, new[one.line]))
    for row, evidence in seen.values():
        said = f"{short(evidence[0].path or '')} line {evidence[0].line} uses {_row(row)}."
        resolve_ = "Check that the project's use fits, and name the license where the model is named."
        yield Raised("C3", Severity.INFO, said, (*evidence[:10], of_row(row)), resolve_, about="lineage")


def _row(row: Row) -> str:
    held = terms.of_row(row)
    if held is None or held.own.kind is LicenseKind.UNKNOWN:
        return f"{row.family}, whose license is not known (registry row as of {row.as_of.isoformat()})"
    return (
        f"{row.family}: {named(held)}, with {asks(held.restrictions) or 'no limits'} (registry row as "
        f"of {row.as_of.isoformat()})"
    )
