"""Disclosures held against published forms."""

from __future__ import annotations

import pytest

from bot.audit.dialects import NAMES, Dialects, chosen
from bot.audit.mails import Mails
from bot.audit.model import Dialect
from bot.cli.audit import DIALECTS
from tests.bot.audit.notes import made


def of(*trailers: str) -> dict[str, Dialect]:
    dialects = Dialects(Mails(shown=False))
    for trailer in trailers:
        dialects.add(made(f"Subject\n\nBody.\n\n{trailer}"))
    return {it.dialect: it for it in dialects.result()}


@pytest.mark.parametrize(
    ("trailer", "kept"),
    [
        ("Assisted-by: Claude:claude-3-opus", {"kernel", "sfc"}),
        ("Assisted-by: Claude:claude-3-opus coccinelle sparse", {"kernel", "sfc"}),
        ("Assisted-by: Claude:claude-3-opus [coccinelle] [sparse]", {"kernel", "sfc"}),
        ("Assisted-by: Claude Code", set()),
        ("Generated-by: ChatGPT", {"asf"}),
        ("Generated-by: GitHub Copilot with GPT-5", {"asf", "sfc"}),
        ("Co-authored-by-AI: Copilot (GPT-5)", {"open-liberty", "sfc"}),
        ("Co-authored-by-AI: Copilot", set()),
        ("Co-authored-by: Claude <noreply@anthropic.com>", set()),
        ("Co-authored-by: Claude Opus 4.5 <noreply@anthropic.com>", {"sfc"}),
    ],
)
def test_what_keeps_which_form(trailer: str, kept: set[str]) -> None:
    found = of(trailer)
    assert {name for name, it in found.items() if it.kept} == kept
    assert {name for name, it in found.items() if it.broken} == set(NAMES) - kept
    assert all(it.problems for it in found.values() if it.broken)


@pytest.mark.parametrize(
    "trailer",
    [
        "Assisted-by: Ada Byron <ada@example.com>",
        "Assisted-by: Jay Example",
        "Generated-by: protoc-gen-go",
        "Reviewed-by: Claude Monet <claude@example.com>",
        "",
    ],
)
def test_people_who_are_thanked_disclose_nothing(trailer: str) -> None:
    assert all((it.kept, it.broken) == (0, 0) for it in of(trailer).values())


def test_a_disclosure_in_words_breaks_every_form() -> None:
    found = of("This patch was written with Claude Code.")
    assert all((it.kept, it.broken) == (0, 1) for it in found.values())
    assert "words only" in found["kernel"].problems[0][0]


def test_one_good_trailer_is_enough_for_a_commit() -> None:
    found = of("Co-authored-by: Claude <noreply@anthropic.com>\nAssisted-by: Claude:claude-3-opus")
    assert (found["kernel"].kept, found["kernel"].broken) == (1, 0)


def test_problems_come_most_frequent_first_with_the_latest_examples() -> None:
    found = of(*["Assisted-by: Claude Code"] * 7, "Generated-by: ChatGPT")["kernel"]
    assert found.problems[0] == ("not written as AGENT:MODEL", 7)
    assert len(found.examples) == 5
    assert found.examples[-1].text == "Generated-by: ChatGPT"


@pytest.mark.parametrize(
    ("accepted", "dialect"),
    [
        (set(), ""),
        ({"assisted-by"}, "kernel"),
        ({"generated-by"}, "asf"),
        ({"co-authored-by-ai"}, "open-liberty"),
        ({"assisted-by", "co-authored-by"}, "kernel"),
        ({"assisted-by", "generated-by"}, ""),
    ],
)
def test_a_policy_chooses_a_form_where_it_asks_for_one(accepted: set[str], dialect: str) -> None:
    assert chosen(frozenset(accepted)) == dialect


def test_the_command_offers_the_forms_that_there_are() -> None:
    assert DIALECTS == NAMES


def test_a_long_value_takes_no_time() -> None:
    assert of("Assisted-by: " + "a:b [" * 10_000)["kernel"].broken <= 1
