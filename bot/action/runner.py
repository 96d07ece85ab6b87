"""What a runner of GitHub Actions tells a step: the event, and the files that it reads results from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.errors import UsageError
from bot.github.names import repository_name

#: GitHub sends no payload beyond 25 MB.
_MAX_PAYLOAD_BYTES: Final = 25 * 1024 * 1024
#: The same events under the name that the webhooks have.
_SAME_AS: Final = {"pull_request_target": "pull_request"}
#: Where these come from a fork, or from Dependabot, GitHub lets the workflow's token only read
#: ("Events that trigger workflows", "Automatic token authentication").
_READ_ONLY: Final = frozenset({"pull_request", "pull_request_review", "pull_request_review_comment"})
_DEPENDABOT: Final = "dependabot[bot]"


@dataclass(frozen=True, slots=True)
class Runner:
    """One run. ``trigger`` is the workflow's event, ``event`` the webhook's name of it.

    ``folder`` is for files that later steps may read. ``output`` and ``summary`` may be ``None``.
    """

    trigger: str
    event: str
    payload: dict[str, Any]
    repository: str
    api_url: str
    folder: Path
    output: Path | None
    summary: Path | None

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Runner:
        """Read the variables that GitHub documents under "Default environment variables".

        Raises:
            UsageError: this is no workflow, or its payload cannot be read.
        """
        trigger, path = environment.get("GITHUB_EVENT_NAME", ""), environment.get("GITHUB_EVENT_PATH", "")
        if not trigger or not path:
            raise UsageError(
                "byline action runs in a workflow of GitHub Actions, which sets GITHUB_EVENT_NAME and "
                "GITHUB_EVENT_PATH; elsewhere use byline check"
            )
        return cls(
            trigger=trigger,
            event=_SAME_AS.get(trigger, trigger),
            payload=_payload(Path(path)),
            repository=repository_name(environment.get("GITHUB_REPOSITORY", "")),
            api_url=environment.get("GITHUB_API_URL", ""),
            folder=Path(environment.get("RUNNER_TEMP") or Path.cwd()),
            output=_file(environment, "GITHUB_OUTPUT"),
            summary=_file(environment, "GITHUB_STEP_SUMMARY"),
        )

    @property
    def action(self) -> str:
        """What happened, in the event's own word; empty where it has none."""
        found = self.payload.get("action")
        return found if isinstance(found, str) else ""

    @property
    def sender(self) -> str:
        """The login of whoever made the event."""
        found = _at(self.payload, "sender", "login")
        return found if isinstance(found, str) else ""

    @property
    def read_only(self) -> str:
        """Say why the token of this run may only read; empty where GitHub's rules do not make it so."""
        if self.trigger not in _READ_ONLY:
            return ""
        pull = self.payload.get("pull_request")
        head, base = (_at(pull, side, "repo") for side in ("head", "base"))
        is_fork = _at({"repo": head}, "repo", "full_name") != _at({"repo": base}, "repo", "full_name")
        if not is_fork and self.sender != _DEPENDABOT:
            return ""
        whose = "of forks" if is_fork else "by Dependabot"
        instead = " Use pull_request_target instead." if self.trigger == "pull_request" else ""
        return (
            f"GitHub gives workflows on {self.trigger} a token that only reads, for pull requests {whose}."
            f"{instead}"
        )


def _payload(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MAX_PAYLOAD_BYTES:
            raise UsageError("the event's payload is over 25 MB, which is more than GitHub ever sends")
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise UsageError(f"cannot read the event's payload: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the event's payload is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise UsageError("the event's payload is no JSON object")
    return found


def _file(environment: Mapping[str, str], name: str) -> Path | None:
    return Path(environment[name]) if environment.get(name) else None


def _at(value: Any, key: str, inner: str) -> Any:
    found = value.get(key) if isinstance(value, dict) else None
    return found.get(inner) if isinstance(found, dict) else None
