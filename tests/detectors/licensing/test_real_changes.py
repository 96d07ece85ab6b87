"""Kinds of changes that real histories have: what is told, with its weight, and what is nobody's business."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detectors.model import Severity, Unknown
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
from tests.detectors.licensing.license_texts import canonical_text

TREE = {"LICENSE": MIT, **with_header("MIT")}
OTHERS = MIT.replace("MIT License\n", "The gadget is licensed as follows:\n").replace(
    "2020 Ada Lovelace", "2018 Grace Hopper"
)


@pytest.mark.parametrize(
    "after",
    [
        MIT.removeprefix("MIT License\n\n"),
        MIT.replace("Ada Lovelace", "Ada Lovelace, and many\ncontributors, see the AUTHORS file."),
    ],
)
def test_the_title_and_the_rest_of_a_line_of_holders_are_no_words_of_the_license(after: str) -> None:
    assert found(changed("LICENSE", MIT, after), tree=TREE) == []


def test_years_in_a_sentence_about_the_holder_are_no_change() -> None:
    text = "The widget is Copyright (C) 2009-2011 the widget contributors, see AUTHORS.\n\nSome terms.\n"
    after = text.replace("2011", "2026")
    assert found(changed("COPYING", text, after), tree={"COPYING": text}) == []


def test_a_text_of_others_below_the_license_is_a_warning_with_its_place() -> None:
    (finding,) = found(changed("LICENSE", MIT, f"{MIT}\n{OTHERS}"), tree=TREE)
    assert finding.severity is Severity.WARNING
    assert finding.claim == "LICENSE stays MIT, and gets the text of MIT below it."
    assert "Grace Hopper" in finding.evidence[0].quote


def test_other_words_below_the_license_are_a_warning() -> None:
    bundle = f"{MIT}\n{OTHERS}\nThe gadget's pictures and colors must not be changed, whoever has them.\n"
    after = bundle.replace("colors", "sounds")
    (finding,) = found(changed("LICENSE", bundle, after), tree={"LICENSE": bundle})
    assert finding.severity is Severity.WARNING
    assert finding.claim == "LICENSE keeps the text of MIT; the words below it change in one place."


def test_words_that_bind_below_the_license_are_still_a_failure() -> None:
    after = f"{MIT}\nYou must not use the software for commercial purposes or in any paid service at all.\n"
    (finding,) = found(changed("LICENSE", MIT, after), tree=TREE)
    assert finding.severity is Severity.FAILURE


def test_the_same_edit_of_many_license_files_is_one_finding() -> None:
    bent = MIT.replace("free of charge", "for a fee")
    tree = {"LICENSE": MIT, "a/LICENSE": MIT, "b/LICENSE": MIT}
    (finding,) = found(*(changed(path, MIT, bent) for path in tree), tree=tree)
    assert finding.claim.startswith("LICENSE, a/LICENSE, b/LICENSE was MIT")


def test_a_license_that_goes_with_its_folder_is_only_remarked() -> None:
    gone = [changed("gadget/COPYING", APACHE, None), changed("gadget/run.py", CODE, None)]
    (finding,) = found(*gone, tree={**TREE, "gadget/COPYING": APACHE})
    assert finding.severity is Severity.INFO
    assert "is removed, with one other file of its folder" in finding.claim
    kept = changed("gadget/go.py", CODE, CODE + "value = 9\n")
    assert found(*gone, kept, tree={**TREE, "gadget/COPYING": APACHE})[0].severity is Severity.FAILURE


def test_a_folders_copy_of_the_projects_license_is_only_remarked() -> None:
    tree = {**TREE, "part/LICENSE": MIT}
    (finding,) = found(changed("part/LICENSE", MIT, None), tree=tree)
    assert (finding.severity, "LICENSE has the same words" in finding.claim) == (Severity.INFO, True)


def test_a_license_under_another_name_is_compared_and_not_called_removed() -> None:
    moved = MIT.replace("free of charge", "for a fee")
    (finding,) = found(changed("LICENSE", MIT, None), changed("COPYING", None, moved), tree=TREE)
    assert finding.claim.startswith("COPYING was MIT, word for word, and is not any more")


def test_a_form_for_headers_and_a_link_are_no_license() -> None:
    form = changed("license-header.txt", "Licensed under the Apache License\n", None)
    assert found(form, changed("COPYING", None, "gadget/COPYING"), tree=TREE) == []


def test_holders_who_go_from_many_files_are_one_finding() -> None:
    top = "/*\n * Copyright (c) 2012 Grace Hopper\n */\nint a;\n"
    files = [changed(f"src/f{n}.c", top, top.replace("Grace Hopper", "Acme GmbH")) for n in range(40)]
    (finding,) = named("changes", found(*files, tree=TREE))
    assert "and 37 more do not name Grace Hopper as copyright holder any more" in finding.claim
    assert "they name Acme GmbH" in finding.claim


def test_each_of_several_holders_on_a_line_counts() -> None:
    both = MIT.replace("Ada Lovelace", "Ada Lovelace, Grace Hopper")
    edit = changed("LICENSE", both, MIT.replace("Ada Lovelace", "the widget authors"))
    ours = factories.commit(author=factories.Identity("Ada Lovelace", "ada@example.org"))
    (finding,) = named("changes", found(edit, tree={"LICENSE": both}, commits=(ours,)))
    assert "Grace Hopper" in finding.claim


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("docs/conf.py", "copyright = '2013, Ada Lovelace'"),
        ("docs/conf.py", 'project_copyright: "2013, Ada Lovelace"'),
    ],
)
def test_settings_of_a_page_are_no_notice(path: str, line: str) -> None:
    assert found(changed(path, f"{line}\n{CODE}", CODE), tree=TREE) == []


def test_the_note_beside_a_function_goes_with_the_function() -> None:
    code = "def a(x):\n    return x['a']\n\n\ndef b(x):\n    return x['b']\n\n\nname = 'c'\n"
    noted = f"{code}\n# (c) 2005 Grace Hopper, written for the gadget\ndef c(x):\n    return x\n"
    assert found(changed("setup.py", noted, "import os\n"), tree=TREE) == []


def test_a_header_with_a_full_stop_is_the_same_header() -> None:
    gnu = "// This program is distributed under the terms of the GNU General Public License, version 2,\n"
    gnu += "// or any later version.\n"
    after = "// SPDX-License-Identifier: GPL-2.0-or-later.\n"
    assert found(changed("a.c", gnu + "int a;\n", after + "int a;\n"), tree=TREE) == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Notice for: gadget-core-2.11.5\n", "Notice for: gadget-core-2.12.0\n"),
        ("* http://widget.example/old\n", "* https://gadget.example/\n"),
        (
            "This optionally depends on 'Gadget', a fine library\n",
            "This has a part of 'Gadget', a fine library on\n",
        ),
    ],
)
def test_lines_of_a_notice_that_are_worded_anew_are_not_lost(before: str, after: str) -> None:
    assert found(changed("NOTICE", before, after), tree={**TREE, "NOTICE": before}) == []


def test_another_license_in_a_line_of_a_notice_is_told() -> None:
    before = "* license/LICENSE.gadget.txt (Apache License 2.0)\n"
    after = "* license/LICENSE.gadget.txt (Gadget Public Source License 2.0)\n"
    (finding,) = found(changed("NOTICE", before, after), tree={**TREE, "NOTICE": before})
    assert finding.claim == "NOTICE loses a line."


def test_a_header_of_a_license_that_nobody_knows_is_a_header() -> None:
    text = "# Copyright Acme GmbH under one or more agreements. Licensed under the\n# Acme License;\n" + CODE
    assert found(changed("x/new.py", None, text), tree=TREE) == []


def test_the_projects_own_gnu_text_is_at_home_in_each_of_its_forms() -> None:
    tree = {"COPYING": canonical_text("GPL-2.0"), **with_header("GPL-2.0-or-later")}
    new = changed("new.py", None, SPDX.format("GPL-2.0-only") + CODE)
    assert named("compatibility", found(new, tree=tree)) == []
    later = changed("new.py", None, SPDX.format("GPL-3.0-only") + CODE)
    only = {"COPYING": canonical_text("GPL-2.0"), **with_header("GPL-2.0-only")}
    assert len(named("compatibility", found(later, tree=only))) == 1


def test_unpacked_releases_and_gos_modules_are_others_code() -> None:
    for path in ("ext/gadget-1.2.0/new.py", "cmd/vendor/github.com/acme/gadget/new.py"):
        assert named("headers", found(changed(path, None, CODE), tree=TREE)) == []


def test_code_that_moves_within_a_change_takes_its_source_along() -> None:
    line = "# copied from https://github.com/acme/gadget/blob/main/x.py\n"
    moved = [changed("a.py", line + CODE, CODE), changed("b.py", None, SPDX.format("MIT") + line + CODE)]
    assert named("source", found(*moved, tree=TREE)) == []
    unseen = replace(moved[0], patch=Unknown("too long"), deletions=1)
    assert named("source", found(unseen, replace(moved[1]), tree=TREE)) == []


@pytest.mark.parametrize(
    "lines",
    [
        "# from: https://stackoverflow.com/a/12345\n",
        "# Taken from\n# https://stackoverflow.com/a/12345\n",
        'def f():\n    """Run.\n\n    Taken from https://gist.github.com/737056.\n    """\n',
        "# Copied from https://docs.rs/gadget/ v1.0.5\n",
    ],
)
def test_other_forms_that_name_a_source_are_remarked(lines: str) -> None:
    text = SPDX.format("MIT") + "\n" * 8 + lines + CODE
    assert len(named("source", found(changed("b.py", None, text), tree=TREE))) == 1


def test_a_reference_that_only_has_the_word_is_none() -> None:
    line = "//! [Gadget source]: https://github.com/acme/gadget/blob/main/x.h\n"
    assert named("source", found(changed("b.rs", None, line + "fn a() {}\n"), tree=TREE)) == []


def test_setup_py_says_a_license_too() -> None:
    text = "setup(\n    name='widget',\n    license='Apache-2.0',\n)\n"
    (finding,) = named(
        "metadata", found(changed("setup.py", "setup(\n    name='widget',\n)\n", text), tree=TREE)
    )
    assert "setup.py says Apache-2.0" in finding.claim
