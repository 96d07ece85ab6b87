"""Who may change something from a page: GitHub is asked at that moment, whatever a session says."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from flask import abort

from bot import log
from bot.config import Settings
from bot.dashboard.site import Site
from bot.dashboard.viewer import viewer
from bot.errors import BylineError, NotFound

if TYPE_CHECKING:
    from bot.github.app import GitHubApp

#: The bar for maintainers' commands in comments, and so for what the pages offer.
LEAST_ROLE: Final = "triage"
_log = log.get(__name__)


def may_write(site: Site, repository: str) -> bool:
    """Return whether the viewer may decide in a repository: who runs the server may, everybody else needs
    triage permission there, as GitHub says now.

    Raises:
        BylineError: GitHub did not say.
    """
    who = viewer()
    if who.is_operator:
        return True
    if not who.sees(repository):
        return False
    return _reaches(_role(site.settings, repository, who.login))


def require_maintainer(site: Site, repository: str) -> None:
    """Let only those go on who may decide in a repository; a page that writes asks this first.

    What the viewer does not even see is 404; who may not (any more) is 403; 503 says that GitHub could not be
    asked, and that nothing was changed.
    """
    if not viewer().sees(repository):
        abort(404)
    try:
        allowed = may_write(site, repository)
    except BylineError as error:
        _log.warning("nobody could say who may decide", repository=repository, reason=str(error)[:500])
        abort(503, "GitHub could not be asked whether you may do that, so nothing was changed. Try again.")
    if not allowed:
        abort(403, f"GitHub says that you do not have {LEAST_ROLE} permission in {repository} any more.")


def _role(settings: Settings, repository: str, login: str) -> str:
    """Ask through the App's installation, which sees what the account has now."""
    app = _app(settings)
    try:
        return app.installation_for(repository).permission(repository, login)
    except NotFound:  # the repository, the installation or the account is gone
        return "none"


@lru_cache(maxsize=1)
def _app(settings: Settings) -> GitHubApp:
    from bot.github.app import GitHubApp  # loads GitHub's library, which showing pages does without

    # A web request must not wait for a rate limit.
    return GitHubApp(settings.model_copy(update={"max_wait_seconds": 0}))


def _reaches(role: str) -> bool:
    from policies.words import PERMISSION_RANK

    return PERMISSION_RANK.get(role, 0) >= PERMISSION_RANK[LEAST_ROLE]
