"""``byline audit``: a clone, an address, a list; stopped in the middle, and what its exit status says."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bot.cli.audit import FORMATS as NAMES
from bot.report.formats import FORMATS
from tests.bot.cli.conftest import ROOT, Run
from tests.fakes.github import FakeGitHub
from tests.fakes.repository import RepositoryBuilder
from tests.webhooks.running import until

ADA = "Ada Byron <ada@example.com>"
CLAUDE = "\n\nCo-authored-by: Claude <noreply@anthropic.com>"
SIGNED_BY_BOT = "\n\nSigned-off-by: Claude <noreply@anthropic.com>"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    made = RepositoryBuilder(tmp_path / "widget.git")
    made.commit(f"Start{CLAUDE}", {"a.py": "x = 1\n"}, author=ADA)
    made.commit("Next", {"a.py": "x = 2\n"}, author=ADA)
    return made.path


def test_a_clone_as_text(byline: Run, clone: Path) -> None:
    done = byline("audit", str(clone))
    assert done.returncode == 0, done.stderr
    assert "2 commits" in done.stdout
    assert "Claude" in done.stdout
    assert "ada@example.com" not in done.stdout
    assert done.stderr == ""


def test_every_format_is_written_into_the_folder(byline: Run, clone: Path, tmp_path: Path) -> None:
    out = tmp_path / "new" / "report"
    done = byline("audit", str(clone), "--format", ",".join(NAMES), "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert sorted(path.name for path in out.iterdir()) == sorted(form.file for form in FORMATS.values())
    assert json.loads((out / "audit.json").read_bytes())["scope"]["commits"] == 2


def test_the_formats_of_the_help_are_those_that_there_are() -> None:
    assert set(NAMES) == set(FORMATS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "PATH or URL"),
        (("{clone}", "--list", "{clone}/HEAD"), "PATH or URL"),
        (("{clone}", "--format", "text,json"), "--out"),
        (("{clone}", "--format", "pdf"), "pdf is no format"),
        (("{clone}", "--since", "2025-13-01"), "not a day"),
        (("{clone}", "--since", "2025-02-02", "--until", "2025-02-01"), "is after"),
        (("{clone}", "--policy", "nowhere.yml"), "neither a file nor a preset"),
        (("{clone}", "--baseline", "nowhere.json"), "nowhere.json"),
        (("{clone}/nowhere",), "does not exist"),
        (("/",), "no git repository"),
        (("ssh://git@example.com/a/b",), "https only"),
        (("file:///etc",), "https only"),
        (("https://user:secret@example.com/a/b",), "https only"),
        (("http://example.com/a/b",), "https only"),
        (("--list", "nowhere.txt", "--out", "x"), "nowhere.txt"),
    ],
)
def test_mistakes_are_said_in_a_line(byline: Run, clone: Path, arguments: tuple[str, ...], said: str) -> None:
    done = byline("audit", *(argument.format(clone=clone) for argument in arguments))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr


def test_an_empty_repository_could_not_be_looked_at(byline: Run, tmp_path: Path) -> None:
    RepositoryBuilder(tmp_path / "empty.git")
    done = byline("audit", str(tmp_path / "empty.git"))
    assert done.returncode == 3
    assert "no commit" in done.stderr


def test_the_exit_status_follows_what_was_found(byline: Run, clone: Path) -> None:
    RepositoryBuilder(clone).commit(f"More{SIGNED_BY_BOT}", {"b.py": "1\n"}, author=ADA)
    assert byline("audit", str(clone)).returncode == 0
    assert byline("audit", str(clone), "--fail-on", "warning").returncode == 1
    entry = "dismissals: [{finding: audit/agent-sign-off, owner: Ada, reason: Known., expires: 2099-01-01}]\n"
    RepositoryBuilder(clone).commit("Aside", {".github/byline-audit.yml": entry}, author=ADA)
    assert byline("audit", str(clone), "--fail-on", "warning").returncode == 0


def test_what_is_new_since_an_earlier_report_is_said(byline: Run, clone: Path, tmp_path: Path) -> None:
    byline("audit", str(clone), "--format", "json", "--out", str(tmp_path / "old"))
    RepositoryBuilder(clone).commit("More\n\nGenerated-by: Gemini CLI", {"b.py": "1\n"}, author=ADA)
    old = tmp_path / "old" / "audit.json"
    done = byline("audit", str(clone), "--format", "json", "--baseline", str(old))
    assert done.returncode == 0, done.stderr
    changes = json.loads(done.stdout)["comparison"]["changes"]
    assert any("Gemini" in one["text"] or "Gemini" in one["what"] for one in changes)


def test_an_address_is_cloned_once_and_brought_up_to_date(
    byline: Run, github: FakeGitHub, tmp_path: Path
) -> None:
    repo = github.add_repository("acme/widget", files={"a.txt": "1\n"})
    url = f"{github.base_url}/acme/widget.git"
    first = byline("audit", url, "--format", "json")
    assert first.returncode == 0, first.stderr
    scope = json.loads(first.stdout)["scope"]
    assert (scope["repository"], scope["ref"]) == (url.removesuffix(".git"), "main")
    assert (scope["shallow"], scope["partial"]) == (False, False)
    repo.git.commit(f"More{CLAUDE}", {"b.txt": "1\n"})
    second = json.loads(byline("audit", url, "--format", "json").stdout)
    assert second["scope"]["commits"] == scope["commits"] + 1
    assert len(list((tmp_path / "home" / "audits" / "clones").glob("*.git"))) == 1


def test_a_private_repository_is_no_crash(byline: Run, github: FakeGitHub) -> None:
    github.add_repository("acme/secret", private=True)
    done = byline("audit", f"{github.base_url}/acme/secret.git")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_many_repositories_come_onto_one_page(byline: Run, clone: Path, tmp_path: Path) -> None:
    twin = RepositoryBuilder(tmp_path / "other" / "widget.git")
    twin.commit("Start", {"a": "1\n"})
    listed, out = tmp_path / "list.txt", tmp_path / "out"
    listed.write_text(f"# ours\n{clone}\n\n{twin.path}\n{tmp_path / 'gone'}\n")
    done = byline("audit", "--list", str(listed), "--format", "html,json", "--out", str(out))
    assert done.returncode == 2, done.stderr
    assert "gone does not exist" in done.stderr
    assert sorted(path.name for path in out.iterdir()) == ["index.html", "widget", "widget~2"]
    page = (out / "index.html").read_text()
    assert "widget/audit.html" in page
    assert "does not exist" in page


@pytest.fixture
def large(tmp_path: Path) -> Path:
    made = RepositoryBuilder(tmp_path / "large.git")
    made.history((f"Change {n}\n\nThe reason is number {n}.", {"a": f"{n}\n"}) for n in range(4_000))
    return made.path


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_audit_goes_on_where_it_was(
    byline: Run, large: Path, tmp_path: Path, how: signal.Signals
) -> None:
    home = tmp_path / "home"
    command = [sys.executable, "-m", "bot", "audit", str(large), "--jobs", "2", "--format", "json"]
    environment = {**os.environ, "BYLINE_HOME": str(home)}
    with (tmp_path / "errors").open("wb") as errors:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
            preexec_fn=_heed_interrupts,  # noqa: PLW1509 - no threads here
        )
        until(lambda: kept(home) or process.poll() is not None, "first commits are kept")
        workers = set(children(process.pid))
        process.send_signal(how)
        status = process.wait()
    assert status == (-9 if how is signal.SIGKILL else 130)
    assert b"Traceback" not in (tmp_path / "errors").read_bytes()
    until(lambda: not any(alive(pid) for pid in workers), "the workers end with it")
    before = kept(home)
    assert 0 < before < 4_000
    resumed = byline("audit", str(large), "--format", "json")
    assert resumed.returncode == 0, resumed.stderr
    assert kept(home) == 4_000
    fresh = byline("audit", str(large), "--format", "json", BYLINE_HOME=str(tmp_path / "fresh"))
    assert resumed.stdout == fresh.stdout


def _heed_interrupts() -> None:
    """A shell lets what it starts in the background ignore SIGINT, and that is inherited."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def kept(home: Path) -> int:
    """Return how many commits there are notes on."""
    for path in (home / "audits").glob("*.sqlite3"):
        with suppress(sqlite3.OperationalError), closing(sqlite3.connect(path)) as database:
            return int(database.execute("SELECT count(*) FROM notes").fetchone()[0])
    return 0


def children(pid: int) -> Iterator[int]:
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, path.read_text().split()):
            yield child
            yield from children(child)


def alive(pid: int) -> bool:
    """Whether a process runs; one that nobody waited for yet is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_reviews_are_asked_for_with_a_token_only(byline: Run, clone: Path) -> None:
    name = ("--name", "https://github.com/acme/widget")
    done = byline("audit", str(clone), "--reviews", *name)
    assert done.returncode == 2
    assert "needs a token" in done.stderr
    elsewhere = byline("audit", str(clone), "--reviews", "--name", "https://example.com/acme/widget")
    assert "is not there" in elsewhere.stderr


def test_reviews_of_a_private_repository(byline: Run, github: FakeGitHub) -> None:
    repo = github.add_repository("acme/secret", private=True)
    pull = github.open_pull(repo, files={"a.txt": "x\n"}, by="contributor")
    github.close_issue(pull, by="maintainer", merged=True)
    token = {"GITHUB_TOKEN": github.installation_token(repo), "BYLINE_GITHUB_API_URL": github.base_url}
    done = byline("audit", f"{github.base_url}/acme/secret.git", "--reviews", "--format", "json", **token)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["people"]["reviews"]["unreviewed"] in {0, 1}
    assert token["GITHUB_TOKEN"] not in done.stdout + done.stderr
