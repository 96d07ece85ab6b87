from detectors.model import Account, Contribution, Kind
from detectors.references.extract import MAX_CITATIONS, citations
from detectors.references.model import Cited, Claim


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
