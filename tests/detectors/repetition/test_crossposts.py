"""One text by one author in several repositories of the same owner."""

from __future__ import annotations

from detectors.model import Audience, Contribution, Twin
from tests.detectors.repetition.build import OTHER, REPORT, found, issue, one, pull, twin


def elsewhere(it: Contribution) -> tuple[Twin, ...]:
    return tuple(
        twin(it, it, repository=name, author="ada", url=f"https://github.com/{name}/issues/12")
        for name in ("acme/gadget", "acme/gizmo")
    )


def test_all_the_places_are_shown() -> None:
    finding = one(issue(), *elsewhere(issue()))
    assert (finding.id, finding.audience) == ("repetition/crosspost", Audience.PUBLIC)
    assert "2 other repositories" in finding.claim
    assert [item.place for item in finding.evidence[1:]] == [
        "title of https://github.com/acme/gadget/issues/12",
        "title of https://github.com/acme/gizmo/issues/12",
    ]


def test_one_other_place_is_a_question_that_was_moved() -> None:
    assert found(issue(), elsewhere(issue())[0]) == []


def test_somebody_elses_text_there_is_not_sent_by_this_author() -> None:
    places = [twin(issue(), repository=name) for name in ("acme/gadget", "acme/gizmo")]
    assert found(issue(), *places) == []


def test_who_says_so_is_not_told() -> None:
    it = issue(f"{REPORT}\n\nAlso in acme/gadget#12.")
    assert found(it, *elsewhere(it)) == []


def test_the_same_change_in_several_repositories_is_for_maintainers_to_know() -> None:
    finding = one(pull(), *elsewhere(pull()))
    assert (finding.id, finding.audience) == ("repetition/crosspost", Audience.MAINTAINER)


def test_another_text_there_is_nothing() -> None:
    places = [
        twin(issue(OTHER), issue(REPORT), repository=name, author="ada") for name in ("acme/a", "acme/b")
    ]
    assert found(issue(OTHER), *places) == []
