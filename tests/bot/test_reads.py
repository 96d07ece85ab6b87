"""How many reads a pull request costs (writes, and the App's own token once an hour, apart), and that none
of those that are spared hides a change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.gather.files import SMALL_KB
from bot.inbox import Delivery, Inbox, State, Task
from bot.jobs import process_next
from bot.service import Service
from bot.storage import Audit, Audits, Database, open_database
from tests.bot.github.connected import settings_for
from tests.e2e.conftest import policy_file
from tests.e2e.test_path import FOOTER, LABELED
from tests.fakes.github import FakeGitHub, Issue
from tests.fakes.github.journal import Request

LABEL = "ai: above the limit"


@dataclass
class World:
    """A pull request and a Byline that judges it; its clock moves on before each judgement."""

    github: FakeGitHub
    pull: Issue
    database: Database
    service: Service
    make: Callable[[], Service]
    now: datetime
    number: int = 0

    def judge(self, action: str = "edited", task: Task = Task.EVALUATE, seconds: float = 60) -> list[Request]:
        """Judge the pull request, and return what was read for that."""
        self.advance(seconds)
        self.number += 1
        self.github.forget()
        inbox, guid = Inbox(self.database), f"guid-{self.number}"
        payload = self.github.payload("pull_request", action, self.pull)
        installation, body = payload["installation"]["id"], json.dumps(payload).encode()
        place = ("acme/widget", f"acme/widget#{self.pull.number}")
        inbox.record(Delivery(guid, "pull_request", action, task, installation, *place, body))
        process_next(inbox, self.service.handle, "test")
        found = inbox.find(guid)
        assert found is not None
        assert found.state is State.DONE, found.error
        return self.github.calls("GET", "^/repos/")

    def advance(self, seconds: float) -> None:
        """Let time pass, here and on GitHub."""
        self.now += timedelta(seconds=seconds)
        self.github.state.advance(seconds=seconds)

    def settle(self) -> None:
        """Judge until nothing is new any more: not even what Byline wrote itself."""
        self.judge("opened")
        self.judge()
        assert len(self.judge()) == 3
        self.advance(60)

    def audit(self) -> Audit:
        """Return the last judgement."""
        found = Inbox(self.database).find(f"guid-{self.number}")
        assert found is not None
        return Audits(self.database).of_delivery(found.id)[-1]

    @property
    def labels(self) -> list[str]:
        return [label.name for label in self.pull.labels]

    def conclusion(self) -> str | None:
        """Return how Byline's check on the head stands on GitHub."""
        runs = [run for run in self.github.check_runs("acme/widget") if run.head_sha == self.head]
        return runs[-1].conclusion if runs else None

    @property
    def head(self) -> str:
        return self.pull.request.head_sha


@pytest.fixture
def world(github: FakeGitHub, tmp_path: Path) -> Iterator[World]:
    repository = github.add_repository("acme/widget", files=policy_file("human-only", LABELED))
    files = {f"f{number}.py": "x = 1\n" for number in range(100)}
    pull = github.open_pull(
        repository,
        "Close the files",
        FOOTER,
        files=files,
        author="Ada <contributor@users.noreply.github.com>",
    )
    database = open_database(f"sqlite:///{tmp_path / 'x.sqlite3'}")
    made: list[World] = []

    def make() -> Service:
        return Service(settings_for(github, tmp_path), Audits(database), lambda: made[0].now)

    # What is asked for every ten minutes and every hour is asked for when one begins: none begins meanwhile.
    now = datetime.now(UTC)
    wait = 600 - (now.minute % 10 * 60 + now.second)
    github.state.advance(seconds=wait)
    made.append(World(github, pull, database, make(), make, now + timedelta(seconds=wait)))
    yield made[0]
    database.close()


def counted(reads: list[Request]) -> tuple[int, int]:
    """Return how many reads there were, and how many of them count against the rate limit."""
    return len(reads), sum(not read.free for read in reads)


def test_reads_of_a_pull_request_with_a_hundred_files(world: World) -> None:
    assert counted(world.judge("opened")) == (8, 8)
    world.judge()  # what Byline wrote itself is new
    assert counted(world.judge()) == (3, 0)


def test_another_process_knows_what_one_has_read(world: World) -> None:
    world.settle()
    world.service = world.make()
    assert counted(world.judge()) == (3, 0)


def test_a_large_repository_is_read_folder_by_folder(world: World) -> None:
    world.pull.repository.size_kb = SMALL_KB + 1
    assert len(world.judge("opened")) == 9
    world.judge()
    assert counted(world.judge()) == (3, 0)
    trees = [read for read in world.judge() if "/git/trees/" in read.path]
    assert all("recursive" not in read.query for read in trees if "widget" in read.path)


def test_a_changed_policy_is_seen(world: World) -> None:
    world.settle()
    world.pull.repository.git.commit("Relax", policy_file("disclose"), branch="main")
    world.judge()
    assert "extends: disclose" in world.audit().facts["repository"]["policy"]["text"]


def test_a_policy_of_the_owner_is_seen_when_the_own_one_goes(world: World) -> None:
    world.settle()
    world.pull.repository.git.commit("Drop it", {".github/byline.yml": None}, branch="main")
    shared = world.github.add_repository("acme/.github", files={"README.md": "# Acme\n"})
    world.judge(seconds=600)
    assert world.audit().decision["mode"] == "observe"
    shared.git.commit("Add", {"byline.yml": policy_file("human-only")[".github/byline.yml"]}, branch="main")
    world.judge()
    assert world.audit().decision["mode"] == "report"


def test_new_commits_are_seen(world: World) -> None:
    world.settle()
    world.github.push(world.pull, {"more.py": "y = 2\n"}, "Add more")
    world.judge("synchronize")
    facts = world.audit().facts
    assert len(facts["contribution"]["files"]) == 101
    assert facts["contribution"]["head"]["sha"] == world.head
    assert world.conclusion() == "action_required"


def test_a_label_that_a_person_took_off_is_seen_although_it_is_there_again(world: World) -> None:
    world.settle()
    world.github.set_permission("triager", "triage", "acme/widget")
    world.github.unlabel(world.pull, LABEL, by="triager")
    world.github.label(world.pull, LABEL, by="triager")
    reads = world.judge("labeled", Task.LABELS, seconds=600)
    assert any(read.path.endswith("/timeline") for read in reads)
    events = world.audit().facts["state"]["label_events"]
    assert [(event["added"], event["actor"]["login"]) for event in events[-2:]] == [
        (False, "triager"),
        (True, "triager"),
    ]


def test_a_comment_of_bylines_that_a_maintainer_deleted_is_seen(world: World) -> None:
    world.settle()
    world.github.delete_comment(world.pull.comments[0], by="triager")
    world.judge()
    assert world.audit().facts["state"]["comment"] is None


def test_a_comment_of_bylines_that_a_maintainer_changed_is_seen(world: World) -> None:
    world.settle()
    text = world.pull.comments[0].body
    world.github.edit(world.pull.comments[0], body=text + "\nSettled by phone.", by="triager")
    world.judge(seconds=600)
    assert world.audit().facts["state"]["comment"]["body"].endswith("Settled by phone.")


def test_what_changed_a_moment_ago_is_asked_for_again(world: World) -> None:
    world.settle()
    world.github.comment(world.pull, "One more thing.", by="contributor")
    for _ in range(3):
        assert any(read.path.endswith("/timeline") for read in world.judge(seconds=0))


def test_bylines_own_check_is_known_after_it_was_written(world: World) -> None:
    world.settle()
    world.github.edit(world.pull, body="Closes the files. AI disclosure: none was used.\n", by="contributor")
    world.judge(seconds=600)
    assert world.conclusion() == "success"
    world.github.edit(world.pull, body=FOOTER, by="contributor")
    world.judge(seconds=600)
    assert world.conclusion() == "action_required"
    assert len([run for run in world.github.check_runs("acme/widget") if run.head_sha == world.head]) == 1


@pytest.mark.parametrize("asked", ["recheck", "later"])
def test_a_check_that_changed_in_another_way_is_seen(world: World, asked: str) -> None:
    world.settle()
    (run,) = world.github.check_runs("acme/widget")
    run.external_id, run.conclusion = "", "success"
    if asked == "recheck":
        world.judge(task=Task.RECHECK)
    else:
        world.judge()
    assert world.conclusion() == "action_required"


def test_a_label_that_was_deleted_is_made_again(world: World) -> None:
    world.settle()
    repository = world.pull.repository
    world.github.unlabel(world.pull, LABEL, by="contributor")
    repository.labels.clear()
    world.judge("unlabeled", Task.LABELS)
    assert world.labels == [LABEL]


def test_a_signature_that_github_comes_to_know_is_seen(world: World) -> None:
    unknown: dict[str, Any] = {"verified": False, "reason": "unknown_key", "signature": "x", "payload": "y"}
    world.github.state.verifications[world.head] = unknown
    world.judge("opened")
    world.judge()
    signature = world.audit().facts["contribution"]["commits"][0]["signature"]
    assert (signature["verified"], signature["reason"]) == (False, "unknown_key")
    world.github.state.verifications[world.head] = unknown | {"verified": True, "reason": "valid"}
    world.judge()
    assert world.audit().facts["contribution"]["commits"][0]["signature"]["verified"] is True


@pytest.mark.parametrize("answer", [{"total_commits": 2, "commits": [], "files": []}, None])
def test_where_the_comparison_is_another_one_the_lists_of_the_pull_request_count(
    world: World, answer: dict[str, Any] | None
) -> None:
    world.github.fail("GET", "/compare/", status=200 if answer else 404, body=answer)
    reads = world.judge("opened")
    assert len(reads) == 10
    contribution = world.audit().facts["contribution"]
    assert (len(contribution["commits"]), len(contribution["files"])) == (1, 100)


def test_without_a_timeline_comments_and_events_are_read(world: World) -> None:
    world.settle()
    world.github.fail("GET", "/timeline$", status=404, times=-1)
    assert {read.path.rpartition("/")[2] for read in world.judge(task=Task.RECHECK)} >= {"comments", "events"}
    state = world.audit().facts["state"]
    assert state["comment"]["id"] == world.pull.comments[0].id
    assert [event["label"] for event in state["label_events"]] == [LABEL]
