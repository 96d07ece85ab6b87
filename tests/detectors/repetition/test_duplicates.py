"""A text that stands already in an earlier issue or pull request; and repeats that are nobody's fault."""

from __future__ import annotations

import dataclasses

import pytest

from detectors.model import Account, Audience, LinkedIssue, Severity, TextFile, Tier, Twin, Unknown
from detectors.repetition import detect
from tests.detectors.repetition.build import (
    OTHER,
    REPORT,
    REWORDED,
    TEMPLATE,
    branch,
    found,
    issue,
    of,
    one,
    pull,
    twin,
)


def test_the_same_report_by_somebody_else_is_shown_with_its_twin_and_what_both_say() -> None:
    finding = one(issue(), twin(issue()))
    assert finding.id == "repetition/duplicate"
    assert (finding.tier, finding.audience) == (Tier.CHECKABLE, Audience.PUBLIC)
    assert "issue #12 by grace" in finding.claim
    said, title = finding.evidence
    assert said.quote.removesuffix(" …") in REPORT
    assert (title.place, title.quote) == (
        "title of https://github.com/acme/widget/issues/12",
        "Log file is never closed",
    )
    assert "#12" in finding.remedy


def test_other_words_and_another_order_do_not_hide_it() -> None:
    it = issue(REWORDED)
    finding = one(it, twin(it))
    assert finding.id == "repetition/duplicate"
    assert 40 <= int(finding.claim.partition("%")[0]) < 100


def test_another_report_is_none() -> None:
    assert found(issue(OTHER), twin(issue(OTHER))) == []


def test_of_two_twins_the_nearer_one_is_told() -> None:
    it = issue(REWORDED)
    near = twin(it, issue(REWORDED), number=15)
    assert "#15" in one(it, twin(it), near).claim


@pytest.mark.parametrize(
    "mention",
    [
        "Same as #12.",
        "See GH-12",
        "acme/widget#12",
        "https://github.com/acme/widget/issues/12#issuecomment-1",
        "> it was in #12",
    ],
)
def test_who_names_the_earlier_one_repeats_nothing_unsaid(mention: str) -> None:
    it = issue(f"{REPORT}\n\n{mention}")
    assert found(it, twin(it)) == []


@pytest.mark.parametrize(
    "mention", ["#120", "other/widget#12", "x#12", "https://github.com/other/widget/issues/12"]
)
def test_another_number_is_no_mention(mention: str) -> None:
    it = issue(f"{REPORT}\n\n{mention}")
    assert found(it, twin(it)) == ["repetition/duplicate"]


def test_a_twin_that_names_this_one_is_known_to_everybody() -> None:
    assert found(issue(), twin(issue(), names_it=True)) == []


def test_a_pull_request_does_not_repeat_the_issue_that_it_answers() -> None:
    assert found(pull(), twin(pull())) == []


def test_a_linked_pull_request_is_known_to_everybody() -> None:
    it = pull(linked_issues=(LinkedIssue(12, True, (), ()),))
    assert found(it, twin(it, pull())) == []


def test_the_same_change_for_another_branch_is_another_change() -> None:
    backport = pull(base=branch("release-2"))
    assert found(backport, twin(backport, pull())) == []
    assert found(pull(), twin(pull(), pull())) == ["repetition/duplicate"]


def test_a_closed_one_of_the_same_author_is_sent_again() -> None:
    finding = one(pull(), twin(pull(), pull(), author="Ada", open=False))
    assert (finding.id, finding.severity) == ("repetition/resubmission", Severity.INFO)


def test_a_series_by_one_author_is_none() -> None:
    it = pull(title="Close the file in the reader")
    assert found(it, twin(it, pull(title="Close the file in the writer"), author="ada")) == []


def test_the_same_thing_sent_twice_is_told() -> None:
    assert found(pull(), twin(pull(), pull(), author="ada")) == ["repetition/duplicate"]


@pytest.mark.parametrize("login", ["renovate[bot]", "k8s-ci-robot", "release-bot", "acme-ci"])
def test_programs_repeat_themselves_by_design(login: str) -> None:
    it = issue(author=Account(login))
    assert found(it, twin(it)) == []


@pytest.mark.parametrize("association", ["OWNER", "MEMBER", "COLLABORATOR"])
def test_people_of_the_project_know_their_project(association: str) -> None:
    it = issue(author=Account("ada", "User", association))
    assert found(it, twin(it)) == []


def test_short_texts_are_alike_by_chance() -> None:
    short = issue("It crashes when I open a file, and then I have to start it again from the menu.")
    assert found(short, twin(short, short)) == []


LOG = "\n".join(
    f"  at reader.Close.run(Close.java:{n})\n2026-01-0{n % 9 + 1} 10:00:0{n % 9} ERROR gone"
    for n in range(30)
)


@pytest.mark.parametrize("form", ["{}", "```\n{}\n```", "~~~text\n{}\n~~~", "<details>\n\n{}\n\n</details>"])
def test_the_same_trace_is_no_text(form: str) -> None:
    its, other = (f"{text}\n\n{form.format(LOG)}" for text in (OTHER, REPORT))
    assert found(issue(its), twin(issue(its), issue(other))) == []


def test_frames_that_lost_their_line_ends_are_no_text() -> None:
    frames = " ".join(
        f"at Widget.Reader.Step{n}.Close(String name, Type base, Window parent)" for n in range(20)
    )
    its, other = (f"{text} {frames}" for text in (OTHER, REPORT))
    assert found(issue(its), twin(issue(its), issue(other))) == []


def test_quotes_and_hidden_comments_are_not_the_authors_own() -> None:
    for body in (f"{OTHER}\n\n> {REPORT}", f"{OTHER}\n<!-- {REPORT} -->"):
        assert found(issue(body), twin(issue(body))) == []


def test_the_lines_of_a_template_are_nobodys_own() -> None:
    form = "\n".join(f"Please say number {n} of what you did and saw before it went wrong." for n in range(9))
    template = TextFile(".github/ISSUE_TEMPLATE.md", form, "main")
    it = issue(f"{form}\n\n{OTHER}")
    other = issue(f"{form}\n\n{REPORT}")
    assert found(it, twin(it, other), templates=(template,)) == []


def test_where_the_template_cannot_be_read_nothing_is_said() -> None:
    facts = of(issue(), twin(issue()))
    unread = dataclasses.replace(facts.repository, templates=Unknown("GitHub did not answer"))
    assert detect(dataclasses.replace(facts, repository=unread)) == ()


OLD_FORM = (
    "Before you send this make sure that you have read the guide for new people, that you use the newest "
    "version, and that nobody has written about the same thing before. Reports without a way to see it "
    "happen are closed."
)


def by_three(body: str, title: str) -> tuple[Twin, ...]:
    it = issue(body)
    others = [issue(f"{OLD_FORM}\n\nIt fails in case {n}.", title) for n in range(3)]
    return tuple(twin(it, other, number=n, author=f"user{n}") for n, other in enumerate(others, 3))


def test_what_three_people_wrote_alike_is_a_form_that_has_changed_since() -> None:
    body = f"{OLD_FORM}\n\nThe menu is empty."
    assert found(issue(body), *by_three(body, "Empty menu")) == []


def test_a_flood_of_one_text_under_one_title_is_no_form() -> None:
    title = "Reader leaves every single file open"
    twins = [twin(issue(), issue(title=title), number=n, author=f"user{n}") for n in (3, 4, 5)]
    assert found(issue(title=title), *twins) == ["repetition/duplicate"]


def test_nothing_is_known_where_nobody_looked() -> None:
    facts = of(issue())
    blind = dataclasses.replace(facts.contribution, twins=Unknown("no records"))
    assert detect(dataclasses.replace(facts, contribution=blind)) == ()


def test_the_template_beside_the_report_changes_nothing() -> None:
    it = issue(f"## What happened\n\n{REPORT}\n\n- [x] I searched for it")
    assert found(it, twin(it), templates=(TEMPLATE,)) == ["repetition/duplicate"]
