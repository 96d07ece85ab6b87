"""``licensing/changes``: license texts, notices, copyright lines and headers that a change alters.

Words are compared, not lines: years, line ends, quotes and indentation are nobody's business, nor is a holder
who is spelled anew. What counts is a text that is not the license any more, and a name that is gone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from detectors.licensing import expressions, holders, notices, paths, taken_out
from detectors.licensing import words as w
from detectors.licensing.change import Changed, is_license
from detectors.licensing.comments import Line
from detectors.licensing.made import at, finding, gone, named, of_file, shown, word_diff
from detectors.licensing.model import Certainty, Change, Identified
from detectors.licensing.patches import Patch
from detectors.licensing.taken_out import NAME
from detectors.licensing.texts import identify
from detectors.model import Finding, Severity

_COPYRIGHT: Final = re.compile(r"copyright|©|\(c\)", re.IGNORECASE)
_YEARS: Final = re.compile(r"\b(?:19|20)\d\d\b(?:\s?[-–—,]\s?(?:(?:19|20)?\d\d\b|present\b))*")
_TO_FILL: Final = re.compile(
    r"(?:copyright|\(c\))[^\n]{0,20}[\[{<](?:yyyy|year|name|fullname|owner|copyright)", re.IGNORECASE
)
#: A copyright line that goes on in the next one: "Ada Lovelace, and many / contributors, see AUTHORS".
_GOES_ON: Final = re.compile(r"(?:,|&|\band|\bmany|\bothers?)\s*$", re.IGNORECASE)
_REST: Final = re.compile(r"\b(?:contributors?|authors?|others|thanks|et al)\b", re.IGNORECASE)
MAX_REST: Final = 8
MAX_SHOWN: Final = 12
#: How many different edits of license texts are looked at word by word.
MAX_EDITS: Final = 20
#: A text that has this share of the words of one that goes is the same file under another name.
SAME: Final = 0.6
#: A file with no more words is a link, and no text.
MAX_LINK: Final = 3
#: A line with no more words may be the title of a text.
MAX_TITLE: Final = 8
_ASK: Final = (
    "A maintainer decides on the license. Say in the description why it changes, or leave it as it was."
)


@dataclass(frozen=True, slots=True)
class _Edit:
    """The same edit of the texts at ``paths``, with the whole of one of them before and after."""

    paths: tuple[str, ...]
    base: str
    after: str


def found(change: Changed) -> Iterator[Finding]:
    """Yield what the change does to license texts and to the names in them."""
    edits: dict[tuple[tuple[str, ...], tuple[str, ...]], list[tuple[str, str, str]]] = {}
    successors = _successors(change)
    for patch in change.patches:
        role = paths.role(patch.path)
        if not change.is_own(patch.path):
            continue
        if role is None and is_license(patch.file.previous_path or ""):
            yield _removed(patch.file.previous_path or "")
        elif role is paths.Role.LICENSE:
            text = successors.get(patch.path) or _text_of(change, patch)
            if text is None:
                yield from _license(change, patch)
            elif (keys := (_keys(text[0]), _keys(text[1])))[0] != keys[1]:
                edits.setdefault(keys, []).append((patch.path, *text))
        elif role is paths.Role.NOTICE:
            yield from notices.found(change, patch)
    for same in list(edits.values())[:MAX_EDITS]:
        yield from _edited(_Edit(tuple(path for path, _, _ in same), *same[0][1:]))
    yield from taken_out.found(change)


def _successors(change: Changed) -> dict[str, tuple[str, str]]:
    """Return (text before, text after) by the path of each license that is removed or comes in its place.

    A file that comes with most of the words of one that goes, in the same folder, is that one renamed.
    """
    texts = [one for one in change.patches if paths.role(one.path) is paths.Role.LICENSE and one.hunks]
    came = [one for one in texts if one.file.status == "added"][:MAX_EDITS]
    found: dict[str, tuple[str, str]] = {}
    for old in [one for one in texts if one.file.status == "removed"][:MAX_EDITS]:
        words = Counter(_keys(old.before()))
        for new in came:
            common = (words & Counter(_keys(new.text))).total()
            is_near = paths.folder_of(new.path) == paths.folder_of(old.path)
            if is_near and new.path not in found and common >= SAME * max(words.total(), 1):
                found[old.path] = (old.before(), old.before())
                found[new.path] = (old.before(), new.text)
                break
    return found


def _text_of(change: Changed, patch: Patch) -> tuple[str, str] | None:
    """Return a license text that stays, before and after the change; None where not both are known."""
    if patch.file.status in {"added", "removed"} or not patch.hunks:
        return None
    base = change.base(patch)
    after = patch.applied(base.text) if base else None
    return None if base is None or after is None else (base.text, after)


def _license(change: Changed, patch: Patch) -> Iterator[Finding]:
    status = patch.file.status
    if status == "removed":
        if len(patch.before().split()) > MAX_LINK and not _is_moved(change, patch):
            yield _copied(change, patch) or _gone_with(change, patch) or _removed(patch.path)
    elif status == "added":
        yield from _added(change, patch)
    elif patch.hunks:
        yield from _seen_in_part(patch)


def _removed(path: str) -> Finding:
    claim = f"The license text {shown(path)} is removed."
    return finding(NAME, Severity.FAILURE, claim, [of_file(path, "removed")], _ASK)


def _copied(change: Changed, patch: Patch) -> Finding | None:
    """Return the remark that a folder's license goes, where the project's own has its words and stays."""
    touched = {one.path for one in change.patches}
    keys = _keys(patch.before())
    for file, _ in change.project.licenses:
        if paths.folder_of(patch.path) and file.path not in touched and _keys(file.text) == keys:
            return finding(
                NAME,
                Severity.INFO,
                f"The license text {shown(patch.path)} is removed; {shown(file.path)} has the same words.",
                [of_file(patch.path, "removed")],
                "If the folder is given out alone, it needs its license.",
            )
    return None


def _gone_with(change: Changed, patch: Patch) -> Finding | None:
    """Return the remark that a folder's license goes with files of that folder, where none of it changes."""
    folder = paths.folder_of(patch.path)
    inside = [one for one in change.patches if folder and paths.is_above(folder, one.path)]
    others = [one for one in inside if one.file.status == "removed" and not paths.role(one.path)]
    if not others or any(one.file.status != "removed" for one in inside):
        return None
    many = "one other file" if len(others) == 1 else f"{len(others)} other files"
    return finding(
        NAME,
        Severity.INFO,
        f"The license text {shown(patch.path)} is removed, with {many} of its folder.",
        [of_file(patch.path, "removed"), of_file(others[0].path, "removed")],
        "If something of that folder stays, its license has to stay with it.",
    )


def _edited(edit: _Edit) -> Iterator[Finding]:
    was, now = identify(edit.base), identify(edit.after)
    if _is_still(was, now):
        return
    name, (base, after) = named(edit.paths), (edit.base, edit.after)
    if now.certain and was.certain and (gained := _gained(was, now)):
        claim = f"{name} stays {was.label}, and gets the text of {', '.join(gained)} below it."
        yield finding(NAME, Severity.WARNING, claim, [at(edit.paths[0], *_new(now, gained, edit))], _ASK)
    elif now.certain and was.certain and now.ids != was.ids:
        evidence = [gone(edit.paths[0], _first(base)), at(edit.paths[0], *_first(after))]
        claim = f"{name} was {was.label}, and becomes {now.label}."
        yield finding(NAME, Severity.FAILURE, claim, evidence, _ASK)
    else:
        yield _reworded(edit, name, was, now)


def _reworded(edit: _Edit, name: str, was: Identified, now: Identified) -> Finding:
    severity, differences = Severity.FAILURE, _differences(edit.base, edit.after, was, now)
    if now.certain and not was.certain:
        severity = Severity.INFO
        claim = f"{name} becomes {now.label}, word for word; before it was {was.label}."
    elif was.certain and not now.certain:
        claim = f"{name} was {was.label}, word for word, and is not any more: it differs "
        claim += f"{_places(differences)}."
    elif kept := _kept(was, now, edit):
        severity = Severity.WARNING
        claim = f"{name} keeps the text of {kept}; the words below it change {_places(differences)}."
    else:
        claim = f"The words of {name} change {_places(differences)}."
    evidence = [word_diff(edit.paths[0], one) for one in differences[:MAX_SHOWN]]
    return finding(NAME, severity, claim, evidence, _ASK)


def _kept(was: Identified, now: Identified, edit: _Edit) -> str:
    """Return the standard text with which both begin and above which nothing changes; ``""`` for none."""
    if not was.spans or not now.spans or was.spans[0].id != now.spans[0].id:
        return ""
    heads = _keys(edit.base[: was.spans[0].end]), _keys(edit.after[: now.spans[0].end])
    return was.spans[0].id if heads[0] == heads[1] else ""


def _is_still(was: Identified, now: Identified) -> bool:
    """Whether both are the same standard texts, with the same words beside them.

    Within the texts only such words differ then as the license leaves open: names, addresses, numbering.
    """
    if not (was.certainty is now.certainty is Certainty.EXACT) or was.notice != now.notice:
        return False
    same_texts = Counter(span.id for span in was.spans) == Counter(span.id for span in now.spans)
    return same_texts and was.ids == now.ids and _beside(was) == _beside(now)


def _beside(text: Identified) -> list[str]:
    """Return the words that stand beside the standard texts, but their titles and holders."""
    lines = [line for part in text.left for line in _without_names(part.text).split("\n")]
    return [word.key for line in lines if not _is_title(line, text.ids) for word in w.words(line)]


def _is_title(line: str, ids: Sequence[str]) -> bool:
    bare = line.strip(" \t#*=-_()")
    return 0 < len(bare.split()) <= MAX_TITLE and (expressions.from_name(bare) or "") in ids


def _gained(was: Identified, now: Identified) -> tuple[str, ...]:
    """Return the ids of texts that are put below those that stay; none where anything else changes."""
    before, after = [span.id for span in was.spans], [span.id for span in now.spans]
    more = Counter(after) - Counter(before)
    stays = not Counter(before) - Counter(after) and before[:1] == after[:1] and was.notice == now.notice
    kept = not Counter(_beside(was)) - Counter(_beside(now))
    return tuple(dict.fromkeys(more)) if more and stays and kept else ()


def _new(now: Identified, gained: Sequence[str], edit: _Edit) -> Line:
    """Return where the first text begins that was not there before."""
    lines, old = edit.after.split("\n"), frozenset(edit.base.split("\n"))
    starts = [Line(one.line, lines[one.line - 1]) for one in now.spans if one.id in gained]
    return next((line for line in starts if line.text not in old), starts[-1])


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
    if len(patch.text.split()) <= MAX_LINK:
        return
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


def _without_names(text: str) -> str:
    """Blank the copyright lines out, and those that wait to be filled in; the lines keep their numbers."""
    lines = text.split("\n")
    kept, goes_on = [], False
    for line in lines:
        if holders.is_line(line) or _TO_FILL.search(line):
            goes_on = _GOES_ON.search(line[: holders.MAX_LINE]) is not None
            kept.append("")
        else:
            is_rest = goes_on and len(line.split()) <= MAX_REST and _REST.search(line)
            goes_on = False
            kept.append("" if is_rest else _undated(line))
    return "\n".join(kept)


def _undated(line: str) -> str:
    """Return a sentence that has a copyright in it ("the widget is copyright 2020 …") without its years."""
    return _YEARS.sub("", line) if _COPYRIGHT.search(line, 0, holders.MAX_LINE) else line


def _keys(text: str) -> tuple[str, ...]:
    return tuple(word.key for word in w.words(_without_names(text)))


def _lines_text(lines: Iterable[Line]) -> str:
    return "\n".join(line.text for line in lines)
