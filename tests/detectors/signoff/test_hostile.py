"""Nothing that a contributor can write makes the family raise, hang or speak against whoever signs."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.model import Account, Identity, Signature
from detectors.signoff import dco, detect, people
from tests import factories
from tests.detectors.signoff.build import ADA, found, made, sign_off, signed

PIECES = st.sampled_from(
    [
        "Signed-off-by: Ada <ada@example.org>",
        "Signed-off-by: x[bot] <1+x[bot]@users.noreply.github.com>",
        "Co-authored-by: ",
        "I, Ada <ada@example.org>, hereby add my Signed-off-by to this commit: " + "0" * 40,
        "On behalf of ",
        "(cherry picked from commit ",
        "@users.noreply.github.com",
        "[bot]",
        "```",
        "> ",
        "<",
        "+",
        "\n",
        "\r",
        "\x00",
        "\u0301",
        "\ud800",
        "\u202e",
    ]
)
TEXT = st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12).map("".join)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEXT, TEXT, TEXT), max_size=4), TEXT, TEXT)
def test_any_commit_is_read(texts: list[tuple[str, str, str]], login: str, reason: str) -> None:
    commits = tuple(
        made(message, n, Identity(name, mail), Identity(mail, name), author_login=login)
        for n, (message, name, mail) in enumerate(texts)
    )
    signature = Signature(False, reason)
    facts = factories.facts(commits=(*commits, made(signature=signature)), author=Account(login))
    assert detect(facts) == detect(facts)


@settings(deadline=None)
@given(TEXT)
def test_whatever_stands_above_it_a_sign_off_at_the_end_counts(text: str) -> None:
    above = text.replace("```", "")
    assert "missing" not in found(signed(1), made(f"{above}\n\n{sign_off(ADA)}", 2))


@settings(deadline=None)
@given(TEXT, TEXT)
def test_everybody_is_the_same_as_himself(name: str, mail: str) -> None:
    held = people.keys(Identity(name, mail))
    assert held == people.keys(Identity(f" {name.casefold()} "[:300], f"{mail} ")) or len(name) > 100
    assert bool(held) or not (people.folded(name) or mail.strip())


@pytest.mark.parametrize(
    "message",
    [
        "Signed-off-by: " + "<" * 1_000_000,
        "Signed-off-by: a <a@b>\n" * 45_000,
        "On behalf of " * 80_000 + ", hereby add my ",
        "I, " + "a " * 500_000 + "<a>, hereby add my Signed-off-by to this commit: ",
        "signed-off-by\n" + "`" * 100_000,
        "\u0301" * 500_000 + " signed-off-by: ",
    ],
)
def test_large_messages_are_read_in_bounds(message: str) -> None:
    made_by = Identity(message, message)
    commits = [signed(9), made(message, 1), made("Fix", 4, made_by, author_login=message)]
    assert set(found(*commits)) <= {"missing", "agent", "identities"}
    assert len(dco.lacking([*commits, *commits])) == 2 * len(dco.lacking(commits))
