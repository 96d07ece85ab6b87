"""From an event to what was done about it: gather, judge, write. The server's way, less its records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from bot import engine
from bot.action import labels, thread
from bot.action.writing import Written, carry_out
from bot.actions import Action, Close, CreateComment, Plan, RequestChanges
from bot.apply import answer
from bot.audience import judgement_for
from bot.commands.comment import Comment
from bot.commands.handle import Heard
from bot.commands.parse import is_only_commands
from bot.config import Settings
from bot.engine import Judgement
from bot.errors import BylineError, CouldNotLook, NotFound
from bot.gather import from_api, twins
from bot.gather.copies import copies
from bot.gather.marks import COMMENT_MARKER
from bot.gather.subject import Subject, resolve
from bot.github.client import Client
from bot.storage import Given
from detectors.model import Audience, Brake, Facts, Kind, Need, PostedComment
from policies.decision import Decision, Mode
from policies.schema import Policy
from policies.wants import wants_for

DRY_RUN: Final = "dry run: nothing is written"
_MEASURES: Final = frozenset({"request_changes", "lock", "close"})
#: What the brake counts.
_COUNTED: Final = (CreateComment, RequestChanges, Close)
_NOTHING_WRITTEN: Final = Written()
_THREADS: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})


@dataclass(frozen=True, slots=True)
class Done:
    """One contribution: the public part of its judgement, and what was written.

    ``comment_url`` is where Byline's comment stands, empty where there is none.
    """

    judgement: Judgement
    written: Written = _NOTHING_WRITTEN
    comment_url: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an event. ``notes`` say what was left out, ``given`` are the commands that it brought."""

    done: tuple[Done, ...] = ()
    notes: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()


class Work:
    """Judges and writes with one token. ``policy`` is the one given, ``None`` the project's own."""

    def __init__(
        self,
        client: Client,
        settings: Settings,
        policy: Policy | None,
        now: datetime,
        *,
        dry_run: bool,
        say: Callable[[Action], None],
    ) -> None:
        self._client = client
        self._copies = copies(settings)
        self._most = Brake(
            max_comments=settings.max_comments_per_hour, max_closes=settings.max_closes_per_hour
        )
        self._policy = policy
        self._now = now
        self._dry_run = dry_run
        self._say = say
        self._threads: dict[str, thread.Thread] = {}

    def do(self, found: tuple[Subject, ...], comment: Comment | None = None) -> Outcome:
        """Judge what an event is about; ``comment`` is the one that it tells of, which may give commands.

        Raises:
            CouldNotLook: GitHub does not show the thread; nothing was written.
        """
        if comment and comment.is_person and is_only_commands(comment.body):
            found = ()
        notes: list[str] = []
        about = comment.thread if comment else None
        done = [each for subject in found for each in self._judge_all(subject, about, notes)]
        if comment is None:
            return Outcome(tuple(done), tuple(notes))
        said = self._read(comment.thread).given
        if said:  # given now, or for a run that GitHub gave up for this one
            done += self._judge_all(comment.thread, about, notes)
        given = tuple(item for item in said if item.comment_id == comment.name) if comment.is_new else ()
        if given:
            notes += self._answer(Heard(comment, given), done)
        return Outcome(tuple(done), tuple(notes), given)

    def _answer(self, heard: Heard, done: list[Done]) -> Iterator[str]:
        """React to a comment with commands, where Byline may write."""
        speaks = any(item.judgement.decision.mode is not Mode.OBSERVE for item in done)
        if not speaks or self._dry_run:
            return
        comment = heard.comment
        try:
            repository, on_line = comment.thread.repository, comment.on_line
            answer(repository, comment.id, heard.reactions, self._client, on_line=on_line)
        except BylineError as error:  # the commands count all the same
            yield f"The commands were heard, but no reaction could be left: {error}"

    def _judge_all(self, found: Subject, about: Subject | None, notes: list[str]) -> Iterator[Done]:
        for subject in resolve(self._client, found):
            try:
                yield self._judge(subject, about)
            except NotFound as error:
                if subject.kind in _THREADS:
                    raise
                notes.append(f"The {_words(subject.kind)} is gone: {error}")

    def _judge(self, subject: Subject, about: Subject | None) -> Done:
        if subject.kind is Kind.SECURITY_REPORT:
            raise CouldNotLook("security reports are private, and all that an Action prints is public")
        facts = self._gather(subject, about)
        judgement = self._public(facts)
        if _takes_measures(judgement.decision):
            state = thread.with_acts(facts.state, thread.acts(self._client, subject))
            facts = replace(facts, state=state)
            judgement = self._public(facts)
        if any(isinstance(action, _COUNTED) for action in judgement.plan.actions):
            brake = thread.brake(self._client, subject.repository, self._now, self._most)
            judgement = self._public(replace(facts, state=replace(facts.state, brake=brake)))
        contribution = judgement.facts.contribution
        written = carry_out(judgement.plan, contribution, self._client, self._say)
        return Done(judgement, written, self._comment_url(judgement.facts, written))

    def _gather(self, subject: Subject, about: Subject | None) -> Facts:
        own = subject if subject.kind in _THREADS else about or _pull_of(subject)
        said = self._read(own) if own else thread.Thread()
        facts = from_api.gather(
            self._client,
            subject,
            lambda found, kind: engine.needs(found, kind, self._policy),
            self._now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            remembered=said.state(subject),
            copies=self._copies,
            wants=lambda found: wants_for(found, self._policy),
        )
        facts = labels.with_own(facts, self._policy, self._client.identity)
        wanted = engine.needs(facts.repository, facts.contribution.kind, self._policy)
        return twins.add(facts, self._client, None) if Need.TWINS in wanted else facts

    def _read(self, subject: Subject) -> thread.Thread:
        if subject.key not in self._threads:
            self._threads[subject.key] = thread.read(self._client, subject, self._now)
        return self._threads[subject.key]

    def _public(self, facts: Facts) -> Judgement:
        """Judge; what is not for everybody is left out from here on, and scores are not even taken."""
        judged = judgement_for(engine.judge(facts, self._policy, scored=False), Audience.PUBLIC)
        if not self._dry_run:
            return judged
        steps = (replace(step, withheld=step.withheld or DRY_RUN) for step in judged.plan.steps)
        return replace(judged, plan=Plan(tuple(steps)))

    def _comment_url(self, facts: Facts, written: Written) -> str:
        it, posted = facts.contribution, facts.state.comment
        if it.kind not in _THREADS or it.number is None:
            return ""
        if any(isinstance(action, CreateComment) for action in written.done):
            try:
                posted = self._client.find_comment(it.repository, it.number, COMMENT_MARKER)
            except CouldNotLook:
                return ""
        return f"{it.url}#issuecomment-{posted.id}" if isinstance(posted, PostedComment) else ""


def _takes_measures(decision: Decision) -> bool:
    asked = {response for item in decision.violations for response in item.responses}
    return decision.mode is Mode.ENFORCE and bool(asked & _MEASURES)


def _pull_of(subject: Subject) -> Subject | None:
    """Return the pull request that a review belongs to."""
    if subject.kind is not Kind.REVIEW or subject.number is None:
        return None
    return replace(subject, kind=Kind.PULL_REQUEST, id=str(subject.number))


def _words(kind: Kind) -> str:
    return kind.value.replace("_", " ")
