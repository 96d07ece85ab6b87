"""Exchange the code that GitHub gave the browser for the App's id, key and secrets. A code works once."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from bot.errors import CouldNotLook, RetryLater, UsageError
from bot.github.records import Text
from bot.setup.choice import Choice

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{8,200}", re.ASCII)
_SLUG: Final = re.compile(r"[A-Za-z0-9](-?[A-Za-z0-9]){0,99}", re.ASCII)
_TIMEOUT: Final = (10, 30)
_LARGEST: Final = 256 * 1024
_LONGEST_KEY: Final = 20_000


class NewApp(BaseModel):
    """What GitHub hands out about an App that was registered a moment ago."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: int = Field(gt=0, lt=2**63)
    pem: SecretStr
    webhook_secret: SecretStr | None = None
    client_id: str = Field(default="", max_length=200)
    client_secret: SecretStr | None = None
    name: Text = ""
    slug: Text = ""
    html_url: Text = ""

    @field_validator("pem")
    @classmethod
    def _is_key(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if len(text) > _LONGEST_KEY or not text.isascii() or not text.startswith("-----BEGIN "):
            raise ValueError("is no key in PEM form")
        return value

    def page(self, web: str) -> str:
        """Return the App's own page on the GitHub whose pages are at ``web``; empty where none is known."""
        if not _SLUG.fullmatch(self.slug):
            return ""
        own = self.html_url.startswith(f"{web}/") and self.html_url.endswith(f"/{self.slug}")
        return self.html_url if own and self.html_url.isascii() else f"{web}/apps/{self.slug}"


def is_code(text: str) -> bool:
    """Whether this can be a code of GitHub's."""
    return _CODE.fullmatch(text) is not None


def convert(choice: Choice, code: str) -> NewApp:
    """Ask GitHub what belongs to ``code``. Call it once: GitHub answers it once, and within the hour.

    Raises:
        RetryLater: GitHub could not be asked, and the code is good still.
        UsageError: GitHub does not know the code.
        CouldNotLook: its answer makes no sense.
    """
    import requests  # most servers start without it
    from urllib3.exceptions import HTTPError

    address = f"{choice.api}/app-manifests/{code}/conversions"
    headers = {"Accept": "application/vnd.github+json", "User-Agent": "byline"}
    try:
        with requests.post(
            address, headers=headers, timeout=_TIMEOUT, allow_redirects=False, stream=True
        ) as answer:
            body = answer.raw.read(_LARGEST + 1, decode_content=True)
            status = answer.status_code
    except (requests.RequestException, HTTPError, OSError) as error:
        raise RetryLater(f"GitHub cannot be reached at {choice.api} ({type(error).__name__})") from None
    return _understood(status, body)


def _understood(status: int, body: bytes) -> NewApp:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in {
        HTTPStatus.FORBIDDEN,
        HTTPStatus.TOO_MANY_REQUESTS,
    }:
        raise RetryLater(f"GitHub does not answer for now (status {status})")
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}:
        raise UsageError("GitHub does not know this code: it works once, and for an hour")
    if status != HTTPStatus.CREATED or len(body) > _LARGEST:
        raise CouldNotLook(f"GitHub gave an answer that makes no sense here (status {status})")
    try:
        return NewApp.model_validate_json(body)
    except ValidationError as error:
        wrong = ", ".join(sorted({str(part["loc"][0]) for part in error.errors() if part["loc"]}))
        raise CouldNotLook(f"GitHub's answer lacks what belongs to an App ({wrong or 'no JSON'})") from None
