import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.references import marks
from detectors.references.model import Cited, Claim
from detectors.references.text import read

REPOSITORY = "acme/rocket"
SHA = "0123456789abcdef0123456789abcdef01234567"


def cited(body: str) -> list[tuple[Cited, str, Claim]]:
    return [(one.cited, one.name, one.claim) for one in marks.find(read(body), REPOSITORY)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("I run rocket 8.4.0 here", (Cited.VERSION, "8.4.0", Claim.STATED)),
        ("Version: 8.4.0", (Cited.VERSION, "8.4.0", Claim.STATED)),
        ("It came with commit 0a1b2c3d4e", (Cited.COMMIT, "0a1b2c3d4e", Claim.STATED)),
        (f"https://github.com/acme/rocket/commit/{SHA}", (Cited.COMMIT, SHA, Claim.STATED)),
        (f"https://github.com/other/one/commit/{SHA}", (Cited.COMMIT, SHA, Claim.NONE)),
        ("as in #12", (Cited.NUMBER, "12", Claim.WEAK)),
        ("as in GH-12", (Cited.NUMBER, "12", Claim.WEAK)),
        ("as in other/one#12", (Cited.NUMBER, "12", Claim.NONE)),
        ("like CVE-2021-42574", (Cited.ADVISORY, "CVE-2021-42574", Claim.WEAK)),
    ],
)
def test_marks(body: str, expected: tuple[Cited, str, Claim]) -> None:
    assert cited(body) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "with gcc 13.2 on Ubuntu 22.04",
        "the color #abcdef and deadbeef and 1234567",
        "the md5 is 0123456789abcdef0123456789abcdef",
        "id 0a1b2c3d-0a1b-4c3d-8e4f-0a1b2c3d4e5f",
        "at 10.2.3.4 after 1.5 MB, step #1",
    ],
)
def test_no_marks(body: str) -> None:
    assert cited(body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("### Version\n\n1.2.3\n\n### More", ("1.2.3",)),
        ("App version: 1.2.3\nAndroid version: 8.0.0", ("1.2.3",)),
        ("It fails in 1.2.3, and was fixed in 1.3.0", ("1.2.3",)),
        ("Needs rocket >= 1.2.3 and Python 3.11", ()),
        (f"See https://github.com/acme/rocket/blob/{SHA}/a/b.c of rocket 1.2.3", (SHA, "1.2.3")),
    ],
)
def test_what_it_is_about(body: str, expected: tuple[str, ...]) -> None:
    assert marks.versions("It crashes", body, REPOSITORY) == expected


@given(st.text(alphabet="v1.a#-/ \n:@", max_size=300))
def test_never_raises(body: str) -> None:
    cited(body)
    marks.versions("", body, REPOSITORY)


@pytest.mark.parametrize(
    "word",
    ["a/b.c ", "a.b", "a/", "tag a_", "v1.", "1.2.3 ", "x/y/blob/", "https://github.com/", "a@", "commit "],
)
def test_bombs(word: str) -> None:
    assert len(cited(word * 20_000)) <= 300


@pytest.mark.parametrize(
    "body",
    [
        "Since e5a1c0de2b77 it hangs.",
        "The search points to `c0ffee1d5e77a0b9`.",
        "oak 1.2.3 (git e5a1c0de2b77) hangs.",
    ],
)
def test_a_cut_commit_of_ten_digits_or_more(body: str) -> None:
    found = [one for one in marks.find(read(body), "acorn/oak") if one.cited is Cited.COMMIT]
    assert [one.claim for one in found] == [Claim.STATED]


def test_a_tag_as_the_project_writes_it() -> None:
    body = "oak-8_15_9 hangs, acorn-1.2.3 and oak-8.1.0-2ubuntu1 do not."
    found = [one.name for one in marks.find(read(body), "acorn/oak") if one.cited is Cited.VERSION]
    assert found == ["oak-8_15_9"]
