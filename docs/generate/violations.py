"""Every violation: from the rules, the words of the policy language and those of the comment."""

from __future__ import annotations

import inspect
import sys

from bot.messages.wording import title_of
from docs.generate.text import head, paragraphs, prose
from policies.rules import RULES, Rule
from policies.rules.provenance import ProvenanceRule
from policies.schema import Respond
from policies.words import ABOUT_AI, RESTS_ON_USE, VIOLATIONS

_ABOUT = (
    "A violation is a clause of a project's policy that a contribution does not keep. Each has a word, by "
    "which the policy file says what follows, and a headline that people read. Nothing here is raised that "
    "the policy does not ask for. A clause that could not be looked at is `unknown`, and no violation."
)


def page() -> str:
    """Return the page."""
    rules = {rule.KIND: rule for rule in RULES}
    return head("Every violation", "policies/rules and policies/schema.py", _ABOUT) + "".join(
        f"\n{_section(kind, rules[kind])}" for kind in VIOLATIONS
    )


def _section(kind: str, rule: Rule) -> str:
    about = _of_fact(rule) if isinstance(rule, ProvenanceRule) else _of_rule(kind, rule)
    return f"## `{kind}`\n\n**{title_of(kind)}.**\n\n{about}\n- Is about: {_about(kind)}\n"


def _of_fact(rule: ProvenanceRule) -> str:
    found = ", ".join(
        f"[{name}](../detectors/{name.partition('/')[0]}.md{_anchor(name)})"
        for name in (rule.detector, *rule.also)
    )
    return (
        f"{rule.asks}\n\n- Asked by: `provenance.{rule.key}`, where what follows stands, too "
        f"(`off`, `note` or `hold`)\n- Found by: {found}\n- What helps: {rule.remedy}"
    )


def _anchor(finding: str) -> str:
    return f"#{finding.replace('/', '')}" if "/" in finding else ""


def _of_rule(kind: str, rule: Rule) -> str:
    documented = inspect.getdoc(sys.modules[rule.check.__module__]) or ""
    (kept, *more) = paragraphs(prose(documented))
    keys, _, asked = kept.partition("`: ")
    when = (Respond.model_fields[kind].description or "").removeprefix("What to do when ")
    lines = [f"Raised when {when}", *more]
    text = "\n\n".join(lines)
    return f"{text}\n\n- Asked by: {keys}`\n- Kept where: {asked}\n- Answered in: `respond.{kind}`"


def _about(kind: str) -> str:
    if kind in ABOUT_AI or kind in RESTS_ON_USE:
        return "AI use: counts on evidence as firm as `detect.act_on` asks; `/byline human` sets it aside"
    return "a plain fact, which says nothing about AI"
