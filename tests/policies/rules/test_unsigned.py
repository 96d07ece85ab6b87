"""``require.signoff``: a person signs off every commit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import Commit, Identity, Kind
from policies.decision import Outcome
from tests.policies.build import NO_NETWORK, commit, facts, judge, kinds

SIGNED = "require: {signoff: human}"
CLAUDE = "Claude <noreply@anthropic.com>"


def by(name: str, mail: str, message: str, sha: str = "1a2b3c4d5e6f", login: str | None = None) -> Commit:
    return replace(commit(message, sha), author=Identity(name, mail), author_login=login)


@pytest.mark.parametrize(
    "message",
    [
        "Fix\n\nSigned-off-by: Ada <ada@example.org>",
        "Fix\n\nsigned-off-by: ADA <other@example.org>",
        "Fix\n\nSigned-off-by: Ada Lovelace <ADA@example.org>",
        "Fix\n\nSigned-off-by: Ada <ada@example.org>\n\n* second\n\nmore words here",
        "Fix\n\nSigned-off-by: Max <max@example.org>\nSigned-off-by: Ada <ada@example.org>",
        "Fix\r\n\r\nSigned-off-by: Ada <ada@example.org>\r\n",
    ],
)
def test_the_author_signs_by_name_or_mail(message: str) -> None:
    assert judge(SIGNED, facts("", message)).outcome is Outcome.PASS


@pytest.mark.parametrize(
    "message",
    [
        "Fix",
        "Fix\n\nSigned-off-by:",
        "Fix\n\nSigned-off-by: Max <max@example.org>",
        f"Fix\n\nSigned-off-by: {CLAUDE}",
        "Fix\n\nSigned-off-by: ada[bot] <1+ada[bot]@users.noreply.github.com>",
        "Revert\n\n    Signed-off-by: Ada <ada@example.org>",
    ],
)
def test_nobody_else_signs_for_the_author(message: str) -> None:
    decision = judge(SIGNED, facts("", "Good\n\nSigned-off-by: Ada <ada@example.org>", message))
    (violation,) = decision.violations
    assert violation.kind == "unsigned"
    assert "1 of 2 has no sign-off" in violation.message
    assert [item.place for item in violation.evidence] == ["commit 0000000"]
    assert "git rebase --signoff HEAD~2" in violation.remedy


def test_a_later_commit_of_the_author_makes_up_for_it() -> None:
    line = f"I, Ada <ada@example.org>, hereby add my Signed-off-by to this commit: {0:012x}"
    later = f"DCO remediation commit\n\n{line}\n\nSigned-off-by: Ada <ada@example.org>"
    assert judge(SIGNED, facts("", "Fix", later)).outcome is Outcome.PASS
    assert kinds(judge(SIGNED, facts("", "Fix", later.replace("Ada", "Max").replace("ada", "max"))))


def test_whoever_commits_a_picked_commit_signs_it_off() -> None:
    picked = by("Max", "max@example.org", "Fix\n\nSigned-off-by: Ada <ada@example.org>")
    assert judge(SIGNED, facts(commits=(picked,))).outcome is Outcome.PASS


def test_many_unsigned_commits_are_counted() -> None:
    (violation,) = judge(SIGNED, facts("", *(["Fix"] * 30))).violations
    assert "30 of 30 have no sign-off of their author" in violation.message
    assert "and 25 more" in violation.message
    assert len(violation.evidence) <= 20


def test_merges_bring_nothing_of_their_own() -> None:
    merge = replace(commit("Merge branch 'main'", "bbbbbbbbbbbb"), parents=2)
    assert judge(SIGNED, facts(commits=(merge,))).outcome is Outcome.PASS
    (violation,) = judge(SIGNED, facts(commits=(merge, commit("Fix")))).violations
    assert "HEAD~" not in violation.remedy


@pytest.mark.parametrize(
    "author",
    [
        ("Cursor Agent", "cursoragent@cursor.com", None),
        ("dependabot[bot]", "49699333+dependabot[bot]@users.noreply.github.com", "dependabot[bot]"),
    ],
)
def test_any_person_answers_for_a_programs_commit(author: tuple[str, str, str | None]) -> None:
    name, mail, login = author
    own = f"Fix\n\nSigned-off-by: {name} <{mail}>"
    assert kinds(judge(SIGNED, facts(commits=(by(name, mail, own, login=login),)))) == ["unsigned"]
    by_person = f"{own}\nSigned-off-by: Max <max@example.org>"
    assert judge(SIGNED, facts(commits=(by(name, mail, by_person, login=login),))).violations == ()


def test_a_person_with_an_agents_first_name_signs_as_a_person() -> None:
    message = "Fix\n\nSigned-off-by: Claude <claude@example.org>"
    assert judge(SIGNED, facts(commits=(by("Claude", "claude@example.org", message),))).violations == ()


def test_commits_that_could_not_be_looked_at_and_contributions_without_any() -> None:
    assert judge(SIGNED, facts(commits=NO_NETWORK)).outcome is Outcome.UNKNOWN
    assert judge(SIGNED, facts(kind=Kind.ISSUE)).explanation == ()
    assert judge(SIGNED, facts()).outcome is Outcome.PASS


@given(st.text(alphabet="Signed-off-by: Ada<@example.org>\n\t# >`", max_size=400))
def test_no_message_breaks_the_reading(message: str) -> None:
    assert set(kinds(judge(SIGNED, facts("", message)))) <= {"unsigned"}
