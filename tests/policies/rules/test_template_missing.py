"""``require.template``: the headings of the project's template stay."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.model import Facts, Kind, TextFile, Unknown
from policies.decision import Outcome
from tests.policies.build import NO_NETWORK, facts, judge, kinds

KEEP = "require: {template: keep}"
PULL = ".github/PULL_REQUEST_TEMPLATE.md"
TEMPLATE = "<!-- Thank you -->\n## What\n\n## How it was *tested*\n\n### Notes (optional)\n"
FORM = """\
name: Bug
description: A bug
body:
  - type: markdown
    attributes: {value: "## Thanks"}
  - type: input
    id: version
    attributes: {label: Version}
  - type: textarea
    attributes: {label: "What happened?"}
  - type: checkboxes
    attributes: {label: Terms, options: [{label: I agree}]}
"""


def with_templates(given: Facts, *files: tuple[str, str]) -> Facts:
    held = tuple(TextFile(path, text, "main") for path, text in files)
    return replace(given, repository=replace(given.repository, templates=held))


def pull(body: str, *templates: str) -> Facts:
    return with_templates(facts(body), *((PULL, text) for text in templates))


@pytest.mark.parametrize(
    "body",
    [
        "## What\nIt closes the file.\n## How it was tested\nBy hand.",
        "# WHAT:\r\nIt.\r\n**How it was tested**\r\nBy hand.",
        "What\n====\nIt.\n\n#### How it  was tested.\nYes\n\n### Notes (optional)",
    ],
)
def test_the_headings_are_there_in_whatever_rank(body: str) -> None:
    assert judge(KEEP, pull(body, TEMPLATE)).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("It closes the file.", ['"What"', '"How it was tested"']),
        ("", ['"What"', '"How it was tested"']),
        ("## What\nIt.", ['"How it was tested"']),
        ("## What\n```\n## How it was tested\n```", ['"How it was tested"']),
        ("## What\n> ## How it was tested", ['"How it was tested"']),
    ],
)
def test_the_headings_that_are_gone_are_named(body: str, named: list[str]) -> None:
    (violation,) = judge(KEEP, pull(body, TEMPLATE)).violations
    assert violation.kind == "template_missing"
    assert all(name in violation.message for name in named)
    assert "optional" not in violation.message


def test_of_several_templates_any_one_is_enough() -> None:
    given = pull("## Change\nIt.", TEMPLATE, "## Change\n")
    assert judge(KEEP, given).outcome is Outcome.PASS
    (violation,) = judge(KEEP, pull("It.", TEMPLATE, "## Change\n")).violations
    assert "comes nearest" in violation.message
    assert '"Change"' in violation.message


def test_a_template_of_another_kind_asks_nothing() -> None:
    given = with_templates(facts("It."), (".github/ISSUE_TEMPLATE/bug.md", "## Steps"))
    assert judge(KEEP, given).outcome is Outcome.PASS
    given = with_templates(facts("It.", kind=Kind.ISSUE), (PULL, "## What"))
    assert judge(KEEP, given).outcome is Outcome.PASS


def test_the_settings_at_the_top_of_an_issue_template_are_no_heading() -> None:
    text = "---\nname: Bug\nabout: Report\n---\n\n## Steps\n"
    given = with_templates(
        facts("## Steps\n1. open", kind=Kind.ISSUE), (".github/ISSUE_TEMPLATE/bug.md", text)
    )
    assert judge(KEEP, given).outcome is Outcome.PASS


def test_a_form_counts_by_its_labels_as_github_shows_them() -> None:
    body = "### Version\n\n1.2\n\n### What happened?\n\n_No response_\n\n### Terms\n\n- [X] I agree"
    path = ".github/ISSUE_TEMPLATE/bug.yml"
    kept = with_templates(facts(body, kind=Kind.ISSUE), (path, FORM))
    assert judge(KEEP, kept).outcome is Outcome.PASS
    (violation,) = judge(KEEP, with_templates(facts("It broke.", kind=Kind.ISSUE), (path, FORM))).violations
    assert all(name in violation.message for name in ('"Version"', '"What happened?"', '"Terms"'))
    assert "Thanks" not in violation.message


@pytest.mark.parametrize(
    "form", ["", "- a", "body: 3", "body: [1, {type: input}]", "a: &a [*a]", "[" * 500, "\t"]
)
def test_a_form_that_cannot_be_read_asks_nothing(form: str) -> None:
    given = with_templates(facts("It.", kind=Kind.ISSUE), (".github/ISSUE_TEMPLATE/bug.yml", form))
    assert judge(KEEP, given).outcome is Outcome.PASS


def test_without_a_template_or_without_headings_nothing_is_missing() -> None:
    assert judge(KEEP, with_templates(facts("It."))).outcome is Outcome.PASS
    assert judge(KEEP, pull("It.", "Please describe the change.")).outcome is Outcome.PASS
    assert judge(KEEP, facts("It.", kind=Kind.COMMENT)).explanation == ()


def test_templates_that_could_not_be_looked_at() -> None:
    given = facts("It.")
    given = replace(given, repository=replace(given.repository, templates=Unknown("no network")))
    assert (judge(KEEP, given).outcome, NO_NETWORK.reason) == (Outcome.UNKNOWN, "no network")


@given(st.text(max_size=200), st.text(max_size=200))
def test_no_text_breaks_the_reading(body: str, template: str) -> None:
    for path in (PULL, f"{PULL}.yml"):
        decision = judge(KEEP, with_templates(facts(body), (path, template)))
        assert set(kinds(decision)) <= {"template_missing"}
