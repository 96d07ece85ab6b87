"""``byline policy explain``: one decision, step by step, with the line of the policy behind each step."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from bot.audience import judgement_for
from bot.cli.inputs import facts_of, facts_option, stamp
from bot.cli.options import format_option, policy_option
from bot.cli.policy.given import Given, clones_from, clones_option, from_facts, named
from bot.cli.terminal import columns
from bot.config import load_settings
from bot.engine import Judgement, judge, unavailable
from bot.errors import CouldNotLook, UsageError
from bot.gather.facts_file import read_facts
from bot.messages.neutral import visible
from bot.messages.wording import title_of
from detectors.model import Audience, Facts, TextFile
from policies import Origin
from policies.decision import Result, Step

_SCHEMA: Final = "byline/explanation/1"
_CASE: Final = re.compile(r"case ([0-9]+): ")
_MARKS: Final = {
    Result.SATISFIED: ("✓", "green"),
    Result.VIOLATED: ("✗", "red"),
    Result.UNKNOWN: ("?", "cyan"),
    Result.EXEMPT: ("–", "yellow"),
    Result.SILENT: ("·", "white"),
}
#: What each result means, for people who see it for the first time.
_MEANINGS: Final = {
    Result.SATISFIED: "is met",
    Result.VIOLATED: "is not met",
    Result.UNKNOWN: "could not be judged, so it is held against nobody",
    Result.EXEMPT: "exempts this contribution: nothing else is judged",
    Result.SILENT: "says nothing here",
}


@click.command("explain")
@click.argument("subject", required=False, metavar="[OWNER/REPO#N]")
@facts_option
@policy_option()
@clones_option
@format_option("text", "json")
def command(
    subject: str | None, facts_path: Path | None, policy_name: str | None, clones: tuple[str, ...], form: str
) -> None:
    """Say step by step how a policy judges one contribution.

    What was looked at, which clause applied and where it stands in the policy, which case matched, what
    would satisfy it, and what is unknown and why.

    Reads OWNER/REPO#N from GitHub (BYLINE_GITHUB_TOKEN, or the configured App), or a facts file. Writes to
    standard output, and nothing on GitHub.

    Exit status: 0 explained, whatever the outcome; 2 usage or input error; 3 could not look.

    \b
    Examples:
      byline policy explain acme/widget#12
      byline policy explain acme/widget#12 --policy disclose
      byline policy explain --facts facts.json --policy .github/byline.yml
    """
    if (subject is None) == (facts_path is None):
        raise UsageError("give either OWNER/REPO#N or --facts FILE (see --help)")
    settings = load_settings()
    given = named(policy_name, clones_from(clones)) if policy_name else None
    policy = given.policy() if given else None
    if facts_path is not None:
        facts = read_facts(facts_path)
    else:
        facts = facts_of(subject or "", settings, policy, stamp(datetime.now(UTC)))
    judgement = judge(facts, policy, scored=False)
    if settings.in_workflow:  # a log that anybody can read
        judgement = judgement_for(judgement, Audience.PUBLIC)
    origins = _origins(given or _own(facts))
    if form == "json":
        click.echo(json.dumps(_as_dict(judgement, origins), indent=2))
    else:
        _print(judgement, origins)


def _own(facts: Facts) -> Given | None:
    file, extended = facts.repository.policy, facts.repository.extended
    if not isinstance(file, TextFile):
        return None
    return from_facts(file, {item.name: item.file for item in extended}, facts.repository.full_name)


def _origins(given: Given | None) -> tuple[Origin, ...]:
    """Return where each key stands; nothing for a policy that cannot be used, which the decision says."""
    if given is None:
        return ()
    try:
        return given.origins()
    except (UsageError, CouldNotLook):
        return ()


def origin_of(step: Step, origins: Iterable[Origin], case: int | None) -> Origin | None:
    """Return where the clause of a step stands. ``case`` is the number of the case that applied, if any."""
    by_key = {origin.key: origin for origin in origins}
    if found := _CASE.match(step.clause):
        return next((one for key, one in by_key.items() if key.startswith(f"cases[{found[1]}].when")), None)
    key = step.clause.split(",")[0].partition(":")[0].strip()
    inside = by_key.get(f"cases[{case}].{key}") if case else None
    return inside or by_key.get(key) or next((o for k, o in by_key.items() if k.startswith(f"{key}.")), None)


def matched(steps: Iterable[Step]) -> int | None:
    """Return the number of the case that applied."""
    for step in steps:
        found = _CASE.match(step.clause)
        if found and step.result is Result.SATISFIED:
            return int(found[1])
    return None


def _as_dict(judgement: Judgement, origins: tuple[Origin, ...]) -> dict[str, Any]:
    decision, contribution = judgement.decision, judgement.facts.contribution
    case = matched(decision.explanation)
    steps = []
    for step in decision.explanation:
        origin = origin_of(step, origins, case)
        steps.append(
            {
                "clause": step.clause,
                "result": step.result.value,
                "looked_at": step.looked_at,
                "would_satisfy": step.would_satisfy or None,
                "source": origin.source if origin else None,
                "line": (origin.line or None) if origin else None,
            }
        )
    return {
        "schema": _SCHEMA,
        "subject": {
            "kind": contribution.kind.value,
            "repository": contribution.repository,
            "number": contribution.number,
            "author": contribution.author.login,
        },
        "policy": decision.policy,
        "mode": decision.mode.value,
        "outcome": str(decision.outcome),
        "case": case,
        "problem": decision.problem or None,
        "steps": steps,
        "violations": [
            {"kind": item.kind, "clause": item.clause, "responses": list(item.responses)}
            for item in decision.violations
        ],
        "unavailable": [{"fact": fact, "reason": why} for fact, why in unavailable(judgement.facts)],
    }


def _print(judgement: Judgement, origins: tuple[Origin, ...]) -> None:
    decision, it = judgement.decision, judgement.facts.contribution
    number = f"#{it.number}" if it.number is not None else ""
    author = f" by {it.author.login}" if it.author.login else ""
    where = f"{it.kind.value.replace('_', ' ')} {it.repository}{number}".strip()
    click.secho(visible(f"{where}{author}"), bold=True)
    click.echo(visible(f"Policy: {decision.policy}, mode {decision.mode.value}"))
    for line in decision.problem.splitlines():
        click.secho(visible(f"! {line}"), fg="red")
    case = matched(decision.explanation)
    for at, step in enumerate(decision.explanation, 1):
        _print_step(at, step, origin_of(step, origins, case))
    if not decision.explanation:
        click.echo("\nNo clause of the policy is about this contribution.")
    _print_end(judgement)


def _print_step(at: int, step: Step, origin: Origin | None) -> None:
    mark, color = _MARKS[step.result]
    source = click.style(f"  [{visible(origin.place)}]", dim=True) if origin else ""
    click.echo(
        f"\n{at:3}. {click.style(mark, fg=color)} {click.style(visible(step.clause), bold=True)}{source}"
    )
    _say(_MEANINGS[step.result])
    _say(f"Looked at: {step.looked_at}")
    if step.would_satisfy:
        _say(f"What would satisfy it: {step.would_satisfy}")


def _say(text: str) -> None:
    click.echo(click.wrap_text(visible(text), columns(96), " " * 7, " " * 9))


def _print_end(judgement: Judgement) -> None:
    decision = judgement.decision
    click.echo()
    click.secho(f"Outcome: {decision.outcome}", bold=True)
    for item in decision.violations:
        responses = ", ".join(item.responses) or "nothing"
        click.echo(visible(f"  {title_of(item.kind)} ({item.kind}): the policy asks for {responses}"))
    reasons: dict[str, list[str]] = {}
    for fact, reason in unavailable(judgement.facts):
        reasons.setdefault(reason, []).append(fact)
    if reasons:
        click.echo()
        click.secho("Not available", bold=True)
    for reason, facts in reasons.items():
        click.echo(click.wrap_text(visible(f"{', '.join(facts)}: {reason}"), columns(96), "  ", "    "))
