"""What was asked of the fake."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

_QUIET = re.compile(
    r"/access_tokens$|/git-upload-pack$|/attempts$|^/login/|^/applications/|/settings/apps|^/app-manifests/"
)


@dataclass
class Request:
    """One request with the status that it got."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    headers: dict[str, str]
    identity: str = "anonymous"
    status: int = 0
    fault: str = ""
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def is_write(self) -> bool:
        """Whether it changes what people see."""
        return self.method not in {"GET", "HEAD"} and not _QUIET.search(self.path)

    @property
    def free(self) -> bool:
        """Whether GitHub does not count it against the rate limit."""
        return self.status == 304 or self.path == "/rate_limit"

    def __str__(self) -> str:
        text = json.dumps(self.body, ensure_ascii=False) if self.body is not None else ""
        return f"{self.method} {self.path} {text[:200]} -> {self.status} ({self.identity})"
