"""The job's summary: Markdown that anybody can read, so it holds what is public and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.action.work import Done, Outcome
from bot.actions import CreateComment, UpdateComment
from bot.engine import Judgement, unavailable
from bot.messages import github, report
from bot.messages.evidence import markdown
from bot.messages.neutral import cell, code, link, plain
from bot.messages.wording import OUTCOME_TITLES, title_of
from bot.storage import Given
from detectors.model import Finding, Kind
from policies.decision import Mode
from policies.decision import Outcome as Level

#: GitHub takes 1 MiB for each step, and refuses more ("Workflow commands": step isolation and limits).
MAX_BYTES: Final = 1024 * 1024
_MAX_FINDINGS: Final = 30
_MAX_EVIDENCE: Final = 5
_MARKS: Final = {Level.PASS: "✅", Level.NOTE: "📝", Level.UNKNOWN: "❔", Level.HOLD: "✋", Level.CLOSE: "⛔"}
_MODES: Final = {
    Mode.OBSERVE: "observe: nothing is written",
    Mode.REPORT: "report: labels, one comment and the check",
    Mode.ENFORCE: "enforce: also drafts, reviews, locks and closes",
}
FOOT: Final = (
    "<sub>Byline states what can be checked. Writing style played no part, and what could not be looked at "
    "counts against nobody.</sub>"
)
_CUT: Final = "\n\n*The rest was cut: GitHub shows no more. The whole judgement is in the output* `report`.\n"


def of(outcome: Outcome, read_only: str = "") -> str:
    """Return the summary of a run. ``read_only`` says why its token may write nothing, if that is so."""
    lines = [line for done in outcome.done for line in (*_judged(done, read_only), "")]
    if not outcome.done:
        lines = list(nothing(() if outcome.notes or outcome.given else ("The event asks for nothing.",)))
    lines += _commands(outcome.given)
    lines += [f"> {plain(note)}\n" for note in outcome.notes]
    return fit("\n".join([*lines, FOOT, ""]))


def nothing(reasons: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a run that had nothing to do."""
    yield "## Byline: nothing to judge"
    yield ""
    for reason in reasons:
        yield plain(reason)
        yield ""


def failed(heading: str, reason: str, advice: str) -> str:
    """Return the summary of a run that came to nothing."""
    told = [f"> {code(line)}\n" for line in reason.splitlines()[:_MAX_FINDINGS]]
    return fit(
        "\n".join([f"## Byline: {heading}", "", *told, f"{advice} Nothing is held against anybody.", ""])
    )


def fit(text: str, limit: int = MAX_BYTES) -> str:
    """Cut a summary to ``limit`` bytes at the end of a line, and say that it was cut."""
    data = text.encode()
    if len(data) <= limit:
        return text
    kept = data[: limit - len(_CUT.encode())]
    return kept[: kept.rfind(b"\n") + 1].decode("utf-8", "ignore").rstrip() + _CUT


def _judged(done: Done, read_only: str) -> Iterator[str]:
    judgement = done.judgement
    it, decision = judgement.facts.contribution, judgement.decision
    yield f"## {_MARKS[decision.outcome]} Byline: {OUTCOME_TITLES[decision.outcome]}"
    yield ""
    yield f"{_subject(judgement)} {code(it.title)} by {code(it.author.login)}"
    yield ""
    yield f"| Outcome | {decision.outcome} |"
    yield "| :--- | :--- |"
    yield f"| Policy | {cell(decision.policy)} |"
    yield f"| Mode | {_MODES[decision.mode]} |"
    if done.comment_url:
        yield f"| Comment | {link(done.comment_url)} |"
    yield ""
    yield from (f"> {code(line)}\n" for line in decision.problem.splitlines()[:_MAX_EVIDENCE])
    yield from _violations(judgement)
    yield from _findings(judgement.findings)
    yield from _actions(done, read_only)
    yield from _folded("How the policy was read", github.explanation(decision.explanation).splitlines()[2:])
    yield from _folded("What could not be looked at", _missing(judgement))


def _subject(judgement: Judgement) -> str:
    it = judgement.facts.contribution
    words = it.kind.value.replace("_", " ").capitalize()
    number = "" if it.number is None else f" {it.number}"
    where = f" in {number.strip()}" if it.kind in {Kind.COMMENT, Kind.REVIEW} and number else number
    return f"**{words}{where}**"


def _violations(judgement: Judgement) -> Iterator[str]:
    found = judgement.decision.violations
    if not found:
        return
    yield "### What the policy asks for"
    yield ""
    for item in found:
        yield f"- **{plain(title_of(item.kind))}** ({item.tier}): {plain(item.message)}"
        yield f"  - What to do: {plain(item.remedy)}"
    yield ""


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    yield "### What was found"
    yield ""
    if not findings:
        yield "Nothing that can be checked points to AI use. That proves nothing either way."
    for found in findings[:_MAX_FINDINGS]:
        yield f"- {plain(found.claim)} ({code(found.id)}, {found.tier})"
        quoted = markdown(found.evidence, _MAX_EVIDENCE)
        if quoted and quoted[0].startswith("|"):  # a table needs space before it
            yield ""
        yield from (f"  {line}" if line else "" for line in quoted)
    if len(findings) > _MAX_FINDINGS:
        yield f"- and {len(findings) - _MAX_FINDINGS} more, in the output `report`"
    yield ""


def _actions(done: Done, read_only: str) -> Iterator[str]:
    yield "### What Byline did"
    yield ""
    steps, refused = done.judgement.plan.steps, done.written.refused
    if not steps:
        yield "Nothing: all is as it should be."
    for action in done.written.done:
        yield f"- ✔ {plain(report.describe(action))}"
    for item in refused:
        yield f"- ✖ Not done: {plain(report.describe(item.action))}. {plain(item.reason)}"
    for step in steps:
        if step.withheld:
            yield f"- – Left out: {plain(report.describe(step.do))} ({plain(step.withheld)})"
    yield ""
    if refused and read_only:
        yield f"> {plain(read_only)}"
        yield ""
    yield from _bodies(done)


def _bodies(done: Done) -> Iterator[str]:
    """Show the comment as it was, or would be, written."""
    for step in done.judgement.plan.steps:
        if isinstance(step.do, CreateComment | UpdateComment):
            yield from _folded("The comment", [f"> {line}" for line in step.do.body.splitlines()[1:]])


def _missing(judgement: Judgement) -> list[str]:
    return [f"- {code(fact)}: {plain(reason)}" for fact, reason in unavailable(judgement.facts)]


def _commands(given: Sequence[Given]) -> Iterator[str]:
    if not given:
        return
    yield "### Commands"
    yield ""
    yield from (f"- {code(item.command or 'unknown')} by {code(item.by)}: {item.outcome}" for item in given)
    yield ""


def _folded(title: str, lines: Sequence[str]) -> Iterator[str]:
    if not lines:
        return
    yield f"<details><summary>{title}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"
    yield ""
