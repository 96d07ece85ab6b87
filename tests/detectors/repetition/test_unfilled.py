"""A body that is the template and nothing else."""

from __future__ import annotations

import pytest

from detectors.model import Severity, TextFile
from tests.detectors.repetition.build import TEMPLATE, found, issue, one

BODY = TEMPLATE.text.partition("---\n<!--")[2]
UNTOUCHED = f"<!--{BODY}"
FORM = TextFile(
    ".github/ISSUE_TEMPLATE/bug.yml", "body:\n- type: input\n  attributes: {label: Version}\n", "main"
)


def test_the_template_as_it_was_is_told() -> None:
    finding = one(issue(UNTOUCHED), templates=(TEMPLATE,))
    assert (finding.id, finding.severity) == ("repetition/template", Severity.INFO)
    assert TEMPLATE.path in finding.claim


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.replace("[ ]", "[x]"),
        lambda body: f"{body}\nIt crashes.",
        lambda body: f"{body}\n```\ntrace\n```",
        lambda body: f"{body}\n![image](https://example.org/a.png)",
        lambda body: body.replace("step by step", "step"),
        lambda _: "",
    ],
)
def test_whoever_changed_anything_filled_something_in(change: object) -> None:
    assert callable(change)
    assert found(issue(change(UNTOUCHED)), templates=(TEMPLATE,)) == []


def test_line_ends_and_hidden_comments_make_no_difference() -> None:
    body = UNTOUCHED.replace("<!-- thank you -->", "").replace("\n", "\r\n")
    assert found(issue(body), templates=(TEMPLATE,)) == ["repetition/template"]


def test_a_form_without_answers_is_told() -> None:
    empty = "### Version\n\n_No response_\n\n### What happened\n\n_No response_\n"
    assert found(issue(empty), templates=(FORM,)) == ["repetition/template"]
    assert found(issue(empty.replace("_No response_", "2.0", 1)), templates=(FORM,)) == []
    assert found(issue(empty), templates=()) == []
