"""``byline check`` on its inputs: what it says, what it would do, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot import calibrations
from tests.bot.cli.conftest import Run
from tests.detectors.authorship.test_finding import MACHINE
from tests.e2e.conftest import policy_file
from tests.fakes.github import FakeGitHub

EVENT = "docs/examples/pull_request.opened.json"
FOOTER = "🤖 Generated with [Claude Code](https://claude.com/claude-code)\n"


def test_footer_under_human_only_is_held_on_exact_evidence(byline: Run) -> None:
    done = byline("check", "--event", EVENT, "--policy", "human-only", "--format", "json")
    assert done.returncode == 1, done.stderr
    result = json.loads(done.stdout)
    (violation,) = result["decision"]["violations"]
    assert (violation["kind"], violation["tier"]) == ("use_exceeded", "exact")
    assert result["decision"]["outcome"] == "hold"
    assert [action["action"] for action in result["actions"]] == ["create_comment", "write_check"]
    assert result["actions"][1]["conclusion"] == "action_required"


def test_footer_under_disclose_is_noted_as_incomplete(byline: Run) -> None:
    done = byline("check", "--event", EVENT, "--policy", "disclose", "--format", "json")
    assert done.returncode == 0, done.stderr
    decision = json.loads(done.stdout)["decision"]
    assert decision["outcome"] == "note"
    assert [violation["kind"] for violation in decision["violations"]] == ["disclosure_incomplete"]
    (said,) = [step for step in decision["explanation"] if step["result"] == "violated"]
    assert "extent" in said["looked_at"]


def test_scores_are_told_to_the_person_and_change_nothing(byline: Run) -> None:
    text = (
        "The parser gave up on the first bad line and threw away what it had read so far. Now it goes on. "
        * 3
    )
    given = ("check", "--text", "-", "--policy", "human-only", "--format")
    result = json.loads(byline(*given, "json", stdin=text).stdout)
    (score,) = result["scores"]
    assert score["part"] == "description"
    assert 0 < score["human_tail"] <= 1
    assert result["human_tail"] == score["human_tail"]
    assert result["decision"]["outcome"] == "pass"
    assert "1,000 human-written issues" in " ".join(byline(*given, "text", stdin=text).stdout.split())
    assert "1,000" not in byline(*given, "markdown", stdin=text).stdout, "what is published holds no score"


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_the_log_of_a_workflow_has_no_scores(byline: Run, form: str, tmp_path: Path) -> None:
    text = tmp_path / "long.md"
    text.write_text("The reader opens each file in the folder and then forgets to close it again. " * 40)
    here = byline("check", "--text", str(text), "--format", form)
    assert ("human_tail" in here.stdout or "Scores" in here.stdout) is (form != "markdown")
    done = byline("check", "--text", str(text), "--format", form, GITHUB_ACTIONS="true")
    assert done.returncode == 0, done.stderr
    assert "Scores" not in done.stdout
    assert form != "json" or json.loads(done.stdout)["scores"] == []


@pytest.mark.parametrize("form", ["text", "json"])
def test_where_the_policy_takes_no_score_none_is_shown(byline: Run, form: str, tmp_path: Path) -> None:
    policy = tmp_path / "byline.yml"
    policy.write_text("version: 1\ndetect: {score: off}\n")
    given = ("check", "--text", "-", "--format", form, "--policy", str(policy))
    shown = byline(*given, stdin=MACHINE).stdout
    assert "Scores" not in shown
    assert "authorship" not in shown
    assert form == "text" or (json.loads(shown)["scores"], json.loads(shown)["human_tail"]) == ([], None)


def test_a_local_calibration_can_be_given(byline: Run, tmp_path: Path) -> None:
    local = tmp_path / "local.json"
    calibrations.write(local, {"issue": [0.9999] * 120})
    given = ("check", "--text", "-", "--format", "json")
    flagged = json.loads(byline(*given, stdin=MACHINE).stdout)
    assert [finding["id"] for finding in flagged["findings"]] == ["authorship/machine-like"]
    spared = json.loads(byline(*given, "--local", str(local), stdin=MACHINE).stdout)
    assert (spared["findings"], spared["human_tail"]) == ([], 1.0)
    local.write_text("[]")
    wrong = byline(*given, "--local", str(local), stdin=MACHINE)
    assert (wrong.returncode, "no calibration file" in wrong.stderr) == (2, True)


def test_payload_needs_no_network_and_says_what_it_lacks(byline: Run) -> None:
    text = byline("check", "--event", EVENT, "--policy", "disclose").stdout
    assert "Not available" in text
    assert "no network was used" in " ".join(text.split())


def test_fail_on_decides_the_exit_status(byline: Run) -> None:
    given = ("check", "--event", EVENT, "--policy", "disclose", "--fail-on")
    assert [byline(*given, level).returncode for level in ("note", "hold")] == [1, 0]


def test_markdown_is_for_a_job_summary(byline: Run) -> None:
    done = byline("check", "--event", EVENT, "--policy", "human-only", "--format", "markdown")
    assert done.stdout.startswith("## Byline: hold\n")


def test_text_from_standard_input(byline: Run) -> None:
    done = byline("check", "--text", "-", "--kind", "issue", "--policy", "human-only", stdin=FOOTER)
    assert done.returncode == 1
    assert "Claude Code" in done.stdout


def test_saved_facts_give_the_same_judgement_byte_for_byte(byline: Run, tmp_path: Path) -> None:
    saved = str(tmp_path / "facts.json")
    first = byline(
        "check", "--event", EVENT, "--policy", "disclose", "--format", "json", "--save-facts", saved
    )
    again = byline("check", "--facts", saved, "--policy", "disclose", "--format", "json")
    replayed = byline("replay", saved, "--policy", "disclose", "--format", "json")
    assert first.stdout == again.stdout == replayed.stdout


def test_terminal_output_holds_no_control_characters(byline: Run) -> None:
    text = f"\x1b]0;owned\x07 \u202e {FOOTER}"
    done = byline("check", "--text", "-", "--policy", "human-only", stdin=text)
    assert not {"\x1b", "\x07", "\u202e"} & set(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "exactly one of"),
        (("acme/widget",), "OWNER/REPO#NUMBER"),
        (("acme/widget#1", "--text", "README.md"), "exactly one of"),
        (("--event", "README.md"), "not JSON"),
        (("--event", EVENT, "--policy", "nonsense"), "neither a file nor a preset"),
        (("--event", EVENT, "--policy", "README.md"), "README.md:"),
        (("--event", EVENT, "--apply"), "--apply needs OWNER/REPO#N"),
        (("--facts", EVENT), "byline/facts/1"),
        (("--event", "missing.json"), "does not exist"),
    ],
)
def test_mistakes_are_one_clear_line_and_status_2(byline: Run, arguments: tuple[str, ...], said: str) -> None:
    done = byline("check", *arguments)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_unreachable_github_is_status_3(byline: Run) -> None:
    done = byline(
        "check", "acme/widget#1", BYLINE_GITHUB_API_URL="http://127.0.0.1:9", BYLINE_MAX_WAIT_SECONDS="0"
    )
    assert done.returncode == 3
    assert done.stderr.startswith("byline: ")
    assert "Traceback" not in done.stderr


def test_live_pull_request_is_shown_first_and_written_only_when_asked(
    byline: Run, github: FakeGitHub, tmp_path: Path
) -> None:
    repository = github.add_repository("acme/widget", files=policy_file("human-only"))
    pull = github.open_pull(repository, "Close the file", FOOTER, files={"a.py": "x = 1\n"})
    settings = {
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_APP_ID": str(github.app.id),
        "BYLINE_PRIVATE_KEY_PATH": str(github.key.write(tmp_path)),
        "BYLINE_WRITE_SPACING_SECONDS": "0",
    }
    shown = byline("check", f"acme/widget#{pull.number}", **settings)
    assert shown.returncode == 1, shown.stderr
    assert "→ post the comment" in shown.stdout
    assert github.writes("^/repos/") == []
    done = byline("check", f"acme/widget#{pull.number}", "--apply", **settings)
    assert "done: post the comment" in done.stderr
    assert len(pull.comments) == 1
    assert github.check_runs("acme/widget")[0].conclusion == "action_required"
    again = byline("check", f"acme/widget#{pull.number}", "--apply", **settings)
    assert "nothing was written" in again.stderr
