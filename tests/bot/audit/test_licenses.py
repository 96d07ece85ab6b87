"""What the audit says of licenses: now, over time, and of code that came from elsewhere."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.audit.licenses import licenses
from bot.audit.model import LicenseEvent, Licenses, WordDiff
from bot.git import open_local
from detectors.model import Unknown
from tests.detectors.licensing.facts import APACHE, CODE, MIT, SPDX
from tests.detectors.licensing.license_texts import canonical_text
from tests.fakes.repository import Content, RepositoryBuilder

ISC = """ISC License

Copyright (c) 2020 Ada Lovelace

Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted, provided that the above
copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY
AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM
LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR
OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
PERFORMANCE OF THIS SOFTWARE.
"""


NO_SALE = """
The Software may be used for non-commercial purposes only; commercial use needs
a written agreement with Ada Lovelace.
"""


class Project:
    """A repository, and the home folder that audits of it share."""

    def __init__(self, path: Path) -> None:
        self._made = RepositoryBuilder(path / "widget.git")
        self._home = path / "home"

    def commit(self, files: Mapping[str, Content], message: str = "Change", **more: object) -> str:
        return self._made.commit(message, files, **more)  # type: ignore[arg-type]

    def at(self, commit: str, *, home: str = "", since: str = "", until: str = "") -> Licenses:
        folder = self._home / home if home else self._home
        repository = open_local(self._made.path)
        found = licenses(repository, commit, home=folder, name="acme/widget", since=since, until=until)
        assert not isinstance(found, Unknown), found
        return found

    def events(self, commit: str) -> tuple[LicenseEvent, ...]:
        return self.at(commit).events


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def words(diff: WordDiff | None, kind: str) -> str:
    assert diff is not None
    return " ".join(text for one, text in diff.pieces if one == kind)


def test_what_files_metadata_readme_and_headers_declare(project: Project) -> None:
    last = project.commit(
        {
            "LICENSE": MIT,
            "README.md": "# Widget\n\nThis project is licensed under the Apache License 2.0.\n",
            "pyproject.toml": '[project]\nlicense = "MIT"\n',
            "node_modules/gadget/package.json": '{"license": "ISC"}',
            "a.py": SPDX.format("MIT") + CODE,
            "b.py": CODE,
        }
    )
    found = project.at(last)
    assert [(one.source, one.path, one.expression) for one in found.declared] == [
        ("file", "LICENSE", "MIT"),
        ("metadata", "pyproject.toml", "MIT"),
        ("readme", "README.md", "Apache-2.0"),
        ("headers", "Python", "MIT"),
    ]
    assert found.disagreements == ("README.md says Apache-2.0, and LICENSE is MIT.",)
    assert found.headers[0].language == "Python"
    assert (found.headers[0].files, found.headers[0].with_header) == (2, 1)
    assert found.headers[0].expressions == (("MIT", 1),)
    assert ("", "MIT", 3) in found.directories
    assert [one.id for one in found.findings] == ["licensing/readme"]


def test_a_change_of_license_is_an_event_with_the_words_that_changed(project: Project) -> None:
    project.commit({"LICENSE": MIT, "a.py": CODE}, author="Ada <ada@example.com>")
    project.commit({"LICENSE": MIT.replace("2020", "2021")})
    last = project.commit({"LICENSE": APACHE})
    added, years, relicensed = project.events(last)
    assert (added.action, added.before, added.after, added.author) == ("added", "", "MIT", "Ada")
    assert not added.relicensing
    assert (years.action, years.before, years.after) == ("changed", "MIT", "MIT")
    assert not years.relicensing
    assert words(years.diff, "removed") == "2020"
    assert words(years.diff, "added") == "2021"
    assert relicensed.commit == last
    assert relicensed.date == "2025-01-06"
    assert relicensed.relicensing
    assert (relicensed.before, relicensed.after) == ("MIT", "Apache-2.0")
    assert relicensed.diff is not None
    assert relicensed.diff.shortened


def test_a_file_that_moves_is_followed_also_where_its_text_changes(project: Project) -> None:
    project.commit({"COPYING": MIT, "NOTICE": "Widget, by Ada\n"})
    project.commit({"COPYING": None, "LICENSE": MIT})
    last = project.commit({"LICENSE": None, "LICENSE.txt": ISC, "NOTICE": None})
    moved, replaced, notice = project.events(last)[2:]
    assert (moved.action, moved.previous, moved.path) == ("moved", "COPYING", "LICENSE")
    assert moved.diff is None
    assert (replaced.action, replaced.previous, replaced.path) == ("moved", "LICENSE", "LICENSE.txt")
    assert replaced.relicensing
    assert (notice.action, notice.path, notice.before, notice.after) == ("removed", "NOTICE", "", "")


def test_another_license_beside_the_first_one_changes_the_terms(project: Project) -> None:
    project.commit({"LICENSE-MIT": MIT})
    second = project.commit({"LICENSE-APACHE": APACHE})
    last = project.commit({"LICENSES/ISC.txt": ISC})
    events = {one.path: one for one in project.events(last)}
    assert events["LICENSE-APACHE"].relicensing
    assert events["LICENSE-APACHE"].commit == second
    assert not events["LICENSES/ISC.txt"].relicensing


def test_the_texts_of_gnus_two_licenses_belong_together(project: Project) -> None:
    project.commit({"COPYING.LESSER": canonical_text("LGPL-3.0-only")})
    last = project.commit({"COPYING": canonical_text("GPL-3.0-only")})
    assert not any(one.relicensing for one in project.events(last))


def test_one_more_text_in_the_same_file_may_be_that_of_a_part(project: Project) -> None:
    project.commit({"LICENSE": APACHE})
    project.commit({"LICENSE": f"{APACHE}\nA part comes from Gadget:\n\n{MIT}"})
    last = project.commit({"LICENSE": APACHE})
    _, more, less = project.events(last)
    assert (more.after, less.before) == ("Apache-2.0 AND MIT", "Apache-2.0 AND MIT")
    assert not more.relicensing
    assert not less.relicensing


def test_a_text_that_bars_uses_is_no_part_s(project: Project) -> None:
    project.commit({"LICENSE": MIT})
    project.commit({"LICENSE": f"{canonical_text('BUSL-1.1')}\n---\n\nEarlier versions:\n\n{MIT}"})
    last = project.commit({"LICENSE": MIT})
    _, closed, opened = project.events(last)
    assert (closed.after, opened.before) == ("BUSL-1.1 AND MIT", "BUSL-1.1 AND MIT")
    assert closed.relicensing
    assert opened.relicensing


def test_terms_that_are_added_to_a_standard_text_change_it(project: Project) -> None:
    project.commit({"LICENSE": MIT})
    last = project.commit({"LICENSE": MIT + NO_SALE})
    event = project.events(last)[-1]
    assert event.relicensing
    assert event.after == "LicenseRef-MIT-with-extra-terms"


def test_a_text_that_nobody_knows_is_no_change_of_terms_to_another_such_text(project: Project) -> None:
    project.commit({"LICENSE": "You may use the widget on Mondays, and only with a hat on.\n"})
    last = project.commit({"LICENSE": "You may use the widget on Sundays, and only with a hat on.\n"})
    event = project.events(last)[-1]
    assert (event.before, event.after) == ("LicenseRef-unknown", "LicenseRef-unknown")
    assert not event.relicensing
    assert words(event.diff, "added") == "Sundays"


@pytest.mark.parametrize(
    ("before", "after", "relicensing"),
    [
        ("The widget is free software under the MIT license.\n", MIT, False),
        ("All rights reserved. Ask Ada Lovelace before you use the widget.\n", MIT, True),
        (MIT, "The widget is under the MIT license, whose words are well known.\n", False),
        (MIT, "Up to version 2 the MIT license holds, and the Elastic License from there on.\n", True),
        (MIT, "Nobody may use the widget any more.\n", True),
    ],
)
def test_a_text_that_nobody_knows_has_other_terms_if_it_names_others(
    project: Project, before: str, after: str, relicensing: bool
) -> None:
    project.commit({"LICENSE": before})
    last = project.commit({"LICENSE": after})
    assert project.events(last)[-1].relicensing is relicensing


def test_others_texts_and_samples_are_counted_and_not_listed(project: Project) -> None:
    project.commit({"LICENSE": MIT, "third_party/gadget/LICENSE": ISC, "tests/data/LICENSE": ISC})
    last = project.commit({"third_party/gadget/LICENSE": MIT, "THIRD_PARTY_NOTICES": "Gadget\n"})
    found = project.at(last)
    assert [one.path for one in found.events] == ["LICENSE"]
    assert {(one.reason, one.count) for one in found.exclusions} == {
        ("in folders of others' code", 2),
        ("in folders of tests and examples", 1),
        ("lists of others' licenses", 1),
    }


def test_what_a_merge_itself_changes_is_an_event(project: Project) -> None:
    base = project.commit({"LICENSE": MIT})
    side = project.commit({"a.py": CODE}, branch="side")
    main = project.commit({"b.py": CODE})
    merge = project.commit({"LICENSE": APACHE}, "Merge side", parents=[main, side])
    events = project.events(merge)
    assert [one.commit for one in events] == [base, merge]
    assert events[1].relicensing


def test_a_second_audit_says_the_same_as_one_from_scratch(project: Project) -> None:
    project.commit({"LICENSE": MIT, "COPYING": ISC})
    first = project.commit({"LICENSE": APACHE})
    project.at(first)
    last = project.commit({"COPYING": None, "LICENSE": MIT})
    again = project.at(last)
    assert again == project.at(last, home="another")
    assert again == project.at(last)
    assert len(again.events) == 5


def test_events_are_those_of_the_days_asked_for(project: Project) -> None:
    project.commit({"LICENSE": MIT})
    last = project.commit({"LICENSE": APACHE})
    assert len(project.at(last, since="2025-01-06", until="2025-01-06").events) == 2
    assert project.at(last, since="2025-01-07").events == ()
    assert project.at(last, until="2025-01-05").events == ()


def test_names_of_authors_and_files_cannot_pass_for_something_else(project: Project) -> None:
    odd = "LICENSE\x01\n:100644"
    last = project.commit({"LICENSE": MIT, odd: ISC}, author=":100644 \x01:1 <ada@example.com>")
    events = project.events(last)
    assert [(one.path, one.after) for one in events] == [("LICENSE", "MIT"), (odd, "ISC")]
    assert {one.author for one in events} == {":100644 \x01:1"}


def test_a_tree_that_cannot_be_read_is_unknown(project: Project, tmp_path: Path) -> None:
    project.commit({"LICENSE": MIT})
    found = licenses(open_local(tmp_path / "widget.git"), "0" * 40, home=tmp_path / "home")
    assert isinstance(found, Unknown)


def test_a_crate_that_cargo_copied_is_compared_with_its_checksums(project: Project) -> None:
    source = "pub fn gadget() {}\n"
    sums = json.dumps({"files": {"src/lib.rs": hashlib.sha256(source.encode()).hexdigest()}})
    crate = {
        "vendor/gadget/.cargo-checksum.json": sums,
        "vendor/gadget/Cargo.toml": '[package]\nlicense = "MIT"\nrepository = "https://example.org/gadget"\n',
        "vendor/gadget/src/lib.rs": source,
    }
    first = project.commit(crate)
    second = project.commit({"vendor/gadget/src/lib.rs": "pub fn other() {}\n"})
    third = project.commit({"vendor/gadget/src/lib.rs": None, "vendor/gadget/a.rs": source})
    (same,), (changed,), (missing,) = (project.at(one).vendored for one in (first, second, third))
    assert (same.path, same.expression, same.upstream) == (
        "vendor/gadget",
        "MIT",
        "https://example.org/gadget",
    )
    assert same.modified is False
    assert changed.modified is True
    assert isinstance(missing.modified, Unknown)


def test_a_copy_of_which_nothing_is_told_is_not_called_changed(project: Project) -> None:
    last = project.commit({"third_party/gadget/gadget.c": "int a;\n", "third_party/gadget/LICENSE": MIT})
    (copy,) = project.at(last).vendored
    assert (copy.path, copy.expression, copy.upstream) == ("third_party/gadget", "MIT", "")
    assert isinstance(copy.modified, Unknown)


def test_a_subtree_is_compared_with_what_was_brought(project: Project) -> None:
    project.commit({"a.py": CODE})
    main = project.commit({"b.py": CODE})
    squashed = project.commit(
        {"gadget.c": "int a;\n"},
        f"Squashed\n\ngit-subtree-dir: third_party/gadget\ngit-subtree-split: {'1' * 40}\n",
        branch="squashed",
        parents=[],
    )
    merged = project.commit({"third_party/gadget/gadget.c": "int a;\n"}, "Merge", parents=[main, squashed])
    changed = project.commit({"third_party/gadget/gadget.c": "int b;\n"})
    assert [one.modified for one in project.at(merged).vendored] == [False]
    assert [one.modified for one in project.at(changed).vendored] == [True]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"files": 3}', '{"files": {"a": 1}}'])
def test_checksums_that_are_none_say_nothing(project: Project, text: str) -> None:
    last = project.commit({"vendor/gadget/.cargo-checksum.json": text, "vendor/gadget/a.rs": CODE})
    (copy,) = project.at(last).vendored
    assert isinstance(copy.modified, Unknown)
