"""Whole audits of small real repositories."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.audit.model import Report
from bot.audit.options import Options
from bot.audit.run import Subject, audit
from bot.errors import CouldNotLook, UsageError
from bot.git import open_local
from bot.report import json as report_json
from detectors.model import Unknown
from tests.detectors.licensing.facts import APACHE
from tests.fakes.repository import RepositoryBuilder, git_environment

ADA = "Ada Byron <ada@example.com>"
COPILOT = "copilot-swe-agent[bot] <198982749+Copilot@users.noreply.github.com>"
DEPENDABOT = "dependabot[bot] <49699333+dependabot[bot]@users.noreply.github.com>"
SIGNED = "\n\nSigned-off-by: Ada Byron <ada@example.com>"


@pytest.fixture
def history(builder: RepositoryBuilder) -> RepositoryBuilder:
    """A history with an agent of each class, a bot, a merge and a sign-off."""
    builder.commit(
        f"Start{SIGNED}",
        {"a.txt": "a\n", ".mailmap": "Ada <ada@example.com> <old@example.com>\n"},
        author=ADA,
    )
    builder.commit("Older address", {"a.txt": "b\n"}, author="ada <old@example.com>")
    builder.commit("Help\n\nAssisted-by: Claude:claude-3-opus", {"b.txt": "1\n"}, author=ADA)
    builder.commit("Both\n\nCo-authored-by: Claude <noreply@anthropic.com>", {"b.txt": "2\n"}, author=ADA)
    builder.commit("By itself", {"c.txt": "1\n"}, author=COPILOT)
    builder.commit("Bump", {"d.txt": "1\n"}, author=DEPENDABOT)
    builder.commit("Side", {"e.txt": "1\n"}, branch="side", author=ADA)
    builder.commit("Main", {"f.txt": "1\n"}, author=ADA)
    builder.merge("side")
    return builder


def run(path: Path, home: Path, **options: Any) -> Report:
    repository = open_local(path)
    subject = Subject(repository, "widget", str(path))
    return audit(subject, Options(home, **options), lambda what, done, total: None)


def as_bytes(report: Report) -> bytes:
    return report_json.render(report)


def test_every_commit_counts_in_one_class(history: RepositoryBuilder, tmp_path: Path) -> None:
    report = run(history.path, tmp_path / "home")
    assert (report.scope.commits, report.scope.merges) == (9, 1)
    (quarter,) = report.ai.quarters
    assert (quarter.quarter, quarter.commits) == ("2025-Q1", 7)
    assert (quarter.declared, quarter.exact) == (1, 2)
    assert quarter.declared + quarter.exact + quarter.judged + quarter.not_judged == quarter.commits
    tiers = {(it.agent, it.tier): it.commits for it in report.ai.agents}
    assert tiers == {("claude", "declared"): 1, ("claude", "exact"): 1, ("copilot-agent", "exact"): 1}
    assert report.ai.whole.verdict == "no_estimate"


def test_what_a_policy_accepts_is_declared(history: RepositoryBuilder, tmp_path: Path) -> None:
    report = run(history.path, tmp_path / "home", accepted=frozenset({"co-authored-by"}))
    assert [(it.declared, it.exact) for it in report.ai.quarters] == [(2, 1)]


def test_the_projects_own_policy_is_gone_by(history: RepositoryBuilder, tmp_path: Path) -> None:
    policy = "disclosure:\n  required: used\n  where: [trailer]\n  trailers:\n    accept: [Generated-by]\n"
    history.commit("Policy", {".github/byline.yml": "version: 1\n" + policy})
    report = run(history.path, tmp_path / "home")
    assert report.ai.chosen == "asf", report.scope.exclusions
    assert [one.id for one in report.findings if one.id == "audit/dialect"] == ["audit/dialect"]
    other = run(history.path, tmp_path / "home", dialect="kernel")
    assert other.ai.chosen == "kernel"


def test_a_policy_with_a_mistake_is_named_and_not_gone_by(history: RepositoryBuilder, tmp_path: Path) -> None:
    history.commit("Policy", {".github/byline.yml": "nonsense: [\n"})
    report = run(history.path, tmp_path / "home")
    assert report.ai.chosen == ""
    assert [one.what for one in report.scope.exclusions if "not gone by" in one.reason] == [
        ".github/byline.yml"
    ]


def test_people_and_sign_offs(history: RepositoryBuilder, tmp_path: Path) -> None:
    people = run(history.path, tmp_path / "home").people
    assert {it.name: (it.kind, it.commits) for it in people.persons if it.commits} == {
        "Ada": ("person", 6),
        "Casey Contributor": ("person", 1),
        "copilot-swe-agent[bot]": ("agent", 1),
        "dependabot[bot]": ("bot", 1),
    }
    assert (people.authors, people.bots, people.agents, people.changed_mail) == (2, 1, 1, 1)
    (month,) = people.months
    assert (month.commits, month.signed_off, month.by_author) == (7, 1, 1)
    assert "@" not in json.dumps([it.mail for it in people.persons])


def test_a_later_commit_signs_off_for_an_earlier_one(builder: RepositoryBuilder, tmp_path: Path) -> None:
    first = builder.commit("Forgot it", {"a": "1\n"}, author=ADA)
    said = "I, Ada Byron <ada@example.com>, hereby add my Signed-off-by to this commit: "
    builder.commit(f"DCO Remediation Commit\n\n{said}{first}{SIGNED}", author=ADA)
    (month,) = run(builder.path, tmp_path / "home").people.months
    assert (month.commits, month.signed_off, month.by_author) == (2, 2, 2)


def test_nobody_signs_off_for_somebody_else(builder: RepositoryBuilder, tmp_path: Path) -> None:
    first = builder.commit("Forgot it", {"a": "1\n"}, author="Bo Bell <bo@example.com>")
    said = "I, Ada Byron <ada@example.com>, hereby add my Signed-off-by to this commit: "
    builder.commit(f"DCO Remediation Commit\n\n{said}{first}{SIGNED}", author=ADA)
    (month,) = run(builder.path, tmp_path / "home").people.months
    assert (month.commits, month.by_author) == (2, 1)


def test_days_bound_what_is_counted(builder: RepositoryBuilder, tmp_path: Path) -> None:
    for day in (1, 2, 3, 4):
        builder.commit(f"Day {day}", {"a": f"{day}\n"}, date=datetime(2025, 3, day, 23, 59, tzinfo=UTC))
    report = run(builder.path, tmp_path / "home", since="2025-03-02", until="2025-03-03")
    assert (report.scope.commits, report.scope.first, report.scope.last) == (2, "2025-03-02", "2025-03-03")
    assert (report.scope.since, report.scope.until) == ("2025-03-02", "2025-03-03")
    assert report.scope.as_of == "2025-03-04"
    nothing = run(builder.path, tmp_path / "home", since="2026-01-01")
    assert (nothing.scope.commits, nothing.scope.first, nothing.ai.quarters) == (0, "", ())


def test_days_that_are_none_are_refused(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.commit("One", {"a": "1\n"})
    with pytest.raises(UsageError, match="not a day"):
        run(builder.path, tmp_path / "home", since="yesterday")


def test_a_second_run_and_a_fresh_one_give_the_same_bytes(history: RepositoryBuilder, tmp_path: Path) -> None:
    first = as_bytes(run(history.path, tmp_path / "home"))
    assert as_bytes(run(history.path, tmp_path / "home")) == first
    assert as_bytes(run(history.path, tmp_path / "other")) == first


def test_the_models_that_a_tree_names_are_the_same_in_a_second_run(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    page = "# Widget\n\nThe answers come from [the model](https://huggingface.co/deepseek-ai/DeepSeek-V3).\n"
    code = 'MODEL = "deepseek-ai/DeepSeek-V3"\nload = AutoModel.from_pretrained("deepseek-ai/DeepSeek-V3")\n'
    builder.commit("Start", {"README.md": page, "load.py": code})
    first = run(builder.path, tmp_path / "home")
    assert not isinstance(first.openness, Unknown)
    assert [one.id for one in first.openness.artifacts]
    assert run(builder.path, tmp_path / "home") == first
    builder.commit("Away", {"README.md": "# Widget\n", "load.py": None})
    later = run(builder.path, tmp_path / "home")
    assert not isinstance(later.openness, Unknown)
    assert later.openness.artifacts == ()


def test_what_was_noted_before_new_commits_changes_nothing(
    history: RepositoryBuilder, tmp_path: Path
) -> None:
    run(history.path, tmp_path / "home")
    history.commit("More\n\nCo-authored-by: Claude <noreply@anthropic.com>", {"g": "1\n"}, author=ADA)
    incremental = as_bytes(run(history.path, tmp_path / "home"))
    assert as_bytes(run(history.path, tmp_path / "fresh")) == incremental


def test_commits_that_left_the_history_leave_the_report(history: RepositoryBuilder, tmp_path: Path) -> None:
    tip = history.rev_parse("main")
    history.commit("Taken back\n\nCo-authored-by: Claude <noreply@anthropic.com>", {"g": "1\n"}, author=ADA)
    run(history.path, tmp_path / "home")
    history.set_branch("main", tip)
    assert as_bytes(run(history.path, tmp_path / "home")) == as_bytes(run(history.path, tmp_path / "fresh"))


def test_one_process_and_several_give_the_same_bytes(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.history((f"Change {n}\n\nThe reason is number {n}.", {"a": f"{n}\n"}) for n in range(1_100))
    one = as_bytes(run(builder.path, tmp_path / "one", jobs=1))
    assert as_bytes(run(builder.path, tmp_path / "two", jobs=2)) == one


def clone(source: RepositoryBuilder, path: Path, *options: str) -> Path:
    command = ["git", "clone", "-q", "--bare", *options, source.path.as_uri(), str(path)]
    subprocess.run(command, check=True, env=git_environment())
    return path


def test_a_shallow_clone_is_said_to_be_one(history: RepositoryBuilder, tmp_path: Path) -> None:
    report = run(clone(history, tmp_path / "shallow.git", "--depth=2"), tmp_path / "home")
    assert report.scope.shallow
    assert report.scope.commits < 9
    assert any("shallow" in one.reason for one in report.scope.exclusions)


def test_a_partial_clone_is_said_to_be_one(history: RepositoryBuilder, tmp_path: Path) -> None:
    report = run(clone(history, tmp_path / "partial.git", "--filter=blob:none"), tmp_path / "home")
    assert report.scope.partial
    assert report.scope.commits == 9
    reasons = [one.reason for one in report.scope.exclusions]
    assert any("partial" in reason for reason in reasons)
    assert any("lines not counted" in reason for reason in reasons)


def test_a_whole_clone_is_neither(history: RepositoryBuilder, tmp_path: Path) -> None:
    scope = run(history.path, tmp_path / "home").scope
    assert (scope.shallow, scope.partial, scope.ref) == (False, False, "main")


def test_an_empty_repository_could_not_be_looked_at(builder: RepositoryBuilder, tmp_path: Path) -> None:
    with pytest.raises(CouldNotLook, match="no commit"):
        run(builder.path, tmp_path / "home")


def test_hostile_words_do_no_harm(builder: RepositoryBuilder, tmp_path: Path) -> None:
    names = ["\u202eevil\x1b[31m <x@example.com>", "' OR 1=1; -- <y@example.com>", "<script> <z@example.com>"]
    for at, name in enumerate(names):
        message = f"\x1b]0;title\x07 {at}\n\nAssisted-by: Claude:\u200bx\x1b[2J\n\nSigned-off-by: {name}"
        builder.commit(message, {f"a\n\t\x1b{at}": "1\n"}, author=name.replace("<script>", "script"))
    report = run(builder.path, tmp_path / "home")
    assert report.scope.commits == 3
    assert as_bytes(report)


def test_what_the_project_sets_aside_is_listed_with_who_and_why(
    history: RepositoryBuilder, tmp_path: Path
) -> None:
    entry = "- {finding: audit/dialect, owner: Ada, reason: Older commits stay., expires: %s}\n"
    text = "dismissals:\n" + entry % "2030-01-01" + entry % "2025-01-01"
    history.commit("Audit", {".github/byline-audit.yml": text})
    report = run(history.path, tmp_path / "home", dialect="kernel")
    assert [(it.finding, it.owner, it.expires) for it in report.dismissed] == [
        ("audit/dialect", "Ada", "2030-01-01")
    ]
    assert any("a day that is past" in one.reason for one in report.scope.exclusions)


@pytest.mark.parametrize(
    "text", ["dismissals: 5", "a: &a [*a]", "{", "dismissals:\n- {finding: x}", "x" * 200_000]
)
def test_an_audit_file_with_a_mistake_sets_nothing_aside(
    builder: RepositoryBuilder, tmp_path: Path, text: str
) -> None:
    builder.commit("One", {".github/byline-audit.yml": text})
    report = run(builder.path, tmp_path / "home")
    assert report.dismissed == ()
    assert any("sets nothing aside" in one.reason for one in report.scope.exclusions)


def test_mails_are_shown_when_they_are_asked_for(history: RepositoryBuilder, tmp_path: Path) -> None:
    shown = run(history.path, tmp_path / "home", mails=True)
    assert "ada@example.com" in [it.mail for it in shown.people.persons]
    hidden = run(history.path, tmp_path / "home")
    assert replace(shown, people=hidden.people, method=hidden.method) == hidden
    assert b"ada@example.com" not in as_bytes(hidden)


def test_the_authors_of_license_events_are_called_as_the_mailmap_wants_it(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    builder.commit("License", {"LICENSE": APACHE}, author="Augusta Gordon <ada@example.com>")
    builder.commit("Name", {".mailmap": "Ada Byron <ada@example.com>\n"}, author=ADA)
    licenses = run(builder.path, tmp_path / "home").licenses
    assert not isinstance(licenses, Unknown)
    assert [one.author for one in licenses.events] == ["Ada Byron"]
