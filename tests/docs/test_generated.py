"""The generated pages say what the code does, now."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from bot.config import Settings
from docs.generate import DOCS, pages
from docs.generate.elsewhere import PLACES, ROOT, relink
from docs.generate.settings import name_of
from docs.generate.text import prose, table
from docs.images.make import MAX_BYTES
from policies.words import VIOLATIONS


@pytest.mark.parametrize("path", sorted(pages()))
def test_a_page_is_the_one_that_the_code_gives(path: str) -> None:
    assert (DOCS / path).read_text(encoding="utf-8") == pages()[path], "run: make docs-reference"


def test_nothing_else_is_in_the_folder() -> None:
    there = {path.relative_to(DOCS).as_posix() for path in (DOCS / "reference").iterdir()}
    assert there == set(pages())


def test_every_setting_has_a_row_that_says_what_it_means() -> None:
    rows = [line for line in pages()["reference/settings.md"].splitlines() if line.startswith("| `")]
    assert len(rows) == len(Settings.model_fields)
    for (name, field), row in zip(Settings.model_fields.items(), rows, strict=True):
        assert row.startswith(f"| `{name_of(name, field)}` | {field.description} |")
        assert (field.description or "").endswith("."), name


def test_every_violation_says_who_asks_for_it_and_where_the_answer_stands() -> None:
    page = pages()["reference/violations.md"]
    for kind in VIOLATIONS:
        section = page.partition(f"\n## `{kind}`\n")[2].partition("\n## ")[0]
        assert "- Asked by: `" in section, kind
        assert f"`respond.{kind}`" in section or "where what follows stands, too" in section, kind


@pytest.mark.parametrize(
    ("page", "written", "shown"),
    [
        ("docs/policy.md", "[a](presets.md#use)", "[a](presets.md#use)"),
        ("docs/detectors/traces.md", "[a](../policy.md)", "[a](../policy.md)"),
        (
            "docs/privacy.md",
            "[a](../SECURITY.md#x) `[b](../LICENSE)`",
            "[a](security.md#x) `[b](../LICENSE)`",
        ),
        ("docs/a/b.md", "[a](https://a.example/b.md)", "[a](https://a.example/b.md)"),
        ("CONTRIBUTING.md", "[a](docs/policy.md)", "[a](policy.md)"),
        ("benchmarks/README.md", "[a](../docs/authorship.md)", "[a](authorship.md)"),
        ("docs/policy.md", "[a](../bot/log.py)", "[a](../bot/log.py)"),
    ],
)
def test_links_lead_to_where_a_file_is_on_the_site(page: str, written: str, shown: str) -> None:
    assert relink(written, page) == shown


def test_the_files_from_elsewhere_are_there() -> None:
    assert [named for named in PLACES if not (ROOT / named).is_file()] == []


def test_markdown_of_docstrings_is_shown_as_it_was_meant() -> None:
    assert prose("``a*`` and *.jsonl <b>") == "`a*` and \\*.jsonl \\<b>"
    with pytest.raises(ValueError, match="a bar"):
        table(("a",), [("x|y",)])


@pytest.mark.parametrize("picture", ["comment.png", "report.png"])
def test_pictures_are_small_and_sharp(picture: str) -> None:
    data = Path(DOCS / "images" / picture).read_bytes()
    width, _ = struct.unpack(">II", data[16:24])
    assert len(data) < MAX_BYTES
    assert width >= 2 * 640, "the pages show it 640 wide"


def test_the_page_on_privacy_knows_how_long_things_are_kept() -> None:
    page = (DOCS / "privacy.md").read_text(encoding="utf-8")
    kept = {name: field.default for name, field in Settings.model_fields.items() if name.startswith("keep_")}
    assert len(kept) >= 3
    for name, days in kept.items():
        assert f"`BYLINE_{name.upper()}` ({days})" in page, name
    assert {f"[{days}] days" in page for days in kept.values()} == {True}, (
        "the notice to fill in says the same"
    )
