"""How much of what was merged AI had a part in, and since when that is too much."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import CouldNotLook
from bot.gather.share import Merges, merged_share, share_at
from bot.github.client import Client
from detectors.model import MergedShare, Need, Unknown
from policies.schema import MergedShare as Asked
from policies.wants import Wants
from tests.bot.gather.test_author import REPO, Noted, looked_at, pulls
from tests.bot.github.connected import client_for
from tests.fakes.github import FakeGitHub

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ASKED = Asked(max=0.5, days=10, cooldown_days=5)


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def test_the_share_is_that_of_the_days_before() -> None:
    merges = Merges([(ago(1), True), (ago(2), False), (ago(9), False), (ago(11), True), (ago(14), False)])
    assert share_at(merges, ASKED, NOW) == MergedShare(10, 3, 1, over_since="")


def test_over_the_limit_since_the_merge_that_made_it_so() -> None:
    merges = Merges([(ago(4), False), (ago(3), True), (ago(2), True)])
    assert share_at(merges, ASKED, NOW) == MergedShare(10, 3, 2, over_since=ago(2).isoformat())


def test_a_merge_by_people_ends_it_and_since_when_it_was_is_remembered() -> None:
    merges = Merges([(ago(4), True), (ago(2), False)])
    assert share_at(merges, ASKED, NOW) == MergedShare(10, 2, 1, over_since=ago(4).isoformat())


def test_the_share_also_moves_as_old_merges_expire() -> None:
    merges = Merges([(ago(12), False), (ago(9), True)])
    assert share_at(merges, ASKED, NOW) == MergedShare(10, 1, 1, over_since=ago(2).isoformat())


def test_what_was_over_long_ago_is_over() -> None:
    merges = Merges([(ago(9), True), (ago(8), False)])
    assert share_at(merges, ASKED, NOW) == MergedShare(10, 2, 1, over_since="")


def test_nothing_merged_is_no_share() -> None:
    assert share_at(Merges([]), ASKED, NOW) == MergedShare(10, 0, 0, over_since="")


@pytest.mark.parametrize("age", [1, 9, 12, 14])
def test_a_merge_without_a_record_leaves_it_unknown(age: int) -> None:
    with pytest.raises(CouldNotLook, match="no record of 1 of"):
        share_at(Merges([(ago(age), None), (ago(2), False)]), ASKED, NOW)


def test_an_old_merge_without_a_record_does_not_matter_while_it_is_over() -> None:
    merges = Merges([(ago(12), None), (ago(2), True)])
    assert share_at(merges, ASKED, NOW).with_ai == 1


@given(st.lists(st.tuples(st.integers(0, 20), st.booleans()), max_size=30))
def test_the_counts_are_those_of_a_plain_count(merges: list[tuple[int, bool]]) -> None:
    found = share_at(Merges((ago(age), ai) for age, ai in merges), ASKED, NOW)
    recent = [ai for age, ai in merges if age < 10]
    assert (found.merged, found.with_ai) == (len(recent), sum(recent))


# -- from GitHub


@pytest.fixture
def client(github: FakeGitHub, tmp_path: Path) -> Client:
    github.add_repository(REPO)
    return client_for(github, tmp_path)


def test_merged_pull_requests_are_found_among_the_closed(github: FakeGitHub, client: Client) -> None:
    one, two, three, four = pulls(github, 4)
    github.close_issue(one, merged=True)
    github.close_issue(two, merged=True)
    github.close_issue(three)
    now = github.state.now().isoformat()
    records = Noted({one.number: True, two.number: False, three.number: True, four.number: True})
    found = merged_share(client, REPO, ASKED, now, records)
    assert (found.merged, found.with_ai) == (2, 1)
    later = (github.state.now() + timedelta(days=40)).isoformat()
    assert merged_share(client, REPO, ASKED, later, records).merged == 0


def test_it_is_looked_up_for_the_policy_s_days_and_unknown_without_records(
    github: FakeGitHub, client: Client
) -> None:
    (pull,) = pulls(github, 1)
    wants = Wants(merged_share=ASKED)
    found = looked_at(client, pull, Need.MERGED_SHARE, wants=lambda _: wants).repository.merged_share
    assert found == Unknown("only a server keeps records of earlier contributions")
    known = looked_at(client, pull, Need.MERGED_SHARE, wants=lambda _: wants, records=Noted())
    assert known.repository.merged_share == MergedShare(10, 0, 0)
