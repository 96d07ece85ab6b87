"""What a tree says of its licenses, from a user's own clone and from one of Byline's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.gather.changes import NOT_ASKED
from bot.gather.copies import Copies, copies
from bot.gather.facts_file import from_json, to_json
from bot.gather.from_api import gather
from bot.gather.licenses import of_local
from bot.gather.subject import Subject
from bot.git import open_local
from bot.github.client import Client
from detectors.licensing import detect
from detectors.model import Branch, Contribution, Facts, Kind, LicenseView, Need, Unknown
from tests.bot.github.connected import client_for, settings_for
from tests.detectors.licensing.facts import CODE, MIT, SPDX, changed, with_header
from tests.factories import contribution
from tests.fakes.github import FakeGitHub
from tests.fakes.repository import RepositoryBuilder

REPO = "acme/widget"
NOW = "2026-01-02T03:04:05Z"
TREE = {
    "LICENSE": MIT,
    "NOTICE": "Widget\n",
    "README.md": "# Widget\n",
    "pyproject.toml": '[project]\nlicense = "MIT"\n',
    ".gitattributes": "gen/** linguist-generated\n",
    "gen/a.py": CODE,
    "other/LICENSE": MIT,
    "third_party/x/LICENSE": MIT,
    "src/empty.py": "",
    **with_header("MIT", 8),
}
NEW = changed("third_party/x/new.py", None, CODE)


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "widget.git")
    made.commit("Start", TREE)
    return made


def seen(builder: RepositoryBuilder, it: Contribution) -> LicenseView:
    found = of_local(open_local(builder.path), it, builder.rev_parse("main"))
    assert isinstance(found, LicenseView)
    return found


def pull(**changes: Any) -> Contribution:
    return contribution(files=(NEW,), **changes)


def test_the_files_that_speak_of_licenses_are_read(builder: RepositoryBuilder) -> None:
    view = seen(builder, pull())
    assert [file.path for file in view.licenses] == ["LICENSE", "NOTICE", "third_party/x/LICENSE"]
    assert view.licenses[0].text == MIT
    assert [file.path for file in view.metadata] == ["pyproject.toml"]
    assert [file.path for file in view.exclusions] == [".gitattributes"]
    assert view.readme is not None
    assert view.unread == ()


def test_headers_are_counted_in_the_languages_that_are_added(builder: RepositoryBuilder) -> None:
    (share,) = seen(builder, pull()).headers
    assert (share.language, share.files, share.with_header, share.common) == ("Python", 8, 8, "MIT")
    assert seen(builder, contribution(files=())).headers == ()


def test_what_is_too_large_or_binary_is_named_as_unread(builder: RepositoryBuilder) -> None:
    builder.commit("More", {"LICENSE": "a\n" * 200_000, "NOTICE": b"\0\1"})
    assert seen(builder, pull()).unread == ("LICENSE", "NOTICE")


def test_a_pull_request_is_compared_with_where_it_left_its_base(builder: RepositoryBuilder) -> None:
    start = builder.rev_parse("main")
    head = builder.commit("New", {"b.py": CODE}, branch="new", parents=[start])
    later = builder.commit("Later", {"LICENSE": MIT + "\n"})
    base, top = Branch("main", later, REPO), Branch("new", head, REPO)
    assert seen(builder, pull(base=base, head=top)).commit == start


def test_only_changes_are_compared(builder: RepositoryBuilder) -> None:
    clone, tip = open_local(builder.path), builder.rev_parse("main")
    assert of_local(clone, contribution(kind=Kind.ISSUE), tip) == NOT_ASKED


@pytest.fixture
def client(github: FakeGitHub, tmp_path: Path) -> Client:
    github.add_repository(REPO, private=True, files=TREE)
    return client_for(github, tmp_path)


@pytest.fixture
def kept(github: FakeGitHub, client: Client, tmp_path: Path) -> Copies:
    return copies(settings_for(github, tmp_path))


def gathered(github: FakeGitHub, client: Client, kept: Copies, *needs: Need) -> Facts:
    thread = github.open_pull(REPO, files={"src/new.py": SPDX.format("ISC") + CODE})
    subject = Subject(Kind.PULL_REQUEST, REPO, thread.number, str(thread.number))
    return gather(client, subject, lambda _repository, _kind: frozenset(needs), NOW, copies=kept)


def test_the_server_fetches_only_what_it_reads(github: FakeGitHub, client: Client, kept: Copies) -> None:
    facts = gathered(github, client, kept, Need.FILES, Need.LICENSE_VIEW)
    view = facts.repository.license_view
    assert isinstance(view, LicenseView)
    assert [file.path for file in view.licenses] == ["LICENSE", "NOTICE"]
    assert view.headers[0].files == 8
    assert len(github.calls("POST", "git-upload-pack")) <= 4
    assert [one.id for one in detect(facts)] == ["licensing/vendored"]
    assert from_json(to_json(facts), "facts") == facts


def test_without_the_need_nothing_is_cloned(github: FakeGitHub, client: Client, kept: Copies) -> None:
    facts = gathered(github, client, kept, Need.FILES)
    assert facts.repository.license_view == NOT_ASKED
    assert not github.calls("POST", "git-upload-pack")


def test_a_clone_that_cannot_be_fetched_holds_nothing_up(
    github: FakeGitHub, client: Client, kept: Copies
) -> None:
    github.fail("GET", r"/acme/widget\.git/", status=500, times=-1)
    facts = gathered(github, client, kept, Need.FILES, Need.LICENSE_VIEW)
    assert isinstance(facts.repository.license_view, Unknown)
    assert detect(facts) == ()
