"""Deliveries that GitHub could not hand over are found in the App's list and asked for again, once each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import RetryLater
from bot.github.app import GitHubApp
from bot.github.records import Attempt
from bot.redelivery import MOST_ATTEMPTS, WINDOW, missed, sweep, window_since
from tests.bot.github.connected import settings_for
from tests.fakes.github import FakeGitHub, HookDelivery
from webhooks.routing import acts_on

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def attempt(
    id_: int, guid: str, minutes: float, status: str = "OK", event: str = "issues", action: str = "opened"
) -> Attempt:
    at = NOW - timedelta(minutes=minutes)
    return Attempt(id=id_, guid=guid, delivered_at=at, status=status, event=event, action=action)


def guids(attempts: list[Attempt]) -> list[str]:
    return [one.guid for one in missed(attempts, acts_on, NOW)]


def test_only_what_never_arrived_is_missed_the_oldest_first() -> None:
    listed = [
        attempt(6, "late", 5, "timed out"),
        attempt(5, "mended", 10, "OK"),
        attempt(4, "lost", 20, "failed to connect to host"),
        attempt(3, "mended", 30, "Invalid HTTP Response: 503"),
        attempt(2, "lost", 40, "Invalid HTTP Response: 502"),
        attempt(1, "fine", 50),
    ]
    found = missed(listed, acts_on, NOW)
    assert [(one.guid, one.id, one.attempts) for one in found] == [("lost", 4, 2), ("late", 6, 1)]
    assert found[0].first == NOW - timedelta(minutes=40)


def test_what_byline_would_not_act_on_is_not_asked_for() -> None:
    listed = [attempt(1, "star", 5, "timed out", "star", "created")]
    listed += [attempt(2, "closed", 5, "timed out", "issues", "closed")]
    listed += [attempt(3, "push", 5, "timed out", "push", "")]
    assert guids(listed) == ["push"]


def test_an_attempt_that_may_be_under_way_is_waited_for() -> None:
    assert guids([attempt(2, "a", 0.1, "timed out"), attempt(1, "a", 30, "timed out")]) == []
    assert guids([attempt(1, "a", 1, "timed out")]) == ["a"]


def test_reading_stops_at_the_end_of_the_window() -> None:
    def listed() -> list[Attempt]:
        return [attempt(2, "new", 60, "timed out"), attempt(1, "old", 60 * 73, "timed out")]

    assert guids(listed()) == ["new"]
    read = []

    def endless() -> object:
        for number in range(1000):
            read.append(number)
            yield attempt(1000 - number, f"g{number}", 60 * number, "timed out")

    missed(endless(), acts_on, NOW, timedelta(hours=5))  # type: ignore[arg-type]
    assert len(read) <= 7


def test_the_timer_looks_back_to_its_last_look_with_time_to_spare() -> None:
    assert window_since(None, NOW) == WINDOW
    assert timedelta(hours=1) < window_since(NOW - timedelta(minutes=10), NOW) < timedelta(hours=12)
    assert window_since(NOW - timedelta(days=9), NOW) == WINDOW


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(1, 4000), st.sampled_from(["OK", "timed out", ""])),
        max_size=40,
    )
)
def test_a_delivery_that_arrived_once_is_never_asked_for(entries: list[tuple[int, int, str]]) -> None:
    entries.sort(key=lambda entry: entry[1])
    listed = [attempt(n, f"g{guid}", minutes, status) for n, (guid, minutes, status) in enumerate(entries)]
    arrived = {one.guid for one in listed if one.status == "OK"}
    seen = {one.guid for one in listed}
    assert set(guids(listed)) == seen - arrived


def none_known(_: Collection[str]) -> set[str]:
    return set()


@pytest.fixture
def app(github: FakeGitHub, tmp_path: Path) -> GitHubApp:
    return GitHubApp(settings_for(github, tmp_path))


def lose(github: FakeGitHub, number: int = 1, minutes: float = 5) -> list[HookDelivery]:
    repository = github.add_repository("acme/widget")
    lost = [
        github.lose("issues", "opened", github.open_issue(repository, f"One {n}", "Text"))
        for n in range(number)
    ]
    for one in lost:
        one.delivered_at = datetime.now(UTC) - timedelta(minutes=minutes)
    return lost


def test_each_missed_delivery_is_asked_for_once(github: FakeGitHub, app: GitHubApp) -> None:
    lost = lose(github, 130)  # more than a page
    swept = sweep(app, acts_on, none_known, datetime.now(UTC))
    assert (swept.asked, swept.failed, len(swept.missed)) == (130, 0, 130)
    asked = [call.path for call in github.calls("POST", "/app/hook/deliveries/")]
    assert asked == [f"/app/hook/deliveries/{one.id}/attempts" for one in lost]


def test_what_the_inbox_holds_is_not_asked_for(github: FakeGitHub, app: GitHubApp) -> None:
    first, second = lose(github, 2)
    swept = sweep(app, acts_on, lambda asked: {first.guid} & set(asked), datetime.now(UTC))
    assert [one.guid for one in swept.missed] == [second.guid]
    assert swept.asked == 1


def test_what_failed_again_and_again_is_given_up(github: FakeGitHub, app: GitHubApp) -> None:
    (first,) = lose(github)
    for number in range(MOST_ATTEMPTS - 1):
        again = github.courier.repeat(first)
        again.status, again.status_code = "Invalid HTTP Response: 400", 400
        again.delivered_at = first.delivered_at + timedelta(seconds=number)
        github.deliveries.append(again)
    swept = sweep(app, acts_on, none_known, datetime.now(UTC))
    assert (len(swept.missed), swept.asked, swept.given_up) == (1, 0, 1)
    assert not github.calls("POST", "/app/hook/")


def test_one_that_github_forgot_holds_up_no_other(github: FakeGitHub, app: GitHubApp) -> None:
    first, _ = lose(github, 2)
    github.fail("POST", f"/app/hook/deliveries/{first.id}/", status=404)
    swept = sweep(app, acts_on, none_known, datetime.now(UTC))
    assert (swept.asked, swept.failed) == (1, 1)


def test_a_rate_limit_ends_the_sweep_and_the_next_goes_on(github: FakeGitHub, app: GitHubApp) -> None:
    lose(github, 3)
    github.fail("POST", "/app/hook/deliveries/", status=429, headers={"retry-after": "3600"}, skip=1)
    with pytest.raises(RetryLater):
        sweep(app, acts_on, none_known, datetime.now(UTC))
    assert len([c for c in github.calls("POST", "/app/hook/") if c.status == 202]) == 1


def test_looking_asks_for_nothing(github: FakeGitHub, app: GitHubApp) -> None:
    lose(github)
    swept = sweep(app, acts_on, none_known, datetime.now(UTC), ask=False)
    assert (len(swept.missed), swept.asked) == (1, 0)
    assert not github.calls("POST", "/app/hook/")
