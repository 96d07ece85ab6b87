"""Addresses and days, as a report shows them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audit import dates
from bot.audit.mails import Mails, digest
from bot.errors import UsageError

HIDING = Mails(shown=False)


@pytest.mark.parametrize(
    "text",
    [
        "Signed-off-by: Ada <ada@example.com>",
        "mail ada@example.com, or not",
        "(ada@example.com)",
        '"ada@example.com"',
        "mailto:ada@example.com",
    ],
)
def test_addresses_in_quotes_are_hidden(text: str) -> None:
    assert HIDING.in_text(text) == text.replace("ada@example.com", digest("ada@example.com"))
    assert Mails(shown=True).in_text(text) == text


def test_agents_addresses_are_nobodys() -> None:
    text = "Co-authored-by: Claude <noreply@anthropic.com>"
    assert HIDING.in_text(text) == text


def test_spellings_of_an_address_have_one_digest() -> None:
    assert HIDING.of("Ada@Example.com") == HIDING.of(" ada@example.com")
    assert HIDING.of("") == ""


@given(st.text(alphabet="a@.<> \n", max_size=300))
def test_no_address_of_this_form_is_left(text: str) -> None:
    shown = HIDING.in_text(text)
    assert not any(
        left and right
        for left, right in zip(shown.split("@"), shown.split("@")[1:], strict=False)
        if left[-1:] == "a" and right[:1] == "a"
    )


def test_quarters_months_and_days() -> None:
    at = dates.begins("2025-03-31")
    assert (dates.day(at), dates.month(at), dates.quarter(at)) == ("2025-03-31", "2025-03", "2025-Q1")
    assert dates.quarter(dates.ends("2025-03-31")) == "2025-Q2"
    assert dates.day(dates.ends("2025-12-31") - 1) == "2025-12-31"
    assert dates.day(0) == "1970-01-01"
    assert dates.day(253_402_300_799) == "9999-12-31"


@pytest.mark.parametrize("text", ["2025", "2025-02-30", "yesterday", "", "2025-01-01T00:00", "\x1b[31m"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="not a day"):
        dates.begins(text)


def test_the_last_day_of_all_can_be_asked_for() -> None:
    assert dates.ends("9999-12-31") == 253_402_300_800
