"""``require.work_evidence``: anything that may show a trial is believed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import Facts, Kind, TextFile
from policies.decision import Outcome
from tests.policies.build import FOOTER, facts, judge, kinds

LOG = "require: {work_evidence: [test_log]}"
MANY = "require: {work_evidence: [reproducer, screenshot]}"
TEMPLATE = "## What\n\n## Log\n```\npaste the log here\n```\n- [ ] I have tested this\n"


def with_template(given: Facts) -> Facts:
    file = TextFile(".github/pull_request_template.md", TEMPLATE, "main")
    return replace(given, repository=replace(given.repository, templates=(file,)))


@pytest.mark.parametrize(
    "body",
    [
        "Fixes it.\n\n```\n3 passed\n```",
        "Fixes it.\n\n~~~console\n$ make\n~~~",
        "- Fixes it:\n  ```\n  ok\n  ```",
        "Fixes it.\n\n    3 passed in 0.1s\n",
        "<details><summary>Log</summary>\n\nall good\n\n</details>",
        "![after](https://example.org/after.png)",
        '<img src="https://example.org/after.png">',
        "See https://github.com/acme/widget/actions/runs/12",
        "https://gist.github.com/ada/12ab",
        "1. open the app\n2. click",
        "| before | after |\n|---|---|\n| 1 | 2 |",
        "I ran `pytest -q tests`.",
        "I tested this by hand on my machine.",
        "All tests pass.",
        "It takes 12 ms now.",
        "Steps to reproduce: open the app.",
        "$ python -m widget",
    ],
)
@pytest.mark.parametrize("text", [LOG, MANY])
def test_whatever_may_show_a_trial_is_enough(body: str, text: str) -> None:
    assert judge(text, facts(body)).outcome is Outcome.PASS
    assert judge(text, with_template(facts(body))).outcome is Outcome.PASS


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Fixes the widget.",
        "## What\n\nThis closes the file after reading.\n\n- adds a class\n- renames another",
        "<!-- ```\nlog\n``` -->\nFixes the widget, see #12.",
        "Fixes https://github.com/acme/widget/issues/12",
        "I have not tested this.",
        f"Fixes it.\n\n{FOOTER}",
        "Fixes it.\n\n```\n\n```",
    ],
)
@pytest.mark.parametrize("text", [LOG, MANY])
def test_a_text_with_nothing_of_the_kind(body: str, text: str) -> None:
    (violation,) = judge(text, facts(body)).violations
    assert violation.kind == "work_evidence_missing"
    assert "code block" in violation.remedy


def test_the_templates_own_lines_show_nothing() -> None:
    assert kinds(judge(LOG, with_template(facts(TEMPLATE)))) == ["work_evidence_missing"]
    filled = TEMPLATE.replace("paste the log here", "12 green")
    assert judge(LOG, with_template(facts(filled))).outcome is Outcome.PASS


def test_issues_and_reports_count_and_replies_do_not() -> None:
    assert kinds(judge(MANY, facts("It broke.", kind=Kind.SECURITY_REPORT))) == ["work_evidence_missing"]
    assert kinds(judge(MANY, facts("It broke.", kind=Kind.ISSUE))) == ["work_evidence_missing"]
    assert judge(MANY, facts("Thanks.", kind=Kind.COMMENT)).explanation == ()


@given(st.text(alphabet="`~<>|-: \n\t$!#[]()19.testdnot/", max_size=400))
def test_no_text_breaks_the_reading(body: str) -> None:
    assert set(kinds(judge(LOG, facts(body)))) <= {"work_evidence_missing"}
