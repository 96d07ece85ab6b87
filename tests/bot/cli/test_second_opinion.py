"""``byline check --second-opinion``: for the person at the command line, and for nobody else."""

from __future__ import annotations

import json

import pytest

from tests.bot.cli.conftest import Run
from tests.fakes.reviewer import KEY, MODEL, running, verdict

TEXT = "I let a machine write the parser.\n"
ASK = ("check", "--text", "-", "--kind", "issue", "--policy", "human-only", "--second-opinion")


def test_the_person_sees_it_and_the_outcome_is_the_same(byline: Run) -> None:
    plain = json.loads(byline(*ASK[:-1], "--format", "json", stdin=TEXT).stdout)
    with running() as fake:
        fake.says(verdict("yes", clauses=["use.default"], quotes=["let a machine write"]))
        settings = {
            "BYLINE_REVIEWER_URL": fake.url,
            "BYLINE_REVIEWER_MODEL": MODEL,
            "BYLINE_REVIEWER_KEY": KEY,
        }
        done = byline(*ASK, "--format", "json", stdin=TEXT, **settings)
        shown = byline(*ASK, stdin=TEXT, **settings)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["findings"][-1]["id"] == "second_opinion/yes"
    assert result["findings"][-1]["evidence"][0]["quote"] == "let a machine write"
    assert result["decision"] == plain["decision"]
    assert result["actions"] == plain["actions"]
    assert f"The model {MODEL}" in " ".join(shown.stdout.split())
    assert len(fake.asked) == 1, "the answer is remembered"
    assert KEY not in done.stdout + done.stderr + shown.stdout + shown.stderr


def test_it_is_not_asked_for_unless_somebody_asks(byline: Run) -> None:
    with running() as fake:
        byline(*ASK[:-1], stdin=TEXT, BYLINE_REVIEWER_URL=fake.url, BYLINE_REVIEWER_MODEL=MODEL)
        assert not fake.asked


@pytest.mark.parametrize(
    ("more", "settings", "why"),
    [
        ((), {}, "needs a reviewer: set BYLINE_REVIEWER_URL"),
        ((), {"BYLINE_REVIEWER_URL": "http://127.0.0.1:9/v1"}, "BYLINE_REVIEWER_MODEL is not"),
        ((), {"GITHUB_ACTIONS": "true"}, "a workflow's log is public"),
        (("--format", "markdown"), {}, "which is for publishing"),
    ],
)
def test_where_it_cannot_be_private_it_is_refused(
    byline: Run, more: tuple[str, ...], settings: dict[str, str], why: str
) -> None:
    done = byline(*ASK, *more, stdin=TEXT, **settings)
    assert done.returncode == 2
    assert why in done.stderr
    assert "Traceback" not in done.stderr


def test_it_does_not_go_with_writing(byline: Run) -> None:
    done = byline("check", "acme/widget#1", "--apply", "--second-opinion")
    assert (done.returncode, "does not go with --apply" in done.stderr) == (2, True)
