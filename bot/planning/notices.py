"""What maintainers are told in private, each thing once: the policy's ``notify``, and what Byline lacks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from bot.actions import Notify, Planned
from bot.gather.marks import MESSAGE_PATH
from bot.messages import template
from bot.messages.evidence import in_a_line
from bot.messages.neutral import clip, unpinged
from bot.messages.wording import title_of
from bot.planning import brake
from bot.planning.keys import subject_of
from detectors.model import Audience, Facts, TextFile
from policies.decision import Decision, Mode, Violation
from policies.words import NOTIFY_ACTION

_MAX_LINE = 1_000
_MAX_QUOTES = 3


def steps(decision: Decision, facts: Facts, planned: Iterable[Planned]) -> Iterator[Planned]:
    """Yield the notices that nobody has been sent yet; ``planned`` are the other steps of the plan."""
    quiet = decision.mode is Mode.OBSERVE
    found = [*_asked_for(decision, facts), *_about_the_form(facts)]
    braked = brake.notice(planned, facts)
    for notice in [*found, *([braked] if braked else [])]:
        if notice.digest not in facts.state.notified:
            yield Planned(notice, "the policy's mode is observe: Byline writes nothing" if quiet else "")


def _asked_for(decision: Decision, facts: Facts) -> Iterator[Notify]:
    teams: dict[str, list[Violation]] = {}
    for violation in decision.violations:
        if violation.audience <= Audience.MAINTAINER:
            for response in violation.responses:
                if response.startswith(NOTIFY_ACTION):
                    teams.setdefault(response.removeprefix(NOTIFY_ACTION), []).append(violation)
    subject = subject_of(facts.contribution)
    for team, violations in teams.items():
        # The same clause is told of once: or each edit of a text would be another mail.
        about = tuple(sorted({(item.kind, item.clause) for item in violations}))
        yield _notice(team, subject, _text(violations, facts), about)


def _about_the_form(facts: Facts) -> Iterator[Notify]:
    form = facts.repository.message
    wrong = template.problem(form.text) if isinstance(form, TextFile) else ""
    if wrong:
        text = f"{MESSAGE_PATH} cannot be used, so Byline comments in its own words: {wrong}."
        yield _notice(brake.MAINTAINERS, facts.repository.full_name.casefold(), unpinged(text), text)


def _notice(team: str, subject: str, text: str, about: object) -> Notify:
    return Notify(team, subject, text, hashlib.sha256(repr((team, subject, about)).encode()).hexdigest())


def _text(violations: Iterable[Violation], facts: Facts) -> str:
    lines = [facts.contribution.url] if facts.contribution.url else []
    for item in violations:
        lines += [f"{title_of(item.kind)} ({item.clause})", clip(item.message, _MAX_LINE)]
        lines += [in_a_line(quoted, clip(quoted.quote, 200)) for quoted in item.evidence[:_MAX_QUOTES]]
    return "\n".join(unpinged(line) for line in lines)
