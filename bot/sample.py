"""The uniform sample that a maintainer labels: how it is shown, read back, and enters a calibration."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.errors import UsageError
from bot.gather.facts_file import from_json
from bot.messages.neutral import visible
from bot.storage import Drawn, Says
from detectors.authorship import parts
from detectors.authorship.judged import Part
from detectors.model import Facts

SCHEMA: Final = "byline/sample/1"
GONE: Final = "its text is no longer kept here: open it on GitHub to label it; it cannot enter calibration"
_LABEL: Final = re.compile(r"([0-9]{1,18})[ \t:,]+(human|ai|\?)", re.ASCII | re.IGNORECASE)
_EXPLAINED: Final = (
    "# A uniform sample of what Byline recorded. Put human or ai in the place of each question mark, leave",
    "# what you cannot tell, and give the file back with --labels. Go by what you know of who wrote it, not",
    "# by how it sounds.",
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Counts of the labelled sample; only ``human`` ones whose text is still kept enter calibration."""

    human: int = 0
    ai: int = 0
    gone: int = 0


def facts_of(drawn: Drawn) -> Facts | None:
    """Return the recorded facts of a drawn contribution; ``None`` where they were purged."""
    try:
        return from_json(json.dumps(drawn.facts), "the record") if drawn.facts else None
    except UsageError:
        return None


def as_text(sample: Sequence[Drawn]) -> str:
    """Return the sample as a file to fill in; other people's text stands in comments only."""
    return "\n".join([*_EXPLAINED, *(line for drawn in sample for line in _entry(drawn))]) + "\n"


def _entry(drawn: Drawn) -> Iterator[str]:
    facts = facts_of(drawn)
    when = f", judged {drawn.judged_at:%Y-%m-%d}" if drawn.judged_at else ""
    yield ""
    yield f"# {drawn.id}: {drawn.kind.replace('_', ' ')} {visible(drawn.subject)}{when}"
    if facts is None:
        yield f"# {GONE}"
    else:
        yield f"# {visible(facts.contribution.url)}"
        for place, _, _, text in parts.texts(facts.contribution):
            yield f"# -- {visible(place)}"
            # Every separator that ends a line for some program must not begin one outside the comment.
            yield from (f"# | {visible(line)}" for line in text.splitlines())
    yield f"{drawn.id} ?"


def as_json(repository: str, sample: Sequence[Drawn]) -> str:
    """Return the sample as one JSON document."""
    told = {"schema": SCHEMA, "repository": repository, "drawn": [_told(drawn) for drawn in sample]}
    return json.dumps(told, indent=2) + "\n"


def _told(drawn: Drawn) -> dict[str, Any]:
    facts = facts_of(drawn)
    texts = parts.texts(facts.contribution) if facts else ()
    return {
        "id": drawn.id,
        "subject": drawn.subject,
        "kind": drawn.kind,
        "url": facts.contribution.url if facts else None,
        "judged_at": drawn.judged_at.isoformat() if drawn.judged_at else None,
        "texts": [{"part": place, "text": text} for place, _, _, text in texts],
        "missing": None if facts else GONE,
    }


def read_labels(text: str, source: str) -> list[tuple[int, Says]]:
    """Read lines ``NUMBER human`` or ``NUMBER ai``; comments, empty lines and question marks are passed over.

    Raises:
        UsageError: a line has another form.
    """
    found: list[tuple[int, Says]] = []
    for number, line in enumerate(text.split("\n"), 1):
        given = line.strip()
        if not given or given.startswith("#"):
            continue
        match = _LABEL.fullmatch(given)
        if match is None:
            raise UsageError(
                f"{source}, line {number}: a label is a number and human or ai, such as: 12 human"
            )
        if match[2] != "?":
            found.append((int(match[1]), Says(match[2].lower())))
    return found


def human_parts(labelled: Sequence[Drawn]) -> tuple[list[Part], Labelled]:
    """Return the judged parts of what was labelled human, and the counts of the whole.

    Raises:
        detectors.authorship.model.ModelUnavailableError: the classifier cannot be loaded.
    """
    human = [drawn for drawn in labelled if drawn.says is Says.HUMAN]
    kept = [facts for drawn in human if (facts := facts_of(drawn)) is not None]
    found = [part for facts in kept for part in parts.judge(facts).parts]
    return found, Labelled(len(human), len(labelled) - len(human), len(human) - len(kept))
