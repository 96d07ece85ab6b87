"""Facts about one pull request or issue on GitHub, for the command line; and the cache of clones."""

from __future__ import annotations

from bot.config import Settings
from bot.engine import needs
from bot.errors import NotFound
from bot.gather import from_api
from bot.gather.subject import Subject
from bot.git import CloneCache
from bot.github.client import Client
from detectors.model import Facts, Kind
from policies.schema import Policy
from policies.wants import wants_for


def clones(settings: Settings) -> CloneCache:
    """Return the cache of bare clones in the home folder."""
    return CloneCache(settings.home / "clones", settings.clone_cache_mb)


def facts_for(
    client: Client, repository: str, number: int, settings: Settings, policy: Policy | None, as_of: str
) -> Facts:
    """Gather the facts about a pull request or issue, whichever the number is.

    Raises:
        bot.errors.BylineError: it is not there, may not be seen, or GitHub could not be reached.
    """
    subject = Subject(_kind(client, repository, number), repository, number, str(number))
    return from_api.gather(
        client,
        subject,
        lambda found, kind: needs(found, kind, policy),
        as_of,
        clones=clones(settings),
        wants=lambda found: wants_for(found, policy),
    )


def _kind(client: Client, repository: str, number: int) -> Kind:
    """GitHub numbers both alike; a pull request is asked for first, for that answer settles it."""
    try:
        client.pull(repository, number)
    except NotFound:
        return Kind.ISSUE
    return Kind.PULL_REQUEST
