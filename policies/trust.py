"""The file in which a project lists whom it trusts and whom it does not, in the format of vouch.

The format is that of https://github.com/mitchellh/vouch ("Trustdown", ``.td``): one handle a line, with an
optional platform before a colon; a ``-`` before it denounces; words after a space are a remark; lines that
start with ``#`` are comments. Handles have no case, and the first line about somebody counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final, Literal

from detectors.model import Facts, TextFile, Unknown
from policies.schema import Policy

Standing = Literal["vouched", "denounced"]

#: A file that reaches this many characters may have been cut off when it was fetched.
MAX_CHARS: Final = 262_144
_MAX_HANDLE: Final = 100
_PLATFORM: Final = "github"


@lru_cache(maxsize=16)
def parse(text: str) -> Mapping[str, Standing]:
    """Return who is vouched for or denounced, by login in lower case. Any text is read without an error."""
    said: dict[str, Standing] = {}
    for handle, standing in _entries(text):
        said.setdefault(handle, standing)
    return MappingProxyType(said)


def _entries(text: str) -> Iterator[tuple[str, Standing]]:
    lines = text[:MAX_CHARS].split("\n")
    if len(text) >= MAX_CHARS:
        lines.pop()  # half a handle is the name of somebody else
    for line in lines:
        words = line.strip()
        if not words or words.startswith("#"):
            continue
        handle = next(iter(words.removeprefix("-").split(maxsplit=1)), "")
        platform, colon, name = handle.rpartition(":")
        name = name.removeprefix("@").casefold()
        if name and len(name) <= _MAX_HANDLE and (not colon or platform.casefold() == _PLATFORM):
            yield name, "denounced" if words.startswith("-") else "vouched"


def path_of(policy: Policy) -> str | None:
    """Return the path of the trust file; a policy and its cases name one at most."""
    named = (policy.exempt.trust_file, *(case.exempt and case.exempt.trust_file for case in policy.cases))
    return next((path for path in named if path), None)


def standing_of(facts: Facts) -> Standing | Unknown | None:
    """Return whether the trust file vouches for the author or denounces them; ``None``: neither."""
    file = facts.repository.trust_file
    if not isinstance(file, TextFile):
        return file
    found = parse(file.text).get(facts.contribution.author.login.casefold())
    if found is None and len(file.text) >= MAX_CHARS:
        return Unknown(f"{file.path} is too large to be read to its end")
    return found
