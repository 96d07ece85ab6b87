"""``licensing/changes``: license texts, notices, copyright lines and headers that a change alters.

Words are compared, not lines: years, line ends, quotes and indentation are nobody's business, nor is a holder
who is spelled anew. What counts is a text that is not the license any more, and a name that is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from detectors.licensing import headers, holders, metadata, names, paths
from detectors.licensing import words as w
from detectors.licensing.change import Changed, is_license
from detectors.licensing.comments import Line, bare, language_of
from detectors.licensing.made import at, finding, gone, named, of_file, shown, word_diff
from detectors.licensing.model import Change, Copyright, Identified
from detectors.licensing.patches import Patch
from detectors.licensing.texts import identify
from detectors.model import Finding, Severity, known

NAME: Final = "changes"
#: Headers stand in the first lines of a file.
HEADER_LINES: Final = 60
#: So many names that a change adds are looked through for one that is gone.
MAX_NAMES: Final = 1_000
_MAY_NAME: Final = re.compile(r"copyright|©|\(c\)", re.IGNORECASE)
_TO_FILL: Final = re.compile(
    r"(?:copyright|\(c\))[^\n]{0,20}[\[{<](?:yyyy|year|name|fullname|owner|copyright)", re.IGNORECASE
)
MAX_SHOWN: Final = 12
#: In a fragment nobody can see where comments begin: what has these is code.
_CODE: Final = re.compile(r"[\"'`=]|\w\(")
_ASK: Final = (
    "A maintainer decides on the license. Say in the description why it changes, or leave it as it was."
)
_RESTORE: Final = "Put the lines back. If their holder agrees that they go, say so in the description."
_KEPT: Final = frozenset({"modified", "changed", "renamed"})


def found(change: Changed) -> Iterator[Finding]:
    """Yield what the change does to license texts and to the names in them."""
    for patch in change.patches:
        role = paths.role(patch.path)
        if not change.is_own(patch.path):
            continue
        if role is None and is_license(patch.file.previous_path or ""):
            yield _removed(patch.file.previous_path or "", "The license text")
        elif role is paths.Role.LICENSE:
            yield from _license(change, patch)
        elif role is paths.Role.NOTICE:
            yield from _notice(change, patch)
    yield from _names_gone(change)
    yield from _headers_gone(change)


def _license(change: Changed, patch: Patch) -> Iterator[Finding]:
    status = patch.file.status
    if status == "removed":
        if not _is_moved(change, patch):
            yield _removed(patch.path, "The license text")
    elif status == "added":
        yield from _added(change, patch)
    elif patch.hunks:
        base = change.base(patch)
        after = patch.applied(base.text) if base else None
        if base is None or after is None:
            yield from _seen_in_part(patch)
        elif _keys(base.text) != _keys(after):
            yield _edited(patch.path, base.text, after)


def _removed(path: str, what: str) -> Finding:
    return finding(
        NAME, Severity.FAILURE, f"{what} {shown(path)} is removed.", [of_file(path, "removed")], _ASK
    )


def _edited(path: str, base: str, after: str) -> Finding:
    was, now = identify(base), identify(after)
    name = shown(path)
    if now.certain and was.certain and now.ids != was.ids:
        evidence = [gone(path, _first(base)), at(path, *_first(after))]
        return finding(
            NAME, Severity.FAILURE, f"{name} was {was.label}, and becomes {now.label}.", evidence, _ASK
        )
    severity, differences = Severity.FAILURE, _differences(base, after, was, now)
    if now.certain and not was.certain:
        severity = Severity.INFO
        claim = f"{name} becomes {now.label}, word for word; before it was {was.label}."
    elif was.certain and not now.certain:
        claim = f"{name} was {was.label}, word for word, and is not any more: it differs "
        claim += f"{_places(differences)}."
    else:
        claim = f"The words of {name} change {_places(differences)}."
    return finding(NAME, severity, claim, [word_diff(path, one) for one in differences[:MAX_SHOWN]], _ASK)


def _first(text: str) -> Line:
    """Return the first line that says something."""
    lines = (Line(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    return next(lines, Line(1, ""))


def _places(differences: Sequence[Change]) -> str:
    many = len(differences)
    return "in one place" if many == 1 else f"in {many} places"


def _differences(base: str, after: str, was: Identified, now: Identified) -> tuple[Change, ...]:
    """Return the changed words beside the canonical text, which the old one is where it was identified."""
    if not was.certain and now.compared is not None and now.compared.changes:
        return now.compared.changes
    return w.changed(_without_names(base), _without_names(after))


def _seen_in_part(patch: Patch) -> Iterator[Finding]:
    """The text itself is not known, only the lines that change: said where their words differ."""
    before, after = _lines_text(patch.removed), _lines_text(patch.added)
    if _keys(before) != _keys(after):
        evidence = [gone(patch.path, line) for line in patch.removed[:3] if _keys(line.text)]
        evidence += [at(patch.path, line.number, line.text) for line in patch.added[:3] if _keys(line.text)]
        yield finding(NAME, Severity.WARNING, f"The words of {shown(patch.path)} change.", evidence, _ASK)


def _added(change: Changed, patch: Patch) -> Iterator[Finding]:
    """A license text that the project did not have; a copy of its own, or in ``LICENSES``, is none."""
    if change.view is None or not paths.is_own_license(patch.path) or "/" in patch.path:
        return
    keys = _keys(patch.text)
    old = [*change.project.licenses]
    moved = any(
        _keys(other.before()) == keys
        for other in change.patches
        if other.file.status == "removed" and is_license(other.path)
    )
    if moved or any(_keys(file.text) == keys for file, _ in old):
        return
    new = identify(patch.text)
    if old and new.certain and set(new.ids) <= change.project.ids:
        return
    had = f"; so far the project has {named(f'{f.path} ({one.label})' for f, one in old)}" if old else ""
    yield finding(
        NAME,
        Severity.WARNING,
        f"A license file is added, {shown(patch.path)} ({new.label}){had}.",
        [at(patch.path, 1, new.title or patch.text.strip().split("\n", 1)[0])],
        _ASK,
    )


def _is_moved(change: Changed, patch: Patch) -> bool:
    """Whether the words of a removed license stand in another license file that the change adds."""
    keys = _keys(patch.before())
    return any(
        other.file.status in {"added", "renamed"} and is_license(other.path) and _keys(other.text) == keys
        for other in change.patches
    )


def _notice(change: Changed, patch: Patch) -> Iterator[Finding]:
    if patch.file.status == "removed":
        moved = any(
            paths.role(other.path)
            and other.file.status == "added"
            and _keys(other.text) == _keys(patch.before())
            for other in change.patches
        )
        if not moved:
            yield _removed(patch.path, "The notice")
        return
    kept = {_plain(line.text) for line in (*patch.added, *patch.kept)}
    lost = [
        line
        for line in patch.removed
        if _keys(line.text) and _plain(line.text) not in kept and not _name(line.text)
    ]
    words = set(_keys(_lines_text(patch.added)))
    lost = [line for line in lost if not set(_keys(line.text)) <= words]
    if lost:
        yield finding(
            NAME,
            Severity.WARNING,
            f"{shown(patch.path)} loses {'a line' if len(lost) == 1 else f'{len(lost)} lines'}.",
            [gone(patch.path, line) for line in lost],
            "Notices are passed on with the code. Put the lines back, or say what they were for.",
        )


def _names_gone(change: Changed) -> Iterator[Finding]:
    """Copyright lines that are gone, or name somebody else now; those of removed files go with the file."""
    authors = [commit.author.name for commit in known(change.facts.contribution.commits, ())]
    added = (line.text for patch in change.patches for line in patch.added)
    elsewhere = [right.holder for text in added if (right := _name(text))][:MAX_NAMES]
    for patch in change.patches:
        if patch.file.status not in _KEPT or not _has_names(patch) or not change.is_own(patch.path):
            continue
        now = [right.holder for line in (*patch.added, *patch.kept) if (right := _name(line.text))]
        lost = [
            (line, right.holder)
            for line in patch.removed
            if _counts(patch, line) and (right := _name(line.text)) and right.holder
            if not names.is_named(right.holder, [*now, *elsewhere, *authors])
        ]
        if lost:
            yield _gone(patch, lost)


def _gone(patch: Patch, lost: Sequence[tuple[Line, str]]) -> Finding:
    who = named(holder for _, holder in lost)
    new = [(line, right.holder) for line in patch.added if (right := _name(line.text)) and right.holder]
    evidence = [gone(patch.path, line) for line, _ in lost]
    claim = f"{shown(patch.path)} does not name {who} as copyright holder any more"
    if new:
        claim += f"; it names {named(holder for _, holder in new)}"
        evidence += [at(patch.path, line.number, line.text) for line, _ in new]
    return finding(NAME, Severity.FAILURE, f"{claim}.", evidence, _RESTORE)


def _has_names(patch: Patch) -> bool:
    return bool(paths.role(patch.path)) or bool(language_of(patch.path))


def _counts(patch: Patch, line: Line) -> bool:
    """Whether a copyright line is its file's own: in a source file one in a comment at the top."""
    if paths.role(patch.path):
        return True
    return line.number <= HEADER_LINES and line.text.strip()[:1] not in {'"', "'", "`"}


def _headers_gone(change: Changed) -> Iterator[Finding]:
    """License headers that are taken out or say another license, in files that stay."""
    lost: list[tuple[Patch, headers.Header]] = []
    for patch in change.patches:
        if patch.file.status not in _KEPT or not language_of(patch.path) or not change.is_own(patch.path):
            continue
        before = headers.of_lines(_comment(patch, "-"))
        if before is None or not before.expression or not _says(patch.removed, before):
            continue
        after = headers.of_lines(_comment(patch, "+"))
        if after is None or not after.licensed:
            lost.append((patch, before))
        elif after.expression and not _is_same(before.expression, after.expression):
            yield _relabeled(patch, before, after)
    if lost:
        yield finding(
            NAME,
            Severity.WARNING,
            f"The license header is taken out of {named(patch.path for patch, _ in lost)}.",
            [gone(patch.path, Line(header.line, header.quote)) for patch, header in lost],
            "Put the header back, or say in the description why the file has none any more.",
        )


def _relabeled(patch: Patch, before: headers.Header, after: headers.Header) -> Finding:
    return finding(
        NAME,
        Severity.FAILURE,
        f"The header of {shown(patch.path)} said {shown(before.expression)}, "
        f"and says {shown(after.expression)}.",
        [gone(patch.path, Line(before.line, before.quote)), at(patch.path, after.line, after.quote)],
        _ASK,
    )


def _comment(patch: Patch, mark: str) -> list[Line]:
    """Return the lines at the top of a file on one side of a change, without the marks of comments."""
    lines = [line for hunk in patch.hunks for sign, line in hunk.lines if sign in (mark, " ")]
    top = (line for line in lines if line.number <= HEADER_LINES and not _CODE.search(line.text))
    return headers.own(Line(line.number, bare(line.text)) for line in top)


def _says(removed: Iterable[Line], header: headers.Header) -> bool:
    """Whether the line that names the license is among those that go."""
    return any(line.number == header.line and bare(line.text) == header.quote for line in removed)


def _is_same(one: str, other: str) -> bool:
    return metadata.sameness(one) == metadata.sameness(other)


def _name(text: str) -> Copyright | None:
    """Return the copyright line that a line of a file is, whatever comment it stands in."""
    if not _MAY_NAME.search(text, 0, holders.MAX_LINE):
        return None
    return next(iter(holders.lines(headers.untagged(bare(text)))), None)


def _without_names(text: str) -> str:
    """Blank the copyright lines out, and those that wait to be filled in; the lines keep their numbers."""
    lines = text.split("\n")
    return "\n".join("" if holders.is_line(line) or _TO_FILL.search(line) else line for line in lines)


def _keys(text: str) -> tuple[str, ...]:
    return tuple(word.key for word in w.words(_without_names(text)))


def _lines_text(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
