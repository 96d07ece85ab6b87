"""What is said of a policy file that a pull request changes: a check run with a remark at each place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import policies
from bot.actions import Annotation, WriteCheck
from bot.gather.marks import POLICY_CHECK_NAME
from bot.messages.neutral import cap, clip, code, plain, visible
from detectors.model import Proposed, TextFile, Unknown
from policies import CouldNotExtend, PolicyError
from policies.problems import MAX_PROBLEMS
from policies.source import Place, read

_JUDGED: Final = "The pull request itself is judged by the policy file of the default branch."
_TITLE: Final = "Policy file"
_MAX_MESSAGE: Final = 1_000
_KEY: Final = re.compile(r"`([a-z_]+(?:\.[a-z_]+)*)")


def check(proposed: Proposed, repository: str, *, head_sha: str, as_of: str) -> WriteCheck:
    """Render the check run on ``head_sha``; ``as_of`` (ISO 8601) tells whether a review is due."""
    file = proposed.file
    if file is None:
        told = "Without a policy file Byline observes and writes nothing, unless the owner has one for all."
        return _write(head_sha, "neutral", "This removes the policy file", [told])
    if isinstance(file, Unknown):
        told = f"The new policy file could not be looked at: {plain(file.reason)}."
        return _write(head_sha, "neutral", "The policy file could not be looked at", [told])
    extended = {item.name: item.file for item in proposed.extended}
    try:
        policy = policies.load(file.text, file.path, extended, repository=repository)
    except CouldNotExtend as error:
        lines = [f"- {code(line)}" for line in error.lines()]
        return _write(head_sha, "neutral", "What the policy extends could not be looked at", lines)
    except PolicyError as error:
        return _broken(head_sha, file, error)
    # Notices tell of the whole policy, and what stands elsewhere may be private.
    notices = [] if extended else policies.remarks(policy, date.fromisoformat(as_of[:10]))
    remarks = tuple(_annotation(file, _place(file, text), "notice", text) for text in notices)
    return _write(head_sha, "success", "A valid policy", [f"- {plain(text)}" for text in notices], remarks)


def _broken(head_sha: str, file: TextFile, error: PolicyError) -> WriteCheck:
    """Show each mistake at its place. Of files elsewhere, which may be private, no word is shown."""
    own = [problem for problem in error.problems if problem.file == file.path]
    lines = [f"- {code(str(problem))}" for problem in own[:MAX_PROBLEMS]]
    if len(own) > MAX_PROBLEMS:
        lines.append(f"- and {len(own) - MAX_PROBLEMS} more")
    if len(own) < len(error.problems):
        lines.append("- A file elsewhere that it extends has a mistake.")
    number = len(error.problems)
    title = f"The policy file has {number} mistake{'' if number == 1 else 's'}"
    found = tuple(
        _annotation(
            file,
            Place(problem.line, problem.column),
            "failure",
            str(problem).removeprefix(f"{problem.file}:{problem.line}:{problem.column}: "),
        )
        for problem in own[:MAX_PROBLEMS]
    )
    return _write(head_sha, "failure", title, lines, found)


def _annotation(file: TextFile, place: Place, level: str, message: str) -> Annotation:
    text = clip(visible(message), _MAX_MESSAGE)
    return Annotation(file.path, place.line, place.line, level, _TITLE, text, place.column)


def _place(file: TextFile, notice: str) -> Place:
    """Return where the first key that a notice names stands, or the beginning of the file."""
    found = _KEY.search(notice)
    path = tuple(found[1].split(".")) if found else ()
    return read(file.text, file.path).place(path, key=True)


def _write(
    head_sha: str, conclusion: str, title: str, lines: Iterable[str], annotations: tuple[Annotation, ...] = ()
) -> WriteCheck:
    summary = cap("\n".join(_summary(lines)))
    digest = hashlib.sha256(repr((conclusion, title, summary, annotations)).encode()).hexdigest()
    return WriteCheck(
        None, head_sha, conclusion, title, summary, "", annotations, digest, name=POLICY_CHECK_NAME
    )


def _summary(lines: Iterable[str]) -> Iterator[str]:
    yield from lines
    yield ""
    yield _JUDGED
