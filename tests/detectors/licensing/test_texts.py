from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from licenseclassifier._engine import builtin_scanner

from detectors.licensing import canonical, classifier, texts
from detectors.licensing.model import Certainty, Edit
from tests.detectors.licensing.license_texts import HOLDER, canonical_text

APACHE = (Path(__file__).parents[3] / "LICENSE").read_text()
MIT = "MIT License\n\n" + HOLDER + canonical_text("MIT")
RIDER = """
Our only modification is that, if the Software is used for any of your commercial products that have more
than 100 million monthly active users, you shall prominently display our name on the user interface of it.
"""


@pytest.mark.parametrize(
    "license_id", ["MIT", "ISC", "BSD-3-Clause", "BSD-2-Clause", "GPL-2.0", "Zlib", "Unlicense"]
)
def test_a_standard_text_under_a_title_and_a_holder_is_exactly_that_license(license_id):
    found = texts.identify(HOLDER + canonical_text(license_id))
    assert (found.certainty, found.ids) == (Certainty.EXACT, (license_id,))
    assert [one.holder for one in found.copyrights] == ["Ada Byron"]


def test_this_projects_own_license():
    found = texts.identify(APACHE)
    assert (found.ids, found.certain, found.notice, found.left) == (("Apache-2.0",), True, False, ())


def test_a_license_in_capitals_markdown_and_other_lines_is_the_same():
    marked = "\n\n".join(f"**{line}**" for line in MIT.upper().split("\n"))
    assert texts.identify(marked).ids == ("MIT",)


def test_several_texts_in_one_file_each_have_their_place():
    found = texts.identify(MIT + "\n---\n\n" + HOLDER + canonical_text("Zlib"))
    assert (found.certainty, found.ids) == (Certainty.EXACT, ("MIT", "Zlib"))
    second = found.spans[1]
    assert MIT.count("\n") < second.line
    assert (MIT + "\n---\n\n" + HOLDER + canonical_text("Zlib"))[second.start : second.end].startswith(
        "Copyright"
    )


def test_a_standard_text_with_a_rider_is_not_that_license():
    found = texts.identify(MIT + RIDER, detect=lambda text: None)
    assert (found.certainty, found.ids, found.resembles) == (Certainty.EXTRA_TERMS, (), ("MIT",))
    assert [one.word for one in found.terms] == ["monthly active users", "prominently display"]
    assert (
        (MIT + RIDER).split("\n")[found.terms[0].line - 1].startswith("than 100 million monthly active users")
    )
    assert found.label == "MIT with extra terms"


@pytest.mark.parametrize("rider", ["It is for non-commercial use only.", "Non-commercial use only."])
def test_a_short_rider_is_one_too(rider):
    assert texts.identify(f"{MIT}\n\n{rider}\n").certainty is Certainty.EXTRA_TERMS


def test_a_rider_in_chinese_counts_by_its_signs():
    rider = (
        "未经许可方书面授权，任何单位或者个人不得将本软件用于任何商业用途，"
        "也不得将其提供给任何第三方使用、复制或者修改，否则必须停止使用。"
    )
    assert texts.identify(MIT + rider).certainty is Certainty.EXTRA_TERMS


def test_a_model_license_is_asked_for_first():
    found = texts.identify(
        MIT + RIDER, detect=lambda text: "LicenseRef-modified" if "100 million" in text else None
    )
    assert (found.certainty, found.ids, found.resembles) == (
        Certainty.NAMED,
        ("LicenseRef-modified",),
        ("MIT",),
    )


def test_the_registry_names_a_modified_mit():
    text = (
        "Modified MIT License\n\n"
        + HOLDER.replace("Ada Byron", "Moonshot AI")
        + canonical_text("MIT")
        + RIDER
    )
    found = texts.identify(text.replace("our name", '"Kimi K2"'))
    assert "MIT" not in found.ids
    assert not found.certain or found.ids[0].startswith("LicenseRef-")


def test_changed_words_make_a_text_near_and_are_shown():
    text = APACHE.replace("worldwide, non-exclusive, no-charge,", "worldwide, exclusive, no-charge,", 1)
    found = texts.identify(text)
    assert (found.certainty, found.ids, found.resembles) == (Certainty.NEAR, (), ("Apache-2.0",))
    assert found.compared
    assert found.compared.kept > 0.99
    change = found.compared.changes[0]
    assert (change.kind, change.canonical, change.text) == (Edit.REMOVED, "non", "")
    assert "exclusive" in text.split("\n")[change.line - 1]


def test_numbering_is_no_change():
    text = APACHE.replace("(a) You must", "1. You must").replace("(b) You must", "1. You must")
    assert texts.identify(text).ids == ("Apache-2.0",)


def test_a_standard_title_over_another_text_is_the_title_only():
    kept = APACHE.split("\n")
    text = "\n".join(kept[:8] + kept[60:150])
    found = texts.identify(text)
    assert (found.certainty, found.ids, found.resembles) == (Certainty.TITLE_ONLY, (), ("Apache-2.0",))
    assert found.compared
    assert found.compared.kept < texts.NEAR


@pytest.mark.parametrize(
    "title",
    [
        "Acme Community License 1.0",
        "PolyForm Free Trial 1.0",
        "Business Source License 1.1, adapted",
        "Acme Model License",
    ],
)
def test_families_with_terms_of_their_own_are_known_by_their_title(title):
    found = texts.identify(title + "\n\n" + "You get what we wrote into the long agreement with you. " * 30)
    assert (found.certainty, found.ids, found.title) == (Certainty.TITLE_ONLY, (), title)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("The license of the weights is at https://example.org/terms.pdf .", "https://example.org/terms.pdf"),
        ("src/LICENSE", "src/LICENSE"),
        ("See LICENSE-MIT and LICENSE-APACHE.", "LICENSE-MIT"),
        ("模型许可协议见 docs/协议/license.pdf", "license.pdf"),
    ],
)
def test_a_file_that_only_says_where_the_license_is(text, target):
    found = texts.identify(text)
    assert (found.certainty, found.ids) == (Certainty.POINTER, ())
    assert found.pointers[0].target.endswith(target)


def test_the_notice_of_a_license_is_not_its_text():
    notice = APACHE[APACHE.rindex("Licensed under") :]
    found = texts.identify(HOLDER + notice)
    assert (found.ids, found.notice) == (("Apache-2.0",), True)


@pytest.mark.parametrize(
    "text", ["", "\n\n", "Hello, world.", "All rights reserved.", "%PDF-1.7 \0 MIT License", "许可"]
)
def test_what_nobody_can_say_is_unknown(text):
    found = texts.identify(text)
    assert (found.certainty, found.ids, found.label) == (Certainty.UNKNOWN, (), "unknown")


def test_a_license_inside_a_long_text_of_another_kind_is_not_the_files_license():
    essay = "We thank everybody who wrote to us about the garden and the weather in these long years. " * 60
    found = texts.identify(essay + "\n\n" + MIT)
    assert (found.certainty, found.resembles) == (Certainty.UNKNOWN, ("MIT",))


def test_the_appendix_of_the_gnu_license_says_nothing_of_the_project():
    sample = (
        "\nHow to Apply These Terms to Your New Programs\n\nThis program is free software; you can "
        "redistribute it and/or modify it under the terms of the GNU General Public License as published by "
        "the Free Software Foundation; either version 2 of the License, or (at your option) any later "
        "version.\n"
    )
    assert texts.identify(canonical_text("GPL-2.0") + sample).ids == ("GPL-2.0",)


def test_a_file_that_is_too_long_is_never_exact():
    found = texts.identify(MIT * 400)
    assert (found.cut, found.certainty) == (True, Certainty.UNKNOWN)


@pytest.mark.parametrize(
    ("line", "years", "holder"),
    [
        ("Copyright (c) 2019-2026 Ada Byron. All rights reserved.", "2019-2026", "Ada Byron"),
        ("Copyright © 2020, 2021 The Widget Authors", "2020, 2021", "The Widget Authors"),
        ("// Copyright 2024 Acme, Inc.", "2024", "Acme, Inc"),
        ("(c) 1999 Grace H.", "1999", "Grace H"),
    ],
)
def test_copyright_lines(line, years, holder):
    (found,) = texts.identify("MIT License\n\n" + line + "\n\n" + canonical_text("MIT")).copyrights
    assert (found.years, found.holder, found.line) == (years, holder, 3)


@pytest.mark.parametrize(
    "line",
    [
        "Copyright [yyyy] [name of copyright owner]",
        "copyright notice, this list of 2020",
        "The copyright holders",
    ],
)
def test_templates_and_sentences_are_no_copyright_lines(line):
    assert texts.identify(line).copyrights == ()


BOMBS = {
    "one word": "a" * 1_000_000,
    "words": "license " * 125_000,
    "brackets": "(" * 1_000_000,
    "anchors": "{#" * 500_000,
    "links": "](#" * 333_333,
    "tags": "<a " * 333_333,
    "line feeds": "\n" * 1_000_000,
    "beginnings": "Permission is hereby granted, free of charge, to any person obtaining a copy of " * 12_500,
    "paths": "a/" * 500_000 + "license",
    "signs": "不得商用" * 250_000,
    "copyright": "Copyright (c) 2020 x\n" * 47_000,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS)
def test_bombs_are_read_in_part_and_name_no_license(text):
    found = texts.identify(text)
    assert found.cut
    assert found.ids == ()
    assert sum(len(one.text) for one in found.left) <= texts.MAX_TEXT


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [MIT[:90], APACHE[:300], RIDER, "<", "{#", "](#", "&copy;", "©", "İ", "\0", "不得", " ", "\n"]
        )
        | st.text(max_size=30),
        max_size=30,
    ).map("".join)
)
def test_any_text_is_answered(text):
    found = texts.identify(text)
    assert found.certain == bool(found.ids)
    assert all(0 <= one.start < one.end <= len(text) for one in found.spans)
    assert all(1 <= one.line <= text.count("\n") + 1 for one in (*found.spans, *found.left, *found.terms))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<a",
                ">",
                "<",
                "](http://",
                "](#",
                ")",
                "{#x",
                "}",
                "&copy;",
                "&#x1;",
                "(c)",
                "Copyright",
                "©",
                " ",
                "\n",
                "License(s)",
                "https",
                "These",
                "/",
                "@",
                ":",
            ]
        ),
        max_size=30,
    ).map("".join)
)
def test_texts_are_split_into_the_words_of_the_library(text):
    words = classifier._splitter().split(text)
    ours = [(number, words.starts[at], words.stop(at)) for at, number in enumerate(words.numbers)]
    assert ours == builtin_scanner().dict.split(text)


@pytest.mark.parametrize(
    "license_id", ["MIT", "ISC", "BSD-3-Clause", "GPL-2.0", "Zlib", "Unlicense", "MPL-2.0", "Artistic-2.0"]
)
@pytest.mark.parametrize(
    "spelled", [str, lambda text: text.replace("the", "teh", 2), lambda text: text[:700]]
)
def test_texts_are_found_where_the_library_finds_them(license_id, spelled):
    text = (
        "A preface of ours.\n"
        + HOLDER
        + spelled(canonical_text(license_id))
        + "\nAn afterword, the longer.\n"
    )
    ours = [(one.id, one.start, one.end) for one in classifier.spans(text)]
    assert ours == [
        (one.id, one.start, one.end) for one in builtin_scanner().scan(text).match if not one.is_url
    ]


def test_the_states_of_the_walk_are_dropped_when_there_are_too_many(monkeypatch):
    texts.identify(MIT)
    monkeypatch.setattr(classifier, "MAX_STATES", 1)
    assert len(classifier._walker().states) > 1
    assert texts.identify("Hello.").ids == ()
    assert len(classifier._walker().states) <= 1
    assert texts.identify(MIT).ids == ("MIT",)


DISCLAIMER = (
    "THIS SOFTWARE IS PROVIDED BY THE AUTHORS AS IT STANDS. IN NO EVENT\nSHALL THE AUTHORS BE LIABLE FOR ANY "
    "LOSS THAT COMES FROM ITS USE, WHATEVER IT BE.\n"
)


def test_a_disclaimer_after_a_text_asks_nothing():
    assert texts.identify(APACHE + "\n" + DISCLAIMER).ids == ("Apache-2.0",)
    asked = DISCLAIMER + "Whoever uses it shall send us a card for each year of use.\n"
    assert texts.identify(APACHE + "\n" + asked).ids == ()


def test_the_history_above_pythons_license_is_no_term_of_it():
    history = (
        "A. HISTORY OF THE SOFTWARE\n\n" + "Many people have worked on it for years, and still do. " * 45
    )
    found = texts.identify(history + "\n\n" + canonical_text("Python-2.0.1"))
    assert found.ids == ("Python-2.0.1",)
    other = history.replace("HISTORY OF THE SOFTWARE", "OUR DAYS")
    assert texts.identify(other + "\n\n" + canonical_text("Python-2.0.1")).ids == ()


def test_a_text_with_an_exception_is_not_the_bare_license():
    exception = (
        "\nAs an exception, if parts of this Software are put into a program when it is built, you may pass "
        "that program on without naming us.\n"
    )
    found = texts.identify(APACHE + exception)
    assert (found.certain, found.resembles) == (False, ("Apache-2.0",))


def test_the_title_of_another_license_is_compared_too():
    changed = canonical_text("Vim").replace(
        "distributing unmodified copies", "giving away unmodified copies", 1
    )
    found = texts.identify("VIM LICENSE\n\n" + changed)
    assert (found.certainty, found.resembles) == (Certainty.NEAR, ("Vim",))


def test_no_text_at_hand_is_no_comparison():
    assert canonical.compare("LicenseRef-none", MIT) is None
    assert canonical.size("LicenseRef-none") == 0
