"""Whose sign-off a commit has, and what a later commit can make up for."""

from __future__ import annotations

import pytest

from detectors.model import Commit, Identity
from detectors.signoff import dco
from tests.detectors.signoff.build import ADA, BOT, MAX, WEB, found, made, sha, sign_off, signed
from tests.factories import commit

TO_THIS = "hereby add my Signed-off-by to this commit"
NOREPLY = "ada@users.noreply.github.com"


def remedy(line: str, author: Identity = ADA, trailer: str | None = None) -> Commit:
    own = sign_off(author) if trailer is None else trailer
    return made(f"DCO remediation commit\n\n{line}\n\n{own}", 9, author)


@pytest.mark.parametrize(
    "commit",
    [
        signed(),
        made("Fix\n\nSigned-off-by: Ada Lovelace <ADA@Example.org>"),
        made("Fix\n\nSigned-off-by: Adá <new@example.org>"),
        made(f"Fix\n\nSigned-off-by: Countess <17+{NOREPLY}>"),
        made(f"Fix\n\nSigned-off-by: Countess <{NOREPLY}>"),
        made(f"Fix\n\n{sign_off(MAX)}", by=MAX),
        made(f"Fix\n\n{sign_off(ADA)}", by=WEB),
        made(f"Fix\n\n{sign_off(ADA)}\nCo-authored-by: Max <max@example.org>"),
        made(f"Bump\n\n{sign_off(BOT)}\n{sign_off(MAX)}", author=BOT),
        made("Merge branch 'main'", parents=2),
    ],
)
def test_what_is_signed_off(commit: Commit) -> None:
    assert dco.lacking([commit]) == []


@pytest.mark.parametrize(
    "commit",
    [
        made("Fix"),
        made(f"Fix\n\n{sign_off(MAX)}"),
        made(f"Fix\n\n    {sign_off(ADA)}"),
        made("Fix\n\nSigned-off-by: <>", author=Identity("", ""), author_login=None),
        made(f"Bump\n\n{sign_off(BOT)}", author=BOT),
        made(f"Fix\n\n{sign_off(WEB)}", by=WEB),
    ],
)
def test_what_is_not(commit: Commit) -> None:
    assert dco.lacking([commit]) == [commit]


@pytest.mark.parametrize(
    "later",
    [
        remedy(f"I, Ada <ada@example.org>, {TO_THIS}: {sha(1)}"),
        remedy(f"I, ADA <Ada@example.org>, {TO_THIS}: {sha(1).upper()}\r"),
        remedy(f"On behalf of Ada <ada@example.org>, I, Max <max@example.org>, {TO_THIS}: {sha(1)}", MAX),
    ],
)
def test_a_later_commit_signs_off_for_an_earlier_one(later: Commit) -> None:
    assert dco.lacking([made(), later]) == []


@pytest.mark.parametrize(
    "later",
    [
        remedy(f"I, Ada <ada@example.org>, {TO_THIS}: {sha(1)}", trailer=""),
        remedy(f"I, Ada <ada@example.org>, {TO_THIS}: {sha(2)}"),
        remedy(f"I, Max <max@example.org>, {TO_THIS}: {sha(1)}", MAX),
        remedy(f"I, Ada <ada@example.org>, {TO_THIS}: {sha(1)}", MAX),
        remedy(f"I, Max <max@example.org>, {TO_THIS}: {sha(1)}"),
        remedy(f"> I, Ada <ada@example.org>, {TO_THIS}: {sha(1)}"),
        remedy(f"On behalf of Eve <eve@example.org>, I, Max <max@example.org>, {TO_THIS}: {sha(1)}", MAX),
        remedy(f"On behalf of Ada <ada@example.org>, I, Eve <eve@example.org>, {TO_THIS}: {sha(1)}", MAX),
        remedy(f"On behalf of Ada <ada@example.org>, I, {BOT.name} <{BOT.email}>, {TO_THIS}: {sha(1)}", BOT),
    ],
)
def test_nobody_signs_in_anothers_name(later: Commit) -> None:
    assert sha(1) in [commit.sha for commit in dco.lacking([made(), later])]


def test_a_forgotten_sign_off_is_told_with_the_way_to_add_it() -> None:
    finding = found(signed(1), made("Forgot\n\nmore", 2), made("Merge", 3, parents=2))["missing"]
    assert finding.claim == "Commit 0000002 has no sign-off of its author; other commits have one."
    assert [(item.place, item.quote) for item in finding.evidence] == [("commit 0000002", "Forgot")]
    assert "git rebase --signoff, onto the branch" in finding.remedy
    several = found(signed(1), made("A", 2), made("B", 3))["missing"]
    assert several.claim.startswith("2 of 3 commits have no sign-off")
    assert "git rebase --signoff HEAD~3, then git push --force-with-lease" in several.remedy
    assert dco.command(1, merges=False).startswith("git commit --amend --signoff")


@pytest.mark.parametrize(
    "commits",
    [
        (made("A", 1), made("B", 2)),
        (signed(1), signed(2)),
        (signed(1), made("Bump", 2, BOT)),
        (signed(1), made("Merge", 2, parents=2)),
        (made("Bump", 1, BOT), made("B", 2)),
        (made(f"Fix\n\n{sign_off(MAX)}\n(cherry picked from commit {sha(7)})", 1, MAX, ADA), made("B", 2)),
        (signed(1), made("A" * 70_000, 2)),
        (signed(1), made("B", 2), remedy(f"I, Ada <ada@example.org>, {TO_THIS}: {sha(2)}")),
    ],
)
def test_where_nothing_is_missing_nothing_is_said(commits: tuple[Commit, ...]) -> None:
    assert "missing" not in found(*commits)


def test_e7_a_bot_that_signs_off_a_persons_commit_is_told() -> None:
    finding = found(made(f"Fix\n\n{sign_off(BOT)}"))["agent"]
    assert finding.claim == "Commit 0000001 is signed off by a program."
    assert (finding.evidence[0].place, finding.evidence[0].quote) == ("commit 0000001, line 3", sign_off(BOT))
    two = found(made(f"A\n\n{sign_off(BOT)}", 1), made(f"B\n\n{sign_off(BOT)}", 2))["agent"]
    assert two.claim == "2 commits are signed off by a program."


@pytest.mark.parametrize(
    "commit",
    [
        made(f"Bump\n\n{sign_off(BOT)}", author=BOT),
        made(f"Fix\n\n{sign_off(WEB)}", by=WEB),
        made("Fix\n\nSigned-off-by: Claude <noreply@anthropic.com>"),
        made("Fix\n\nSigned-off-by: Claude <claude@example.org>"),
        made(f"Fix\n\nThe last commit said:\n\n{sign_off(BOT)}\n\nwhich was wrong."),
        made(f"Revert\n\n    {sign_off(BOT)}"),
    ],
)
def test_bots_own_commits_agents_of_the_traces_people_and_quotes_are_not(commit: Commit) -> None:
    assert "agent" not in found(commit)


SIGNED = "Signed-off-by: Mona <mona@example.org>"


@pytest.mark.parametrize("above", ["Log:\n```\nall is well", "a\n```a\nb\n```\n```\n```\n~~~", "<!-- open"])
def test_what_nobody_closed_does_not_swallow_the_trailers(above: str) -> None:
    message = f"Close the file\n\n{above}\n\nChange-Id: I19\n{SIGNED}\nReviewed-by: Max <max@x.example>\n"
    assert dco.lacking([commit(message)]) == []
    assert [one.line.number for one in dco.sign_offs(message)] == [message.split("\n").index(SIGNED) + 1]


def test_a_sign_off_that_the_last_paragraph_quotes_is_none() -> None:
    message = f"Close the file\n\n```\ngit log shows\n{SIGNED}\n```\n"
    assert dco.lacking([commit(message)])


def test_the_login_as_name_is_the_same_person() -> None:
    author = Identity("Mona Lisa", "67+Mona1@users.noreply.github.com")
    signed_by_login = "Close the file\n\nSigned-off-by: mona1 <mona@mail.example>\n"
    assert dco.lacking([commit(signed_by_login, author=author, committer=author)]) == []
