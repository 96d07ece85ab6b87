"""Any report at all: every field of every part with any value of its type, hostile texts among them."""

from __future__ import annotations

import dataclasses
import types
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from bot.audit.model import Report
from tests.bot.report import given

_FRAGMENTS = (
    "<script>",
    "</script>",
    "</style>",
    "<!--",
    "-->",
    '" onload="x',
    "' x='",
    "]]>",
    "&lt;",
    "{{",
    "}}",
    "{%",
    "{#",
    "${{ x }}",
    "\x1b[2J",
    "\x1b]0;x\x07",
    "\x9b31m",
    "\u202e",
    "\u2066",
    "\u200b",
    "\x00",
    "\r\n",
    "\t",
    "=1+1",
    "@SUM(A1)",
    "+1",
    "-1",
    "＝1",
    "[x](javascript:x)",
    "{0}",
    "@everyone",
    "../..",
    "//evil.example",
    "file:///etc/passwd",
    "%00",
    "|",
    "\u05d0 1",
    "\ufeff",
)
#: The texts that the model gives a form; parts see those, and others in their place.
_FORMED = {
    "quarter": ("2024-Q1", "2024-Q2", "1970-Q1", "9999-Q4"),
    "month": ("2024-01", "2024-12", "0001-01"),
    "as_of": ("2024-05-06T07:08:09Z", "2024-05-06T07:08:09+02:00"),
    "commit": (given.SHA,),
    "repository": ("https://github.com/example/widget", "https://user:secret@host/x", "/srv/widget"),
    "verdict": ("share", "not_distinguishable", "no_estimate"),
    "kind": ("model", "dataset", "author", "new", "gone"),
    "claim": ("ai_free", "disclosure", "policy_ban"),
    "expression": ("MIT", "LicenseRef-x OR MIT", "(", "GPL-2.0-only WITH x"),
    "license": ("Apache-2.0", "LicenseRef-y"),
    "ecosystem": ("npm", "pypi", "maven", "golang"),
    "pieces": ("same", "added", "removed"),
}

#: Reports are large: to shrink one takes minutes, and the first that fails says as much.
ANY = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def hostile(*, surrogates: bool) -> st.SearchStrategy[str]:
    """Texts that try to break out of whatever holds them."""
    categories: tuple[Any, ...] = () if surrogates else ("Cs",)
    letters = st.text(st.characters(exclude_categories=categories), max_size=12)
    return st.lists(st.sampled_from(_FRAGMENTS) | letters, max_size=4).map("".join)


def reports(*, surrogates: bool = True) -> st.SearchStrategy[Report]:
    """Any report; without ``surrogates`` its texts are such that UTF-8 can carry them."""
    return _of(Report, "", surrogates)


@cache
def _of(kind: Any, name: str, surrogates: bool) -> st.SearchStrategy[Any]:
    if kind is str:
        text = hostile(surrogates=surrogates)
        return st.sampled_from(_FORMED[name]) | text if name in _FORMED else text
    if kind is bool:
        return st.booleans()
    if kind is int:
        return st.integers(0, 10**6)
    if kind is float:
        return st.floats(0, 1)
    if kind is type(None):
        return st.none()
    if get_origin(kind) in {Union, types.UnionType}:
        return st.one_of(*(_of(one, name, surrogates) for one in get_args(kind)))
    if get_origin(kind) is tuple:
        return _tuple(kind, name, surrogates)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return st.sampled_from(list(kind))
    return _record(kind, surrogates)


def _tuple(kind: Any, name: str, surrogates: bool) -> st.SearchStrategy[Any]:
    of = get_args(kind)
    if len(of) == 2 and of[1] is Ellipsis:
        return st.lists(_of(of[0], name, surrogates), max_size=2).map(tuple)
    return st.tuples(*(_of(one, name, surrogates) for one in of))


def _record(kind: Any, surrogates: bool) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind)
    fields = {
        field.name: _of(hints[field.name], field.name, surrogates)
        for field in dataclasses.fields(kind)
        if field.name != "schema"
    }
    return st.builds(kind, **fields)
