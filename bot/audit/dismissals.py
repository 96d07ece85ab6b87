"""The project's audit file: which findings it sets aside, with who decided that, why and until when."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.audit.model import Dismissal, Exclusion
from bot.errors import CouldNotLook
from bot.git import GitDir
from bot.git.tree import file_at
from bot.github.records import first_problem

PATH: Final = ".github/byline-audit.yml"
_MAX_BYTES: Final = 100_000
_MOST: Final = 500
_Words = Annotated[str, Field(min_length=1, max_length=500)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    finding: _Words
    owner: _Words
    reason: _Words
    expires: date


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    dismissals: tuple[_Entry, ...] = Field(default=(), max_length=_MOST)


def read(repository: GitDir, commit: str, as_of: str) -> tuple[tuple[Dismissal, ...], tuple[Exclusion, ...]]:
    """Return what is set aside on the day ``as_of``; a file that cannot be read sets nothing aside."""
    try:
        file = file_at(repository, commit, PATH)
        entries = _parsed(file.text) if file else ()
    except (CouldNotLook, ValueError) as error:
        return (), (Exclusion(PATH, 1, f"sets nothing aside: {error}"),)
    kept = tuple(
        Dismissal(it.finding, it.owner, it.reason, it.expires.isoformat())
        for it in entries
        if it.expires.isoformat() >= as_of
    )
    over = len(entries) - len(kept)
    return kept, (Exclusion(PATH, over, "what was set aside until a day that is past"),) if over else ()


def _parsed(text: str) -> tuple[_Entry, ...]:
    """Read the file.

    Raises:
        ValueError: it is too large, no YAML, or has another form.
    """
    if len(text) > _MAX_BYTES:
        raise ValueError(f"it is larger than {_MAX_BYTES:,} characters")
    try:
        return _File.model_validate(yaml.safe_load(text) or {}).dismissals
    except ValidationError as error:
        raise ValueError(first_problem(error)) from None
    except (yaml.YAMLError, RecursionError):
        raise ValueError("it is no YAML") from None
