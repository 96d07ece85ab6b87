"""Who asks, and what they may do."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import jwt
from flask import request

from tests.fakes.github.errors import ApiError, forbidden, not_found
from tests.fakes.github.model import Account, AppRecord, Installation, Repository
from tests.fakes.github.state import State, covers

LEVELS = {"read": 1, "write": 2, "admin": 3}
ROLES = ("none", "read", "triage", "write", "maintain", "admin")
JWT_LIFETIME = 600
CLOCK_SKEW = 60


@dataclass(frozen=True)
class Identity:
    """The caller of a request."""

    kind: str
    account: Account | None = None
    app: AppRecord | None = None
    installation: Installation | None = None
    permissions: Mapping[str, str] = field(default_factory=dict)
    repositories: frozenset[int] | None = None

    @property
    def name(self) -> str:
        """A short name for journals and rate limits."""
        if self.kind == "installation" and self.installation:
            return f"installation:{self.installation.id}"
        if self.kind == "app" and self.app:
            return f"app:{self.app.id}"
        return f"user:{self.account.login}" if self.account else "anonymous"

    @property
    def actor(self) -> Account:
        """The account that writes."""
        if self.account is None:
            raise ApiError(401, "Requires authentication")
        return self.account


ANONYMOUS = Identity("anonymous")


def identify(state: State) -> Identity:
    """Find the caller by the Authorization header; refuse what is wrong or expired."""
    header = request.headers.get("Authorization", "")
    if not header:
        return ANONYMOUS
    scheme, _, value = header.partition(" ")
    value = value.strip()
    if scheme.lower() == "basic":
        value = _password(value)
    elif scheme.lower() not in {"token", "bearer"}:
        raise bad_credentials()
    if value.count(".") == 2:
        return Identity("app", app=app_of_jwt(state, value))
    return _token_identity(state, value)


def bad_credentials() -> ApiError:
    """Answer for a token that is wrong, revoked or expired."""
    return ApiError(401, "Bad credentials")


def _password(value: str) -> str:
    try:
        user, _, password = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise bad_credentials() from None
    return user if password in {"", "x-oauth-basic"} else password


def _token_identity(state: State, value: str) -> Identity:
    token = state.tokens.get(value)
    if token is None or (token.expires_at and token.expires_at <= state.now()):
        raise bad_credentials()
    if token.installation is None:
        return Identity("user", token.account, token.app)
    if token.installation.suspended_at:
        raise ApiError(403, "This installation has been suspended")
    return Identity(
        "installation",
        token.account,
        token.app or token.installation.app,
        token.installation,
        token.permissions,
        token.repositories,
    )


def app_of_jwt(state: State, value: str) -> AppRecord:
    """Check an App's JWT as GitHub does: RS256 by its key, at most ten minutes long."""
    try:
        issuer = jwt.decode(value, options={"verify_signature": False}).get("iss")
        app = state.apps.get(int(str(issuer)))
    except (jwt.PyJWTError, ValueError):
        raise ApiError(401, "A JSON web token could not be decoded") from None
    if app is None:
        raise ApiError(404, "Integration not found")
    try:
        options = {"require": ["exp", "iat", "iss"], "verify_iat": False}
        claims = jwt.decode(value, app.public_key, ["RS256"], options=options)  # type: ignore[arg-type]
    except jwt.PyJWTError as error:
        raise ApiError(401, _jwt_message(error)) from None
    now = time.time()
    if claims["exp"] > now + JWT_LIFETIME:
        raise ApiError(401, "'Expiration time' claim ('exp') is too far in the future")
    if claims["iat"] > now + CLOCK_SKEW:
        raise ApiError(
            401,
            "'Issued at' claim ('iat') must be an Integer representing the time that the "
            "assertion was issued",
        )
    return app


def _jwt_message(error: jwt.PyJWTError) -> str:
    if isinstance(error, jwt.ExpiredSignatureError):
        return (
            "'Expiration time' claim ('exp') must be a numeric value representing the future time at "
            "which the assertion expires"
        )
    if isinstance(error, jwt.MissingRequiredClaimError):
        return f"Missing {error.claim!r} claim"
    return "A JSON web token could not be decoded"


def require_app(identity: Identity) -> AppRecord:
    """Refuse everyone but an App with its JWT."""
    if identity.kind != "app" or identity.app is None:
        raise ApiError(401, "A JSON web token could not be decoded")
    return identity.app


def allow(
    state: State, identity: Identity, repository: Repository, needs: tuple[str, ...], role: str
) -> None:
    """Refuse a caller as GitHub would: 404 for what must stay unknown, 403 for what is not permitted."""
    if not visible(identity, repository):
        raise not_found()
    if identity.kind == "installation":
        _allow_installation(state, identity, repository, needs)
    elif identity.kind == "user":
        _allow_user(identity, repository, needs, role)
    elif not is_read():
        raise ApiError(401, "Requires authentication")


def is_read() -> bool:
    """Say whether this request only reads; git fetches by POST."""
    return request.method in {"GET", "HEAD"} or request.path.endswith("/git-upload-pack")


def visible(identity: Identity, repository: Repository) -> bool:
    """Say whether the caller may know of a repository."""
    if not repository.private:
        return identity.kind != "app"
    if identity.kind == "user" and identity.account:
        return role_of(repository, identity.account) != "none"
    return identity.kind == "installation" and _reaches(identity, repository)


def _reaches(identity: Identity, repository: Repository) -> bool:
    if identity.installation is None or not covers(identity.installation, repository):
        return False
    return identity.repositories is None or repository.id in identity.repositories


def _allow_installation(
    state: State, identity: Identity, repository: Repository, needs: tuple[str, ...]
) -> None:
    public = is_read() and not repository.private
    if not _reaches(identity, repository):
        if public:
            return
        raise forbidden()
    if public and not state.strict_permissions:
        return
    if not any(permits(identity.permissions, need) for need in needs):
        raise forbidden()


def permits(permissions: Mapping[str, str], need: str) -> bool:
    """Say whether the permissions include one such as ``issues:write``."""
    name, _, level = need.partition(":")
    return LEVELS.get(permissions.get(name, ""), 0) >= LEVELS[level]


def _allow_user(identity: Identity, repository: Repository, needs: tuple[str, ...], role: str) -> None:
    if any(need == "checks:write" for need in needs):
        raise ApiError(403, "You must authenticate via a GitHub App.")
    held = role_of(repository, identity.actor)
    if held == "none" and not repository.private:
        held = "read"
    if ROLES.index(held) < ROLES.index(role):
        raise ApiError(403, "Must have push access to repository" if role == "write" else "Forbidden")


def role_of(repository: Repository, account: Account) -> str:
    """Return the role of an account in a repository."""
    if account is repository.owner:
        return "admin"
    return repository.roles.get(account.login.casefold(), "none")
