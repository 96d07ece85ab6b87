"""Facts about one pull request or issue on GitHub, for the command line."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.config import Settings
from bot.engine import needs
from bot.errors import CouldNotLook, NotFound
from bot.gather import from_api, twins
from bot.gather.copies import copies
from bot.gather.subject import Subject
from bot.github.client import Client
from bot.storage import open_database
from bot.storage.texts import Texts
from detectors.model import Facts, Kind, Need
from policies.schema import Policy
from policies.wants import wants_for


def facts_for(
    client: Client, repository: str, number: int, settings: Settings, policy: Policy | None, as_of: str
) -> Facts:
    """Gather the facts about a pull request or issue, whichever the number is.

    Raises:
        bot.errors.BylineError: it is not there, may not be seen, or GitHub could not be reached.
    """
    subject = subject_of(client, repository, number)
    facts = gather(client, subject, settings, policy, as_of)
    try:
        with _texts(settings) as texts:
            return with_twins(facts, policy, client, texts)
    except SQLAlchemyError:  # a database of another version of Byline, which only a server brings up to date
        return with_twins(facts, policy, client, None)


def gather(client: Client, subject: Subject, settings: Settings, policy: Policy | None, as_of: str) -> Facts:
    """Gather what ``policy``, or the repository's own, needs of a contribution; without its twins.

    Raises:
        bot.errors.BylineError: as ``from_api.gather`` does.
    """
    return from_api.gather(
        client,
        subject,
        lambda found, kind: needs(found, kind, policy),
        as_of,
        copies=copies(settings),
        wants=lambda found: wants_for(found, policy),
    )


def with_twins(facts: Facts, policy: Policy | None, client: Client, texts: Texts | None) -> Facts:
    """Add the twins of a contribution, where they are wanted.

    Raises:
        RetryLater: a passing fault.
    """
    wanted = needs(facts.repository, facts.contribution.kind, policy)
    return twins.add(facts, client, texts) if Need.TWINS in wanted else facts


@contextmanager
def _texts(settings: Settings) -> Iterator[Texts | None]:
    """Give the texts that a server has seen; none where there is no database, and none is made."""
    address = make_url(settings.database)
    if address.get_backend_name() == "sqlite" and not Path(address.database or "").is_file():
        yield None
        return
    try:
        database = open_database(settings.database, upgrade=False)
    except CouldNotLook:
        yield None
        return
    try:
        yield Texts(database)
    finally:
        database.close()


def subject_of(client: Client, repository: str, number: int) -> Subject:
    """Return the pull request or issue with that number, whichever it is.

    GitHub numbers both alike; a pull request is asked for first, for that answer settles it.

    Raises:
        CouldNotLook: GitHub did not say.
    """
    try:
        client.pull(repository, number)
    except NotFound:
        return Subject(Kind.ISSUE, repository, number, str(number))
    return Subject(Kind.PULL_REQUEST, repository, number, str(number))
