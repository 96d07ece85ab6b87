"""Outputs and summary of judgements of hostile contributions: nothing in them is anything but text."""

from __future__ import annotations

import dataclasses
import json
from html.parser import HTMLParser
from pathlib import Path

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot import engine
from bot.action import remarks, results, summary
from bot.action.work import Done, Outcome
from bot.action.writing import Refused, Written
from bot.actions import Plan, Planned, WriteCheck
from bot.audience import judgement_for
from detectors.model import Account, Audience, Evidence, Finding, Severity, Tier, Unknown
from policies import load
from tests.bot.action.running import BLOCK
from tests.bot.messages.test_neutral import HOSTILE
from tests.factories import facts, state

OURS = {
    *(
        "h1",
        "h2",
        "h3",
        "p",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "code",
        "strong",
        "ul",
        "li",
        "a",
        "hr",
    ),
    *("details", "summary", "blockquote", "sub", "em"),
}
FOLDED = {
    f"<details><summary>{title}</summary>"
    for title in ("The comment", "How the policy was read", "What could not be looked at")
}
TEXT = st.text(max_size=120) | st.sampled_from(
    [*HOSTILE, "</details>", "<details open>", "</summary>", "| a | b |"]
)
POLICY = load("version: 1\nextends: human-only\nmeta:\n  mode: report\n")


class Page(HTMLParser):
    """The tags of a page of Markdown as GitHub renders it, less what its filter takes away afterwards."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(cmarkgfm.github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "a":
            self.links.append(dict(attrs).get("href") or "")


def outcome(text: str, *, reason: str = "", url: str = "") -> Outcome:
    """A judgement of a pull request all of whose words are ``text``."""
    it = facts(
        title=text,
        body=f"{text}\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n",
        author=Account(text[:39] or "x"),
        files=Unknown(text),
        state=state(repository_labels=Unknown(text)),
    )
    judged = judgement_for(engine.judge(it, POLICY, scored=False), Audience.PUBLIC)
    found = Finding(
        f"traces/{text}",
        "traces",
        Tier.EXACT,
        Severity.INFO,
        Audience.PUBLIC,
        text,
        (Evidence(text, text),),
        text,
    )
    judged = dataclasses.replace(judged, findings=(*judged.findings, found))
    refused = tuple(Refused(action, reason or text) for action in judged.plan.actions)
    return Outcome((Done(judged, Written((), refused, False), url),), (text,))


@given(TEXT)
@example("</details>\n<script>x</script>")
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_summary_holds_no_markup_but_byline_s(text: str) -> None:
    markdown = summary.of(outcome(text), "a token that only reads")
    page = Page(markdown)
    assert set(page.tags) <= OURS
    folded = [line for line in markdown.splitlines() if line.startswith("<")]
    assert set(folded) <= FOLDED | {"</details>", summary.FOOT}
    assert page.tags.count("details") == len([line for line in folded if line in FOLDED])
    assert page.links == []


@given(TEXT)
@example("byline_x\nreport<<y\nforged\ny")
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture], deadline=None)
def test_outputs_are_what_they_are_and_no_others(tmp_path: Path, text: str) -> None:
    file = tmp_path / "output"
    file.write_text("")
    values = results.outputs(outcome(text), Path("/tmp/report.json")) | {"extra": text.replace("\r", "")}
    results.write_outputs(file, values)
    with file.open(encoding="utf-8", newline="\n") as stream:
        written = stream.read()
    assert {name: value for name, _, value in BLOCK.findall(written)} == values
    assert BLOCK.sub("", written) == ""
    claims = [item["claim"] for item in json.loads(values["findings"])]
    assert claims[-1] == text
    assert values["findings"].isascii()


def test_lists_that_are_too_long_stay_lists() -> None:
    done = outcome("plain").done[0]
    many = dataclasses.replace(done.judgement, findings=done.judgement.findings * 2_000)
    values = results.outputs(Outcome((dataclasses.replace(done, judgement=many),)), None)
    assert len(values["findings"]) <= results.MAX_LIST
    assert len(json.loads(values["findings"])) > 100


@pytest.mark.parametrize("letter", ["a", "ü", "🤖"])
def test_a_summary_keeps_to_github_s_limit_and_says_so(letter: str) -> None:
    text = "\n".join([f"line {letter * 100}"] * 20_000)
    kept = summary.fit(text)
    assert len(kept.encode()) <= 1024 * 1024
    assert kept.endswith("`report`.\n")
    assert kept.splitlines()[0] == text.splitlines()[0]
    assert summary.fit("short") == "short"


def test_at_most_ten_annotations_of_a_level() -> None:
    done = outcome("plain", reason="it needs the permission checks: write").done[0]
    (check,) = [step.do for step in done.judgement.plan.steps if isinstance(step.do, WriteCheck)]
    places = tuple(
        remarks.Annotation(f"f{at}.py", at + 1, at + 1, level, "A title", "A message")
        for level in ("notice", "warning", "failure")
        for at in range(30)
    )
    check = dataclasses.replace(check, annotations=places)
    judgement = dataclasses.replace(done.judgement, plan=Plan((Planned(check),)))
    refused = Written((), (Refused(check, "it needs the permission checks: write"),))
    found = remarks.of(Outcome((Done(judgement, refused),)), "")
    assert [sum(item.level == level for item in found) for level in ("notice", "warning", "error")] == [
        10,
        10,
        10,
    ]
    assert found[0].message.endswith("it needs the permission checks: write")


def test_scores_and_private_findings_are_nowhere() -> None:
    it = facts(body="Some words. " * 300)
    judged = judgement_for(engine.judge(it, POLICY, scored=False), Audience.PUBLIC)
    assert judged.scores.parts == ()
    assert all(found.audience is Audience.PUBLIC for found in judged.findings)
    text = summary.of(Outcome((Done(judged),)))
    assert "machine" not in text
    assert "human_tail" not in text
