"""What a project says of its own use of AI, beside what its history shows: two texts, and no judgement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.audit import dates
from bot.audit.model import Quote, SelfClaim
from bot.audit.traces import Trace
from bot.errors import CouldNotLook
from bot.git import GitDir
from bot.git.batch import reader
from bot.git.history import is_shallow
from bot.git.tree import files
from bot.github.names import commit_id
from bot.github.records import clean, decoded
from detectors import claims as said
from detectors.claims import Claim, Said, places
from detectors.model import TextFile

#: So many claims are looked at, and of each so many commits are named.
MAX_CLAIMS: Final = 60
MAX_COMMITS: Final = 10
_TEXT_LIMIT: Final = 400_000
_READ_SECONDS: Final = 120
#: For the commit that brought a line; where git needs longer, the day is not known.
_SINCE_SECONDS: Final = 20
_MAX_WORDS: Final = 200
_MAX_QUOTE: Final = 400
#: Traces of AI use do not contradict a rule that asks for them to be named.
_AGAINST: Final = frozenset({Said.AI_FREE, Said.HUMAN_ONLY, Said.NOT_BY_AI, Said.POLICY_BAN})


@dataclass
class _Held:
    """A claim, and the commits that are held against it as they come by."""

    claim: Claim
    since: str
    commits: list[Quote] = field(default_factory=list)
    counted: int = 0
    last: str = ""

    def hear(self, trace: Trace) -> None:
        """Count a trace's commit, once."""
        if trace.commit == self.last or not self._concerns(trace):
            return
        self.last = trace.commit
        self.counted += 1
        if len(self.commits) < MAX_COMMITS:
            self.commits.append(Quote(trace.commit, "", trace.line, trace.quote))

    def _concerns(self, trace: Trace) -> bool:
        if self.claim.said is Said.DISCLOSURE:
            return True  # whatever bears it out, before or after the words
        return bool(self.since) and trace.date > self.since


def claims(
    repository: GitDir, commit: str, traces: Iterable[Trace], *, name: str = "", whole: bool = True
) -> tuple[SelfClaim, ...]:
    """Return the claims at ``commit``, in the order of files and lines, each with the commits beside it.

    A claim that the project does without AI is held against traces of the days after its words came.
    A disclosure differs where no commit bears it out, if the ``whole`` history was looked at. ``name`` is the
    project's (``owner/name``).

    Raises:
        CouldNotLook: git cannot read the files.
    """
    held = [
        _Held(claim, _since(repository, commit, claim, line))
        for claim, line in _found(repository, commit, name.rpartition("/")[2])
    ]
    for trace in traces:
        for one in held:
            one.hear(trace)
    complete = whole and not is_shallow(repository)
    return tuple(_answer(one, commit, complete=complete) for one in held)


def _answer(one: _Held, commit: str, *, complete: bool) -> SelfClaim:
    differs = one.counted > 0 if one.claim.said in _AGAINST else False
    if one.claim.said is Said.DISCLOSURE:
        differs = complete and one.counted == 0
    return SelfClaim(
        claim=str(one.claim.said),
        text=Quote(commit, one.claim.path, one.claim.line, one.claim.quote[:_MAX_QUOTE]),
        since=one.since,
        differs=differs,
        commits=tuple(one.commits),
        counted=one.counted,
    )


def _found(repository: GitDir, commit: str, name: str) -> Iterator[tuple[Claim, str]]:
    """Yield each claim and the line of the file on which it begins."""
    blobs = dict(files(repository, commit))
    wanted = list(places.wanted(blobs))
    left = MAX_CLAIMS
    with reader(repository, _READ_SECONDS) as read:
        for path, blob in zip(wanted, read.blobs([blobs[path] for path in wanted], _TEXT_LIMIT), strict=True):
            if blob is None or b"\0" in blob.content:
                continue
            text = decoded(blob.content)
            lines = text.split("\n")
            for claim in said.read(TextFile(clean(path), text, commit), name)[:left]:
                left -= 1
                yield claim, _line(lines, claim.line)


def _line(lines: Sequence[str], number: int) -> str:
    return lines[number - 1].strip("\r") if 0 < number <= len(lines) else ""


def _since(repository: GitDir, commit: str, claim: Claim, line: str) -> str:
    """Return the day (UTC) of the newest commit that brought the line to its place; empty if unknown.

    A file that was renamed counts from then: the day is never too early.
    """
    words = line.strip()[:_MAX_WORDS]
    if not words:
        return ""
    search = ("log", "--max-count=1", "--format=%ct", "--no-show-signature", "--no-renames")
    try:
        out = repository.run(
            *search, f"-S{words}", commit_id(commit), "--", claim.path, seconds=_SINCE_SECONDS
        )
    except CouldNotLook:
        return ""
    return dates.day(int(out)) if out.strip() else ""
