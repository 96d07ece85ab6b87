import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.references import paths
from detectors.references.model import Citation, Claim
from detectors.references.text import read

REPOSITORY = "acme/rocket"
SHA = "0123456789abcdef0123456789abcdef01234567"


def cited(body: str) -> list[Citation]:
    return list(paths.find(read(body), REPOSITORY))


@pytest.mark.parametrize(
    ("body", "name", "line", "end"),
    [
        ("It crashes in lib/engine.c.", "lib/engine.c", None, None),
        ("See `lib/engine.c:12`.", "lib/engine.c", 12, None),
        ("See `lib/engine.c`:12 there", "lib/engine.c", 12, None),
        ("See lib/engine.c line 12.", "lib/engine.c", 12, None),
        ("See lib/engine.c (lines 12-20).", "lib/engine.c", 12, 20),
        ("On line 12 of engine.c it stops", "engine.c", 12, None),
        ("See lib/engine.c#L5 too", "lib/engine.c", 5, None),
        (r"In lib\core\engine.c it stops", "lib/core/engine.c", None, None),
        ("In rocket-1.2.3/lib/engine.c it stops", "lib/engine.c", None, None),
        (f"https://github.com/acme/rocket/blob/{SHA}/lib/engine.c#L3-L9", "lib/engine.c", 3, 9),
    ],
)
def test_stated(body: str, name: str, line: int | None, end: int | None) -> None:
    [one] = cited(body)
    assert (one.name, one.line, one.end, one.claim) == (name, line, end, Claim.STATED)


@pytest.mark.parametrize(
    "body",
    [
        "A try/catch and/or client/server thing for node.js and Next.js, e.g. text/html",
        "on 2021/03/04, 1/2 of HTTP/1.1 with acme/other and @acme/pkg",
        "import github.com/acme/lib or acme.rocket.core",
        "use w/ care: s/one/two/ does it",
        "it is in lib/\nengine.c of course",
    ],
)
def test_words_that_look_like_paths(body: str) -> None:
    assert cited(body) == []


@pytest.mark.parametrize(
    ("body", "hedge"),
    [
        ("In /home/me/src/rocket/lib/engine.c it fails", "a path on the reporter's machine"),
        (r"In C:\Users\me\engine.c it fails", "a path on the reporter's machine"),
        (r"In C:\Program Files\Rocket\engine.c it fails", "a path on the reporter's machine"),
        ("In node_modules/thing/engine.js it fails", "an installed file"),
        ("In build/gen/engine.c it fails", "a generated file"),
        ("In path/to/engine.c it fails", "a placeholder"),
        ("In lib/**/engine.c it fails", "a pattern"),
        ("In docs/ it fails", "a folder's name"),
        ("Run `cat lib/engine.c` to see", "a part of a command"),
        ("https://github.com/other/rocket/blob/main/lib/engine.c", "a file of other/rocket"),
    ],
)
def test_not_checkable(body: str, hedge: str) -> None:
    assert [(one.claim, one.hedge) for one in cited(body)] == [(Claim.NONE, hedge)]


def test_a_bare_name_is_weak() -> None:
    assert [one.claim for one in cited("It is in engine.c somewhere")] == [Claim.WEAK]


@given(st.text(alphabet="a./\\:#L1-`[]() \n@*", max_size=300))
def test_never_raises(body: str) -> None:
    cited(body)


@pytest.mark.parametrize(
    "word",
    ["a/b.c ", "a.b", "a/", "tag a_", "v1.", "1.2.3 ", "x/y/blob/", "https://github.com/", "a@", "commit "],
)
def test_bombs(word: str) -> None:
    assert len(cited(word * 20_000)) <= 300


@pytest.mark.parametrize(
    ("body", "claim"),
    [
        ("See oak/src/fs/file.rs for it.", Claim.STATED),
        ("See dir/file.rs for it.", Claim.NONE),
        ("See path/to/file.rs for it.", Claim.NONE),
        ("There is a race in `grow()` in leaf_ring.c.", Claim.STATED),
        ("RingLeaf.cs has a race.", Claim.STATED),
        ("I wrote it in test_leaf.py.", Claim.WEAK),
        ("A leak at RingLeaf.m:1240 is told.", Claim.STATED),
    ],
)
def test_how_surely_a_path_is_the_projects(body: str, claim: Claim) -> None:
    assert [one.claim for one in paths.find(read(body), "acorn/oak")] == [claim]
