"""What is in a contribution and no reader sees: control characters, look-alike letters, words for machines.

Each finding is a fact that anybody can check with a hex dump or the page's source: which character or text
it is, and where it stands. Why it is there nobody knows, and no finding says. Languages and emoji that need
invisible characters keep them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from detectors.hidden import characters, homoglyphs, instructions, texts
from detectors.hidden.seen import Seen, gathered
from detectors.model import Facts, Finding, Need

#: Templates, because a hidden comment of the project's own template is not the author's.
NEEDS: Final = frozenset({Need.COMMITS, Need.FILES, Need.TEMPLATES})


def detect(facts: Facts) -> tuple[Finding, ...]:
    """Return what is hidden in the contribution. Pure, never raises, linear in the size of the texts."""
    return gathered(_seen(facts))


def _seen(facts: Facts) -> Iterator[Seen]:
    for text in texts.prose(facts):
        yield from characters.in_prose(text)
    for path in texts.new_paths(facts):
        yield from characters.in_path(path)
    for file in texts.changed(facts):
        for line in file.beyond_ascii:
            yield from characters.in_file(line, file)
            yield from homoglyphs.in_file(line, file)
        yield from instructions.in_file(file)
    yield from instructions.in_body(facts)
