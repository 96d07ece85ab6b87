import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.licensing.expressions import All, AnyOf, Key, agree, from_name, parse


def test_an_expression_is_read_with_its_choices():
    found = parse("mit AND (apache-2.0 OR GPL-2.0+)")
    assert found
    assert found.text == "MIT AND (Apache-2.0 OR GPL-2.0-or-later)"
    assert found.root == All((Key("MIT"), AnyOf((Key("Apache-2.0"), Key("GPL-2.0-or-later")))))
    assert found.unknown == ()


def test_an_exception_stays_with_its_license():
    found = parse("Apache-2.0 WITH LLVM-exception")
    assert found
    assert found.root == Key("Apache-2.0", "LLVM-exception")


def test_a_key_off_the_list_is_unknown_and_not_invalid():
    found = parse("LicenseRef-acme OR MIT")
    assert found
    assert found.unknown == ("LicenseRef-acme",)


@pytest.mark.parametrize("key", ["OpenMDW-1.0", "OpenMDW-1.1"])
def test_the_open_model_license_is_known(key):
    found = parse(key.lower())
    assert found
    assert (found.text, found.unknown) == (key, ())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MIT OR",
        "MIT MIT",
        "a/b",
        "NOASSERTION",
        "NONE",
        "see license in LICENSE.md",
        "(" * 900,
        "MIT OR " * 300 + "MIT",
    ],
)
def test_what_is_no_expression(text):
    assert parse(text) is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("GPLv2+", "GPL-2.0-or-later"),
        ("GPLv3", "GPL-3.0-only"),
        ("GNU GPL v3 or later", "GPL-3.0-or-later"),
        ("LGPLv2.1", "LGPL-2.1-only"),
        ("Apache 2.0", "Apache-2.0"),
        ("apache license, version 2.0", "Apache-2.0"),
        ("BSD 3-Clause", "BSD-3-Clause"),
        ("new BSD license", "BSD-3-Clause"),
        ("The MIT License (MIT)", "MIT"),
        ("MIT/Apache-2.0", "MIT OR Apache-2.0"),
        ("MIT or Apache 2.0", "MIT OR Apache-2.0"),
        ("zlib/libpng License", "Zlib"),
        ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("License :: OSI Approved :: MIT License", "MIT"),
        ("License :: OSI Approved :: ISC License (ISCL)", "ISC"),
        ("License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)", "MPL-2.0"),
        (
            "License :: OSI Approved :: GNU Lesser General Public License v3 or later (LGPLv3+)",
            "LGPL-3.0-or-later",
        ),
        ("License :: OSI Approved :: GNU Affero General Public License v3", "AGPL-3.0-only"),
        ("Apache-2.0 OR MIT", "Apache-2.0 OR MIT"),
    ],
)
def test_names_that_people_write(name, expected):
    assert from_name(name) == expected


@pytest.mark.parametrize(
    "name",
    [
        "BSD",
        "GPL",
        "Apache",
        "other",
        "UNLICENSED",
        "llama3.1",
        "MIT with changes",
        "License :: OSI Approved :: BSD License",
        "x" * 5000,
    ],
)
def test_names_that_leave_it_open(name):
    assert from_name(name) is None


def test_a_gnu_text_agrees_with_only_and_or_later():
    assert agree("GPL-3.0-or-later", "GPL-3.0") is True
    assert agree("MIT", "Apache-2.0") is False
    assert agree("LicenseRef-acme", "MIT") is None


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["MIT", "GPLv2", "(", ")", " OR ", " AND ", " WITH ", "/", "+", "v", "é", "License ::"]
        )
        | st.text(max_size=8),
        max_size=25,
    ).map("".join)
)
def test_any_text_is_answered(text):
    found = parse(text)
    assert found is None or parse(found.text) is not None
    name = from_name(text)
    assert name is None or parse(name) is not None
