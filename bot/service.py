"""What the worker does with one delivery: gather the facts, judge them, write what differs, record it all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy.exc import SQLAlchemyError

from bot import calibrations, log, meters
from bot.apply import answer, apply
from bot.commands.comment import comment_of
from bot.commands.handle import Commands, Heard
from bot.commands.page import JUDGED_ANEW, Word, word_of
from bot.commands.parse import is_only_commands
from bot.config import Settings
from bot.doubt import doubting
from bot.engine import Judgement, judge, needs
from bot.errors import BylineError, NotFound, RetryLater, UsageError
from bot.gather import from_api, twins
from bot.gather.copies import copies
from bot.gather.facts_file import for_the_record, to_json
from bot.gather.from_payload import facts_from_payload
from bot.gather.subject import Subject, resolve, subjects
from bot.github.app import GitHubApp
from bot.github.client import Client
from bot.inbox import StoredDelivery, Task
from bot.inbox.model import FROM_PAGE
from bot.jobs import Job
from bot.ledger import Ledger
from bot.messages import report
from bot.moves import Moves
from bot.purge import Purge
from bot.reviewer import Reviewer
from bot.storage import Audit, Audits, Conversation, Feedback, Notices, Paces, Reads
from bot.storage.texts import Texts
from detectors.authorship.calibration import Local
from detectors.authorship.judged import Judged
from detectors.model import Facts, Kind, Need, State
from policies import recorded
from policies.decision import Mode

_log = log.get(__name__)
# GitHub also answers "not found" for what its servers have not told each other yet: so often it is asked
# again, after as many seconds (times the attempt), before the answer is believed.
_DOUBTED_ANSWERS: Final = 2
_DOUBT_SECONDS: Final = 2
_THREADS: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE})
#: Where somebody asks for another look, what was seen before does not count.
_AUTHORS_DOING: Final = frozenset({Task.EVALUATE, Task.LABELS})
_UNFINISHED: Final = "Byline was stopped while it wrote: nobody knows which of the actions took place"


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of one contribution, in one line, and how far Byline may go there."""

    told: str
    mode: Mode = Mode.OBSERVE


class Service:
    """Handles deliveries. Safe to use from several threads, and safe to run twice over the same delivery."""

    def __init__(
        self,
        settings: Settings,
        audits: Audits,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._audits = audits
        self._clock = clock
        self._last_attempt = settings.max_attempts
        paces = Paces(audits.database) if settings.broker_url else None  # a lone process needs no table
        self._reads = Reads(audits.database, clock)
        self._app = GitHubApp(settings, paces, self._reads) if settings.has_app else None
        self._copies = copies(settings)
        self._texts = Texts(audits.database)
        self._ledger = Ledger(settings, audits.database, clock)
        self._reviewer = Reviewer(settings, audits.database, clock)
        self._conversation = Conversation(audits.database)
        notices, feedback = Notices(audits.database, clock), Feedback(audits.database, clock)
        self._moves = Moves(Purge(settings, audits.database, self._copies), self._app, clock)
        self._commands = Commands(self._conversation, notices, feedback, clock)

    def handle(self, job: Job) -> str:
        """Do what a delivery asks for and say in one line what came of it.

        Raises:
            bot.errors.BylineError: it could not be done now; nothing is lost, and trying again is safe.
        """
        delivery = job.delivery
        with doubting(delivery.attempts, delivery.error):
            try:
                return self._handle(job, delivery)
            finally:
                self._remember()

    def _remember(self) -> None:
        """Write down what GitHub answered; without that it is asked once more, which holds up nothing."""
        try:
            self._reads.flush()
        except SQLAlchemyError as error:
            _log.warning("what GitHub answered was not kept", reason=type(error).__name__)

    def _handle(self, job: Job, delivery: StoredDelivery) -> str:
        payload = delivery.json()
        if delivery.event == FROM_PAGE:
            return self._from_page(job, word_of(payload))
        if delivery.task is Task.PING:
            return "GitHub's webhook reaches Byline"
        if delivery.task is Task.INSTALLATION:
            return self._moves.handle(delivery, payload)
        if self._app is None or delivery.installation_id is None:
            return self._without_github(delivery, payload)
        if _sender(payload) == f"{self._app.slug}[bot]":
            return "Byline's own doing: nothing to judge"
        client = self._app.installation(delivery.installation_id)
        comment = comment_of(delivery.event, payload)
        heard = self._commands.hear(comment, client) if comment else None
        found = subjects(delivery.event, payload)
        if comment and comment.is_person and is_only_commands(comment.body):
            found = ()
        outcomes = [done.told for subject in found for done in self._judge_all(job, subject, client)]
        if heard:
            outcomes += self._converse(job, heard, client)
        return "; ".join(outcomes) or "nothing to judge"

    def _from_page(self, job: Job, word: Word) -> str:
        """Carry out what a maintainer said on a page, and judge anew what it may change."""
        self._commands.take(word)
        told = [f"said on a page: {word.said}"]
        if self._app is None:
            told.append("recorded only, for there is no access to GitHub")
        elif word.said in JUDGED_ANEW:
            try:
                client = self._app.installation_for(word.repository)
            except NotFound:
                told.append("recorded only, for the App is not installed there")
            else:
                told += [done.told for done in self._judge_all(job, word.thread, client)]
        return "; ".join(told)

    def _converse(self, job: Job, heard: Heard, client: Client) -> list[str]:
        """Judge the thread again now that the commands count, and answer them where Byline may write."""
        comment = heard.comment
        judged = self._judge_all(job, comment.thread, client)
        if any(done.mode is not Mode.OBSERVE for done in judged):
            job.check()
            repository, on_line = comment.thread.repository, comment.on_line
            try:
                answer(repository, comment.id, heard.reactions, client, on_line=on_line)
            except RetryLater:
                raise
            except BylineError as error:  # it is gone or locked; the commands count all the same
                _log.warning("commands were not answered", comment=comment.name, reason=str(error))
        return [heard.told, *(done.told for done in judged)]

    def _judge_all(self, job: Job, found: Subject, client: Client) -> list[_Done]:
        """Judge the contributions that a subject stands for; what is gone is said, and is no failure."""
        try:
            return [self._judge_live(job, subject, client) for subject in resolve(client, found)]
        except NotFound as error:
            attempt = job.delivery.attempts
            if attempt < min(_DOUBTED_ANSWERS + 1, self._last_attempt):
                at = self._clock() + timedelta(seconds=_DOUBT_SECONDS * attempt)
                raise RetryLater(f"{error}; asking again, for GitHub may not know it yet", at) from error
            return [_Done(f"{found.key} is gone: {error}")]

    def _without_github(self, delivery: StoredDelivery, payload: dict[str, Any]) -> str:
        """Judge what the payload itself holds; nothing is looked up and nothing is written."""
        found = subjects(delivery.event, payload)
        if not found:
            return "nothing to judge"
        if delivery.task in (Task.RECHECK, Task.MERGE_GROUP):
            return "nothing to judge without access to GitHub"
        judgement = self._judge(facts_from_payload(delivery.event, payload, self._as_of()))
        self._record(delivery.id, found[0].key, judgement, error="no access to GitHub: nothing was written")
        return f"{_told(judgement)}; judged from the payload alone"

    def _judge_live(self, job: Job, subject: Subject, client: Client) -> _Done:
        job.enter(subject.key)
        facts = self._gather(job.delivery, subject, client)
        judgement = self._reviewer.add(self._judge(facts))
        writes = len(judgement.plan.actions)
        contribution = judgement.facts.contribution
        # The record comes first: were Byline killed while it writes, nobody would know of what it wrote.
        audit = self._record(job.delivery.id, subject.key, judgement, error=_UNFINISHED if writes else "")
        try:
            if writes:
                self._write(judgement, client, audit, job)
        finally:
            unsent = self._ledger.send(contribution)
        if unsent:
            raise RetryLater(f"everything else is done: {unsent}")
        return _Done(f"{_told(judgement)}, {_counted(writes, 'write')}", judgement.decision.mode)

    def _judge(self, facts: Facts) -> Judgement:
        judgement = judge(facts, local=self._local(facts.contribution.repository))
        for notice in judgement.notices:
            _log.warning(notice)
        return judgement

    def _local(self, repository: str) -> Local | None:
        """Return the repository's own calibration; a broken file must not hold up deliveries."""
        try:
            return calibrations.of(self._settings, repository)
        except UsageError as error:
            _log.warning("a local calibration cannot be used, the shipped one is", reason=str(error))
            return None

    def _write(self, judgement: Judgement, client: Client, audit: int, job: Job) -> None:
        try:
            apply(judgement.plan, judgement.facts.contribution, client, self._ledger, _say, job.check)
        except NotFound as error:  # the thread was there a moment ago: not the same as a thread that is gone
            self._audits.finish(audit, str(error))
            raise RetryLater(str(error)) from error
        except BylineError as error:
            self._audits.finish(audit, str(error))
            raise
        self._audits.finish(audit)

    def _gather(self, delivery: StoredDelivery, subject: Subject, client: Client) -> Facts:
        facts = from_api.gather(
            client,
            subject,
            needs,
            self._as_of(),
            remembered=self._recall(subject),
            copies=self._copies,
            records=self._audits.past,
            fresh=delivery.task not in _AUTHORS_DOING or delivery.attempts > 1,
        )
        wanted = needs(facts.repository, facts.contribution.kind)
        return twins.add(facts, client, self._texts) if Need.TWINS in wanted else facts

    def _recall(self, subject: Subject) -> State:
        """Return what Byline's own records say of a contribution and of what was said in its thread."""
        done = State(
            applied_labels=self._audits.labels_put(subject.key),
            commented=self._audits.commented(subject.key),
        )
        known = self._ledger.recall(done, subject)
        said = self._conversation.recall(known, subject.key)
        # An override or a disclosure is about the thread's own contribution, not about each comment there.
        return said if subject.kind in _THREADS else replace(known, ignored=said.ignored)

    def _record(self, delivery_id: int, subject: str, judgement: Judgement, *, error: str = "") -> int:
        contribution, result = judgement.facts.contribution, report.as_dict(judgement)
        against = recorded.held_against(judgement.decision, contribution.kind)
        use = recorded.ai_use(judgement.facts, judgement.findings)
        meters.JUDGEMENTS.labels(judgement.decision.outcome).inc()
        self._audits.past.keep(contribution, ai_use=use, violations=against)
        twins.remember(judgement.facts, self._texts)
        return self._audits.record(
            Audit(
                repository=contribution.repository,
                subject=subject,
                kind=contribution.kind.value,
                head_sha=contribution.head.sha if contribution.head else "",
                facts=json.loads(to_json(for_the_record(judgement.facts))),
                findings=result["findings"],
                decision=result["decision"],
                actions=result["actions"],
                applied=not error,
                error=error,
                delivery_id=delivery_id,
                contribution_id=contribution.id,
                scores=_for_the_record(judgement.scores),
                human_tail=judgement.scores.human_tail,
            )
        )

    def _as_of(self) -> str:
        return self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")


def _for_the_record(scores: Judged) -> list[dict[str, Any]]:
    """Return what an appeal may ask for: each part's score, and a hash that tells which text it was."""
    return [
        {
            "part": part.place,
            "kind": part.kind,
            "score": part.answer.score,
            "human_tail": part.answer.human_tail,
            "calibration": part.answer.calibration,
            "sha256": hashlib.sha256(part.text.encode("utf-8", "replace")).hexdigest(),
        }
        for part in scores.parts
    ]


def _told(judgement: Judgement) -> str:
    return f"{judgement.decision.outcome}, {_counted(len(judgement.findings), 'finding')}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _sender(payload: dict[str, Any]) -> str:
    sender = payload.get("sender")
    login = sender.get("login") if isinstance(sender, dict) else None
    return login if isinstance(login, str) else ""


def _say(action: object) -> None:
    _log.info("written", action=getattr(action, "action", ""))
