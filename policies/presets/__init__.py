"""The presets: complete policy files to extend, or to paste and change.

A preset is one ``.yml`` file here. The comment block at its top says in YAML what it is (``title``,
``summary``) and which projects' policies it follows (``modelled_on``, each with the address of the policy).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import takewhile
from typing import Any, Final

from policies.schema import Policy
from policies.source import read

#: In the order in which they are listed: from the strictest to the most open, then the one for reports.
_NAMES: Final = (
    *("human-only", "human-code", "assistive", "disclose-section", "evidence-first", "disclose", "trailer"),
    *("human-in-the-loop", "human-author", "security-intake"),
)


@dataclass(frozen=True, slots=True)
class Preset:
    """One preset. ``modelled_on`` names the projects; ``sources`` has the address of each one's policy."""

    name: str
    title: str
    summary: str
    modelled_on: tuple[str, ...]
    sources: tuple[str, ...]
    policy: Policy


def names() -> tuple[str, ...]:
    """Return the names of all presets."""
    return _NAMES


@cache
def text(name: str) -> str:
    """Return the preset as the text of a policy file.

    Raises:
        KeyError: there is no such preset.
    """
    if name not in _NAMES:
        raise KeyError(name)
    return resources.files(__name__).joinpath(f"{name}.yml").read_text(encoding="utf-8")


@cache
def values(name: str) -> Mapping[str, Any]:
    """Return the keys of a preset, for ``extends``.

    Raises:
        KeyError: there is no such preset.
    """
    return read(text(name), f"{name}.yml").values


@cache
def get(name: str) -> Preset:
    """Return a preset.

    Raises:
        KeyError: there is no such preset.
    """
    head = takewhile(lambda line: line.startswith("#"), text(name).splitlines())
    about = read("\n".join(line.removeprefix("#").removeprefix(" ") for line in head), f"{name}.yml").values
    modelled_on: Mapping[str, str] = about["modelled_on"]
    policy = Policy.model_validate(values(name)).named(f"{name} (preset)")
    return Preset(
        name, about["title"], about["summary"], tuple(modelled_on), tuple(modelled_on.values()), policy
    )
