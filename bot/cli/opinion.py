"""``--second-opinion``: the reviewer's opinion for the person at the command line, and for nobody else."""

from __future__ import annotations

from bot.config import Settings
from bot.engine import Judgement
from bot.errors import UsageError
from policies.schema import Policy


def check_private(settings: Settings, form: str, *, write: bool) -> None:
    """Refuse to ask where somebody else would read the answer, or where there is nobody to ask.

    Raises:
        UsageError: in a workflow, for a format that is published, with ``--apply``, or without a reviewer.
    """
    if settings.in_workflow:
        raise UsageError("--second-opinion is for you alone, and a workflow's log is public")
    if form == "markdown":
        raise UsageError("--second-opinion does not go with --format markdown, which is for publishing")
    if write:
        raise UsageError("--second-opinion does not go with --apply: nothing may follow from it")
    if settings.reviewer_url is None:
        raise UsageError(
            "--second-opinion needs a reviewer: set BYLINE_REVIEWER_URL and BYLINE_REVIEWER_MODEL"
        )


def add_opinion(judgement: Judgement, policy: Policy | None, settings: Settings) -> Judgement:
    """Return the judgement with the reviewer's opinion, or why there is none, among its findings."""
    from bot.reviewer import Reviewer  # only who asks loads the database and the web's libraries
    from bot.storage import open_database

    database = open_database(settings.database)
    try:
        return Reviewer(settings, database).add(judgement, policy, forced=True)
    finally:
        database.close()
