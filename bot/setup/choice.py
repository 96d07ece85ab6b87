"""What somebody chose at the set-up, checked field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from bot.config import Settings
from bot.errors import UsageError
from bot.github.asks import Part
from bot.messages.neutral import visible
from bot.setup.address import PUBLIC_WEB, api_of, channel, is_local, is_on_the_internet, origin

#: GitHub's limit for the name of an App.
LONGEST_NAME: Final = 34
_LONGEST: Final = 300
#: GitHub's rule for logins: letters and digits with single hyphens between.
_LOGIN: Final = re.compile(r"[A-Za-z0-9](-?[A-Za-z0-9]){0,38}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Choice:
    """A set-up to be carried out. ``owner`` is an organization, or empty for one's own account.

    GitHub reaches the server at ``public_url``, or its deliveries are fetched from ``relay_url``; one of the
    two may be empty. ``web`` and ``api`` are GitHub's addresses.
    """

    name: str
    owner: str
    public_url: str
    relay_url: str
    web: str
    api: str
    parts: tuple[Part, ...] = ()

    @property
    def hook_url(self) -> str:
        """Where GitHub sends deliveries."""
        return self.relay_url or f"{self.public_url}/webhooks/github"

    @property
    def is_out_of_reach(self) -> bool:
        """Whether only a GitHub in the same network can reach the server."""
        return not self.relay_url and is_local(self.public_url)

    def packed(self) -> dict[str, Any]:
        """Return it as what JSON can hold."""
        return asdict(self)

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Choice:
        """Return what ``packed`` gave.

        Raises:
            TypeError, ValueError, KeyError: it is something else.
        """
        return cls(**{**packed, "parts": tuple(Part(part) for part in packed["parts"])})


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of the form as they were typed in, and what is wrong with each."""

    name: str = ""
    owner: str = ""
    reach: str = "public"
    public_url: str = ""
    relay_url: str = ""
    web: str = PUBLIC_WEB
    parts: tuple[str, ...] = (Part.QUEUES.value, Part.ADVISORIES.value)
    problems: Mapping[str, str] = field(default_factory=dict)


def read(fields: Mapping[str, str], parts: Sequence[str]) -> Form:
    """Return the form as it was sent; nothing is longer than any field may be."""
    known = {part.value for part in Part}

    def typed(name: str) -> str:
        return fields.get(name, "").strip()[:_LONGEST]

    return Form(
        name=typed("name"),
        owner=typed("owner"),
        reach="relay" if fields.get("reach") == "relay" else "public",
        public_url=typed("public_url"),
        relay_url=typed("relay_url"),
        web=typed("web").rstrip("/") or PUBLIC_WEB,
        parts=tuple(part for part in parts if part in known),
    )


def decide(form: Form, settings: Settings) -> tuple[Choice | None, dict[str, str]]:
    """Return the choice, or what is wrong with which field."""
    problems: dict[str, str] = {}

    def checked(name: str, check: Callable[[], str]) -> str:
        try:
            return check()
        except UsageError as error:
            problems[name] = str(error)
            return ""

    name = checked("name", lambda: _name(form.name))
    owner = checked("owner", lambda: _owner(form.owner))
    web = checked("web", lambda: origin(form.web, "GitHub's address"))
    public_url = relay_url = ""
    if form.reach == "relay":
        relay_url = checked("relay_url", lambda: _relay(form.relay_url, web))
    else:
        public_url = checked("public_url", lambda: _public(form.public_url, web))
    if problems:
        return None, problems
    parts = tuple(Part(part) for part in form.parts)
    return Choice(name, owner, public_url, relay_url, web, api_of(web, settings), parts), {}


def _name(text: str) -> str:
    if not text:
        raise UsageError("the App needs a name")
    if len(text) > LONGEST_NAME:
        raise UsageError(f"GitHub takes at most {LONGEST_NAME} characters")
    if visible(text) != text:
        raise UsageError("the name holds characters that nobody can see")
    return text


def _owner(text: str) -> str:
    if text and not _LOGIN.fullmatch(text):
        raise UsageError("this is no organization's name on GitHub")
    return text


def _public(text: str, web: str) -> str:
    if not text:
        raise UsageError("say where GitHub reaches this server, or choose a relay")
    found = origin(text, "this address")
    _require_reach(found, web, "choose a relay, or an address on the internet")
    return found


def _relay(text: str, web: str) -> str:
    found = channel(text)
    _require_reach(found, web, "take one on the internet, such as smee.io")
    return found


def _require_reach(address: str, web: str, advice: str) -> None:
    if is_local(address) and is_on_the_internet(web):
        raise UsageError(f"GitHub cannot reach an address on this machine or in a private network: {advice}")
