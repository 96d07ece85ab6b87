"""A judgement for the person at the command line: as text, as JSON (``byline/check/1``) or as Markdown."""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from bot.actions import (
    Action,
    AddLabel,
    Close,
    ConvertToDraft,
    CreateComment,
    CreateLabel,
    DeleteComment,
    Hide,
    Lock,
    Notify,
    Planned,
    RemoveLabel,
    RequestChanges,
    UpdateComment,
    WriteCheck,
)
from bot.audience import is_public, judgement_for
from bot.engine import Judgement, unavailable
from bot.gather.marks import CHECK_NAME
from bot.messages import github, references
from bot.messages.evidence import in_a_line, markdown
from bot.messages.neutral import clip, code, plain, visible
from bot.messages.wording import title_of
from detectors.model import Audience, Facts, Unknown
from detectors.references.model import Status
from policies.decision import Outcome, Result

CHECK_SCHEMA: Final = "byline/check/1"
MAX_SHOWN: Final = 5

_OUTCOME_STYLES: Final = {
    Outcome.PASS: "bold green",
    Outcome.NOTE: "bold yellow",
    Outcome.UNKNOWN: "bold cyan",
    Outcome.HOLD: "bold red",
    Outcome.CLOSE: "bold magenta",
}
_PHRASES: Final = {
    CreateComment: "post the comment",
    ConvertToDraft: "make the pull request a draft",
    RequestChanges: "leave a review that requests changes",
    Hide: "hide the comment",
    Close: "close it",
    Lock: "lock the conversation",
}
_STATUS_MARKS: Final[Mapping[Status | None, tuple[str, str]]] = MappingProxyType(
    {Status.NOT_FOUND: ("✗", "yellow"), Status.MOVED: ("→", "cyan")}
)
_MAX_TOLD: Final = 400
_RESULT_MARKS: Final = {
    Result.SATISFIED: ("✓", "green"),
    Result.VIOLATED: ("✗", "red"),
    Result.UNKNOWN: ("?", "cyan"),
    Result.EXEMPT: ("–", "dim"),
    Result.SILENT: ("·", "dim"),
}


def as_dict(judgement: Judgement, audience: Audience = Audience.AUDITOR) -> dict[str, Any]:
    """Return the judgement in the documented JSON form: plain lists, strings, numbers and nulls.

    ``audience`` says who will read it.
    """
    judgement = judgement_for(judgement, audience)
    facts, decision = judgement.facts, judgement.decision
    contribution = facts.contribution
    return {
        "schema": CHECK_SCHEMA,
        "subject": {
            "kind": contribution.kind.value,
            "repository": contribution.repository,
            "number": contribution.number,
            "id": contribution.id,
            "title": contribution.title,
            "author": contribution.author.login,
            "url": contribution.url,
            "head_sha": contribution.head.sha if contribution.head else None,
            "as_of": facts.as_of,
        },
        "scores": [{**part.answer.as_json(), "part": part.place} for part in judgement.scores.parts],
        "human_tail": judgement.scores.human_tail,
        "references": references.as_dict(facts),
        "findings": [_plain_values(finding) for finding in judgement.findings],
        "decision": _plain_values(decision),
        "actions": [
            {**_plain_values(step.do), "withheld": step.withheld or None} for step in judgement.plan.steps
        ],
        "unavailable": [{"fact": fact, "reason": reason} for fact, reason in unavailable(facts)],
    }


def _plain_values(value: Any) -> Any:
    """Turn frozen values into JSON's: ordered enums by their name, word enums by their value."""
    if isinstance(value, IntEnum):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain_values(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain_values(item) for item in value]
    return value


def as_json(judgement: Judgement, audience: Audience = Audience.AUDITOR) -> str:
    """Return the judgement as one JSON document, with every character outside ASCII escaped."""
    return json.dumps(as_dict(judgement, audience), indent=2)


def describe(action: Action) -> str:
    """Say in a phrase what an action does."""
    match action:
        case CreateLabel(name=name):
            return f"create the label {name!r} in the repository"
        case AddLabel(name=name):
            return f"add the label {name!r}"
        case RemoveLabel(name=name):
            return f"remove the label {name!r}"
        case UpdateComment(id=number):
            return f"rewrite the comment {number}"
        case DeleteComment(id=number):
            return f"delete the duplicate comment {number}"
        case WriteCheck(conclusion=conclusion, head_sha=sha, title=title, name=name):
            which = "" if name == CHECK_NAME else f" {name!r}"
            return f"complete the check{which} on {sha[:7]} as {conclusion}: {title}"
        case Notify(team=team):
            return f"tell {team} in private"
        case _:
            return _PHRASES[type(action)]


def as_text(
    judgement: Judgement, *, color: bool = False, width: int = 100, audience: Audience = Audience.AUDITOR
) -> str:
    """Return the judgement for a terminal; all text is made visible first, so it cannot control it.

    ``audience`` says who will read it: a public log gets what is public.
    """
    judgement = judgement_for(judgement, audience)
    stream = io.StringIO()
    out = Console(
        file=stream,
        force_terminal=color,
        no_color=not color,
        width=width,
        highlight=False,
        markup=False,
    )
    _print_head(out, judgement)
    _print_findings(out, judgement)
    _print_references(out, judgement.facts)
    _print_decision(out, judgement)
    if judgement.decision.explanation:
        _print_explanation(out, judgement)
    _print_actions(out, judgement.plan.steps)
    _print_missing(out, judgement)
    return "".join(f"{line.rstrip()}\n" for line in stream.getvalue().splitlines())


def _line(out: Console, text: str, *, indent: int, style: str = "", mark: str = "") -> None:
    """Print one paragraph with a hanging indent; ``mark`` stands in front of it, in ``style``."""
    if not mark:
        out.print(Padding(Text(visible(text), style=style), (0, 0, 0, indent)))
        return
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_row(Text(mark, style=style), Text(visible(text)))
    out.print(Padding(row, (0, 0, 0, indent)))


def _heading(out: Console, text: str) -> None:
    out.print()
    out.print(Text(text, style="bold"))


def _print_head(out: Console, judgement: Judgement) -> None:
    contribution = judgement.facts.contribution
    number = f"#{contribution.number}" if contribution.number is not None else ""
    where = f"{contribution.kind.value.replace('_', ' ')} {contribution.repository}{number}".strip()
    author = f" by {visible(contribution.author.login)}" if contribution.author.login else ""
    out.print(Text.assemble((visible(where), "bold"), author))
    if contribution.title:
        _line(out, clip(contribution.title, 200), indent=2, style="dim")


def _print_findings(out: Console, judgement: Judgement) -> None:
    _heading(out, "Findings")
    if not judgement.findings:
        text = "none: nothing that can be checked points to AI use. That proves nothing either way."
        _line(out, text, indent=2, style="dim", mark="·")
    for finding in judgement.findings:
        private = "" if is_public(finding) else ", for maintainers only"
        said = f"{finding.claim} [{finding.id}, {finding.tier}{private}]"
        _line(out, said, indent=2, style="dim" if private else "yellow", mark="○" if private else "●")
        for item in finding.evidence[:MAX_SHOWN]:
            _line(out, in_a_line(item, clip(item.quote, 160)), indent=6, style="dim")
        if len(finding.evidence) > MAX_SHOWN:
            _line(out, f"and {len(finding.evidence) - MAX_SHOWN} more", indent=6, style="dim")


def _print_references(out: Console, facts: Facts) -> None:
    """Print what became of the things that the text cites, where they were looked up."""
    looked = facts.repository.looked_up
    if isinstance(looked, Unknown):
        return
    _heading(out, visible(references.heading(looked)))
    for status, told in references.told(facts):
        mark, style = _STATUS_MARKS.get(status, ("·", "dim"))
        _line(out, clip(told, _MAX_TOLD), indent=2, style=style, mark=mark)


def _print_decision(out: Console, judgement: Judgement) -> None:
    decision = judgement.decision
    head = Text.assemble(
        ("Decision: ", "bold"),
        (str(decision.outcome), _OUTCOME_STYLES[decision.outcome]),
        f"  (policy: {visible(decision.policy)}, mode: {decision.mode.value})",
    )
    out.print()
    out.print(head)
    for problem in decision.problem.splitlines():
        _line(out, problem, indent=2, style="red", mark="!")
    for violation in decision.violations:
        title = f"{title_of(violation.kind)} [{violation.kind}, {violation.tier}]"
        _line(out, title, indent=2, style="red", mark="✗")
        _line(out, violation.message, indent=6)
        _line(out, f"What to do: {violation.remedy}", indent=6)


def _print_explanation(out: Console, judgement: Judgement) -> None:
    """Print each clause; what a violation has said already is not said again."""
    said = {violation.message for violation in judgement.decision.violations}
    _heading(out, "How the policy was read")
    for step in judgement.decision.explanation:
        mark, style = _RESULT_MARKS[step.result]
        looked_at = "see above" if step.looked_at in said else step.looked_at
        _line(out, f"{step.clause} ({step.result.value}): {looked_at}", indent=2, style=style, mark=mark)
        if step.would_satisfy and step.looked_at not in said:
            _line(out, f"would satisfy it: {step.would_satisfy}", indent=6, style="dim")


def _print_actions(out: Console, steps: tuple[Planned, ...]) -> None:
    _heading(out, "Actions")
    if not steps:
        _line(out, "nothing to do", indent=2, style="dim", mark="·")
    for step in steps:
        if step.withheld:
            _line(out, f"{describe(step.do)} (withheld: {step.withheld})", indent=2, style="dim", mark="–")
        else:
            _line(out, describe(step.do), indent=2, style="blue", mark="→")
        if isinstance(step.do, CreateComment | UpdateComment):
            for text in step.do.body.splitlines()[1:]:
                _line(out, f"│ {text}", indent=6, style="dim")


def _print_missing(out: Console, judgement: Judgement) -> None:
    """List the facts that were not available, those with the same reason together."""
    reasons: dict[str, list[str]] = {}
    for fact, reason in unavailable(judgement.facts):
        reasons.setdefault(reason, []).append(fact)
    if not reasons:
        return
    _heading(out, "Not available")
    for reason, facts in reasons.items():
        _line(out, f"{', '.join(facts)}: {reason}", indent=2, style="cyan", mark="?")


def as_markdown(judgement: Judgement) -> str:
    """Return the judgement as Markdown for a job summary or an issue; everything quoted is inert.

    It is made to be published: what is not for everybody is left out, as if it had never been found.
    """
    judgement = judgement_for(judgement, Audience.PUBLIC)
    decision, findings = judgement.decision, judgement.findings
    contribution = judgement.facts.contribution
    lines = [f"## Byline: {decision.outcome}", ""]
    lines += [
        f"{plain(contribution.kind.value)} {code(contribution.title)} by {code(contribution.author.login)}",
        "",
    ]
    lines += ["### Findings", ""]
    for finding in findings:
        lines.append(f"- {plain(finding.claim)} ({code(finding.id)}, {finding.tier})")
        quoted = markdown(finding.evidence, MAX_SHOWN)
        if quoted and quoted[0].startswith("|"):  # a table needs space before it
            quoted = ["", *quoted]
        lines += [f"  {line}" if line else "" for line in quoted]
    if not findings:
        lines.append("- none")
    lines += ["", "### Decision", "", f"Policy {code(decision.policy)}, mode {decision.mode.value}.", ""]
    lines += [f"- **{plain(title_of(v.kind))}** ({v.tier}): {plain(v.message)}" for v in decision.violations]
    lines += ["", github.explanation(decision.explanation), "", "### Actions", ""]
    for step in judgement.plan.steps:
        withheld = f" (withheld: {plain(step.withheld)})" if step.withheld else ""
        lines.append(f"- {plain(describe(step.do))}{withheld}")
        if isinstance(step.do, CreateComment | UpdateComment):
            lines += ["", *(f"  > {text}" for text in step.do.body.splitlines()[1:]), ""]
    if not judgement.plan.steps:
        lines.append("- nothing to do")
    missing = unavailable(judgement.facts)
    if missing:
        lines += ["", "### Not available", ""] + [
            f"- {code(fact)}: {plain(reason)}" for fact, reason in missing
        ]
    return "\n".join(lines) + "\n"
