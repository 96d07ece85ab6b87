"""What a text cites is looked up where it belongs, and a look-up that falls short counts against nobody."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.gather.changes import NOT_ASKED
from bot.gather.copies import Copies, copies
from bot.gather.facts_file import from_json, to_json
from bot.gather.from_api import Needs, gather
from bot.gather.references import looked_up
from bot.gather.subject import Subject
from bot.git import open_local
from bot.github.client import Client
from bot.index import Indexes
from detectors.model import Branch, Contribution, Facts, Kind, LookedUp, Need, Seen, Sought, Unknown
from detectors.references import versions
from tests.bot.github.connected import client_for, settings_for
from tests.factories import contribution, facts
from tests.fakes.github import FakeGitHub, Issue
from tests.fakes.repository import FIRST_DATE, RepositoryBuilder

REPO = "acme/widget"
NOW = "2026-01-02T03:04:05Z"
READER = "int parse_header(const char *line)\n{\n    return line[0];\n}\n"
BODY = "The function `parse_header` in `src/reader.c` fails, and `src/missing.c` is no better.\n"


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "widget.git")
    made.commit("Start", {"src/reader.c": READER, "src/old.c": "int old(void);\n"})
    made.tag("v1.0")
    made.commit("Take the old one away", {"src/old.c": None, "src/new.c": "int fresh(void);\n"})
    return made


@pytest.fixture
def indexes(tmp_path: Path) -> Indexes:
    return Indexes(tmp_path / "index", 100)


def issue(body: str, **changes: Any) -> Contribution:
    made: dict[str, Any] = {"kind": Kind.ISSUE, "url": "https://github.com/acme/widget/issues/12", **changes}
    return contribution(body=body, **made)


def asked(builder: RepositoryBuilder, indexes: Indexes, it: Contribution) -> LookedUp:
    default = ("main", builder.rev_parse("main"))
    found = looked_up(open_local(builder.path), REPO, it, default, indexes)
    assert isinstance(found, LookedUp)
    return found


def seen(found: LookedUp, name: str) -> tuple[Seen, str]:
    """What came of a path or name, and at which other version it was found."""
    (answer,) = [one for one in found.answers if one.query.name == name]
    return answer.seen, answer.at


def test_an_issue_is_about_the_default_branch(builder: RepositoryBuilder, indexes: Indexes) -> None:
    found = asked(builder, indexes, issue(BODY))
    assert (found.ref, found.commit, found.named) == ("main", builder.rev_parse("main"), False)
    assert seen(found, "src/reader.c") == (Seen.HERE, "")
    assert seen(found, "parse_header") == (Seen.HERE, "")
    assert seen(found, "src/missing.c") == (Seen.ABSENT, "")


def test_a_text_that_cites_nothing_costs_nothing(
    builder: RepositoryBuilder, indexes: Indexes, tmp_path: Path
) -> None:
    default = ("main", builder.rev_parse("main"))
    found = looked_up(open_local(builder.path), REPO, issue("It is slow today."), default, indexes)
    assert found == NOT_ASKED
    assert not (tmp_path / "index").exists()


def test_the_version_that_the_text_names_is_looked_at(builder: RepositoryBuilder, indexes: Indexes) -> None:
    found = asked(builder, indexes, issue("Version: v1.0\n\nThe file `src/old.c` fails.\n"))
    assert (found.ref, found.commit, found.named) == ("v1.0", builder.rev_parse("v1.0"), True)
    assert seen(found, "src/old.c") == (Seen.HERE, "")


def test_what_is_newer_than_the_named_version_is_there_all_the_same(
    builder: RepositoryBuilder, indexes: Indexes
) -> None:
    found = asked(builder, indexes, issue("Version: v1.0\n\nThe file `src/new.c` fails.\n"))
    assert (found.ref, seen(found, "src/new.c")) == ("v1.0", (Seen.HERE, "main"))


def test_what_only_the_newest_release_has_is_there_all_the_same(
    builder: RepositoryBuilder, indexes: Indexes
) -> None:
    start = builder.rev_parse("v1.0")
    side = builder.commit("Aside", {"src/aside.c": "int aside(void);\n"}, branch="v1", parents=[start])
    builder.tag("v1.1", side)
    builder.tag("v1.2-rc1", builder.rev_parse("main"))
    found = asked(builder, indexes, issue("The file `src/aside.c` and `src/missing.c` fail.\n"))
    assert (found.ref, seen(found, "src/aside.c")) == ("main", (Seen.HERE, "v1.1"))
    assert seen(found, "src/missing.c") == (Seen.ABSENT, "")


def test_an_old_issue_is_about_what_was_there_then(builder: RepositoryBuilder, indexes: Indexes) -> None:
    then = FIRST_DATE + timedelta(hours=1, minutes=30)
    old = issue("The file `src/old.c` fails.\n", created_at=then.isoformat())
    found = asked(builder, indexes, old)
    assert seen(found, "src/old.c") == (Seen.HERE, f"main on {then.date().isoformat()}")
    late = dataclasses.replace(old, created_at=NOW, body="The file `src/gone.c` and `src/old.c` fail.\n")
    assert seen(asked(builder, indexes, late), "src/gone.c") == (Seen.ABSENT, "")


def test_a_pull_request_is_about_its_base(builder: RepositoryBuilder, indexes: Indexes) -> None:
    base = builder.rev_parse("v1.0")
    pull = contribution(body="It mends `src/old.c`.\n", base=Branch("stable", base, REPO))
    found = asked(builder, indexes, pull)
    assert (found.ref, found.commit, found.named) == ("stable", base, False)
    assert seen(found, "src/old.c") == (Seen.HERE, "")
    elsewhere = dataclasses.replace(pull, base=Branch("stable", "e" * 40, REPO))
    assert asked(builder, indexes, elsewhere).ref == "main"


def test_a_commit_that_a_clone_lacks_is_unknown(builder: RepositoryBuilder, indexes: Indexes) -> None:
    tip, other = builder.rev_parse("main"), "0123456789" * 4
    found = asked(builder, indexes, issue(f"Broken by commit {tip}, and by commit {other}.\n"))
    assert seen(found, tip)[0] is Seen.HERE
    assert seen(found, other)[0] is Seen.UNKNOWN


def test_a_damaged_clone_is_no_absence(builder: RepositoryBuilder, indexes: Indexes) -> None:
    default = ("main", "e" * 40)
    found = looked_up(open_local(builder.path), REPO, issue(BODY), default, indexes)
    assert isinstance(found, Unknown)


def test_an_index_that_cannot_be_kept_is_no_absence(builder: RepositoryBuilder, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    default = ("main", builder.rev_parse("main"))
    nowhere = Indexes(tmp_path / "file" / "index", 100)
    found = looked_up(open_local(builder.path), REPO, issue(BODY), default, nowhere)
    assert isinstance(found, Unknown)
    assert "cannot be kept" in found.reason
    assert str(tmp_path) not in found.reason


def test_answers_are_kept_in_the_facts_file(builder: RepositoryBuilder, indexes: Indexes) -> None:
    it = issue("Version: v1.0\n\nThe file `src/new.c:2` and `src/missing.c` fail.\n")
    given = facts()
    repository = dataclasses.replace(given.repository, looked_up=asked(builder, indexes, it))
    made = dataclasses.replace(given, contribution=it, repository=repository)
    assert from_json(to_json(made), "facts.json") == made


def test_a_facts_file_of_an_earlier_version_has_no_answers() -> None:
    older = json.loads(to_json(facts()))
    del older["repository"]["looked_up"]
    assert from_json(json.dumps(older), "facts.json") == facts()


# -- from GitHub


def needing(*needs: Need) -> Needs:
    return lambda _repository, _kind: frozenset(needs)


@pytest.fixture
def client(github: FakeGitHub, tmp_path: Path) -> Client:
    files = {"src/reader.c": READER, "src/large.c": "int x;\n" * 200_000}
    made = github.add_repository(REPO, private=True, files=files)
    made.git.tag("v1.0")
    made.git.commit("Next", {"src/new.c": "int fresh(void);\n"})
    return client_for(github, tmp_path)


@pytest.fixture
def kept(github: FakeGitHub, client: Client, tmp_path: Path) -> Copies:
    return copies(settings_for(github, tmp_path))


def gathered(client: Client, kept: Copies, thread: Issue, *needs: Need) -> Facts:
    kind = Kind.PULL_REQUEST if thread.pull else Kind.ISSUE
    subject = Subject(kind, REPO, thread.number, str(thread.number))
    return gather(client, subject, needing(*needs), NOW, copies=kept)


def answers(found: Facts) -> LookedUp:
    looked = found.repository.looked_up
    assert isinstance(looked, LookedUp)
    return looked


def test_the_server_looks_in_a_clone_of_its_own(github: FakeGitHub, client: Client, kept: Copies) -> None:
    thread = github.open_issue(REPO, "It fails", f"Version: v1.0\n\n{BODY}Also `src/new.c`.\n")
    found = answers(gathered(client, kept, thread, Need.LOOKED_UP))
    assert (found.ref, found.named) == ("v1.0", True)
    assert seen(found, "parse_header") == (Seen.HERE, "")
    assert seen(found, "src/new.c") == (Seen.HERE, "main")
    assert seen(found, "src/missing.c") == (Seen.ABSENT, "")


def test_contents_are_fetched_together(github: FakeGitHub, client: Client, kept: Copies) -> None:
    files = {f"src/part{at}.c": f"int part{at}(void);\n" for at in range(50)}
    github.repository(REPO).git.commit("Parts", files)
    thread = github.open_issue(REPO, "It fails", BODY)
    github.forget()
    gathered(client, kept, thread, Need.LOOKED_UP)
    assert len(github.calls("POST", "git-upload-pack")) <= 6
    github.forget()
    gathered(client, kept, thread, Need.LOOKED_UP)
    assert len(github.calls("POST", "git-upload-pack")) <= 1


def test_a_pull_request_is_looked_up_at_its_base(github: FakeGitHub, client: Client, kept: Copies) -> None:
    pull = github.open_pull(REPO, "Mend it", BODY, files={"src/reader.c": "int x;\n"})
    found = answers(gathered(client, kept, pull, Need.LOOKED_UP, Need.FILES))
    assert (found.ref, found.commit) == ("main", pull.request.base_sha)
    assert seen(found, "parse_header") == (Seen.HERE, "")


@pytest.mark.parametrize(("body", "needs"), [("It is slow.", (Need.LOOKED_UP,)), (BODY, ())])
def test_nothing_is_cloned_that_is_not_needed(
    github: FakeGitHub, client: Client, kept: Copies, body: str, needs: tuple[Need, ...], tmp_path: Path
) -> None:
    found = gathered(client, kept, github.open_issue(REPO, "It fails", body), *needs)
    assert found.repository.looked_up == NOT_ASKED
    assert not github.calls("POST", "git-upload-pack")
    assert not (tmp_path / "clones").exists()
    assert not (tmp_path / "index").exists()


@pytest.mark.parametrize(("path", "status"), [(r"/acme/widget\.git/", 500), ("/branches/main$", 404)])
def test_a_clone_that_cannot_be_fetched_holds_nothing_up(
    github: FakeGitHub, client: Client, kept: Copies, path: str, status: int
) -> None:
    thread = github.open_issue(REPO, "It fails", BODY)
    github.fail("GET", path, status=status, times=-1)
    found = gathered(client, kept, thread, Need.LOOKED_UP, Need.TEMPLATES)
    assert isinstance(found.repository.looked_up, Unknown)
    assert found.repository.templates == ()
    github.clear_faults()
    assert answers(gathered(client, kept, thread, Need.LOOKED_UP))


def test_github_is_asked_for_a_commit_that_the_clone_lacks(
    github: FakeGitHub, client: Client, kept: Copies
) -> None:
    aside = github.repository(REPO).git.commit("Aside", {"a.c": "int a;\n"}, branch="aside")
    invented = "0123456789" * 4
    body = f"Broken by commit {aside}, and by commit {invented}.\n"
    found = answers(gathered(client, kept, github.open_issue(REPO, "It fails", body), Need.LOOKED_UP))
    commits = [one for one in found.answers if one.query.sought is Sought.COMMIT]
    assert {one.query.name: one.seen for one in commits} == {aside: Seen.HERE, invented: Seen.ABSENT}


def test_a_repository_that_is_forgotten_leaves_no_index(
    github: FakeGitHub, client: Client, kept: Copies, tmp_path: Path
) -> None:
    gathered(client, kept, github.open_issue(REPO, "It fails", BODY), Need.LOOKED_UP)
    assert list((tmp_path / "index").glob("*.sqlite"))
    kept.forget(REPO)
    assert not list((tmp_path / "index").glob("*.sqlite"))
    assert not list((tmp_path / "clones").glob("*/*/*.git"))


def test_a_report_that_names_no_version_may_be_about_an_old_one(tmp_path: Path, indexes: Indexes) -> None:
    builder = RepositoryBuilder(tmp_path / "old.git")
    gone = "int drain_close(void);\nint spin_unwrap(void);\n"
    builder.commit("Start", {"src/tls.c": gone})
    builder.tag("v1.0")
    builder.clock += timedelta(days=800)
    builder.commit("Anew", {"src/tls.c": "int handshake(void);\n"})
    builder.tag("v2.0")
    body = "`drain_close()` in `src/tls.c` hangs, and `spin_unwrap()` in `src/tls.c` as well.\n"
    late = issue(body, created_at="2029-01-01T00:00:00Z")
    found = asked(builder, indexes, late)
    assert [seen(found, name) for name in ("drain_close", "spin_unwrap")] == [(Seen.HERE, "v1.0")] * 2


def test_of_two_versions_that_are_named_either_may_be_meant(tmp_path: Path, indexes: Indexes) -> None:
    builder = RepositoryBuilder(tmp_path / "widget.git")
    builder.commit("Start", {"src/reader.c": f"{READER}int skip_header(int at)\n{{\n    return at;\n}}\n"})
    builder.tag("v1.0")
    builder.commit("Skip nothing", {"src/reader.c": READER})
    builder.tag("v2.0")
    builder.commit("Go on", {"src/new.c": "int fresh(void);\n"})
    it = issue(
        "Version: v2.0\n\nThe function `skip_header` in `src/reader.c` reads too far, and so does the "
        "loop in `src/lexer.c`. I compared it with widget 1.0.\n"
    )
    assert versions(it)[:2] == ("2.0", "1.0")
    found = asked(builder, indexes, it)
    assert (found.ref, seen(found, "skip_header")) == ("v2.0", (Seen.HERE, "v1.0"))


def test_clones_that_cannot_be_kept_hold_nothing_up(
    github: FakeGitHub, client: Client, kept: Copies, tmp_path: Path
) -> None:
    (tmp_path / "clones").write_text("no folder")
    found = gathered(client, kept, github.open_issue(REPO, "It fails", BODY), Need.LOOKED_UP)
    assert isinstance(found.repository.looked_up, Unknown)


def test_a_shallow_clone_cannot_tell(builder: RepositoryBuilder, indexes: Indexes) -> None:
    (builder.path / "shallow").write_text(f"{builder.rev_parse('main')}\n", encoding="ascii")
    default = ("main", builder.rev_parse("main"))
    found = looked_up(open_local(builder.path), REPO, issue(BODY), default, indexes)
    assert isinstance(found, Unknown)
    assert "shallow" in found.reason
