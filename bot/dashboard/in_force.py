"""The policy in force in a repository, as the newest judgement that is kept found it: GitHub is not asked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

import policies
from bot.messages.neutral import clip
from detectors.model import Repository, TextFile, Unknown
from policies import CouldNotExtend, Origin, PolicyError
from policies.decide import NO_POLICY
from policies.origins import DEFAULT

_VALUE_LIMIT: Final = 400
_REPOSITORY: Final = TypeAdapter(Repository)


@dataclass(frozen=True, slots=True)
class Value:
    """One key of the policy: its value as a policy file has it, and where that comes from."""

    key: str
    value: str
    place: str


@dataclass(frozen=True, slots=True)
class InForce:
    """What is known of the policy. ``note`` says why there are no values, or what to know beside them.

    ``file`` is the policy's own file (``None``: there is none, or it is not known), ``at`` when it was read;
    ``problems`` are the mistakes for which it cannot be used. ``values`` were set by somebody, ``defaults``
    by nobody.
    """

    note: str = ""
    at: datetime | None = None
    file: TextFile | None = None
    mode: str = ""
    values: tuple[Value, ...] = ()
    defaults: tuple[Value, ...] = ()
    problems: tuple[str, ...] = ()


def in_force(newest: Mapping[str, Any] | None) -> InForce:
    """Return the policy that a judgement (``created_at``, ``facts``, ``decision``) went by."""
    if newest is None:
        return InForce("No judgement is kept from which it could be read. The next one brings it back.")
    at, mode = newest["created_at"], str(newest["decision"].get("mode") or "")
    try:
        repository = _REPOSITORY.validate_json(json.dumps(newest["facts"].get("repository")))
    except ValidationError:
        return InForce("The newest judgement does not hold it in a form that can be read.", at)
    file = repository.policy
    if file is None:
        return InForce(f"There is {NO_POLICY}.", at, mode=mode)
    if isinstance(file, Unknown):
        return InForce(f"The policy file could not be looked at: {file.reason}", at, mode=mode)
    extended = {item.name: item.file for item in repository.extended}
    try:
        found = policies.origins(file.text, file.path, extended, repository=repository.full_name)
    except CouldNotExtend as error:
        note = "What the policy extends could not be looked at, so nothing is held against anybody."
        return InForce(note, at, file, mode, problems=tuple(error.lines()))
    except PolicyError as error:
        note = "The policy file has a mistake, so nothing is judged."
        return InForce(note, at, file, mode, problems=tuple(error.lines()))
    return InForce(
        at=at,
        file=file,
        mode=mode,
        values=tuple(_value(one) for one in found if one.source != DEFAULT),
        defaults=tuple(_value(one) for one in found if one.source == DEFAULT),
    )


def _value(one: Origin) -> Value:
    return Value(one.key, clip(one.words, _VALUE_LIMIT), one.place)
