"""What the worker does with one delivery: gather the facts, judge them, write what differs, record it all."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from bot import live, log
from bot.apply import apply
from bot.config import Settings
from bot.engine import Judgement, judge, needs
from bot.errors import BylineError, NotFound
from bot.gather import from_api
from bot.gather.facts_file import to_json
from bot.gather.from_payload import facts_from_payload
from bot.gather.subject import Subject, resolve, subjects
from bot.github.app import GitHubApp
from bot.github.client import Client
from bot.inbox import StoredDelivery, Task
from bot.messages import report
from bot.storage import Audit, Audits
from detectors.model import Facts

_log = log.get(__name__)


class Service:
    """Handles deliveries. Safe to use from several threads, and safe to run twice over the same delivery."""

    def __init__(
        self, settings: Settings, audits: Audits, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._audits = audits
        self._clock = clock
        self._app = GitHubApp(settings) if settings.has_app else None
        self._clones = live.clones(settings)

    def handle(self, delivery: StoredDelivery) -> str:
        """Do what a delivery asks for and say in one line what came of it.

        Raises:
            bot.errors.BylineError: it could not be done now; nothing is lost, and trying again is safe.
        """
        payload = delivery.json()
        if delivery.task is Task.PING:
            return "GitHub's webhook reaches Byline"
        if delivery.task is Task.INSTALLATION:
            return self._installation(delivery, payload)
        if self._app is None or delivery.installation_id is None:
            return self._without_github(delivery, payload)
        if _sender(payload) == f"{self._app.slug}[bot]":
            return "Byline's own doing: nothing to judge"
        client = self._app.installation(delivery.installation_id)
        outcomes = [
            self._judge_live(delivery, subject, client)
            for found in subjects(delivery.event, payload)
            for subject in resolve(client, found)
        ]
        return "; ".join(outcomes) or "nothing to judge"

    def _installation(self, delivery: StoredDelivery, payload: dict[str, Any]) -> str:
        """Forget what was cloned of an account that uninstalled the App."""
        if (delivery.event, delivery.action) != ("installation", "deleted"):
            return "noted"
        names = [
            repo.get("full_name") for repo in payload.get("repositories") or () if isinstance(repo, dict)
        ]
        for name in names:
            if isinstance(name, str):
                self._clones.forget(name)
        return "the App was uninstalled: clones of its repositories are deleted"

    def _without_github(self, delivery: StoredDelivery, payload: dict[str, Any]) -> str:
        """Judge what the payload itself holds; nothing is looked up and nothing is written."""
        found = subjects(delivery.event, payload)
        if not found:
            return "nothing to judge"
        if delivery.task in (Task.RECHECK, Task.MERGE_GROUP):
            return "nothing to judge without access to GitHub"
        judgement = judge(facts_from_payload(delivery.event, payload, self._as_of()))
        self._record(delivery.id, found[0].key, judgement, error="no access to GitHub: nothing was written")
        return f"{judgement.decision.outcome} (judged from the payload alone)"

    def _judge_live(self, delivery: StoredDelivery, subject: Subject, client: Client) -> str:
        try:
            facts = self._gather(subject, client)
        except NotFound as error:
            return f"{subject.key} is gone: {error}"
        judgement = judge(facts)
        try:
            apply(judgement.plan, facts.contribution, client, _say)
        except BylineError as error:
            self._record(delivery.id, subject.key, judgement, error=str(error))
            raise
        self._record(delivery.id, subject.key, judgement)
        return f"{judgement.decision.outcome}, {len(judgement.plan.actions)} writes"

    def _gather(self, subject: Subject, client: Client) -> Facts:
        return from_api.gather(
            client,
            subject,
            needs,
            self._as_of(),
            applied_labels=self._audits.labels_put(subject.key),
            clones=self._clones,
        )

    def _record(self, delivery_id: int, subject: str, judgement: Judgement, *, error: str = "") -> None:
        contribution, result = judgement.facts.contribution, report.as_dict(judgement)
        self._audits.record(
            Audit(
                repository=contribution.repository,
                subject=subject,
                kind=contribution.kind.value,
                head_sha=contribution.head.sha if contribution.head else "",
                facts=json.loads(to_json(judgement.facts)),
                findings=result["findings"],
                decision=result["decision"],
                actions=result["actions"],
                applied=not error,
                error=error,
                delivery_id=delivery_id,
            )
        )

    def _as_of(self) -> str:
        return self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")


def _sender(payload: dict[str, Any]) -> str:
    sender = payload.get("sender")
    login = sender.get("login") if isinstance(sender, dict) else None
    return login if isinstance(login, str) else ""


def _say(action: object) -> None:
    _log.info("written", action=getattr(action, "action", ""))
