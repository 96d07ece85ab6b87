import pytest

from detectors.model import Account, Contribution, Kind
from detectors.references.extract import MAX_CITATIONS, citations
from detectors.references.model import Cited, Claim
from detectors.references.text import MAX_CHARS


def issue(title: str, body: str) -> Contribution:
    return Contribution(Kind.ISSUE, "acme/rocket", 1, "1", title, body, Account("someone"), "", "")


def paths(title: str, body: str) -> list[tuple[int, str, Claim]]:
    found = citations(issue(title, body))
    return [(one.at, one.name, one.claim) for one in found if one.cited is Cited.PATH]


def test_the_title_comes_first_and_each_thing_once() -> None:
    found = paths("Crash in lib/engine.c", "The file lib/tank.c fails,\nas does lib/engine.c.")
    assert found == [(0, "lib/engine.c", Claim.STATED), (1, "lib/tank.c", Claim.STATED)]


def test_what_is_denied_once_is_not_claimed() -> None:
    found = paths("Documentation", "The text names lib/engine.c twice.\n\nThere is no lib/engine.c here.")
    assert [claim for _, _, claim in found] == [Claim.NONE]


def test_the_number_is_bounded() -> None:
    body = "\n\n".join(f"It fails in lib/part{number}.c too" for number in range(400))
    assert len(citations(issue("Crash", body))) == MAX_CITATIONS


def test_the_lines_of_a_trace_are_read_as_frames_only() -> None:
    body = (
        "It stops:\n\nTraceback (most recent call last):\n"
        '  File "/srv/oak/leaf_ring.py", line 12, in grow_leaf_ring\n    drop_all_leaves(ring)\n'
    )
    found = {citation.cited for citation in citations(issue("Crash", body))}
    assert found == {Cited.FRAME}


@pytest.mark.parametrize(
    "piece",
    [
        "a/b.c ",
        "foo_bar ",
        "in `",
        "`a_b` and ",
        "`a_b`, `c_d` in ",
        "ring.leaf-limit is ",
        "-Da-",
        "with -a_b_c ",
        "The Max Leaf ",
        "oak-a-b--c ",
        "rocket-1_",
        "since 1a2b3c4d5e6f ",
        "** (Error) a b ",
        "I think `a_b` (",
        "It ends with\n\n    a b c d e f\n\n",
        "rocket/a.py has:\n\n```\nx = f(y)\n```\n",
    ],
)
def test_bombs(piece: str) -> None:
    body = (piece * (MAX_CHARS // len(piece) + 1))[:MAX_CHARS]
    assert len(citations(issue("Crash", body))) <= MAX_CITATIONS
