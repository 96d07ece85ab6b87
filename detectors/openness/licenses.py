"""The licenses of models: known by their texts, and what they ask.

The patterns are the registry's (``detect`` of ``data/licenses.yaml``). They are tried by RE2 on a text of
bounded length, so a license file that somebody wrote to be slow is read in linear time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import re2  # type: ignore[import-untyped]

from detectors.openness.model import Detect, License, Where, restrictions_of
from detectors.openness.registry import licenses

__all__ = ["MAX_TEXT", "by_id", "detect", "normalize", "restrictions_of"]

#: License texts are shorter; what follows in a longer file is not read.
MAX_TEXT: Final = 200_000

_HEAD: Final = 500
_DROP: Final = dict.fromkeys(map(ord, "\"'`´‘’‚‛“”„‟‹›«»*#_<>\ufeff"))


@dataclass(frozen=True, slots=True)
class _Probe:
    """The compiled patterns of one license."""

    license: License
    where: Where
    require: tuple[Any, ...]
    reject: tuple[Any, ...]

    def fits(self, body: str) -> bool:
        text = body[:_HEAD] if self.where is Where.HEAD else body
        return all(one.search(text) for one in self.require) and not any(
            one.search(text) for one in self.reject
        )


def detect(text: str) -> License | None:
    """Return the model license whose text ``text`` is, or None: then ask a detector of standard licenses.

    It has to come first: a modified MIT looks like MIT to those. Reads `MAX_TEXT` characters at most.
    """
    body = normalize(text)
    return next((probe.license for probe in _probes() if probe.fits(body)), None)


def normalize(text: str) -> str:
    """Return ``text`` as the ``detect`` patterns are written for: lower case, no marks, single spaces."""
    return " ".join(text[:MAX_TEXT].lower().translate(_DROP).split())


def by_id(key: str) -> License | None:
    """Return the license with the registry's id, the SPDX id or the hub's tag ``key`` (in any case)."""
    return _by_any_id().get(key.strip().lower())


@cache
def _probes() -> tuple[_Probe, ...]:
    """Return the licenses that are known by their text, in the order of the walk."""
    known = ((one, one.detect) for one in licenses().values() if one.detect)
    return tuple(_probe(one, how) for one, how in sorted(known, key=lambda pair: pair[1].order))


def _probe(license_: License, how: Detect) -> _Probe:
    return _Probe(
        license_, how.where, tuple(map(re2.compile, how.require)), tuple(map(re2.compile, how.reject))
    )


@cache
def _by_any_id() -> Mapping[str, License]:
    every = licenses().values()
    tags = {one.hub_tag: one for one in every}
    return MappingProxyType(
        {**tags, **{one.spdx.lower(): one for one in every}, **{one.id: one for one in every}}
    )
