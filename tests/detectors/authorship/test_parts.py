"""Several texts of one contribution: one tail, one finding for maintainers at most."""

from __future__ import annotations

from dataclasses import replace

from detectors.authorship.parts import judge
from detectors.model import (
    Account,
    Commit,
    Contribution,
    Facts,
    Identity,
    Kind,
    Repository,
    TextFile,
    Unknown,
)  # fmt: skip
from tests.detectors.authorship.test_score import GOLDEN

TIDY = next(row["text"] for row in GOLDEN if row["kind"] == "commit" and row["text"].startswith("- Add"))
CASUAL = next(row["text"] for row in GOLDEN if row["answer"]["verdict"] == "unremarkable")


def commit(number: int, body: str) -> Commit:
    who = Identity("A", "a@example.com")
    return Commit(
        f"{number:040x}",
        f"title {number}\n\n{body}",
        who,
        who,
        "2026-01-01T00:00:00Z",
        None,
        None,
        Unknown("-"),
    )


def facts(body: str, *commits: Commit, templates: tuple[TextFile, ...] = ()) -> Facts:
    it = Contribution(
        kind=Kind.PULL_REQUEST,
        repository="acme/widget",
        number=1,
        id="1",
        title="title",
        body=body,
        author=Account("someone"),
        url="https://example.com",
        created_at="2026-01-01T00:00:00Z",
        commits=commits,
    )
    return Facts(it, Repository("acme/widget", "main", False, templates=templates), "2026-01-01T00:00:00Z")


def test_more_parts_raise_the_bar() -> None:
    alone = judge(facts(CASUAL)).human_tail
    several = judge(facts(CASUAL, *(commit(n, f"{CASUAL} Again {'x' * n}.") for n in range(3)))).human_tail
    assert alone is not None
    assert several is not None
    assert several >= min(alone, 1.0)


def test_nothing_to_read_is_no_score() -> None:
    assert judge(facts("")).human_tail is None
    assert judge(facts("", commit(1, "Fix."))).human_tail is None


def test_a_commit_that_repeats_the_description_counts_once() -> None:
    assert len(judge(facts(CASUAL, commit(1, CASUAL))).parts) == 1


def test_template_lines_of_the_repository_are_not_judged() -> None:
    template = TextFile(".github/pull_request_template.md", CASUAL, "main")
    assert judge(facts(CASUAL, templates=(template,))).human_tail is None


def test_unknown_commits_and_templates_are_no_obstacle() -> None:
    plain = facts(CASUAL)
    unknown = replace(plain, contribution=replace(plain.contribution, commits=Unknown("not asked for")))
    assert judge(unknown).human_tail == judge(plain).human_tail
