"""What is tried out on commits holds no missing disclosure against anybody."""

from __future__ import annotations

import pytest

import policies
from bot.simulation.judged import Judged, try_out
from bot.simulation.tally import MAX_LISTED, Tally
from detectors.model import Kind, Unknown
from policies.decision import Outcome
from tests.factories import commit, facts

TRAILER = "Fix\n\nCo-authored-by: Claude <noreply@anthropic.com>\n"


def tried(text: str, message: str = TRAILER, role: str | None = None, **changes: object) -> Judged:
    given = facts(kind=Kind.COMMIT, number=None, body="", commits=(commit(message),), files=(), **changes)
    return try_out(given, policies.load(text), role=role)


@pytest.mark.parametrize("where", ["[body]", "[section]", "[body, trailer]"])
def test_disclosure_that_may_stand_in_the_description_is_unknown(where: str) -> None:
    more = "section: AI, trailers: {accept: [Assisted-by]}"
    one = tried(f"version: 1\ndisclosure: {{required: used, where: {where}, {more}}}\n")
    assert (one.outcome, one.breaches, one.touched) == (Outcome.UNKNOWN, (), False)
    assert one.with_ai


def test_disclosure_that_belongs_into_a_trailer_is_judged() -> None:
    text = "version: 1\ndisclosure: {required: used, where: [trailer], trailers: {accept: [Assisted-by]}}\n"
    assert [breach.kind for breach in tried(text).breaches] == ["missing_trailer"]
    good = tried(text, "Fix\n\nAssisted-by: Claude\n")
    assert (good.outcome, good.breaches) == (Outcome.PASS, ())


def test_use_is_judged_and_a_role_can_be_assumed() -> None:
    text = "version: 1\nuse: {default: none}\nexempt: {permission: write}\n"
    unknown = {"author_permission": Unknown("git does not keep it")}
    assert tried(text, **unknown).outcome is Outcome.UNKNOWN
    assert tried(text, role="read", **unknown).touched
    assert tried(text, role="admin", **unknown).exempt


def test_what_is_only_recorded_touches_nobody() -> None:
    text = "version: 1\nuse: {default: none}\nrespond: {use_exceeded: [record, 'notify:us']}\n"
    one = tried(text)
    assert one.breaches
    assert not one.touched


def test_lists_are_bounded_and_counts_are_not() -> None:
    one = Judged("#1", "commit", "t", "ann", "2026-01-01", "", Outcome.UNKNOWN, unknown=(("x", "y"),))
    tally = Tally("here", "p")
    for _ in range(MAX_LISTED + 5):
        tally.add(one)
    assert (tally.total, len(tally.listed), tally.unlisted) == (MAX_LISTED + 5, MAX_LISTED, 5)
    assert tally.people() == []
