"""``detect.second_opinion``: what a safeguard model is asked about a contribution, and whether it is asked.

The policy goes into one message and the contribution, fenced as data, into another. Nothing here asks:
``bot.reviewer`` does, after the decision is made, so that no answer can change one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from detectors.model import Contribution, Facts, Finding, Kind, TextFile, Unknown
from policies import exempt, heard, prompts
from policies.choice import choose
from policies.clauses import accepted, clauses
from policies.decision import Result
from policies.load import load_for
from policies.problems import PolicyError, quote
from policies.schema import Policy
from policies.verdict import Part

#: The kinds that a server asks about: not each comment of a thread.
KINDS: Final = frozenset({Kind.PULL_REQUEST, Kind.ISSUE, Kind.SECURITY_REPORT})
#: Characters of a contribution that a model is given at most, and of each of its parts.
MAX_TEXT: Final = 24_000
_MAX_PART: Final = 16_000
_MAX_COMMITS: Final = 20
_SHORT: Final = 7
_CUT: Final = "(cut here: the rest is not available)"


@dataclass(frozen=True, slots=True)
class Request:
    """What a model is asked: ``system`` is the policy, ``user`` the fenced data.

    ``parts`` and ``clauses`` (by name) are what an answer is checked against, ``prompt`` names the prompt.
    """

    prompt: str
    system: str
    user: str
    parts: tuple[Part, ...]
    clauses: tuple[str, ...]


def request(
    facts: Facts, findings: Iterable[Finding], override: Policy | None = None, *, forced: bool = False
) -> Request | Unknown | None:
    """Return what to ask about ``facts`` under ``override`` or the repository's own policy.

    ``None``: the policy does not want to be told. With ``forced`` somebody asks for it by hand, whatever
    ``show`` says.
    """
    try:
        policy = override or load_for(facts.repository)
    except PolicyError:
        return Unknown("the policy file cannot be used") if forced else None
    if policy is None:
        return Unknown("there is no policy to ask about") if forced else None
    said = heard.read(facts, findings)
    possible = choose(policy, facts, said.findings).policies
    wanted = any(one.detect.second_opinion.show != "off" for one in possible)
    if not forced and not (wanted and facts.contribution.kind in KINDS):
        return None
    if len(possible) > 1:
        return Unknown("it cannot be told which case of the policy applies")
    if said.no_ai:
        return Unknown("a maintainer said that no AI was used") if forced else None
    if any(step.result is Result.EXEMPT for step in exempt.check(possible[0], facts)):
        return Unknown("the policy exempts this contribution") if forced else None
    return _request(possible[0], facts)


def _request(policy: Policy, facts: Facts) -> Request | Unknown:
    kind = facts.contribution.kind
    asked = clauses(policy, kind)
    if not asked:
        return Unknown("the policy has no clause that a reader of the text could judge")
    name = policy.detect.second_opinion.prompt
    template = _template(name, facts)
    if isinstance(template, Unknown):
        return template
    parts = parts_of(facts.contribution)
    if not any(part.text.strip() for part in parts):
        return Unknown("there is no text to read")
    missing = "commits (not available)" if isinstance(facts.contribution.commits, Unknown) else ""
    names = tuple(clause.name for clause in asked)
    return Request(name, prompt(policy, kind, template), data(parts, missing), parts, names)


def _template(name: str, facts: Facts) -> str | Unknown:
    if name in prompts.NAMES:
        return prompts.text(name)
    files = {item.name: item.file for item in facts.repository.prompts}
    file = files.get(name, Unknown("it was not looked up"))
    if isinstance(file, Unknown):
        return Unknown(f"the prompt {quote(name)} could not be looked at ({file.reason})")
    if not isinstance(file, TextFile) or not file.text.strip():
        return Unknown(f"the prompt {quote(name)} is not there, or is empty")
    if len(file.text) > prompts.MAX_CHARS:
        return Unknown(f"the prompt {quote(name)} has more than {prompts.MAX_CHARS:,} characters")
    return file.text


def prompt(policy: Policy, kind: Kind, template: str) -> str:
    """Return what a model is told about the policy, before it sees any contribution.

    ``template`` has ``{clauses}`` where the policy's clauses go; one without it has the policy in its own
    words, and the clauses, by whose names it answers, follow it. The form of the answer always follows.
    """
    listed = [f"- {clause.name}: {clause.says}" for clause in clauses(policy, kind)]
    stated = "\n".join([*listed, *filter(None, [accepted(policy)])])
    if prompts.CLAUSES in template:
        told = template.replace(prompts.CLAUSES, stated)
    else:
        told = f"{template.rstrip()}\n\n## The project's clauses\n\n{stated}\n"
    return f"{told.rstrip()}\n\n{prompts.answer_format()}"


def parts_of(contribution: Contribution) -> tuple[Part, ...]:
    """Return the texts that people read, without patches: ``MAX_TEXT`` characters at most."""
    found = [Part("title", contribution.title), Part("description", contribution.body)]
    if not isinstance(contribution.commits, Unknown):
        found += [
            Part(f"commit {commit.sha[:_SHORT]}".strip(), commit.message)
            for commit in contribution.commits[:_MAX_COMMITS]
        ]
    left, parts = MAX_TEXT, list[Part]()
    for part in found:
        text = part.text[: min(left, _MAX_PART)]
        left -= len(text)
        if text:
            parts.append(Part(part.place, text if len(text) == len(part.text) else f"{text}\n{_CUT}"))
    return tuple(parts)


def fence(parts: Sequence[Part]) -> str:
    """Return a code that stands in none of ``parts``.

    The same texts have the same code, and no text can foresee its own.
    """
    said = hashlib.sha256()
    for part in parts:
        for piece in (part.place, part.text):
            raw = piece.encode("utf-8", "surrogatepass")
            said.update(b"%d:" % len(raw) + raw)
    code = said.hexdigest()
    while any(code in part.text or code in part.place for part in parts):
        code = hashlib.sha256(code.encode()).hexdigest()
    return code


def data(parts: Sequence[Part], missing: str = "") -> str:
    """Return the contribution between its fences; ``missing`` names what could not be had of it.

    Only whole lines that Byline wrote carry the code.
    """
    code = fence(parts)
    lines = [f"BEGIN {code}"]
    for part in parts:
        lines += [f"PART {code} {part.place}", part.text]
    if missing:
        lines.append(f"PART {code} {missing}")
    return "\n".join([*lines, f"END {code}"])
