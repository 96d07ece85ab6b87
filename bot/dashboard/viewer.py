"""Who looks at the pages, and what they may see."""

from __future__ import annotations

from dataclasses import dataclass

from flask import abort, g


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody at the pages.

    ``login`` is their GitHub account, and empty for whoever runs the server (the token, or the machine
    itself). ``repositories`` are those that they help to maintain, in lower case; ``None`` stands for all.
    """

    login: str = ""
    repositories: frozenset[str] | None = None

    @property
    def is_operator(self) -> bool:
        """Whether this is whoever runs the server."""
        return self.repositories is None

    @property
    def name(self) -> str:
        """What the trail says of who did something."""
        return self.login or "the operator"

    def sees(self, repository: str | None) -> bool:
        """Whether what is about ``repository`` (none: about no repository, or several) is theirs to see."""
        if self.repositories is None:
            return True
        return repository is not None and repository.casefold() in self.repositories


OPERATOR = Viewer()


def viewer() -> Viewer:
    """Return who makes the present request; ``Access.check`` has let them in."""
    found: Viewer = g.viewer
    return found


def require_operator() -> None:
    """Let only whoever runs the server go on; for everybody else there is no such page."""
    if not viewer().is_operator:
        abort(404)
