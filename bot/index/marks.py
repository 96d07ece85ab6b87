"""Whether a tag or a commit is there."""

from __future__ import annotations

from rapidfuzz import fuzz, process

from bot.git.history import is_shallow
from bot.index.nearest import MOST
from bot.index.reading import Reading
from bot.index.tags import commit_of
from detectors.model import Answer, Query, Seen


def version(query: Query, reading: Reading) -> Answer:
    """Answer a question about a version; unknown in a clone that has no tags at all.

    People leave the last numbers out, so a version is there where one of its line is.
    """
    found = reading.tags.resolve(query.name)
    tag = found[0] if found else reading.tags.of_line(query.name)
    if tag:
        return Answer(query, Seen.HERE, nearest=(tag,))
    known = list(reading.tags.commits)
    if not known:
        return Answer(query, Seen.UNKNOWN)
    close = process.extract(query.name, known, scorer=fuzz.ratio, limit=MOST, score_cutoff=50)
    return Answer(query, Seen.ABSENT, nearest=tuple(name for name, _, _ in close))


def commit(query: Query, reading: Reading) -> Answer:
    """Answer a question about a commit's id.

    A clone that was fetched in part, or shallow, has not got all the commits that the project has.
    """
    if commit_of(reading.clone, query.name.strip().lower()):
        return Answer(query, Seen.HERE)
    in_part = bool(reading.clone.url) or is_shallow(reading.clone)
    return Answer(query, Seen.UNKNOWN if in_part else Seen.ABSENT)
