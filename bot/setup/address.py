"""Addresses that somebody types in at the set-up: checked, and told apart by who can reach them."""

from __future__ import annotations

import ipaddress
import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from bot.config import PUBLIC_API, Settings
from bot.errors import UsageError

PUBLIC_WEB: Final = "https://github.com"
#: GitHub's Enterprise Cloud with data residency has its API at ``api.`` of its own host.
_RESIDENT: Final = re.compile(r"https://([a-z0-9-]+\.ghe\.com)", re.ASCII)
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,252}[a-z0-9])?|\[[0-9a-f:.]{2,45}\]", re.ASCII)
_PATH: Final = re.compile(r"(/[A-Za-z0-9._~-]{1,128}){1,4}", re.ASCII)
_LONGEST: Final = 300
_LARGEST_PORT: Final = 65535


def origin(text: str, what: str) -> str:
    """Return ``scheme://host[:port]`` of an address that is nothing else.

    Raises:
        UsageError: it is no such address, or not encrypted although it leads to another network.
    """
    return _base(_parts(text, what, path=False), what)


def channel(text: str) -> str:
    """Return the address of a relay's channel: an origin and a path.

    Raises:
        UsageError: it is none.
    """
    what = "the relay's channel"
    parts = _parts(text, what, path=True)
    if not _PATH.fullmatch(parts.path.rstrip("/")):
        raise UsageError(f"{what} has a path, as in https://smee.io/AbCdEf123456")
    return _base(parts, what) + parts.path.rstrip("/")


def is_local(address: str) -> bool:
    """Whether an address leads nowhere from the internet: this machine, or a private network."""
    host = urlsplit(address).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal", ".lan", ".home.arpa"))


def is_on_the_internet(web: str) -> bool:
    """Whether this is a GitHub that runs on the internet, and reaches only what is there as well."""
    return web == PUBLIC_WEB or _RESIDENT.fullmatch(web) is not None


def api_of(web: str, settings: Settings) -> str:
    """Return the address of the API that goes with GitHub's pages at ``web``.

    Rule: "Using the REST API" in GitHub's documentation; the settings know what they name.
    """
    if web == settings.web_url:
        return settings.api_url
    if web == PUBLIC_WEB:
        return PUBLIC_API
    resident = _RESIDENT.fullmatch(web)
    return f"https://api.{resident[1]}" if resident else f"{web}/api/v3"


def _parts(text: str, what: str, *, path: bool) -> SplitResult:
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:
        raise UsageError(f"{what} is no address") from None
    host = parts.netloc.lower().rpartition(":")[0] if port is not None else parts.netloc.lower()
    if (
        len(text) > _LONGEST
        or parts.scheme not in {"http", "https"}
        or not _HOST.fullmatch(host)
        or port == 0
    ):
        raise UsageError(f"{what} is no address such as https://byline.example.org")
    if parts.query or parts.fragment or (parts.path.strip("/") and not path):
        raise UsageError(f"{what} ends after the host's name")
    if parts.scheme == "http" and not is_local(f"http://{host}"):
        raise UsageError(f"{what} has to begin with https://, so that nobody on the way can read along")
    return parts


def _base(parts: SplitResult, what: str) -> str:
    if parts.username is not None or parts.password is not None:
        raise UsageError(f"{what} holds no user or password")
    return f"{parts.scheme}://{parts.netloc.lower()}"
