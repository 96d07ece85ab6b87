"""``byline policy init`` writes a file that is valid, and never over another one unasked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import policies
from bot.cli.policy import policy as group
from policies import presets
from tests.bot.cli.policy.conftest import Policy


@pytest.mark.parametrize("preset", presets.names())
@pytest.mark.parametrize("mode", ["observe", "report"])
def test_every_preset_gives_a_valid_file(policy: Policy, tmp_path: Path, preset: str, mode: str) -> None:
    out = tmp_path / "new" / "byline.yml"
    done = policy("init", "--preset", preset, "--mode", mode, "--yes", "--out", out)
    assert done.status == 0, done.err
    made = policies.load(out.read_text(), str(out))
    assert (made.extends, made.meta.mode) == (preset, mode)
    assert "byline policy simulate" in done.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("disclose-section",), ['first: put the heading "AI Disclosure" into your pull request template']),
        (
            ("evidence-first",),
            [
                (
                    "first: put these boxes into your pull request template: "
                    '"Human-written", "AI-assisted", "AI-generated"'
                )
            ],
        ),
        (("disclose-section", "--disclosure", "never"), []),
        (("disclose",), []),
    ],
)
def test_what_the_template_has_to_have_is_said(
    policy: Policy, tmp_path: Path, arguments: tuple[str, ...], said: list[str]
) -> None:
    done = policy("init", "--yes", "--out", tmp_path / "byline.yml", "--preset", *arguments)
    assert [line.strip() for line in done.out.splitlines() if line.startswith("  first")] == said


def test_answers_are_asked_for_and_written(tmp_path: Path) -> None:
    out = tmp_path / "byline.yml"
    answers = 'disclose\nused\nwrite\nhttps://example.org/ai\nthe "chat": #ai\nreport\n'
    done = CliRunner().invoke(group, ["init", "--out", str(out)], input=answers)
    assert done.exit_code == 0, done.output
    made = policies.load(out.read_text(), str(out))
    assert (made.exempt.permission, made.meta.contact) == ("write", 'the "chat": #ai')
    assert made.meta.policy_url == "https://example.org/ai"


def test_file_that_is_there_stays_unless_one_says_so(policy: Policy, tmp_path: Path) -> None:
    out = tmp_path / "byline.yml"
    out.write_text("version: 1\n")
    refused = policy("init", "--preset", "disclose", "--yes", "--out", out)
    assert (refused.status, out.read_text()) == (2, "version: 1\n")
    asked = CliRunner().invoke(group, ["init", "--preset", "disclose", "--out", str(out)], input="n\n")
    assert (asked.exit_code, out.read_text()) == (1, "version: 1\n")
    assert policy("init", "--preset", "disclose", "--yes", "--force", "--out", out).status == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--yes",), "--preset"),
        (("--yes", "--preset", "disclose", "--policy-url", "ftp://x"), "web address"),
        (("--yes", "--preset", "disclose", "--contact", "a\nb"), "one line"),
    ],
)
def test_answers_that_make_no_policy_write_nothing(
    policy: Policy, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    out = tmp_path / "byline.yml"
    done = policy("init", *arguments, "--out", out)
    assert done.status == 2
    assert said in done.err
    assert not out.exists()
