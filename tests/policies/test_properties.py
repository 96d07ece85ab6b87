"""What holds for every policy and all facts: decisions repeat, doubt accuses nobody, a score never acts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import yaml
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import policies
from detectors.model import (
    Audience,
    ChangedFile,
    Facts,
    Finding,
    History,
    Involvement,
    Kind,
    LinkedIssue,
    Override,
    TextFile,
    Tier,
    Unknown,
)
from policies import PolicyError, presets
from policies.decision import Decision
from policies.merge import merge
from policies.schema import Policy
from tests.policies.build import FOOTER, facts, finding, footer

UNKNOWN = Unknown("no network")
LEVELS = st.sampled_from(["none", "trivial", "assisted", "any"])
ACTIONS = st.lists(
    st.sampled_from(["note", "hold", "record", "label:x", "close", "notify:mods", "draft"]), max_size=3
)


def _some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keys)


KEYS = {
    "use": _some(default=LEVELS, code=LEVELS, pr_body=LEVELS, issue=LEVELS),
    "disclosure": _some(
        required=st.sampled_from(["never", "used", "substantial", "always"]),
        where=st.just(["body", "checkbox"]),
        fields=st.just(["tool", "extent"]),
    ),
    "require": _some(
        agents=st.sampled_from(["forbid", "allow"]),
        signoff=st.just("human"),
        linked_issue=st.sampled_from(["any", "accepted"]),
        approvals=st.just(1),
        label=st.just("ok"),
    ),
    "limits": _some(open_prs=st.just(1), changed_lines=st.just(3), metafiles=st.just(["**/PLAN.md"])),
    "exempt": _some(
        permission=st.just("write"), labels=st.just(["x"]), teams=st.just(["a/b"]), trust_file=st.just("V.td")
    ),
    "detect": _some(
        act_on=st.sampled_from(["declared", "exact", "checkable"]),
        score=st.sampled_from(["off", "private", "label"]),
    ),
    "respond": _some(default=ACTIONS, use_exceeded=ACTIONS, undisclosed=ACTIONS, unsigned=ACTIONS),
}
WHEN = _some(
    kind=st.sampled_from(["pull_request", "issue", "security_report"]),
    author=st.sampled_from(["new", "member", "bot"]),
    involvement=st.sampled_from(["assisted", "generated"]),
    labels=st.just("x"),
    changed_lines=st.just(">2"),
    nth_violation=st.just(2),
)
CASES = st.lists(
    st.tuples(
        WHEN, _some(**{key: KEYS[key] for key in ("use", "disclosure", "require", "exempt", "respond")})
    ).map(lambda pair: {"when": pair[0], **pair[1]}),
    max_size=3,
)
META = {"mode": "enforce", "policy_url": "https://example.org/ai", "contact": "us"}
TEXTS = _some(**KEYS, cases=CASES).map(lambda value: yaml.safe_dump({"version": 1, "meta": META, **value}))

FACTS: dict[str, st.SearchStrategy[Any]] = {
    "kind": st.sampled_from([Kind.PULL_REQUEST, Kind.ISSUE, Kind.COMMENT, Kind.SECURITY_REPORT]),
    "labels": st.sampled_from([(), ("x",), ("ok",)]),
    "files": st.sampled_from([(), (ChangedFile("PLAN.md", "added", 5, 0, ""),)]),
    "author_permission": st.sampled_from(["read", "write"]),
    "author_teams": st.sampled_from([(), ("a/b",)]),
    "author_history": st.sampled_from([History(0, 0, 0, 0, 0), History(3, 3, 3, 3, 3)]),
    "linked_issues": st.sampled_from([(), (LinkedIssue(1, True, ("x",), ()),)]),
    "approvals": st.just(()),
    "body": st.sampled_from(["", FOOTER, "I wrote this with Claude Code."]),
}
FOUND = st.lists(
    st.sampled_from(
        [
            footer(),
            finding(involvement=Involvement.ASSISTED),
            finding(trailer="Signed-off-by"),
            finding("disclosure", tier=Tier.DECLARED),
        ]
    ),
    unique=True,
    max_size=3,
)
SCORES = st.lists(
    st.builds(
        lambda tail, level, audience: replace(
            finding("prose", tier=Tier.STATISTICAL, involvement=level, audience=audience),
            detector="authorship",
            human_tail=tail,
        ),
        st.sampled_from([0.0001, 0.5]),
        st.sampled_from(list(Involvement)),
        st.sampled_from(list(Audience)),
    ),
    min_size=1,
    max_size=2,
)
#: What can be unknown, and the facts of ``FACTS`` that a look could have found in its place.
OPEN = (
    "labels",
    "files",
    "author_permission",
    "author_teams",
    "author_history",
    "linked_issues",
    "approvals",
)


def _loaded(text: str) -> Policy:
    try:
        return policies.load(text)
    except PolicyError:
        assume(False)
        raise


def _facts(values: dict[str, Any], trust: str | Unknown | None = None) -> Facts:
    values = {**values}
    given_facts = facts(values.pop("body"), "Fix", **values)
    file = TextFile("V.td", trust, "main") if isinstance(trust, str) else trust
    return replace(given_facts, repository=replace(given_facts.repository, trust_file=file, templates=()))


def _told(decision: Decision) -> set[tuple[str, ...]]:
    """Each rule that is broken: one violation may name several clauses of ``use``."""
    return {(item.kind, clause) for item in decision.violations for clause in item.clause.split(", ")}


SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


@SLOW
@given(TEXTS, st.fixed_dictionaries(FACTS), FOUND, SCORES)
def test_the_same_input_gives_the_same_decision_and_a_score_changes_nothing_but_its_label(
    text: str, values: dict[str, Any], found: list[Finding], scores: list[Finding]
) -> None:
    policy, given_facts = _loaded(text), _facts(values)
    decision = policies.decide(policy, given_facts, found)
    assert repr(decision) == repr(policies.decide(policy, given_facts, list(found)))
    scored = policies.decide(policy, given_facts, [*scores, *found])
    assert replace(scored, score_label="") == decision
    assert scored.score_label in ("", policy.detect.score.label)


@SLOW
@given(TEXTS, st.fixed_dictionaries(FACTS), FOUND, st.sets(st.sampled_from(OPEN), min_size=1))
def test_what_is_unknown_adds_no_violation(
    text: str, values: dict[str, Any], found: list[Finding], hidden: set[str]
) -> None:
    """Whoever breaks a rule when something could not be looked at breaks it whatever the look would show."""
    policy = _loaded(text)
    unknown = policies.decide(policy, _facts({**values, **dict.fromkeys(hidden, UNKNOWN)}), found)
    known = policies.decide(policy, _facts(values), found)
    assert _told(unknown) <= _told(known)


@SLOW
@given(TEXTS, st.fixed_dictionaries(FACTS))
def test_with_nothing_known_and_nothing_found_nobody_breaks_a_rule_about_ai(
    text: str, values: dict[str, Any]
) -> None:
    policy = _loaded(text)
    nothing = {**values, **dict.fromkeys(OPEN, UNKNOWN), "commits": UNKNOWN, "body": ""}
    decision = policies.decide(policy, _facts(nothing, UNKNOWN), [])
    told = {violation.kind for violation in decision.violations}
    assert told <= {"undisclosed"}, "a blank answer is a fact"


@SLOW
@given(TEXTS, st.fixed_dictionaries(FACTS), FOUND)
def test_security_reports_and_overrides_hold_under_every_policy(
    text: str, values: dict[str, Any], found: list[Finding]
) -> None:
    policy = _loaded(text)
    private = policies.decide(policy, _facts({**values, "kind": Kind.SECURITY_REPORT}), found)
    for violation in private.violations:
        assert violation.audience >= Audience.MAINTAINER
        assert all(action == "record" or action.startswith("notify:") for action in violation.responses)
    given_facts = _facts(values)
    state = replace(given_facts.state, override=Override("human", "bob", "2026-11-01"))
    cleared = policies.decide(policy, replace(given_facts, state=state), found)
    assert not {kind for kind, _ in _told(cleared)} & {"use_exceeded", "undisclosed", "agent_author"}


VALUES = st.recursive(
    st.integers() | st.none() | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
MAPPINGS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


@given(MAPPINGS, MAPPINGS, MAPPINGS)
def test_merging_is_associative_where_keys_keep_their_shape(
    one: dict[str, Any], two: dict[str, Any], three: dict[str, Any]
) -> None:
    assume(_same_shape(one, two) and _same_shape(two, three) and _same_shape(one, three))
    assert merge(merge(one, two), three) == merge(one, merge(two, three))


@given(MAPPINGS)
def test_merging_nothing_changes_nothing(one: dict[str, Any]) -> None:
    assert merge(one, {}) == merge({}, one) == merge(one, one) == one


def _same_shape(one: Any, two: Any) -> bool:
    """Whether what is a mapping in one is no plain value in the other: the schema makes sure of it."""
    if isinstance(one, dict) and isinstance(two, dict):
        return all(_same_shape(one[key], two[key]) for key in one.keys() & two.keys())
    return isinstance(one, dict) is isinstance(two, dict)


@given(st.sampled_from(presets.names()), TEXTS)
def test_a_policy_is_the_same_however_its_chain_is_cut(name: str, text: str) -> None:
    values, base = yaml.safe_load(text), presets.values(name)
    assert merge(merge(base, values), {"use": {"code": "none"}}) == merge(
        base, merge(values, {"use": {"code": "none"}})
    )
