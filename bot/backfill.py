"""What a repository has already: its texts remembered, and its open issues and pull requests judged."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, takewhile

from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot import live
from bot.actions import Action
from bot.apply import apply
from bot.config import Settings
from bot.engine import Judgement, judge
from bot.errors import BylineError, CouldNotLook, NotFound, RetryLater
from bot.gather.contributions import of_issue
from bot.gather.files import Files, of_owner
from bot.gather.from_api import templates_of
from bot.gather.subject import Subject
from bot.github.client import Client
from bot.github.records import Issue
from bot.ledger import Ledger
from bot.simulation.threads import Unseen, subject_of
from bot.storage.texts import Texts
from detectors.authorship.calibration import Local
from detectors.model import Kind, TextFile
from detectors.repetition import queries
from policies.schema import Policy

#: Returns the present moment as facts name it (ISO 8601, UTC).
Clock = Callable[[], str]


@dataclass(slots=True)
class Remembered:
    """How many issues and pull requests were listed, and what became of their texts.

    ``added`` were new or had changed, ``left_out`` are too short to be told from others or by programs.
    ``open`` are those to judge, the latest first.
    """

    listed: int
    added: int
    known: int
    left_out: int
    open: list[Subject]


def threads(client: Client, repository: str, state: str, *, since: str, limit: int | None) -> Iterator[Issue]:
    """Yield issues and pull requests in GitHub's ``state`` (open, closed, all), the latest first.

    Those are meant that were opened on the day ``since`` (ISO 8601) or later, at most ``limit`` of them.
    """
    found = client.threads(repository, state)
    return islice(takewhile(lambda thread: thread.created_at[:10] >= since, found), limit)


def remember(
    listed: Iterable[Issue], client: Client, repository: str, branch: str, texts: Texts, clock: Clock
) -> Remembered:
    """Keep what later contributions are compared with; what is kept already costs nothing but the listing.

    ``branch`` is the default branch, whose templates are nobody's own words.

    Raises:
        CouldNotLook: GitHub did not list all, or did not show a template. What was kept until then stays.
    """

    @cache
    def templates(kind: Kind) -> tuple[TextFile, ...]:
        return templates_of(kind, Files(client, repository, branch), of_owner(client, repository))

    done, seen = Remembered(0, 0, 0, 0, []), set[int]()
    try:
        for thread in listed:
            if thread.number in seen:  # what is opened meanwhile moves the others to the next page
                continue
            seen.add(thread.number)
            subject = subject_of(thread, repository)
            _remember(thread, subject, templates(subject.kind), texts, clock(), done)
            if thread.state == "open":
                done.open.append(subject)
    except CouldNotLook as error:
        if not done.listed:
            raise
        kept = f"what {done.listed:,} issues and pull requests say is remembered; run the same command again"
        raise CouldNotLook(f"{error} ({kept})") from error
    return done


def _remember(
    thread: Issue,
    subject: Subject,
    templates: tuple[TextFile, ...],
    texts: Texts,
    as_of: str,
    done: Remembered,
) -> None:
    it = replace(of_issue(subject.repository, thread), kind=subject.kind)
    sketch = queries(it, templates)
    try:
        changed = texts.keep(it, sketch, as_of, unchanged_since=thread.updated_at)
    except IntegrityError:  # a server has just kept the same one
        changed = False
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        raise CouldNotLook(f"the database cannot be written to: {reason}") from error
    done.listed += 1
    done.left_out += sketch is None
    done.added += sketch is not None and changed
    done.known += sketch is not None and not changed


@dataclass(frozen=True, slots=True)
class Judge:
    """Judges one contribution after the other as ``byline check`` does, with Byline's own records.

    ``told`` hears of each action that GitHub has accepted; without it nothing is carried out.
    """

    client: Client
    settings: Settings
    policy: Policy | None
    local: Local | None
    records: Ledger
    texts: Texts
    clock: Clock
    told: Callable[[Subject, Action], None] | None = None

    def all(self, subjects: Iterable[Subject]) -> Iterator[Judgement | Unseen]:
        """Yield a judgement of each, once its actions are carried out, or why there is none.

        What can only be done later (a rate limit, the brake) is the last thing that is said.
        """
        for subject in subjects:
            try:
                yield self._one(subject)
            except RetryLater as error:
                yield Unseen(f"#{subject.number}", str(error), last=True)
                return
            except NotFound as error:
                yield Unseen(f"#{subject.number}", f"gone in the meantime: {error}")
            except BylineError as error:
                yield Unseen(f"#{subject.number}", str(error))

    def _one(self, subject: Subject) -> Judgement:
        gathered = live.gather(self.client, subject, self.settings, self.policy, self.clock())
        facts = live.with_twins(gathered, self.policy, self.client, self.texts)
        it = facts.contribution
        facts = replace(facts, state=self.records.recall(facts.state, it))
        judgement = judge(facts, self.policy, self.local)
        if (told := self.told) is not None:
            apply(judgement.plan, it, self.client, self.records, lambda action: told(subject, action))
            if unsent := self.records.send(it):
                raise CouldNotLook(f"everything else is done: {unsent}")
        return judgement
