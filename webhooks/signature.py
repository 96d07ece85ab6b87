"""GitHub's webhook signatures: HMAC-SHA256 of the raw body.

Rule: GitHub's documentation, "Validating webhook deliveries".
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Final

_PREFIX: Final = b"sha256="


def sign(body: bytes, secret: bytes) -> str:
    """Return the value of ``X-Hub-Signature-256`` for a body."""
    return (_PREFIX + hmac.digest(secret, body, "sha256").hex().encode()).decode()


def verify(body: bytes, signature: str | None, secrets: Iterable[bytes]) -> bool:
    """Say whether one of the secrets made this signature.

    Every secret is tried in constant time, whichever fits, so that the time taken tells nothing. An empty
    secret never fits.
    """
    given = (signature or "").encode("utf-8", "surrogateescape")
    fits = [hmac.compare_digest(sign(body, secret).encode(), given) for secret in secrets if secret]
    return any(fits)
