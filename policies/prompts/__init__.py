"""The prompts that come with Byline: what a safeguard model is told before it reads a contribution.

Each is a text file whose name ends in its version; a released one is never changed, so that an answer on
record can be traced to the words that asked for it. ``{clauses}`` in it stands for the project's policy.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Final

#: The prompts that a policy can name.
NAMES: Final = ("ai-use-v1",)
DEFAULT: Final = NAMES[0]
#: What follows every prompt, a project's own too: how the data is fenced, and the form of the answer.
_ANSWER: Final = "answer-v1"
CLAUSES: Final = "{clauses}"
#: Characters of a project's own prompt that are read; a longer one is not used.
MAX_CHARS: Final = 20_000


@cache
def text(name: str) -> str:
    """Return a prompt that comes with Byline.

    Raises:
        KeyError: there is no such prompt.
    """
    if name not in NAMES:
        raise KeyError(name)
    return _read(name)


@cache
def answer_format() -> str:
    """Return the part of every prompt that says what the data is and how to answer."""
    return _read(_ANSWER)


def _read(name: str) -> str:
    return resources.files(__name__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
