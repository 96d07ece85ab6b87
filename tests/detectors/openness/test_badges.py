from __future__ import annotations

import pytest

from detectors.openness import badges
from detectors.openness.model import About, Claim, Origin, Strength, Subject

OWN = Subject("Kimi-K2", None, own=True)


def one(text: str) -> Claim:
    (claim,) = badges.read(text, "README.md", OWN)
    return claim


@pytest.mark.parametrize(
    ("text", "words", "license_", "about"),
    [
        ("![License](https://img.shields.io/badge/License-MIT-green.svg)", "MIT", "MIT", About.PROJECT),
        (
            "![x](https://img.shields.io/badge/license-Apache%202.0-blue)",
            "Apache 2.0",
            "Apache-2.0",
            About.PROJECT,
        ),
        (
            "![x](https://img.shields.io/badge/Model_License-Modified_MIT-f5de53?x=1)",
            "Modified MIT",
            "LicenseRef-modified-MIT",
            About.MODEL,
        ),
        ("![x](https://img.shields.io/badge/Code_License-MIT-f5de53)", "MIT", "MIT", About.CODE),
        (
            "![x](https://img.shields.io/badge/Data_License-CC--BY--NC--4.0-red)",
            "CC-BY-NC-4.0",
            "CC-BY-NC-4.0",
            About.DATA,
        ),
        ("![x](https://img.shields.io/badge/license-SUL--1.0-red)", "SUL-1.0", "", About.PROJECT),
        (
            "![x](https://img.shields.io/static/v1?label=license&message=MIT&color=red)",
            "MIT",
            "MIT",
            About.PROJECT,
        ),
        (
            "![License: BSD-3-Clause](https://example.org/b.svg)",
            "License: BSD-3-Clause",
            "BSD-3-Clause",
            About.PROJECT,
        ),
        ("![x](https://img.shields.io/github/license/owner/name)", "owner/name", "", About.PROJECT),
        ("![x](https://img.shields.io/pypi/l/name.svg)", "name", "", About.PROJECT),
        ('<img alt="x" src="https://img.shields.io/badge/license-MIT-blue">', "MIT", "MIT", About.PROJECT),
        (
            "[![x][img]][to]\n\n[img]: https://img.shields.io/badge/license-MIT-blue\n[to]: LICENSE",
            "MIT",
            "MIT",
            About.PROJECT,
        ),
    ],
)
def test_what_a_badge_says(text: str, words: str, license_: str, about: About) -> None:
    claim = one(text)
    assert (claim.words, claim.license, claim.about, claim.strength) == (
        words,
        license_,
        about,
        Strength.LICENSE,
    )
    assert claim.origin is Origin.BADGE


def test_a_badge_keeps_its_link_and_line() -> None:
    text = "# T\n\n<a href='https://github.com/other/repo/blob/main/LICENSE'><img\n src='https://img.shields.io/badge/license-MIT-blue'></a>"
    claim = one(text)
    assert claim.links[0] == "https://github.com/other/repo/blob/main/LICENSE"
    assert claim.line == 3


def test_a_link_ends_with_its_element() -> None:
    text = "<a href='LICENSE'>x</a> <img src='https://img.shields.io/badge/license-MIT-blue'>"
    assert one(text).links == ("https://img.shields.io/badge/license-MIT-blue",)


def test_alternative_text_that_differs_is_a_claim_of_its_own() -> None:
    held = badges.read("![License: GPL-3.0](https://img.shields.io/badge/License-MIT-blue)", "README.md")
    assert [claim.license for claim in held] == ["MIT", "GPL-3.0"]


def test_open_source_on_a_badge() -> None:
    claim = one("![x](https://img.shields.io/badge/Open%20Source-yes-green)")
    assert (claim.strength, claim.about) == (Strength.STRONG, About.PROJECT)


@pytest.mark.parametrize(
    "text",
    [
        "![build](https://img.shields.io/badge/build-passing-green)",
        "![photo](photo.png)",
        "```\n![x](https://img.shields.io/badge/license-MIT-blue)\n```",
        "<!-- ![x](https://img.shields.io/badge/license-MIT-blue) -->",
        "![License](https://img.shields.io/badge/python-3.11-blue)",
    ],
)
def test_what_claims_nothing(text: str) -> None:
    assert badges.read(text, "README.md") == []
