"""The laws that one key alone cannot keep, checked when a policy is read: a bad policy never judges anybody.

Law by law from the language's definition: a clause that could never be met is refused (nobody could satisfy
it), who is closed, hidden or locked out can read why and ask whom, a label that speaks of AI needs evidence
of AI, and what is said of a security report stays private. That a classifier's score cannot act is law by
construction: no word of the language names one, and what rests on weaker evidence than ``detect.act_on`` is
recorded only (``policies.decide``).

Every law is checked on the policy and on what each of its cases makes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from policies import raises, trust
from policies.problems import quote
from policies.schema import CaseRule, MergedShare, Policy, Respond
from policies.words import HARSH_ACTIONS, LABEL_ACTION, NOTIFY_ACTION, SPEAKS_OF_AI


@dataclass(frozen=True, slots=True)
class Breach:
    """A law that a policy breaks, with the path of the key to point at."""

    path: tuple[str | int, ...]
    found: str
    expected: str


#: A law is told the case that made the policy what it is; none where the policy stands by itself.
Law = Callable[[Policy, CaseRule | None], Iterator[Breach]]

#: A label about the disclosure itself says nothing about the work.
_ABOUT_DISCLOSURE: Final = "disclos"
#: What shuts somebody out: draft does not, for the author can go on.
_SHUTS_OUT: Final = HARSH_ACTIONS - {"draft"}
#: Violations that say nothing about AI, whoever has them.
_PLAIN: Final = frozenset(
    {"unsigned", "template_missing", "not_attested", "issue_missing", "work_evidence_missing", "denounced"}
)
_NEEDS_CHANGES: Final = ("paths", "changed_lines")
_HAS_CHANGES: Final = frozenset({"pull_request", "commit"})


def places_are_described(policy: Policy, _case: CaseRule | None) -> Iterator[Breach]:
    """A place where a disclosure counts has to be described, or nobody could use it."""
    asked = policy.disclosure
    described = {
        "section": (asked.section, "`disclosure.section`, the heading of that section"),
        "title": (asked.title_prefix, "`disclosure.title_prefix`, what the title starts with"),
        "trailer": (asked.trailers.accept, "`disclosure.trailers.accept`, the trailers that count"),
    }
    if asked.required == "never":
        return
    for index, place in enumerate(asked.where):
        value, expected = described.get(place, (True, ""))
        if not value:
            yield Breach(("disclosure", "where", index), f"{quote(place)} and no word about it", expected)


def answers_have_a_place(policy: Policy, _case: CaseRule | None) -> Iterator[Breach]:
    """``required: always`` asks everybody for an answer, so there must be a place in the template for it."""
    asked = policy.disclosure
    if asked.required == "always" and not {"section", "checkbox"} & set(asked.where):
        yield Breach(
            ("disclosure", "required"),
            '"always" with no place where everybody answers',
            "section or checkbox in `disclosure.where`",
        )


def trailers_agree(policy: Policy, _case: CaseRule | None) -> Iterator[Breach]:
    """The same trailer cannot be a duty and forbidden at once."""
    rules = policy.disclosure.trailers
    accepted = {key.casefold() for key in rules.accept}
    for index, key in enumerate(rules.forbid):
        if key.casefold() in accepted:
            path = ("disclosure", "trailers", "forbid", index)
            yield Breach(path, f"{quote(key)} is accepted and forbidden", "each trailer in one of the lists")


def tools_agree(policy: Policy, _case: CaseRule | None) -> Iterator[Breach]:
    """The same tool cannot be allowed and denied at once."""
    tools = policy.require.tools
    allowed = {tool.casefold() for tool in tools.allow}
    for index, tool in enumerate(tools.deny):
        if tool.casefold() in allowed:
            found = f"{quote(tool)} is allowed and denied"
            yield Breach(("require", "tools", "deny", index), found, "each tool in one of the lists")


def exempt_uses_agree(policy: Policy, _case: CaseRule | None) -> Iterator[Breach]:
    """Translation is accepted as it is, or with something beside it: not both."""
    uses = policy.require.exempt_uses
    for index, use in enumerate(uses):
        if use in uses[:index]:
            yield Breach(("require", "exempt_uses", index), f"{quote(use)} a second time", "each use once")
        elif use.startswith("translation_with_") and "translation" in uses:
            yield Breach(
                ("require", "exempt_uses", index),
                f'{quote(use)}, and "translation" accepts every translation',
                "one of the two",
            )


def who_is_shut_out_can_ask(policy: Policy, _case: CaseRule | None) -> Iterator[Breach]:
    """Closing, hiding and locking need a rule that can be read and somebody who can be asked."""
    missing = [key for key in ("policy_url", "contact") if getattr(policy.meta, key) is None]
    for path, action in _responses(policy.respond):
        if missing and action in _SHUTS_OUT:
            keys = " and ".join(f"`meta.{key}`" for key in missing)
            yield Breach(path, f"{quote(action)} without {keys}", f"{keys}, so that people can read and ask")


def security_reports_stay_private(_policy: Policy, case: CaseRule | None) -> Iterator[Breach]:
    """What is said about a security report is told to maintainers, and to nobody else."""
    if case is None or case.respond is None or set(case.when.kind or ()) != {"security_report"}:
        return
    for path, action in _responses(case.respond):
        if action != "record" and not action.startswith(NOTIFY_ACTION):
            found = f"{quote(action)} would show a security report in public"
            yield Breach(path, found, "notify:<team> or record")


def ai_labels_need_evidence(policy: Policy, case: CaseRule | None) -> Iterator[Breach]:
    """A blank answer or a missing sign-off shows no AI use, so it earns no label that speaks of AI."""
    if case is not None and case.when.involvement:
        return
    plain = raises.raised_by(policy) & _PLAIN
    if policy.disclosure.required == "always":
        yield from _speaking_labels(policy, "undisclosed", "a blank answer shows none")
    for kind in sorted(plain):
        yield from _speaking_labels(policy, kind, f"{quote(kind)} shows none")


def _speaking_labels(policy: Policy, kind: str, reason: str) -> Iterator[Breach]:
    key = "default" if getattr(policy.respond, kind) is None else kind
    for index, action in enumerate(policy.respond.to(kind)):
        label = action.removeprefix(LABEL_ACTION).casefold()
        if action.startswith(LABEL_ACTION) and SPEAKS_OF_AI.search(label) and _ABOUT_DISCLOSURE not in label:
            yield Breach(
                ("respond", key, index),
                f"the label {quote(label)} speaks of AI, and {reason}",
                'a label about what is missing, such as "label:needs disclosure"',
            )


def the_score_s_label_is_neutral(policy: Policy, _case: CaseRule | None) -> Iterator[Breach]:
    """A score says how machine-like a text looks, never who wrote it: nor may its label."""
    label = policy.detect.score.label
    if SPEAKS_OF_AI.search(label.casefold()):
        found = f"the label {quote(label)} speaks of AI, and a score is no evidence of it"
        yield Breach(("detect", "score", "label"), found, 'a neutral label, such as "triage: second look"')


def the_score_s_label_means_nothing_else(policy: Policy, case: CaseRule | None) -> Iterator[Breach]:
    """Where a clause read that label, or a response put it on, a score would act after all.

    What one case labels another one may read, so this is about the whole file.
    """
    detects = (policy.detect, *(one.detect for one in policy.cases if one.detect))
    scores = [detect.score for detect in detects]
    if case is not None or all(score.show != "label" for score in scores):
        return
    labels = {score.label.casefold() for score in scores}
    for path, named in _labels_named(policy):
        if labels & {label.casefold() for label in named}:
            found = "the label that a score puts on"
            yield Breach(path, found, "a label that no score puts on, or another `detect.score.label`")


def _labels_named(policy: Policy) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...]]]:
    """Yield the labels that clauses, conditions and responses name, each with its path."""
    places: list[tuple[tuple[str | int, ...], Policy | CaseRule]] = [((), policy)]
    for index, case in enumerate(policy.cases):
        yield ("cases", index, "when", "labels"), case.when.labels or ()
        yield ("cases", index, "when", "issue_labels"), case.when.issue_labels or ()
        places.append((("cases", index), case))
    for path, part in places:
        if part.exempt:
            yield (*path, "exempt", "labels"), part.exempt.labels
        if part.limits:
            yield (*path, "limits", "reserved_labels"), part.limits.reserved_labels
        if part.require:
            yield (*path, "require", "accepted_labels"), part.require.accepted_labels
            yield (*path, "require", "label"), (part.require.label or "",)
        for below, action in _responses(part.respond or Respond()):
            if action.startswith(LABEL_ACTION):
                yield (*path, *below), (action.removeprefix(LABEL_ACTION),)


def names_have_their_form(policy: Policy, _case: CaseRule | None) -> Iterator[Breach]:
    """A team is named with its organization, a file by its path from the top, a glob in a form that works."""
    for index, team in enumerate(policy.exempt.teams):
        organization, slash, name = team.partition("/")
        if not (organization and slash and name) or "/" in name or " " in team:
            yield Breach(("exempt", "teams", index), quote(team), "a team such as organization/team")
    path = policy.exempt.trust_file
    if path is not None and {"", ".", ".."} & set(path.split("/")):
        yield Breach(("exempt", "trust_file"), quote(path), "a path such as .github/VOUCHED.td")
    for index, glob in enumerate(policy.limits.metafiles):
        if "\\" in glob:
            yield Breach(("limits", "metafiles", index), quote(glob), "a glob with / between folders")


def cases_can_apply(policy: Policy, _case: CaseRule | None) -> Iterator[Breach]:
    """A case has conditions, and they can hold."""
    for index, case in enumerate(policy.cases):
        path, when = ("cases", index, "when"), case.when
        named = when.model_dump(exclude_none=True)
        if not named:
            yield Breach(path, "a case without a condition", "a condition, such as `kind: issue`")
        for key, value in named.items():
            if value == ():
                yield Breach((*path, key), "an empty list, which nothing is in", "at least one entry")
        kinds = set(when.kind or _HAS_CHANGES)
        for key in _NEEDS_CHANGES:
            if key in named and kinds and not kinds & _HAS_CHANGES:
                found = f"{quote(key)} in a case for what has no files"
                yield Breach((*path, key), found, "pull_request or commit in `kind`")
        if {"vouched", "denounced"} & set(when.author or ()) and trust.path_of(policy) is None:
            yield Breach((*path, "author"), "no list says who that is", "`exempt.trust_file`")


def there_is_one_trust_file(policy: Policy, _case: CaseRule | None) -> Iterator[Breach]:
    """Cases may use the project's trust file; a second one is not read."""
    first = policy.exempt.trust_file
    for index, case in enumerate(policy.cases):
        named = case.exempt.trust_file if case.exempt else None
        if named and first and named != first:
            path = ("cases", index, "exempt", "trust_file")
            yield Breach(path, f"a second trust file, {quote(named)}", "the same trust file everywhere")
        first = first or named


def _counted_as_one(one: MergedShare, other: MergedShare) -> bool:
    breaks = one.cooldown_days or other.cooldown_days
    return one.days == other.days and (one.max == other.max or not breaks)


def there_is_one_merged_share(policy: Policy, _case: CaseRule | None) -> Iterator[Breach]:
    """The share is counted once: over other days it is never known, and a break follows one limit alone."""
    first = policy.limits.merged_share
    for index, case in enumerate(policy.cases):
        named = case.limits.merged_share if case.limits else None
        if named and first and not _counted_as_one(named, first):
            path = ("cases", index, "limits", "merged_share")
            expected = "the same `days` everywhere, and one `max` where there is a `cooldown_days`"
            yield Breach(path, "a second limit for what is merged", expected)
        first = first or named


LAWS: Final[tuple[Law, ...]] = (
    places_are_described,
    answers_have_a_place,
    trailers_agree,
    tools_agree,
    exempt_uses_agree,
    who_is_shut_out_can_ask,
    security_reports_stay_private,
    ai_labels_need_evidence,
    the_score_s_label_is_neutral,
    the_score_s_label_means_nothing_else,
    names_have_their_form,
    cases_can_apply,
    there_is_one_trust_file,
    there_is_one_merged_share,
)


def breaches(policy: Policy, case: CaseRule | None = None) -> Iterator[Breach]:
    """Yield every law that ``policy`` breaks; ``case`` is the one that made it of another policy."""
    for law in LAWS:
        yield from law(policy, case)


def _responses(respond: Respond) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield each action that is written down, with its path."""
    for key in sorted(respond.model_fields_set):
        for index, action in enumerate(getattr(respond, key) or ()):
            yield ("respond", key, index), action
