"""The cookies of the pages. No script can read one, and where the browser came by https, no other host or
subdomain can have set one (the prefix ``__Host-``, RFC 6265bis).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, TypeVar

from flask import Request, request
from werkzeug.wrappers import Response

R = TypeVar("R", bound=Response)


@dataclass(frozen=True, slots=True)
class Kind:
    """A cookie: a form that another site sends comes without it, and with ``Strict`` a link from there does,
    too. GitHub's way back is such a link.
    """

    name: str
    same_site: Literal["Lax", "Strict"]


#: Whoever runs the server: it stands for the token.
OPERATOR: Final = Kind("byline-dashboard", "Strict")
#: Somebody who signed in through GitHub.
SESSION: Final = Kind("byline-session", "Lax")
#: Somebody who is on the way to GitHub and back.
WAY: Final = Kind("byline-way", "Lax")


def is_encrypted(asked: Request) -> bool:
    """Whether the browser came by https, to this server or to a proxy in front of it.

    Anybody can send the proxy's header; who does so changes nothing but their own cookie and form.
    """
    first_proxy = asked.headers.get("X-Forwarded-Proto", "").partition(",")[0]
    return asked.is_secure or first_proxy.strip().lower() == "https"


def get(kind: Kind) -> str:
    """Return what the browser sent; empty where it sent none."""
    return request.cookies.get(_name(kind), "")


def put(answer: R, kind: Kind, value: str, lasts: timedelta) -> R:
    """Let the browser keep a value for so long."""
    answer.set_cookie(
        _name(kind),
        value,
        max_age=lasts,
        httponly=True,
        samesite=kind.same_site,
        secure=is_encrypted(request),
    )
    return answer


def without(answer: R, *kinds: Kind) -> R:
    """Let the browser forget cookies that it sent."""
    for kind in kinds:
        if get(kind):
            answer.delete_cookie(
                _name(kind), httponly=True, samesite=kind.same_site, secure=is_encrypted(request)
            )
    return answer


def _name(kind: Kind) -> str:
    return f"__Host-{kind.name}" if is_encrypted(request) else kind.name
