"""The trust file: the format that vouch reads, and any other text without an error."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import TextFile, Unknown
from policies import trust
from policies.decision import Outcome, Result
from tests.policies.build import FOOTER, NO_NETWORK, facts, footer, judge

FILE = """# People whom we know.
mitchellh
github:Ada  worked on the parser

gitlab:grace
-github:BadGuy
-spammer sent the same text to forty projects
@linus
twice
-twice
"""
HANDLES = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)


def test_the_format_of_vouch_is_read() -> None:
    assert dict(trust.parse(FILE)) == {
        "mitchellh": "vouched",
        "ada": "vouched",
        "badguy": "denounced",
        "spammer": "denounced",
        "linus": "vouched",
        "twice": "vouched",
    }


def test_of_a_file_that_was_cut_off_nothing_is_concluded() -> None:
    text = "-ada\n" + "#" * (trust.MAX_CHARS - 10) + "\n-gra"
    text += "ce" * 10
    given_facts = facts()
    repository = replace(given_facts.repository, trust_file=TextFile("VOUCHED.td", text, "main"))
    assert trust.standing_of(replace(given_facts, repository=repository)) == "denounced"
    assert "gra" not in trust.parse(text)
    unlisted = replace(given_facts.contribution, author=replace(given_facts.contribution.author, login="bob"))
    assert isinstance(
        trust.standing_of(replace(given_facts, repository=repository, contribution=unlisted)), Unknown
    )


@given(st.text(max_size=300) | st.lists(st.sampled_from(["-", ":", " ", "#", "@", "ada", "\n"])).map("".join))
def test_any_text_is_read(text: str) -> None:
    for handle, standing in trust.parse(text).items():
        assert handle
        assert standing in ("vouched", "denounced")
        assert not any(char.isspace() for char in handle)


@given(st.dictionaries(HANDLES, st.booleans(), max_size=20), st.sampled_from(["", "github:", "GitHub:"]))
def test_what_is_written_is_read_back(people: dict[str, bool], platform: str) -> None:
    lines = (f"{'' if good else '-'}{platform}{login} because" for login, good in people.items())
    said = {login: "vouched" if good else "denounced" for login, good in people.items()}
    assert dict(trust.parse("\n".join(lines))) == said


STRICT = (
    "use: {default: none}\nrespond: {use_exceeded: [hold], denounced: [record]}\nexempt: {trust_file: V.td}"
)


def judged(trust_file: Any) -> Outcome:
    given_facts = facts(FOOTER)
    repository = replace(given_facts.repository, trust_file=trust_file)
    return judge(STRICT, replace(given_facts, repository=repository), footer()).outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("ada", Outcome.PASS),
        ("github:ADA", Outcome.PASS),
        ("gitlab:ada", Outcome.HOLD),
        ("-ada", Outcome.HOLD),
        ("-ada\nada", Outcome.HOLD),
        ("", Outcome.HOLD),
    ],
)
def test_who_is_vouched_for_is_exempt(text: str, outcome: Outcome) -> None:
    assert judged(TextFile("V.td", text, "main")) is outcome


def test_no_trust_file_exempts_nobody_and_an_unknown_one_leaves_it_open() -> None:
    assert judged(None) is Outcome.HOLD
    assert judged(NO_NETWORK) is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("teams", "result"),
    [(("acme/core",), Result.EXEMPT), (("acme/docs",), Result.SILENT), (NO_NETWORK, Result.UNKNOWN)],
)
def test_members_of_a_team_are_exempt(teams: Any, result: Result) -> None:
    text = "use: {default: none}\nexempt: {teams: [Acme/Core]}"
    decision = judge(text, facts(FOOTER, author_teams=teams), footer())
    assert decision.explanation[0].result is result
    assert bool(decision.violations) is (result is Result.SILENT)
