"""Reading license headers: SPDX tags and phrases, in the comments of many languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.licensing import comments, headers

APACHE = (
    'Licensed under the Apache License, Version 2.0 (the "License");',
    "you may not use this file except in compliance with the License.",
)
GPL = (
    "This program is free software: you can redistribute it and/or modify it",
    "under the terms of the GNU General Public License as published by",
    "the Free Software Foundation, either version 3 of the License, or",
    "(at your option) any later version.",
)


def in_hashes(*lines: str) -> str:
    return "".join(f"# {line}\n" for line in lines) + "x = 1\n"


@pytest.mark.parametrize(
    ("path", "text", "expression", "line"),
    [
        ("a.py", "#!/usr/bin/python\n# SPDX-License-Identifier: MIT\n", "MIT", 2),
        ("a.c", "/* SPDX-License-Identifier: GPL-2.0-only */\nint a;\n", "GPL-2.0-only", 1),
        ("a.rs", "// SPDX-License-Identifier: MIT OR Apache-2.0\n", "MIT OR Apache-2.0", 1),
        ("a.html", "<!DOCTYPE html>\n<!-- SPDX-License-Identifier: MIT -->\n", "MIT", 2),
        ("a.sql", "-- SPDX-License-Identifier: ISC\n", "ISC", 1),
        ("a.ml", "(* SPDX-License-Identifier: MIT *)\n", "MIT", 1),
        ("a.el", ";; SPDX-License-Identifier: GPL-3.0-or-later\n", "GPL-3.0-or-later", 1),
        ("Dockerfile", "# SPDX-License-Identifier: MIT\n", "MIT", 1),
        ("a.php", "<?php\n/**\n * SPDX-License-Identifier: MIT\n */\n", "MIT", 3),
        (
            "a.py",
            in_hashes("SPDX-License-Identifier: MIT", "SPDX-License-Identifier: MIT OR ISC"),
            "MIT AND (MIT OR ISC)",
            1,
        ),
        ("a.py", in_hashes("Copyright 2020 Ada", "", *APACHE), "Apache-2.0", 3),
        ("a.java", "/*\n * " + "\n * ".join(APACHE) + "\n */\n", "Apache-2.0", 2),
        ("a.py", in_hashes(*GPL), "GPL-3.0-or-later", 2),
        ("a.py", in_hashes(*GPL[:3]), "GPL-3.0-only", 2),
        ("a.py", f'"""A reader.\n\n{" ".join(APACHE)}\n"""\n', "Apache-2.0", 3),
    ],
)
def test_what_a_header_says(path: str, text: str, expression: str, line: int) -> None:
    header = headers.read(text, path)
    assert header is not None
    assert (header.expression, header.line, header.licensed) == (expression, line, True)


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\n",
        "",
        'tag = "SPDX-License-Identifier: MIT"\n',
        in_hashes("REUSE-IgnoreStart", "SPDX-License-Identifier: MIT", "REUSE-IgnoreEnd"),
        in_hashes("SPDX-SnippetBegin", "SPDX-License-Identifier: MIT", "SPDX-SnippetEnd"),
        "x = 1\n" * 30 + "# SPDX-License-Identifier: MIT\n",
    ],
)
def test_what_is_no_header(text: str) -> None:
    assert headers.read(text, "a.py") is None


@pytest.mark.parametrize(
    "said",
    [
        ("Use of this source code is governed by a BSD-style", "license that is in the LICENSE file."),
        ("Licensed under the Apache License, Version 2.0 or the MIT license, at your option.",),
        ("Alternatively, this is licensed under the MIT license.",),
    ],
)
def test_a_license_that_is_left_open_is_spoken_of_and_not_named(said: tuple[str, ...]) -> None:
    header = headers.read(in_hashes(*said), "a.py")
    assert header is not None
    assert (header.licensed, header.expression) == (True, "")


def test_holders_are_read_from_copyright_lines_and_tags() -> None:
    text = in_hashes("Copyright (c) 2019-2021 Ada Lovelace", "SPDX-FileCopyrightText: 2020 Grace Hopper")
    header = headers.read(text, "a.py")
    assert header is not None
    assert [right.holder for right in header.copyrights] == ["Ada Lovelace", "Grace Hopper"]
    assert not header.licensed


def test_shares_count_by_language() -> None:
    mit = headers.read("# SPDX-License-Identifier: MIT\n", "a.py")
    (python, rust) = headers.shares([("a.py", mit), ("b.py", None), ("c.rs", mit), ("d.unknown", mit)])
    assert (python.language, python.files, python.with_header, python.common) == ("Python", 2, 1, "MIT")
    assert (rust.language, rust.files) == ("Rust", 1)


@settings(deadline=None)
@given(st.text(max_size=400), st.sampled_from(["a.py", "a.c", "a.html", "a.lua", "a.f90", "a.zzz"]))
def test_any_text_can_be_read(text: str, path: str) -> None:
    headers.read(text, path)
    assert all(line.number >= 1 for line in comments.top(text, path))
