"""What becomes of a cited thing, by what the tree says of it."""

from __future__ import annotations

from typing import Any

import pytest

from detectors.model import ChangedFile, Kind, Place, Seen, Unknown
from detectors.references import items
from detectors.references.model import Cited, Item, Status
from tests.detectors.references.build import COMMIT, absent, looked


def judged(body: str, name: str, *said: Any, **changes: Any) -> Item:
    """The item about ``name``, where the tree says ``said`` of it."""
    answers = {name: said[0]} if said else {}
    (item,) = [item for item in items(looked(body, answers, **changes)) if item.citation.name == name]
    return item


def test_what_is_there_is_found() -> None:
    item = judged("The loop in `src/parse.c` never ends.", "src/parse.c")
    assert (item.status, item.nearest) == (Status.FOUND, "src/parse.c")


def test_a_file_in_a_real_folder_is_not_found_with_what_is_near() -> None:
    item = judged("See `src/lexer.c`.", "src/lexer.c", absent(scope="src", nearest=("src/parse.c",)))
    assert (item.status, item.told, item.nearest) == (Status.NOT_FOUND, "no such file", "src/parse.c")


@pytest.mark.parametrize(
    ("body", "name", "said"),
    [
        ("See `app/lexer.c`.", "app/lexer.c", absent()),
        ("See `src/parze.c`.", "src/parze.c", absent(scope="src", nearest=("src/parse.c",))),
        ("See `src/lexer.c`.", "src/lexer.c", (Seen.UNKNOWN, {})),
        (
            "`parse_hedder()` in `src/parse.c`.",
            "parse_hedder",
            absent(scope="src/parse.c", nearest=("parse_header",)),
        ),
        ("Calls to `pthread_create()` in `src/parse.c`.", "pthread_create", absent(scope="src/parse.c")),
        ("We need `frob_widget()`.", "frob_widget", absent(kin=1)),
    ],
)
def test_in_doubt_nothing_is_claimed(body: str, name: str, said: Any) -> None:
    assert judged(body, name, said).status is Status.NOT_CHECKABLE


@pytest.mark.parametrize(
    ("said", "told", "nearest"),
    [
        (
            (Seen.PAST, {"until": "1a2b3c4", "moved": "lib/lexer.c"}),
            "it was there until commit 1a2b3c4",
            "lib/lexer.c",
        ),
        (
            absent(scope="src", nearest=("lib/lexer.c",)),
            "no such file; there is one of that name",
            "lib/lexer.c",
        ),
    ],
)
def test_a_file_that_went_elsewhere_is_moved(said: Any, told: str, nearest: str) -> None:
    item = judged("See `src/lexer.c`.", "src/lexer.c", said)
    assert (item.status, item.told, item.nearest, item.weight) == (Status.MOVED, told, nearest, 0)


@pytest.mark.parametrize(
    ("line", "named", "status"),
    [
        (90, True, Status.FOUND),
        (140, True, Status.NOT_FOUND),
        (140, False, Status.NOT_CHECKABLE),
        (2_000, False, Status.NOT_FOUND),
    ],
)
def test_a_line_past_the_end_counts_where_the_version_is_sure(line: int, named: bool, status: Status) -> None:
    here = (Seen.HERE, {"places": (Place("src/parse.c"),), "lines": 100})
    item = judged(f"It crashes at src/parse.c:{line}.", "src/parse.c", here, named=named)
    assert item.status is status


def test_a_function_of_another_file_is_told_with_its_file() -> None:
    said = (Seen.ELSEWHERE, {"scope": "src/parse.c", "places": (Place("src/read.c", 12),)})
    item = judged("`read_all()` in `src/parse.c` leaks.", "read_all", said)
    assert item.status is Status.NOT_FOUND
    assert item.told == "not in src/parse.c; it is in src/read.c"


PATCH = "@@ -1 +1 @@\n-int old_name(void);\n+int new_name(void);"


@pytest.mark.parametrize("name", ["old_name", "new_name"])
def test_what_the_change_itself_names_is_never_missing(name: str) -> None:
    files = (ChangedFile("src/parse.c", "modified", 1, 1, PATCH),)
    said = absent(scope="src/parse.c", kin=9)
    item = judged(f"Rename: `{name}()` in `src/parse.c`.", name, said, kind=Kind.PULL_REQUEST, files=files)
    assert item.status is not Status.NOT_FOUND


@pytest.mark.parametrize("path", ["src/lexer.c", "src/scan.c", "lexer.c"])
def test_a_file_that_the_change_adds_or_renames_is_never_missing(path: str) -> None:
    files = (ChangedFile("src/lexer.c", "renamed", 0, 0, "", previous_path="src/scan.c"),)
    said = absent(scope="src", nearest=("src/parse.c",))
    item = judged(f"See `{path}`.", path, said, kind=Kind.PULL_REQUEST, files=files)
    assert item.status is not Status.NOT_FOUND


def test_a_change_that_could_not_be_read_may_name_anything() -> None:
    said = absent(scope="src/parse.c", kin=9)
    body = "`old_name()` in `src/parse.c`."
    files = Unknown("GitHub does not answer")
    item = judged(body, "old_name", said, kind=Kind.PULL_REQUEST, files=files)
    assert item.status is Status.NOT_CHECKABLE


@pytest.mark.parametrize(
    ("kind", "url"),
    [
        (Kind.COMMENT, "https://github.com/acme/widget/pull/7#issuecomment-1"),
        (Kind.REVIEW, "https://github.com/acme/widget/pull/7#pullrequestreview-1"),
        (Kind.COMMIT, ""),
    ],
)
def test_words_about_an_unmerged_change_are_left_alone(kind: Kind, url: str) -> None:
    assert items(looked("`read_all()` in `src/parse.c` leaks.", {}, kind=kind, url=url)) == ()


LINKS = """\
The loop in https://github.com/acme/widget/blob/{0}/src/lexer.c#L900 never ends, and neither does
https://github.com/acme/widget/blob/{0}/src/scan.c#L700.
"""
OTHER = "9f" * 20
SHORT = {name: (Seen.HERE, {"lines": 90, "places": (Place(name),)}) for name in ("src/lexer.c", "src/scan.c")}
GONE = {name: absent(scope="src") for name in ("src/lexer.c", "src/scan.c")}


@pytest.mark.parametrize("ref", [OTHER, "v9.1.0", "my-branch"])
@pytest.mark.parametrize("said", [SHORT, GONE])
def test_a_link_to_another_version_says_nothing_of_this_one(ref: str, said: Any) -> None:
    about = [one for one in items(looked(LINKS.format(ref), said)) if one.citation.cited is Cited.PATH]
    assert about
    assert not any(one.status is Status.NOT_FOUND for one in about)


@pytest.mark.parametrize(("ref", "more"), [(COMMIT, {}), ("v1.2.0", {}), (OTHER, {OTHER: absent()})])
@pytest.mark.parametrize("said", [SHORT, GONE])
def test_a_link_to_this_version_or_to_none_is_judged(ref: str, more: Any, said: Any) -> None:
    about = [
        one for one in items(looked(LINKS.format(ref), {**said, **more})) if one.citation.cited is Cited.PATH
    ]
    assert [one.status for one in about] == [Status.NOT_FOUND] * 2
