"""Commits that bring much at once."""

from __future__ import annotations

import pytest

from bot.audit.drops import MOST, Drops
from bot.audit.history import MAX_FILES
from bot.audit.judge import Counted
from bot.audit.note import Note
from detectors.signoff.mailmap import read
from tests.bot.audit.notes import START, made


def listed(*notes: Note) -> Drops:
    drops = Drops()
    for note in notes:
        drops.add(note)
    return drops


@pytest.mark.parametrize(
    ("counted", "kind"),
    [
        (Counted(3, 1, 0, 1_000), None),
        (Counted(3, 1, 0, 1_001), "author"),
        (Counted(3, 3, 3, 1_001), "vendored"),
        (Counted(250, 250, 0, 9_000), "import"),
        (Counted(MAX_FILES + 1, 5, 0, None), "author"),
        (Counted(None, None, None, None), None),
    ],
)
def test_what_is_a_drop_and_of_which_kind(counted: Counted, kind: str | None) -> None:
    found = listed(made("Add", counted=counted)).result()
    assert [one.kind for one in found] == ([kind] if kind else [])


def test_the_first_commit_and_what_an_importer_made_are_imports() -> None:
    large = Counted(3, 1, 0, 5_000)
    first = made("Initial", parents=0, counted=large)
    svn = made("Old\n\ngit-svn-id: https://svn.example.com/trunk@1 0", counted=large)
    assert [one.kind for one in listed(first, svn).result()] == ["import", "import"]


def test_merges_and_bots_bring_nothing() -> None:
    large = Counted(3, 1, 0, 5_000)
    bot = "renovate[bot] <29139614+renovate[bot]@users.noreply.github.com>"
    assert (
        listed(made("Merge", parents=2, counted=large), made("Bump", author=bot, counted=large)).result()
        == ()
    )


def test_uncounted_commits_are_said_to_be_so() -> None:
    assert listed(made("One", counted=Counted(3, 1, 0, None)), made("Two")).uncounted == 1


def test_of_very_many_the_largest_are_kept_in_the_order_of_their_days() -> None:
    many = (
        made(f"Add {n}", at=START + n * 86_400, counted=Counted(1, 1, 0, 2_000 + n)) for n in range(MOST + 5)
    )
    drops = listed(*many)
    found = drops.result()
    assert (len(found), drops.dropped) == (MOST, MOST + 5)
    assert min(one.added for one in found) == 2_005
    assert [one.date for one in found] == sorted(one.date for one in found)


def test_the_author_is_called_as_the_mailmap_wants_it() -> None:
    drops = Drops(read("Ada Byron <ada@example.com> Augusta Gordon"))
    drops.add(made("Add", author="Augusta Gordon <ada@example.com>", counted=Counted(3, 1, 0, 5_000)))
    assert [one.author for one in drops.result()] == ["Ada Byron"]
