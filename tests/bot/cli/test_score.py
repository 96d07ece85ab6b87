"""``byline score`` from the outside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.score import score
from bot.errors import UsageError

TEXT = (
    "The parser used to give up on the first bad line and threw away everything it had read so far. "
    "Keep going instead, and print "
    "the number of lines that were skipped at the end. This is what the old tool did, and some "
    "people's scripts rely on it."
)


def run(*arguments: str, text: str | bytes = "") -> str:
    result = CliRunner().invoke(score, list(arguments), input=text, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_words_give_both_rates_and_no_verdict_on_the_author() -> None:
    said = run("--kind", "commit", text=TEXT)
    assert "in 1,000 human-written commit messages" in said
    assert "least favorable project" in said
    assert "no probability of authorship" in said


def test_json_is_one_score() -> None:
    answer = json.loads(run("--kind", "commit", "--format", "json", text=TEXT))
    assert answer["id"] == "-"
    assert answer["model"]


def test_a_stream_is_answered_line_by_line_in_order() -> None:
    records = [
        json.dumps({"id": n, "kind": "commit", "title": "", "text": TEXT[: 20 * n], "lang": ""})
        for n in range(8)
    ]
    lines = [*records, "no json", "[]", '{"id": "a"}', '{"id": "b", "text": "x", "kind": "poem"}', ""]
    answers = [json.loads(line) for line in run("--jsonl", text="\n".join(lines) + "\n").splitlines()]
    assert [answer["id"] for answer in answers] == [*range(8), None, None, "a", "b", None]
    assert all("error" in answer for answer in answers[8:])
    assert all("verdict" in answer for answer in answers[:8])


def test_many_lines_go_through_workers_and_keep_their_order() -> None:
    lines = [json.dumps({"id": str(n), "text": "word " * (n % 7)}) for n in range(300)]
    answers = run("--jsonl", "--kind", "issue", "--jobs", "2", text="\n".join(lines)).splitlines()
    assert [json.loads(answer)["id"] for answer in answers] == [str(n) for n in range(300)]


def test_bytes_that_are_no_text_are_answered() -> None:
    answers = run("--jsonl", "--kind", "issue", text=b'\xff\xfe\n{"id": 1, "text": "\xff"}\n').splitlines()
    assert len(answers) == 2


def test_a_kind_is_needed() -> None:
    with pytest.raises(UsageError, match="--kind"):
        CliRunner().invoke(score, ["-"], input=TEXT, catch_exceptions=False)


def test_a_wrong_calibration_file_is_a_clear_error(tmp_path: Path) -> None:
    wrong = tmp_path / "x.json"
    wrong.write_text("[]")
    with pytest.raises(UsageError, match="no calibration file"):
        CliRunner().invoke(
            score, ["--kind", "issue", "--local", str(wrong)], input=TEXT, catch_exceptions=False
        )
