"""The comment, the check run and the review, as Markdown: what was found, what is asked, what to do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from bot.actions import Annotation, WriteCheck
from bot.audience import decision_for, is_public
from bot.gather.marks import COMMENT_MARKER, hidden_marker
from bot.messages import template
from bot.messages.neutral import MAX_BODY, cap, clip, code, plain
from bot.messages.parts import MAX_EVIDENCE, Parts, appeal, parts
from bot.messages.wording import CONCLUSIONS, OUTCOME_TITLES, title_of
from detectors.model import Audience
from policies.decision import Decision, Outcome, Result, Step, Violation

#: GitHub's documented limits of a check run's title are unstated; summary and text end at 65,535 characters.
MAX_TITLE = 120
MAX_ANNOTATIONS = 500
#: An explanation in fewer characters than these would say nothing.
_LEAST_ROOM = 1_000

_MARKS = {
    Result.SATISFIED: "✓",
    Result.VIOLATED: "✗",
    Result.UNKNOWN: "?",
    Result.EXEMPT: "–",
    Result.SILENT: "·",
}


def comment(
    decision: Decision,
    violations: Sequence[Violation],
    *,
    done: Sequence[str] = (),
    thanked: bool = False,
    form: str = "",
) -> str:
    """Render the sticky comment for those of ``violations`` that may be shown in public.

    ``done`` names what Byline does besides (``close`` …), ``form`` is the project's own form of the comment:
    one that cannot be used gives way to Byline's.
    """
    shown = _public(violations)
    made = parts(decision, shown, done, thanked=thanked)
    if form and not template.problem(form):
        return cap(f"{COMMENT_MARKER}\n{template.fill(form, made)}")
    title = f"### {OUTCOME_TITLES[_tone(shown, done)]}"
    return cap("\n".join([COMMENT_MARKER, title, "", *_body(made), "", "---", made.appeal]))


def _tone(violations: Sequence[Violation], done: Sequence[str]) -> Outcome:
    if "close" in done:
        return Outcome.CLOSE
    held = any({"hold", "close"} & set(violation.responses) for violation in violations) or done
    return Outcome.HOLD if held else Outcome.NOTE


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
            appeal(decision),
        ]
    )


def explained_comment(decision: Decision) -> str:
    """Render the comment for somebody who asked how the policy was read, where nothing else is to be said."""
    title = f"### {_check_title(decision, decision.violations)}"
    lines = [COMMENT_MARKER, title, "", *_summary(decision, decision.violations), "", "---", appeal(decision)]
    return with_explanation("\n".join(lines), decision)


def with_explanation(body: str, decision: Decision) -> str:
    """Add how each clause was read, folded away; what is too long for GitHub is cut there."""
    start, end = "\n\n<details><summary>How the policy was read</summary>\n\n", "\n\n</details>\n"
    room = MAX_BODY - len(body) - len(start) - len(end)
    told = cap("\n".join(_read(decision.explanation)), room) if room > _LEAST_ROOM else ""
    return f"{body}{start}{told}{end}" if told else body


def hidden_comment(decision: Decision, violations: Sequence[Violation], comment_id: str, author: str) -> str:
    """Render the comment that says why ``author``'s comment with that id is hidden."""
    made = parts(decision, _public(violations), ("hide",))
    title = f"### About a comment by {code(author)}"
    return cap("\n".join([hidden_marker(comment_id), title, "", *_body(made), "", "---", made.appeal]))


def review(decision: Decision, violations: Sequence[Violation]) -> str:
    """Render the review that requests changes: the sticky comment's short form."""
    made = parts(decision, _public(violations))
    return cap("\n\n".join([made.asks, made.todo, made.appeal]))


def check(decision: Decision, violations: Sequence[Violation], *, head_sha: str) -> WriteCheck:
    """Render the check run on ``head_sha``, as a new one; what is not for the public is left out."""
    decision, shown = decision_for(decision, Audience.PUBLIC), _public(violations)
    title = clip(_check_title(decision, shown), MAX_TITLE)
    summary = cap("\n".join([*_summary(decision, shown), "", appeal(decision)]))
    text = cap(explanation(decision.explanation))
    annotations = tuple(_annotations(shown))[:MAX_ANNOTATIONS]
    conclusion = CONCLUSIONS[decision.outcome]
    digest = hashlib.sha256(repr((conclusion, title, summary, text, annotations)).encode()).hexdigest()
    return WriteCheck(None, head_sha, conclusion, title, summary, text, annotations, digest)


def _public(violations: Sequence[Violation]) -> tuple[Violation, ...]:
    return tuple(filter(is_public, violations))


def _body(made: Parts) -> list[str]:
    return [made.found, "", made.asks, "", made.todo]


def explanation(steps: Iterable[Step]) -> str:
    """Render how each clause of the policy came out, as a Markdown list."""
    return "\n".join(["**How the policy was read**", "", *_read(steps)])


def _read(steps: Iterable[Step]) -> list[str]:
    lines: list[str] = []
    for step in steps:
        lines.append(
            f"- {_MARKS[step.result]} {code(step.clause)} ({step.result.value}): {plain(step.looked_at)}"
        )
        if step.would_satisfy:
            lines.append(f"  - What would satisfy it: {plain(step.would_satisfy)}")
    return lines


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
        return _body(parts(decision, violations))
    unknown = [step for step in decision.explanation if step.result is Result.UNKNOWN]
    if unknown:
        return ["Some facts could not be had, so nothing is held against anybody:", ""] + [
            f"- {code(step.clause)}: {plain(step.looked_at)}" for step in unknown
        ]
    return ["Nothing here conflicts with this project's AI policy."]


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
