"""What is asked of the process that judges: one function a question, plain values in and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final

import policies
from bot.actions import AddLabel
from bot.engine import judge
from bot.errors import BylineError, UsageError
from bot.gather.facts_file import from_json
from bot.labels import style_of
from bot.messages import report
from bot.simulation.judged import Breach, Judged, try_out
from bot.simulation.tally import Tally
from bot.trial.facts import OBSERVED, assumed, facts_of, would_write
from bot.trial.given import Given
from detectors.authorship.wording import in_words
from detectors.model import Audience, TextFile
from policies import DEFAULT_PATH, CouldNotExtend, Origin, PolicyError, presets
from policies.decision import Outcome
from policies.origins import DEFAULT
from policies.problems import MAX_PROBLEMS
from policies.schema import Policy

_NOT_FETCHED: Final = (
    "What a policy extends from another repository is not fetched here: no network is used. It is known only "
    "where this repository's policy extended the same file when Byline judged there last."
)


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """Return the answer: the values that were asked for, ``refused`` with a reason, or ``problems``.

    What is refused is the asker's mistake.
    """
    try:
        return _QUESTIONS[question["do"]](question)
    except CouldNotExtend as error:
        return _unusable([], [*_lines(error), _NOT_FETCHED])
    except PolicyError as error:
        return _unusable(_problems(error), [])
    except BylineError as error:
        return {"refused": str(error)}


def _unusable(problems: list[dict[str, Any]], could_not_look: list[str]) -> dict[str, Any]:
    return {"policy": "", "problems": problems, "could_not_look": could_not_look, "notices": [], "values": []}


def _judge(question: Mapping[str, Any]) -> dict[str, Any]:
    policy = _policy(question)
    writing, otherwise = would_write(policy)
    given = Given(**question["given"])
    judgement = judge(facts_of(given, _stamp()), writing)
    kinds = [(part.place, in_words(part.answer, part.kind)) for part in judgement.scores.parts]
    return {
        "check": report.as_dict(judgement, Audience.MAINTAINER),
        "scores": [{"place": where, "lines": said.splitlines()} for where, said in kinds],
        "assumed": [OBSERVED] * otherwise + assumed(given),
        "notices": list(judgement.notices),
        "colors": {
            act.name: style_of(act.name)[0] for act in judgement.plan.actions if isinstance(act, AddLabel)
        },
    }


def _check(question: Mapping[str, Any]) -> dict[str, Any]:
    policy = _policy(question)
    found = policies.origins(**_source(question))
    return {
        "policy": policy.name,
        "problems": [],
        "could_not_look": [],
        "notices": list(policies.remarks(policy, datetime.now(UTC).date())),
        "values": [_value(origin) for origin in found if origin.source != DEFAULT],
    }


def _try_out(question: Mapping[str, Any]) -> dict[str, Any]:
    """Judge kept facts by another policy: what would have become of the contribution."""
    policy = _policy(question)
    judged = try_out(from_json(question["facts"], "the record"), policy, audience=Audience.MAINTAINER)
    return {**asdict(judged), "outcome": str(judged.outcome)}


def _tally(question: Mapping[str, Any]) -> dict[str, Any]:
    """Count what ``try_out`` answered: ``byline/simulation/1``."""
    tally = Tally(question["source"], question["policy"])
    for one in question["judged"]:
        breaches = tuple(
            Breach(**{**breach, "responses": tuple(breach["responses"])}) for breach in one["breaches"]
        )
        outcome = next(outcome for outcome in Outcome if str(outcome) == one["outcome"])
        unknown = tuple((clause, reason) for clause, reason in one["unknown"])
        tally.add(Judged(**{**one, "outcome": outcome, "breaches": breaches, "unknown": unknown}))
    return tally.as_dict()


def _presets(_question: Mapping[str, Any]) -> dict[str, Any]:
    """Name the presets, in their order."""
    found = (presets.get(name) for name in presets.names())
    return {
        "presets": [
            {"name": one.name, "title": one.title, "summary": one.summary, "text": presets.text(one.name)}
            for one in found
        ]
    }


def _policy(question: Mapping[str, Any]) -> Policy:
    preset = question.get("preset")
    if preset and preset not in presets.names():
        raise UsageError(f"there is no preset {preset[:40]!a}; there are {', '.join(presets.names())}")
    return presets.get(preset).policy if preset else policies.load(**_source(question))


def _source(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of ``policies.load``. ``extended`` has the files that were gathered last."""
    gathered = question.get("extended") or {}
    extended = {name: TextFile(str(file["path"]), file["text"], "") for name, file in gathered.items()}
    text = question.get("policy") or (presets.text(question["preset"]) if question.get("preset") else "")
    return {"text": text, "extended": extended, "repository": question.get("repository") or ""}


def _value(origin: Origin) -> dict[str, str | int | None]:
    return {
        "key": origin.key,
        "value": origin.words,
        "source": f"line {origin.line}" if origin.source == DEFAULT_PATH else origin.place,
        "line": origin.line or None,
    }


def _problems(error: PolicyError) -> list[dict[str, Any]]:
    listed = error.problems[:MAX_PROBLEMS]
    return [{**asdict(problem), "message": _said(str(problem), problem.file)} for problem in listed]


def _said(line: str, file: str) -> str:
    """Return the problem without the name of the file, which is the one that is being written."""
    return line.removeprefix(f"{file}:").partition(": ")[2] if line.startswith(f"{file}:") else line


def _lines(error: PolicyError) -> list[str]:
    return [_said(str(problem), problem.file) for problem in error.problems[:MAX_PROBLEMS]]


def _stamp() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_QUESTIONS: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = MappingProxyType(
    {"judge": _judge, "check": _check, "try_out": _try_out, "tally": _tally, "presets": _presets}
)
