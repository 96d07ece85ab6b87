"""What a policy file extends is fetched: from the owner, from others, in a chain, and with every failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import RetryLater
from bot.gather.from_api import gather
from bot.gather.policy_file import find_extended, find_proposed
from bot.gather.subject import Subject
from bot.github.client import Client
from detectors.model import Extended, Kind, Need, Repository, TextFile, Unknown
from policies import chain
from tests.bot.github.connected import client_for
from tests.fakes.github import FakeGitHub

REPO = "acme/widget"


@pytest.fixture
def client(github: FakeGitHub, tmp_path: Path) -> Client:
    github.add_repository(REPO, files={".github/byline.yml": "version: 1\nextends: acme/base\n"})
    return client_for(github, tmp_path)


def policy(extends: str) -> TextFile:
    return TextFile(".github/byline.yml", f"version: 1\nextends: {extends}\n", "main")


@pytest.mark.parametrize(
    ("named", "repository", "path"),
    [
        ("acme/base", "acme/base", ".github/byline.yml"),
        ("acme/base:rules/ai.yml", "acme/base", "rules/ai.yml"),
        ("acme/base:rules/ai.yml@main", "acme/base", "rules/ai.yml"),
        ("acme/.github", "acme/.github", "byline.yml"),
        ("acme/.github", "acme/.github", ".github/byline.yml"),
    ],
)
def test_a_base_is_found_under_the_name_that_the_file_gives_it(
    github: FakeGitHub, client: Client, named: str, repository: str, path: str
) -> None:
    github.add_repository(repository, files={path: "version: 1\n"})
    (found,) = find_extended(client, policy(named))
    ref = "main" if named.endswith("@main") else "HEAD"
    assert found == Extended(named, TextFile(f"{repository}:{path}", "version: 1\n", ref))


def test_a_file_at_a_commit_is_read_as_it_was_then(github: FakeGitHub, client: Client) -> None:
    made = github.add_repository("zig/base", files={"p.yml": "version: 1\n"})
    sha = made.git.commit("Forbid it", {"p.yml": "version: 1\nuse: {code: none}\n"})
    made.git.commit("Allow it", {"p.yml": "version: 1\nuse: {code: any}\n"})
    (found,) = find_extended(client, policy(f"zig/base:p.yml@{sha}"))
    assert isinstance(found.file, TextFile)
    assert (found.file.ref, found.file.text) == (sha, "version: 1\nuse: {code: none}\n")


def test_a_chain_is_followed_and_what_is_missing_is_none(github: FakeGitHub, client: Client) -> None:
    github.add_repository("acme/a", files={".github/byline.yml": "version: 1\nextends: acme/b:x.yml\n"})
    github.add_repository("acme/b", files={"README.md": ""})
    first, second = find_extended(client, policy("acme/a"))
    assert (first.name, second) == ("acme/a", Extended("acme/b:x.yml", None))
    assert find_extended(client, policy("acme/nowhere")) == (Extended("acme/nowhere", None),)


def test_circles_and_long_chains_come_to_an_end(github: FakeGitHub, client: Client) -> None:
    for number in range(chain.MAX_DEPTH + 2):
        text = f"version: 1\nextends: acme/p{number + 1}\n"
        github.add_repository(f"acme/p{number}", files={".github/byline.yml": text})
    github.add_repository("acme/self", files={".github/byline.yml": "version: 1\nextends: acme/self\n"})
    assert len(find_extended(client, policy("acme/p0"))) == chain.MAX_DEPTH
    assert [item.name for item in find_extended(client, policy("acme/self"))] == ["acme/self"]


def test_a_refusal_is_unknown_and_a_passing_fault_is_tried_again(github: FakeGitHub, client: Client) -> None:
    github.add_repository("acme/base", files={".github/byline.yml": "version: 1\n"})
    body = {"message": "Resource not accessible by integration"}
    github.fail("GET", "/acme/base/contents/", status=403, body=body, times=1)
    (found,) = find_extended(client, policy("acme/base"))
    assert isinstance(found.file, Unknown)
    github.fail("GET", "/acme/base/contents/", status=502, times=-1)
    with pytest.raises(RetryLater):
        find_extended(client, policy("acme/base"))


@pytest.mark.parametrize(
    "file", [None, Unknown("no network"), policy("disclose"), policy("[x]"), policy("a b/c")]
)
def test_where_no_file_is_extended_nothing_is_asked(
    github: FakeGitHub, client: Client, file: TextFile | Unknown | None
) -> None:
    asked = len(github.requests)
    assert find_extended(client, file) == ()
    assert len(github.requests) == asked


def test_what_is_extended_is_part_of_the_facts(github: FakeGitHub, client: Client) -> None:
    github.add_repository("acme/base", files={".github/byline.yml": "version: 1\nuse: {issue: none}\n"})
    issue = github.open_issue(REPO)
    told: list[Repository] = []

    def needs(repository: Repository, kind: Kind) -> frozenset[Need]:
        told.append(repository)
        return frozenset()

    subject = Subject(Kind.ISSUE, REPO, issue.number, str(issue.number))
    found = gather(client, subject, needs, "2026-01-02T03:04:05Z").repository
    assert [item.name for item in found.extended] == ["acme/base"]
    assert told[0].extended == found.extended


def test_a_proposed_file_shows_nobody_what_is_private(github: FakeGitHub, client: Client) -> None:
    github.add_repository("acme/secret", private=True, files={"there.yml": "name: Osprey\n"})
    github.add_repository("acme/open", files={"there.yml": "version: 1\n"})
    current = Repository(REPO, "main", private=False, policy=None)
    named = ("acme/secret:there.yml", "acme/secret:gone.yml", "acme/nowhere:gone.yml")
    told = [find_proposed(client, policy(name), current)[0].file for name in named]
    assert isinstance(told[0], Unknown)
    assert len(set(told)) == 1  # nothing tells what is there from what is not
    (seen,) = find_proposed(client, policy("acme/open:there.yml"), current)
    assert isinstance(seen.file, TextFile)
    (gone,) = find_proposed(client, policy("acme/open:gone.yml"), current)
    assert gone.file is None


def test_a_proposed_file_may_extend_what_the_policy_in_force_does(github: FakeGitHub, client: Client) -> None:
    github.add_repository("acme/base", private=True, files={".github/byline.yml": "version: 1\n"})
    in_force = policy("acme/base")
    current = Repository(
        REPO, "main", private=False, policy=in_force, extended=find_extended(client, in_force)
    )
    (found,) = find_proposed(client, policy("acme/base"), current)
    assert isinstance(found.file, TextFile)
