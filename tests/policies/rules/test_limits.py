"""The rules of ``limits``: what each holds against a contribution, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from detectors.model import ChangedFile, Facts, History, Kind, LinkedIssue, MergedShare, Tier, Unknown
from policies.decision import Outcome, Result, Step
from tests.policies.build import NO_NETWORK, facts, finding, judge, kinds

AI = finding()


def step(decision: Any, start: str) -> Step:
    (found,) = [step for step in decision.explanation if step.clause.startswith(start)]
    return found  # type: ignore[no-any-return]


def history(**counts: Any) -> History:
    none = History(open_pulls=0, open_ai_pulls=0, opened_today=0, merged=0, violations=0)
    return replace(none, **counts)


def changed(path: str, status: str = "added", lines: int = 1, previous: str | None = None) -> ChangedFile:
    return ChangedFile(path, status, lines, 0, "", previous)


# -- reserved_issue

RESERVED = "limits: {reserved_labels: [good first issue]}"
EASY = LinkedIssue(3, open=True, labels=("Good First Issue",), assignees=())
HARD = LinkedIssue(4, open=True, labels=("bug",), assignees=())


def test_ai_work_on_a_reserved_issue_names_the_issue_and_the_trace() -> None:
    decision = judge(RESERVED, facts(linked_issues=(HARD, EASY)), AI)
    (violation,) = decision.violations
    assert (violation.kind, violation.tier) == ("reserved_issue", Tier.EXACT)
    assert "#3" in violation.message
    assert "#4" not in violation.message
    assert [item.quote for item in violation.evidence] == ["Good First Issue", "Claude"]
    assert "mistake" in violation.remedy


@pytest.mark.parametrize("linked", [(HARD,), (), (EASY,)])
def test_work_without_a_trace_of_ai_may_be_on_any_issue(linked: tuple[LinkedIssue, ...]) -> None:
    assert kinds(judge(RESERVED, facts(linked_issues=linked))) == []


def test_ai_work_on_another_issue_is_fine() -> None:
    decision = judge(RESERVED, facts(linked_issues=(HARD,)), AI)
    assert (kinds(decision), decision.outcome) == ([], Outcome.PASS)


@pytest.mark.parametrize("found", [[AI], []])
def test_issues_that_could_not_be_looked_up_are_unknown_where_they_matter(found: list[Any]) -> None:
    decision = judge(RESERVED, facts(linked_issues=NO_NETWORK), *found)
    assert kinds(decision) == []
    assert decision.outcome is (Outcome.UNKNOWN if found else Outcome.PASS)


def test_a_reserved_issue_and_commits_that_could_not_be_looked_at() -> None:
    decision = judge(RESERVED, facts(linked_issues=(EASY,), commits=NO_NETWORK))
    assert (kinds(decision), decision.outcome) == ([], Outcome.UNKNOWN)


# -- limit_exceeded


@pytest.mark.parametrize(("others", "exceeded"), [(0, False), (1, False), (2, True)])
def test_open_pull_requests_are_counted_with_this_one(others: int, exceeded: bool) -> None:
    decision = judge("limits: {open_prs: 2}", facts(author_history=history(open_pulls=others)))
    assert kinds(decision) == (["limit_exceeded"] if exceeded else [])


def test_the_count_and_the_limit_are_told() -> None:
    (violation,) = judge("limits: {open_prs: 2}", facts(author_history=history(open_pulls=4))).violations
    assert "no more than 2" in violation.message
    assert "5 open pull requests" in violation.message
    assert violation.evidence == ()


def test_a_closed_pull_request_is_over_no_limit_of_open_ones() -> None:
    given = facts(author_history=history(open_pulls=9, open_ai_pulls=9), open=False)
    assert kinds(judge("limits: {open_prs: 1, open_ai_prs: 1}", given, AI)) == []


@pytest.mark.parametrize(("found", "exceeded"), [([AI], True), ([], False)])
def test_the_limit_for_ai_work_holds_only_where_ai_is_shown(found: list[Any], exceeded: bool) -> None:
    given = facts(author_history=history(open_ai_pulls=1))
    decision = judge("limits: {open_ai_prs: 1}", given, *found)
    assert kinds(decision) == (["limit_exceeded"] if exceeded else [])
    assert decision.outcome is (Outcome.NOTE if exceeded else Outcome.PASS)


def test_a_score_is_no_ai_work() -> None:
    weak = finding(tier=Tier.STATISTICAL)
    assert kinds(judge("limits: {open_ai_prs: 0}", facts(author_history=history()), weak)) == []


def test_traces_weaker_than_the_policy_acts_on_do_not_count() -> None:
    text = "limits: {open_ai_prs: 0, changed_lines: 0}\ndetect: {act_on: declared}"
    given = facts(author_history=history(), files=(changed("a.py"),))
    assert kinds(judge(text, given, AI)) == []
    declared = finding(tier=Tier.DECLARED)
    assert kinds(judge(text, replace_author(given), declared)) == ["limit_exceeded", "limit_exceeded"]


def replace_author(given: Facts) -> Facts:
    """The declaration of the builder stands in a commit: an empty list of them makes it the author's."""
    return replace(given, contribution=replace(given.contribution, commits=()))


def test_a_day_is_counted_up_to_when_this_one_was_opened() -> None:
    given = facts(author_history=history(opened_today=3))  # opened 14 hours before the look
    assert kinds(judge("limits: {opened_per_day: 3}", given)) == ["limit_exceeded"]
    assert kinds(judge("limits: {opened_per_day: 4}", given)) == []


def test_what_was_opened_long_ago_is_over_no_daily_limit() -> None:
    given = facts(author_history=history(opened_today=9), created_at="2026-10-01T00:00:00Z")
    assert kinds(judge("limits: {opened_per_day: 1}", given)) == []


def test_changed_lines_count_for_ai_work_only() -> None:
    given = facts(files=(changed("a.py", lines=300), changed("b.py", lines=201)))
    assert kinds(judge("limits: {changed_lines: 500}", given)) == []
    (violation,) = judge("limits: {changed_lines: 500}", given, AI).violations
    assert "501 lines" in violation.message
    assert kinds(judge("limits: {changed_lines: 501}", given, AI)) == []


@pytest.mark.parametrize("limit", ["open_prs", "open_ai_prs", "opened_per_day"])
@pytest.mark.parametrize("whole", [True, False])
def test_a_history_that_is_not_known_exceeds_nothing(limit: str, whole: bool) -> None:
    nothing = history(open_pulls=NO_NETWORK, open_ai_pulls=NO_NETWORK, opened_today=NO_NETWORK)
    given = facts(author_history=NO_NETWORK if whole else nothing)
    decision = judge(f"limits: {{{limit}: 0}}", given, AI)
    assert (kinds(decision), decision.outcome) == ([], Outcome.UNKNOWN)
    assert "no network" in step(decision, f"limits.{limit}").looked_at


def test_files_that_are_not_known_exceed_nothing() -> None:
    decision = judge("limits: {changed_lines: 0}", facts(files=NO_NETWORK), AI)
    assert (kinds(decision), decision.outcome) == ([], Outcome.UNKNOWN)


def test_each_limit_is_a_violation_of_its_own() -> None:
    given = facts(author_history=history(open_pulls=5, open_ai_pulls=5, opened_today=5))
    decision = judge("limits: {open_prs: 1, open_ai_prs: 1, opened_per_day: 1}", given, AI)
    assert [violation.clause for violation in decision.violations] == [
        "limits.open_prs: 1",
        "limits.open_ai_prs: 1",
        "limits.opened_per_day: 1",
    ]


@pytest.mark.parametrize("kind", [Kind.ISSUE, Kind.COMMENT, Kind.COMMIT])
def test_limits_are_for_pull_requests(kind: Kind) -> None:
    given = facts(kind=kind, author_history=history(open_pulls=9))
    assert kinds(judge("limits: {open_prs: 1}", given)) == []


# -- metafile

METAFILES = 'limits: {metafiles: ["PLAN.md", "**/scratch_*.md"]}'


@pytest.mark.parametrize(
    ("file", "unwanted"),
    [
        (changed("PLAN.md"), True),
        (changed("a/scratch_1.md"), True),
        (changed("a/PLAN.md"), False),
        (changed("PLAN.md", "modified"), False),
        (changed("PLAN.md", "removed"), False),
        (changed("PLAN.md", "renamed", previous="notes.md"), True),
        (changed("scratch_2.md", "renamed", previous="scratch_1.md"), False),
    ],
)
def test_files_that_must_not_be_added(file: ChangedFile, unwanted: bool) -> None:
    decision = judge(METAFILES, facts(files=(changed("a.py"), file)))
    assert kinds(decision) == (["metafile"] if unwanted else [])
    if unwanted:
        assert [item.quote for item in decision.violations[0].evidence] == [file.path]


def test_many_such_files_are_told_in_few_words() -> None:
    files = tuple(changed(f"scratch_{number}.md") for number in range(40))
    (violation,) = judge(METAFILES, facts(files=files)).violations
    assert "35 more" in violation.message


def test_files_that_could_not_be_looked_at_are_no_such_files() -> None:
    decision = judge(METAFILES, facts(files=NO_NETWORK))
    assert (kinds(decision), decision.outcome) == ([], Outcome.UNKNOWN)


# -- review_bot


@pytest.mark.parametrize(
    ("allowed", "refused"),
    [
        ("[]", True),
        ("[coderabbitai]", False),
        ('["coderabbitai[bot]"]', False),
        ('["@CodeRabbitAI"]', False),
        ("[CodeRabbit]", False),
        ("[Greptile]", True),
        ("[approved]", True),
    ],
)
def test_which_review_programs_may_be_called(allowed: str, refused: bool) -> None:
    decision = judge(f"limits: {{review_bots: {allowed}}}", facts(review_bots=("coderabbitai[bot]",)))
    assert kinds(decision) == (["review_bot"] if refused else [])


def test_approved_stands_for_the_exempt_accounts() -> None:
    text = "limits: {review_bots: [approved]}\nexempt: {users: ['coderabbitai[bot]']}"
    assert kinds(judge(text, facts(review_bots=("coderabbitai[bot]",)))) == []
    assert kinds(judge(text, facts(review_bots=("greptile-apps[bot]",)))) == ["review_bot"]


def test_without_the_key_and_without_a_call_nothing_is_said() -> None:
    assert kinds(judge("limits: {}", facts(review_bots=("coderabbitai[bot]",)))) == []
    decision = judge("limits: {review_bots: []}", facts(review_bots=()))
    assert (kinds(decision), decision.outcome) == ([], Outcome.PASS)


def test_calls_that_could_not_be_looked_at_are_unknown() -> None:
    decision = judge("limits: {review_bots: []}", facts(review_bots=NO_NETWORK))
    assert (kinds(decision), decision.outcome) == ([], Outcome.UNKNOWN)


# -- share_exceeded

SHARE = "limits: {merged_share: {max: 0.5, days: 42, cooldown_days: 10}}"


def merged(share: MergedShare | Unknown, **fields: Any) -> Facts:
    given = facts(**fields)
    return replace(given, repository=replace(given.repository, merged_share=share))


@pytest.mark.parametrize(("with_ai", "over"), [(10, False), (11, True), (0, False)])
def test_ai_work_waits_while_too_much_of_what_is_merged_is_ai_work(with_ai: int, over: bool) -> None:
    decision = judge(SHARE, merged(MergedShare(42, 20, with_ai)), AI)
    assert kinds(decision) == (["share_exceeded"] if over else [])


def test_other_work_goes_on() -> None:
    decision = judge(SHARE, merged(MergedShare(42, 20, 20)))
    assert (kinds(decision), decision.outcome) == ([], Outcome.PASS)


@pytest.mark.parametrize(
    ("since", "over"),
    [("2026-10-30T00:00:00Z", True), ("2026-10-23T00:00:00Z", False), ("nonsense", False)],
)
def test_the_break_lasts_for_some_days(since: str, over: bool) -> None:
    decision = judge(SHARE, merged(MergedShare(42, 20, 9, over_since=since)), AI)
    assert kinds(decision) == (["share_exceeded"] if over else [])
    if over:
        assert "until 2026-11-09" in decision.violations[0].message


def test_a_share_that_is_not_known_stops_nobody() -> None:
    decision = judge(SHARE, merged(NO_NETWORK), AI)
    assert (kinds(decision), decision.outcome) == ([], Outcome.UNKNOWN)
    assert judge(SHARE, merged(NO_NETWORK)).outcome is Outcome.PASS


def test_a_share_over_other_days_is_another_share() -> None:
    decision = judge(SHARE, merged(MergedShare(7, 20, 20)), AI)
    assert (kinds(decision), decision.outcome) == ([], Outcome.UNKNOWN)


def test_nothing_merged_is_no_share() -> None:
    assert kinds(judge(SHARE, merged(MergedShare(42, 0, 0)), AI)) == []


def test_a_step_says_what_was_counted() -> None:
    decision = judge(SHARE, merged(MergedShare(42, 20, 3)), AI)
    found = step(decision, "limits.merged_share")
    assert found.result is Result.SATISFIED
    assert "20 pull requests" in found.looked_at
