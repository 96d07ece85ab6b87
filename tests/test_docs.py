"""The documentation: its links lead somewhere, and what it shows works."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

import policies
from bot.commands.parse import COMMANDS
from bot.messages import template
from policies.decision import Decision
from tests.policies import given

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?://|mailto:)([^)\s#]*)(?:#([^)\s]+))?\)")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LANGUAGE = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")


def anchors(page: Path) -> set[str]:
    """Return what GitHub makes of the page's headings."""
    headings = re.findall(r"^#{1,6} (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    for path, anchor in LINK.findall(CODE.sub("", page.read_text(encoding="utf-8"))):
        target = page if not path else (page.parent / path).resolve()
        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_policy_that_is_shown_is_one(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^ *```yaml\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL):
        if "version: 1" in block:
            policies.load(dedent(block))


def test_the_form_of_the_comment_that_is_shown_can_be_used() -> None:
    page = (ROOT / "docs" / "comment-form.md").read_text(encoding="utf-8")
    assert template.problem(page.partition("```markdown\n")[2].partition("```")[0]) == ""
    assert all(f"`{{{name}}}`" in text for name in template.NAMES for text in (page, LANGUAGE))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_a_thread_is_documented(name: str) -> None:
    page = (ROOT / "docs" / "conversation.md").read_text(encoding="utf-8")
    assert re.search(rf"^\| `/byline {name}\b", page, re.MULTILINE)
    assert f"`/byline {name}`" in LANGUAGE


def test_security_reports_beside_a_preset_stay_private() -> None:
    page = (ROOT / "docs" / "presets.md").read_text(encoding="utf-8")
    policy = policies.load(page.rpartition("```yaml\n")[2].partition("```")[0])

    def decide(**told: str) -> Decision:
        return policies.decide(policy, given.facts(told), ())

    (violation,) = decide(kind="security_report", body="A read past the end.").violations
    assert (violation.kind, violation.responses) == ("work_evidence_missing", ("notify:security",))
    assert decide(body="A fix.").violations == ()
