"""License texts, notices, copyright lines and headers that a change alters (rules B13 and B14)."""

from __future__ import annotations

import pytest

from detectors.model import Severity
from tests import factories
from tests.detectors.licensing.facts import (
    APACHE,
    CODE,
    MIT,
    SPDX,
    changed,
    found,
    named,
    with_header,
)

TREE = {"LICENSE": MIT, **with_header("MIT")}
HEADER = "/*\n * Copyright (c) 2012 Grace Hopper\n * All rights reserved.\n */\nint a;\n"


@pytest.mark.parametrize(
    "after",
    [
        MIT.replace("2020", "2020-2026"),
        MIT.replace("Ada Lovelace", "Ada Lovelace and contributors"),
        MIT.replace("Ada Lovelace", "Ada Lovelace\nCopyright (c) 2026 Grace Hopper"),
        MIT.replace("\n", "\r\n"),
        MIT.replace('"', "\N{LEFT DOUBLE QUOTATION MARK}"),
        MIT.replace("Permission", "  Permission"),
    ],
)
def test_years_holders_and_layout_of_a_license_are_nobodys_business(after: str) -> None:
    assert found(changed("LICENSE", MIT, after), tree=TREE) == []


def test_changed_words_of_a_license_are_shown_beside_the_canonical_ones() -> None:
    (finding,) = found(changed("LICENSE", MIT, MIT.replace("free of charge", "for a fee")), tree=TREE)
    assert finding.id == "licensing/changes"
    assert finding.severity is Severity.FAILURE
    assert "was MIT, word for word, and is not any more" in finding.claim
    (evidence,) = finding.evidence
    assert (evidence.path, evidence.line) == ("LICENSE", 5)
    assert evidence.quote == "[-free of charge-]{+for a fee+}"


def test_another_license_in_its_place_is_named() -> None:
    first, *_ = found(changed("LICENSE", MIT, APACHE), tree=TREE)
    assert first.claim == "LICENSE was MIT, and becomes Apache-2.0."


def test_a_text_that_is_put_right_is_only_remarked() -> None:
    bent = MIT.replace("free of charge", "for a fee")
    (finding,) = found(changed("LICENSE", bent, MIT), tree={"LICENSE": bent})
    assert finding.severity is Severity.INFO
    assert "becomes MIT, word for word" in finding.claim


def test_a_license_whose_blanks_are_filled_in_is_the_same() -> None:
    blank = "   Copyright [yyyy] [name of copyright owner]"
    assert blank in APACHE.split("\n")
    after = APACHE.replace(blank, "   Copyright 2020 Ada Lovelace")
    assert found(changed("LICENSE", APACHE, after), tree={"LICENSE": APACHE}) == []


def test_where_nobody_could_look_at_the_old_text_the_changed_lines_tell() -> None:
    (finding,) = found(changed("LICENSE", MIT, MIT.replace("free of charge", "for a fee")))
    assert finding.severity is Severity.WARNING
    assert found(changed("LICENSE", MIT, MIT.replace("2020", "2021"))) == []


def test_a_removed_license_is_told_and_a_moved_one_is_not() -> None:
    removed = changed("LICENSE", MIT, None)
    (finding,) = found(removed, tree=TREE)
    assert (finding.severity, finding.claim) == (Severity.FAILURE, "The license text LICENSE is removed.")
    assert found(removed, changed("LICENSE.txt", None, MIT), tree=TREE) == []


def test_a_license_that_is_added_to_another_one_is_told() -> None:
    (finding,) = found(changed("LICENSE-APACHE", None, APACHE), tree=TREE)
    assert (finding.severity, finding.id) == (Severity.WARNING, "licensing/changes")
    assert "LICENSE-APACHE (Apache-2.0); so far the project has LICENSE (MIT)" in finding.claim


@pytest.mark.parametrize(
    "after",
    [
        HEADER.replace("Grace Hopper", "Bob Builder"),
        HEADER.replace(" * Copyright (c) 2012 Grace Hopper\n", ""),
    ],
)
def test_a_holder_who_is_gone_is_told(after: str) -> None:
    (finding,) = found(changed("src/a.c", HEADER, after), tree=TREE)
    assert (finding.id, finding.severity) == ("licensing/changes", Severity.FAILURE)
    assert "does not name Grace Hopper as copyright holder any more" in finding.claim
    assert finding.evidence[0].quote == "* Copyright (c) 2012 Grace Hopper"


@pytest.mark.parametrize(
    "after",
    [
        HEADER.replace("2012", "2012, 2026"),
        HEADER.replace("Copyright (c) 2012 Grace Hopper", "SPDX-FileCopyrightText: 2012 Grace Hopper"),
        HEADER.replace("Grace Hopper", "Grace Brewster Hopper <grace@example.org>"),
        HEADER.replace("Grace Hopper", "Grace Hopper\n * Copyright (c) 2026 Bob Builder"),
    ],
)
def test_a_holder_who_is_still_named_is_not(after: str) -> None:
    assert found(changed("src/a.c", HEADER, after), tree=TREE) == []


def test_a_holder_who_is_named_in_the_notice_now_or_made_the_commit_is_not_gone() -> None:
    after = HEADER.replace(" * Copyright (c) 2012 Grace Hopper\n", "")
    edit = changed("src/a.c", HEADER, after)
    notice = changed("NOTICE", "Widget\n", "Widget\nCopyright (c) 2012 Grace Hopper\n")
    assert found(edit, notice, tree=TREE) == []
    by_herself = factories.commit(author=factories.Identity("Grace Hopper", "grace@example.org"))
    assert found(edit, tree=TREE, commits=(by_herself,)) == []


def test_a_holder_whose_code_moves_to_another_file_is_not_gone() -> None:
    after = HEADER.replace(" * Copyright (c) 2012 Grace Hopper\n", "")
    moved = changed("src/b.c", None, HEADER)
    assert found(changed("src/a.c", HEADER, after), moved, tree={"LICENSE": MIT}) == []


def test_a_removed_file_takes_its_names_along_and_strings_are_no_names() -> None:
    assert found(changed("src/a.c", HEADER, None), tree=TREE) == []
    code = 'print(\n    "Copyright (c) 2012 Grace Hopper"\n)\n'
    assert found(changed("src/about.py", code, "print()\n"), tree=TREE) == []


def test_vendored_code_is_its_own_projects_matter() -> None:
    edit = changed("third_party/x/a.c", HEADER, HEADER.replace("Grace Hopper", "Bob Builder"))
    assert found(edit, tree=TREE) == []


def test_a_notice_that_is_removed_or_loses_lines_is_told() -> None:
    notice = "Widget\nThis product includes software by Grace Hopper.\n"
    (gone,) = found(changed("NOTICE", notice, None), tree=TREE)
    assert (gone.severity, gone.claim) == (Severity.FAILURE, "The notice NOTICE is removed.")
    (lost,) = found(changed("NOTICE", notice, "Widget\n"), tree=TREE)
    assert lost.claim == "NOTICE loses a line."
    assert found(changed("NOTICE", notice, notice + "And more.\n"), tree=TREE) == []


def test_a_header_that_says_another_license_or_is_taken_out_is_told() -> None:
    before = SPDX.format("MIT") + CODE
    (other,) = found(changed("a.py", before, SPDX.format("Apache-2.0") + CODE), tree=TREE)
    assert other.claim == "The header of a.py said MIT, and says Apache-2.0."
    (none,) = found(changed("a.py", before, CODE), tree=TREE)
    assert none.claim == "The license header is taken out of a.py."
    assert none.severity is Severity.WARNING


def test_two_ways_to_write_one_license_are_the_same() -> None:
    old = SPDX.format("GPL-2.0+") + CODE
    new = SPDX.format("GPL-2.0-or-later") + CODE
    assert found(changed("a.py", old, new), tree=TREE) == []


def test_metadata_that_says_another_license_than_the_text_is_told() -> None:
    before = '[project]\nname = "widget"\n'
    edit = changed("pyproject.toml", before, before + 'license = "Apache-2.0"\n')
    (finding,) = found(edit, tree=TREE)
    assert (finding.id, finding.severity) == ("licensing/metadata", Severity.WARNING)
    assert finding.claim == "pyproject.toml says Apache-2.0, and LICENSE is MIT."
    assert finding.evidence[0].line == 3
    assert found(changed("pyproject.toml", before, before + 'license = "MIT"\n'), tree=TREE) == []
    assert found(changed("pyproject.toml", before, before + 'license = "My own"\n'), tree=TREE) == []


def test_metadata_that_stays_behind_when_the_license_changes_is_told() -> None:
    tree = TREE | {"package.json": '{\n  "license": "MIT"\n}\n'}
    findings = named("metadata", found(changed("LICENSE", MIT, APACHE), tree=tree))
    assert [one.claim for one in findings] == ["package.json says MIT, and LICENSE is Apache-2.0."]
