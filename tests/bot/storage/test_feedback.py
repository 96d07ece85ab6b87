from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from bot.errors import UsageError
from bot.storage import Audit, Audits, Database, Feedback, Opinion, Says, Source
from bot.storage.models import AuditRow, FeedbackRow

FLAGGED, ORDINARY = 0.004, 0.4
SAID = Opinion("Octo/Hello", "octo/hello#3", "issue", "3", Says.HUMAN, Source.OVERRIDE, "max", "I know her")


def audit(number: int, tail: float | None, repository: str = "Octo/Hello", **changes: object) -> Audit:
    part = {
        "part": "description",
        "kind": "issue",
        "score": 0.9,
        "human_tail": tail,
        "sha256": f"{number:064x}",
    }
    made = Audit(
        repository=repository,
        subject=f"{repository.lower()}#{number}",
        kind="issue",
        head_sha="",
        facts={"number": number},
        findings=[],
        decision={},
        actions=[],
        applied=True,
        contribution_id=str(number),
        scores=[part],
        human_tail=tail,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.fixture
def audits(database: Database) -> Audits:
    return Audits(database)


@pytest.fixture
def feedback(database: Database) -> Feedback:
    return Feedback(database)


def rows(database: Database) -> list[dict[str, object]]:
    with database.read() as connection:
        return [row._asdict() for row in connection.execute(select(FeedbackRow.__table__).order_by("id"))]


def test_a_word_is_kept_with_the_score_as_it_was(
    database: Database, audits: Audits, feedback: Feedback
) -> None:
    audits.record(audit(3, ORDINARY))
    latest = audits.record(audit(3, FLAGGED))
    feedback.record(SAID)
    (row,) = rows(database)
    assert (row["repository"], row["says"], row["source"], row["by"]) == (
        "octo/hello",
        "human",
        "override",
        "max",
    )
    assert (row["score"], row["human_tail"], row["audit_id"]) == (0.9, FLAGGED, latest)
    assert len(str(row["sha256"])) == 64


def test_a_word_on_what_was_never_scored_is_kept_as_well(database: Database, feedback: Feedback) -> None:
    feedback.record(replace(SAID, reason="odd \x00 \ud83d" + "x" * 9000))
    (row,) = rows(database)
    assert (row["score"], row["human_tail"], row["audit_id"], row["sha256"]) == (None, None, None, "")
    assert len(str(row["reason"])) == 2000


def test_one_person_has_one_word_and_the_latest_counts(database: Database, feedback: Feedback) -> None:
    first = feedback.record(SAID)
    assert feedback.record(replace(SAID, says=Says.AI)) == first
    feedback.record(replace(SAID, by="mia"))
    feedback.record(replace(SAID, source=Source.APPEAL))
    assert [(row["by"], row["says"], row["source"]) for row in rows(database)] == [
        ("max", "ai", "override"),
        ("mia", "human", "override"),
        ("max", "human", "appeal"),
    ]


def test_rates_count_each_contribution_once(audits: Audits, feedback: Feedback) -> None:
    for number in range(10):
        audits.record(audit(number, FLAGGED if number < 4 else ORDINARY))
        audits.record(audit(number, FLAGGED if number < 3 else ORDINARY))  # judged again
    audits.record(audit(10, None))  # the classifier abstained
    audits.record(audit(1, ORDINARY, "acme/widget"))
    for by in ("max", "mia"):
        feedback.record(replace(SAID, subject="octo/hello#1", contribution_id="1", by=by))
    feedback.record(replace(SAID, subject="octo/hello#2", contribution_id="2", source=Source.APPEAL))
    feedback.record(replace(SAID, subject="octo/hello#2", contribution_id="2", says=Says.AI))
    feedback.record(replace(SAID, subject="octo/hello#9", contribution_id="9"))  # was not flagged
    everything, acme, octo = feedback.rates()
    assert (octo.repository, octo.scored, octo.flagged, octo.overridden, octo.appealed) == (
        "octo/hello",
        10,
        4,
        1,
        1,
    )
    assert (acme.scored, acme.flagged, acme.overridden) == (1, 0, 0)
    assert (everything.scored, everything.flagged, everything.overridden) == (11, 4, 1)


def test_comments_of_one_thread_are_different_contributions(audits: Audits, feedback: Feedback) -> None:
    audits.record(audit(3, FLAGGED))
    for comment in ("100", "101"):
        audits.record(audit(3, ORDINARY, kind="comment", contribution_id=comment))
    assert (feedback.rates()[0].scored, feedback.rates()[0].flagged) == (3, 1)
    assert len(feedback.draw_sample("octo/hello", 9)) == 3


def test_a_sample_is_drawn_once_and_labelled(audits: Audits, feedback: Feedback) -> None:
    for number in range(20):
        audits.record(audit(number, FLAGGED if number < 10 else ORDINARY))
    audits.record(audit(1, ORDINARY, "acme/widget"))
    drawn = feedback.draw_sample("OCTO/hello", 8)
    assert len({item.subject for item in drawn}) == 8
    assert [item.id for item in feedback.draw_sample("octo/hello", 8)] == [item.id for item in drawn]
    assert feedback.label("octo/hello", [(drawn[0].id, Says.HUMAN), (drawn[1].id, Says.AI)], "max") == 2
    assert [(item.subject, item.says) for item in feedback.labelled("octo/hello")] == [
        (drawn[0].subject, Says.HUMAN),
        (drawn[1].subject, Says.AI),
    ]
    more = feedback.draw_sample("octo/hello", 99)
    assert len(more) == 18
    assert {item.subject for item in more} & {drawn[0].subject, drawn[1].subject} == set()


def test_every_contribution_has_the_same_chance(
    database: Database, audits: Audits, feedback: Feedback
) -> None:
    for number in range(4):
        audits.record(audit(number, FLAGGED if number < 1 else ORDINARY))
        audits.record(audit(number, ORDINARY))  # judged twice: no second lot
    counts: Counter[str] = Counter()
    for _ in range(200):
        counts.update(item.subject for item in feedback.draw_sample("octo/hello", 2))
        with database.write() as connection:
            connection.execute(delete(FeedbackRow))
    # Each is expected 100 times with a standard deviation of 7: six of those away is one test in 10^8.
    assert set(counts) == {f"octo/hello#{number}" for number in range(4)}
    assert all(abs(n - 100) < 43 for n in counts.values())


@pytest.mark.parametrize("wrong", ["override", "elsewhere", "nothing"])
def test_only_what_was_drawn_can_be_labelled(audits: Audits, feedback: Feedback, wrong: str) -> None:
    audits.record(audit(1, FLAGGED))
    audits.record(audit(2, FLAGGED, "acme/widget"))
    (drawn,) = feedback.draw_sample("octo/hello", 5)
    (other,) = feedback.draw_sample("acme/widget", 5)
    chosen = {"override": feedback.record(SAID), "elsewhere": other.id, "nothing": 10**9}[wrong]
    with pytest.raises(UsageError, match="not in the sample of octo/hello: nothing was taken"):
        feedback.label("octo/hello", [(drawn.id, Says.HUMAN), (chosen, Says.HUMAN)], "max")
    assert feedback.labelled("octo/hello") == []


def test_the_sample_gives_the_rate_among_human_texts(audits: Audits, feedback: Feedback) -> None:
    for number in range(6):
        audits.record(audit(number, FLAGGED if number < 2 else ORDINARY))
    labels = [
        (item.id, Says.AI if item.subject.endswith("#0") else Says.HUMAN)
        for item in feedback.draw_sample("octo/hello", 6)
    ]
    feedback.label("octo/hello", labels, "max")
    assert (feedback.rates()[0].sampled_human, feedback.rates()[0].sampled_flagged) == (5, 1)


def test_a_word_outlives_the_judgement(database: Database, audits: Audits, feedback: Feedback) -> None:
    audits.record(audit(3, FLAGGED))
    feedback.draw_sample("octo/hello", 1)
    feedback.record(SAID)
    with database.write() as connection:
        connection.execute(delete(AuditRow))
    (drawn,) = feedback.draw_sample("octo/hello", 1)
    assert (drawn.facts, drawn.judged_at, drawn.human_tail) == ({}, None, FLAGGED)
    assert feedback.rates()[0].overridden == 1


def test_without_any_record_there_are_no_rates(feedback: Feedback) -> None:
    assert [rates.repository for rates in feedback.rates()] == [""]
    assert feedback.draw_sample("octo/hello", 5) == []
