"""What somebody pastes: fields of a form or of a JSON object, bounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final

from bot.errors import UsageError
from detectors.model import Kind

#: Bytes of UTF-8 that are judged: a description on GitHub has at most 65,536 characters, and a payload
#: that is pasted is one contribution's.
MAX_TEXT: Final = 256 * 1024
MAX_PAYLOAD: Final = 1024 * 1024


class TooLarge(UsageError):  # noqa: N818 - said as the pages say it
    """More than is judged."""


@dataclass(frozen=True, slots=True)
class Given:
    """One contribution as it was pasted: a text with what is known around it, a payload, or a sample's name.

    ``commits`` holds commit messages with a line of three dashes between two; ``event`` is GitHub's name of
    the payload's event, or empty.
    """

    kind: str = Kind.ISSUE.value
    title: str = ""
    text: str = ""
    author: str = ""
    branch: str = ""
    commits: str = ""
    payload: str = ""
    event: str = ""
    sample: str = ""

    def as_dict(self) -> dict[str, str]:
        """Return the fields by name."""
        return asdict(self)


def given_from(values: Mapping[str, object]) -> Given:
    """Return what the fields say; what is no text counts as not given.

    Raises:
        TooLarge: the text or the payload is.
    """
    texts = {name: values.get(name) for name in Given.__slots__}
    given = Given(**{name: text for name, text in texts.items() if isinstance(text, str)})
    for size, most, what in (
        (_bytes(given.text, given.title, given.commits), MAX_TEXT, "the text"),
        (_bytes(given.payload), MAX_PAYLOAD, "the payload"),
    ):
        if size > most:
            raise TooLarge(f"{what} has {size:,} bytes; at most {most // 1024:,} KiB are judged here")
    return given


def _bytes(*texts: str) -> int:
    return sum(len(text.encode("utf-8", "surrogatepass")) for text in texts)
