"""The four inputs of ``byline check`` and ``byline replay``, each turned into ``Facts``."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot.cli.policy.given import named
from bot.config import Settings
from bot.errors import UsageError
from bot.gather.events import guess_event
from bot.gather.facts_file import read_facts
from bot.gather.from_payload import facts_from_payload
from bot.gather.from_text import facts_from_text
from bot.github.names import repository_name
from detectors.model import Facts, Kind
from policies.decision import Outcome
from policies.schema import Policy

_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)
_MAX_INPUT_BYTES = 25 * 1024 * 1024

facts_option = click.option(
    "--facts",
    "facts_path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A saved facts file. No network is used.",
)
OUTCOMES = {str(outcome): outcome for outcome in Outcome if outcome is not Outcome.PASS}
outcome_option = click.option(
    "--fail-on",
    type=click.Choice(list(OUTCOMES)),
    default=str(Outcome.HOLD),
    show_default=True,
    help="Exit with 1 at this outcome or a stronger one.",
)


@dataclass(frozen=True, slots=True)
class Input:
    """Exactly one of ``subject``, ``event``, ``facts`` and ``text`` is set; the rest say how to read it."""

    subject: str | None
    event: Path | None
    facts: Path | None
    text: Path | None
    kind: Kind
    event_name: str | None
    clone: Path | None

    @classmethod
    def of(cls, **given: Any) -> Input:
        """Make an input from the options of ``byline check``.

        Raises:
            UsageError: none or several inputs were given, or an option does not go with the input.
        """
        chosen = cls(
            given["subject"],
            given["event_file"],
            given["facts_path"],
            given["text_file"],
            Kind(given["kind"]),
            given["event_name"],
            given["clone"],
        )
        inputs = [
            item for item in (chosen.subject, chosen.event, chosen.facts, chosen.text) if item is not None
        ]
        if len(inputs) != 1:
            raise UsageError(
                "give exactly one of OWNER/REPO#N, --event FILE, --facts FILE or --text FILE (see --help)"
            )
        if chosen.clone is not None and chosen.facts is not None:
            raise UsageError("--repo does not go with --facts: a facts file is complete in itself")
        if chosen.event_name is not None and chosen.event is None:
            raise UsageError("--event-name goes with --event only")
        return chosen


def facts_from(source: Input, settings: Settings, policy: Policy | None, now: datetime) -> Facts:
    """Read the facts from whichever input was given.

    Raises:
        bot.errors.BylineError: the input cannot be read, or GitHub could not be reached.
    """
    as_of = stamp(now)
    if source.facts is not None:
        return read_facts(source.facts)
    if source.subject is not None:
        facts = facts_of(source.subject, settings, policy, as_of)
    elif source.event is not None:
        facts = _from_event(source.event, source.event_name, as_of)
    else:
        text = _read(source.text or Path("-")).decode("utf-8", "replace")
        facts = facts_from_text(text, source.kind, as_of)
    if source.clone is None:
        return facts
    # These load git's library and the parsers of languages, which the other inputs do without.
    from bot.cli.progress import reading_files
    from bot.gather.copies import indexes
    from bot.gather.from_repo import enrich

    with reading_files() as progress:
        return enrich(facts, source.clone, indexes(settings, progress))


def stamp(now: datetime) -> str:
    """Return a moment as facts name it (ISO 8601, UTC)."""
    return now.strftime("%Y-%m-%dT%H:%M:%SZ")


def facts_of(subject: str, settings: Settings, policy: Policy | None, as_of: str) -> Facts:
    """Gather the facts about ``OWNER/REPO#N`` from GitHub.

    Raises:
        bot.errors.BylineError: as ``bot.live.facts_for`` does.
    """
    # These load GitHub's and git's libraries, which the other inputs do without.
    from bot import live
    from bot.github.connect import connect

    repository, number = reference(subject)
    client = connect(settings, repository)
    return live.facts_for(client, repository, number, settings, policy, as_of)


def reference(text: str) -> tuple[str, int]:
    """Split ``OWNER/REPO#N``.

    Raises:
        UsageError: the text has another form.
    """
    repository, _, number = text.partition("#")
    try:
        if _NUMBER.fullmatch(number):
            return repository_name(repository), int(number)
    except UsageError:
        pass
    raise UsageError(f"{text[:200]!a} is not of the form OWNER/REPO#NUMBER, for example acme/widget#12")


def _from_event(path: Path, name: str | None, as_of: str) -> Facts:
    try:
        payload = json.loads(_read(path))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: not JSON: {error}") from error
    if not isinstance(payload, dict):
        raise UsageError(f"{path}: a webhook payload is a JSON object, this is something else")
    return facts_from_payload(name or guess_event(payload), payload, as_of)


def _read(path: Path) -> bytes:
    try:
        with click.open_file(str(path), "rb") as stream:
            data: bytes = stream.read(_MAX_INPUT_BYTES + 1)
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror}") from error
    if len(data) > _MAX_INPUT_BYTES:
        raise UsageError(f"{path}: over 25 MB, which is more than GitHub ever sends")
    return data


def policy_from(name: str | None) -> Policy | None:
    """Return the policy that ``--policy`` names: a preset, or a file with what it extends.

    Raises:
        UsageError: there is no such preset or file, or the file is no valid policy.
        CouldNotLook: a file that it extends could not be looked at.
    """
    return None if name is None else named(name).policy()
