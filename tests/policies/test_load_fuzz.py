"""Whatever stands in a policy file: a policy comes out, or a ``PolicyError`` with printable lines."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors.model import Facts, TextFile
from policies import PolicyError, decide, load, origins, presets, remarks
from policies.schema import Policy
from tests.policies.build import facts, finding, footer

_WORDS = st.sampled_from(
    [
        *(
            "version",
            "extends",
            "meta",
            "mode",
            "use",
            "code",
            "default",
            "none",
            "any",
            "disclosure",
            "required",
        ),
        *(
            "always",
            "where",
            "section",
            "one_of",
            "fields",
            "trailers",
            "accept",
            "forbid",
            "format",
            "exempt",
        ),
        *("users", "labels", "respond", "undisclosed", "note", "hold", "label:x", "report", "disclose", "1"),
        *("yes", "~", "<<", "checkbox", "title_prefix", "permission", "write"),
        *("cases", "when", "kind", "issue", "author", "new", "involvement", "changed_lines", ">5", "base"),
        *("require", "limits", "detect", "score", "off", "provenance", "exempt_uses", "close", "acme/x"),
    ]
)
_ANY_TEXT = st.text(max_size=400)
_MARKUP = st.lists(
    st.one_of(
        _WORDS,
        st.sampled_from(
            [
                ": ",
                "\n",
                "\n  ",
                "- ",
                "[",
                "]",
                "{",
                "}",
                ", ",
                "&a ",
                "*a",
                "!!",
                "? ",
                "|\n",
                '"',
                "'",
                "\\U",
                "#",
            ]
        ),
        st.sampled_from(
            ["\t", "%YAML 1.1\n---\n", "---\n", "...", "\x00", "\ud800", "\ufeff", "\u2028", "9" * 30]
        ),
    ),
    max_size=60,
).map("".join)
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | _WORDS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(_WORDS | st.text(max_size=8), inner, max_size=5)
    ),
    max_leaves=20,
)
_SHAPED = st.dictionaries(_WORDS, _VALUES, max_size=6).map(
    lambda value: yaml.safe_dump({"version": 1, **value}, allow_unicode=True)
)


def _loads_or_explains(text: str) -> Policy | None:
    try:
        return load(text)
    except PolicyError as error:
        lines = error.lines()
    assert lines
    assert all(line.isprintable() and line.encode("utf-8") for line in lines), lines
    return None


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(_ANY_TEXT | _MARKUP | _SHAPED)
def test_any_text_is_read_or_refused_with_reasons(text: str) -> None:
    _loads_or_explains(text)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(_ANY_TEXT | _MARKUP | _SHAPED)
def test_any_text_can_be_extended_or_is_refused_with_reasons(text: str) -> None:
    base = {"acme/x": TextFile("acme/x:.github/byline.yml", text, "main")}
    top = "version: 1\nextends: acme/x\nuse: {code: none}\ncases: [{when: {kind: issue}, use: {issue: none}}]"
    try:
        policy = load(top, extended=base, repository="acme/widget")
    except PolicyError as error:
        lines = error.lines()
    else:
        lines = tuple(remarks(policy))
        assert policy.use.code == "none"
        assert origins(top, extended=base, repository="acme/widget")
    assert lines
    assert all(line.isprintable() and line.encode("utf-8") for line in lines), lines


_WHOLE = """version: 1
extends: disclose
meta: {mode: enforce, policy_url: "https://example.org/ai", contact: us, effective: 2026-01-01}
require: {attest: [tested], exempt_uses: [translation], tools: {deny: [x]}, linked_issue: any}
limits: {open_prs: 3, metafiles: ["**/PLAN.md"], merged_share: {max: 0.5, days: 30}}
exempt: {teams: [acme/core], trust_file: .github/VOUCHED.td}
detect: {act_on: exact, score: label, canary: Kingfisher-7}
cases:
  - when: {kind: [issue], author: vouched, changed_lines: ">5"}
    respond: {default: [close, "notify:mods"]}
"""


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_whole_policy_with_one_damaged_place_is_read_or_refused_with_reasons(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(_WHOLE)))
    end = data.draw(st.integers(start, min(start + 10, len(_WHOLE))))
    policy = _loads_or_explains(_WHOLE[:start] + data.draw(_MARKUP) + _WHOLE[end:])
    if policy is not None:
        assert decide(policy, facts("Fix"), [footer()]) == decide(policy, facts("Fix"), [footer()])


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(presets.names()), st.data())
def test_a_preset_with_one_damaged_place_is_read_or_refused_with_reasons(
    name: str, data: st.DataObject
) -> None:
    text = presets.text(name)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 10, len(text))))
    _loads_or_explains(text[:start] + data.draw(_MARKUP) + text[end:])


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(_ANY_TEXT | _MARKUP, st.lists(_ANY_TEXT, max_size=3), st.sampled_from(presets.names()))
def test_any_contribution_gets_the_same_decision_each_time(body: str, messages: list[str], name: str) -> None:
    given_facts: Facts = facts(body, *messages)
    findings = (footer(), finding(trailer="Co-authored-by"))
    policy = presets.get(name).policy
    assert repr(decide(policy, given_facts, findings)) == repr(decide(policy, given_facts, findings))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 65_000,
        "{" * 65_000,
        "- " * 32_000,
        "? " * 32_000,
        "a:\n" * 21_000,
        "&a " * 21_000,
        '"' + "\\u0041" * 10_000,
        "version: 1\n" + "".join(f"k{n}: {{}}\n" for n in range(5000)),
        "- [" * 21_000,
        "|" * 65_000,
        "%" * 65_000,
    ],
    ids=lambda text: text[:6].strip(),
)
def test_large_hostile_files_are_refused(text: str) -> None:
    assert _loads_or_explains(text) is None
