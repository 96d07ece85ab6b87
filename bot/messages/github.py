"""The sticky comment and the check run, as Markdown: what happened, the evidence, what to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from bot.actions import Annotation, WriteCheck
from bot.gather.marks import COMMENT_MARKER
from bot.messages.neutral import MAX_BODY, cap, clip, code, link, plain
from bot.messages.wording import CONCLUSIONS, OUTCOME_TITLES, title_of
from detectors.model import Evidence, Tier
from policies.decision import Decision, Outcome, Result, Step, Violation

MAX_EVIDENCE = 10
#: GitHub's documented limits of a check run's title are unstated; summary and text end at 65,535 characters.
MAX_TITLE = 120
MAX_ANNOTATIONS = 500

_FOUNDED_ON = {
    Tier.DECLARED: "said in the contribution itself",
    Tier.EXACT: "read off the contribution; anyone can check it",
    Tier.CHECKABLE: "checked against the repository",
    Tier.STATISTICAL: "an estimate",
}
_MARKS = {
    Result.SATISFIED: "✓",
    Result.VIOLATED: "✗",
    Result.UNKNOWN: "?",
    Result.EXEMPT: "–",
    Result.SILENT: "·",
}


def comment(decision: Decision, violations: Sequence[Violation]) -> str:
    """Render the sticky comment for the violations that may be shown in public."""
    held = any("hold" in violation.responses for violation in violations)
    parts = [COMMENT_MARKER, f"### {OUTCOME_TITLES[Outcome.HOLD if held else Outcome.NOTE]}", ""]
    parts += _sections(violations)
    parts += ["---", _footer(decision)]
    return cap("\n".join(parts))


def resolved_comment(decision: Decision) -> str:
    """Render what replaces the comment once nothing is left to settle."""
    return "\n".join(
        [
            COMMENT_MARKER,
            "### Settled: nothing left to do",
            "",
            "What Byline noted here before no longer applies. Thank you.",
            "",
            "---",
            _footer(decision),
        ]
    )


def check(decision: Decision, violations: Sequence[Violation], *, head_sha: str) -> WriteCheck:
    """Render the check run on ``head_sha``, as a new one."""
    title = clip(_check_title(decision, violations), MAX_TITLE)
    summary = cap("\n".join([*_summary(decision, violations), "", _footer(decision)]))
    text = cap(explanation(decision.explanation))
    annotations = tuple(_annotations(violations))[:MAX_ANNOTATIONS]
    conclusion = CONCLUSIONS[decision.outcome]
    digest = hashlib.sha256(repr((conclusion, title, summary, text, annotations)).encode()).hexdigest()
    return WriteCheck(None, head_sha, conclusion, title, summary, text, annotations, digest)


def explanation(steps: Iterable[Step]) -> str:
    """Render how each clause of the policy came out, as a Markdown list."""
    lines = ["**How the policy was read**", ""]
    for step in steps:
        lines.append(
            f"- {_MARKS[step.result]} {code(step.clause)} ({step.result.value}): {plain(step.looked_at)}"
        )
        if step.would_satisfy:
            lines.append(f"  - What would satisfy it: {plain(step.would_satisfy)}")
    return "\n".join(lines)


def _check_title(decision: Decision, violations: Sequence[Violation]) -> str:
    if decision.problem:
        return "The policy file has an error"
    if len(violations) == 1:
        return title_of(violations[0].kind)
    return OUTCOME_TITLES[decision.outcome]


def _summary(decision: Decision, violations: Sequence[Violation]) -> list[str]:
    if decision.problem:
        problems = decision.problem.splitlines()[:MAX_EVIDENCE]
        return [
            "Byline cannot read this project's policy file, so it judged nothing. Maintainers can mend it:",
            "",
            *(f"- {code(line)}" for line in problems),
        ]
    if violations:
        return _sections(violations)
    unknown = [step for step in decision.explanation if step.result is Result.UNKNOWN]
    if unknown:
        return ["Some facts could not be had, so nothing is held against anybody:", ""] + [
            f"- {code(step.clause)}: {plain(step.looked_at)}" for step in unknown
        ]
    return ["Nothing here conflicts with this project's AI policy."]


def _sections(violations: Sequence[Violation]) -> list[str]:
    lines: list[str] = []
    for violation in violations:
        lines += [f"**{plain(title_of(violation.kind))}**", "", plain(violation.message), ""]
        lines += _evidence(violation.evidence, _FOUNDED_ON[violation.tier])
        lines += [f"**What to do:** {plain(violation.remedy)}", ""]
    return lines


def _evidence(evidence: Sequence[Evidence], founded_on: str) -> list[str]:
    if not evidence:
        return []
    lines = [f"Evidence ({founded_on}):", ""]
    lines += [f"- {plain(item.place)}: {code(item.quote)}" for item in evidence[:MAX_EVIDENCE]]
    if len(evidence) > MAX_EVIDENCE:
        lines.append(f"- and {len(evidence) - MAX_EVIDENCE} more of the same kind")
    return [*lines, ""]


def _footer(decision: Decision) -> str:
    rule = (
        f"The rule: {link(decision.policy_url)}."
        if decision.policy_url
        else f"The rule: {code(decision.policy)}."
    )
    contact = f" or write to {plain(decision.contact)}" if decision.contact else ""
    return (
        f"{rule} Is something wrong here? Say so in a reply{contact}: a maintainer decides. "
        "Byline states what can be checked; writing style played no part."
    )


def _annotations(violations: Sequence[Violation]) -> Iterable[Annotation]:
    for violation in violations:
        for item in violation.evidence:
            if item.path is None:
                continue
            line = item.line or 1
            yield Annotation(
                item.path,
                line,
                line,
                "notice",
                title_of(violation.kind),
                clip(violation.message, MAX_BODY // 100),
            )
