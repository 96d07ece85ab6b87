"""Copyright lines and license headers that a change takes out of files that stay.

Names are compared, not lines: a holder who is spelled anew, or stands in another file of the change, is
there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from detectors.licensing import headers, holders, metadata, names, paths
from detectors.licensing.change import Changed
from detectors.licensing.comments import Line, bare, language_of
from detectors.licensing.made import at, finding, gone, named, shown
from detectors.licensing.model import Copyright
from detectors.licensing.patches import Hunk, Patch
from detectors.model import Finding, Severity, known

NAME: Final = "changes"
#: Headers stand in the first lines of a file.
HEADER_LINES: Final = 60
#: So many names that a change adds are looked through for one that is gone, spelled alike.
MAX_NAMES: Final = 500
#: So many lines of code may stand above a file's copyright lines, beside imports and the like.
MAX_CODE: Final = 2
#: So many holders that are gone are looked for among them.
MAX_LOST: Final = 200
#: The same within one file.
MAX_HERE: Final = (100, 20)
_MAY_NAME: Final = re.compile(r"copyright|©|\(c\)", re.IGNORECASE)
#: Settings of a documentation tool ("copyright = …"): the page's footer, and nobody's notice.
_SETTING: Final = re.compile(r"^\W{0,8}\w{0,20}copyright\w{0,20}[\"']?\s*(?::?=|:\s*[\"'u])", re.IGNORECASE)
#: In a fragment nobody can see where comments begin: what has these is code.
_CODE: Final = re.compile(r"[\"'`=]|\w\(")
_STATEMENT: Final = re.compile(r"[;{}]\s*$")
_PREAMBLE: Final = re.compile(
    r"^\s*(?:#|//|/\*|\*|--|;|%|!|<|package\b|import\b|from\b|use\b|using\b|require|module\b|namespace\b"
    r"|\"use )"
)
_ASK: Final = (
    "A maintainer decides on the license. Say in the description why it changes, or leave it as it was."
)
_RESTORE: Final = "Put the lines back. If their holder agrees that they go, say so in the description."
_KEPT: Final = frozenset({"modified", "changed", "renamed"})


@dataclass(frozen=True, slots=True)
class _Lost:
    """The holders that a file does not name any more with the lines that did, and those it names now."""

    patch: Patch
    lines: tuple[Line, ...]
    holders: tuple[str, ...]
    named: tuple[tuple[Line, str], ...]


def found(change: Changed) -> Iterator[Finding]:
    """Yield what the change takes out: one finding for all files in which the same happens."""
    yield from _names_gone(change)
    yield from _headers_gone(change)


def _names_gone(change: Changed) -> Iterator[Finding]:
    """Copyright lines that are gone, or name somebody else now; those of removed files go with the file."""
    known_names = _elsewhere(change)
    groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[_Lost]] = {}
    for patch in change.patches:
        if patch.file.status not in _KEPT or not _has_names(patch) or not change.is_own(patch.path):
            continue
        lost = _lost(patch, known_names)
        if lost is not None:
            new = tuple(dict.fromkeys(holder for _, holder in lost.named))
            groups.setdefault((lost.holders, new), []).append(lost)
    for (who, new), group in groups.items():
        yield _gone(group, who, new)


def _elsewhere(change: Changed) -> names.Known:
    """Return whom the change names somewhere in what it adds, and its authors."""
    added = (line.text for patch in change.patches for line in patch.added)
    found = (right.holder for text in added if (right := name(text)))
    authors = (commit.author.name for commit in known(change.facts.contribution.commits, ()))
    return names.Known((*authors, *found), MAX_NAMES, MAX_LOST)


def _lost(patch: Patch, elsewhere: names.Known) -> _Lost | None:
    was = [
        (line, right.holder)
        for hunk in patch.hunks
        for line in _own_lines(patch, hunk)
        if (right := name(line.text)) and right.holder
    ]
    if not was:
        return None
    here = [right.holder for line in (*patch.added, *patch.kept) if (right := name(line.text))]
    now = names.Known(here, *MAX_HERE)
    lost = [
        (line, holder)
        for line, holder in was
        if any(not now.has(part) and not elsewhere.has(part) for part in names.parts(holder))
    ]
    if not lost:
        return None
    new = [(line, right.holder) for line in patch.added if (right := name(line.text)) and right.holder]
    return _Lost(
        patch,
        tuple(line for line, _ in lost),
        tuple(dict.fromkeys(holder for _, holder in lost)),
        tuple(new),
    )


def _own_lines(patch: Patch, hunk: Hunk) -> Iterator[Line]:
    """Yield the removed lines of a hunk in which a file can name its own holders.

    In a source file these are the comments at its top: a note beside a function goes with the function.
    """
    is_text, code = bool(paths.role(patch.path)), 0
    for mark, line in hunk.lines:
        if mark == "+":
            continue
        if mark == "-" and not _SETTING.match(line.text) and (is_text or _is_comment(line)):
            yield line
        if not is_text and _is_code(line.text):
            code += 1
            if code > MAX_CODE:
                return


def _is_comment(line: Line) -> bool:
    return line.number <= HEADER_LINES and line.text.strip()[:1] not in {'"', "'", "`"}


def _is_code(text: str) -> bool:
    if not text.strip() or _PREAMBLE.match(text) or name(text):
        return False
    return bool(_CODE.search(text) or _STATEMENT.search(text))


def _gone(group: list[_Lost], who: tuple[str, ...], new: tuple[str, ...]) -> Finding:
    files = named(lost.patch.path for lost in group)
    evidence = [gone(lost.patch.path, line) for lost in group for line in lost.lines]
    verb = "does" if len(group) == 1 else "do"
    claim = f"{files} {verb} not name {named(who)} as copyright holder any more"
    if new:
        claim += f"; {'it names' if len(group) == 1 else 'they name'} {named(new)}"
        first = group[0]
        evidence[len(first.lines) : len(first.lines)] = [
            at(first.patch.path, line.number, line.text) for line, _ in first.named
        ]
    return finding(NAME, Severity.FAILURE, f"{claim}.", evidence, _RESTORE)


def _has_names(patch: Patch) -> bool:
    is_source = language_of(patch.path) and not paths.is_license_page(patch.path)
    return bool(paths.role(patch.path) or is_source)


def _headers_gone(change: Changed) -> Iterator[Finding]:
    """License headers that are taken out or say another license, in files that stay."""
    lost: list[tuple[Patch, headers.Header]] = []
    other: dict[tuple[str, str], list[tuple[Patch, headers.Header, headers.Header]]] = {}
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
            key = (before.expression, after.expression)
            other.setdefault(key, []).append((patch, before, after))
    for group in other.values():
        yield _relabeled(group)
    if lost:
        yield finding(
            NAME,
            Severity.WARNING,
            f"The license header is taken out of {named(patch.path for patch, _ in lost)}.",
            [gone(patch.path, Line(header.line, header.quote)) for patch, header in lost],
            "Put the header back, or say in the description why the file has none any more.",
        )


def _relabeled(group: list[tuple[Patch, headers.Header, headers.Header]]) -> Finding:
    _, before, after = group[0]
    evidence = []
    for patch, was, now in group:
        evidence += [gone(patch.path, Line(was.line, was.quote)), at(patch.path, now.line, now.quote)]
    which = "header of" if len(group) == 1 else "headers of"
    return finding(
        NAME,
        Severity.FAILURE,
        f"The {which} {named(patch.path for patch, _, _ in group)} said {shown(before.expression)}, "
        f"and {'says' if len(group) == 1 else 'say'} {shown(after.expression)}.",
        evidence,
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


def name(text: str) -> Copyright | None:
    """Return the copyright line that a line of a file is, whatever comment it stands in."""
    if not _MAY_NAME.search(text, 0, holders.MAX_LINE):
        return None
    return next(iter(holders.lines(headers.untagged(bare(text)))), None)
