"""Pages, and the Link header that leads through them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import g, request

from tests.fakes.github.context import state
from tests.fakes.github.errors import ApiError

T = TypeVar("T")


def page(items: Sequence[T], default: int = 30) -> list[T]:
    """Cut the asked page out of a list and announce the others in a Link header."""
    size = _number("per_page", default, 100)
    at = _number("page", 1, 10**9)
    last = max(1, -(-len(items) // size))
    links: dict[str, int] = {}
    if at > 1:
        links |= {"prev": min(at - 1, last), "first": 1}
    if at < last:
        links |= {"next": at + 1, "last": last}
    set_links({relation: {"page": number} for relation, number in links.items()})
    return list(items[(at - 1) * size : at * size])


def set_links(relations: dict[str, dict[str, Any]]) -> None:
    """Write a Link header whose addresses repeat this request with other parameters."""
    parts = []
    for relation, change in relations.items():
        query = urlencode({**request.args.to_dict(), **change})
        parts.append(f'<{state().base_url}{request.path}?{query}>; rel="{relation}"')
    if parts:
        g.link = ", ".join(parts)


def page_size(default: int = 30) -> int:
    """Return the asked page size."""
    return _number("per_page", default, 100)


def _number(name: str, default: int, most: int) -> int:
    try:
        value = int(request.args.get(name, default))
    except ValueError:
        raise ApiError(422, f"Invalid {name}") from None
    return max(1, min(value, most))
