"""Who is one person, who signed off, and who is a program."""

from __future__ import annotations

import pytest

from bot.audit.mails import Mails, digest
from bot.audit.model import Month, Person
from bot.audit.note import Note
from bot.audit.people import People, is_unknown
from detectors.signoff.mailmap import NOBODY, read
from tests.bot.audit.notes import DAY, START, made

DEPENDABOT = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"
COPILOT = "copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>"


def counted(*notes: Note, mailmap: str = "", mails: bool = True) -> People:
    people = People(read(mailmap) if mailmap else NOBODY, Mails(shown=mails))
    for note in notes:
        people.add(note)
    return people


def persons(people: People) -> dict[str, Person]:
    return {person.name: person for person in people.table().persons}


def month(people: People) -> Month:
    (only,) = people.months()
    return only


def test_the_mailmap_says_who_is_who() -> None:
    old = "ada <ada@old.example>"
    people = counted(
        made("One"), made("Two", author=old), mailmap="Ada Lovelace <ada@example.com> <ada@old.example>\n"
    )
    assert {name: it.commits for name, it in persons(people).items()} == {"Ada Lovelace": 2}
    assert people.table().changed_mail == 1
    both = counted(made("One"), made("Two", author=old))
    assert len(persons(both)) == 2


def test_the_same_address_or_the_same_full_name_is_one_person() -> None:
    people = counted(
        made("One", at=START),
        made("Two", author="Ada B. <ada@example.com>", at=START + DAY),
        made("Three", author="ADA  Byron <other@example.org>", at=START + 2 * DAY),
    )
    (person,) = people.table().persons
    assert (person.commits, person.aliases, person.first, person.last) == (3, 2, "2025-01-06", "2025-01-08")


def test_a_first_name_alone_makes_nobody_the_same() -> None:
    people = counted(made("One", author="Max <a@example.com>"), made("Two", author="Max <b@example.org>"))
    assert len(people.table().persons) == 2
    assert people.table().changed_mail == 0


def test_a_chain_of_names_is_one_person_whatever_comes_first() -> None:
    chain = [
        made("1", author="A One <1@example.com>"),
        made("2", author="B Two <2@example.com>"),
        made("3", author="A One <2@example.com>"),
    ]
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2]):
        assert len(counted(*(chain[at] for at in order)).table().persons) == 1


def test_programs_are_told_apart_from_people_of_their_name() -> None:
    people = counted(
        made("One", author=DEPENDABOT),
        made("Two", author=COPILOT),
        made("Three", author="Claude Monet <claude@example.com>"),
        made("Four\n\nCo-authored-by: Claude <noreply@anthropic.com>"),
    )
    kinds = {it.name: (it.kind, it.commits, it.co_authored) for it in people.table().persons}
    assert kinds["dependabot[bot]"] == ("bot", 1, 0)
    assert kinds["copilot-swe-agent[bot]"] == ("agent", 1, 0)
    assert kinds["Claude Monet"] == ("person", 1, 0)
    assert kinds["Claude"] == ("agent", 0, 1)


@pytest.mark.parametrize(
    ("mail", "unknown"),
    [
        ("", True),
        ("ada", True),
        ("ada@localhost", True),
        ("ada@laptop.(none)", True),
        ("@example.com", True),
        ("ada@example.com", False),
        ("1+ada@users.noreply.github.com", False),
        ("ada@9f0b3c1e-0000-4000-8000-0123456789ab", True),
    ],
)
def test_addresses_that_cannot_be_any(mail: str, unknown: bool) -> None:
    assert is_unknown(mail) is unknown


def test_unknown_addresses_are_counted_by_person() -> None:
    people = counted(
        made("One", author="root <root@localhost>"),
        made("Two", author="Ada Byron <ada@laptop.(none)>"),
        made("Three"),
    )
    assert people.table().unknown_mail == 1, "Ada has an address elsewhere"


def test_addresses_are_digests_unless_asked_for() -> None:
    people = counted(made("One\n\nSigned-off-by: Bot <x[bot]@users.noreply.github.com>"), mails=False)
    shown = persons(people)["Ada Byron"].mail
    assert shown == digest("ADA@example.com ")
    assert "@" not in shown
    assert "@" not in people.agent_sign_offs()[0].text
    assert persons(counted(made("One")))["Ada Byron"].mail == "ada@example.com"


def test_sign_offs_of_author_and_others_are_told_apart() -> None:
    own = made("One\n\nSigned-off-by: Ada Byron <ada@example.com>")
    other = made("Two\n\nSigned-off-by: Bo Bell <bo@example.com>")
    none = made("Three")
    found = month(counted(own, other, none))
    assert (found.commits, found.signed_off, found.by_author, found.by_agent) == (3, 2, 1, 0)


def test_a_sign_off_under_an_older_address_is_the_authors() -> None:
    signed = made("One\n\nSigned-off-by: A. B. <old@example.org>")
    assert month(counted(signed)).by_author == 0
    assert month(counted(signed, mailmap="Ada Byron <ada@example.com> <old@example.org>\n")).by_author == 1


def test_sign_offs_of_programs_are_quoted_and_vouch_for_nothing() -> None:
    found = counted(made("One\n\nSigned-off-by: Claude <noreply@anthropic.com>"))
    assert (month(found).signed_off, month(found).by_author, month(found).by_agent) == (0, 0, 1)
    (quote,) = found.agent_sign_offs()
    assert (quote.line, quote.text) == (3, "Signed-off-by: Claude <noreply@anthropic.com>")


def test_what_is_only_talked_about_is_no_programs_sign_off() -> None:
    message = (
        "Docs\n\nDo not write a line such as:\n\n    Signed-off-by: Claude <noreply@anthropic.com>\n\nEnd."
    )
    assert counted(made(message)).agent_sign_offs() == ()


def test_bots_and_merges_need_no_sign_off() -> None:
    bots = made("Bump\n\nSigned-off-by: dependabot[bot] <support@github.com>", author=DEPENDABOT)
    people = counted(bots, made("Merge", parents=2), made("One"))
    assert month(people).commits == 1
    assert people.agent_sign_offs() == ()


def test_an_agents_commit_needs_a_persons_sign_off() -> None:
    signed = made("One\n\nSigned-off-by: Ada Byron <ada@example.com>", author=COPILOT)
    assert (month(counted(signed)).commits, month(counted(signed)).by_author) == (1, 1)


def test_signatures_are_counted_by_month() -> None:
    signed = made("One", headers="gpgsig -----BEGIN SSH SIGNATURE-----\n AAAA\n -----END SSH SIGNATURE-----")
    assert month(counted(signed, made("Two"))).signed == 1


def test_words_about_an_importers_mark_are_none() -> None:
    assert made("Fix git-svn\n\nThe\ngit-svn-id: line follows an empty one.").imported == ""


def test_imported_commits_are_counted_and_their_authors_named_so() -> None:
    svn = made("Old\n\ngit-svn-id: https://svn.example.com/trunk@1 " + "0" * 8, author="ada <ada@0000-11>")
    people = counted(svn, made("New"))
    assert people.imported == 1
    assert {it.name: it.kind for it in people.table().persons} == {"ada": "imported", "Ada Byron": "person"}


def test_months_and_order_do_not_depend_on_the_order_of_equal_people() -> None:
    notes = [made("x", author=f"P {letter} <{letter}@example.com>") for letter in "cab"]
    names = [it.name for it in counted(*notes).table().persons]
    assert names == ["P a", "P b", "P c"]
    assert names == [it.name for it in counted(*reversed(notes)).table().persons]


def test_a_hostile_name_is_one_name_like_others() -> None:
    hostile = "\u202eevil\x1b[31m 'DROP <x@example.com>"
    (person,) = counted(made("One", author=hostile)).table().persons
    assert person.commits == 1
