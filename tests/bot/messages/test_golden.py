"""What people read, word for word. ``make golden`` writes the files anew; review them as text.

The words are those of the whole engine: a real payload, the detectors, a preset, the plan and its rendering.
"""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import pytest

import policies
from bot.actions import CreateComment, Notify, RequestChanges, UpdateComment, WriteCheck
from bot.engine import Judgement, judge
from bot.gather.from_payload import facts_from_payload
from bot.messages import report
from bot.plan import plan
from detectors import references, repetition
from detectors.authorship.judged import Judged
from detectors.model import (
    Answer,
    Commit,
    Facts,
    Identity,
    Kind,
    LookedUp,
    Place,
    PostedComment,
    Query,
    Seen,
    Signature,
    TextFile,
    Tier,
)
from tests.detectors.repetition.build import REWORDED, issue, of, twin
from tests.factories import state

ROOT = Path(__file__).resolve().parents[3]
GOLDEN = ROOT / "tests" / "golden"
META = "meta: {mode: report, policy_url: 'https://example.org/ai-policy', contact: the maintainers}"


def example(**changes: object) -> Facts:
    """The example payload, with everything that the network would have told."""
    payload = json.loads((ROOT / "docs" / "examples" / "pull_request.opened.json").read_text())
    facts = facts_from_payload("pull_request", payload, "2026-11-22T12:00:00Z")
    person = Identity("Mona", "mona@example.org")
    head = facts.contribution.head
    assert head is not None
    message = "Close the log file\n\nCo-authored-by: Claude <noreply@anthropic.com>\n"
    unsigned = Signature(False, "unsigned")
    commit = Commit(head.sha, message, person, person, "2026-11-20T09:00:00Z", "octocat", "octocat", unsigned)
    contribution = dataclasses.replace(
        facts.contribution, **{"commits": (commit,), "files": (), "author_permission": "read", **changes}
    )
    repository = dataclasses.replace(facts.repository, policy=None, templates=())
    return dataclasses.replace(facts, contribution=contribution, repository=repository, state=state())


def judged(preset: str, facts: Facts) -> Judgement:
    return judge(facts, policies.load(f"version: 1\nextends: {preset}\n{META}\n"))


def written(judgement: Judgement) -> str:
    """The texts of all actions, one after the other."""
    parts = []
    for action in judgement.plan.actions:
        match action:
            case CreateComment(body=body) | UpdateComment(body=body):
                parts.append(f"<<< {action.action}\n{body}")
            case WriteCheck():
                parts.append(
                    f"<<< check: {action.conclusion}: {action.title}\n{action.summary}\n\n{action.text}"
                )
            case RequestChanges(body=body):
                parts.append(f"<<< {action.action}\n{body}")
            case Notify(team=team, subject=subject, text=text):
                parts.append(f"<<< {action.action}: {team}, about {subject}\n{text}")
            case _:
                parts.append(f"<<< {action.action}")
    return "\n".join(parts) + "\n"


def settled() -> Judgement:
    facts = example(body="Closes the file. No AI tools were used.", commits=())
    commented = state(comment=PostedComment(7, "earlier"))
    return judged("disclose", dataclasses.replace(facts, state=commented))


def broken() -> Judgement:
    facts = example()
    file = TextFile(".github/byline.yml", "version: 1\nrespnd: {}\nuse: {code: some}\n", "main")
    repository = dataclasses.replace(facts.repository, policy=file)
    return judge(dataclasses.replace(facts, repository=repository))


ENFORCED = """
version: 1
extends: human-only
meta: {mode: enforce, policy_url: 'https://example.org/ai-policy', contact: the maintainers}
respond: {use_exceeded: [note, %s, "label:ai: suspected", "notify:moderators"]}
"""
FORM = """# Hello, and welcome

Our bot looked at this before we could.

{found}

{todo}

We read every answer. [How we work](https://example.org/how) has more.
"""


def enforced(measures: str, facts: Facts) -> Judgement:
    return judge(facts, policies.load(ENFORCED % measures))


def in_their_own_words() -> Judgement:
    facts = example()
    file = TextFile(".github/byline/comment.md", FORM, "main")
    repository = dataclasses.replace(facts.repository, message=file)
    return enforced("hold", dataclasses.replace(facts, repository=repository))


def hidden() -> Judgement:
    facts = example(kind=Kind.COMMENT, id="345", node_id="IC_345", base=None, head=None, commits=())
    return enforced("hide", facts)


REPORT = """Version: 8.4.0

The function `Widget_parse_authority` in `lib/url.c` copies the host without a check. It is reached from
`lib/url_cleaner.c:120`, and `lib/reader.c` calls it.
"""
POLICY = f"version: 1\ndetect: {{references: true, act_on: checkable}}\n{META}\n"


def cited() -> Judgement:
    """A report that cites a real file and a real version, and two things that are not there."""
    facts = example(kind=Kind.ISSUE, body=REPORT, base=None, head=None, commits=())
    answers = tuple(_answer(query) for query in references.queries(facts.contribution))
    looked = LookedUp("v8.4.0", "1a2b3c4d" * 5, True, answers)
    facts = dataclasses.replace(facts, repository=dataclasses.replace(facts.repository, looked_up=looked))
    findings, policy = references.detect(facts), policies.load(POLICY)
    decision = policies.decide_for(facts, findings, policy)
    return Judgement(facts, findings, decision, plan(decision, facts), Judged())


def _answer(query: Query) -> Answer:
    if query.name == "lib/url_cleaner.c":
        return Answer(query, Seen.ABSENT, nearest=("lib/url.c",), scope="lib")
    if query.name == "Widget_parse_authority":
        return Answer(query, Seen.ABSENT, nearest=("Widget_parse_url",), scope="lib/url.c", kin=40)
    return Answer(query, Seen.HERE, places=(Place(query.name),))


def repeated() -> Judgement:
    """A report that was written before, in nearly the same words."""
    it = issue(REWORDED)
    facts = dataclasses.replace(of(it, twin(it)), state=state())
    findings = repetition.detect(facts)
    policy = policies.load(f"version: 1\nprovenance: {{duplicates: hold}}\n{META}\n")
    decision = policies.decide_for(facts, findings, policy)
    return Judgement(facts, findings, decision, plan(decision, facts), Judged())


def unscored(judgement: Judgement) -> Judgement:
    """Leave out what changes with every model, and has tests of its own."""
    firm = tuple(finding for finding in judgement.findings if finding.tier is not Tier.STATISTICAL)
    return dataclasses.replace(judgement, findings=firm, scores=Judged((), None))


CASES = {
    "closed.md": lambda: written(enforced("lock, close", example())),
    "drafted.md": lambda: written(
        enforced("draft, request_changes", dataclasses.replace(example(), state=state(may_draft=True)))
    ),
    "own-form.md": lambda: written(in_their_own_words()),
    "hidden.md": lambda: written(hidden()),
    "human-only.md": lambda: written(judged("human-only", example())),
    "disclose.md": lambda: written(judged("disclose", example())),
    "trailer.md": lambda: written(judged("trailer", example())),
    "references.md": lambda: written(cited()),
    "references.txt": lambda: report.as_text(cited()),
    "references-summary.md": lambda: report.as_markdown(cited()),
    "repeated.md": lambda: written(repeated()),
    "settled.md": lambda: written(settled()),
    "broken-policy.md": lambda: written(broken()),
    "terminal.txt": lambda: report.as_text(unscored(judged("human-only", example()))),
    "summary.md": lambda: report.as_markdown(judged("human-only", example())),
    "check.json": lambda: report.as_json(unscored(judged("human-only", example()))) + "\n",
}


@pytest.mark.parametrize("name", CASES)
def test_words_are_those_that_were_reviewed(name: str) -> None:
    made, file = CASES[name](), GOLDEN / name
    if os.environ.get("BYLINE_WRITE_GOLDEN"):
        file.write_text(made)
    assert made == file.read_text()
