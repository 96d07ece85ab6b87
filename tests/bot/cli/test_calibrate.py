"""``byline calibrate``: from a clone, from GitHub, and from a sample that a maintainer labelled."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from bot.cli import main
from bot.gather.facts_file import to_json
from bot.storage import Audit, Audits, open_database
from detectors.model import Kind
from tests.bot.cli.conftest import ROOT, Run
from tests.detectors.authorship.test_finding import MACHINE
from tests.detectors.authorship.test_parts import CASUAL as TEXT
from tests.factories import facts
from tests.fakes.github import FakeGitHub

ENOUGH = 120


def old_commit(folder: Path, message: str, author: str = "A", year: int = 2019) -> None:
    if not (folder / ".git").exists():
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
    when = f"{year}-01-01T00:00:00Z"
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "PATH": "/usr/bin:/bin"}
    who = ["-c", f"user.name={author}", "-c", "user.email=a@example.com"]
    command = ["git", "-C", str(folder), *who, "commit", "-q", "--allow-empty", "-m", message]
    subprocess.run(command, check=True, env=dates)


def app(github: FakeGitHub, tmp_path: Path) -> dict[str, str]:
    return {
        "BYLINE_GITHUB_API_URL": github.base_url,
        "BYLINE_APP_ID": str(github.app.id),
        "BYLINE_PRIVATE_KEY_PATH": str(github.key.write(tmp_path)),
        "BYLINE_MAX_WAIT_SECONDS": "0",
    }


def record(home: Path, *bodies: str) -> None:
    """Record judged issues of acme/widget, as the server does."""
    database = open_database(f"sqlite:///{home / 'byline.sqlite3'}")
    for number, body in enumerate(bodies, 1):
        found = facts(kind=Kind.ISSUE, head=None, number=number, id=str(number), body=body)
        Audits(database).record(
            Audit(
                repository="acme/Widget",
                subject=f"acme/widget#{number}",
                kind="issue",
                head_sha="",
                facts=json.loads(to_json(found)) if body else {},
                findings=[],
                decision={},
                actions=[],
                applied=True,
                contribution_id=str(number),
            )
        )
    database.close()


def test_a_clone_with_few_commits_is_told_so_and_changes_nothing(byline: Run, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    old_commit(clone, f"parser: keep going\n\n{TEXT}")
    old_commit(clone, f"again\n\n{TEXT}")
    old_commit(clone, f"new\n\n{TEXT} And more of it.", year=2024)
    old_commit(clone, f"bump\n\n{TEXT} By a program.", author="dependabot[bot]")
    out = tmp_path / "local.json"
    done = byline("calibrate", str(clone), "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "commit: 1 human texts" in done.stdout
    assert "Too few" in done.stdout
    assert len(json.loads(out.read_text())["scores"]["commit"]) == 1
    given = ("score", "--kind", "commit", "--format", "json")
    plain, local = byline(*given, stdin=TEXT), byline(*given, "--local", str(out), stdin=TEXT)
    assert json.loads(local.stdout)["human_tail"] == json.loads(plain.stdout)["human_tail"]


def test_a_repository_is_read_through_the_api_and_kept_where_check_finds_it(
    byline: Run, github: FakeGitHub, tmp_path: Path
) -> None:
    template = {".github/ISSUE_TEMPLATE/bug.md": f"---\nname: Bug\n---\n{TEXT}\n"}
    repository = github.add_repository("acme/widget", files=template)
    for number in range(ENOUGH):
        github.open_issue(repository, "A bug", f"{MACHINE}\n\nThis is report {number}.")
    github.open_issue(repository, "A form", TEXT)
    github.open_issue(repository, "By a program", f"{MACHINE} Bot.", by="renovate[bot]")
    github.open_pull(repository, "A change", f"{TEXT} I like it.", files={"a.py": "x = 1\n"})
    settings = app(github, tmp_path)
    done = byline("calibrate", "acme/Widget", "--until", "2099-01-01", **settings)
    assert done.returncode == 0, done.stderr
    assert f"issue: {ENOUGH} human texts, {ENOUGH} of them at or under 0.01" in done.stdout
    assert "pull_request: 1 human texts" in done.stdout
    assert (tmp_path / "home" / "calibrations" / "acme" / "widget.json").is_file()
    pages = github.calls("GET", "/repos/acme/widget/issues")
    assert len(pages) <= 4, "a hundred a request"
    new = github.open_issue(repository, "Another", f"{MACHINE}\n\nThis is report 4711.")
    checked = byline("check", f"acme/widget#{new.number}", "--format", "json", **settings)
    told = json.loads(checked.stdout)
    assert (told["human_tail"], told["findings"]) == (1.0, []), "what this project's people write is ordinary"


def test_too_early_a_date_finds_nothing(byline: Run, github: FakeGitHub, tmp_path: Path) -> None:
    github.open_issue(github.add_repository("acme/widget"), "A bug", TEXT)
    done = byline("calibrate", "acme/widget", **app(github, tmp_path))
    assert done.returncode == 2
    assert "is --until too early?" in done.stderr


def test_a_sample_is_drawn_labelled_and_taken_in(byline: Run, github: FakeGitHub, tmp_path: Path) -> None:
    github.add_repository("acme/widget")
    home, settings = tmp_path / "home", app(github, tmp_path)
    record(home, TEXT, f"{TEXT} Yes.", MACHINE, "")
    drawn = byline("calibrate", "acme/widget", "--sample", "9", **settings)
    assert drawn.returncode == 0, drawn.stderr
    assert "its text is no longer kept here" in drawn.stdout
    labels = tmp_path / "labels.txt"
    lines = drawn.stdout.splitlines()
    machine = next(at for at, line in enumerate(lines) if MACHINE.split("\n")[0] in line and "|" in line)
    ai = next(line for line in lines[machine:] if line.endswith(" ?"))
    labels.write_text(drawn.stdout.replace(ai, ai.replace("?", "ai")).replace(" ?\n", " human\n"))
    done = byline("calibrate", "acme/widget", "--labels", str(labels), "--format", "json", **settings)
    assert done.returncode == 0, done.stderr
    assert "4 labels kept" in done.stderr
    told = json.loads(done.stdout)
    assert told["kinds"] == {"issue": {"texts": 2, "flagged": 0, "enough": False}}
    assert told["sample"] == {"human": 3, "ai": 1, "text_gone": 1}
    assert "issue: 2 human texts" in byline("calibrate", "acme/widget", **settings).stdout, "labels are kept"
    again = byline("calibrate", "acme/widget", "--sample", "9", **settings)
    assert (again.returncode, "not labelled yet" in again.stderr) == (2, True)


def test_the_sample_as_json(byline: Run, tmp_path: Path) -> None:
    record(tmp_path / "home", TEXT)
    done = byline("calibrate", "acme/widget", "--sample", "1", "--format", "json")
    told = json.loads(done.stdout)
    assert (told["schema"], told["drawn"][0]["texts"][0]["text"]) == ("byline/sample/1", TEXT)


def test_labels_of_what_was_not_drawn_are_refused(byline: Run, tmp_path: Path) -> None:
    record(tmp_path / "home", TEXT)
    labels = tmp_path / "labels.txt"
    labels.write_text("1 human\n")
    done = byline("calibrate", "acme/widget", "--labels", str(labels))
    assert done.returncode == 2
    assert done.stderr.strip() == "byline: 1 is not in the sample of acme/widget: nothing was taken"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("nowhere",), "'nowhere' is neither a folder nor OWNER/REPO"),
        (("docs",), "--out FILE"),
        (("docs", "--sample", "3"), "--sample needs OWNER/REPO"),
        (("docs", "--labels", "README.md"), "--labels needs OWNER/REPO"),
        (("acme/widget", "--labels", "README.md"), "README.md, line "),
        (("acme/widget", "--sample", "3", "--out", "x"), "--sample goes with OWNER/REPO and --format only"),
        (("acme/widget", "--sample", "3"), "no contribution to acme/widget is recorded"),
        (("acme/widget", "--until", "yesterday"), "does not match the format"),
        (("acme/widget", "--texts", "missing.jsonl"), "does not exist"),
    ],
)
def test_mistakes_are_one_clear_line_and_status_2(
    arguments: tuple[str, ...],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BYLINE_HOME", str(tmp_path))
    monkeypatch.chdir(ROOT)
    with pytest.raises(SystemExit) as left:
        main(["calibrate", *arguments])
    assert left.value.code == 2
    assert said in capsys.readouterr().err


def test_a_line_of_texts_that_is_no_record_is_named(byline: Run, tmp_path: Path) -> None:
    old_commit(tmp_path / "clone", "x\n\ny")
    texts = tmp_path / "texts.jsonl"
    texts.write_text(json.dumps({"kind": "issue", "text": TEXT}) + '\n{"kind": "poem", "text": "x"}\n')
    given = ("calibrate", str(tmp_path / "clone"), "--out", str(tmp_path / "x.json"), "--texts", str(texts))
    done = byline(*given)
    assert (done.returncode, "line 2: not a record" in done.stderr) == (2, True)
    texts.write_text(json.dumps({"kind": "issue", "text": TEXT}) + "\n")
    assert "issue: 1 human texts" in byline(*given).stdout


def test_a_folder_without_commits_could_not_be_looked_at(byline: Run, tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path / "empty")], check=True)
    done = byline("calibrate", str(tmp_path / "empty"), "--out", str(tmp_path / "x.json"))
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_unreachable_github_is_status_3(byline: Run) -> None:
    settings = {"BYLINE_GITHUB_API_URL": "http://127.0.0.1:9", "BYLINE_MAX_WAIT_SECONDS": "0"}
    done = byline("calibrate", "acme/widget", **settings)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
