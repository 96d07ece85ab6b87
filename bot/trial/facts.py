"""Facts from what was pasted, and what is taken for granted about the rest."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Final

from bot.errors import UsageError
from bot.gather.events import guess_event
from bot.gather.from_payload import facts_from_payload
from bot.gather.from_text import facts_from_text
from bot.github.records import clean
from bot.trial import samples
from bot.trial.given import Given
from detectors import references
from detectors.model import (
    Account,
    Answer,
    Branch,
    ChangedFile,
    Commit,
    Facts,
    Identity,
    Kind,
    LookedUp,
    Query,
    Repository,
    Seen,
    Sought,
    State,
    Unknown,
)
from policies.decision import Mode
from policies.schema import Policy

FRESH: Final = (
    "Nobody has said anything in the thread, and no label was put on or taken off. On GitHub, Byline looks "
    "there first: it comments once, and what people decided about a label stands."
)
CHANGE: Final = (
    "The pull request changes code, in one file, and its commits are those that are given. On GitHub, Byline "
    "looks at both."
)
OBSERVED: Final = (
    "The policy says `mode: observe`, in which Byline writes nothing. Shown is what it would write once the "
    "policy says `mode: report`."
)
_UNTOUCHED: Final = State(comment=None, check=None, repository_labels=(), label_events=())
_SOME_CODE: Final = ChangedFile("src/change.c", "modified", 1, 1, "")
_MAX_LINE: Final = 1_000
_MAX_COMMITS: Final = 50
#: Stands between two commit messages.
_BETWEEN: Final = re.compile(r"^-{3,}[ \t]*$", re.MULTILINE)
_NO_HEAD: Final = "0" * 40


def facts_of(given: Given, as_of: str) -> Facts:
    """Return the facts; ``as_of`` is the time of judging (ISO 8601, UTC). The thread is taken to be new.

    Raises:
        UsageError: there is nothing to judge, or it has not the form that it should have.
    """
    if given.sample:
        return _from_sample(given.sample, as_of)
    if given.payload.strip():
        return _untouched(_from_payload(given.payload, given.event, as_of))
    if not given.text.strip():
        raise UsageError("there is nothing to judge: paste a text or a payload")
    return _untouched(_from_text(given, as_of))


def assumed(given: Given) -> list[str]:
    """Return what the facts take for granted, in words."""
    is_change = given.kind == Kind.PULL_REQUEST.value and not given.payload.strip() and not given.sample
    return [FRESH, CHANGE] if is_change else [FRESH]


def would_write(policy: Policy) -> tuple[Policy, bool]:
    """Return the policy in a mode in which something is written, and whether that is another one."""
    if policy.meta.mode is not Mode.OBSERVE:
        return policy, False
    return policy.model_copy(update={"meta": policy.meta.model_copy(update={"mode": Mode.REPORT})}), True


def _from_text(given: Given, as_of: str) -> Facts:
    kind = _kind(given.kind)
    facts = facts_from_text(given.text, kind, as_of, given.title[:_MAX_LINE])
    login = clean(given.author.strip().removeprefix("@")[:100])
    it = replace(facts.contribution, author=Account(login, "Bot" if login.endswith("[bot]") else "User"))
    if kind is Kind.PULL_REQUEST:
        it = replace(it, head=Branch(clean(given.branch.strip()[:255]), _NO_HEAD, None))
        messages = [part.strip("\n") for part in _BETWEEN.split(clean(given.commits)) if part.strip()]
        commits = tuple(_commit(n, message) for n, message in enumerate(messages[:_MAX_COMMITS], 1))
        it = replace(it, commits=commits, files=(_SOME_CODE,))
    return replace(facts, contribution=it)


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError:
        kinds = ", ".join(kind.value for kind in Kind)
        raise UsageError(f"there is no kind {name[:40]!a}; there are {kinds}") from None


def _from_payload(text: str, event: str, as_of: str) -> Facts:
    try:
        payload = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the payload is not JSON: {error}") from None
    if not isinstance(payload, dict):
        raise UsageError("a webhook payload is a JSON object, this is something else")
    try:
        return facts_from_payload(event.strip() or guess_event(payload), payload, as_of)
    except RecursionError:
        raise UsageError("the payload is nested too deep") from None


def _commit(number: int, message: str) -> Commit:
    nobody = Identity("", "")
    unknown = Unknown("only the message was given")
    return Commit(f"{number:07d}{_NO_HEAD[7:]}", f"{message}\n", nobody, nobody, "", None, None, unknown)


def _untouched(facts: Facts) -> Facts:
    """Take it that the contribution is new: see ``FRESH``."""
    it = facts.contribution
    labels = () if isinstance(it.labels, Unknown) else it.labels
    return replace(facts, contribution=replace(it, labels=labels, open=True), state=_UNTOUCHED)


def _from_sample(name: str, as_of: str) -> Facts:
    it = samples.sample(name).contribution
    asked = references.queries(it)
    looked_up = LookedUp("v2.1", samples.TIP, True, tuple(_answer(query) for query in asked))
    return Facts(
        contribution=replace(it, created_at=as_of),
        repository=Repository(
            *(samples.REPOSITORY, "main", False),
            policy=None,
            templates=(),
            trust_file=None,
            looked_up=looked_up,
        ),
        as_of=as_of,
        state=_UNTOUCHED,
    )


def _answer(query: Query) -> Answer:
    place = samples.TREE.get(query.name)
    if place is not None or query.sought is Sought.TAG:
        return Answer(query, Seen.HERE, (place,) if place else ())
    near = samples.NEAREST.get(query.name)
    return Answer(query, Seen.ABSENT, nearest=(near,) if near else ())
